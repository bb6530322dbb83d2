import { keepPreviousData, QueryClient, queryOptions } from "@tanstack/react-query";
import { findSpectra, listArchiveDirectory } from "./archive.ts";
import { batched } from "./batch.ts";
import { readFileJson, readFileText } from "./client.ts";
import { getExperiment, latest, listExperiments } from "./experiments.ts";
import { listFiles } from "./files.ts";
import { getJob, getLog, isActive, type JobFilter, listJobs } from "./jobs.ts";
import { listJobTypes } from "./jobTypes.ts";
import { getLabelHistory, type Labelling, listLabellings } from "./labellings.ts";
import { labelOutbox } from "./labelOutbox.ts";
import { ApiError } from "./problem.ts";
import { getReport, getTrainingHistory, getTrainingMap } from "./results.ts";
import {
  getPrepared,
  getSpectrum,
  listPrepared,
  type PreparedSpectrum,
  preparedFromFile,
} from "./spectra.ts";
import { listTemplates } from "./templates.ts";

/** Lists follow the server at this pace while something runs, and calmly otherwise. */
const BUSY_MS = 2000;
const IDLE_MS = 10000;

/** The page's one cache of what the server said. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2000,
      retryDelay: (attempt) => Math.min(1000 * 2 ** attempt, 10000),
      // A refusal does not change by asking again; an absent server does.
      retry: (failures, error) => (error instanceof ApiError ? error.isTransient && failures < 3 : false),
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

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

export const jobLogQuery = (jobId: string) =>
  queryOptions({ queryKey: ["job", jobId, "log"], queryFn: ({ signal }) => getLog(jobId, signal) });

export const jobTypesQuery = () =>
  queryOptions({ queryKey: ["job-types"], queryFn: ({ signal }) => listJobTypes(signal), staleTime: 60000 });

export const experimentsQuery = () =>
  queryOptions({
    queryKey: ["experiments"],
    queryFn: ({ signal }) => listExperiments(signal),
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

const labellingsKey = (jobId: string) => ["labellings", jobId];

export const labellingsQuery = (jobId: string) =>
  queryOptions({
    queryKey: labellingsKey(jobId),
    queryFn: async ({ signal }) => {
      const since = Date.now();
      const isFirst = queryClient.getQueryData(labellingsKey(jobId)) === undefined;
      // The first thousand can be worked on while the rest of a long list is on its way.
      const onPage = (soFar: Labelling[]) => {
        if (isFirst) queryClient.setQueryData(labellingsKey(jobId), soFar);
      };
      const labellings = await listLabellings(jobId, { signal, onPage });
      labelOutbox.listArrived(since);
      return labellings;
    },
    staleTime: 10000,
  });

/** A spectrum file never changes under its name. */
const FOREVER = Number.POSITIVE_INFINITY;
const KEEP_SPECTRA_MS = 10 * 60 * 1000;

export const spectrumQuery = (filename: string) =>
  queryOptions({
    queryKey: ["spectrum", filename],
    queryFn: ({ signal }) => getSpectrum(filename, signal),
    staleTime: FOREVER,
    gcTime: KEEP_SPECTRA_MS,
  });

// The spectra that a job wrote down for labelling, for a result whose matrix cannot be read.
const shownSpectraQuery = (jobId: string) =>
  queryOptions({
    queryKey: ["prepared-file", jobId],
    queryFn: async ({ signal }) => {
      const { directory } = await getJob(jobId, signal);
      return preparedFromFile(await readFileJson(directory, "prep_spectra.json", signal));
    },
    staleTime: FOREVER,
  });

/** Names per request: the address of a request may not grow without bound. */
const NAMES = 48;
const loaders = new Map<string, (filename: string) => Promise<PreparedSpectrum | undefined>>();

function preparedLoader(jobId: string): (filename: string) => Promise<PreparedSpectrum | undefined> {
  const known = loaders.get(jobId);
  if (known !== undefined) return known;
  const loader = batched(async (filenames) => {
    try {
      const rows = await getPrepared(jobId, filenames);
      return new Map(rows.map((row) => [row.filename, row]));
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) throw error;
      return queryClient.fetchQuery(shownSpectraQuery(jobId));
    }
  }, NAMES);
  loaders.set(jobId, loader);
  return loader;
}

/** The preprocessed spectrum of a job by name; `null` when the job's matrix does not hold it. */
export const preparedQuery = (jobId: string, filename: string) =>
  queryOptions({
    queryKey: ["prepared", jobId, filename],
    queryFn: async () => (await preparedLoader(jobId)(filename)) ?? null,
    staleTime: FOREVER,
    gcTime: KEEP_SPECTRA_MS,
  });

export const preparedPageQuery = (jobId: string, offset: number, limit: number) =>
  queryOptions({
    queryKey: ["prepared-page", jobId, offset, limit],
    queryFn: ({ signal }) => listPrepared(jobId, { offset, limit }, signal),
    staleTime: FOREVER,
    placeholderData: keepPreviousData,
  });

export const filesQuery = (path: string) =>
  queryOptions({
    queryKey: ["files", path],
    queryFn: ({ signal }) => listFiles(path, signal),
    placeholderData: keepPreviousData,
  });

/** The archive changes rarely, and by other hands. */
const ARCHIVE_STALE_MS = 30000;

export const archiveDirectoryQuery = (path: string) =>
  queryOptions({
    queryKey: ["archive-directory", path],
    queryFn: ({ signal }) => listArchiveDirectory(path, signal),
    staleTime: ARCHIVE_STALE_MS,
    placeholderData: keepPreviousData,
  });

/** Spectra that a search shows. */
export const FOUND_LIMIT = 20;

export const foundSpectraQuery = (text: string) =>
  queryOptions({
    queryKey: ["found-spectra", text],
    queryFn: ({ signal }) => findSpectra(text, FOUND_LIMIT, signal),
    staleTime: ARCHIVE_STALE_MS,
    placeholderData: keepPreviousData,
    // What the server has not looked through yet may hold more.
    refetchInterval: ({ state }) => (state.data?.isComplete === false ? BUSY_MS : false),
  });

export const templatesQuery = (type: string) =>
  queryOptions({
    queryKey: ["templates", type],
    queryFn: ({ signal }) => listTemplates(type, signal),
  });

/** The beginning of a text file; `maxBytes` of it. */
export const fileTextQuery = (directory: string, filename: string, maxBytes: number) =>
  queryOptions({
    queryKey: ["file-text", directory, filename, maxBytes],
    queryFn: ({ signal }) => readFileText(directory, filename, { maxBytes, signal }),
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

export const reportQuery = (directory: string) =>
  queryOptions({
    queryKey: ["report", directory],
    queryFn: async ({ signal }) => (await getReport(directory, signal)) ?? null,
    staleTime: 60000,
  });

export const labelHistoryQuery = (labellingId: string) =>
  queryOptions({
    queryKey: ["label-history", labellingId],
    queryFn: ({ signal }) => getLabelHistory(labellingId, signal),
    // A label may have been given since, here or elsewhere.
    staleTime: 0,
  });
