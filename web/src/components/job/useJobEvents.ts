import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { listenToJob } from "../../api/events.ts";
import type { Job } from "../../api/jobs.ts";
import { addSample, rateOf, type Sample } from "../../hooks/rate.ts";
import { jobLogQuery, jobQuery } from "./queries.ts";

/** A log that grows fast is read again at most this often. */
const LOG_MS = 1000;

/** Follows a job while it is active. Returns its rate in units per second, where there is one. */
export function useJobEvents(job: Job | undefined): number | undefined {
  const client = useQueryClient();
  const [samples, setSamples] = useState<Sample[]>([]);
  const jobId = job?.id;
  const isOpen = job !== undefined && (job.phase === "PENDING" || job.phase === "PROCESSING");
  useEffect(() => {
    if (jobId === undefined || !isOpen) return;
    const { queryKey } = jobQuery(jobId);
    let logTimer: ReturnType<typeof setTimeout> | undefined;
    const readLog = () => {
      logTimer ??= setTimeout(() => {
        logTimer = undefined;
        void client.invalidateQueries(jobLogQuery(jobId));
      }, LOG_MS);
    };
    const stop = listenToJob(jobId, {
      // The event may be one of the past that is told again: the job itself is asked.
      onPhase: () => {
        void client.invalidateQueries({ queryKey, exact: true });
        readLog();
      },
      onProgress: (progress) => {
        client.setQueryData(queryKey, (old) => (old?.phase === "PROCESSING" ? { ...old, progress } : old));
        setSamples((old) => addSample(old, progress, performance.now()));
      },
      onLog: readLog,
    });
    return () => {
      stop();
      clearTimeout(logTimer);
      // However the end became known, the last lines of the log are what a person wants to read now.
      void client.invalidateQueries(jobLogQuery(jobId));
    };
  }, [client, jobId, isOpen]);
  return rateOf(samples);
}
