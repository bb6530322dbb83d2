import type { Job } from "./jobs.ts";
import { optionalJson } from "./results.ts";

/** How one way of asking did in a simulation. */
export interface Search {
  strategy: string;
  labels: number;
  accuracy?: number;
  coldStarts: number;
  /** Repeats whose list was good enough; absent where nothing was searched for. */
  reached?: number;
  medianLabels?: number;
  /** Labels by those of the first way of asking, and the 95 % interval of that. */
  ratio?: number;
  interval?: [number, number];
  audits?: number;
  auditsMissed?: number;
  secondsPerRound: number;
}

/** A way of asking over the labels spent: the mean over repeats of what it has reached. */
export interface LearningCurve {
  strategy: string;
  points: { x: number; y: number }[];
}

/** What the curves show, and the curves. */
export interface LearningCurves {
  quantity: "share of the wanted found" | "accuracy";
  curves: LearningCurve[];
}

/** The searches in the metrics of a simulation, as far as they are understood. */
export function searchesOf(job: Job): Search[] {
  const searches = job.metrics?.searches;
  if (!Array.isArray(searches)) return [];
  return searches.flatMap((wire: Record<string, unknown> | null) => {
    if (typeof wire?.strategy !== "string") return [];
    const [low, high] = Array.isArray(wire.ratio_interval) ? wire.ratio_interval : [];
    const search: Search = {
      strategy: wire.strategy,
      labels: numberOf(wire.labels) ?? 0,
      accuracy: numberOf(wire.accuracy),
      coldStarts: numberOf(wire.cold_starts) ?? 0,
      reached: numberOf(wire.reached),
      medianLabels: numberOf(wire.median_labels),
      ratio: numberOf(wire.ratio),
      interval: typeof low === "number" && typeof high === "number" ? [low, high] : undefined,
      audits: numberOf(wire.audits),
      auditsMissed: numberOf(wire.audits_missed),
      secondsPerRound: numberOf(wire.seconds_per_round) ?? 0,
    };
    return [search];
  });
}

/** The learning curves of a simulation, or `undefined` where there are none. */
export async function getLearningCurves(
  directory: string,
  signal?: AbortSignal,
): Promise<LearningCurves | undefined> {
  return learningCurvesFrom(await optionalJson(directory, "curves.json", signal));
}

interface WirePoint {
  labels?: unknown;
  accuracy?: unknown;
  yielded?: { listed?: unknown };
}

/** Reads `curves.json`: of each round that all repeats have, the mean over them. */
export function learningCurvesFrom(wire: unknown): LearningCurves | undefined {
  const { curves } = (wire ?? {}) as { curves?: { strategy?: unknown; seeds?: WirePoint[][] }[] };
  if (!Array.isArray(curves)) return undefined;
  const known = curves.filter((curve) => Array.isArray(curve?.seeds));
  const isSearch = known.some((curve) => curve.seeds?.[0]?.[0]?.yielded !== undefined);
  const value = (point: WirePoint) => Number(isSearch ? point.yielded?.listed : point.accuracy);
  const read = known.map((curve): LearningCurve => {
    const seeds = curve.seeds ?? [];
    const rounds = Math.min(...seeds.map((seed) => seed.length));
    const points =
      seeds.length === 0
        ? []
        : Array.from({ length: rounds }, (_, round) => {
            const values = seeds.map((seed) => value(seed[round]));
            return {
              x: Number(seeds[0][round].labels),
              y: values.reduce((sum, one) => sum + one, 0) / values.length,
            };
          });
    return { strategy: String(curve.strategy), points: points.filter(({ x, y }) => Number.isFinite(x + y)) };
  });
  if (read.every((curve) => curve.points.length === 0)) return undefined;
  return { quantity: isSearch ? "share of the wanted found" : "accuracy", curves: read };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
