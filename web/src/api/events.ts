import { connection } from "./connection.ts";
import { type Job, jobFromApi, type Progress, progressFromApi } from "./jobs.ts";

/** One line of a job's log. */
export interface LogLine {
  at: string;
  level: "info" | "warn" | "error";
  message: string;
}

/** What happens to a job, as it happens. */
export interface JobEventHandlers {
  onPhase?: (job: Job) => void;
  onProgress?: (progress: Progress) => void;
  onLog?: (line: LogLine) => void;
}

/** Listens to a job's server-sent events; the browser reconnects and resumes by itself. Returns how to stop. */
export function listenToJob(jobId: string, handlers: JobEventHandlers): () => void {
  const source = new EventSource(`/api/jobs/${encodeURIComponent(jobId)}/events`);
  const on = <T>(name: string, handle: (data: T) => void) =>
    source.addEventListener(name, (event: MessageEvent<string>) => handle(JSON.parse(event.data)));
  on<Parameters<typeof jobFromApi>[0]>("phase", (data) => handlers.onPhase?.(jobFromApi(data)));
  on<Parameters<typeof progressFromApi>[0]>("progress", (data) =>
    handlers.onProgress?.(progressFromApi(data)),
  );
  on<LogLine>("log", (data) => handlers.onLog?.(data));
  source.onopen = () => connection.report("live");
  return () => source.close();
}
