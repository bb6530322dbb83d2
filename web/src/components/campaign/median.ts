import type { Curve } from "../../api/spectra.ts";

/** Points of the median: more than a plot has pixels. */
const POINTS = 2000;

/** The median of some spectra, each divided by its own median flux, where at least half of them have a value. */
export function medianOf(curves: readonly Curve[]): Curve | undefined {
  const usable = curves.flatMap((curve) => {
    const level = middle(curve.flux.filter(Number.isFinite));
    return curve.wave.length > 1 && level > 0 ? [{ curve, level }] : [];
  });
  if (usable.length === 0) return undefined;
  const start = Math.min(...usable.map(({ curve }) => curve.wave[0]));
  const end = Math.max(...usable.map(({ curve }) => curve.wave[curve.wave.length - 1]));
  const wave = Float64Array.from({ length: POINTS }, (_, i) => start + ((end - start) * i) / (POINTS - 1));
  const rows = usable.map(({ curve, level }) => onto(wave, curve).map((flux) => flux / level));
  const flux = wave.map((_, i) => {
    const values = rows.map((row) => row[i]).filter(Number.isFinite);
    return 2 * values.length >= rows.length ? middle(Float64Array.from(values)) : Number.NaN;
  });
  return { wave, flux };
}

/** The curve at other wavelengths, between its samples on a straight line; NaN beyond its ends. */
function onto(wave: Float64Array, { wave: known, flux }: Curve): Float64Array {
  let at = 0;
  return wave.map((wanted) => {
    if (wanted < known[0] || wanted > known[known.length - 1]) return Number.NaN;
    while (at < known.length - 2 && known[at + 1] < wanted) at += 1;
    const part = (wanted - known[at]) / (known[at + 1] - known[at]);
    return flux[at] + part * (flux[at + 1] - flux[at]);
  });
}

function middle(values: Float64Array): number {
  const sorted = values.toSorted();
  const half = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(half)] : (sorted[half - 1] + sorted[half]) / 2;
}
