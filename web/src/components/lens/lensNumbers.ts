import type { LineMeasurement, Measured } from "../../api/lines.ts";

/** A number with as many digits as its error allows: two digits of the error. */
export function withError({ value, error }: Measured): string {
  const digits = error > 0 ? Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(error)))) : 2;
  return `${fixed(value, digits)} ± ${error.toFixed(digits)}`;
}

function fixed(value: number, digits: number): string {
  return value.toFixed(digits).replace("-", "−");
}

/** What was measured of a line, as a person reads it; what there is not is left out. */
export function lensNumbers(line: LineMeasurement): [name: string, value: string, meaning: string][] {
  const row = (name: string, value: Measured | undefined, unit: string, meaning: string) =>
    value === undefined ? undefined : ([name, `${withError(value)}${unit}`, meaning] as const);
  const rows = [
    row("EW", line.equivalentWidth, " Å", "equivalent width; negative in emission"),
    row("FWHM", line.fwhm, " km/s", "full width at half maximum, not corrected for the instrument"),
    row("v", line.velocity, " km/s", "velocity of the centroid"),
    row("Δv", line.separation, " km/s", "separation of the two peaks"),
    row("V/R", line.ratio, "", "flux of the blue peak over that of the red one"),
    line.snr === undefined
      ? undefined
      : (["S/N", line.snr.toFixed(line.snr < 10 ? 1 : 0), "of a pixel of the continuum"] as const),
  ];
  return rows.flatMap((one) => (one === undefined ? [] : [[...one]]));
}
