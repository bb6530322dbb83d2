/** A closed interval of the real line. */
export interface Range {
  min: number;
  max: number;
}

/** Smallest range that holds all finite values with an x inside `within`; undefined when there are none. */
export function extent(values: ArrayLike<number>, xs?: ArrayLike<number>, within?: Range): Range | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i += 1) {
    if (xs !== undefined && within !== undefined && (xs[i] < within.min || xs[i] > within.max)) continue;
    const value = values[i];
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : undefined;
}

/** Part of the samples at each end that may lie far out. */
const FAR = 0.005;
/** So many heights of the others away, and the far ones would flatten them. */
const FLATTENING = 2;
/** Samples that are looked at first: hardly any spectrum needs all of them. */
const PROBE = 400;

/** A curve as far as its range is concerned. */
interface Samples {
  wave: ArrayLike<number>;
  flux: ArrayLike<number>;
  sigma?: ArrayLike<number>;
}

/**
 * The flux range that a person wants to see: all samples, unless a few (half a per cent at each end) lie so far out that
 * the others would be flattened. Samples without a weight (σ unknown where it is known of others) do not count.
 */
export function steadyExtent(curve: Samples, view: Range): Range | undefined {
  const all = goodExtent(curve, view);
  if (all === undefined) return extent(curve.flux, curve.wave, view);
  // A look at some of the samples, with twice the part cut off, is never more generous than one at all of them.
  const probed = middle(curve, view, Math.max(1, Math.floor(curve.flux.length / PROBE)), 2 * FAR);
  if (probed === undefined || isWithin(all, padded(probed, FLATTENING))) return all;
  const steady = middle(curve, view, 1, FAR);
  if (steady === undefined || !(steady.max > steady.min)) return all;
  // Each end by itself: a spike above is no reason to cut what is below.
  const near = padded(steady, FLATTENING);
  const room = padded(steady, 0.5);
  return {
    min: all.min < near.min ? Math.max(all.min, room.min) : all.min,
    max: all.max > near.max ? Math.min(all.max, room.max) : all.max,
  };
}

function isWithin(inner: Range, outer: Range): boolean {
  return inner.min >= outer.min && inner.max <= outer.max;
}

function isGood({ wave, flux, sigma }: Samples, view: Range, i: number): boolean {
  return (
    wave[i] >= view.min &&
    wave[i] <= view.max &&
    Number.isFinite(flux[i]) &&
    (sigma === undefined || Number.isFinite(sigma[i]))
  );
}

function goodExtent(curve: Samples, view: Range): Range | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < curve.flux.length; i += 1) {
    if (!isGood(curve, view, i)) continue;
    if (curve.flux[i] < min) min = curve.flux[i];
    if (curve.flux[i] > max) max = curve.flux[i];
  }
  return min <= max ? { min, max } : undefined;
}

/** The range of every `step`-th good sample without a part of them at each end; undefined without any. */
function middle(curve: Samples, view: Range, step: number, part: number): Range | undefined {
  const values = new Float64Array(Math.ceil(curve.flux.length / step));
  let count = 0;
  for (let i = 0; i < curve.flux.length; i += step) {
    if (!isGood(curve, view, i)) continue;
    values[count] = curve.flux[i];
    count += 1;
  }
  if (count === 0) return undefined;
  const sorted = values.subarray(0, count).sort();
  const cut = Math.min(Math.ceil(count * part), Math.floor((count - 1) / 2));
  return { min: sorted[cut], max: sorted[count - 1 - cut] };
}

/** The range that holds both. */
export function union(a: Range | undefined, b: Range | undefined): Range | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

/** All of a range, as a part of it. */
export const WHOLE: Range = { min: 0, max: 1 };

/** The part of a range between two shares of its width. */
export function partOf(range: Range, part: Range): Range {
  const width = range.max - range.min;
  return { min: range.min + part.min * width, max: range.min + part.max * width };
}

/** Most that a flux axis is drawn apart, and drawn together. */
const NARROWEST = 0.002;
const WIDEST = 4;

/** The part `factor` times as wide, in which `at` stays where it is; {@link WHOLE} where it is about that again. */
export function zoomPart(part: Range, factor: number, at: number): Range {
  const width = (part.max - part.min) * factor;
  if (width < NARROWEST || width > WIDEST) return part;
  const next = { min: at - (at - part.min) * factor, max: at + (part.max - at) * factor };
  return Math.abs(next.min) < 1e-6 && Math.abs(next.max - 1) < 1e-6 ? WHOLE : next;
}

/** A little air on both ends; a range of one value gets some width. */
export function padded(range: Range, part: number): Range {
  const width = range.max - range.min;
  const air = width > 0 ? width * part : Math.abs(range.min) * part || 1;
  return { min: range.min - air, max: range.max + air };
}

/** Round values inside the range: 1, 2 or 5 times a power of ten apart, about `count` of them. */
export function ticks(range: Range, count: number): number[] {
  const width = range.max - range.min;
  if (!(width > 0) || !Number.isFinite(width) || count < 1) return [];
  const raw = width / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= raw) ?? 10);
  const first = Math.ceil(range.min / step);
  const last = Math.floor(range.max / step + 1e-9);
  // Multiplying an integer keeps 0.3 from becoming 0.30000000000000004 by addition.
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

/** Digits after the point that tell neighbouring ticks apart. */
export function decimalsFor(values: readonly number[]): number {
  if (values.length < 2) return 0;
  return Math.min(6, Math.max(0, -Math.floor(Math.log10(Math.abs(values[1] - values[0])) + 1e-9)));
}

/** Writes tick values alike; very large and very small ones as powers of ten. */
export function tickLabels(values: readonly number[]): string[] {
  const largest = Math.max(...values.map(Math.abs));
  if (largest >= 1e5 || (largest > 0 && largest < 1e-3)) return values.map((value) => value.toExponential(1));
  const decimals = decimalsFor(values);
  return values.map((value) => value.toFixed(decimals).replace("-", "−"));
}

/** Index of the value nearest to `x` in a rising list. */
export function nearestIndex(rising: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = rising.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low > 0 && x - rising[low - 1] < rising[low] - x ? low - 1 : low;
}
