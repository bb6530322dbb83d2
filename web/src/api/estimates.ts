import { api, take } from "./client.ts";
import type { Job } from "./jobs.ts";

/** Estimated precision of the candidates of one class, or of all. */
export interface PrecisionEstimate {
  /** Class name; absent for all candidate classes together. */
  className?: string;
  labelled: number;
  correct: number;
  /** `correct / labelled`; absent without labels. */
  precision?: number;
  /** One-sided 95 % lower bound. */
  lowerBound: number;
}

/** How good the predictions of an iteration were, by the labels of its estimation set. */
export interface Performance {
  iteration: number;
  overall: PrecisionEstimate;
  classes: PrecisionEstimate[];
}

/** Numbers of an iteration that the page shows; each absent where the job did not measure it. */
export interface IterationFacts {
  poolSize?: number;
  /** Labelled spectra that the model learned from. */
  trainingSize?: number;
  candidates?: number;
  loss?: number;
  epochs?: number;
  device?: string;
  /** Labelled spectra of each class, in the order of the classes. */
  classCounts: number[];
}

/** Classes of an active-learning job, in the order of their digit keys. */
export function classesOf(job: Job | undefined): string[] {
  return words(job?.config?.classes);
}

/** The classes that are looked for. */
export function candidateClassesOf(job: Job | undefined): string[] {
  return words(job?.config?.candidate_classes);
}

function words(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** What an iteration measured, from its metrics. */
export function iterationFacts(job: Job): IterationFacts {
  const metrics = job.metrics ?? {};
  const training = fields(metrics.training);
  const counts = training.class_counts;
  return {
    poolSize: numberOf(metrics.pool_spectra),
    trainingSize: numberOf(training.training_spectra),
    candidates: numberOf(training.candidates),
    loss: numberOf(training.loss),
    epochs: numberOf(training.epochs),
    device: typeof metrics.device === "string" ? metrics.device : undefined,
    classCounts: Array.isArray(counts) ? counts.map(Number) : [],
  };
}

/** Whether an iteration trained a model: the first one only asks for labels. */
export function hasTrained(job: Job): boolean {
  return job.metrics?.training !== undefined && job.metrics.training !== null;
}

/** The estimate that a job carries: it judges the iteration that it names, usually the one before the job's. */
export function performanceOf(job: Job): Performance | undefined {
  const wire = fields(job.metrics?.performance);
  const iteration = numberOf(wire.iteration);
  if (iteration === undefined) return undefined;
  return {
    iteration,
    overall: estimateFrom(wire.overall),
    classes: Array.isArray(wire.classes) ? wire.classes.map(estimateFrom) : [],
  };
}

/** What a job's predictions are worth, by the labels that the server has so far. */
export async function getPrecision(jobId: string, signal?: AbortSignal): Promise<PrecisionEstimate> {
  const params = { path: { job_id: jobId } };
  return estimateFrom((await take(api.GET("/api/jobs/{job_id}/performance", { params, signal }))).overall);
}

function estimateFrom(wire: unknown): PrecisionEstimate {
  const row = fields(wire);
  return {
    className: typeof row.class === "string" ? row.class : undefined,
    labelled: numberOf(row.labelled) ?? 0,
    correct: numberOf(row.correct) ?? 0,
    precision: numberOf(row.precision),
    lowerBound: numberOf(row.lower_bound_95) ?? 0,
  };
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
