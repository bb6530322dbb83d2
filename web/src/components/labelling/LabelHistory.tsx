import { useQuery } from "@tanstack/react-query";
import { useState, useSyncExternalStore } from "react";
import type { PastLabel } from "../../api/labellings.ts";
import { labelOutbox } from "../../api/labelOutbox.ts";
import { Age } from "../Age.tsx";
import { ErrorNotice } from "../Notice.tsx";
import { ClassChip } from "./ClassChip.tsx";
import { labelHistoryQuery } from "./queries.ts";

interface Props {
  labellingId: string;
  classes: readonly string[];
}

/** What was said of this spectrum before, asked for when the person wants to see it. */
export function LabelHistory({ labellingId, classes }: Props) {
  const [open, setOpen] = useState(false);
  const { waiting } = useSyncExternalStore(labelOutbox.subscribe, () => labelOutbox.state);
  const { data, error, refetch } = useQuery({
    ...labelHistoryQuery(labellingId),
    // Asked for again when a label has been sent: before that, the server's history would lack it.
    enabled: open && waiting === 0,
  });
  return (
    <details className="small" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>History of this label</summary>
      {error !== null ? (
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <p className="muted">{waiting === 0 ? "Loading…" : "Shown when the labels have been sent."}</p>
      ) : data.length === 0 ? (
        <p className="muted">Nobody has labelled it yet.</p>
      ) : (
        <PastLabels labels={data} classes={classes} />
      )}
    </details>
  );
}

function PastLabels({ labels, classes }: { labels: readonly PastLabel[]; classes: readonly string[] }) {
  return (
    <ol className="label-history" aria-label="Labels so far">
      {labels.map(({ at, author, label, comment, isSettled }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the past only grows at its end.
        <li key={i}>
          <span>
            {label === undefined ? (
              <span className="muted">no label</span>
            ) : (
              <ClassChip name={label} classes={classes} />
            )}
            {comment !== undefined && ` “${comment}”`}
          </span>
          <span className="muted">
            {isSettled && "settled by "}
            {author !== undefined && `${author}, `}
            <Age date={at} />
          </span>
        </li>
      ))}
    </ol>
  );
}
