import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser, WatchedPage } from "./browser.ts";
import { Server, until } from "./server.ts";

// What an astronomer does with one spectrum: find it, measure it, look around, take it along.
let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const number = (text: string | null) => Number.parseFloat((text ?? "").replace("−", "-"));

it("measures the lines of a spectrum that a search found, and goes on to the next", async () => {
  const watched = await WatchedPage.open(browser, server.url);
  const { page } = watched;
  const truth = server.truth();
  const peaked = [...truth.keys()].filter((name) => /double/.test(truth.get(name) ?? ""));
  // A star with two peaks, and a part of its name that it shares with a few others.
  const found = peaked
    .flatMap((name) => (name.match(/^spec-\d+|-[A-Z][^_]+|_sp\d+-/g) ?? []).map((part) => ({ name, part })))
    .find(({ part }) => {
      const count = [...truth.keys()].filter((name) => name.includes(part)).length;
      return count > 1 && count <= 20;
    });
  if (found === undefined) throw new Error("The archive has no such star.");
  await page.goto(`/spectra?q=${found.part}`);
  await page.getByRole("link", { name: new RegExp(found.name) }).click();
  await page.getByRole("img", { name: /: \d+ points.*S\/N \d+/ }).waitFor();
  await page.keyboard.press("w");
  const alpha = page.getByRole("region", { name: "Hα" });
  await alpha.getByText("EW").waitFor();
  const value = async (name: string) =>
    number(
      await alpha
        .locator("div", { has: page.getByText(name, { exact: true }) })
        .locator("dd")
        .textContent(),
    );
  expect(await value("EW")).toBeLessThan(0);
  expect(await value("FWHM")).toBeGreaterThan(50);
  await page.getByRole("region", { name: "Ca II K" }).waitFor();

  const position = page.getByText(/^\d+ of \d+$/);
  const first = await position.textContent();
  const step = first?.startsWith("1 ") ? "Next" : "Previous";
  await page.getByRole("link", { name: new RegExp(step) }).click();
  await until(async () => (await position.textContent()) !== first, "the neighbour is shown");
  await page.getByRole("img", { name: /: \d+ points/ }).waitFor();

  await page.getByText("All header cards").click();
  await page.getByRole("cell", { name: "SIMPLE", exact: true }).waitFor();
  await page.getByText("Jobs and labels").click();
  await page.getByText("No job has shown this spectrum to a person.").waitFor();
  watched.expectNoFaults();
});

it("saves what is seen as picture, drawing and tables", async () => {
  const watched = await WatchedPage.open(browser, server.url);
  const { page } = watched;
  const [name] = server.truth().keys();
  await page.goto(`/spectra/${name}`);
  await page.getByRole("img", { name: /: \d+ points/ }).waitFor();
  await page.keyboard.press("h");
  await page.keyboard.press("l");
  const saved = async (words: RegExp) => {
    await page.getByText("Export", { exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: words }).click(),
    ]);
    return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
  };
  const stem = name.replace(/\.fits$/, "");
  const png = await saved(/^PNG/);
  expect([png.name, png.content.subarray(1, 4).toString()]).toEqual([`${stem}.png`, "PNG"]);
  const svg = await saved(/^SVG/);
  expect(svg.content.toString()).toMatch(/^<svg .*Hα.*<\/svg>\s*$/s);
  const csv = (await saved(/^CSV/)).content.toString().trim().split("\r\n");
  expect(csv[0]).toBe("wavelength_angstrom,flux,flux_error");
  const waves = csv.slice(1).map((line) => Number(line.split(",")[0]));
  expect(Math.min(...waves)).toBeGreaterThan(6400);
  expect(Math.max(...waves)).toBeLessThan(6700);
  const votable = (await saved(/^VOTable/)).content.toString();
  expect(votable.match(/<TR>/g)).toHaveLength(waves.length);
  watched.expectNoFaults();
});

it("measures a whole pool from its result on, and gives the table", async () => {
  const watched = await WatchedPage.open(browser, server.url);
  const { page } = watched;
  const config = {
    data_dir_path: ".",
    recursive: true,
    wave_start_point: 6519,
    wave_end_point: 6732,
    wave_point_count: 140,
  };
  const job = await server.api<{ job_id: string }>("POST", "/jobs/", {
    label: "Pool",
    type: "DATA_PREPROCESSING",
    config,
  });
  await server.api("POST", `/jobs/${job.job_id}/process/RUN`);
  await page.goto(`/jobs/${job.job_id}/result`);
  await page.getByRole("link", { name: "Start an experiment" }).waitFor();
  await page.getByRole("link", { name: "Measure lines" }).click();
  await page.getByLabel("Label", { exact: true }).fill("Lines of the pool");
  await until(
    async () => (await page.locator("#config_pool_path").inputValue()).endsWith("/result.h5"),
    "the matrix is filled in",
  );
  await page.getByRole("button", { name: "Create and run" }).click();
  await page.getByRole("heading", { name: "Lines of the pool" }).waitFor();
  await page.locator(".phase-COMPLETED").waitFor();
  const row = page.getByRole("row", { name: /^h alpha/ });
  await row.waitFor();
  expect((await row.getByRole("cell").allTextContents())[1]).toBe("300");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "lines.csv" }).click(),
  ]);
  const lines = readFileSync(await download.path(), "utf8")
    .trim()
    .split("\n");
  expect(lines).toHaveLength(301);
  expect(lines[0]).toContain("h_alpha_equivalent_width,h_alpha_equivalent_width_error");
  watched.expectNoFaults();
});
