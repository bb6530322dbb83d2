import { LIGHT_KM_S, observedWave, SPECTRAL_LINES } from "./lines.ts";
import type { Range } from "./scale.ts";

/** What the horizontal axis says: wavelengths as observed or at rest, or velocities about a line. */
export type AxisKind = "observed" | "rest" | "velocity";

/** The scale of the horizontal axis: a place is `wave * factor + offset` in its units. */
export interface Axis {
  factor: number;
  offset: number;
  label: string;
  unit: string;
  /** Digits after the point of a place that is read off. */
  digits: number;
}

/** The wavelengths of the file. */
export const OBSERVED: Axis = { factor: 1, offset: 0, label: "wavelength, Å", unit: "Å", digits: 1 };

/** A line that velocities are about. */
export interface AxisLine {
  name: string;
  /** At rest, Å. */
  wave: number;
}

/** The axis of a kind at a redshift; velocities are about `line`. */
export function axisOf(kind: AxisKind, z: number, line: AxisLine): Axis {
  if (kind === "rest")
    return {
      factor: 1 / (1 + z),
      offset: 0,
      label: `wavelength at rest (z ${shown(z)}), Å`,
      unit: "Å",
      digits: 1,
    };
  if (kind === "velocity") {
    const label = `velocity about ${line.name}, km/s`;
    const factor = LIGHT_KM_S / observedWave(line.wave, z);
    return { factor, offset: -LIGHT_KM_S, label, unit: "km/s", digits: 0 };
  }
  return OBSERVED;
}

function shown(z: number): string {
  return z.toFixed(5).replace("-", "−");
}

/** What the axis says at a wavelength. */
export function placeOn(axis: Axis, wave: number): number {
  return wave * axis.factor + axis.offset;
}

/** The wavelength at a place of the axis. */
export function waveAt(axis: Axis, place: number): number {
  return (place - axis.offset) / axis.factor;
}

/** The strong line that is nearest to the middle of a view: what a person who asks for velocities looks at. */
export function lineInView(view: Range, z: number): AxisLine {
  const middle = (view.min + view.max) / 2;
  const distance = ({ wave }: AxisLine) => Math.abs(observedWave(wave, z) - middle);
  const strong = SPECTRAL_LINES.filter(({ rank, name }) => rank <= 1 || name === "He I");
  const { name, wave } = strong.reduce((best, line) => (distance(line) < distance(best) ? line : best));
  return { name, wave };
}

const NEXT: Record<AxisKind, AxisKind> = { observed: "rest", rest: "velocity", velocity: "observed" };

/** The axis that follows in the order of its key. */
export function nextAxis(kind: AxisKind): AxisKind {
  return NEXT[kind];
}
