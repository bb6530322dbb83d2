import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { Labelling } from "../../api/labellings.ts";
import { preparedQuery, spectrumQuery } from "../spectra/queries.ts";
import { ALONE, type Asking, applyFilter, nextUnlabelled } from "./session.ts";
import type { Settings } from "./settings.ts";
import { GRID_SIZE } from "./ThumbnailGrid.tsx";

/** Spectra that are fetched ahead of the one that is shown. */
const AHEAD = { prepared: 24, observed: 6 } as const;

const NONE: ReadonlySet<string> = new Set();

/** What the filters leave of a batch, and the spectrum that is looked at. */
export interface Shown {
  list: readonly Labelling[];
  /** Index in the list; -1 when it is empty. */
  current: number;
  item: Labelling | undefined;
}

/** The one that is being looked at stays in the list even when its new label no longer matches the filter. */
export function useShown(
  items: readonly Labelling[],
  { filter, at }: Settings,
  asking: Asking = ALONE,
): Shown {
  return useMemo(() => {
    const matching = applyFilter(items, filter);
    const wanted = matching.findIndex((item) => item.id === at);
    if (wanted >= 0) return { list: matching, current: wanted, item: matching[wanted] };
    const hidden = at === "" ? undefined : items.find((item) => item.id === at);
    if (hidden !== undefined && filter.label !== "") {
      const ids = new Set(matching.map((item) => item.id));
      const list = items.filter((item) => ids.has(item.id) || item.id === at);
      return { list, current: list.indexOf(hidden), item: hidden };
    }
    const open = nextUnlabelled(matching, -1, NONE, asking) ?? 0;
    const current = matching.length === 0 ? -1 : open;
    return { list: matching, current, item: matching[current] };
  }, [items, filter, at, asking]);
}

/** Whether the spectrum has been painted, or the reason why it cannot be. */
export function useIsVisible(jobId: string, item: Labelling | undefined, settings: Settings): boolean {
  const name = item?.filename ?? "";
  const prepared = useQuery({ ...preparedQuery(jobId, name), enabled: item !== undefined });
  const observed = useQuery({ ...spectrumQuery(name), enabled: item !== undefined });
  const query = settings.source === "raw" ? observed : prepared;
  // A spectrum that cannot be fetched may still be labelled: the person sees the reason in its place.
  return !query.isPending;
}

/** Fetches what the person will look at next. */
export function usePrefetch(jobId: string, list: readonly Labelling[], current: number): void {
  const client = useQueryClient();
  useEffect(() => {
    if (current < 0) return;
    const page = Math.floor(current / GRID_SIZE) * GRID_SIZE;
    for (const { filename } of list.slice(Math.max(0, page), current + AHEAD.prepared)) {
      void client.prefetchQuery(preparedQuery(jobId, filename));
    }
    for (const { filename } of list.slice(current + 1, current + 1 + AHEAD.observed)) {
      void client.prefetchQuery(spectrumQuery(filename));
    }
  }, [client, jobId, list, current]);
}
