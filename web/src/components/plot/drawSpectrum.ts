import type { Curve } from "../../api/spectra.ts";
import { type Axis, OBSERVED, placeOn, waveAt } from "./axis.ts";
import { type Place, traceCurve, visibleSamples } from "./curvePath.ts";
import { placeNames } from "./lineNames.ts";
import { observedWave, SKY_LINES, SPECTRAL_LINES, TELLURIC_BANDS } from "./lines.ts";
import type { Palette } from "./palette.ts";
import {
  extent,
  padded,
  partOf,
  type Range,
  steadyExtent,
  tickLabels,
  ticks,
  union,
  WHOLE,
} from "./scale.ts";

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
  /** The flux axis holds every sample, also those far beyond the others. */
  allFlux?: boolean;
  /** Draw ±1σ where it is known. */
  showBand: boolean;
  /** The part of the flux axis that is shown, 0 to 1 from below; all of it when absent. */
  fluxPart?: Range;
  /** Draw the line list at this redshift; undefined draws none. */
  lineRedshift?: number;
  /** What the horizontal axis says; wavelengths as observed when absent. */
  axis?: Axis;
  /** A few words below the plot. */
  note?: string;
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
  const { shown, isCut } = fluxRange(scene);
  const ys = partOf(padded(shown, 0.06), scene.fluxPart ?? WHOLE);
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
  if (isCut) drawNote(context, area, "more beyond the axis: Y", palette);
  if (scene.lineRedshift !== undefined) drawLines(context, area, view, scene.lineRedshift, x, palette);
}

/** The flux that the axis shows, and whether some lies beyond: one bad pixel must not flatten the rest. */
function fluxRange({ traces, view, showBand, allFlux }: Scene): { shown: Range; isCut: boolean } {
  let range: Range | undefined;
  let all: Range | undefined;
  for (const { curve } of traces) {
    const own = extent(curve.flux, curve.wave, view);
    all = union(all, own);
    range = union(range, allFlux ? own : steadyExtent(curve, view));
    const { sigma } = curve;
    if (!showBand || sigma === undefined || range === undefined) continue;
    // A pixel of almost no weight must not flatten the spectrum: the band may widen the view by half at most.
    const limit = padded(range, 0.5);
    const low = curve.flux.map((flux, i) => Math.max(limit.min, flux - sigma[i]));
    const high = curve.flux.map((flux, i) => Math.min(limit.max, flux + sigma[i]));
    range = union(range, union(extent(low, curve.wave, view), extent(high, curve.wave, view)));
  }
  const shown = range ?? { min: 0, max: 1 };
  return { shown, isCut: all !== undefined && (all.min < shown.min || all.max > shown.max) };
}

function drawNote(context: CanvasRenderingContext2D, area: Area, text: string, palette: Palette): void {
  context.fillStyle = palette.faint;
  context.textAlign = "right";
  context.textBaseline = "alphabetic";
  context.fillText(text, area.left + area.width - 4, area.top + area.height - 8);
}

function hasBadSamples({ flux, sigma }: Curve): boolean {
  if (sigma === undefined) return false;
  for (let i = 0; i < flux.length; i += 1)
    if (!Number.isFinite(sigma[i]) && Number.isFinite(flux[i])) return true;
  return false;
}

interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

function drawAxes(
  context: CanvasRenderingContext2D,
  area: Area,
  xs: Range,
  ys: Range,
  x: Place,
  y: Place,
  scene: Scene,
  palette: Palette,
): void {
  const axis = scene.axis ?? OBSERVED;
  const places = { min: placeOn(axis, xs.min), max: placeOn(axis, xs.max) };
  const xTicks = ticks(places, Math.max(2, Math.floor(area.width / 90)));
  const xOf = (tick: number) => x(waveAt(axis, tick));
  const yTicks = ticks(ys, Math.max(2, Math.floor(area.height / 60)));
  context.lineWidth = 1;
  context.strokeStyle = palette.grid;
  context.fillStyle = palette.text;
  context.beginPath();
  for (const tick of xTicks) {
    const at = Math.round(xOf(tick)) + 0.5;
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
    context.fillText(label, xOf(xTicks[i]), area.top + area.height + 5);
  });
  context.textAlign = "right";
  context.textBaseline = "middle";
  tickLabels(yTicks).forEach((label, i) => {
    context.fillText(label, area.left - 6, y(yTicks[i]));
  });
  context.fillStyle = palette.faint;
  context.textBaseline = "alphabetic";
  context.fillText(axis.label, area.left + area.width, area.top + area.height + 32);
  if (scene.note !== undefined) {
    context.textAlign = "left";
    context.fillText(scene.note, area.left, area.top + area.height + 32);
    context.textAlign = "right";
  }
  context.save();
  context.translate(12, area.top);
  context.rotate(-Math.PI / 2);
  context.fillText(scene.yLabel, 0, 0);
  context.restore();
}

function colourOf({ colour }: Trace, palette: Palette): string {
  return typeof colour === "number" ? palette.classes[colour % palette.classes.length] : palette[colour];
}

function drawCurve(
  context: CanvasRenderingContext2D,
  trace: Trace,
  view: Range,
  pixels: number,
  x: Place,
  y: Place,
  palette: Palette,
): void {
  const { curve } = trace;
  const [first, end] = visibleSamples(curve, view);
  // Lines of one pixel have a path of their own in the browser's painter, ten times as fast as wider ones; a short
  // spectrum can afford the better looking one.
  context.lineWidth = trace.width ?? (end - first <= SHORT ? 1.5 : 1);
  context.lineJoin = "bevel";
  const draw = (colour: string, isShown?: (index: number) => boolean) => {
    context.strokeStyle = colour;
    context.beginPath();
    traceCurve(context, curve, view, pixels, x, y, isShown);
    context.stroke();
  };
  const { sigma } = curve;
  if (sigma === undefined || !hasBadSamples(curve)) draw(colourOf(trace, palette));
  else {
    // What the survey gives no weight to is there, but only faintly.
    draw(palette.faint);
    draw(colourOf(trace, palette), (i) => Number.isFinite(sigma[i]));
  }
}

function drawBand(
  context: CanvasRenderingContext2D,
  curve: Curve,
  view: Range,
  x: Place,
  y: Place,
  palette: Palette,
): void {
  const { wave, flux, sigma } = curve;
  if (sigma === undefined) return;
  const [first, last] = visibleSamples(curve, view);
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

function drawTelluric(context: CanvasRenderingContext2D, area: Area, x: Place, palette: Palette): void {
  context.fillStyle = palette.telluric;
  for (const band of TELLURIC_BANDS) {
    context.fillRect(x(band.from), area.top, x(band.to) - x(band.from), area.height);
  }
  context.fillStyle = palette.faint;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  for (const { name, wave } of SKY_LINES) {
    context.fillRect(Math.round(x(wave)), area.top + area.height - 8, 1, 8);
    context.fillText(name, x(wave), area.top + area.height - 10);
  }
}

/** Height of a row of line names, and how many of them there may be. */
const NAME_ROW = 13;
const NAME_ROWS = 3;

function drawLines(
  context: CanvasRenderingContext2D,
  area: Area,
  view: Range,
  z: number,
  x: Place,
  palette: Palette,
): void {
  const lines = SPECTRAL_LINES.map((line) => ({ ...line, seen: observedWave(line.wave, z) })).filter(
    ({ seen }) => seen >= view.min && seen <= view.max,
  );
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.beginPath();
  for (const { seen } of lines) {
    const at = Math.round(x(seen)) + 0.5;
    context.moveTo(at, area.top);
    context.lineTo(at, area.top + area.height);
  }
  context.stroke();
  context.setLineDash([]);
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  const names = lines.map(({ name, seen, rank }) => ({
    name,
    at: x(seen),
    width: context.measureText(name).width,
    rank,
  }));
  placeNames(names, NAME_ROWS).forEach((row, i) => {
    if (row === undefined) return;
    const { name, at } = names[i];
    const base = area.top - 7 + row * NAME_ROW;
    // Names below the first row stand in the plot, above its curve.
    context.strokeStyle = palette.surface;
    context.lineWidth = 3;
    if (row > 0) context.strokeText(name, at, base);
    context.fillStyle = palette.line;
    context.fillText(name, at, base);
  });
}
