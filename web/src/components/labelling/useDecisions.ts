import { useState } from "react";
import type { Labelling } from "../../api/labellings.ts";
import { ALONE, type Asking, nextUnlabelled } from "./session.ts";
import type { Settings } from "./settings.ts";
import type { LabellingWork } from "./useLabelling.ts";
import type { Shown } from "./useShown.ts";

/** How a thumbnail is picked: opened, as the end of a range, or added to the others. */
export type Pick = "open" | "extend" | "toggle";

/** What a person decides, by key or by button; and the spectra that the next label goes to. */
export function useDecisions(
  work: LabellingWork,
  { list, current, item }: Shown,
  isSeen: boolean,
  change: (change: Partial<Settings>) => void,
  asking: Asking = ALONE,
) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  /** The spectrum whose label was the last: the page stays there, and a key that comes too much must not label it anew. */
  const [last, setLast] = useState<string | undefined>();
  const goTo = (index: number) => {
    setLast(undefined);
    if (index >= 0 && index < list.length) change({ at: list[index].id });
  };
  const goOn = (done: ReadonlySet<string> = new Set()) => {
    const left = list.map((other) => (done.has(other.id) ? { ...other, label: "-" } : other));
    const next = nextUnlabelled(done.size === 0 ? list : left, current, work.skipped, asking);
    if (next !== undefined) goTo(next);
    return next !== undefined;
  };
  const show = (id: string | undefined) => {
    setLast(undefined);
    if (id !== undefined) change({ at: id });
  };
  const label = (name: string | null) => {
    const targets = targetsOf(list, selected, item);
    // Nobody labels a spectrum that has not been painted yet.
    if (targets.length === 0 || !isSeen) return;
    work.change(targets, { label: name });
    setSelected(new Set());
    const isOver = name !== null && !goOn(new Set(targets.map(({ id }) => id)));
    setLast(isOver && targets.length === 1 ? targets[0].id : undefined);
  };
  return {
    selected,
    goTo,
    goOn: () => goOn(),
    step: (by: number) => goTo(Math.min(list.length - 1, Math.max(0, current + by))),
    label,
    /** As {@link label}, unless the spectrum on the page has just got the last label of all. */
    labelByKey: (name: string | null) => {
      const isOver = name !== null && selected.size === 0 && item !== undefined && item.id === last;
      if (!isOver) label(name);
    },
    skip: () => {
      if (item === undefined) return;
      work.skip(item.id);
      goOn();
    },
    undo: (isRun: boolean) => show(work.undo(isRun)),
    redo: () => show(work.redo()),
    select: () => item !== undefined && setSelected(toggled(selected, item.id)),
    clearSelection: () => setSelected(new Set()),
    pick: (index: number, how: Pick) => {
      if (how === "open") setSelected(new Set());
      if (how === "toggle") setSelected(toggled(selected, list[index].id));
      if (how === "extend") setSelected(idsBetween(list, current, index));
      goTo(index);
    },
  };
}

function targetsOf(list: readonly Labelling[], selected: ReadonlySet<string>, item: Labelling | undefined) {
  if (selected.size > 0) return list.filter(({ id }) => selected.has(id));
  return item === undefined ? [] : [item];
}

function idsBetween(list: readonly Labelling[], a: number, b: number): Set<string> {
  return new Set(list.slice(Math.min(a, b), Math.max(a, b) + 1).map(({ id }) => id));
}

function toggled(set: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}
