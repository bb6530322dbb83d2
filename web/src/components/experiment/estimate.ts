import { lowerBound } from "../../api/binomial.ts";
import {
  iterationFacts,
  type Performance,
  type PrecisionEstimate,
  performanceOf,
} from "../../api/estimates.ts";
import type { Job } from "../../api/jobs.ts";
import type { Labelling } from "../../api/labellings.ts";
import { estimateOf } from "../labelling/session.ts";
import type { Series } from "../plot/LineChart.tsx";

/** What each iteration's predictions were worth, by iteration. */
export type Estimates = ReadonlyMap<number, PrecisionEstimate>;

/**
 * The estimates of an experiment. Each iteration judges the one before it; the newest is judged here, as its labels
 * come in.
 */
export function estimatesOf(iterations: readonly Job[], newest?: readonly Labelling[]): Estimates {
  const estimates = new Map<number, PrecisionEstimate>();
  for (const { iteration, overall } of performances(iterations)) estimates.set(iteration, overall);
  const last = iterations.at(-1);
  const { correct, labelled } = estimateOf(newest ?? []);
  if (last !== undefined && labelled > 0) {
    estimates.set(last.iteration ?? 0, {
      correct,
      labelled,
      precision: correct / labelled,
      lowerBound: lowerBound(correct, labelled),
    });
  }
  return estimates;
}

function performances(iterations: readonly Job[]): Performance[] {
  return iterations.map(performanceOf).filter((performance) => performance !== undefined);
}

/** The estimate of the newest iteration that has one: the number that matters. */
export function newestEstimate(estimates: Estimates): PrecisionEstimate | undefined {
  const known = [...estimates].filter(([, estimate]) => estimate.precision !== undefined);
  return known.sort((a, b) => b[0] - a[0])[0]?.[1];
}

/** The newest estimates class by class. */
export function newestByClass(iterations: readonly Job[]): Performance | undefined {
  return performances(iterations).at(-1);
}

/** What the precision is drawn against. */
export type Abscissa = "iteration" | "labels";

/** Precision as a line of a chart; empty without any estimate. */
export function precisionSeries(
  iterations: readonly Job[],
  estimates: Estimates,
  against: Abscissa,
): Series[] {
  const points = iterations.flatMap((job) => {
    const iteration = job.iteration ?? 0;
    const estimate = estimates.get(iteration);
    const x = against === "iteration" ? iteration : iterationFacts(job).trainingSize;
    if (estimate?.precision === undefined || x === undefined) return [];
    return [{ x, y: estimate.precision, low: estimate.lowerBound }];
  });
  return points.length === 0 ? [] : [{ name: "precision", colour: "var(--accent)", points }];
}
