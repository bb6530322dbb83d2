import { type PointerEvent, type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { formatFlux } from "../../hooks/format.ts";
import { type Axis, placeOn } from "./axis.ts";
import { MARGIN, type Trace } from "./drawSpectrum.ts";
import { nearestIndex, type Range } from "./scale.ts";
import { panBy, type View, zoomBy } from "./view.ts";

/** Narrowest view that a drag may choose, in CSS pixels: below it, the drag was meant as a click. */
const SMALLEST_DRAG = 6;
/** How much one notch of the wheel widens the view. */
const WHEEL_FACTOR = 1.25;

/** What follows the pointer, past React: it moves with every movement and belongs to no state. */
export interface PlotMarks {
  frame: RefObject<HTMLDivElement | null>;
  cross: RefObject<HTMLDivElement | null>;
  readout: RefObject<HTMLDivElement | null>;
  selection: RefObject<HTMLDivElement | null>;
}

interface Plot {
  traces: readonly Trace[];
  shown: Range;
  all: Range;
  axis: Axis;
  /** Size of the data area in CSS pixels. */
  width: number;
  height: number;
  onViewChange: (view: View) => void;
  /** The flux axis so many times as wide; `at`, 0 to 1 from below, stays where it is. */
  onFluxZoom: (factor: number, at: number) => void;
  /** The wheel zooms; else only with Ctrl, for the page below must scroll. */
  wheelZooms: boolean;
}

type Drag = { how: "zoom"; from: number } | { how: "pan"; from: number; view: Range };

/**
 * Drag to zoom, Shift or the middle button and drag to move, wheel to zoom at the pointer (over the flux axis, in flux), a readout
 * under it.
 */
export function usePlotPointer(marks: PlotMarks, canvas: RefObject<HTMLCanvasElement | null>, plot: Plot) {
  const { traces, shown, all, width, onViewChange } = plot;
  const drag = useRef<Drag | undefined>(undefined);
  const positionOf = (event: { clientX: number }) => {
    const left = marks.frame.current?.getBoundingClientRect().left ?? 0;
    return Math.min(MARGIN.left + width, Math.max(MARGIN.left, event.clientX - left));
  };
  const waveAt = (pixel: number) => shown.min + ((pixel - MARGIN.left) / width) * (shown.max - shown.min);

  const onPointerMove = (event: PointerEvent) => {
    const at = positionOf(event);
    show(marks.cross.current, true, { transform: `translateX(${at}px)` });
    read(marks.readout.current, traces[0], waveAt(at), plot.axis);
    const { current } = drag;
    if (current?.how === "zoom") {
      const left = Math.min(current.from, at);
      show(marks.selection.current, true, {
        transform: `translateX(${left}px)`,
        width: `${Math.abs(at - current.from)}px`,
      });
    }
    if (current?.how === "pan") onViewChange(panBy(current.view, all, (current.from - at) / width));
  };
  const onPointerDown = (event: PointerEvent) => {
    if (event.button > 1) return;
    // The middle button would scroll the page by itself.
    if (event.button === 1) event.preventDefault();
    const from = positionOf(event);
    const isPan = event.button === 1 || event.shiftKey;
    drag.current = isPan ? { how: "pan", from, view: shown } : { how: "zoom", from };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerUp = (event: PointerEvent) => {
    const { current } = drag;
    drag.current = undefined;
    show(marks.selection.current, false);
    if (current?.how !== "zoom") return;
    const to = positionOf(event);
    if (Math.abs(to - current.from) < SMALLEST_DRAG) return;
    onViewChange({ min: waveAt(Math.min(current.from, to)), max: waveAt(Math.max(current.from, to)) });
  };
  const onPointerLeave = () => {
    show(marks.cross.current, false);
    show(marks.readout.current, false);
  };
  useWheel(canvas, (event) => {
    const frame = marks.frame.current?.getBoundingClientRect();
    const isOverFlux = frame !== undefined && event.clientX - frame.left < MARGIN.left;
    if (event.deltaY === 0 || !(plot.wheelZooms || event.ctrlKey || isOverFlux)) return;
    event.preventDefault();
    const factor = event.deltaY > 0 ? WHEEL_FACTOR : 1 / WHEEL_FACTOR;
    if (isOverFlux) {
      const at = 1 - (event.clientY - frame.top - MARGIN.top) / plot.height;
      plot.onFluxZoom(factor, Math.min(1, Math.max(0, at)));
      return;
    }
    onViewChange(zoomBy(shown, all, factor, waveAt(positionOf(event))));
  });
  return { onPointerMove, onPointerDown, onPointerUp, onPointerLeave };
}

// React listens to the wheel passively, and a passive listener cannot keep the page from scrolling.
function useWheel(canvas: RefObject<HTMLCanvasElement | null>, onWheel: (event: WheelEvent) => void): void {
  const current = useRef(onWheel);
  useLayoutEffect(() => {
    current.current = onWheel;
  });
  useEffect(() => {
    const element = canvas.current;
    const listen = (event: WheelEvent) => current.current(event);
    element?.addEventListener("wheel", listen, { passive: false });
    return () => element?.removeEventListener("wheel", listen);
  }, [canvas]);
}

function read(readout: HTMLElement | null, trace: Trace | undefined, wave: number, axis: Axis): void {
  if (readout === null || trace === undefined || trace.curve.wave.length === 0) return;
  const index = nearestIndex(trace.curve.wave, wave);
  const place = placeOn(axis, trace.curve.wave[index]).toFixed(axis.digits).replace("-", "−");
  readout.textContent = `${place} ${axis.unit}   ${formatFlux(trace.curve.flux[index])}`;
  show(readout, true);
}

function show(element: HTMLElement | null, visible: boolean, style: Partial<CSSStyleDeclaration> = {}): void {
  if (element === null) return;
  element.hidden = !visible;
  Object.assign(element.style, style);
}
