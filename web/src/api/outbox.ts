import type { BrowserStorage } from "./browserStorage.ts";
import type { LabelChange } from "./labellings.ts";
import { ApiError, sentenceOf } from "./problem.ts";

/** A label that the person gave and the server has not confirmed yet. */
export interface Waiting {
  labellingId: string;
  jobId: string;
  change: LabelChange;
  /** Who gave it; absent on an instance without accounts. */
  by?: string;
  /** Grows with every key press, so that an answer to an older one does not clear a newer one. */
  revision: string;
  /** The server's sentence when it refused the label; such an entry waits for the person. */
  refused?: string;
}

/** Counts for the state in the page's corner. */
export interface OutboxState {
  waiting: number;
  refused: number;
  /** False when the browser could not write a label down (storage full or forbidden): it lives in memory only. */
  durable: boolean;
}

/** How the outbox reaches the server; in tests a fake. */
export interface Transport {
  one(labellingId: string, change: LabelChange): Promise<void>;
  many(changes: readonly { labellingId: string; change: LabelChange }[]): Promise<void>;
}

/** Runs `work` while no other tab does; returns when it has run. */
export type Exclusive = (work: () => Promise<void>) => Promise<void>;

/** The tab-shared key-value storage; `localStorage` in the browser. */
export type OutboxStorage = BrowserStorage;

interface Options {
  storage: OutboxStorage;
  transport: Transport;
  exclusive: Exclusive;
  now?: () => number;
  schedule?: (work: () => void, delayMs: number) => void;
}

const PREFIX = "ml-job/outbox/";
/** What was acknowledged lately: without a note here, an entry that vanished is not an answer of the server. */
const SENT = "ml-job/outbox-sent";
/** Notes that are kept: a tab that others have left so far behind sends its label once more. */
const SENT_KEPT = 1000;
/** Labels per request once many are waiting; the API takes far more, but a failure then costs more to sort out. */
const BATCH = 200;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 15000;

/**
 * Keeps every label from the key press until the server has it.
 *
 * A label is written to the tab-shared storage before anything else happens, one entry per labelling, so that a
 * reload, a crash or a second tab loses nothing. One tab at a time sends; an entry is removed only when the server
 * confirmed exactly that revision, which is noted first. What vanishes without a note (a cleared storage) is written
 * again from memory.
 */
export class Outbox {
  readonly #storage: OutboxStorage;
  readonly #transport: Transport;
  readonly #exclusive: Exclusive;
  readonly #now: () => number;
  readonly #schedule: (work: () => void, delayMs: number) => void;
  /** Mirror of the storage, and the only copy of what could not be stored or was taken out of it. */
  readonly #waiting = new Map<string, Waiting>();
  /** What the server confirmed, until a list that was asked for later arrives. */
  readonly #settled = new Map<string, { change: LabelChange; at: number }>();
  readonly #unstored = new Set<string>();
  readonly #listeners = new Set<() => void>();
  readonly #tab = Math.random().toString(36).slice(2);
  #counter = 0;
  /** Time of the latest revision so far: a clock that is put back must not make a new label look older. */
  #latest = 0;
  #version = 0;
  #sent = 0;
  #state: OutboxState = { waiting: 0, refused: 0, durable: true };
  #sending: Promise<void> | undefined;
  #retryMs = FIRST_RETRY_MS;
  #retryScheduled = false;
  #person: string | undefined;

  constructor(options: Options) {
    this.#storage = options.storage;
    this.#transport = options.transport;
    this.#exclusive = options.exclusive;
    this.#now = options.now ?? Date.now;
    this.#schedule = options.schedule ?? ((work, delayMs) => void setTimeout(work, delayMs));
    this.#follow();
    this.#changed();
  }

  /** Changes with every change of the outbox; for `useSyncExternalStore`. */
  get version(): number {
    return this.#version;
  }

  /** Grows with every label that the server has confirmed, to this tab or to another. */
  get sent(): number {
    return this.#sent;
  }

  get state(): OutboxState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What is known here of a labelling beyond the server's list: confirmed changes, then waiting ones. */
  overlay(labellingId: string): LabelChange | undefined {
    const known = this.#keysOf(labellingId).flatMap((key) => [
      this.#settled.get(key)?.change,
      this.#waiting.get(key)?.change,
    ]);
    const changes = known.filter((change) => change !== undefined);
    return changes.length === 0 ? undefined : Object.assign({}, ...changes);
  }

  /** True when some labelling has an overlay: lets a list of 100,000 skip the question for each of them. */
  get hasOverlays(): boolean {
    return this.#settled.size > 0 || this.#waiting.size > 0;
  }

  waitingFor(labellingId: string): Waiting | undefined {
    return this.#waiting.get(keyOf({ labellingId, by: this.#person }));
  }

  /** The labels of whoever is here that the server refused, oldest first. */
  refused(): Waiting[] {
    return [...this.#waiting.values()]
      .filter((entry) => entry.refused !== undefined && this.#isOurs(entry))
      .sort(byRevision);
  }

  /** Whose labels are given and sent from now on: those of another person wait until she is back. */
  belongTo(person: string | undefined): void {
    if (person === this.#person) return;
    this.#person = person;
    this.#changed();
    if (person !== undefined) void this.flush();
  }

  /** Writes a change down and sends it soon. Returns when it is written down, which is at once. */
  record(jobId: string, labellingId: string, change: LabelChange): void {
    const by = this.#person;
    const earlier = this.#newest(keyOf({ labellingId, by }));
    this.#write({
      labellingId,
      jobId,
      change: { ...earlier?.change, ...change },
      ...(by !== undefined && { by }),
      revision: this.#nextRevision(),
    });
    this.#changed();
    // Behind the paint of the next spectrum: sending must never hold up the person.
    this.#schedule(() => void this.flush(), 0);
  }

  /** Forgets refused labels: the person decided against them. */
  discardRefused(): void {
    this.#release(this.refused());
    this.#changed();
  }

  /** Tries refused labels once more. */
  retryRefused(): void {
    for (const entry of this.refused())
      this.#write({ ...entry, refused: undefined, revision: this.#nextRevision() });
    this.#changed();
    void this.flush();
  }

  /** A list asked for at `since` arrived: what was confirmed before is in it. */
  listArrived(since: number): void {
    for (const [id, settled] of this.#settled) if (settled.at < since) this.#settled.delete(id);
    this.#changed();
  }

  /** Another tab changed the storage; `key` is null when all of it was cleared. */
  storageChanged(key: string | null, oldValue: string | null): void {
    if (key !== null && key !== SENT && !key.startsWith(PREFIX)) return;
    const gone = parse(oldValue);
    // The other tab sent it: until our own list is asked for again, this is what the server has.
    if (gone !== undefined && gone.refused === undefined && isIn(this.#readSent(), gone)) this.#settle(gone);
    this.#follow();
    this.#changed();
  }

  /** Sends all that waits. Resolves when nothing more can be sent now. */
  flush(): Promise<void> {
    this.#sending ??= this.#exclusive(() => this.#sendAll()).finally(() => {
      this.#sending = undefined;
      if (this.#sendable().length > 0) this.#retryLater();
    });
    return this.#sending;
  }

  async #sendAll(): Promise<void> {
    for (;;) {
      const batch = this.#sendable().slice(0, BATCH);
      if (batch.length === 0) return;
      if (!(await this.#send(batch))) return;
      this.#retryMs = FIRST_RETRY_MS;
    }
  }

  /** False when the server is away and the rest has to wait. */
  async #send(batch: Waiting[]): Promise<boolean> {
    try {
      const [first] = batch;
      if (batch.length === 1) await this.#transport.one(first.labellingId, first.change);
      else await this.#transport.many(batch);
    } catch (error) {
      if (!(error instanceof ApiError) || error.isTransient) return false;
      if (batch.length === 1) {
        this.#refuse(batch[0], sentenceOf(error));
        return true;
      }
      // A batch is all or nothing: one by one shows which label it is that the server refuses.
      for (const entry of batch) if (!(await this.#send([entry]))) return false;
      return true;
    }
    for (const entry of batch) this.#settle(entry);
    this.#release(batch);
    this.#changed();
    return true;
  }

  #refuse(sent: Waiting, sentence: string): void {
    if (this.#newest(keyOf(sent))?.revision === sent.revision) this.#write({ ...sent, refused: sentence });
    this.#changed();
  }

  #settle(entry: Waiting): void {
    this.#sent += 1;
    const before = this.#settled.get(keyOf(entry))?.change;
    this.#settled.set(keyOf(entry), { change: { ...before, ...entry.change }, at: this.#now() });
  }

  #sendable(): Waiting[] {
    this.#follow();
    return [...this.#waiting.values()]
      .filter((entry) => entry.refused === undefined && this.#isOurs(entry))
      .sort(byRevision);
  }

  // A label that says nobody's name is of whoever is here: it was given where there were no accounts.
  #isOurs(entry: Waiting): boolean {
    return entry.by === undefined || entry.by === this.#person;
  }

  /** Under which a labelling may be known to whoever is here. */
  #keysOf(labellingId: string): string[] {
    return [...new Set([labellingId, keyOf({ labellingId, by: this.#person })])];
  }

  // Brings memory and storage together. Of two entries of one labelling the later counts; one that is noted as
  // acknowledged is done with, for sending it again might put an older label over a newer one; any other that the
  // storage lacks is written again.
  #follow(): void {
    const stored = new Map(this.#readAll().map((entry) => [keyOf(entry), entry]));
    const sent = this.#readSent();
    for (const [id, entry] of stored) this.#waiting.set(id, later(entry, this.#waiting.get(id)));
    for (const [id, entry] of this.#waiting) {
      const there = stored.get(id);
      if (isIn(sent, entry)) {
        if (entry.refused === undefined) this.#settle(entry);
        this.#forget(id);
        this.#changed();
      } else if (there?.revision !== entry.revision || there.refused !== entry.refused) {
        this.#write(entry);
        this.#changed();
      }
    }
  }

  #retryLater(): void {
    if (this.#retryScheduled) return;
    this.#retryScheduled = true;
    this.#schedule(() => {
      this.#retryScheduled = false;
      void this.flush();
    }, this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #nextRevision(): string {
    this.#counter += 1;
    this.#latest = Math.max(this.#latest, this.#now());
    return `${String(this.#latest).padStart(15, "0")}-${String(this.#counter).padStart(9, "0")}-${this.#tab}`;
  }

  #write(entry: Waiting): void {
    const key = keyOf(entry);
    this.#waiting.set(key, entry);
    const isStored = this.#put(PREFIX + key, JSON.stringify(entry));
    if (isStored) this.#unstored.delete(key);
    else this.#unstored.add(key);
  }

  #put(key: string, value: string): boolean {
    try {
      this.#storage.setItem(key, value);
      return true;
    } catch {
      return false;
    }
  }

  // Notes that entries are done with, then lets go of those that did not change meanwhile.
  #release(entries: readonly Waiting[]): void {
    const sent = this.#readSent();
    for (const entry of entries) {
      sent.delete(keyOf(entry));
      sent.set(keyOf(entry), entry.revision);
    }
    this.#put(SENT, JSON.stringify([...sent].slice(-SENT_KEPT)));
    for (const entry of entries) {
      const key = keyOf(entry);
      const current = this.#newest(key);
      if (current === undefined || current.revision <= entry.revision) this.#forget(key);
      else this.#waiting.set(key, current);
    }
  }

  #forget(key: string): void {
    this.#waiting.delete(key);
    this.#unstored.delete(key);
    try {
      this.#storage.removeItem(PREFIX + key);
    } catch {
      // Nothing is stored where storing is forbidden.
    }
  }

  /** The later of what is stored and what is remembered. */
  #newest(key: string): Waiting | undefined {
    const stored = parse(this.#text(PREFIX + key));
    if (stored !== undefined) this.#saw(stored.revision);
    const held = this.#waiting.get(key);
    return stored === undefined ? held : later(stored, held);
  }

  #text(key: string): string | null {
    try {
      return this.#storage.getItem(key);
    } catch {
      return null;
    }
  }

  #readAll(): Waiting[] {
    const entries: Waiting[] = [];
    try {
      for (let i = 0; i < this.#storage.length; i += 1) {
        const key = this.#storage.key(i);
        const entry = key?.startsWith(PREFIX) ? parse(this.#storage.getItem(key)) : undefined;
        if (entry !== undefined) entries.push(entry);
      }
    } catch {
      return [];
    }
    for (const { revision } of entries) this.#saw(revision);
    return entries;
  }

  /** Revision that was acknowledged last, by labelling and person. */
  #readSent(): Map<string, string> {
    const sent = parseSent(this.#text(SENT));
    for (const revision of sent.values()) this.#saw(revision);
    return sent;
  }

  // The next revision is later than each that was seen.
  #saw(revision: string): void {
    if (revision.endsWith(this.#tab)) return;
    this.#latest = Math.max(this.#latest, timeOf(revision) + 1);
  }

  #changed(): void {
    const ours = [...this.#waiting.values()].filter((entry) => this.#isOurs(entry));
    const refused = ours.filter((entry) => entry.refused !== undefined).length;
    this.#state = { waiting: ours.length - refused, refused, durable: this.#unstored.size === 0 };
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}

function parse(text: string | null): Waiting | undefined {
  if (text === null) return undefined;
  try {
    const value = JSON.parse(text) as Partial<Waiting>;
    return typeof value.labellingId === "string" && typeof value.revision === "string" && value.change
      ? (value as Waiting)
      : undefined;
  } catch {
    return undefined;
  }
}

function parseSent(text: string | null): Map<string, string> {
  try {
    const value: unknown = JSON.parse(text ?? "[]");
    return new Map(Array.isArray(value) ? value.filter(isNote) : []);
  } catch {
    return new Map();
  }
}

function isNote(value: unknown): value is [string, string] {
  return Array.isArray(value) && typeof value[0] === "string" && typeof value[1] === "string";
}

/** True when this revision of the entry, or a later one, was acknowledged. */
function isIn(sent: ReadonlyMap<string, string>, entry: Waiting): boolean {
  return entry.revision <= (sent.get(keyOf(entry)) ?? "");
}

/** What an entry is kept under: one of each person and labelling. */
function keyOf({ labellingId, by }: Pick<Waiting, "labellingId" | "by">): string {
  return by === undefined ? labellingId : `${labellingId}@${by}`;
}

/** Of one revision, the entry that knows of its refusal is the later. */
function later(a: Waiting, b: Waiting | undefined): Waiting {
  if (b === undefined || a.revision > b.revision) return a;
  return a.revision === b.revision && a.refused !== undefined ? a : b;
}

function timeOf(revision: string): number {
  return Number(revision.split("-")[0]) || 0;
}

function byRevision(a: Waiting, b: Waiting): number {
  return a.revision < b.revision ? -1 : 1;
}
