import { api, take } from "./client.ts";

/** A file of the files area. */
export interface FileEntry {
  name: string;
  /** Bytes. */
  size: number;
  modifiedAt: Date;
}

/** What a directory of the files area holds. */
export interface Listing {
  path: string;
  directories: string[];
  files: FileEntry[];
}

/** Joins a directory (`/`, `/JOBS`) and a name. */
export function joinPath(directory: string, name: string): string {
  return directory.endsWith("/") ? directory + name : `${directory}/${name}`;
}

/** The directory above; `/` stays `/`. */
export function parentPath(path: string): string {
  const cut = path.replace(/\/+$/, "").lastIndexOf("/");
  return cut <= 0 ? "/" : path.slice(0, cut);
}

export async function listFiles(path: string, signal?: AbortSignal): Promise<Listing> {
  const wire = await take(api.GET("/api/files/", { params: { query: { parent_dir_path: path } }, signal }));
  return {
    path,
    directories: wire.directories.map((entry) => entry.dirname),
    files: wire.files.map((entry) => ({
      name: entry.filename,
      size: entry.size,
      modifiedAt: new Date(entry.modified_at),
    })),
  };
}

export async function deleteFile(directory: string, filename: string): Promise<void> {
  await take(
    api.DELETE("/api/files/{filename}", {
      params: { path: { filename }, query: { parent_dir_path: directory } },
    }),
  );
}

export async function createDirectory(directory: string, dirname: string): Promise<void> {
  await take(
    api.POST("/api/files/directories/{dirname}", {
      params: { path: { dirname }, query: { parent_dir_path: directory } },
    }),
  );
}

/** Deletes a directory and all that is in it. */
export async function deleteDirectory(directory: string, dirname: string): Promise<void> {
  await take(
    api.DELETE("/api/files/directories/{dirname}", {
      params: { path: { dirname }, query: { parent_dir_path: directory } },
    }),
  );
}
