import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser, WatchedPage } from "./browser.ts";
import { Server, until } from "./server.ts";

const CLASSES = ["double peak", "other", "single peak"];
const ORACLE = 25;

let server: Server;
let browser: Browser;
let jobId: string;

interface Labelling {
  labelling_id: string;
  spectrum_filename: string;
  user_label?: string;
  user_comment?: string;
}

/** Labels by spectrum, as the server has them. */
async function labels(): Promise<Record<string, string | undefined>> {
  const { labellings } = await server.api<{ labellings: Labelling[] }>("GET", `/labellings/?job_id=${jobId}`);
  return Object.fromEntries(labellings.map((one) => [one.spectrum_filename, one.user_label]));
}

const given = async () => Object.values(await labels()).filter((label) => label !== undefined).length;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launchBrowser()]);
  const job = await server.api<{ job_id: string }>("POST", "/jobs/", {
    type: "DATA_PREPROCESSING",
    label: "Be stars",
    config: {
      data_dir_path: ".",
      recursive: true,
      wave_start_point: 6519,
      wave_end_point: 6732,
      wave_point_count: 140,
    },
  });
  jobId = job.job_id;
  await server.api("POST", `/jobs/${jobId}/process/RUN`);
  await until(
    async () => (await server.api<{ phase: string }>("GET", `/jobs/${jobId}`)).phase === "COMPLETED",
    "the preprocessing job is completed",
  );
  const { rows } = await server.api<{ rows: { filename: string }[] }>(
    "GET",
    `/jobs/${jobId}/spectra?limit=${ORACLE}`,
  );
  await server.api(
    "POST",
    "/labellings/batch/",
    rows.map(({ filename }, i) => ({
      job_id: jobId,
      spectrum_filename: filename,
      spectrum_set: "ORACLE",
      sequence_iteration: 0,
      model_prediction: CLASSES[i % 3],
    })),
  );
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** The spectrum that is shown, when it has been painted. */
async function shown(page: Page): Promise<string> {
  const name = await page.locator(".plot canvas").first().getAttribute("aria-label");
  return /^(.*\.fits), preprocessed/.exec(name ?? "")?.[1] ?? "";
}

/** Presses a digit and waits for the next spectrum; the name and the class of what was labelled. */
async function label(page: Page, key: number): Promise<[string, string]> {
  const before = await shown(page);
  await page.keyboard.press(String(key));
  await until(
    async () => (await shown(page)) !== before && (await shown(page)) !== "",
    "the next spectrum is shown",
  );
  return [before, CLASSES[key - 1]];
}

it("labels twenty spectra by keyboard only, through a reload and a killed server, and loses none", async () => {
  const watched = await WatchedPage.open(browser, server.url);
  const { page } = watched;
  const expected = new Map<string, string>();
  const give = async (key: number) => expected.set(...(await label(page, key)));

  await page.goto(`/jobs/${jobId}/label`);
  await page.locator(".plot canvas").waitFor();
  for (let i = 0; i < 7; i += 1) await give(1 + (i % 3));

  // Undo takes the last one back, here and on the server, and shows it again.
  const [last] = [...expected.keys()].slice(-1);
  await page.keyboard.press("u");
  await until(async () => (await shown(page)) === last, "the undone spectrum is shown again");
  await until(async () => (await labels())[last] === undefined, "the server has taken the label back");
  await give(2);

  // Reload in the middle.
  await page.reload();
  await page.locator(".plot canvas").waitFor();
  await page.getByText(`7 / ${ORACLE} oracle`).waitFor();
  await page.keyboard.press("n");
  for (let i = 0; i < 4; i += 1) await give(3);
  await until(async () => (await given()) === expected.size, "all labels so far are on the server");

  // The server dies. Work goes on with what is there already, and a reload of the browser's memory loses nothing.
  await server.kill();
  for (let i = 0; i < 6; i += 1) await give(1);
  await page.getByText("6 labels waiting").waitFor();
  await server.launch();
  await page.getByText("saved ✓").waitFor();
  for (let i = 0; i < 3; i += 1) await give(2);
  await until(async () => (await given()) === expected.size, "all labels are on the server");

  expect(expected.size).toBe(20);
  const stored = await labels();
  expect(Object.fromEntries([...expected.keys()].map((name) => [name, stored[name]]))).toEqual(
    Object.fromEntries(expected),
  );
  watched.expectNoFaults();
});

it("keeps the labels of a tab that was closed while the server was away", async () => {
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await page.goto(`/jobs/${jobId}/label`);
  await page.locator(".plot canvas").waitFor();
  const before = await given();
  await server.kill();
  const [name, word] = await label(page, 3);
  await page.getByText("1 label waiting").waitFor();
  await page.close();
  await server.launch();
  expect(await given()).toBe(before);
  const again = await context.newPage();
  await again.goto("/jobs");
  await until(async () => (await labels())[name] === word, "the label of the closed tab arrived");
  await context.close();
});

it("shows in one tab what is labelled in another, and the later of both wins", async () => {
  const context = await browser.newContext({ baseURL: server.url });
  const [one, two] = [await context.newPage(), await context.newPage()];
  for (const page of [one, two]) {
    await page.goto(`/jobs/${jobId}/label`);
    await page.locator(".plot canvas").waitFor();
  }
  const name = await shown(one);
  expect(await shown(two)).toBe(name);
  await label(one, 1);
  await until(async () => (await labels())[name] === CLASSES[0], "the first tab's label is saved");
  await two.getByRole("button", { name: CLASSES[0], pressed: true }).waitFor();
  await label(two, 2);
  await until(async () => (await labels())[name] === CLASSES[1], "the second tab's label is saved");
  await context.close();
});

it("keeps zoom and lines from one spectrum to the next, and in the address", async () => {
  const watched = await WatchedPage.open(browser, server.url);
  const { page } = watched;
  await page.goto(`/jobs/${jobId}/label`);
  const canvas = page.locator(".plot canvas");
  await canvas.waitFor();
  const box = await canvas.boundingBox();
  if (box === null) throw new Error("The plot has no size.");
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.press("l");
  const view = /preprocessed: \d+ points, (.* ångström)/;
  const zoomed = view.exec((await canvas.getAttribute("aria-label")) ?? "")?.[1];
  await page.keyboard.press("ArrowRight");
  await until(
    async () => view.exec((await canvas.getAttribute("aria-label")) ?? "")?.[1] === zoomed,
    "the zoom is kept",
  );
  await page.waitForURL(/view=\d+\.\d-\d+\.\d/);
  expect(page.url()).toContain("lines=1");
  await canvas.dblclick();
  await until(
    async () => view.exec((await canvas.getAttribute("aria-label")) ?? "")?.[1] === "6519 to 6732 ångström",
    "a double click shows all of it",
  );
  watched.expectNoFaults();
});
