import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { labelHistoryQuery } from "../../api/queries.ts";
import { Age } from "../Age.tsx";
import { ErrorNotice } from "../Notice.tsx";

/** What was said of this spectrum before, asked for when the person wants to see it. */
export function LabelHistory({ labellingId }: { labellingId: string }) {
  const [open, setOpen] = useState(false);
  const { data, error, refetch } = useQuery({ ...labelHistoryQuery(labellingId), enabled: open });
  return (
    <details className="small" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Earlier labels</summary>
      {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && <p className="muted">None.</p>}
      <ul className="list-plain">
        {data?.map((past) => (
          <li key={past.at.toISOString()}>
            {past.label ?? "no label"}
            {past.comment !== undefined && ` “${past.comment}”`}{" "}
            <span className="muted">
              <Age date={past.at} />
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
