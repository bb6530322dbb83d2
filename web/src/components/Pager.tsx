import { formatCount } from "../hooks/format.ts";

interface Props {
  offset: number;
  limit: number;
  total: number;
  onOffset: (offset: number) => void;
  /** Words of the two buttons. */
  words?: readonly [back: string, on: string];
}

/** Where in a long list the page is, and the way to its neighbours. */
export function Pager({ offset, limit, total, onOffset, words = ["Back", "Next"] }: Props) {
  if (total <= limit && offset === 0) return null;
  return (
    <nav className="pager" aria-label="Pages">
      <span>
        {formatCount(Math.min(total, offset + 1))}–{formatCount(Math.min(total, offset + limit))} of{" "}
        {formatCount(total)}
      </span>
      <button
        type="button"
        className="button small"
        disabled={offset === 0}
        onClick={() => onOffset(Math.max(0, offset - limit))}
      >
        {words[0]}
      </button>
      <button
        type="button"
        className="button small"
        disabled={offset + limit >= total}
        onClick={() => onOffset(offset + limit)}
      >
        {words[1]}
      </button>
    </nav>
  );
}
