import type { Curve } from "../../api/spectra.ts";
import { observedWave, SPECTRAL_LINES, TELLURIC_BANDS } from "./lines.ts";
import type { Palette } from "./palette.ts";
import { extent, padded, type Range, tickLabels, ticks, union } from "./scale.ts";

/** One curve of a plot. */
export interface Trace {
  curve: Curve;
  /** A colour of the palette, or the number of a class colour. */
  colour: "curve" | "second" | "faint" | number;
  /** Line width in CSS pixels. */
  width?: number;
}

/** All that a spectrum plot shows. */
export interface Scene {
  traces: readonly Trace[];
  /** Wavelengths in view. */
  view: Range;
  /** Draw ±1σ where it is known. */
  showBand: boolean;
  /** Draw the line list at this redshift; undefined draws none. */
  lineRedshift?: number;
  xLabel: string;
  yLabel: string;
}

/** CSS pixels around the data area. */
export const MARGIN = { left: 56, right: 16, top: 22, bottom: 36 };
/** Points below which a curve is drawn with a wider line. */
const SHORT = 600;
const FONT = "12px system-ui, sans-serif";

/** Wavelength range that holds all traces. */
export function fullView(traces: readonly Trace[]): Range | undefined {
  return traces.reduce<Range | undefined>((range, { curve }) => {
    const { wave } = curve;
    // Wavelengths rise, so the ends are the range; a reader of another survey may have them the other way round.
    if (wave.length === 0) return range;
    const ends = {
      min: Math.min(wave[0], wave[wave.length - 1]),
      max: Math.max(wave[0], wave[wave.length - 1]),
    };
    return union(range, ends);
  }, undefined);
}

/** Draws a scene into a canvas of `width` × `height` CSS pixels. */
export function drawSpectrum(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  scene: Scene,
  palette: Palette,
): void {
  const area = {
    left: MARGIN.left,
    top: MARGIN.top,
    width: Math.max(1, width - MARGIN.left - MARGIN.right),
    height: Math.max(1, height - MARGIN.top - MARGIN.bottom),
  };
  const { view } = scene;
  const ys = padded(fluxRange(scene) ?? { min: 0, max: 1 }, 0.06);
  const x = (wave: number) => area.left + ((wave - view.min) / (view.max - view.min)) * area.width;
  const y = (flux: number) => area.top + (1 - (flux - ys.min) / (ys.max - ys.min)) * area.height;

  context.clearRect(0, 0, width, height);
  context.font = FONT;
  drawAxes(context, area, view, ys, x, y, scene, palette);
  context.save();
  context.beginPath();
  context.rect(area.left, area.top, area.width, area.height);
  context.clip();
  if (scene.lineRedshift !== undefined) drawTelluric(context, area, x, palette);
  for (const trace of scene.traces) {
    if (scene.showBand) drawBand(context, trace.curve, view, x, y, palette);
    drawCurve(context, trace, view, area.width, x, y, palette);
  }
  context.restore();
  if (scene.lineRedshift !== undefined) drawLines(context, area, view, scene.lineRedshift, x, palette);
}

function fluxRange({ traces, view, showBand }: Scene): Range | undefined {
  let range: Range | undefined;
  for (const { curve } of traces) {
    range = union(range, extent(curve.flux, curve.wave, view));
    const { sigma } = curve;
    if (!showBand || sigma === undefined || range === undefined) continue;
    // A pixel of almost no weight must not flatten the spectrum: the band may widen the view by half at most.
    const limit = padded(range, 0.5);
    const low = curve.flux.map((flux, i) => Math.max(limit.min, flux - sigma[i]));
    const high = curve.flux.map((flux, i) => Math.min(limit.max, flux + sigma[i]));
    range = union(range, union(extent(low, curve.wave, view), extent(high, curve.wave, view)));
  }
  return range;
}

interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}
type Map1 = (value: number) => number;

function drawAxes(
  context: CanvasRenderingContext2D,
  area: Area,
  xs: Range,
  ys: Range,
  x: Map1,
  y: Map1,
  scene: Scene,
  palette: Palette,
): void {
  const xTicks = ticks(xs, Math.max(2, Math.floor(area.width / 90)));
  const yTicks = ticks(ys, Math.max(2, Math.floor(area.height / 60)));
  context.lineWidth = 1;
  context.strokeStyle = palette.grid;
  context.fillStyle = palette.text;
  context.beginPath();
  for (const tick of xTicks) {
    const at = Math.round(x(tick)) + 0.5;
    context.moveTo(at, area.top);
    context.lineTo(at, area.top + area.height);
  }
  for (const tick of yTicks) {
    const at = Math.round(y(tick)) + 0.5;
    context.moveTo(area.left, at);
    context.lineTo(area.left + area.width, at);
  }
  context.stroke();
  context.textAlign = "center";
  context.textBaseline = "top";
  tickLabels(xTicks).forEach((label, i) => {
    context.fillText(label, x(xTicks[i]), area.top + area.height + 5);
  });
  context.textAlign = "right";
  context.textBaseline = "middle";
  tickLabels(yTicks).forEach((label, i) => {
    context.fillText(label, area.left - 6, y(yTicks[i]));
  });
  context.fillStyle = palette.faint;
  context.textBaseline = "alphabetic";
  context.fillText(scene.xLabel, area.left + area.width, area.top + area.height + 32);
  context.save();
  context.translate(12, area.top);
  context.rotate(-Math.PI / 2);
  context.fillText(scene.yLabel, 0, 0);
  context.restore();
}

function visible(curve: Curve, view: Range): [number, number] {
  const { wave } = curve;
  let first = 0;
  let last = wave.length;
  while (first < last && wave[first + 1] < view.min) first += 1;
  while (last > first && wave[last - 2] > view.max) last -= 1;
  return [first, last];
}

function colourOf({ colour }: Trace, palette: Palette): string {
  return typeof colour === "number" ? palette.classes[colour % palette.classes.length] : palette[colour];
}

function drawCurve(
  context: CanvasRenderingContext2D,
  trace: Trace,
  view: Range,
  pixels: number,
  x: Map1,
  y: Map1,
  palette: Palette,
): void {
  const { wave, flux } = trace.curve;
  const [first, last] = visible(trace.curve, view);
  context.strokeStyle = colourOf(trace, palette);
  // Lines of one pixel have a path of their own in the browser's painter, ten times as fast as wider ones; a short
  // spectrum can afford the better looking one.
  context.lineWidth = trace.width ?? (last - first <= SHORT ? 1.5 : 1);
  context.lineJoin = "bevel";
  context.beginPath();
  if (last - first > pixels * 2) traceColumns(context, trace.curve, first, last, x, y);
  else {
    let down = false;
    for (let i = first; i < last; i += 1) {
      const value = flux[i];
      if (!Number.isFinite(value)) down = false;
      else if (down) context.lineTo(x(wave[i]), y(value));
      else {
        context.moveTo(x(wave[i]), y(value));
        down = true;
      }
    }
  }
  context.stroke();
}

// Many samples share a pixel column: its lowest and highest keep every narrow line in sight.
function traceColumns(
  context: CanvasRenderingContext2D,
  { wave, flux }: Curve,
  first: number,
  last: number,
  x: Map1,
  y: Map1,
): void {
  let column = Number.NaN;
  let low = Number.NaN;
  let high = Number.NaN;
  let down = false;
  const close = () => {
    if (Number.isNaN(low)) down = false;
    else {
      if (down) context.lineTo(column, y(low));
      else context.moveTo(column, y(low));
      context.lineTo(column, y(high));
      down = true;
    }
  };
  for (let i = first; i < last; i += 1) {
    const at = Math.floor(x(wave[i])) + 0.5;
    if (at !== column) {
      if (!Number.isNaN(column)) close();
      column = at;
      low = Number.NaN;
      high = Number.NaN;
    }
    const value = flux[i];
    if (!Number.isFinite(value)) continue;
    if (!(value >= low)) low = value;
    if (!(value <= high)) high = value;
  }
  close();
}

function drawBand(
  context: CanvasRenderingContext2D,
  curve: Curve,
  view: Range,
  x: Map1,
  y: Map1,
  palette: Palette,
): void {
  const { wave, flux, sigma } = curve;
  if (sigma === undefined) return;
  const [first, last] = visible(curve, view);
  context.fillStyle = palette.band;
  const known = (i: number) => Number.isFinite(flux[i]) && Number.isFinite(sigma[i]);
  for (let start = first; start < last; ) {
    if (!known(start)) {
      start += 1;
      continue;
    }
    let end = start;
    while (end < last && known(end)) end += 1;
    context.beginPath();
    for (let i = start; i < end; i += 1) context.lineTo(x(wave[i]), y(flux[i] + sigma[i]));
    for (let i = end - 1; i >= start; i -= 1) context.lineTo(x(wave[i]), y(flux[i] - sigma[i]));
    context.closePath();
    context.fill();
    start = end;
  }
}

function drawTelluric(context: CanvasRenderingContext2D, area: Area, x: Map1, palette: Palette): void {
  context.fillStyle = palette.telluric;
  for (const band of TELLURIC_BANDS) {
    context.fillRect(x(band.from), area.top, x(band.to) - x(band.from), area.height);
  }
}

function drawLines(
  context: CanvasRenderingContext2D,
  area: Area,
  view: Range,
  z: number,
  x: Map1,
  palette: Palette,
): void {
  context.strokeStyle = palette.line;
  context.fillStyle = palette.line;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  let freeFrom = Number.NEGATIVE_INFINITY;
  for (const line of SPECTRAL_LINES) {
    const wave = observedWave(line, z);
    if (wave < view.min || wave > view.max) continue;
    const at = Math.round(x(wave)) + 0.5;
    context.beginPath();
    context.moveTo(at, area.top);
    context.lineTo(at, area.top + area.height);
    context.stroke();
    // Names that would run into each other are left out; the line itself stays.
    const half = context.measureText(line.name).width / 2;
    if (at - half < freeFrom) continue;
    context.fillText(line.name, at, area.top - 7);
    freeFrom = at + half + 6;
  }
  context.setLineDash([]);
}
