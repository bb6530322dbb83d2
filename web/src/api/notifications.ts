import { api, take } from "./client.ts";
import type { components } from "./schema.ts";

type Schemas = components["schemas"];

export type NoticeKind = Schemas["NoticeKind"];
export type Channel = Schemas["Channel"];
export type MessageKind = Schemas["MessageKind"];
export const NOTICES: readonly NoticeKind[] = ["job_ended", "labels_waiting", "disagreement"];
export const NOTICE_WORDS: Record<NoticeKind, string> = {
  job_ended: "a job that you ran, or one of your campaigns, has ended",
  labels_waiting: "spectra wait for labels, where you ran the job or labelled before",
  disagreement: "people disagree about a spectrum there",
};
export const MESSAGE_WORDS: Record<MessageKind, string> = {
  job_ended: "a job has ended",
  labels_waiting: "spectra wait for labels",
  disagreement: "people disagree",
  test: "a test",
  password_link: "a link to choose a password",
  address_link: "a link for an address",
  password_changed: "the password was changed",
  token_created: "a new token",
  new_browser: "a sign-in with a new browser",
  address_changed: "another address",
  webhook_switched_off: "the webhook was switched off",
};

/** What one is told of, and how. */
export interface Notifications {
  mail: NoticeKind[];
  webhook?: { url: string; kinds: NoticeKind[]; off?: { at: Date; because: string } };
}

/** A message, and what became of it. */
export interface Delivery {
  key: string;
  channel: Channel;
  kind: MessageKind;
  createdAt: Date;
  state: Schemas["DeliveryState"];
  attempts: number;
  nextAt?: Date;
  lastError?: string;
}

/** The address to which one is written. */
export interface OwnEmail {
  email?: string;
  isMailSent: boolean;
}

function notificationsFromApi(wire: Schemas["NotificationSettings"]): Notifications {
  const hook = wire.webhook ?? undefined;
  return {
    mail: [...wire.mail],
    webhook: hook && {
      url: hook.url,
      kinds: [...hook.kinds],
      off: hook.off_at == null ? undefined : { at: new Date(hook.off_at), because: hook.off_because ?? "" },
    },
  };
}

export async function getNotifications(signal?: AbortSignal): Promise<Notifications> {
  return notificationsFromApi(await take(api.GET("/api/auth/notifications", { signal })));
}

/** Sets what one is told of; the secret of a webhook that is new. */
export async function setNotifications(
  mail: NoticeKind[],
  webhook?: { url: string; kinds: NoticeKind[] },
): Promise<string | undefined> {
  const set = await take(api.PUT("/api/auth/notifications", { body: { mail, webhook } }));
  return set.secret ?? undefined;
}

/** Gives the webhook another secret. */
export async function renewSecret(): Promise<string> {
  return (await take(api.POST("/api/auth/notifications/secret"))).secret;
}

export async function sendTest(channel: Channel): Promise<void> {
  await take(api.POST("/api/auth/notifications/test", { body: { channel } }));
}

export async function listDeliveries(signal?: AbortSignal): Promise<Delivery[]> {
  const listed = await take(api.GET("/api/auth/notifications/deliveries/", { signal }));
  return listed.map((wire) => ({
    key: `${wire.event_id} ${wire.channel}`,
    channel: wire.channel,
    kind: wire.kind,
    createdAt: new Date(wire.created_at),
    state: wire.state,
    attempts: wire.attempts,
    nextAt: wire.next_at == null ? undefined : new Date(wire.next_at),
    lastError: wire.last_error ?? undefined,
  }));
}

export async function getEmail(signal?: AbortSignal): Promise<OwnEmail> {
  const wire = await take(api.GET("/api/auth/email", { signal }));
  return { email: wire.email ?? undefined, isMailSent: wire.is_mail_sent };
}

/** Has a link sent to an address, with which it becomes one's own. */
export async function askForEmail(email: string, password: string): Promise<void> {
  await take(api.PUT("/api/auth/email", { body: { email, current_password: password } }));
}

export async function forgetEmail(): Promise<void> {
  await take(api.DELETE("/api/auth/email"));
}

/** Shows with the link that was sent there that an address is one's own. */
export async function confirmEmail(link: string): Promise<{ name: string; email: string }> {
  return take(api.POST("/api/auth/email/confirm", { body: { link } }));
}

/** Asks for a link to choose another password; whether there is such an account, nobody is told. */
export async function askForPassword(name: string): Promise<void> {
  await take(api.POST("/api/auth/forgotten", { body: { name } }));
}
