import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { readFileText } from "../../api/client.ts";
import { listFiles } from "../../api/files.ts";

export const filesQuery = (path: string) =>
  queryOptions({
    queryKey: ["files", path],
    queryFn: ({ signal }) => listFiles(path, signal),
    placeholderData: keepPreviousData,
  });

/** The beginning of a text file; `maxBytes` of it. */
export const fileTextQuery = (directory: string, filename: string, maxBytes: number) =>
  queryOptions({
    queryKey: ["file-text", directory, filename, maxBytes],
    queryFn: ({ signal }) => readFileText(directory, filename, { maxBytes, signal }),
  });
