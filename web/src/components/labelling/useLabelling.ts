import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef, useState, useSyncExternalStore } from "react";
import { type BrowserStorage, keep, kept, ofThisTab, shared } from "../../api/browserStorage.ts";
import type { LabelChange, Labelling } from "../../api/labellings.ts";
import { labelOutbox } from "../../api/labelOutbox.ts";
import { type History, lastRun, parseHistory, push, redo, type Step, undo } from "./history.ts";
import { labellingsQuery } from "./queries.ts";
import { withOverlay } from "./session.ts";

/** The labels of a job as the person sees them, and what can be done with them. */
export interface LabellingWork {
  /** In the order of work; undefined while the first page is on its way. */
  items: Labelling[] | undefined;
  error: unknown;
  retry: () => void;
  skipped: ReadonlySet<string>;
  history: History;
  /** Gives each of the targets the same change; returns when it is written down. */
  change: (targets: readonly Labelling[], change: LabelChange) => void;
  skip: (labellingId: string) => void;
  /**
   * Takes the last step back, or with `isRun` all those that gave the same label; the labelling that was changed, or
   * undefined without a step.
   */
  undo: (isRun?: boolean) => string | undefined;
  redo: () => string | undefined;
}

/** Labels of a job: the server's list, what waits in the outbox, and this tab's history. */
export function useLabelling(jobId: string): LabellingWork {
  const query = useQuery(labellingsQuery(jobId));
  const version = useSyncExternalStore(labelOutbox.subscribe, () => labelOutbox.version);
  const [history, setHistory] = useStored(ofThisTab, `ml-job/history/${jobId}`, parseHistory);
  const [skippedIds, setSkipped] = useStored(shared, `ml-job/skipped/${jobId}`, parseIds);
  const skipped = useMemo(() => new Set(skippedIds), [skippedIds]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the outbox's content.
  const items = useMemo(() => {
    if (query.data === undefined || !labelOutbox.hasOverlays) return query.data;
    return query.data.map((labelling) => withOverlay(labelling, labelOutbox.overlay(labelling.id)));
  }, [query.data, version]);

  const apply = (step: Step, side: "before" | "after") => {
    for (const change of step.changes) labelOutbox.record(jobId, change.labellingId, change[side]);
    return step.changes[0]?.labellingId;
  };
  return {
    items,
    error: query.error,
    retry: () => void query.refetch(),
    skipped,
    history,
    change: (targets, change) => {
      const step = { changes: targets.map((target) => stepOf(target, change)) };
      apply(step, "after");
      setHistory(push(history, step));
    },
    skip: (labellingId) => setSkipped([...skippedIds.filter((id) => id !== labellingId), labellingId]),
    undo: (isRun = false) => {
      let rest = history;
      let changed: string | undefined;
      for (let steps = isRun ? lastRun(history) : 1; steps > 0; steps -= 1) {
        const back = undo(rest);
        if (back === undefined) break;
        rest = back.history;
        changed = apply(back.step, "before");
      }
      setHistory(rest);
      return changed;
    },
    redo: () => {
      const again = redo(history);
      if (again === undefined) return undefined;
      setHistory(again.history);
      return apply(again.step, "after");
    },
  };
}

// Only what the change touches is put back by undo: a comment that came later stays.
function stepOf(target: Labelling, change: LabelChange): Step["changes"][number] {
  const before: LabelChange = {};
  // What another says of it is not the person's to put back: she takes back her own.
  if (change.label !== undefined) before.label = target.labelOf === undefined ? (target.label ?? null) : null;
  if (change.comment !== undefined) before.comment = target.comment ?? null;
  return { labellingId: target.id, before, after: change };
}

function parseIds(text: string | null): readonly string[] {
  try {
    const value: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(value) ? value.map(String) : [];
  } catch {
    return [];
  }
}

/** State that survives a reload. Losing it to a full storage costs comfort, never a label. */
function useStored<T>(
  storage: BrowserStorage,
  key: string,
  parse: (text: string | null) => T,
): [T, (value: T) => void] {
  const [held, setHeld] = useState(() => ({ key, value: parse(kept(storage, key)) }));
  const parser = useRef(parse);
  const value = held.key === key ? held.value : parser.current(kept(storage, key));
  return [
    value,
    (next) => {
      setHeld({ key, value: next });
      keep(storage, key, JSON.stringify(next));
    },
  ];
}
