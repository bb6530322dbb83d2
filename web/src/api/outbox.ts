import type { LabelChange } from "./labellings.ts";
import { ApiError, sentenceOf } from "./problem.ts";

/** A label that the person gave and the server has not confirmed yet. */
export interface Waiting {
  labellingId: string;
  jobId: string;
  change: LabelChange;
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
export type OutboxStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

interface Options {
  storage: OutboxStorage;
  transport: Transport;
  exclusive: Exclusive;
  now?: () => number;
  schedule?: (work: () => void, delayMs: number) => void;
}

const PREFIX = "ml-job/outbox/";
/** Labels per request once many are waiting; the API takes far more, but a failure then costs more to sort out. */
const BATCH = 200;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 15000;

/**
 * Keeps every label from the key press until the server has it.
 *
 * A label is written to the tab-shared storage before anything else happens, one entry per labelling, so that a
 * reload, a crash or a second tab loses nothing. One tab at a time sends; an entry is removed only when the server
 * confirmed exactly that revision.
 */
export class Outbox {
  readonly #storage: OutboxStorage;
  readonly #transport: Transport;
  readonly #exclusive: Exclusive;
  readonly #now: () => number;
  readonly #schedule: (work: () => void, delayMs: number) => void;
  /** Mirror of the storage, and the only copy of what could not be stored. */
  readonly #waiting = new Map<string, Waiting>();
  /** What the server confirmed, until a list that was asked for later arrives. */
  readonly #settled = new Map<string, { change: LabelChange; at: number }>();
  readonly #unstored = new Set<string>();
  readonly #listeners = new Set<() => void>();
  readonly #tab = Math.random().toString(36).slice(2);
  #counter = 0;
  #version = 0;
  #state: OutboxState = { waiting: 0, refused: 0, durable: true };
  #sending: Promise<void> | undefined;
  #retryMs = FIRST_RETRY_MS;
  #retryScheduled = false;

  constructor(options: Options) {
    this.#storage = options.storage;
    this.#transport = options.transport;
    this.#exclusive = options.exclusive;
    this.#now = options.now ?? Date.now;
    this.#schedule = options.schedule ?? ((work, delayMs) => void setTimeout(work, delayMs));
    for (const entry of this.#readAll()) this.#waiting.set(entry.labellingId, entry);
    this.#changed();
  }

  /** Changes with every change of the outbox; for `useSyncExternalStore`. */
  get version(): number {
    return this.#version;
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
    const settled = this.#settled.get(labellingId)?.change;
    const waiting = this.#waiting.get(labellingId)?.change;
    return settled === undefined ? waiting : { ...settled, ...waiting };
  }

  /** True when some labelling has an overlay: lets a list of 100,000 skip the question for each of them. */
  get hasOverlays(): boolean {
    return this.#settled.size > 0 || this.#waiting.size > 0;
  }

  waitingFor(labellingId: string): Waiting | undefined {
    return this.#waiting.get(labellingId);
  }

  /** The labels that the server refused, oldest first. */
  refused(): Waiting[] {
    return [...this.#waiting.values()].filter((entry) => entry.refused !== undefined).sort(byRevision);
  }

  /** Writes a change down and sends it soon. Returns when it is written down, which is at once. */
  record(jobId: string, labellingId: string, change: LabelChange): void {
    const earlier = this.#read(labellingId) ?? this.#waiting.get(labellingId);
    this.#write({
      labellingId,
      jobId,
      change: { ...earlier?.change, ...change },
      revision: this.#nextRevision(),
    });
    this.#changed();
    // Behind the paint of the next spectrum: sending must never hold up the person.
    this.#schedule(() => void this.flush(), 0);
  }

  /** Forgets refused labels: the person decided against them. */
  discardRefused(): void {
    for (const entry of this.refused()) this.#remove(entry);
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

  /** Another tab changed the storage. */
  storageChanged(key: string | null, oldValue: string | null): void {
    if (key === null || !key.startsWith(PREFIX)) return;
    const id = key.slice(PREFIX.length);
    const current = this.#read(id);
    if (current !== undefined) this.#waiting.set(id, current);
    else {
      const gone = parse(oldValue);
      // The other tab sent it: until our own list is asked for again, this is what the server has.
      if (gone !== undefined && gone.refused === undefined) this.#settle(gone);
      if (!this.#unstored.has(id)) this.#waiting.delete(id);
    }
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
    for (const entry of batch) this.#confirm(entry);
    this.#changed();
    return true;
  }

  #confirm(sent: Waiting): void {
    this.#settle(sent);
    const current = this.#read(sent.labellingId) ?? this.#waiting.get(sent.labellingId);
    if (current === undefined || current.revision === sent.revision) this.#remove(sent);
    else this.#waiting.set(sent.labellingId, current);
  }

  #refuse(sent: Waiting, sentence: string): void {
    const current = this.#read(sent.labellingId) ?? this.#waiting.get(sent.labellingId);
    if (current?.revision === sent.revision) this.#write({ ...sent, refused: sentence });
    this.#changed();
  }

  #settle(entry: Waiting): void {
    const before = this.#settled.get(entry.labellingId)?.change;
    this.#settled.set(entry.labellingId, { change: { ...before, ...entry.change }, at: this.#now() });
  }

  #sendable(): Waiting[] {
    this.#follow();
    return [...this.#waiting.values()].filter((entry) => entry.refused === undefined).sort(byRevision);
  }

  // The storage is the truth: what is no longer there has been sent by another tab, and sending it again might put
  // an older label over a newer one.
  #follow(): void {
    const stored = new Map(this.#readAll().map((entry) => [entry.labellingId, entry]));
    for (const [id, entry] of this.#waiting) {
      if (stored.has(id) || this.#unstored.has(id)) continue;
      this.#waiting.delete(id);
      this.#settle(entry);
      this.#changed();
    }
    for (const [id, entry] of stored) this.#waiting.set(id, entry);
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
    return `${String(this.#now()).padStart(15, "0")}-${String(this.#counter).padStart(9, "0")}-${this.#tab}`;
  }

  #write(entry: Waiting): void {
    this.#waiting.set(entry.labellingId, entry);
    try {
      this.#storage.setItem(PREFIX + entry.labellingId, JSON.stringify(entry));
      this.#unstored.delete(entry.labellingId);
    } catch {
      this.#unstored.add(entry.labellingId);
    }
  }

  #remove(entry: Waiting): void {
    this.#waiting.delete(entry.labellingId);
    this.#unstored.delete(entry.labellingId);
    this.#storage.removeItem(PREFIX + entry.labellingId);
  }

  #read(labellingId: string): Waiting | undefined {
    return parse(this.#storage.getItem(PREFIX + labellingId));
  }

  #readAll(): Waiting[] {
    const entries: Waiting[] = [];
    for (let i = 0; i < this.#storage.length; i += 1) {
      const key = this.#storage.key(i);
      const entry = key?.startsWith(PREFIX) ? parse(this.#storage.getItem(key)) : undefined;
      if (entry !== undefined) entries.push(entry);
    }
    return entries;
  }

  #changed(): void {
    let refused = 0;
    for (const entry of this.#waiting.values()) if (entry.refused !== undefined) refused += 1;
    this.#state = { waiting: this.#waiting.size - refused, refused, durable: this.#unstored.size === 0 };
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

function byRevision(a: Waiting, b: Waiting): number {
  return a.revision < b.revision ? -1 : 1;
}
