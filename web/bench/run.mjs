// Measures the page in Chromium against the budgets of the design: `npm run bench` (after `npm run build`).
//
// - first load of the page, compressed
// - from the key press that labels a spectrum to the paint of the next one, at 4,000 points,
//   also with the lens open
// - drawing a spectrum of 4,000 points
//
// CHROMIUM names the browser; KEYS how many labels are given.
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { createServer, preview } from "vite";

const POINTS = 4000;
const KEYS = Number(process.env.KEYS ?? 300);
const BUDGET = { firstLoadKb: 350, keyToPaintMs: 50, drawMs: 10 };
const VIEWPORT = { width: 1440, height: 900 };

Object.assign(process.env, {
  FAKE_POINTS: String(POINTS),
  FAKE_ORACLE: String(2 * KEYS + 40),
  FAKE_CANDIDATES: "0",
});
// The last iteration of the fake API's experiment.
const LABEL_PAGE = "/jobs/0199c0de-0000-7000-8000-000000000005/label";

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const built = await preview({ mode: "fake", logLevel: "error", preview: { port: 0 } });
// A cache of its own: that of `npm run dev` must not be filled in the mode of the measurement.
const source = await createServer({
  mode: "fake",
  logLevel: "error",
  cacheDir: "node_modules/.vite-bench",
  server: { port: 0 },
});
await source.listen();

try {
  const firstLoadKb = await firstLoad(urlOf(built));
  const keys = await keyToPaint(urlOf(built));
  const withLens = await keyToPaint(urlOf(built), "?lens=1");
  const draws = await drawing(urlOf(source));
  const rows = [
    [
      "first load, gzip",
      `${firstLoadKb.toFixed(0)} kB`,
      `< ${BUDGET.firstLoadKb} kB`,
      firstLoadKb < BUDGET.firstLoadKb,
    ],
    [`key to next spectrum, p50 of ${keys.length}`, ms(quantile(keys, 0.5)), "", true],
    [
      "key to next spectrum, p95",
      ms(quantile(keys, 0.95)),
      `< ${BUDGET.keyToPaintMs} ms`,
      quantile(keys, 0.95) < BUDGET.keyToPaintMs,
    ],
    ["key to next spectrum, max", ms(quantile(keys, 1)), "", true],
    [
      "the same with the lens open, p95",
      ms(quantile(withLens, 0.95)),
      `< ${BUDGET.keyToPaintMs} ms`,
      quantile(withLens, 0.95) < BUDGET.keyToPaintMs,
    ],
    [`draw ${POINTS} points, p50`, ms(quantile(draws, 0.5)), "", true],
    [
      `draw ${POINTS} points, p95`,
      ms(quantile(draws, 0.95)),
      `< ${BUDGET.drawMs} ms`,
      quantile(draws, 0.95) < BUDGET.drawMs,
    ],
  ];
  for (const [name, value, budget, isMet] of rows) {
    console.log(`${name.padEnd(38)} ${value.padStart(10)}  ${budget.padEnd(10)} ${isMet ? "" : "MISSED"}`);
  }
  process.exitCode = rows.every((row) => row[3]) ? 0 : 1;
} finally {
  await browser.close();
  await built.close();
  await source.close();
}

/** Kilobytes of all that the first page needs, as a server that compresses sends it. */
async function firstLoad(base) {
  const page = await browser.newPage({ viewport: VIEWPORT });
  const bodies = [];
  page.on("response", (response) => {
    if (!new URL(response.url()).pathname.startsWith("/api")) bodies.push(response.body());
  });
  await page.goto(`${base}/experiments`);
  await page.getByRole("heading", { name: "Experiments" }).waitFor();
  await page.close();
  const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
  return sizes.reduce((sum, size) => sum + size, 0) / 1000;
}

/** Milliseconds from each key press to the paint of the next spectrum. */
async function keyToPaint(base, settings = "") {
  const page = await browser.newPage({ viewport: VIEWPORT });
  await page.goto(base + LABEL_PAGE + settings);
  await page.locator(".plot canvas").waitFor();
  await page.evaluate(() => {
    globalThis.paints = [];
    const shown = () => document.querySelector(".plot canvas")?.getAttribute("aria-label");
    window.addEventListener(
      "keydown",
      (event) => {
        const before = shown();
        const afterPaint = () => {
          // A task behind the frame runs when the frame has been painted.
          const channel = new MessageChannel();
          channel.port1.onmessage = () => {
            const now = shown();
            if (now === undefined || now === before) requestAnimationFrame(afterPaint);
            else globalThis.paints.push(performance.now() - event.timeStamp);
          };
          channel.port2.postMessage(null);
        };
        requestAnimationFrame(afterPaint);
      },
      { capture: true },
    );
  });
  for (let i = 0; i < KEYS; i += 1) {
    await page.keyboard.press(String(1 + (i % 3)));
    await page.waitForFunction((count) => globalThis.paints.length >= count, i + 1);
  }
  const paints = await page.evaluate(() => globalThis.paints);
  await page.close();
  return paints;
}

/** Milliseconds of each drawing of a spectrum, the rasterisation included. */
async function drawing(base) {
  const page = await browser.newPage({ viewport: VIEWPORT });
  await page.route(`${base}/bench`, (route) =>
    route.fulfill({ contentType: "text/html", body: "<!doctype html>" }),
  );
  await page.goto(`${base}/bench`);
  const times = await page.evaluate(async (points) => {
    const { drawSpectrum, fullView } = await import("/src/components/plot/drawSpectrum.ts");
    const { paletteOf } = await import("/src/components/plot/palette.ts");
    const { grid, observedFlux } = await import("/src/test/fakeSpectra.ts");
    const canvas = document.createElement("canvas");
    canvas.width = 1100;
    canvas.height = 600;
    const context = canvas.getContext("2d");
    const wave = grid(3700, 9100, points);
    const times = [];
    for (let i = 0; i < 100; i += 1) {
      const curve = { wave: Float64Array.from(wave), flux: Float64Array.from(observedFlux(i, wave)) };
      const traces = [{ curve, colour: "curve" }];
      const scene = {
        traces,
        view: fullView(traces),
        showBand: false,
        lineRedshift: 0,
        yLabel: "flux",
      };
      const start = performance.now();
      drawSpectrum(context, 1100, 600, scene, paletteOf("dark"));
      // Reading one pixel waits until everything before it has been drawn.
      context.getImageData(0, 0, 1, 1);
      times.push(performance.now() - start);
    }
    return times;
  }, POINTS);
  await page.close();
  return times;
}

function urlOf(server) {
  return server.resolvedUrls.local[0].replace(/\/$/, "");
}

function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

function ms(value) {
  return `${value.toFixed(1)} ms`;
}
