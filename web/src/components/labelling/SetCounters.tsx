import { useMemo } from "react";
import { type Labelling, SET_WORDS } from "../../api/labellings.ts";
import { formatCount } from "../../hooks/format.ts";
import { countBySet } from "./session.ts";

/** `37 / 100 oracle · 4 / 10 estimate`. */
export function SetCounters({ items }: { items: readonly Labelling[] }) {
  const counts = useMemo(() => countBySet(items), [items]);
  return (
    <span className="set-counters">
      {counts.map(({ set, labelled, total }) => (
        <span key={set}>
          {formatCount(labelled)} / {formatCount(total)} {SET_WORDS[set]}
        </span>
      ))}
    </span>
  );
}
