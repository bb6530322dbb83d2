import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser, WatchedPage } from "./browser.ts";
import { Server, until } from "./server.ts";

const CLASSES = ["falling", "rising"];
const ORACLE = 24;
const ESTIMATE = 6;

let server: Server;
let browser: Browser;

interface Job {
  job_id: string;
  phase: string;
  dir_path: string;
}
interface Labelling {
  labelling_id: string;
  spectrum_filename: string;
  user_label?: string;
}

async function completed(jobId: string): Promise<boolean> {
  const { phase } = await server.api<Job>("GET", `/jobs/${jobId}`);
  if (phase === "ERROR") throw new Error(`job ${jobId} failed`);
  return phase === "COMPLETED";
}

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** The key of a spectrum: whether it falls or rises towards the red. Anyone can see that, and a network can learn it. */
async function keysFor(jobId: string): Promise<Map<string, string>> {
  const { labellings } = await server.api<{ labellings: Labelling[] }>("GET", `/labellings/?job_id=${jobId}`);
  const keys = new Map<string, string>();
  for (let i = 0; i < labellings.length; i += 20) {
    const names = labellings
      .slice(i, i + 20)
      .map((one) => `filename=${encodeURIComponent(one.spectrum_filename)}`);
    const { rows } = await server.api<{ rows: { filename: string; fluxes: number[] }[] }>(
      "GET",
      `/jobs/${jobId}/spectra?${names.join("&")}`,
    );
    for (const { filename, fluxes } of rows)
      keys.set(filename, mean(fluxes.slice(0, 20)) > mean(fluxes.slice(-20)) ? "1" : "2");
  }
  expect(keys.size).toBe(new Set(labellings.map((one) => one.spectrum_filename)).size);
  return keys;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Labels all that an iteration asks for, by keyboard. */
async function labelAll(page: Page, jobId: string): Promise<void> {
  const keys = await keysFor(jobId);
  const shown = async () => {
    const label = await page.locator(".plot canvas").first().getAttribute("aria-label");
    return /^(.*\.fits), preprocessed/.exec(label ?? "")?.[1] ?? "";
  };
  await page.goto(`/jobs/${jobId}/label`);
  await page.locator(".plot canvas").waitFor();
  const done = page.getByRole("region", { name: "The batch is labelled" });
  while (!(await done.isVisible())) {
    const name = await shown();
    await page.keyboard.press(keys.get(name) ?? "0");
    await until(
      async () => (await done.isVisible()) || (await shown()) !== name,
      `the spectrum after ${name} is shown`,
    );
  }
  await page.getByText("saved ✓").waitFor();
}

/** Presses "Next iteration" twice, as impatient fingers do, and waits for the end of the one that begins; the new job. */
async function nextIteration(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Next iteration" }).dblclick();
  await page.waitForURL(/\/experiments\//);
  const jobId = page.url().split("/").pop()?.split("?")[0] ?? "";
  await until(() => completed(jobId), "the next iteration is completed", 120000);
  return jobId;
}

it("teaches a model by keyboard over two iterations and sees the precision", async () => {
  const watched = await WatchedPage.open(browser, server.url);
  const { page } = watched;
  const pool = await server.api<Job>("POST", "/jobs/", {
    type: "DATA_PREPROCESSING",
    label: "Pool",
    config: {
      data_dir_path: ".",
      recursive: true,
      wave_start_point: 4000,
      wave_end_point: 8900,
      wave_point_count: 120,
    },
  });
  await server.api("POST", `/jobs/${pool.job_id}/process/RUN`);
  await until(() => completed(pool.job_id), "the pool is ready");

  // Iteration 0, from the form.
  await page.goto("/experiments");
  await page.getByRole("link", { name: "New experiment" }).click();
  await page.getByLabel("Label", { exact: true }).fill("Colours");
  await page.getByRole("button", { name: "JSON" }).click();
  await page.getByLabel("Config as JSON").fill(
    JSON.stringify({
      classes: CLASSES,
      candidate_classes: ["rising"],
      pool_data_path: `${pool.dir_path.slice(1)}/result.h5`,
      oracle_batch_size: ORACLE,
      perf_est_batch_size: ESTIMATE,
      show_candidates: true,
      epochs_train: 30,
      device: "cpu",
      seed: 1,
    }),
  );
  await page.getByRole("button", { name: "Create and run" }).dblclick();
  await page.waitForURL(/\/jobs\/[0-9a-f-]{36}/);
  const first = /jobs\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? "";
  await until(() => completed(first), "iteration 0 is completed");

  await labelAll(page, first);
  const second = await nextIteration(page);
  await labelAll(page, second);
  await page.getByText(/Precision of the candidates/).waitFor();
  const third = await nextIteration(page);
  const { total } = await server.api<{ total: number }>("GET", "/jobs/?type=ACTIVE_ML");
  expect(total).toBe(3);

  await page.goto(`/experiments/${third}`);
  await page.getByRole("img", { name: /^Estimated precision by iteration: 1: \d/ }).waitFor();
  await page.getByRole("heading", { name: "Training loss of iteration 2" }).waitFor();
  await page.getByRole("img", { name: /^Map of \d+ training spectra/ }).waitFor();
  await page.getByRole("heading", { name: /^Candidates \d/ }).waitFor();

  // The surest first; then the faintest.
  const candidates = page.getByRole("table", { name: "Candidates" });
  const column = async (at: number) =>
    (await candidates.locator(`tbody td:nth-child(${at})`).allTextContents()).map((text) =>
      Number.parseFloat(text),
    );
  const falls = (values: number[]) =>
    values.length > 1 && values.every((value, i) => i === 0 || values[i - 1] >= value);
  await until(async () => falls(await column(3)), "the candidates are in the order of probability");
  await candidates.getByRole("button", { name: "Magnitude" }).click();
  await candidates.getByRole("button", { name: "Magnitude" }).click();
  await until(async () => falls(await column(5)), "the candidates are in the order of magnitude");
  expect(page.url()).toContain("sort=magnitude&desc=1");

  // What the model says, and what was said before, of a spectrum that was labelled.
  await page.goto(`/jobs/${second}/label`);
  await page
    .locator(".opinion-row")
    .nth(CLASSES.length - 1)
    .waitFor();
  await page.getByText(/^entropy \d/).waitFor();
  await page.getByText("History of this label").click();
  await page.getByRole("list", { name: "Labels so far" }).getByRole("listitem").first().waitFor();
  watched.expectNoFaults();
});
