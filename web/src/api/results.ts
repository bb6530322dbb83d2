import { readFileJson } from "./client.ts";
import { ApiError } from "./problem.ts";

/** Loss of each epoch of a training. */
export interface TrainingHistory {
  losses: number[];
}

/** The training set in the plane. */
export interface TrainingMap {
  x: number[];
  y: number[];
  /** Class index of each point. */
  labels: number[];
  classes: string[];
  /** Spectrum of each point; empty where the job did not write it. */
  filenames: string[];
}

/** One file that preprocessing left out. */
export interface SkippedFile {
  filename: string;
  reason: string;
}

/** A list that the worker may have cut: how many there are, and the first of them. */
export interface Listed<T> {
  total: number;
  first: T[];
}

/** A list of files with what is to be said of each, counted by reason. */
export interface ByReason extends Listed<SkippedFile> {
  /** Most frequent first. */
  reasons: (readonly [code: string, count: number])[];
}

/** How a measure is distributed over the spectra. */
export interface Distribution {
  /** Spectra of which it is known. */
  known: number;
  quantiles: Partial<Record<"min" | "p05" | "p25" | "median" | "p75" | "p95" | "max", number>>;
  /** Classes from `from` up to `below`, the last without an end. */
  histogram: { from: number; below?: number; spectra: number }[];
}

/** What a sample told before the run. */
export interface FirstLook {
  files: number;
  sampledFiles: number;
  sampledSpectra: number;
  warnings: string[];
}

/** What preprocessing says of its input. */
export interface PreprocessingReport {
  /** Spectra in the result; absent in old reports. */
  spectra?: number;
  skipped: ByReason;
  ignored: ByReason;
  /** What readers had to decide or mend. */
  remarks: ByReason;
  /** Files whose names are no UTF-8, and the names that they have in the result. */
  escaped: Listed<SkippedFile>;
  /** Names of spectra that the grid overhangs. */
  overhanging: Listed<string>;
  /** Spectra by layout and by medium. */
  formats: (readonly [name: string, count: number])[];
  media: (readonly [name: string, count: number])[];
  firstLook?: FirstLook;
  /** By measure, where it was asked for. */
  quality?: (readonly [measure: string, Distribution])[];
}

/** A result file, or `undefined` when the job did not write it. */
export async function optionalJson(
  directory: string,
  filename: string,
  signal?: AbortSignal,
): Promise<unknown> {
  try {
    return await readFileJson(directory, filename, signal);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

export async function getTrainingHistory(
  directory: string,
  signal?: AbortSignal,
): Promise<TrainingHistory | undefined> {
  return trainingHistoryFrom(await optionalJson(directory, "training_history.json", signal));
}

export async function getTrainingMap(
  directory: string,
  signal?: AbortSignal,
): Promise<TrainingMap | undefined> {
  return trainingMapFrom(await optionalJson(directory, "dim_reduc.json", signal));
}

export async function getReport(
  directory: string,
  signal?: AbortSignal,
): Promise<PreprocessingReport | undefined> {
  return reportFrom(await optionalJson(directory, "report.json", signal));
}

/** Reads the loss per epoch: `{"loss": […]}`, or a list of epochs with a `loss` each. */
export function trainingHistoryFrom(wire: unknown): TrainingHistory | undefined {
  if (typeof wire !== "object" || wire === null) return undefined;
  const { loss, epochs } = wire as { loss?: unknown; epochs?: unknown };
  const rows = Array.isArray(wire) ? wire : Array.isArray(epochs) ? epochs : undefined;
  const losses = numbersOf(loss ?? rows?.map((row: { loss?: unknown }) => row?.loss));
  return losses.length > 0 ? { losses } : undefined;
}

/** Reads a training map; points without both coordinates are left out. */
export function trainingMapFrom(wire: unknown): TrainingMap | undefined {
  if (typeof wire !== "object" || wire === null) return undefined;
  const { x, y, labels, classes, filenames } = wire as Record<string, unknown>;
  if (!Array.isArray(x) || !Array.isArray(y) || x.length !== y.length || x.length === 0) return undefined;
  const words = Array.isArray(classes) ? classes.map(String) : [];
  const given = Array.isArray(labels) ? labels : [];
  return {
    x: x.map(Number),
    y: y.map(Number),
    labels: x.map((_, i) =>
      typeof given[i] === "string" ? words.indexOf(given[i]) : Number(given[i] ?? -1),
    ),
    classes: words,
    filenames: Array.isArray(filenames) && filenames.length === x.length ? filenames.map(String) : [],
  };
}

/** Reads a preprocessing report; a part that is missing lists nothing. */
export function reportFrom(wire: unknown): PreprocessingReport | undefined {
  if (typeof wire !== "object" || wire === null) return undefined;
  const { spectra, skipped, ignored, remarks, escaped, overhanging, formats, media, first_look, quality } =
    wire as Record<string, unknown>;
  return {
    spectra: typeof spectra === "number" ? spectra : undefined,
    skipped: byReason(skipped),
    ignored: byReason(ignored),
    remarks: byReason(remarks),
    escaped: listed(escaped, ({ filename, name }) => ({
      filename: String(filename),
      reason: `is ${String(name)} in the result`,
    })),
    overhanging: listed(overhanging, ({ filename }) => String(filename)),
    formats: countsFrom(formats),
    media: countsFrom(media),
    firstLook: firstLookFrom(first_look),
    quality: qualityFrom(quality),
  };
}

function said({ filename, reason }: Record<string, unknown>): SkippedFile {
  return { filename: String(filename), reason: String(reason ?? "") };
}

function byReason(wire: unknown): ByReason {
  return { ...listed(wire, said), reasons: countsFrom((wire as { by_code?: unknown } | undefined)?.by_code) };
}

function countsFrom(wire: unknown): (readonly [string, number])[] {
  return Object.entries((wire ?? {}) as Record<string, unknown>)
    .map(([name, count]) => [name, Number(count)] as const)
    .filter(([, count]) => Number.isFinite(count) && count > 0)
    .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}

function firstLookFrom(wire: unknown): FirstLook | undefined {
  const { files, sampled_files, sampled_spectra, warnings } = (wire ?? {}) as Record<string, unknown>;
  if (typeof sampled_files !== "number" || sampled_files === 0) return undefined;
  return {
    files: Number(files),
    sampledFiles: sampled_files,
    sampledSpectra: Number(sampled_spectra),
    warnings: Array.isArray(warnings) ? warnings.map(String) : [],
  };
}

/** The measures of the table of quality, in the order in which they are shown. */
const MEASURES = ["snr", "bad_fraction", "outside_fraction", "spikes", "resolving_power"] as const;

function qualityFrom(wire: unknown): PreprocessingReport["quality"] {
  if (typeof wire !== "object" || wire === null) return undefined;
  const table = wire as Record<string, Partial<Distribution> | undefined>;
  return MEASURES.flatMap((measure) => {
    const { known = 0, quantiles = {}, histogram = [] } = table[measure] ?? {};
    return known > 0 ? [[measure, { known, quantiles, histogram }] as const] : [];
  });
}

function listed<T>(wire: unknown, entry: (file: Record<string, unknown>) => T): Listed<T> {
  const { total, files } = (wire ?? {}) as { total?: unknown; files?: unknown };
  const first = Array.isArray(files) ? files.map(entry) : [];
  return { total: typeof total === "number" ? total : first.length, first };
}

function numbersOf(value: unknown): number[] {
  return Array.isArray(value) ? value.map(Number).filter(Number.isFinite) : [];
}
