import { type Session, sessionFromApi } from "./account.ts";
import { api, take } from "./client.ts";
import type { components } from "./schema.ts";

type Schemas = components["schemas"];

export type SpaceRole = Schemas["SpaceRole"];
export const SPACE_ROLES: readonly SpaceRole[] = ["viewer", "labeller", "member", "owner"];
export const SPACE_ROLE_WORDS: Record<SpaceRole, string> = {
  viewer: "looks at everything in it",
  labeller: "labels spectra as well",
  member: "runs jobs and campaigns, and writes files, as well",
  owner: "shares it as well",
};

/** The space that an instance begins with; what lies in it names no space. */
export const MAIN_SPACE = "00000000-0000-0000-0000-000000000000";

/** A space, as somebody who may sees it. */
export interface Space {
  id: string;
  name: string;
  /** Whose own space it is; absent for one that is nobody's own. */
  ownerId?: string;
  createdAt: Date;
  /** What the person who looks may do in it. */
  role: SpaceRole;
  quotaBytes?: number;
  quotaJobs?: number;
}

/** A person or a group with a role in a space. */
export interface SpaceMember {
  id: string;
  kind: "person" | "group";
  name: string;
  role: SpaceRole;
}

export interface SpaceDetail extends Space {
  members: SpaceMember[];
  /** Bytes below its jobs and in its folder. */
  usedBytes: number;
}

/** A link to a space; its secret is known only when it is made. */
export interface ShareLink {
  id: string;
  name: string;
  createdBy?: string;
  createdAt: Date;
  expiresAt: Date;
}

/** A group of people. */
export interface Group {
  id: string;
  name: string;
  members: string[];
}

function spaceFromApi(wire: Schemas["Space"]): Space {
  return {
    id: wire.space_id,
    name: wire.name,
    ownerId: wire.personal_user_id ?? undefined,
    createdAt: new Date(wire.created_at),
    role: wire.role,
    quotaBytes: wire.quota_bytes ?? undefined,
    quotaJobs: wire.quota_jobs ?? undefined,
  };
}

function memberFromApi(wire: Schemas["SpaceMember"]): SpaceMember {
  const isGroup = wire.group_id != null;
  return {
    id: (isGroup ? wire.group_id : wire.user_id) ?? "",
    kind: isGroup ? "group" : "person",
    name: wire.name,
    role: wire.role,
  };
}

function linkFromApi(wire: Schemas["ShareLink"]): ShareLink {
  return {
    id: wire.link_id,
    name: wire.name,
    createdBy: wire.created_by ?? undefined,
    createdAt: new Date(wire.created_at),
    expiresAt: new Date(wire.expires_at),
  };
}

const inSpace = (id: string) => ({ path: { space_id: id } });

export async function listSpaces(signal?: AbortSignal): Promise<Space[]> {
  return (await take(api.GET("/api/spaces/", { signal }))).spaces.map(spaceFromApi);
}

export async function getSpace(id: string, signal?: AbortSignal): Promise<SpaceDetail> {
  const wire = await take(api.GET("/api/spaces/{space_id}", { params: inSpace(id), signal }));
  return { ...spaceFromApi(wire), members: wire.members.map(memberFromApi), usedBytes: wire.used_bytes };
}

export async function createSpace(name: string): Promise<Space> {
  return spaceFromApi(await take(api.POST("/api/spaces/", { body: { name } })));
}

export async function renameSpace(id: string, name: string): Promise<void> {
  await take(api.PATCH("/api/spaces/{space_id}", { params: inSpace(id), body: { name } }));
}

export async function deleteSpace(id: string): Promise<void> {
  await take(api.DELETE("/api/spaces/{space_id}", { params: inSpace(id) }));
}

/** Sets how much a space may take; what is absent is not bounded. */
export async function setQuota(id: string, quota: { bytes?: number; jobs?: number }): Promise<void> {
  const body = { quota_bytes: quota.bytes, quota_jobs: quota.jobs };
  await take(api.PUT("/api/spaces/{space_id}/quota", { params: inSpace(id), body }));
}

export async function share(
  id: string,
  kind: SpaceMember["kind"],
  name: string,
  role: SpaceRole,
): Promise<void> {
  const body = kind === "person" ? { user: name, role } : { group: name, role };
  await take(api.POST("/api/spaces/{space_id}/members/", { params: inSpace(id), body }));
}

export async function endShare(id: string, memberId: string): Promise<void> {
  const path = { space_id: id, member_id: memberId };
  await take(api.DELETE("/api/spaces/{space_id}/members/{member_id}", { params: { path } }));
}

export async function listLinks(id: string, signal?: AbortSignal): Promise<ShareLink[]> {
  const { links } = await take(api.GET("/api/spaces/{space_id}/links/", { params: inSpace(id), signal }));
  return links.map(linkFromApi);
}

/** Makes a link; its path is told this once. */
export async function createLink(id: string, name: string, days: number): Promise<string> {
  const body = { name, expires_in_days: days };
  return (await take(api.POST("/api/spaces/{space_id}/links/", { params: inSpace(id), body }))).link_path;
}

export async function deleteLink(id: string, linkId: string): Promise<void> {
  const path = { space_id: id, link_id: linkId };
  await take(api.DELETE("/api/spaces/{space_id}/links/{link_id}", { params: { path } }));
}

/** Opens a link to a space; who looks then. */
export async function openLink(link: string): Promise<Session> {
  await take(api.POST("/api/auth/visit", { body: { link } }));
  return sessionFromApi(await take(api.GET("/api/auth/session")));
}

/** Looks through a link no longer; who looks then. */
export async function leaveLink(): Promise<Session> {
  await take(api.DELETE("/api/auth/visit"));
  return sessionFromApi(await take(api.GET("/api/auth/session")));
}

/** Moves a job with all that belongs to it. */
export async function moveJob(id: string, spaceId: string): Promise<void> {
  const params = { path: { job_id: id } };
  await take(api.PUT("/api/jobs/{job_id}/space", { params, body: { space_id: spaceId } }));
}

/** Moves a campaign with its jobs. */
export async function moveCampaign(id: string, spaceId: string): Promise<void> {
  const params = { path: { campaign_id: id } };
  await take(api.PUT("/api/campaigns/{campaign_id}/space", { params, body: { space_id: spaceId } }));
}

export async function listGroups(signal?: AbortSignal): Promise<Group[]> {
  const { groups } = await take(api.GET("/api/groups/", { signal }));
  return groups.map((wire) => ({ id: wire.group_id, name: wire.name, members: [...wire.members] }));
}

/** Makes a group, or gives it other people. */
export async function putGroup(name: string, members: string[]): Promise<void> {
  await take(api.POST("/api/groups/", { body: { name, members } }));
}

export async function deleteGroup(id: string): Promise<void> {
  await take(api.DELETE("/api/groups/{group_id}", { params: { path: { group_id: id } } }));
}
