import type { Labelling } from "../../api/labellings.ts";
import { ClassChip } from "./ClassChip.tsx";

/** Whose label it is, and which one counts, where several people label. */
export function WhoseLabel({ item, classes }: { item: Labelling; classes: readonly string[] }) {
  const { label, labelOf, counts, differs, settledBy, isHidden } = item;
  if (isHidden)
    return (
      <p className="small muted">
        Two people are asked: what the other one and the model say is shown once you have answered.
      </p>
    );
  if (settledBy !== undefined) return <p className="small muted">settled by {settledBy}</p>;
  if (counts !== undefined)
    return (
      <p className="small">
        counts: <ClassChip name={counts.label} classes={classes} />
        {counts.author !== undefined && <span className="muted"> by {counts.author}</span>}
      </p>
    );
  if (differs) return <p className="small muted">people differ about it; your label counts so far</p>;
  if (label !== undefined && labelOf !== undefined)
    return <p className="small muted">labelled by {labelOf}</p>;
  return null;
}
