import { queryOptions } from "@tanstack/react-query";
import { getHeader } from "../../api/header.ts";
import { listOccurrences } from "../../api/occurrences.ts";

/** A spectrum file never changes under its name. */
const FOREVER = Number.POSITIVE_INFINITY;

export const headerQuery = (filename: string, directory: string | undefined) =>
  queryOptions({
    queryKey: ["spectrum-header", filename, directory ?? null],
    queryFn: ({ signal }) => getHeader(filename, directory, signal),
    staleTime: FOREVER,
  });

export const occurrencesQuery = (filename: string) =>
  queryOptions({
    queryKey: ["spectrum-occurrences", filename],
    queryFn: ({ signal }) => listOccurrences(filename, signal),
  });
