import { statSync } from "node:fs";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser, WatchedPage } from "./browser.ts";
import { IMAGES, type ImageName, MOST_BYTES } from "./images.ts";
import { Server, until } from "./server.ts";

const CLASSES = ["other", "single peak", "double peak"];
const WANTED = CLASSES.slice(1);
/** As many spectra as `make run` makes, so that readers see what the guide shows. */
const SPECTRA = 3000;
const SEED = 4;
/** Labels of a round, and rounds until the list is looked at. */
const ROUND = 100;
const ROUNDS = 3;
/** Answers to the audit. */
const JUDGED = 60;
const WINDOW = { width: 1440, height: 900 };
/** Rows of a table of which a part is shown. */
const ROWS = 6;
const DIRECTORY = `${import.meta.dirname}/../../docs/images`;

interface Place {
  role: string;
  number: number;
  job_id: string;
}
interface Labelling {
  labelling_id: string;
  spectrum_filename: string;
  spectrum_set: string;
  user_label?: string | null;
  model_prediction?: string;
  model_probability?: number;
}

let server: Server;
let browser: Browser;
let truth: Map<string, string>;
const made = new Set<ImageName>();

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start([], SPECTRA), launchBrowser()]);
  truth = server.truth();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Keeps a picture of a page or of a part of it. */
async function shoot(what: Page | Locator, name: ImageName): Promise<void> {
  const path = `${DIRECTORY}/${name}`;
  await what.screenshot({ path, animations: "disabled", caret: "hide" });
  check(path, name);
}

/** Fails when an image is too big. */
function check(path: string, name: ImageName): void {
  const bytes = statSync(path).size;
  expect(bytes, `bytes of ${name}: crop it, or make its window smaller`).toBeLessThanOrEqual(MOST_BYTES);
  made.add(name);
}

/** Keeps a picture of a part of the page from its top to the end of something in it. */
async function shootTop(page: Page, part: Locator, last: Locator, name: ImageName): Promise<void> {
  const [box, end] = [await part.boundingBox(), await last.boundingBox()];
  if (box === null || end === null) throw new Error(`What ${name} shows is not there.`);
  const clip = { x: box.x, y: box.y, width: box.width, height: end.y + end.height - box.y };
  const path = `${DIRECTORY}/${name}`;
  await page.screenshot({ path, clip, animations: "disabled" });
  check(path, name);
}

/** Whether there are so many canvases, and the first of them show something. */
async function allDrawn(canvases: Locator, count: number): Promise<boolean> {
  return canvases.evaluateAll((found, least) => {
    const first = found.slice(0, least) as HTMLCanvasElement[];
    const isDrawn = (canvas: HTMLCanvasElement) =>
      canvas
        .getContext("2d")
        ?.getImageData(0, 0, canvas.width, canvas.height)
        .data.some((value) => value > 0) ?? false;
    return first.length === least && first.every(isDrawn);
  }, count);
}

async function completed(jobId: string): Promise<void> {
  await until(
    async () => {
      const { phase } = await server.api<{ phase: string }>("GET", `/jobs/${jobId}`);
      return phase === "COMPLETED";
    },
    `the job ${jobId} is completed`,
    300000,
  );
}

/** The job of a place of the campaign, once it has completed. */
async function jobOf(id: string, role: string, number: number): Promise<string> {
  let jobId = "";
  await until(
    async () => {
      const { jobs } = await server.api<{ jobs: Place[] }>("GET", `/campaigns/${id}`);
      jobId = jobs.find((place) => place.role === role && place.number === number)?.job_id ?? "";
      return jobId !== "";
    },
    `${role} ${number} is there`,
    300000,
  );
  await completed(jobId);
  return jobId;
}

/** What a job asks to be labelled, in its order. */
async function asked(jobId: string): Promise<Labelling[]> {
  const path = `/labellings/?job_id=${jobId}&limit=1000`;
  const { labellings } = await server.api<{ labellings: Labelling[] }>("GET", path);
  return labellings.filter(({ spectrum_set: set }) => set !== "CANDIDATE");
}

/** Answers as the archive was made. */
async function answer(labellings: readonly Labelling[]): Promise<void> {
  for (const { labelling_id: id, spectrum_filename: name, user_label: label } of labellings)
    if (label == null) await server.api("PATCH", `/labellings/${id}`, { user_label: truth.get(name) });
}

it("makes every image of the documentation", async () => {
  await until(async () => {
    const index = await server.api<{ is_complete: boolean; waiting: number }>("GET", "/spectra/index/");
    return index.is_complete && index.waiting === 0;
  }, "the archive is read");
  const watched = await WatchedPage.open(browser, server.url, {
    viewport: WINDOW,
    colorScheme: "light",
  });
  const { page } = watched;

  await page.goto("/campaigns/new");
  await page.getByLabel("What is searched for").fill("Be stars in the sample");
  await page.getByRole("textbox", { name: "Directory of the archive" }).fill("/");
  await page.getByLabel("Name of class 2").fill("single peak");
  await page.getByRole("button", { name: "Add a class" }).click();
  await page.getByLabel("Name of class 3").fill("double peak");
  await page.getByRole("button", { name: "double peak is searched for" }).click();
  await page.locator(".region-plot canvas").waitFor();
  // The form is longer than the window.
  await page.setViewportSize({ width: WINDOW.width, height: 1200 });
  await page.getByRole("heading", { name: "New campaign" }).click();
  await shoot(page.locator(".campaign-form"), "new-campaign.png");
  await page.setViewportSize(WINDOW);

  // By the API, since the page draws a seed of its own.
  const { campaign_id: id } = await server.api<{ campaign_id: string }>("POST", "/campaigns/", {
    label: "Be stars in the sample",
    plan: {
      pool: {
        preprocessing: {
          data_dir_path: "/",
          recursive: true,
          wave_start_point: 6519,
          wave_end_point: 6732,
          wave_point_count: 140,
          mask_bad_pixels: true,
          resampling: "flux_conserving",
          quality: true,
        },
      },
      classes: CLASSES,
      wanted: WANTED,
      line: 6564.6,
      first_round: ROUND,
      round: ROUND,
      seed: SEED,
    },
  });
  await answer(await asked(await jobOf(id, "ROUND", 0)));

  await server.api("POST", `/campaigns/${id}/rounds/1`);
  const second = await jobOf(id, "ROUND", 1);
  const questions = await asked(second);
  const isDouble = ({ spectrum_filename: name }: Labelling) => truth.get(name) === "double peak";
  const [shown] = questions
    .filter((one) => isDouble(one) && one.model_probability !== undefined)
    .sort((a, b) => (a.model_probability ?? 0) - (b.model_probability ?? 0));
  if (shown === undefined) throw new Error("The second round asks for no double peak: choose another seed.");
  await page.goto(`/jobs/${second}/label?at=${shown.labelling_id}&lines=1`);
  await page.locator(".plot canvas").first().waitFor();
  await page.locator(".opinion").first().waitFor();
  await shoot(page, "labelling.png");
  await page.keyboard.press("?");
  await shoot(page.getByRole("dialog"), "keys.png");
  await page.keyboard.press("Escape");

  // Half of the first page of thumbnails has labels, as while one works.
  await answer(questions.slice(0, 10));
  await page.goto(`/jobs/${second}/label?grid=1`);
  // Noise packs badly: half of the grid, and not too large.
  await page.setViewportSize({ width: 1024, height: 768 });
  await until(() => allDrawn(page.locator(".grid canvas"), 12), "12 thumbnails are drawn");
  await shootTop(page, page.locator(".grid"), page.locator(".grid > *").nth(11), "grid.png");
  await page.setViewportSize(WINDOW);
  await answer(await asked(second));

  for (let number = 2; number < ROUNDS; number++) {
    await server.api("POST", `/campaigns/${id}/rounds/${number}`);
    await answer(await asked(await jobOf(id, "ROUND", number)));
  }
  await server.api("POST", `/campaigns/${id}/rounds/${ROUNDS}`);
  await jobOf(id, "ROUND", ROUNDS);
  await page.goto(`/campaigns/${id}`);
  await page.locator(".completeness-map").first().waitFor();
  await shoot(page, "campaign.png");
  const panel = (heading: string) =>
    page.locator("section.panel", { has: page.getByRole("heading", { name: heading }) });
  const candidates = panel("Candidates");
  await candidates.scrollIntoViewIfNeeded();
  await until(() => allDrawn(candidates.locator("canvas"), ROWS), "the candidates are drawn");
  await shootTop(page, candidates, candidates.locator("tbody tr").nth(ROWS - 1), "candidates.png");
  await shoot(panel("Which lines are found"), "lines-found.png");

  await server.api("POST", `/campaigns/${id}/audits/1`, { kind: "PRECISION" });
  await answer((await asked(await jobOf(id, "AUDIT", 1))).slice(0, JUDGED));
  await page.goto(`/campaigns/${id}`);
  await page.getByText(/Audit 1: precision ≥ \d/).waitFor();
  await shoot(panel("How far the list can be believed"), "audit.png");

  const { jobs } = await server.api<{ jobs: Place[] }>("GET", `/campaigns/${id}`);
  const preparation = jobs.find(({ role }) => role === "PREPARATION");
  const { dir_path: directory } = await server.api<{ dir_path: string }>(
    "GET",
    `/jobs/${preparation?.job_id}`,
  );
  const simulation = await server.api<{ job_id: string }>("POST", "/jobs/", {
    type: "SIMULATION",
    label: "Which way of asking",
    config: {
      data_path: `${directory}/result.h5`,
      inject: { share: 0.03, weakest: 4 },
      wanted: WANTED,
      strategies: ["random", "campaign"],
      seeds: 3,
      rounds: 10,
    },
  });
  await server.api("POST", `/jobs/${simulation.job_id}/process/RUN`);
  await completed(simulation.job_id);
  await page.goto(`/jobs/${simulation.job_id}/result`);
  await page.locator("main .tall-chart").waitFor();
  await shoot(panel("Ways of asking"), "simulation.png");

  watched.expectNoFaults();
  expect([...made].sort()).toEqual([...IMAGES].sort());
});
