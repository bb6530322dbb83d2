import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { getExperiment, latest, listExperiments } from "../../api/experiments.ts";
import { isActive } from "../../api/jobs.ts";
import { BUSY_MS, IDLE_MS } from "../../api/queryClient.ts";
import { getTrainingHistory, getTrainingMap } from "../../api/results.ts";

export const experimentsQuery = (spaceId: string | undefined) =>
  queryOptions({
    queryKey: ["experiments", spaceId],
    queryFn: ({ signal }) => listExperiments(spaceId, signal),
    refetchInterval: ({ state }) =>
      state.data?.some((experiment) => isActive(latest(experiment))) ? BUSY_MS : IDLE_MS,
  });

export const experimentQuery = (jobId: string) =>
  queryOptions({
    queryKey: ["experiment", jobId],
    queryFn: ({ signal }) => getExperiment(jobId, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.iterations.some(isActive) ? BUSY_MS : IDLE_MS),
  });

// Results are written once, before the job is COMPLETED.
export const trainingHistoryQuery = (directory: string) =>
  queryOptions({
    queryKey: ["training-history", directory],
    queryFn: async ({ signal }) => (await getTrainingHistory(directory, signal)) ?? null,
    staleTime: 60000,
  });

export const trainingMapQuery = (directory: string) =>
  queryOptions({
    queryKey: ["training-map", directory],
    queryFn: async ({ signal }) => (await getTrainingMap(directory, signal)) ?? null,
    staleTime: 60000,
  });
