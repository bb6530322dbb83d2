import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { type ArchiveSearch, findSpectra, getArchiveIndex, listArchiveDirectory } from "../../api/archive.ts";
import { batched } from "../../api/batch.ts";
import { readFileJson } from "../../api/client.ts";
import { getJob } from "../../api/jobs.ts";
import { ApiError } from "../../api/problem.ts";
import { BUSY_MS, IDLE_MS, queryClient } from "../../api/queryClient.ts";
import {
  getPrepared,
  getSpectrum,
  listPrepared,
  listSimilar,
  type PreparedSpectrum,
  preparedFromFile,
} from "../../api/spectra.ts";

/** A spectrum file never changes under its name. */
const FOREVER = Number.POSITIVE_INFINITY;
const KEEP_SPECTRA_MS = 10 * 60 * 1000;

export const spectrumQuery = (filename: string, directory?: string) =>
  queryOptions({
    queryKey: ["spectrum", filename, directory ?? null],
    queryFn: ({ signal }) => getSpectrum(filename, directory, signal),
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

/** Spectra of a page of likeness: as many as a grid shows. */
const SIMILAR = 24;

export const similarQuery = (jobId: string, filename: string) =>
  queryOptions({
    queryKey: ["similar", jobId, filename],
    queryFn: ({ signal }) => listSimilar(jobId, filename, SIMILAR, signal),
    staleTime: FOREVER,
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

export const foundSpectraQuery = (search: ArchiveSearch, limit: number = FOUND_LIMIT) =>
  queryOptions({
    queryKey: ["found-spectra", search, limit],
    queryFn: ({ signal }) => findSpectra(search, limit, signal),
    staleTime: ARCHIVE_STALE_MS,
    placeholderData: keepPreviousData,
    // What the server has not looked through yet may hold more.
    refetchInterval: ({ state }) => (state.data?.isComplete === false ? BUSY_MS : false),
  });

export const archiveIndexQuery = queryOptions({
  queryKey: ["archive-index"],
  queryFn: ({ signal }) => getArchiveIndex(signal),
  refetchInterval: ({ state }) => (state.data?.isComplete === true ? 3 * IDLE_MS : BUSY_MS),
});
