import type { LabelChange, Labelling, SpectrumSet } from "../../api/labellings.ts";

/** Which part of the job's spectra is worked on. `batch` is what the next iteration needs: oracle and estimate. */
export type SetFilter = "batch" | "all" | SpectrumSet;

/** What the list is narrowed by; empty strings narrow nothing. */
export interface Filter {
  set: SetFilter;
  /** Predicted class. */
  prediction: string;
  /** Class given by the person; {@link UNLABELLED} for those without one. */
  label: string;
}

/** The value of the label filter that leaves the spectra without a label. */
export const UNLABELLED = "-";

/** A labelling with what is known here beyond the server's list. */
export function withOverlay(labelling: Labelling, overlay: LabelChange | undefined): Labelling {
  if (overlay === undefined) return labelling;
  const { label, comment } = overlay;
  // What is being said now is the person's own.
  const { labelOf, counts, ...own } = labelling;
  return {
    ...(label === undefined ? labelling : own),
    label: label === undefined ? labelling.label : (label ?? undefined),
    comment: comment === undefined ? labelling.comment : (comment ?? undefined),
  };
}

/** True for what the next iteration learns from or is measured by. */
export function isInBatch(labelling: Labelling): boolean {
  return labelling.set !== "CANDIDATE";
}

export function applyFilter(items: readonly Labelling[], filter: Filter): Labelling[] {
  return items.filter(
    (item) =>
      (filter.set === "all" || (filter.set === "batch" ? isInBatch(item) : item.set === filter.set)) &&
      (filter.prediction === "" || item.prediction === filter.prediction) &&
      (filter.label === "" ||
        (filter.label === UNLABELLED ? item.label === undefined : item.label === filter.label)),
  );
}

/** How much of a set is labelled. */
export interface SetCount {
  set: SpectrumSet;
  labelled: number;
  total: number;
}

/** Counts of the sets that a job has, in the order of work. */
export function countBySet(items: readonly Labelling[]): SetCount[] {
  const counts = new Map<SpectrumSet, SetCount>();
  for (const { set, label } of items) {
    const count = counts.get(set) ?? { set, labelled: 0, total: 0 };
    count.total += 1;
    if (label !== undefined) count.labelled += 1;
    counts.set(set, count);
  }
  const order: SpectrumSet[] = ["ORACLE", "PERFORMANCE_ESTIMATION", "CANDIDATE"];
  return order.flatMap((set) => counts.get(set) ?? []);
}

/** How many spectra got each label, most frequent first. */
export function countByLabel(items: readonly Labelling[]): [label: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { label } of items) if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}

/** Who is asked what, where several people label. */
export interface Asking {
  /** Nobody else is asked about it now. */
  isLeased(id: string): boolean;
  /** Somebody else is asked about it, or has answered it meanwhile. */
  isElsewhere(id: string): boolean;
}

/** One person labels: nothing is anybody else's. */
export const ALONE: Asking = { isLeased: () => true, isElsewhere: () => false };

/**
 * Where work goes on after `from`: the next spectrum without a label, from the start again at the end. Where several people
 * label, those come first that nobody else is asked, and those that somebody else is asked do not come at all. Skipped ones
 * come back only when nothing else is left. `undefined` when there is none.
 */
export function nextUnlabelled(
  items: readonly Labelling[],
  from: number,
  skipped: ReadonlySet<string>,
  asking: Asking = ALONE,
): number | undefined {
  let unleased: number | undefined;
  let passedOver: number | undefined;
  for (let step = 1; step <= items.length; step += 1) {
    const index = (from + step) % items.length;
    const item = items[index];
    if (index === from || item.label !== undefined) continue;
    const isLeased = asking.isLeased(item.id);
    if (!isLeased && asking.isElsewhere(item.id)) continue;
    if (skipped.has(item.id)) passedOver ??= index;
    else if (isLeased) return index;
    else unleased ??= index;
  }
  return unleased ?? passedOver;
}

/** The spectra that a person could be asked next, in the order in which she comes to them: what she looks at first, skipped ones last. */
export function wished(
  items: readonly Labelling[],
  from: number,
  skipped: ReadonlySet<string>,
  most: number,
): string[] {
  const first: string[] = [];
  const last: string[] = [];
  for (let step = 0; step < items.length && first.length < most; step += 1) {
    const { id, label } = items[(Math.max(from, 0) + step) % items.length];
    if (label === undefined) (skipped.has(id) && step > 0 ? last : first).push(id);
  }
  return [...first, ...last].slice(0, most);
}

/** The classes of the job's config; without any, those that its predictions and labels name, in the order of the alphabet. */
export function knownClasses(configured: readonly string[], items: readonly Labelling[]): readonly string[] {
  if (configured.length > 0) return configured;
  const names = items.flatMap(({ prediction, label }) => [prediction, label]);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}
