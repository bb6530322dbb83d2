import { queryOptions } from "@tanstack/react-query";
import { type LineQuestion, measureLines } from "../../api/lines.ts";

/** The server measures the file, which never changes under its name. */
const FOREVER = Number.POSITIVE_INFINITY;

export const linesQuery = (filename: string, directory: string | undefined, question: LineQuestion) =>
  queryOptions({
    queryKey: ["lines", filename, directory ?? null, question],
    queryFn: ({ signal }) => measureLines(filename, directory, question, signal),
    staleTime: FOREVER,
    // Numbers stay while the window or the redshift changes, but never those of another spectrum.
    placeholderData: (before, query) =>
      query?.queryKey[1] === filename && query.queryKey[2] === (directory ?? null) ? before : undefined,
  });
