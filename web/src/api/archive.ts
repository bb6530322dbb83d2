import { api, take } from "./client.ts";

/** A directory of the archive of spectra, which nobody writes to from here. */
export interface ArchiveDirectory {
  path: string;
  directories: string[];
  /** Spectra that lie in it, those in its directories not counted. */
  spectra: number;
}

/** What a search for a file name found. */
export interface FoundSpectra {
  /** How many there are; `spectra` may hold only the first of them. */
  total: number;
  spectra: { filename: string; directory: string }[];
  /** False while the server is still looking through the archive. */
  isComplete: boolean;
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

/** The spectra whose file names hold a text, at most `limit` of them. */
export async function findSpectra(text: string, limit: number, signal?: AbortSignal): Promise<FoundSpectra> {
  const wire = await take(api.GET("/api/spectra/", { params: { query: { q: text, limit } }, signal }));
  return {
    total: wire.total,
    spectra: wire.spectra.map(({ filename, dir_path }) => ({ filename, directory: dir_path })),
    isComplete: wire.is_complete,
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
