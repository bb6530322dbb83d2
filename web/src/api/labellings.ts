import { api, take } from "./client.ts";
import { ApiError } from "./problem.ts";
import type { components } from "./schema.ts";

type LabellingFromApi = components["schemas"]["Labelling"];

/** Why a spectrum is shown: to teach the model, to measure it, or as a discovery. */
export type SpectrumSet = LabellingFromApi["spectrum_set"];

/** The sets in the order in which they are worked through. */
export const SPECTRUM_SETS: readonly SpectrumSet[] = ["ORACLE", "PERFORMANCE_ESTIMATION", "CANDIDATE"];

/** The word for a set on the page. */
export const SET_WORDS: Record<SpectrumSet, string> = {
  ORACLE: "oracle",
  PERFORMANCE_ESTIMATION: "estimate",
  CANDIDATE: "candidate",
};

/** Why a spectrum of a campaign is asked for. */
export type DrawKind = components["schemas"]["DrawKind"];

/** Draws that measure: whoever sees the model's opinion of them measures the model by itself. */
const BLIND: ReadonlySet<DrawKind> = new Set(["RANDOM", "AUDIT", "REPEAT"]);

/** Why a spectrum is asked for, as a person says it. What is blind gives nothing away, not even that it is a repeat. */
export const DRAW_WORDS: Record<DrawKind, string> = {
  UNCERTAIN: "the model cannot tell what it is",
  PROBABLE: "the model takes it for what is searched for",
  ANOMALY: "it is unlike the others",
  DIVERSE: "it stands for many that look alike",
  SIMILAR: "it is like a known example",
  CHOSEN: "a person chose it",
  RANDOM: "drawn by chance",
  AUDIT: "drawn by chance",
  REPEAT: "drawn by chance",
};

/** True for a spectrum of which no opinion of a model may be shown. */
export function isBlind({ draw }: Pick<Labelling, "draw">): boolean {
  return draw !== undefined && BLIND.has(draw);
}

/** True while no opinion of a model may be shown: for what measures it, until the person has said what it is. */
export function hidesOpinion(item: Pick<Labelling, "draw" | "set" | "label" | "isHidden">): boolean {
  return (
    isBlind(item) ||
    item.isHidden === true ||
    (item.set === "PERFORMANCE_ESTIMATION" && item.label === undefined)
  );
}

/** The fields of a labelling that hold numbers. */
type Numbers = {
  [Field in keyof LabellingFromApi as NonNullable<LabellingFromApi[Field]> extends number
    ? Field
    : never]?: number;
};

/** One spectrum to be labelled (or already labelled) by a person. */
export interface Labelling {
  id: string;
  filename: string;
  set: SpectrumSet;
  iteration: number;
  /** Why it is asked for, in a campaign. */
  draw?: DrawKind;
  /** Other spectra of the same star. */
  sameStar?: readonly string[];
  /** Absent in iteration 0, which has no model yet. */
  prediction?: string;
  /** Probability of the predicted class, 0 to 1. */
  probability?: number;
  /** Entropy of the prediction in nats: 0 when the model is sure. */
  entropy?: number;
  /** What is known of it in numbers, by the API's names: `magnitude`, for example. */
  numbers: Numbers;
  /** What the person at the page says of it; where she has said nothing, what others say. */
  label?: string;
  comment?: string;
  /** Whose label it is, where she has said nothing. */
  labelOf?: string;
  /** The label that counts and who gave it, where that is another one than hers. */
  counts?: { label: string; author?: string };
  /** Whether people gave it different labels. */
  differs?: boolean;
  /** Who settled which label counts. */
  settledBy?: string;
  /** Two people are asked blindly: what the other and the model say is not known before she has answered. */
  isHidden?: boolean;
}

/** What a person changed; `null` takes a value away, `undefined` leaves it. */
export interface LabelChange {
  label?: string | null;
  comment?: string | null;
}

/** Wire to view. */
export function labellingFromApi(wire: LabellingFromApi): Labelling {
  const draw = wire.draw?.kind;
  const labelling = plain(isBlind({ draw }) ? withoutOpinion(wire) : wire);
  const sameStar = wire.draw?.same_star ?? [];
  return { ...labelling, draw, ...(sameStar.length > 0 && { sameStar }) };
}

function withoutOpinion(wire: LabellingFromApi): LabellingFromApi {
  const known = Object.entries(wire).filter(([name]) => !name.startsWith("model_"));
  return Object.fromEntries(known) as LabellingFromApi;
}

function plain(wire: LabellingFromApi): Labelling {
  return {
    id: wire.labelling_id,
    filename: wire.spectrum_filename,
    set: wire.spectrum_set,
    iteration: wire.sequence_iteration,
    // Iteration 0 has no model; its workers write "-" because the field may not be empty.
    prediction:
      wire.model_prediction == null || wire.model_prediction === "-" ? undefined : wire.model_prediction,
    probability: wire.model_probability ?? undefined,
    entropy: wire.model_entropy ?? undefined,
    numbers: Object.fromEntries(Object.entries(wire).filter(([, value]) => typeof value === "number")),
    ...said(wire),
    ...(wire.differs && { differs: true }),
    ...(wire.adjudicated_by != null && { settledBy: wire.adjudicated_by }),
    ...(wire.is_hidden && { isHidden: true }),
  };
}

/** What is said of it: by the person at the page, else by others. */
function said(wire: LabellingFromApi): Pick<Labelling, "label" | "comment" | "labelOf" | "counts"> {
  const counting = wire.user_label ?? undefined;
  const author = wire.user_label_author ?? undefined;
  if (wire.own_label == null) {
    const comment = wire.own_comment ?? wire.user_comment ?? undefined;
    const labelOf = counting === undefined ? undefined : author;
    return { label: counting, comment, ...(labelOf !== undefined && { labelOf }) };
  }
  const others = counting !== undefined && counting !== wire.own_label;
  return {
    label: wire.own_label,
    comment: wire.own_comment ?? undefined,
    ...(others && { counts: { label: counting, author } }),
  };
}

/** The first page is small, to show something at once; the others are large, to be few. */
const FIRST_PAGE = 1000;
const PAGE = 20000;

/** All labellings of a job, page by page; `onPage` sees each growing list as soon as it is there. */
export async function listLabellings(
  jobId: string,
  { signal, onPage }: { signal?: AbortSignal; onPage?: (soFar: Labelling[]) => void } = {},
): Promise<Labelling[]> {
  const all: Labelling[] = [];
  for (;;) {
    const query = { job_id: jobId, offset: all.length, limit: all.length === 0 ? FIRST_PAGE : PAGE };
    const page = await take(api.GET("/api/labellings/", { params: { query }, signal }));
    if (typeof page === "string")
      throw new ApiError(502, "The server answered with a table instead of JSON.");
    for (const wire of page.labellings) all.push(labellingFromApi(wire));
    if (all.length >= page.total || page.labellings.length === 0) return all;
    onPage?.([...all]);
  }
}

/** Whether a job has spectra to label at all; any job type may have. */
export async function hasLabellings(jobId: string, signal?: AbortSignal): Promise<boolean> {
  const query = { job_id: jobId, limit: 1 };
  const page = await take(api.GET("/api/labellings/", { params: { query }, signal }));
  return typeof page !== "string" && page.total > 0;
}

export async function updateLabelling(labellingId: string, change: LabelChange): Promise<void> {
  await take(
    api.PATCH("/api/labellings/{labelling_id}", {
      params: { path: { labelling_id: labellingId } },
      body: wireChange(change),
      // The request outlives the page: closing the tab right after a key press loses nothing.
      keepalive: true,
    }),
  );
}

/** All or nothing, as the API has it. */
export async function updateLabellings(
  changes: readonly { labellingId: string; change: LabelChange }[],
): Promise<void> {
  const body = {
    labelling_ids: changes.map((entry) => entry.labellingId),
    batch: changes.map((entry) => wireChange(entry.change)),
  };
  await take(api.PATCH("/api/labellings/batch/", { body }));
}

/** Where the labels of a job are downloaded as a table. */
export function labellingsCsvUrl(jobId: string): string {
  return `/api/labellings/?job_id=${encodeURIComponent(jobId)}&format=csv&byte_order_mark=true`;
}

/** The labels of several jobs as one table: the first line of each but the first is left out. */
export async function labelsOfJobsAsCsv(jobIds: readonly string[]): Promise<string> {
  const tables = await Promise.all(
    jobIds.map(async (jobId) => {
      const response = await fetch(labellingsCsvUrl(jobId));
      if (!response.ok) throw new ApiError(response.status, "The labels cannot be read.");
      return (await response.text()).replace(/^\uFEFF/, "");
    }),
  );
  const [first = "", ...others] = tables;
  return `\uFEFF${first}${others.map((table) => table.slice(table.indexOf("\n") + 1)).join("")}`;
}

function wireChange(change: LabelChange): components["schemas"]["LabellingPatch"] {
  return { user_label: change.label, user_comment: change.comment };
}

/** What a person said of a spectrum at one time. */
export interface PastLabel {
  at: Date;
  /** It settled which label counts. */
  isSettled: boolean;
  /** Who; absent where there were no accounts. */
  author?: string;
  label?: string;
  comment?: string;
}

/** What was said of a spectrum so far, oldest first. */
export async function getLabelHistory(labellingId: string, signal?: AbortSignal): Promise<PastLabel[]> {
  const changes = await take(
    api.GET("/api/labellings/{labelling_id}/history", {
      params: { path: { labelling_id: labellingId } },
      signal,
    }),
  );
  return changes.map((change) => ({
    at: new Date(change.changed_at),
    isSettled: change.is_adjudication === true,
    author: change.author ?? undefined,
    label: change.user_label ?? undefined,
    comment: change.user_comment ?? undefined,
  }));
}
