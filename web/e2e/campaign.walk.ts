import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser, WatchedPage } from "./browser.ts";
import { Server, until } from "./server.ts";

const CLASSES = ["other", "single peak", "double peak"];
// So many that the first list holds some that nobody has labelled.
const SPECTRA = 1200;
const CERTIFICATE = `${import.meta.dirname}/../../docs/examples/certificate.py`;

let server: Server;
let browser: Browser;
let truth: Map<string, string>;

interface Campaign {
  jobs: { role: string; number: number; job_id: string }[];
  assessment: {
    waiting: number;
    labelled: number;
    unsure: number;
    listed?: number | null;
    audits: { bound?: number | null; answered: number }[];
  };
}
interface Labelling {
  spectrum_filename: string;
  spectrum_set: string;
  user_label?: string;
  draw?: { kind: string };
}

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start([], SPECTRA), launchBrowser()]);
  truth = server.truth();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const state = (id: string) => server.api<Campaign>("GET", `/campaigns/${id}`);

/** The job of a place of the campaign, once it has completed. */
async function jobOf(id: string, role: string, number: number): Promise<string> {
  let jobId = "";
  await until(async () => {
    const place = (await state(id)).jobs.find((one) => one.role === role && one.number === number);
    if (place === undefined) return false;
    jobId = place.job_id;
    const { phase } = await server.api<{ phase: string }>("GET", `/jobs/${jobId}`);
    return phase === "COMPLETED";
  }, `${role} ${number} is made`);
  return jobId;
}

/** Answers what a job asks for by keyboard, as the archive was made: at most so many. */
async function answer(page: Page, most: number, leavesWhenDone = true): Promise<number> {
  await page.locator(".plot canvas").first().waitFor();
  const done = page.getByRole("region", { name: "The batch is labelled" });
  const shown = async () => {
    const label = await page.locator(".plot canvas").first().getAttribute("aria-label");
    return /^(.*\.fits), preprocessed/.exec(label ?? "")?.[1] ?? "";
  };
  let count = 0;
  while (count < most && !(await done.isVisible())) {
    const name = await shown();
    const position = await page.locator(".dot.current").getAttribute("aria-label");
    await page.keyboard.press(String(1 + CLASSES.indexOf(truth.get(name) ?? "")));
    await until(
      async () =>
        (await done.isVisible()) ||
        (await page.locator(".dot.current").getAttribute("aria-label")) !== position,
      `the spectrum after ${name} is shown`,
    );
    count += 1;
  }
  await page.getByText("saved ✓").waitFor();
  if (leavesWhenDone && (await done.isVisible()))
    await page.getByRole("link", { name: "To the campaign" }).click();
  return count;
}

it("goes through a whole campaign: labels, a second round, an audit, and a certificate that can be recomputed", async () => {
  const watched = await WatchedPage.open(browser, server.url);
  const { page } = watched;

  await page.goto("/campaigns");
  await page.getByRole("link", { name: "New campaign" }).click();
  await page.getByLabel("What is searched for").fill("Double peaks");
  await page.getByRole("textbox", { name: "Directory of the archive" }).fill("/");
  await page.getByLabel("Name of class 2").fill("single peak");
  await page.getByRole("button", { name: "Add a class" }).click();
  await page.getByLabel("Name of class 3").fill("double peak");
  await page.getByRole("button", { name: "single peak is searched for", pressed: true }).click();
  await page.getByRole("button", { name: "double peak is searched for", pressed: false }).click();
  await page.getByRole("button", { name: "Start" }).dblclick();
  await page.waitForURL(/\/campaigns\/[0-9a-f-]{36}$/);
  const id = page.url().split("/").at(-1) ?? "";
  const { total } = await server.api<{ total: number }>("GET", "/campaigns/");
  expect(total, "a double click starts one campaign").toBe(1);

  // The first round, to its end, by keyboard alone; one is not certain, and its answer is taken back.
  const first = await jobOf(id, "ROUND", 0);
  await page.getByRole("link", { name: /^Label( \(|$)/ }).click();
  await page.waitForURL(`**/jobs/${first}/label`);
  await page.locator(".plot canvas").first().waitFor();
  await page.keyboard.press("0");
  await until(
    async () =>
      (
        await server.api<{ labellings: Labelling[] }>("GET", `/labellings/?job_id=${first}&limit=1000`)
      ).labellings.some((one) => one.user_label === "UNSURE"),
    "the answer UNSURE is written down",
  );
  await page.keyboard.press("u");
  await answer(page, 1000);
  await page.waitForURL(`**/campaigns/${id}`);

  await page.getByRole("button", { name: "Next round" }).dblclick();
  const second = await jobOf(id, "ROUND", 1);
  const rounds = (await state(id)).jobs.filter(({ role }) => role === "ROUND");
  expect(
    rounds.map(({ number }) => number),
    "a double click starts one round",
  ).toEqual([0, 1]);
  // In so small an archive every listed spectrum may be labelled, or among those to label.
  const candidates = page.getByRole("heading", { name: /^Candidates/ });
  await candidates
    .or(page.getByText(/spectra of the list are labelled|lists no spectrum yet/))
    .first()
    .waitFor();
  expect(await page.getByLabel("Where the campaign stands").getByText("95 %").count()).toBe(0);

  // What is drawn by chance shows no model's opinion, neither here nor on the wire.
  const { labellings } = await server.api<{ labellings: Labelling[] }>(
    "GET",
    `/labellings/?job_id=${second}&limit=1000`,
  );
  const blind = labellings.filter(({ draw }) => draw?.kind === "RANDOM" || draw?.kind === "REPEAT");
  expect(blind.length).toBeGreaterThan(0);
  for (const one of blind) expect(Object.keys(one).filter((key) => key === "model_probability")).toEqual([]);

  // Neighbours of any spectrum are labelled from the page that shows them.
  const answered = await server.api<{ labellings: Labelling[] }>(
    "GET",
    `/labellings/?job_id=${first}&limit=1000`,
  );
  const asked = new Set([...labellings, ...answered.labellings].map((one) => one.spectrum_filename));
  const own = [...truth.keys()].find((name) => !asked.has(name)) ?? "";
  await page.goto(`/campaigns/${id}/choose?like=${encodeURIComponent(own)}`);
  const before = (await state(id)).assessment.labelled;
  await page.getByLabel(`Class of ${own}`).selectOption("UNSURE");
  await page.getByRole("button", { name: "Keep 1 label" }).dblclick();
  await page.getByText("Kept 1 label.").waitFor();
  const after = (await state(id)).assessment;
  expect([after.labelled, after.unsure], "a double click keeps one label").toEqual([before, 1]);

  // Which lines are found stands on the page; the list leaves in three forms, with where it came from.
  await page.goto(`/campaigns/${id}`);
  await page.getByRole("heading", { name: "Which lines are found" }).waitFor();
  expect(await page.locator(".heat").count()).toBeGreaterThan(0);
  for (const [name, start] of [
    ["CSV", "filename,ra,dec,probability,class"],
    ["VOTable", "<?xml"],
    ["FITS", "SIMPLE  ="],
    ["Provenance", '{"prefix":'],
  ]) {
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.locator(".list-exports").first().getByRole("link", { name }).click(),
    ]);
    expect(readFileSync(await file.path(), "latin1").slice(0, start.length)).toBe(start);
  }

  // The stars that are known are held against the list.
  const known = [...truth].filter(([, kind]) => kind === "double peak").map(([file]) => file);
  await page.getByLabel("Catalogue of known stars").setInputFiles({
    name: "known.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(`filename\n${known.join("\n")}\n`),
  });
  await until(
    async () => (await page.getByLabel(/^Catalogue: CSV/).inputValue()) === "/known.csv",
    "the catalogue is uploaded",
  );
  await page.getByRole("button", { name: "Cross-match" }).dblclick();
  await page.getByText(`Of ${known.length} known stars with a spectrum in the matrix`).waitFor();
  const matches = await server.api<{ total: number }>("GET", "/jobs/?type=CROSSMATCH");
  expect(matches.total, "a double click starts one cross-match").toBe(1);

  await page.getByRole("button", { name: "Freeze and audit the precision" }).dblclick();
  const audit = await jobOf(id, "AUDIT", 1);
  expect((await state(id)).assessment.audits, "a double click starts one audit").toHaveLength(1);
  await page.getByRole("link", { name: "Judge" }).click();
  await page.waitForURL(`**/jobs/${audit}/label`);
  await page.getByText("drawn by chance").waitFor();
  expect(await page.locator(".opinion").count(), "an audit is blind").toBe(0);
  const judged = await answer(page, 5, false);
  expect(judged).toBeGreaterThan(0);

  await page.goto(`/campaigns/${id}`);
  await page.getByText(/Audit 1: precision ≥ \d/).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Certificate" }).click(),
  ]);
  const file = await download.path();
  expect(JSON.parse(readFileSync(file, "utf8")).format).toBe("ml-job certificate");
  expect(execFileSync("python3", [CERTIFICATE, file], { encoding: "utf8" })).toMatch(/^right: precision of/);
  watched.expectNoFaults();
});
