import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { getJob, getLog, getWaiting, isActive, type JobFilter, listJobs } from "../../api/jobs.ts";
import { listJobTypes } from "../../api/jobTypes.ts";
import { BUSY_MS, IDLE_MS } from "../../api/queryClient.ts";
import { getReport } from "../../api/results.ts";
import { getLearningCurves } from "../../api/simulation.ts";

export const jobsQuery = (filter: JobFilter) =>
  queryOptions({
    queryKey: ["jobs", filter],
    queryFn: ({ signal }) => listJobs(filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.jobs.some(isActive) ? BUSY_MS : IDLE_MS),
  });

export const jobQuery = (jobId: string) =>
  queryOptions({
    queryKey: ["job", jobId],
    queryFn: ({ signal }) => getJob(jobId, signal),
    // Server-sent events bring changes at once; this is the net below them.
    refetchInterval: ({ state }) => (state.data !== undefined && isActive(state.data) ? BUSY_MS * 2 : false),
  });

export const waitingQuery = (jobId: string) =>
  queryOptions({
    queryKey: ["job", jobId, "waiting"],
    queryFn: ({ signal }) => getWaiting(jobId, signal),
    refetchInterval: BUSY_MS,
  });

export const jobLogQuery = (jobId: string) =>
  queryOptions({ queryKey: ["job", jobId, "log"], queryFn: ({ signal }) => getLog(jobId, signal) });

export const jobTypesQuery = () =>
  queryOptions({ queryKey: ["job-types"], queryFn: ({ signal }) => listJobTypes(signal), staleTime: 60000 });

// A report is written once, before the job is COMPLETED.
export const reportQuery = (directory: string) =>
  queryOptions({
    queryKey: ["report", directory],
    queryFn: async ({ signal }) => (await getReport(directory, signal)) ?? null,
    staleTime: 60000,
  });

export const learningCurvesQuery = (directory: string) =>
  queryOptions({
    queryKey: ["learning-curves", directory],
    queryFn: async ({ signal }) => (await getLearningCurves(directory, signal)) ?? null,
    staleTime: 60000,
  });
