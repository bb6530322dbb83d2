import { readFileJson } from "./client.ts";
import { ApiError } from "./problem.ts";

/** The file of the map, in the directory of a round's job. */
export const MAP_FILE = "completeness.json";
/** Its cells as a table. */
export const MAP_TABLE = "completeness.csv";

/** Lines of one shape, strength and noise: how many were put into spectra, and how many the model would list. */
export interface Cell {
  peaks: 1 | 2;
  /** Signal-to-noise ratio of the spectra; absent where it is not known. */
  snrFrom?: number;
  snrTo?: number;
  /** Equivalent width, Å. */
  widthFrom: number;
  widthTo: number;
  injected: number;
  found: number;
  /** Share that was found, with an interval; absent where nothing was put in. */
  completeness?: number;
  from?: number;
  to?: number;
}

/** Which lines a round's model finds. */
export interface Completeness {
  /** Å */
  line: number;
  backgrounds: number;
  leftOut: readonly (readonly [reason: string, spectra: number])[];
  cells: readonly Cell[];
}

/** The map of a round; nothing where it made none. */
export async function getCompleteness(
  directory: string,
  signal?: AbortSignal,
): Promise<Completeness | undefined> {
  try {
    return fromFile(await readFileJson(directory, MAP_FILE, signal));
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

function fromFile(content: unknown): Completeness | undefined {
  const wire = content as {
    line?: number;
    backgrounds?: number;
    left_out?: Record<string, number>;
    cells?: Record<string, number | null>[];
  };
  if (!Array.isArray(wire?.cells) || typeof wire.line !== "number") return undefined;
  return {
    line: wire.line,
    backgrounds: wire.backgrounds ?? 0,
    leftOut: Object.entries(wire.left_out ?? {}),
    cells: wire.cells.map((cell) => ({
      peaks: cell.peaks === 2 ? 2 : 1,
      snrFrom: cell.snr_from ?? undefined,
      snrTo: cell.snr_to ?? undefined,
      widthFrom: cell.width_from ?? 0,
      widthTo: cell.width_to ?? 0,
      injected: cell.injected ?? 0,
      found: cell.found ?? 0,
      completeness: cell.completeness ?? undefined,
      from: cell.from ?? undefined,
      to: cell.to ?? undefined,
    })),
  };
}
