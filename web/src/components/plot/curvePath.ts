import type { Curve } from "../../api/spectra.ts";
import type { Range } from "./scale.ts";

/** From a value to its place in pixels. */
export type Place = (value: number) => number;
/** What a path is drawn with; a canvas, or in tests a list. */
export type Pen = Pick<CanvasRenderingContext2D, "moveTo" | "lineTo">;

/** First sample in view and the one after the last, with a neighbour on each side. */
export function visibleSamples({ wave }: Curve, view: Range): [first: number, end: number] {
  let first = 0;
  let end = wave.length;
  while (first < end && wave[first + 1] < view.min) first += 1;
  while (end > first && wave[end - 2] > view.max) end -= 1;
  return [first, end];
}

/**
 * Traces the part of a curve that is in view. Where more than two samples share a pixel column, the column keeps its
 * lowest and its highest value, so that no line of the spectrum gets lost, however narrow it is.
 *
 * @param isShown which samples belong to the path; the others are gaps in it
 */
export function traceCurve(
  pen: Pen,
  curve: Curve,
  view: Range,
  pixels: number,
  x: Place,
  y: Place,
  isShown: (index: number) => boolean = () => true,
): void {
  const [first, end] = visibleSamples(curve, view);
  const trace = end - first > pixels * 2 ? traceColumns : traceSamples;
  trace(pen, curve, first, end, x, y, isShown);
}

function traceSamples(
  pen: Pen,
  { wave, flux }: Curve,
  first: number,
  end: number,
  x: Place,
  y: Place,
  isShown: (index: number) => boolean,
): void {
  let down = false;
  for (let i = first; i < end; i += 1) {
    if (!Number.isFinite(flux[i]) || !isShown(i)) down = false;
    else if (down) pen.lineTo(x(wave[i]), y(flux[i]));
    else {
      pen.moveTo(x(wave[i]), y(flux[i]));
      down = true;
    }
  }
}

function traceColumns(
  pen: Pen,
  { wave, flux }: Curve,
  first: number,
  end: number,
  x: Place,
  y: Place,
  isShown: (index: number) => boolean,
): void {
  let column = Number.NaN;
  let low = Number.NaN;
  let high = Number.NaN;
  let down = false;
  const close = () => {
    if (Number.isNaN(low)) down = false;
    else {
      if (down) pen.lineTo(column, y(low));
      else pen.moveTo(column, y(low));
      pen.lineTo(column, y(high));
      down = true;
    }
  };
  for (let i = first; i < end; i += 1) {
    const at = Math.floor(x(wave[i])) + 0.5;
    if (at !== column) {
      if (!Number.isNaN(column)) close();
      column = at;
      low = Number.NaN;
      high = Number.NaN;
    }
    const value = flux[i];
    if (!Number.isFinite(value) || !isShown(i)) continue;
    if (!(value >= low)) low = value;
    if (!(value <= high)) high = value;
  }
  close();
}
