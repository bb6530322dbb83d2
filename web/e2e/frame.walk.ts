import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "./browser.ts";
import { PAGES, servePages } from "./pages.ts";

// The frame stays where it is: what is long scrolls inside it.
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
  { width: 1024, height: 768 },
  { width: 1920, height: 1080 },
];

let pages: Awaited<ReturnType<typeof servePages>>;
let browser: Browser;

beforeAll(async () => {
  [pages, browser] = await Promise.all([servePages(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await pages?.close();
});

/** Waits until a page has what it shows, and its parts have their sizes. */
async function opened(page: Page, path: string): Promise<void> {
  await page.goto(pages.base + path);
  await page.waitForFunction(() => document.querySelector("[aria-busy=true]") === null);
  await page.getByRole("main").waitFor();
}

for (const theme of ["dark", "light"] as const) {
  it(`no page is larger than the window, ${theme}`, async () => {
    const context = await browser.newContext({ colorScheme: theme });
    const page = await context.newPage();
    const faults: string[] = [];
    for (const [name, path] of Object.entries(PAGES)) {
      await page.setViewportSize(SIZES[0]);
      await opened(page, path);
      for (const size of SIZES) {
        await page.setViewportSize(size);
        const { width, height } = await page.evaluate(() => {
          // As far down as a person can get, by the wheel or by the focus.
          window.scrollTo(0, 1e6);
          document.querySelector("main")?.scrollTo(0, 1e6);
          const { scrollWidth, scrollHeight } = document.documentElement;
          return { width: scrollWidth, height: scrollHeight };
        });
        if (width > size.width || height > size.height)
          faults.push(`${name}: ${width} x ${height} in ${size.width} x ${size.height}`);
        if ((await page.locator(".rail").boundingBox())?.y !== 0)
          faults.push(`${name}: the rail scrolls away`);
      }
    }
    await context.close();
    expect(faults).toEqual([]);
  });
}
