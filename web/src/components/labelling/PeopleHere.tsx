import type { Labelling } from "../../api/labellings.ts";
import type { Present } from "../../api/seats.ts";
import "../../styles/agreement.css";

interface Props {
  others: readonly Present[];
  items: readonly Labelling[];
}

/** Who else labels here now, and at which spectrum. */
export function PeopleHere({ others, items }: Props) {
  if (others.length === 0) return null;
  return (
    <ul className="people-here" aria-label="Also here">
      {others.map(({ name, seatId, labellingId }) => {
        const place = items.findIndex(({ id }) => id === labellingId);
        return (
          <li key={seatId} className="person-here">
            <span className="person-name">{name}</span>
            {place >= 0 && <span className="muted"> at {place + 1}</span>}
          </li>
        );
      })}
    </ul>
  );
}
