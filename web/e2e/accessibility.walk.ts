import axe from "axe-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "./browser.ts";
import { PAGES, servePages } from "./pages.ts";

// Every page, checked by axe against WCAG 2.2 AA in both themes.
let pages: Awaited<ReturnType<typeof servePages>>;
let browser: Browser;

beforeAll(async () => {
  [pages, browser] = await Promise.all([servePages(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await pages?.close();
});

for (const theme of ["dark", "light"] as const) {
  it(`has no fault that axe can see, ${theme}`, async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: theme });
    const page = await context.newPage();
    const faults: string[] = [];
    for (const [name, path] of Object.entries(PAGES)) {
      await page.goto(pages.base + path);
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
