import { chosenSpace } from "./chosenSpace.ts";
import { api, take } from "./client.ts";
import { KEY_HEADER } from "./idempotency.ts";
import { ApiError } from "./problem.ts";
import type { components } from "./schema.ts";
import { MAIN_SPACE } from "./spaces.ts";

type JobFromApi = components["schemas"]["Job"];

/** Where a job is in its life. */
export type Phase = JobFromApi["phase"];

/** Every phase, in the order of a job's life. */
export const PHASES: readonly Phase[] = ["PENDING", "PROCESSING", "COMPLETED", "ERROR", "ABORTED"];

/** How far a running job has come; `total` is absent while it is not known. */
export interface Progress {
  done: number;
  total?: number;
  unit?: string;
  message?: string;
}

/** A job as the page sees it. */
export interface Job {
  id: string;
  type: string;
  phase: Phase;
  label: string;
  description: string;
  /** The job's directory, relative to the files area, starting with `/`. */
  directory: string;
  createdAt: Date;
  queuedAt?: Date;
  startedAt?: Date;
  endedAt?: Date;
  /** Seconds. */
  duration?: number;
  config?: Record<string, unknown>;
  parentId?: string;
  iteration?: number;
  attempt?: number;
  progress?: Progress;
  metrics?: Record<string, unknown>;
  error?: { code: string; message: string };
  worker?: string;
  /** The space in which it lies. */
  spaceId: string;
}

/** What the list of jobs is narrowed by. */
export interface JobFilter {
  offset: number;
  limit: number;
  phase?: Phase;
  type?: string;
  query?: string;
  parentId?: string;
  /** Only what lies in this space. */
  spaceId?: string;
}

/** One page of the list of jobs. */
export interface JobPage {
  total: number;
  jobs: Job[];
}

/** What a new job is made from. */
export interface NewJob {
  type: string;
  label: string;
  description?: string;
  config?: unknown;
  parentId?: string;
  /** Absent: in that of its parent, else in the one that the person chose to look at, else in the own one. */
  spaceId?: string;
}

/** Wire to view. */
export function jobFromApi(wire: JobFromApi): Job {
  return {
    id: wire.job_id,
    type: wire.type,
    phase: wire.phase,
    label: wire.label,
    description: wire.description ?? "",
    directory: wire.dir_path,
    createdAt: new Date(wire.created_at),
    queuedAt: date(wire.queued_at),
    startedAt: date(wire.started_at),
    endedAt: date(wire.ended_at),
    duration: wire.execution_duration ?? undefined,
    config: record(wire.config),
    parentId: wire.parent_job_id ?? undefined,
    iteration: wire.iteration ?? undefined,
    attempt: wire.attempt ?? undefined,
    progress: wire.progress == null ? undefined : progressFromApi(wire.progress),
    metrics: record(wire.metrics),
    error: wire.error ?? undefined,
    worker: wire.worker ?? undefined,
    spaceId: wire.space_id ?? MAIN_SPACE,
  };
}

/** Wire to view, also for the data of a `progress` event. */
export function progressFromApi(wire: {
  done: number;
  total?: number | null;
  unit?: string | null;
  message?: string | null;
}): Progress {
  return {
    done: wire.done,
    total: wire.total ?? undefined,
    unit: wire.unit ?? undefined,
    message: wire.message ?? undefined,
  };
}

function date(text: string | null | undefined): Date | undefined {
  return text == null ? undefined : new Date(text);
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** What a person may do with a job now: the one place that decides it. */
export const can = {
  run: (job: Job) => job.phase === "PENDING",
  abort: (job: Job) => job.phase === "PENDING" || job.phase === "PROCESSING",
  remove: (job: Job) => job.phase !== "PROCESSING",
  runAgain: (job: Job) => job.phase !== "PENDING",
  label: (job: Job) => isLabelled(job) && job.phase === "COMPLETED",
  continue: (job: Job) => job.type === "ACTIVE_ML" && job.phase === "COMPLETED",
};

/** Job types whose jobs ask a person about spectra. */
function isLabelled({ type }: Job): boolean {
  return type === "ACTIVE_ML" || type === "CAMPAIGN_ROUND" || type === "CAMPAIGN_AUDIT";
}

/** `PROCESSING` without a worker is still waiting for one. */
export function isQueued(job: Job): boolean {
  return job.phase === "PROCESSING" && job.worker === undefined && job.startedAt === undefined;
}

/** True while a job may still change by itself. */
export function isActive(job: Job): boolean {
  return job.phase === "PROCESSING";
}

export async function listJobs(filter: JobFilter, signal?: AbortSignal): Promise<JobPage> {
  const query = {
    offset: filter.offset,
    limit: filter.limit,
    phase: filter.phase,
    type: filter.type,
    q: filter.query,
    parent_job_id: filter.parentId,
    space_id: filter.spaceId,
  };
  const page = await take(api.GET("/api/jobs/", { params: { query }, signal }));
  return { total: page.total, jobs: page.jobs.map(jobFromApi) };
}

export async function getJob(jobId: string, signal?: AbortSignal): Promise<Job> {
  return jobFromApi(
    await take(api.GET("/api/jobs/{job_id}", { params: { path: { job_id: jobId } }, signal })),
  );
}

/** Under one `key` a job is created once, however often it is asked for. */
export async function createJob(job: NewJob, key: string): Promise<Job> {
  const body = {
    type: job.type,
    label: job.label,
    description: job.description === "" ? undefined : job.description,
    config: job.config as never,
    parent_job_id: job.parentId,
    space_id: job.spaceId ?? (job.parentId === undefined ? chosenSpace.id : undefined),
  };
  return jobFromApi(await take(api.POST("/api/jobs/", { body, headers: { [KEY_HEADER]: key } })));
}

export async function updateJob(
  jobId: string,
  change: { label?: string; description?: string },
): Promise<Job> {
  return jobFromApi(
    await take(api.PATCH("/api/jobs/{job_id}", { params: { path: { job_id: jobId } }, body: change })),
  );
}

export async function processJob(jobId: string, action: "RUN" | "ABORT"): Promise<Job> {
  return jobFromApi(
    await take(
      api.POST("/api/jobs/{job_id}/process/{action}", { params: { path: { job_id: jobId, action } } }),
    ),
  );
}

export async function deleteJob(jobId: string, purge: boolean): Promise<void> {
  await take(api.DELETE("/api/jobs/{job_id}", { params: { path: { job_id: jobId }, query: { purge } } }));
}

/** Runs a job. That it runs already, after an answer that was lost, is no failure. */
export async function startJob(jobId: string): Promise<Job> {
  try {
    return await processJob(jobId, "RUN");
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
    const job = await getJob(jobId);
    if (job.phase === "PROCESSING" || job.phase === "COMPLETED") return job;
    throw error;
  }
}

/** Creates the next active-learning iteration from this one, once under one `key`, and runs it. */
export async function runNextIteration(jobId: string, key: string): Promise<Job> {
  const params = { path: { job_id: jobId } };
  const next = await take(api.POST("/api/jobs/{job_id}/next", { params, headers: { [KEY_HEADER]: key } }));
  return startJob(next.job_id);
}

/** Why a job waits; without a reason where it does not. */
export async function getWaiting(
  jobId: string,
  signal?: AbortSignal,
): Promise<{ reason?: string; sentence: string }> {
  const params = { path: { job_id: jobId } };
  const wire = await take(api.GET("/api/jobs/{job_id}/waiting", { params, signal }));
  return { reason: wire.reason ?? undefined, sentence: wire.sentence };
}

export async function getLog(jobId: string, signal?: AbortSignal): Promise<string> {
  return await take(
    api.GET("/api/jobs/{job_id}/log", {
      params: { path: { job_id: jobId } },
      parseAs: "text",
      signal,
    }),
  );
}
