import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

/** A Chromium without a window; CHROMIUM names another than the system's. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
}

/** A page that remembers what went wrong in it, and that asks no other host for anything. */
export class WatchedPage {
  readonly page: Page;
  readonly #faults: string[] = [];

  private constructor(page: Page, base: string) {
    this.page = page;
    page.on("pageerror", (error) => this.#faults.push(`exception: ${error.message}`));
    page.on("request", (request) => {
      const url = request.url();
      if (/^https?:/.test(url) && !url.startsWith(base)) this.#faults.push(`request to another host: ${url}`);
    });
  }

  static async open(
    browser: Browser,
    base: string,
    options: BrowserContextOptions = {},
  ): Promise<WatchedPage> {
    const viewport = { width: 1280, height: 800 };
    const page = await browser.newPage({ viewport, baseURL: base, ...options });
    page.setDefaultTimeout(60000);
    return new WatchedPage(page, base);
  }

  /** Fails when the page threw or spoke to another host. */
  expectNoFaults(): void {
    expect(this.#faults).toEqual([]);
  }
}
