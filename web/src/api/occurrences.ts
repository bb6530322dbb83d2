import { api, take } from "./client.ts";
import type { SpectrumSet } from "./labellings.ts";

/** A spectrum in a job. */
export interface Occurrence {
  jobId: string;
  jobLabel: string;
  jobType: string;
  labellingId: string;
  set: SpectrumSet;
  iteration: number;
  label?: string;
  comment?: string;
}

/** The jobs that show a spectrum, the newest first; `isComplete` is false where there are more. */
export async function listOccurrences(
  filename: string,
  signal?: AbortSignal,
): Promise<{ occurrences: Occurrence[]; isComplete: boolean }> {
  const params = { path: { filename } };
  const wire = await take(api.GET("/api/spectra/{filename}/occurrences", { params, signal }));
  const occurrences = wire.occurrences.map((one) => ({
    jobId: one.job_id,
    jobLabel: one.job_label,
    jobType: one.job_type,
    labellingId: one.labelling_id,
    set: one.spectrum_set,
    iteration: one.sequence_iteration,
    label: one.user_label ?? undefined,
    comment: one.user_comment ?? undefined,
  }));
  return { occurrences, isComplete: wire.is_complete };
}
