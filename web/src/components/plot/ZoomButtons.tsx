import type { Range } from "./scale.ts";
import { type View, zoomBy } from "./view.ts";

interface Props {
  shown: Range;
  all: Range;
  onViewChange: (view: View) => void;
  allFlux: boolean;
  onAllFluxChange: (allFlux: boolean) => void;
}

/** Dragging has an alternative for those who cannot drag. */
export function ZoomButtons({ shown, all, onViewChange, allFlux, onAllFluxChange }: Props) {
  const zoomed = shown.min > all.min || shown.max < all.max;
  return (
    <div className="plot-zoom">
      <button type="button" aria-label="Zoom in" onClick={() => onViewChange(zoomBy(shown, all, 0.5))}>
        +
      </button>
      <button
        type="button"
        aria-label="Zoom out"
        disabled={!zoomed}
        onClick={() => onViewChange(zoomBy(shown, all, 2))}
      >
        −
      </button>
      <button
        type="button"
        aria-label="Show the whole spectrum"
        disabled={!zoomed}
        onClick={() => onViewChange(undefined)}
      >
        ⤢
      </button>
      <button
        type="button"
        aria-label="Show all of the flux, also samples far out"
        title="Show all of the flux, also samples far out"
        aria-pressed={allFlux}
        onClick={() => onAllFluxChange(!allFlux)}
      >
        ↕
      </button>
    </div>
  );
}
