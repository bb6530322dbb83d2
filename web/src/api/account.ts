import { api, take } from "./client.ts";
import type { components } from "./schema.ts";

type Schemas = components["schemas"];

export type Role = Schemas["Role"];
export type Scope = Schemas["Scope"];
export const ROLES: readonly Role[] = ["viewer", "labeller", "member", "administrator"];
export const SCOPES: readonly Scope[] = ["read", "label", "run", "admin"];
export const ROLE_WORDS: Record<Role, string> = {
  viewer: "looks at everything and changes nothing",
  labeller: "labels spectra as well",
  member: "runs jobs and campaigns, and writes files, as well",
  administrator: "keeps the accounts as well",
};
export const SCOPE_WORDS: Record<Scope, string> = {
  read: "to look",
  label: "to label",
  run: "to run jobs and write files",
  admin: "to keep the accounts",
};

/** Somebody's account. */
export interface User {
  id: string;
  name: string;
  role: Role;
  isActive: boolean;
  createdAt: Date;
  lastSeenAt?: Date;
}

/** Who is signed in, and whether anybody has to be. */
export interface Session {
  hasAccounts: boolean;
  /** The first administrator is still to be made. */
  needsSetup: boolean;
  /** A link for a forgotten password can be sent. */
  sendsMail: boolean;
  /** The provider of identities with which one can sign in. */
  provider?: string;
  user?: User;
  /** What a link lets somebody look at. */
  visit?: Visit;
}

/** A space at which a link lets somebody look. */
export interface Visit {
  spaceId: string;
  name: string;
  expiresAt: Date;
}

/** A personal access token; its secret is known only when it is made. */
export interface Token {
  id: string;
  name: string;
  scopes: Scope[];
  createdAt: Date;
  expiresAt: Date;
  usedAt?: Date;
}

/** Somewhere one is signed in. */
export interface OpenSession {
  id: string;
  browser?: string;
  address?: string;
  createdAt: Date;
  seenAt: Date;
  isCurrent: boolean;
}

/** A line of the audit log. */
export interface AuditEvent {
  at: Date;
  name?: string;
  action: string;
  target?: string;
  address?: string;
  outcome: Schemas["AuditOutcome"];
}

export function userFromApi(wire: Schemas["User"]): User {
  return {
    id: wire.user_id,
    name: wire.name,
    role: wire.role,
    isActive: wire.is_active,
    createdAt: new Date(wire.created_at),
    lastSeenAt: dateOf(wire.last_seen_at),
  };
}

export function sessionFromApi(wire: Schemas["Session"]): Session {
  return {
    hasAccounts: wire.mode !== "off",
    needsSetup: wire.needs_setup,
    sendsMail: wire.sends_mail ?? false,
    provider: wire.provider ?? undefined,
    user: wire.user == null ? undefined : userFromApi(wire.user),
    visit: wire.visit == null ? undefined : visitFromApi(wire.visit),
  };
}

function visitFromApi(wire: Schemas["VisitedSpace"]): Visit {
  return { spaceId: wire.space_id, name: wire.name, expiresAt: new Date(wire.expires_at) };
}

function tokenFromApi(wire: Schemas["PersonalToken"]): Token {
  return {
    id: wire.token_id,
    name: wire.name,
    scopes: [...wire.scopes],
    createdAt: new Date(wire.created_at),
    expiresAt: new Date(wire.expires_at),
    usedAt: dateOf(wire.used_at),
  };
}

function dateOf(text: string | null | undefined): Date | undefined {
  return text == null ? undefined : new Date(text);
}

export async function getSession(signal?: AbortSignal): Promise<Session> {
  return sessionFromApi(await take(api.GET("/api/auth/session", { signal })));
}

export async function signIn(name: string, password: string): Promise<Session> {
  return sessionFromApi(await take(api.POST("/api/auth/session", { body: { name, password } })));
}

/** Signs out; where to go to sign out at the provider of identities too, if one came from there. */
export async function signOut(): Promise<string | undefined> {
  return (await take(api.DELETE("/api/auth/session")))?.provider_url;
}

/** Where the browser goes to sign in with the provider of identities, and to come back to this page afterwards. */
export function providerUrl(returnPath: string): string {
  return `/api/auth/provider/begin?return_path=${encodeURIComponent(returnPath)}`;
}

export async function listSessions(signal?: AbortSignal): Promise<OpenSession[]> {
  const listed = await take(api.GET("/api/auth/sessions/", { signal }));
  return listed.map((wire) => ({
    id: wire.session_id,
    browser: wire.browser ?? undefined,
    address: wire.address ?? undefined,
    createdAt: new Date(wire.created_at),
    seenAt: new Date(wire.seen_at),
    isCurrent: wire.is_current,
  }));
}

export async function endSession(id: string): Promise<void> {
  await take(api.DELETE("/api/auth/sessions/{session_id}", { params: { path: { session_id: id } } }));
}

export async function signOutEverywhere(): Promise<void> {
  await take(api.DELETE("/api/auth/sessions/"));
}

/** Chooses a password with a one-time link; `name` only for that of the first administrator. */
export async function redeemLink(link: string, password: string, name?: string): Promise<Session> {
  return sessionFromApi(await take(api.POST("/api/auth/links/", { body: { link, password, name } })));
}

export async function changePassword(current: string, wanted: string): Promise<void> {
  const body = { current_password: current, new_password: wanted };
  await take(api.POST("/api/auth/password", { body }));
}

export async function listTokens(signal?: AbortSignal): Promise<Token[]> {
  return (await take(api.GET("/api/auth/tokens/", { signal }))).map(tokenFromApi);
}

/** Makes a token; the secret is told this once. */
export async function createToken(name: string, scopes: Scope[], days: number): Promise<string> {
  const body = { name, scopes, expires_in_days: days };
  return (await take(api.POST("/api/auth/tokens/", { body }))).secret;
}

export async function deleteToken(id: string): Promise<void> {
  await take(api.DELETE("/api/auth/tokens/{token_id}", { params: { path: { token_id: id } } }));
}

export async function listUsers(signal?: AbortSignal): Promise<User[]> {
  return (await take(api.GET("/api/users/", { signal }))).map(userFromApi);
}

/** A link for a password: where it leads, or to which address it was sent. */
export type PasswordLink = { path: string } | { mailedTo: string };

function linkFromApi(wire: Schemas["OneTimeLink"]): PasswordLink {
  return wire.mailed_to == null ? { path: wire.link_path ?? "" } : { mailedTo: wire.mailed_to };
}

/** Makes an account; the link with which its person chooses a password. */
export async function createUser(name: string, role: Role, email?: string): Promise<PasswordLink> {
  return linkFromApi((await take(api.POST("/api/users/", { body: { name, role, email } }))).link);
}

export async function changeUser(id: string, change: { role?: Role; is_active?: boolean }): Promise<void> {
  await take(api.PATCH("/api/users/{user_id}", { params: { path: { user_id: id } }, body: change }));
}

/** Makes a link with which somebody chooses another password. */
export async function createUserLink(id: string): Promise<PasswordLink> {
  return linkFromApi(
    await take(api.POST("/api/users/{user_id}/link", { params: { path: { user_id: id } } })),
  );
}

/** A page of the audit log, newest first. */
export async function listAuditEvents(
  offset: number,
  limit: number,
  signal?: AbortSignal,
): Promise<{ total: number; events: AuditEvent[] }> {
  const answer = await take(api.GET("/api/audit/", { params: { query: { offset, limit } }, signal }));
  if (typeof answer === "string") throw new Error("The audit log came as a table.");
  return {
    total: answer.total,
    events: answer.events.map((wire) => ({
      at: new Date(wire.at),
      name: wire.name ?? undefined,
      action: wire.action,
      target: wire.target ?? undefined,
      address: wire.address ?? undefined,
      outcome: wire.outcome,
    })),
  };
}
