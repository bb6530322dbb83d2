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

/** What preprocessing says of its input. */
export interface PreprocessingReport {
  skipped: Listed<SkippedFile>;
  /** Names of spectra that the grid overhangs. */
  overhanging: Listed<string>;
}

/** A result file, or `undefined` when the job did not write it. */
async function optionalJson(directory: string, filename: string, signal?: AbortSignal): Promise<unknown> {
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
  const { skipped, overhanging } = wire as Record<string, unknown>;
  return {
    skipped: listed(skipped, ({ filename, reason }) => ({
      filename: String(filename),
      reason: String(reason ?? ""),
    })),
    overhanging: listed(overhanging, ({ filename }) => String(filename)),
  };
}

function listed<T>(wire: unknown, entry: (file: Record<string, unknown>) => T): Listed<T> {
  const { total, files } = (wire ?? {}) as { total?: unknown; files?: unknown };
  const first = Array.isArray(files) ? files.map(entry) : [];
  return { total: typeof total === "number" ? total : first.length, first };
}

function numbersOf(value: unknown): number[] {
  return Array.isArray(value) ? value.map(Number).filter(Number.isFinite) : [];
}
