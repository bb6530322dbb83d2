import { api, take } from "./client.ts";
import { type Labelling, labellingFromApi } from "./labellings.ts";
import type { components } from "./schema.ts";

type Schemas = components["schemas"];

/** How far people agree. */
export type Agreement = Schemas["Agreement"];

/** What is labelled by several people: a campaign, or an experiment by its newest job. */
export type Shared = { campaignId: string } | { jobId: string };

/** What one person says of a spectrum. */
export interface Opinion {
  /** Absent where it was said without an account. */
  author?: string;
  label?: string;
  comment?: string;
  at: Date;
}

/** A spectrum that people differ about. */
export interface Disagreement {
  jobId: string;
  labelling: Labelling;
  opinions: Opinion[];
}

export function getAgreement(shared: Shared, signal?: AbortSignal): Promise<Agreement> {
  if ("campaignId" in shared) {
    const path = { campaign_id: shared.campaignId };
    return take(api.GET("/api/campaigns/{campaign_id}/agreement", { params: { path }, signal }));
  }
  const path = { job_id: shared.jobId };
  return take(api.GET("/api/jobs/{job_id}/agreement", { params: { path }, signal }));
}

/** The oldest hundred of what people differ about and nobody has settled, and how many there are. */
export async function listDisagreements(
  shared: Shared,
  signal?: AbortSignal,
): Promise<{ total: number; disagreements: Disagreement[] }> {
  const wire = await ("campaignId" in shared
    ? take(
        api.GET("/api/campaigns/{campaign_id}/disagreements", {
          params: { path: { campaign_id: shared.campaignId } },
          signal,
        }),
      )
    : take(
        api.GET("/api/jobs/{job_id}/disagreements", { params: { path: { job_id: shared.jobId } }, signal }),
      ));
  return { total: wire.total, disagreements: wire.disagreements.map(disagreementFromApi) };
}

function disagreementFromApi(wire: Schemas["Disagreement"]): Disagreement {
  return {
    jobId: wire.labelling.job_id,
    labelling: labellingFromApi(wire.labelling),
    opinions: wire.opinions.map(opinionFromApi),
  };
}

function opinionFromApi(wire: Schemas["Opinion"]): Opinion {
  return {
    author: wire.author ?? undefined,
    label: wire.user_label ?? undefined,
    comment: wire.user_comment ?? undefined,
    at: new Date(wire.changed_at),
  };
}

/** Says which label counts from now on. */
export async function settle(labellingId: string, label: string): Promise<void> {
  await take(
    api.PUT("/api/labellings/{labelling_id}/adjudication", {
      params: { path: { labelling_id: labellingId } },
      body: { user_label: label },
    }),
  );
}

/** Takes that back. */
export async function reopen(labellingId: string): Promise<void> {
  await take(
    api.DELETE("/api/labellings/{labelling_id}/adjudication", {
      params: { path: { labelling_id: labellingId } },
    }),
  );
}
