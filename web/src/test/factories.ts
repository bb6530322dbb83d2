import type { Job } from "../api/jobs.ts";
import type { Labelling } from "../api/labellings.ts";
import { MAIN_SPACE } from "../api/spaces.ts";

let counter = 0;

/** A distinct identifier in the shape of a UUID. */
export function uuid(): string {
  counter += 1;
  return `0199c0de-0000-7000-8000-${String(counter).padStart(12, "0")}`;
}

/** An unlabelled oracle spectrum, unless told otherwise. */
export function labelling(given: Partial<Labelling> = {}): Labelling {
  const id = given.id ?? uuid();
  return {
    id,
    filename: `spec-56201-B6001_sp01-${id.slice(-3)}.fits`,
    set: "ORACLE",
    iteration: 1,
    numbers: {},
    ...given,
  };
}

/** Jobs in each phase, as the API would show them. */
export const job = {
  pending: (given: Partial<Job> = {}): Job => ({
    id: given.id ?? uuid(),
    type: "DATA_PREPROCESSING",
    phase: "PENDING",
    label: "Be stars",
    description: "",
    directory: "/JOBS/job_be_stars",
    createdAt: new Date("2026-11-22T20:00:00Z"),
    spaceId: MAIN_SPACE,
    ...given,
  }),
  processing: (given: Partial<Job> = {}): Job =>
    job.pending({
      phase: "PROCESSING",
      startedAt: new Date("2026-11-22T20:00:05Z"),
      attempt: 1,
      worker: "worker-1",
      ...given,
    }),
  completed: (given: Partial<Job> = {}): Job =>
    job.processing({ phase: "COMPLETED", endedAt: new Date("2026-11-22T20:01:05Z"), duration: 60, ...given }),
  failed: (given: Partial<Job> = {}): Job =>
    job.processing({
      phase: "ERROR",
      endedAt: new Date("2026-11-22T20:00:06Z"),
      error: { code: "usage", message: "The directory LAMOST/B6001 holds no FITS file." },
      ...given,
    }),
};
