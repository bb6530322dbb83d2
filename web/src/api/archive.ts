import { api, take } from "./client.ts";
import type { components, operations } from "./schema.ts";

/** A directory of the archive of spectra, which nobody writes to from here. */
export interface ArchiveDirectory {
  path: string;
  directories: string[];
  /** Spectra that lie in it, those in its directories not counted. */
  spectra: number;
}

/** How much is known of a spectrum: its facts, only its name yet, or why it cannot be read. */
export type SpectrumState = "read" | "waiting" | "unreadable";

/** A spectrum of the archive that a search found; facts that are not known are absent. */
export interface FoundSpectrum {
  /** `file`, or `file#target` of a file that holds many. */
  filename: string;
  directory: string;
  state: SpectrumState;
  /** Why it cannot be read. */
  reason?: string;
  class?: string;
  subclass?: string;
  snr?: number;
  magnitude?: number;
  redshift?: number;
  ra?: number;
  dec?: number;
  /** From the position that was asked for, in arcseconds. */
  distance?: number;
  observedAt?: string;
}

/** What a search found. */
export interface FoundSpectra {
  /** How many there are; `spectra` holds a page of them. */
  total: number;
  /** False where there are more than `total`. */
  isTotalExact: boolean;
  spectra: FoundSpectrum[];
  /** False while the server is still looking through the archive. */
  isComplete: boolean;
}

/** What a search may be restricted by, as the API names it. */
export const FILTERS = [
  "ra",
  "dec",
  "radius",
  "class",
  "subclass",
  "snr_min",
  "mag_min",
  "mag_max",
  "z_min",
  "z_max",
  "date_from",
  "date_to",
  "plate",
  "state",
] as const;

/** One of them. */
export type FilterName = (typeof FILTERS)[number];

/** What is searched for; texts as they were written. */
export interface ArchiveSearch {
  text: string;
  filters: Readonly<Partial<Record<FilterName, string>>>;
  sort: string;
  offset: number;
}

/** How far the server's index of the archive is. */
export interface ArchiveIndex {
  /** Directories are being looked through. */
  isListing: boolean;
  isComplete: boolean;
  completedAt?: Date;
  directories: number;
  directoriesDue: number;
  directoriesFailed: number;
  read: number;
  waiting: number;
  unreadable: number;
  reasons: { code: string; files: number; example: string }[];
}

/** @throws ApiError 404 when there is no such directory */
export async function listArchiveDirectory(path: string, signal?: AbortSignal): Promise<ArchiveDirectory> {
  const query = { parent_dir_path: path };
  const wire = await take(api.GET("/api/spectra/directories/", { params: { query }, signal }));
  return {
    path,
    directories: wire.directories.map(({ dirname }) => dirname),
    spectra: wire.spectrum_count,
  };
}

/** A page of the spectra that a search finds. */
export async function findSpectra(
  search: ArchiveSearch,
  limit: number,
  signal?: AbortSignal,
): Promise<FoundSpectra> {
  const { text, filters, sort, offset } = search;
  // Texts travel as they were written: the server says which of them it cannot read.
  const query = {
    q: text,
    ...filters,
    sort,
    offset,
    limit,
  } as operations["search_spectra"]["parameters"]["query"];
  const wire = await take(api.GET("/api/spectra/", { params: { query }, signal }));
  return {
    total: wire.total,
    isTotalExact: wire.is_total_exact,
    spectra: wire.spectra.map(foundFromApi),
    isComplete: wire.is_complete,
  };
}

/** Some spectra of a directory and of those in it, spread over all that are known. */
export async function sampleOf(
  directory: string,
  count: number,
  signal?: AbortSignal,
): Promise<FoundSpectrum[]> {
  const page = async (offset: number) => {
    const query = { dir_path: directory, sort: "name", state: "read", offset, limit: 1 } as const;
    return await take(api.GET("/api/spectra/", { params: { query }, signal }));
  };
  const first = await page(0);
  const step = Math.max(1, Math.floor(first.total / count));
  const offsets = Array.from({ length: Math.min(count, first.total) - 1 }, (_, i) => (i + 1) * step);
  const rest = await Promise.all(offsets.map(page));
  return [first, ...rest].flatMap(({ spectra }) => spectra.map(foundFromApi));
}

function foundFromApi(wire: components["schemas"]["SpectrumFound"]): FoundSpectrum {
  return {
    filename: wire.filename,
    directory: wire.dir_path,
    state: wire.state as SpectrumState,
    reason: wire.reason ?? undefined,
    class: wire.class ?? undefined,
    subclass: wire.subclass ?? undefined,
    snr: wire.snr ?? undefined,
    magnitude: wire.magnitude ?? undefined,
    redshift: wire.z ?? undefined,
    ra: wire.ra ?? undefined,
    dec: wire.dec ?? undefined,
    distance: wire.distance ?? undefined,
    observedAt: wire.observed_at ?? undefined,
  };
}

export async function getArchiveIndex(signal?: AbortSignal): Promise<ArchiveIndex> {
  return indexFromApi(await take(api.GET("/api/spectra/index/", { signal })));
}

/** Has the server look through the whole archive now. */
export async function refreshArchiveIndex(): Promise<ArchiveIndex> {
  return indexFromApi(await take(api.POST("/api/spectra/index/")));
}

function indexFromApi(wire: components["schemas"]["ArchiveIndex"]): ArchiveIndex {
  return {
    isListing: wire.is_under_way,
    isComplete: wire.is_complete,
    completedAt: wire.completed_at == null ? undefined : new Date(wire.completed_at),
    directories: wire.directories,
    directoriesDue: wire.directories_due,
    directoriesFailed: wire.directories_failed,
    read: wire.read,
    waiting: wire.waiting,
    unreadable: wire.unreadable,
    reasons: wire.reasons,
  };
}

/** A path of the archive as a config has it: without the leading `/`, and `.` for the archive itself. */
export function archiveValueOf(path: string): string {
  return path === "/" ? "." : path.slice(1);
}

/** The path of the archive that a config's value means. */
export function archivePathOf(value: string): string {
  const parts = value.split("/").filter((part) => part !== "" && part !== ".");
  return `/${parts.join("/")}`;
}
