import { type PointerEvent, useCallback, useMemo, useRef } from "react";
import { formatFlux } from "../../hooks/format.ts";
import { useTheme } from "../../hooks/useTheme.ts";
import { drawSpectrum, fullView, MARGIN, type Scene, type Trace } from "./drawSpectrum.ts";
import { paletteOf } from "./palette.ts";
import { extent, nearestIndex, type Range } from "./scale.ts";
import { useDrawing, useSize } from "./useCanvas.ts";

interface Props {
  traces: readonly Trace[];
  /** Wavelengths in view; `undefined` shows all. The caller keeps it, so that it survives the next spectrum. */
  view: Range | undefined;
  onViewChange: (view: Range | undefined) => void;
  showBand?: boolean;
  lineRedshift?: number;
  yLabel?: string;
  /** What the plot shows, for those who cannot see it. */
  title: string;
}

/** Narrowest view that a drag may choose, in CSS pixels: below it, the drag was meant as a click. */
const SMALLEST_DRAG = 6;

/** The spectrum as the hero of a page: drag to zoom, double-click for all of it, a readout under the pointer. */
export function SpectrumPlot(props: Props) {
  const { traces, view, onViewChange, showBand = false, lineRedshift, title } = props;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const cross = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLDivElement>(null);
  const selection = useRef<HTMLDivElement>(null);
  const dragFrom = useRef<number | undefined>(undefined);
  const size = useSize(frame);
  const { theme } = useTheme();

  const all = useMemo(() => fullView(traces) ?? { min: 0, max: 1 }, [traces]);
  const shown = view !== undefined && view.max > all.min && view.min < all.max ? view : all;
  const yLabel = props.yLabel ?? "flux";
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      const scene: Scene = { traces, view: shown, showBand, lineRedshift, xLabel: "wavelength, Å", yLabel };
      drawSpectrum(context, size.width, size.height, scene, paletteOf(theme));
    },
    [traces, shown, showBand, lineRedshift, yLabel, size, theme],
  );
  useDrawing(canvas, size, draw);

  const inner = Math.max(1, size.width - MARGIN.left - MARGIN.right);
  const positionOf = (event: PointerEvent) => {
    const left = frame.current?.getBoundingClientRect().left ?? 0;
    return Math.min(MARGIN.left + inner, Math.max(MARGIN.left, event.clientX - left));
  };
  const waveAt = (pixel: number) => shown.min + ((pixel - MARGIN.left) / inner) * (shown.max - shown.min);

  // Pointer feedback bypasses React: it follows every movement and belongs to no state.
  const onPointerMove = (event: PointerEvent) => {
    const at = positionOf(event);
    show(cross.current, true, { transform: `translateX(${at}px)` });
    const trace = traces[0]?.curve;
    if (trace !== undefined && trace.wave.length > 0 && readout.current !== null) {
      const index = nearestIndex(trace.wave, waveAt(at));
      readout.current.textContent = `${trace.wave[index].toFixed(1)} Å   ${formatFlux(trace.flux[index])}`;
      show(readout.current, true);
    }
    if (dragFrom.current !== undefined) {
      const left = Math.min(dragFrom.current, at);
      show(selection.current, true, {
        transform: `translateX(${left}px)`,
        width: `${Math.abs(at - dragFrom.current)}px`,
      });
    }
  };
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    dragFrom.current = positionOf(event);
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerUp = (event: PointerEvent) => {
    const from = dragFrom.current;
    dragFrom.current = undefined;
    show(selection.current, false);
    if (from === undefined) return;
    const to = positionOf(event);
    if (Math.abs(to - from) < SMALLEST_DRAG) return;
    onViewChange({ min: waveAt(Math.min(from, to)), max: waveAt(Math.max(from, to)) });
  };
  const onPointerLeave = () => {
    show(cross.current, false);
    show(readout.current, false);
  };

  return (
    <div ref={frame} className="plot">
      <canvas
        ref={canvas}
        role="img"
        aria-label={describe(title, traces, shown)}
        onPointerMove={onPointerMove}
        onPointerDown={onPointerDown}
        onPointerUp={onPointerUp}
        onPointerLeave={onPointerLeave}
        onDoubleClick={() => onViewChange(undefined)}
      />
      <div ref={cross} className="plot-cross" hidden />
      <div ref={selection} className="plot-selection" hidden />
      <div ref={readout} className="plot-readout" hidden />
      <ZoomButtons shown={shown} all={all} onViewChange={onViewChange} />
    </div>
  );
}

interface ZoomProps {
  shown: Range;
  all: Range;
  onViewChange: (view: Range | undefined) => void;
}

// Dragging has an alternative for those who cannot drag.
function ZoomButtons({ shown, all, onViewChange }: ZoomProps) {
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
    </div>
  );
}

/** The view `factor` times as wide around the same middle, within `all`; undefined when that is all of it. */
export function zoomBy(view: Range, all: Range, factor: number): Range | undefined {
  const half = ((view.max - view.min) * factor) / 2;
  const middle = (view.min + view.max) / 2;
  const next = { min: Math.max(all.min, middle - half), max: Math.min(all.max, middle + half) };
  return next.min <= all.min && next.max >= all.max ? undefined : next;
}

function describe(title: string, traces: readonly Trace[], view: Range): string {
  const curve = traces[0]?.curve;
  const range = curve === undefined ? undefined : extent(curve.flux, curve.wave, view);
  if (curve === undefined || range === undefined) return `${title}: no data in view`;
  const waves = `${view.min.toFixed(0)} to ${view.max.toFixed(0)} ångström`;
  return `${title}: ${curve.wave.length} points, ${waves}, flux from ${formatFlux(range.min)} to ${formatFlux(range.max)}`;
}

function show(element: HTMLElement | null, visible: boolean, style: Partial<CSSStyleDeclaration> = {}): void {
  if (element === null) return;
  element.hidden = !visible;
  Object.assign(element.style, style);
}
