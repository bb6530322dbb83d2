import { useQuery } from "@tanstack/react-query";
import { hidesOpinion, type Labelling } from "../../api/labellings.ts";
import { formatPercent } from "../../hooks/format.ts";
import { classColour } from "../plot/palette.ts";
import type { Range } from "../plot/scale.ts";
import { Thumbnail } from "../plot/Thumbnail.tsx";
import { preparedQuery } from "../spectra/queries.ts";

/** Columns and rows of the grid. */
export const GRID = { columns: 6, rows: 4 } as const;
/** Spectra per page of the grid. */
export const GRID_SIZE = GRID.columns * GRID.rows;

interface Props {
  jobId: string;
  items: readonly Labelling[];
  current: number;
  selected: ReadonlySet<string>;
  classes: readonly string[];
  view: Range | undefined;
  /** A click; `extend` when it selects from the current one to here, `toggle` when it adds or removes one. */
  onPick: (index: number, how: "open" | "extend" | "toggle") => void;
}

/** Many spectra at once, for quick decisions. */
export function ThumbnailGrid({ jobId, items, current, selected, classes, view, onPick }: Props) {
  const first = Math.floor(Math.max(0, current) / GRID_SIZE) * GRID_SIZE;
  return (
    <div className="grid" style={{ gridTemplateColumns: `repeat(${GRID.columns}, minmax(0, 1fr))` }}>
      {items.slice(first, first + GRID_SIZE).map((item, i) => (
        <Tile
          key={item.id}
          jobId={jobId}
          item={item}
          colour={classColour(classes.indexOf(item.label ?? ""))}
          view={view}
          isCurrent={first + i === current}
          isSelected={selected.has(item.id)}
          onPick={(how) => onPick(first + i, how)}
        />
      ))}
    </div>
  );
}

// What the model says, where no person has said it yet.
function Guess(item: Labelling) {
  const { prediction, probability } = item;
  if (prediction === undefined || hidesOpinion(item)) return <span className="muted">–</span>;
  if (probability === undefined) return <span className="muted">{prediction}?</span>;
  return (
    <span className="tile-guess muted">
      <span>{prediction}</span> <span>{formatPercent(probability, 0)}</span>
    </span>
  );
}

interface TileProps {
  jobId: string;
  item: Labelling;
  colour: string;
  view: Range | undefined;
  isCurrent: boolean;
  isSelected: boolean;
  onPick: (how: "open" | "extend" | "toggle") => void;
}

function Tile({ jobId, item, colour, view, isCurrent, isSelected, onPick }: TileProps) {
  const { data } = useQuery(preparedQuery(jobId, item.filename));
  return (
    <button
      type="button"
      className="tile"
      aria-pressed={isSelected}
      aria-current={isCurrent}
      title={item.filename}
      onClick={(event) =>
        onPick(event.shiftKey ? "extend" : event.ctrlKey || event.metaKey ? "toggle" : "open")
      }
    >
      <Thumbnail curve={data?.curve} view={view} title={item.filename} />
      <span className="tile-label">
        {item.label === undefined ? (
          <Guess {...item} />
        ) : (
          <span className="chip" style={{ "--chip": colour } as React.CSSProperties}>
            {item.label}
          </span>
        )}
      </span>
    </button>
  );
}
