import axe from "axe-core";
import type { Browser } from "playwright-core";
import { type PreviewServer, preview } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "./browser.ts";

// Every page in every state that the made-up API has, checked by axe against WCAG 2.2 AA in both themes.
const id = (number: number) => `0199c0de-0000-7000-8000-${String(number).padStart(12, "0")}`;
const PAGES: Record<string, string> = {
  experiments: "/experiments",
  experiment: `/experiments/${id(2)}`,
  labelling: `/jobs/${id(5)}/label?lines=1&source=both`,
  "labelling grid": `/jobs/${id(5)}/label?grid=1`,
  "end of a batch": `/jobs/${id(4)}/label`,
  jobs: "/jobs",
  job: `/jobs/${id(1)}/result`,
  "running job": `/jobs/${id(8)}/log`,
  "failed job": `/jobs/${id(6)}/config`,
  "job's files": `/jobs/${id(1)}/files?file=report.json`,
  "job's history": `/jobs/${id(1)}/history`,
  "new job": "/jobs/new",
  spectra: "/spectra",
  "search for spectra": "/spectra?q=B6001",
  "search without a match": "/spectra?q=quasar",
  spectrum: "/spectra/spec-56201-B6001_sp01-003.fits",
  files: "/files",
  "missing page": "/nothing/here",
};

let built: PreviewServer;
let browser: Browser;
let base: string;

beforeAll(async () => {
  built = await preview({
    root: `${import.meta.dirname}/..`,
    mode: "fake",
    logLevel: "error",
    preview: { port: 0 },
  });
  base = (built.resolvedUrls?.local[0] ?? "").replace(/\/$/, "");
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await built?.close();
});

for (const theme of ["dark", "light"] as const) {
  it(`has no fault that axe can see, ${theme}`, async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: theme });
    const page = await context.newPage();
    const faults: string[] = [];
    for (const [name, path] of Object.entries(PAGES)) {
      await page.goto(base + path);
      await page.waitForFunction(() => document.querySelector("[aria-busy=true]") === null);
      await page.getByRole("main").waitFor();
      await page.evaluate(axe.source);
      const found = await page.evaluate(async () => {
        const run = (globalThis as unknown as { axe: typeof axe }).axe.run;
        const { violations } = await run(document, {
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
        });
        return violations.map(
          ({ id: rule, nodes }) => `${rule}: ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary ?? ""}`,
        );
      });
      faults.push(...found.map((fault) => `${name}: ${fault}`));
    }
    await context.close();
    expect(faults).toEqual([]);
  });
}
