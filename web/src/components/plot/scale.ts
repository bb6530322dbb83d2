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
/** So many times the height of the others, and the far ones would flatten them. */
const FLATTENED = 4;

/**
 * The flux range that a person wants to see: all samples, unless a few (half a per cent at each end) lie so far out that
 * the others would be flattened. Samples without a weight (σ unknown where it is known of others) do not count.
 */
export function steadyExtent(
  curve: { wave: ArrayLike<number>; flux: ArrayLike<number>; sigma?: ArrayLike<number> },
  view: Range,
): Range | undefined {
  const { wave, flux, sigma } = curve;
  const values: number[] = [];
  for (let i = 0; i < flux.length; i += 1) {
    const isGood = Number.isFinite(flux[i]) && (sigma === undefined || Number.isFinite(sigma[i]));
    if (isGood && wave[i] >= view.min && wave[i] <= view.max) values.push(flux[i]);
  }
  if (values.length === 0) return extent(flux, wave, view);
  const sorted = Float64Array.from(values).sort();
  const cut = Math.min(Math.ceil(sorted.length * FAR), Math.floor((sorted.length - 1) / 2));
  const all = { min: sorted[0], max: sorted[sorted.length - 1] };
  const steady = { min: sorted[cut], max: sorted[sorted.length - 1 - cut] };
  const height = steady.max - steady.min;
  if (!(height > 0)) return all;
  // Each end by itself: a spike above is no reason to cut what is below.
  const near = padded(steady, FLATTENED / 2);
  const room = padded(steady, 0.5);
  return {
    min: all.min < near.min ? Math.max(all.min, room.min) : all.min,
    max: all.max > near.max ? Math.min(all.max, room.max) : all.max,
  };
}

/** The range that holds both. */
export function union(a: Range | undefined, b: Range | undefined): Range | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
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
