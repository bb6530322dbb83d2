import { chosenSpace } from "./chosenSpace.ts";
import { api, take } from "./client.ts";
import { KEY_HEADER } from "./idempotency.ts";
import { type Job, jobFromApi } from "./jobs.ts";
import type { components } from "./schema.ts";
import { MAIN_SPACE } from "./spaces.ts";

type Schemas = components["schemas"];
type CampaignFromApi = Schemas["Campaign"];

/** What a campaign searches for, and where. */
export type CampaignPlan = CampaignFromApi["plan"];
/** What learns from the labels. */
export type CampaignModel = NonNullable<CampaignPlan["model"]>;
/** A plan before the server has filled in what was not said. */
export type GivenPlan = Omit<CampaignPlan, "alpha" | "first_round" | "round"> & Partial<CampaignPlan>;
/** Where a campaign stands. */
export type Assessment = Schemas["Assessment"];
/** What an audit has found out so far. */
export type AuditState = Schemas["AuditState"];
/** What an audit is to find out. */
export type AuditKind = Schemas["AuditKind"];
/** A job of a campaign, and what it does for it. */
export type CampaignJob = Schemas["CampaignJob"];

/** The answer of a person who cannot tell. */
export const UNSURE = "UNSURE";

/** A search for rare spectra. */
export interface Campaign {
  id: string;
  label: string;
  description: string;
  createdAt: Date;
  plan: CampaignPlan;
  /** The space in which it lies. */
  spaceId: string;
}

/** A campaign with its jobs and where it stands. */
export interface CampaignDetail extends Campaign {
  jobs: CampaignJob[];
  assessment: Assessment;
}

/** What a new campaign is made from. */
export interface NewCampaign {
  label: string;
  plan: GivenPlan;
}

function campaignFromApi(wire: CampaignFromApi): Campaign {
  return {
    id: wire.campaign_id,
    label: wire.label,
    description: wire.description ?? "",
    createdAt: new Date(wire.created_at),
    plan: wire.plan,
    spaceId: wire.space_id ?? MAIN_SPACE,
  };
}

/** Those of one space, or of all that may be seen. */
export async function listCampaigns(spaceId?: string, signal?: AbortSignal): Promise<Campaign[]> {
  const query = { limit: 1000, space_id: spaceId };
  const page = await take(api.GET("/api/campaigns/", { params: { query }, signal }));
  return page.campaigns.map(campaignFromApi);
}

export async function getCampaign(id: string, signal?: AbortSignal): Promise<CampaignDetail> {
  const wire = await take(
    api.GET("/api/campaigns/{campaign_id}", { params: { path: { campaign_id: id } }, signal }),
  );
  return { ...campaignFromApi(wire), jobs: wire.jobs, assessment: wire.assessment };
}

export async function createCampaign(given: NewCampaign, key: string): Promise<Campaign> {
  const made = await take(
    api.POST("/api/campaigns/", {
      body: { ...given, space_id: chosenSpace.id } as Schemas["NewCampaign"],
      headers: { [KEY_HEADER]: key },
    }),
  );
  return campaignFromApi(made);
}

/** Starts a round; one that is there already is answered as it is. */
export async function startRound(id: string, number: number): Promise<Job> {
  const path = { campaign_id: id, number };
  return jobFromApi(
    await take(api.POST("/api/campaigns/{campaign_id}/rounds/{number}", { params: { path } })),
  );
}

/** Freezes the newest list, or its part of one class, and draws from it; an audit that is there already is answered as it is. */
export async function startAudit(
  id: string,
  number: number,
  kind: AuditKind,
  className?: string,
): Promise<Job> {
  const path = { campaign_id: id, number };
  const made = api.POST("/api/campaigns/{campaign_id}/audits/{number}", {
    params: { path },
    body: { kind, ...(className !== undefined && { class: className }) },
  });
  return jobFromApi(await take(made));
}

/** Where the certificate of an audit is downloaded. */
export function certificateUrl(id: string, number: number): string {
  return `/api/campaigns/${encodeURIComponent(id)}/audits/${number}/certificate`;
}

/** As what a list is downloaded. */
export const LIST_FORMATS = [
  { format: "csv", name: "CSV" },
  { format: "votable", name: "VOTable" },
  { format: "fits", name: "FITS" },
  { format: "parquet", name: "Parquet" },
] as const;

/** Where a list is downloaded as a table: the newest, or the one that an audit has frozen. */
export function listUrl(id: string, format: (typeof LIST_FORMATS)[number]["format"], audit?: number): string {
  const frozen = audit === undefined ? "" : `&audit=${audit}`;
  return `/api/campaigns/${encodeURIComponent(id)}/list?format=${format}${frozen}`;
}

/** Where all labels of a campaign are downloaded as a table. */
export function labelsUrl(id: string): string {
  return `/api/campaigns/${encodeURIComponent(id)}/labels?format=csv`;
}

/** Where a paragraph for a paper about a campaign is read. */
export function methodsUrl(id: string): string {
  return `/api/campaigns/${encodeURIComponent(id)}/methods`;
}

/** Where the provenance of a campaign is downloaded. */
export function provenanceUrl(id: string): string {
  return `/api/campaigns/${encodeURIComponent(id)}/provenance`;
}

/** Labels of spectra of one's own choice: all or none are kept, once under one `key`. */
export async function labelChosen(
  id: string,
  labels: readonly { filename: string; label: string }[],
  key: string,
): Promise<void> {
  const body = labels.map(({ filename, label }) => ({ spectrum_filename: filename, user_label: label }));
  const params = { path: { campaign_id: id } };
  await take(
    api.POST("/api/campaigns/{campaign_id}/labels", { params, body, headers: { [KEY_HEADER]: key } }),
  );
}

/** The page on which one labels spectra of one's own choice, with those that are like one of them. */
export function choosePath(id: string, filename: string): string {
  return `/campaigns/${id}/choose?like=${encodeURIComponent(filename)}`;
}

/** The newest round, if there is one. */
export function newestRound({ jobs }: CampaignDetail): CampaignJob | undefined {
  return jobs.findLast(({ role }) => role === "ROUND");
}

/** The campaign that a job belongs to, by its config. */
export function campaignOf(job: Job | undefined): string | undefined {
  if (job === undefined || !job.type.startsWith("CAMPAIGN_")) return undefined;
  const id = job.config?.campaign_id;
  return typeof id === "string" ? id : undefined;
}
