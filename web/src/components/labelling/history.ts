import type { LabelChange } from "../../api/labellings.ts";

/** What one key press changed, and how it was before. */
export interface Step {
  changes: { labellingId: string; before: LabelChange; after: LabelChange }[];
}

/** What can be undone, and done again; the last of each list comes first. */
export interface History {
  done: readonly Step[];
  undone: readonly Step[];
}

/** Steps that are remembered. */
const DEPTH = 500;

export const EMPTY_HISTORY: History = { done: [], undone: [] };

/** After a new step nothing that was undone can be done again. */
export function push(history: History, step: Step): History {
  return { done: [...history.done, step].slice(-DEPTH), undone: [] };
}

/** Moves the last step over; undefined when there is none. */
export function undo({ done, undone }: History): { step: Step; history: History } | undefined {
  const step = done.at(-1);
  if (step === undefined) return undefined;
  return { step, history: { done: done.slice(0, -1), undone: [...undone, step] } };
}

/** Steps at the end that gave the same label one after the other; at least one where there is any. */
export function lastRun({ done }: History): number {
  const label = (step: Step) => step.changes[0]?.after.label;
  const last = done.at(-1);
  if (last === undefined) return 0;
  if (label(last) == null) return 1;
  const other = done.findLastIndex((step) => label(step) !== label(last));
  return done.length - 1 - other;
}

/** The other way round; undefined when nothing was undone. */
export function redo({ done, undone }: History): { step: Step; history: History } | undefined {
  const step = undone.at(-1);
  if (step === undefined) return undefined;
  return { step, history: { done: [...done, step], undone: undone.slice(0, -1) } };
}

/** Reads a history that was written down; an unreadable one is empty. */
export function parseHistory(text: string | null): History {
  try {
    const value = JSON.parse(text ?? "null") as History | null;
    return Array.isArray(value?.done) && Array.isArray(value.undone) ? value : EMPTY_HISTORY;
  } catch {
    return EMPTY_HISTORY;
  }
}
