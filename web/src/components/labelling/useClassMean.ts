import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Labelling } from "../../api/labellings.ts";
import type { Curve } from "../../api/spectra.ts";
import { meanOf } from "../plot/overlay.ts";
import { preparedQuery } from "../spectra/queries.ts";

/** Spectra that a mean is made of at most: it hardly changes with more. */
const MOST = 48;

/** The mean of the preprocessed spectra that a job shows and that have this label; undefined without any. */
export function useClassMean(jobId: string, items: readonly Labelling[], name: string): Curve | undefined {
  const names = useMemo(
    () => (name === "" ? [] : items.filter(({ label }) => label === name).slice(0, MOST)),
    [items, name],
  ).map(({ filename }) => filename);
  return useQueries({
    queries: names.map((filename) => preparedQuery(jobId, filename)),
    combine: meanOfResults,
  });
}

// Outside of the hook, so that the mean is made again only when a spectrum arrives.
function meanOfResults(
  results: readonly { data?: { curve: Curve } | null | undefined }[],
): Curve | undefined {
  return meanOf(results.flatMap(({ data }) => (data == null ? [] : [data.curve])));
}
