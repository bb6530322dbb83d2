import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "./browser.ts";
import { servePages } from "./pages.ts";
import { until } from "./server.ts";

let pages: Awaited<ReturnType<typeof servePages>>;
let browser: Browser;
const LABEL = "/jobs/0199c0de-0000-7000-8000-000000000005/label";

beforeAll(async () => {
  [pages, browser] = await Promise.all([servePages(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await pages?.close();
});

async function openPlot(): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${pages.base}${LABEL}?source=raw`);
  await page.getByRole("img", { name: /as observed: \d+ points/ }).waitFor();
  return page;
}

/** The wavelengths in view, from the plot's own words. */
async function viewOf(page: Page): Promise<[from: number, to: number]> {
  const words = await page.locator(".plot canvas").getAttribute("aria-label");
  const [, from, to] = /points, (\d+) to (\d+) ångström/.exec(words ?? "") ?? [];
  return [Number(from), Number(to)];
}

async function viewBecomes(page: Page, is: (from: number, to: number) => boolean, what: string) {
  await until(async () => is(...(await viewOf(page))), what);
  return viewOf(page);
}

it("zooms at the pointer by wheel, and moves by Shift, the middle button and keys", async () => {
  const page = await openPlot();
  const all = await viewOf(page);
  const box = await page.locator(".plot canvas").boundingBox();
  if (box === null) throw new Error("The plot is not there.");
  const [x, y] = [box.x + box.width * 0.7, box.y + box.height / 2];
  await page.mouse.move(x, y);
  const readout = page.locator(".plot-readout");
  const under = async () => Number.parseFloat((await readout.textContent()) ?? "");
  await until(async () => (await under()) > 0, "the readout tells the wavelength");
  const before = await under();
  await page.mouse.wheel(0, -100);
  const zoomed = await viewBecomes(page, (from, to) => to - from < all[1] - all[0], "the wheel zooms in");
  await page.mouse.move(x, y + 1);
  expect(Math.abs((await under()) - before)).toBeLessThan(5);

  await page.keyboard.down("Shift");
  await page.mouse.down();
  await page.mouse.move(x - 100, y, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up("Shift");
  const moved = await viewBecomes(page, (from) => from > zoomed[0], "Shift and a drag to the left move on");
  expect(Math.abs(moved[1] - moved[0] - (zoomed[1] - zoomed[0]))).toBeLessThanOrEqual(1);

  await page.mouse.move(x, y);
  await page.mouse.down({ button: "middle" });
  await page.mouse.move(x + 60, y, { steps: 4 });
  await page.mouse.up({ button: "middle" });
  await viewBecomes(page, (from) => from < moved[0], "the middle button moves back");

  await page.keyboard.press("h");
  const centre = ([from, to]: [number, number]) => (from + to) / 2;
  await viewBecomes(page, (...view) => Math.abs(centre(view) - 6563) < (view[1] - view[0]) / 2, "H finds Hα");
  for (let i = 0; i < 4; i += 1) await page.keyboard.press("+");
  const narrow = await viewBecomes(page, (from, to) => to - from < 700, "the keys zoom");
  await page.keyboard.press("]");
  await viewBecomes(page, (from) => from > narrow[0], "] goes on");
  await page.keyboard.press("[");
  await viewBecomes(page, (from) => from === narrow[0], "[ comes back");
  await page.keyboard.press("y");
  await page.getByRole("button", { name: /all of the flux/, pressed: true }).waitFor();
  await page.close();
});

it("zooms in flux over its axis, and says velocities about the line in view", async () => {
  const page = await openPlot();
  const canvas = page.locator(".plot canvas");
  const box = await canvas.boundingBox();
  if (box === null) throw new Error("The plot is not there.");
  const whole = await viewOf(page);
  await page.mouse.move(box.x + 20, box.y + box.height / 2);
  await page.mouse.wheel(0, -100);
  await page.locator(".plot canvas[data-flux=part]").waitFor();
  expect(await viewOf(page)).toEqual(whole);
  await page.mouse.wheel(0, 100);
  await page.locator(".plot canvas[data-flux=whole]").waitFor();

  await page.keyboard.press("h");
  await page.keyboard.press("v");
  await page.keyboard.press("v");
  await page.getByRole("button", { name: "V velocity" }).waitFor();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const readout = page.locator(".plot-readout");
  await until(async () => /km\/s/.test((await readout.textContent()) ?? ""), "the readout tells velocities");
  // Hα is in the middle of the view, which is a little to the right of the middle of the canvas.
  expect(Math.abs(Number.parseFloat(((await readout.textContent()) ?? "").replace("−", "-")))).toBeLessThan(
    800,
  );
  await page.close();
});

it("labels one spectrum while a key is held, and none by Space after a click", async () => {
  const page = await openPlot();
  const labelled = page.getByText(/^\d+ \/ 100 oracle$/);
  // Playwright repeats a key that is pressed again before it is let go, as a keyboard does.
  for (let i = 0; i < 12; i += 1) await page.keyboard.down("1");
  await page.keyboard.up("1");
  await page.getByText("1 / 100 oracle").waitFor();
  await page.getByRole("img", { name: /as observed: \d+ points/ }).waitFor();
  await page.getByRole("button", { name: /single peak/ }).click();
  await page.getByText("2 / 100 oracle").waitFor();
  await page.getByRole("img", { name: /as observed: \d+ points/ }).waitFor();
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await page.getByText("saved ✓").waitFor();
  expect(await labelled.textContent()).toBe("2 / 100 oracle");
  await page.close();
});
