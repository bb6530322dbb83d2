import { api, take } from "./client.ts";
import type { components, operations } from "./schema.ts";

type LineFromApi = components["schemas"]["SpectrumLine"];

/** The name of a line, as the API has it. */
export type LineName = NonNullable<
  NonNullable<operations["measure_spectrum_lines"]["parameters"]["query"]>["line"]
>[number];

/** A number with its standard deviation. */
export interface Measured {
  value: number;
  error: number;
}

/** What the server measured of a line. */
export interface LineMeasurement {
  line: LineName;
  title: string;
  /** Where it is looked for, in Å, in the medium of the file. */
  wave: number;
  /** Half the width of its window, and how far its continuum reaches, in km/s. */
  halfWidth: number;
  reach: number;
  /** Why there are no numbers. */
  reason?: string;
  /** Continuum at `wave`, and its slope per Å. */
  continuum?: { level: number; slope: number };
  /** Of a pixel of the continuum. */
  snr?: number;
  /** In Å as observed; negative in emission. */
  equivalentWidth?: Measured;
  /** In km/s. */
  fwhm?: Measured;
  /** In Å. */
  centroid?: Measured;
  /** Of the centroid, in km/s. */
  velocity?: Measured;
  /** Of two peaks, in km/s. */
  separation?: Measured;
  /** Flux of the blue peak over that of the red one. */
  ratio?: Measured;
}

/** Lines of a spectrum at a redshift. */
export interface LineMeasurements {
  redshift: number;
  medium: string;
  lines: LineMeasurement[];
}

/** Which lines, where. */
export interface LineQuestion {
  lines: readonly LineName[];
  /** Absent: what the header states. */
  redshift?: number;
  /** Half the width of each window, in km/s; absent: what suits each line. */
  halfWidth?: number;
}

export async function measureLines(
  filename: string,
  directory: string | undefined,
  question: LineQuestion,
  signal?: AbortSignal,
): Promise<LineMeasurements> {
  const query = {
    line: [...question.lines],
    z: question.redshift,
    half_width: question.halfWidth,
    dir_path: directory,
  };
  const params = { path: { filename }, query };
  const wire = await take(api.GET("/api/spectra/{filename}/lines", { params, signal }));
  return { redshift: wire.z, medium: wire.medium, lines: wire.lines.map(lineFromApi) };
}

function lineFromApi(wire: LineFromApi): LineMeasurement {
  return {
    line: wire.line as LineName,
    title: wire.title,
    wave: wire.observed_wavelength,
    halfWidth: wire.half_width,
    reach: wire.reach,
    reason: wire.reason ?? undefined,
    continuum:
      wire.continuum == null ? undefined : { level: wire.continuum, slope: wire.continuum_slope ?? 0 },
    snr: wire.snr ?? undefined,
    equivalentWidth: measured(wire.equivalent_width, wire.equivalent_width_error),
    fwhm: measured(wire.fwhm, wire.fwhm_error),
    centroid: measured(wire.centroid, wire.centroid_error),
    velocity: measured(wire.velocity, wire.velocity_error),
    separation: measured(wire.peak_separation, wire.peak_separation_error),
    ratio: measured(wire.v_over_r, wire.v_over_r_error),
  };
}

function measured(value: number | null | undefined, error: number | null | undefined): Measured | undefined {
  return value == null || error == null ? undefined : { value, error };
}
