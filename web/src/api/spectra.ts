import { api, take } from "./client.ts";
import type { components } from "./schema.ts";

type SpectrumFromApi = components["schemas"]["Spectrum"];

/** What is drawn: wavelength in ångström and flux, NaN where the survey has no value. */
export interface Curve {
  wave: Float64Array;
  flux: Float64Array;
  /** One standard deviation of the flux, where the survey gives it. */
  sigma?: Float64Array;
}

/** Header facts of a spectrum; absent where the file does not say. */
export interface SpectrumMeta {
  filename: string;
  target?: string;
  observedAt?: string;
  type?: string;
  subtype?: string;
  ra?: number;
  dec?: number;
  redshift?: number;
  redshiftError?: number;
  magnitudeType?: string;
  magnitudes: number[];
  /** Signal to noise by band. */
  snr: Partial<Record<"u" | "g" | "r" | "i" | "z", number>>;
}

/** A spectrum of the archive. */
export interface Spectrum {
  meta: SpectrumMeta;
  curve: Curve;
}

/** Wire to view. */
export function spectrumFromApi(wire: SpectrumFromApi): Spectrum {
  const magnitudes = [wire.mag_1, wire.mag_2, wire.mag_3, wire.mag_4, wire.mag_5, wire.mag_6, wire.mag_7];
  return {
    meta: {
      filename: wire.filename,
      target: wire.targetname ?? undefined,
      observedAt: wire.observed_at ?? undefined,
      type: wire.type ?? undefined,
      subtype: wire.subtype ?? undefined,
      ra: wire.ra ?? undefined,
      dec: wire.dec ?? undefined,
      // Surveys write −9999 where a pipeline found no redshift.
      redshift: wire.z == null || wire.z <= -1 ? undefined : wire.z,
      redshiftError: wire.z_err == null || wire.z_err < 0 ? undefined : wire.z_err,
      magnitudeType: wire.magtype ?? undefined,
      magnitudes: magnitudes.map((value) =>
        value == null || value >= 99 || value <= -90 ? Number.NaN : value,
      ),
      snr: defined({ u: wire.sn_u, g: wire.sn_g, r: wire.sn_r, i: wire.sn_i, z: wire.sn_z }),
    },
    curve: {
      wave: numbers(wire.wave),
      flux: numbers(wire.flux),
      sigma: wire.ivar == null ? undefined : sigmaOf(wire.ivar),
    },
  };
}

function defined(values: Record<string, number | null | undefined>): SpectrumMeta["snr"] {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value != null),
  ) as SpectrumMeta["snr"];
}

/** JSON has no NaN: the API writes `null`. */
export function numbers(values: readonly (number | null)[]): Float64Array {
  return Float64Array.from(values, (value) => value ?? Number.NaN);
}

// A pixel without weight is unknown, not infinitely uncertain.
function sigmaOf(ivar: readonly (number | null)[]): Float64Array {
  return Float64Array.from(ivar, (value) => (value != null && value > 0 ? 1 / Math.sqrt(value) : Number.NaN));
}

/** @param directory tells files of the same name apart; the first of them where it is absent */
export async function getSpectrum(
  filename: string,
  directory: string | undefined,
  signal?: AbortSignal,
): Promise<Spectrum> {
  const params = { path: { filename }, query: { ivar: true, dir_path: directory } };
  return spectrumFromApi(await take(api.GET("/api/spectra/{filename}", { params, signal })));
}

/** Where the raw FITS file is downloaded; of `file#target` the one spectrum. */
export function fitsUrl(filename: string, directory?: string): string {
  const place = directory === undefined ? "" : `?dir_path=${encodeURIComponent(directory)}`;
  return `/api/spectra/${encodeURIComponent(filename)}/fits${place}`;
}

/** What the model of an iteration says of a spectrum. */
export interface Prediction {
  label: string;
  /** By class, the likeliest first; 0 to 1. */
  probabilities: readonly [name: string, part: number][];
  /** In nats: 0 when the model is sure, ln n when it cannot tell n classes apart. */
  entropy: number;
}

/** One row of a job's matrix. */
export interface PreparedSpectrum {
  index: number;
  filename: string;
  curve: Curve;
  metadata: Record<string, unknown>;
  /** Absent where the job has no model, as in iteration 0. */
  prediction?: Prediction;
}

/** Rows of a job's preprocessed matrix. */
export interface PreparedPage {
  total: number;
  rows: PreparedSpectrum[];
}

function preparedFromApi(wire: components["schemas"]["JobSpectra"]): PreparedPage {
  const wave = Float64Array.from(wire.wave);
  return {
    total: wire.total,
    rows: wire.rows.map((row) => ({
      index: row.index,
      filename: row.filename,
      curve: { wave, flux: numbers(row.fluxes) },
      metadata: (row.metadata ?? {}) as Record<string, unknown>,
      prediction: predictionFromApi(row.prediction),
    })),
  };
}

/** Wire to view. */
export function predictionFromApi(
  wire: components["schemas"]["JobPrediction"] | null | undefined,
): Prediction | undefined {
  if (wire == null) return undefined;
  const probabilities = Object.entries(wire.probabilities).sort((a, b) => b[1] - a[1]);
  return { label: wire.label, probabilities, entropy: wire.entropy };
}

export async function listPrepared(
  jobId: string,
  page: { offset: number; limit: number },
  signal?: AbortSignal,
): Promise<PreparedPage> {
  return preparedFromApi(
    await take(
      api.GET("/api/jobs/{job_id}/spectra", { params: { path: { job_id: jobId }, query: page }, signal }),
    ),
  );
}

/** A spectrum of a campaign's round and those that are most like it, nearest first, `limit` together. */
export async function listSimilar(
  jobId: string,
  filename: string,
  limit: number,
  signal?: AbortSignal,
): Promise<PreparedSpectrum[]> {
  const query = { similar_to: filename, limit } as never;
  const page = await take(
    api.GET("/api/jobs/{job_id}/spectra", { params: { path: { job_id: jobId }, query }, signal }),
  );
  return preparedFromApi(page).rows;
}

/** The rows of the named spectra, in any order; unknown names are left out. */
export async function getPrepared(jobId: string, filenames: readonly string[]): Promise<PreparedSpectrum[]> {
  const query = { filename: [...filenames] };
  const page = await take(
    api.GET("/api/jobs/{job_id}/spectra", { params: { path: { job_id: jobId }, query } }),
  );
  return preparedFromApi(page).rows;
}

/** Spectra that a job wrote down for the labelling page: `{"wave": […], "spectra": {filename: […]}}`. */
export function preparedFromFile(wire: unknown): ReadonlyMap<string, PreparedSpectrum> {
  const { wave, spectra } = (wire ?? {}) as { wave?: unknown; spectra?: unknown };
  const found = new Map<string, PreparedSpectrum>();
  if (!Array.isArray(wave) || typeof spectra !== "object" || spectra === null) return found;
  const shared = numbers(wave);
  Object.entries(spectra).forEach(([filename, flux], index) => {
    const curve = { wave: shared, flux: numbers(Array.isArray(flux) ? flux : []) };
    found.set(filename, { index, filename, curve, metadata: {} });
  });
  return found;
}
