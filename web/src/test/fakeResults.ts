import { CLASSES, classOf, nameOf } from "./fakeSpectra.ts";

/** What an iteration measured. */
export function metricsOf(iteration: number): Record<string, unknown> {
  const metrics = { iteration, seed: 1, pool_spectra: 3000 - 100 * iteration, oracle_spectra: 100 };
  if (iteration === 0) return metrics;
  const estimate = (part: number, className?: string) => ({
    class: className,
    labelled: 10,
    correct: Math.round(10 * part),
    precision: part,
    lower_bound_95: part - 0.2,
  });
  const judged = 0.6 + 0.1 * iteration;
  return {
    ...metrics,
    device: "cpu",
    training: {
      training_spectra: 110 * iteration,
      balanced_spectra: 200 * iteration,
      class_counts: [80 * iteration, 16 * iteration, 14 * iteration],
      epochs: 60,
      loss: 0.4 / iteration,
      candidates: 240 + iteration,
    },
    performance:
      iteration === 1
        ? undefined
        : {
            iteration: iteration - 1,
            overall: estimate(judged),
            classes: CLASSES.slice(1).map((name) => estimate(judged, name)),
          },
  };
}

/** A map of so many training spectra. */
export function trainingMap(count: number) {
  const indexes = Array.from({ length: count }, (_, i) => i);
  const jitter = (i: number, k: number) => (((i * 7919 + k * 104729) % 1000) / 1000 - 0.5) * 14;
  return {
    x: indexes.map((i) => [-8, 9, 2][classOf(i)] + jitter(i, 1)),
    y: indexes.map((i) => [-5, -3, 10][classOf(i)] + jitter(i, 2)),
    labels: indexes.map(classOf),
    classes: CLASSES,
    filenames: indexes.map(nameOf),
  };
}

/** A log of a job. */
export const LOG = [
  "2026-11-22T18:00:02Z  INFO  Reading dr2/B6001: 3 003 files",
  "2026-11-22T18:00:31Z  WARN  spec-56201-B6001_sp09-113.fits: truncated gzip stream",
  "2026-11-22T18:01:02Z  INFO  Wrote result.h5: 3 000 spectra × 140 points",
].join("\n");

/** A report of preprocessing. */
export const REPORT = {
  spectra: 3000,
  skipped: {
    total: 3,
    by_code: { truncated_gzip: 1, not_fits: 1, no_flux: 1 },
    files: [
      {
        filename: "spec-56201-B6001_sp09-113.fits",
        code: "truncated_gzip",
        reason: "The gzip stream is truncated.",
      },
      {
        filename: "README.fits",
        code: "not_fits",
        reason: "This is not a FITS file: it begins with an HTML page.",
      },
      { filename: "spec-56201-B6001_sp11-002.fits", code: "no_flux", reason: "All fluxes are NaN." },
    ],
  },
  ignored: {
    total: 1,
    by_code: { hidden: 1 },
    files: [{ filename: ".index", code: "hidden", reason: "its name begins with a dot" }],
  },
  first_look: {
    files: 3003,
    sampled_files: 200,
    sampled_spectra: 200,
    warnings: ["7 % do not cover the grid"],
  },
  quality: {
    snr: {
      known: 3000,
      quantiles: { min: 3.2, p05: 6, p25: 12, median: 21.5, p75: 40, p95: 82, max: 310 },
      histogram: [
        { from: 0, below: 10, spectra: 500 },
        { from: 10, spectra: 2500 },
      ],
    },
  },
  overhanging: {
    total: 1,
    files: [{ filename: "spec-56201-B6001_sp02-007.fits", covers_from: 6530, covers_to: 9000 }],
  },
};
