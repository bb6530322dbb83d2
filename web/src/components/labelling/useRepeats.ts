import { useQueries } from "@tanstack/react-query";
import type { Curve } from "../../api/spectra.ts";
import { preparedQuery } from "../spectra/queries.ts";

/** Other spectra of a star that are drawn: more hide the one that is asked about. */
const MOST = 5;

/** The preprocessed spectra of a star beside the one that is asked about, as far as they have arrived. */
export function useRepeats(jobId: string, names: readonly string[]): readonly Curve[] {
  return useQueries({
    queries: names.slice(0, MOST).map((filename) => preparedQuery(jobId, filename)),
    combine: curvesOf,
  });
}

// Outside of the hook, so that the list is made again only when a spectrum arrives.
function curvesOf(results: readonly { data?: { curve: Curve } | null | undefined }[]): readonly Curve[] {
  return results.flatMap(({ data }) => (data == null ? [] : [data.curve]));
}
