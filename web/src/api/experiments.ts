import { getJob, type Job, listJobs } from "./jobs.ts";
import { ApiError } from "./problem.ts";

/** The iterations of one active-learning experiment, oldest first; at least one. */
export interface Experiment {
  root: Job;
  /** Rising by iteration, then by time: a repeated iteration follows the one that it repeats. */
  iterations: Job[];
}

const ACTIVE_ML = "ACTIVE_ML";
/** How many jobs the overview looks at, newest first. */
const OVERVIEW = 500;
const PAGE = 100;

/** Groups iterations by their first ancestor among them; newest experiment first. */
export function groupIntoExperiments(jobs: readonly Job[]): Experiment[] {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const rootOf = (job: Job): Job => {
    const seen = new Set<string>();
    let current = job;
    for (;;) {
      const parent = current.parentId === undefined ? undefined : byId.get(current.parentId);
      if (parent === undefined || seen.has(parent.id)) return current;
      seen.add(parent.id);
      current = parent;
    }
  };
  const groups = new Map<string, Experiment>();
  for (const job of jobs) {
    const root = rootOf(job);
    const group = groups.get(root.id) ?? { root, iterations: [] };
    group.iterations.push(job);
    groups.set(root.id, group);
  }
  const experiments = [...groups.values()];
  for (const experiment of experiments) experiment.iterations.sort(byIteration);
  return experiments.sort((a, b) => newest(b) - newest(a));
}

function byIteration(a: Job, b: Job): number {
  return (a.iteration ?? 0) - (b.iteration ?? 0) || a.createdAt.getTime() - b.createdAt.getTime();
}

function newest(experiment: Experiment): number {
  return Math.max(...experiment.iterations.map((job) => job.createdAt.getTime()));
}

/** The last iteration of an experiment. */
export function latest(experiment: Experiment): Job {
  return experiment.iterations[experiment.iterations.length - 1];
}

/** The iteration that work goes on with: the last that completed, for one that failed has nothing to label. */
export function current(experiment: Experiment): Job {
  return experiment.iterations.findLast(({ phase }) => phase === "COMPLETED") ?? latest(experiment);
}

/** How many iterations there are; one that was repeated counts once. */
export function iterationCount({ iterations }: Experiment): number {
  return new Set(iterations.map((job) => job.iteration ?? 0)).size;
}

/** All experiments among the newest active-learning jobs, of one space or of all that may be seen. */
export async function listExperiments(spaceId?: string, signal?: AbortSignal): Promise<Experiment[]> {
  const jobs: Job[] = [];
  while (jobs.length < OVERVIEW) {
    const page = await listJobs({ type: ACTIVE_ML, offset: jobs.length, limit: PAGE, spaceId }, signal);
    jobs.push(...page.jobs);
    if (page.jobs.length === 0 || jobs.length >= page.total) break;
  }
  return groupIntoExperiments(jobs);
}

/** The experiment that a job belongs to, whichever of its iterations is named. */
export async function getExperiment(jobId: string, signal?: AbortSignal): Promise<Experiment> {
  let root = await getJob(jobId, signal);
  const seen = new Set([root.id]);
  while (root.parentId !== undefined && !seen.has(root.parentId)) {
    seen.add(root.parentId);
    const parent = await getJob(root.parentId, signal).catch(orphan);
    // The first iteration may continue a preprocessing job, which is no iteration; or its parent was deleted.
    if (parent === undefined || parent.type !== root.type) break;
    root = parent;
  }
  const iterations = [root];
  for (let level = [root]; level.length > 0; ) {
    const pages = await Promise.all(
      level.map((job) => listJobs({ parentId: job.id, type: root.type, offset: 0, limit: PAGE }, signal)),
    );
    level = pages.flatMap((page) => page.jobs).filter((job) => !iterations.some(({ id }) => id === job.id));
    iterations.push(...level);
  }
  return { root, iterations: iterations.sort(byIteration) };
}

function orphan(error: unknown): undefined {
  if (error instanceof ApiError && error.status === 404) return undefined;
  throw error;
}
