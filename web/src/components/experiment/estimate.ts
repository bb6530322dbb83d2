import {
  iterationFacts,
  type Performance,
  type PrecisionEstimate,
  performanceOf,
} from "../../api/estimates.ts";
import type { Job } from "../../api/jobs.ts";
import type { ChartPoint, Series } from "../plot/LineChart.tsx";

/** What the predictions of each iteration were worth, by the identifier of its job. */
export type Estimates = ReadonlyMap<string, PrecisionEstimate>;

/**
 * The estimates of an experiment. Each iteration judges the one that it continues; the one that is labelled now is
 * judged as its labels come in.
 */
export function estimatesOf(
  iterations: readonly Job[],
  labelled?: { job: Job; estimate: PrecisionEstimate | undefined },
): Estimates {
  const estimates = new Map<string, PrecisionEstimate>();
  for (const job of iterations) {
    const performance = performanceOf(job);
    if (performance !== undefined && job.parentId !== undefined)
      estimates.set(job.parentId, performance.overall);
  }
  if (labelled?.estimate?.precision !== undefined) estimates.set(labelled.job.id, labelled.estimate);
  return estimates;
}

/** The estimate of the newest iteration that has one: the number that matters. */
export function newestEstimate(
  iterations: readonly Job[],
  estimates: Estimates,
): PrecisionEstimate | undefined {
  const known = iterations.map(({ id }) => estimates.get(id));
  const newest = known.findLast((estimate) => estimate?.precision !== undefined);
  // The iteration that was judged may be gone; what its labels said still stands.
  return newest ?? newestByClass(iterations)?.overall;
}

/** The newest estimates class by class. */
export function newestByClass(iterations: readonly Job[]): Performance | undefined {
  return iterations.map(performanceOf).findLast((performance) => performance !== undefined);
}

/** What the precision is drawn against. */
export type Abscissa = "iteration" | "labels";

/**
 * Precision as lines of a chart, one for each branch of the experiment: the newest first, an older one from where it
 * left the others. Empty without any estimate.
 */
export function precisionSeries(
  iterations: readonly Job[],
  estimates: Estimates,
  against: Abscissa,
): Series[] {
  const names = iterationNames(iterations);
  const drawn = new Set<string>();
  return branchesOf(iterations).flatMap((branch, index) => {
    const from = Math.max(0, branch.findIndex(({ id }) => !drawn.has(id)) - 1);
    const points = branch.slice(from).flatMap((job) => pointOf(job, estimates, against));
    const isNew = branch.some(({ id }) => !drawn.has(id) && estimates.get(id)?.precision !== undefined);
    for (const { id } of branch) drawn.add(id);
    if (!isNew || points.length === 0) return [];
    const name = index === 0 ? "precision" : `precision of ${names.get(branch[branch.length - 1].id)}`;
    return [{ name, colour: index === 0 ? "var(--accent)" : "var(--text-3)", points }];
  });
}

function pointOf(job: Job, estimates: Estimates, against: Abscissa): ChartPoint[] {
  const estimate = estimates.get(job.id);
  const x = against === "iteration" ? (job.iteration ?? 0) : iterationFacts(job).trainingSize;
  if (estimate?.precision === undefined || x === undefined) return [];
  return [{ x, y: estimate.precision, low: estimate.lowerBound }];
}

/** From the first iteration to each that nothing continues; the branch of the newest job first. */
function branchesOf(iterations: readonly Job[]): Job[][] {
  const byId = new Map(iterations.map((job) => [job.id, job]));
  const parents = new Set(iterations.map(({ parentId }) => parentId));
  const tips = iterations.filter(({ id }) => !parents.has(id));
  tips.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  return tips.map((tip) => {
    const branch: Job[] = [];
    let job: Job | undefined = tip;
    while (job !== undefined && !branch.includes(job)) {
      branch.unshift(job);
      job = byId.get(job.parentId ?? "");
    }
    return branch;
  });
}

/** What each iteration is called, by the identifier of its job: its number, and a letter where others have it too. */
export function iterationNames(iterations: readonly Job[]): ReadonlyMap<string, string> {
  const numberOf = (job: Job) => job.iteration ?? 0;
  return new Map(
    iterations.map((job) => {
      const twins = iterations.filter((other) => numberOf(other) === numberOf(job));
      const suffix = twins.length === 1 ? "" : letter(twins.indexOf(job));
      return [job.id, `${numberOf(job)}${suffix}`];
    }),
  );
}

function letter(index: number): string {
  return String.fromCharCode("a".charCodeAt(0) + (index % 26));
}
