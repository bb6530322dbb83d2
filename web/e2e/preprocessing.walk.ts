import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser, WatchedPage } from "./browser.ts";
import { Server } from "./server.ts";

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

it("creates a preprocessing job by form, sees it finish, and opens a spectrum", async () => {
  const watched = await WatchedPage.open(browser, server.url);
  const { page } = watched;
  await page.goto("/");
  await page.getByRole("link", { name: "Preprocess an archive" }).click();

  await page.getByLabel("Label", { exact: true }).fill("From the form");
  await page.getByLabel("Data directory").fill(".");
  await page.getByLabel("First wavelength [Å]").fill("6519");
  await page.getByLabel("Last wavelength [Å]").fill("6500");
  await page.getByLabel("Number of points").fill("140");
  await page.getByText(/^More/).click();
  await page.getByLabel("Search subdirectories").check();
  await page.getByRole("button", { name: "Create and run" }).click();
  // The API's refusal stands at the field that it means.
  await page.locator("#config_wave_end_point[aria-invalid=true]").waitFor();

  await page.getByLabel("Last wavelength [Å]").fill("6732");
  await page.getByRole("button", { name: "Create and run" }).click();
  await page.getByRole("heading", { name: "From the form" }).waitFor();
  await page.locator(".phase-COMPLETED").waitFor();
  await page.getByRole("heading", { name: /^Spectra 300/ }).waitFor();

  await page
    .getByRole("link", { name: /^spec-.*\.fits$/ })
    .first()
    .click();
  await page.waitForURL(/\/spectra\/spec-/);
  await page.getByRole("img", { name: /^spec-.*\.fits: \d+ points/ }).waitFor();
  await page.getByText("target", { exact: true }).waitFor();
  expect(await inkOf(page.locator(".plot canvas"))).toBeGreaterThan(1000);
  watched.expectNoFaults();
});

it("picks a directory of the archive, and keeps the config as a template", async () => {
  const watched = await WatchedPage.open(browser, server.url);
  const { page } = watched;
  await page.goto("/jobs/new?type=DATA_PREPROCESSING");
  const directory = page.getByLabel("Data directory");
  await page.getByRole("button", { name: "Browse" }).click();
  await page.locator(".path-list button").first().click();
  await page.getByText("300 spectra").waitFor();
  await page.getByRole("button", { name: "Use this directory" }).click();
  const chosen = await directory.inputValue();
  expect(chosen).not.toBe("");

  await page.getByRole("button", { name: "Templates" }).click();
  await page.getByLabel("Save as template").fill("Around Hα-1");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Saved as “Around Hα-1”.").waitFor();
  await page.getByRole("button", { name: "Fill in the example" }).click();
  await page.getByText("Filled in from the example.").waitFor();
  expect(await directory.inputValue()).not.toBe(chosen);
  await page.getByRole("button", { name: "Around Hα-1", exact: true }).click();
  await page.getByText("Filled in from “Around Hα-1”.").waitFor();
  expect(await directory.inputValue()).toBe(chosen);
  await page.getByRole("button", { name: "Delete the template Around Hα-1" }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("No templates for this type yet.").waitFor();
  watched.expectNoFaults();
});

it("finds a spectrum by a part of its name, by keyboard only", async () => {
  const watched = await WatchedPage.open(browser, server.url);
  const { page } = watched;
  await page.goto("/spectra");
  await page.getByRole("searchbox", { name: "File name of a spectrum" }).focus();
  await page.keyboard.type("_sp01-");
  const found = page.getByRole("region", { name: "Found in the archive" }).getByRole("link");
  await page.waitForURL(/q=_sp01-$/);
  await page.locator(".stale[data-stale=false] .spectrum-results a").first().waitFor();
  const name = await found.nth(1).getAttribute("title");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: name ?? "", exact: true }).waitFor();
  await page.goBack();
  await found.first().waitFor();
  watched.expectNoFaults();
});

it("shows a failure as a sentence, and every page without a fault", async () => {
  const watched = await WatchedPage.open(browser, server.url);
  const { page } = watched;
  const failing = await server.api<{ job_id: string }>("POST", "/jobs/", {
    type: "DATA_PREPROCESSING",
    label: "No such directory",
    config: { data_dir_path: "nowhere", wave_start_point: 6519, wave_end_point: 6732, wave_point_count: 140 },
  });
  await page.goto(`/jobs/${failing.job_id}`);
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByRole("alert").filter({ hasText: "nowhere" }).first().waitFor();

  for (const [path, heading] of [
    ["/experiments", "Experiments"],
    ["/jobs", "Jobs"],
    ["/spectra", "Spectra"],
    ["/files", "Files"],
    ["/jobs/new", "New job"],
    ["/no/such/page", "There is no such page"],
  ]) {
    await page.goto(path);
    await page.getByRole("heading", { name: heading, exact: true }).waitFor();
  }
  watched.expectNoFaults();
});

it("uploads, shows and deletes a file", async () => {
  const watched = await WatchedPage.open(browser, server.url);
  const { page } = watched;
  await page.goto("/files");
  const name = "notes from the dome.txt";
  await page
    .locator("input[type=file]")
    .setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from("seeing 1.2") });
  await page.getByRole("button", { name, exact: true }).click();
  await page.getByText("seeing 1.2").waitFor();
  await page.getByRole("button", { name: `Delete ${name}` }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).first().click();
  await page.getByRole("button", { name, exact: true }).waitFor({ state: "detached" });
  watched.expectNoFaults();
});

/** How many pixels of a canvas are painted. */
function inkOf(canvas: import("playwright-core").Locator): Promise<number> {
  return canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const pixels = (element as HTMLCanvasElement).getContext("2d")?.getImageData(0, 0, width, height).data;
    let ink = 0;
    for (let i = 3; pixels !== undefined && i < pixels.length; i += 4) if (pixels[i] > 0) ink += 1;
    return ink;
  });
}
