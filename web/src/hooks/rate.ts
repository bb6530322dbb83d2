import type { Progress } from "../api/jobs.ts";

/** Progress at a moment, in milliseconds. */
export interface Sample {
  at: number;
  done: number;
  unit?: string;
}

/** How far back the rate looks. */
const WINDOW_MS = 20000;
/** What arrives at once on connecting is the past, told again. */
const BURST_MS = 500;

/** Adds a sample; what belongs to another stage of the job or is too old is forgotten. */
export function addSample(samples: readonly Sample[], progress: Progress, at: number): Sample[] {
  const next = { at, done: progress.done, unit: progress.unit };
  const last = samples.at(-1);
  if (last === undefined || next.done < last.done || next.unit !== last.unit) return [next];
  const kept = at - samples[0].at < BURST_MS ? [] : samples.filter((sample) => at - sample.at <= WINDOW_MS);
  return [...kept, next];
}

/** Units per second over the samples; undefined until they span a second. */
export function rateOf(samples: readonly Sample[]): number | undefined {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < 1000) return undefined;
  return ((last.done - first.done) * 1000) / (last.at - first.at);
}

/** Seconds until all is done at this rate; undefined where that cannot be known. */
export function secondsLeft(progress: Progress, rate: number | undefined): number | undefined {
  if (progress.total === undefined || rate === undefined || rate <= 0) return undefined;
  return Math.max(0, progress.total - progress.done) / rate;
}
