import { beforeEach, describe, expect, it } from "vitest";
import type { LabelChange } from "./labellings.ts";
import { Outbox, type OutboxStorage, type Transport } from "./outbox.ts";
import { ApiError, unreachable } from "./problem.ts";

class MemoryStorage implements OutboxStorage {
  readonly map = new Map<string, string>();
  full = false;
  /** The person forbade the page to store anything. */
  forbidden = false;
  get length() {
    this.#ask();
    return this.map.size;
  }
  key = (index: number) => [...this.map.keys()][index] ?? null;
  getItem(key: string) {
    this.#ask();
    return this.map.get(key) ?? null;
  }
  removeItem(key: string) {
    this.#ask();
    this.map.delete(key);
  }
  #ask() {
    if (this.forbidden) throw new DOMException("forbidden", "SecurityError");
  }
  setItem(key: string, value: string) {
    this.#ask();
    if (this.full) throw new DOMException("full", "QuotaExceededError");
    this.map.set(key, value);
  }
}

class FakeServer implements Transport {
  labels = new Map<string, LabelChange>();
  requests: number[] = [];
  fail: ((ids: string[]) => ApiError | undefined) | undefined;
  /** Held answers, for tests in which something happens while a request is on its way. */
  gate: Promise<void> | undefined;

  async one(labellingId: string, change: LabelChange) {
    await this.many([{ labellingId, change }]);
  }
  async many(changes: readonly { labellingId: string; change: LabelChange }[]) {
    this.requests.push(changes.length);
    await this.gate;
    const problem = this.fail?.(changes.map((entry) => entry.labellingId));
    if (problem) throw problem;
    for (const { labellingId, change } of changes)
      this.labels.set(labellingId, { ...this.labels.get(labellingId), ...change });
  }
}

/** Where the outbox notes what was acknowledged. */
const SENT = "ml-job/outbox-sent";

let storage: MemoryStorage;
let server: FakeServer;
let timers: { work: () => void; delayMs: number }[];
let time: number;

function open(): Outbox {
  return new Outbox({
    storage,
    transport: server,
    exclusive: (work) => work(),
    now: () => time,
    schedule: (work, delayMs) => void timers.push({ work, delayMs }),
  });
}

beforeEach(() => {
  storage = new MemoryStorage();
  server = new FakeServer();
  timers = [];
  time = 1000;
});

describe("Outbox", () => {
  it("writes a label down before it is sent", () => {
    const outbox = open();
    outbox.record("job", "a", { label: "star" });
    expect([...storage.map.values()].join()).toContain('"label":"star"');
    expect(server.requests).toEqual([]);
    expect(outbox.state).toEqual({ waiting: 1, refused: 0, durable: true });
  });

  it("clears a label that the server confirmed, and still knows it until the next list", async () => {
    const outbox = open();
    outbox.record("job", "a", { label: "star" });
    await outbox.flush();
    expect(server.labels.get("a")).toEqual({ label: "star" });
    expect([...storage.map.keys()]).toEqual([SENT]);
    expect(outbox.overlay("a")).toEqual({ label: "star" });
    time = 2000;
    outbox.listArrived(1500);
    expect(outbox.overlay("a")).toBeUndefined();
  });

  it("keeps the labels of a person until she is back, and sends them in nobody else's name", async () => {
    const outbox = open();
    outbox.belongTo("ada");
    server.fail = () => unreachable();
    outbox.record("job", "a", { label: "star" });
    await outbox.flush();
    server.fail = undefined;
    outbox.belongTo("bob");
    await outbox.flush();
    expect(server.labels.size).toBe(0);
    expect(outbox.overlay("a")).toBeUndefined();
    expect(outbox.state.waiting).toBe(0);
    outbox.record("job", "a", { label: "galaxy" });
    await outbox.flush();
    expect(server.labels.get("a")).toEqual({ label: "galaxy" });
    // After a reload, with nobody here yet, it waits on.
    const again = open();
    await again.flush();
    expect(server.labels.get("a")).toEqual({ label: "galaxy" });
    again.belongTo("ada");
    await again.flush();
    expect(server.labels.get("a")).toEqual({ label: "star" });
    expect([...storage.map.keys()]).toEqual([SENT]);
  });

  it("counts what the server confirmed, and nothing that did not reach it", async () => {
    const outbox = open();
    server.fail = () => unreachable();
    outbox.record("job", "a", { label: "star" });
    await outbox.flush();
    expect(outbox.sent).toBe(0);
    server.fail = undefined;
    await outbox.flush();
    expect(outbox.sent).toBe(1);
  });

  it("keeps what a list asked for before the label was confirmed cannot know", async () => {
    const outbox = open();
    outbox.record("job", "a", { label: "star" });
    await outbox.flush();
    outbox.listArrived(500);
    expect(outbox.overlay("a")).toEqual({ label: "star" });
  });

  it("survives a reload with the server away, and sends everything when it returns", async () => {
    server.fail = () => unreachable();
    const before = open();
    before.record("job", "a", { label: "star" });
    before.record("job", "b", { label: "galaxy", comment: "blend?" });
    await before.flush();
    expect(before.state.waiting).toBe(2);

    server.fail = undefined;
    const after = open();
    expect(after.state.waiting).toBe(2);
    await after.flush();
    expect(Object.fromEntries(server.labels)).toEqual({
      a: { label: "star" },
      b: { label: "galaxy", comment: "blend?" },
    });
    expect(after.state.waiting).toBe(0);
  });

  it("tries again later and later while the server is away", async () => {
    server.fail = () => unreachable();
    const outbox = open();
    outbox.record("job", "a", { label: "star" });
    timers = [];
    const delays: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      await outbox.flush();
      const [retry] = timers.splice(0);
      delays.push(retry.delayMs);
      retry.work();
    }
    expect(delays).toEqual([1000, 2000, 4000, 8000, 15000, 15000]);
    expect(server.labels.size).toBe(0);
  });

  it("sends the newer label when one is given while the older is on its way", async () => {
    let open_gate = () => {};
    server.gate = new Promise((resolve) => {
      open_gate = resolve;
    });
    const outbox = open();
    outbox.record("job", "a", { label: "star" });
    const sending = outbox.flush();
    outbox.record("job", "a", { label: "galaxy" });
    open_gate();
    await sending;
    expect(server.labels.get("a")).toEqual({ label: "galaxy" });
    expect([...storage.map.keys()]).toEqual([SENT]);
  });

  it("joins a label and a later comment on the same spectrum", async () => {
    const outbox = open();
    outbox.record("job", "a", { label: "star" });
    outbox.record("job", "a", { comment: "noisy" });
    await outbox.flush();
    expect(server.labels.get("a")).toEqual({ label: "star", comment: "noisy" });
    expect(server.requests).toEqual([1]);
  });

  it("takes a label away with null, as undo does", async () => {
    const outbox = open();
    outbox.record("job", "a", { label: null });
    await outbox.flush();
    expect(server.labels.get("a")).toEqual({ label: null });
  });

  it("sends many waiting labels in one request", async () => {
    const outbox = open();
    for (let i = 0; i < 250; i += 1) outbox.record("job", `s${i}`, { label: "star" });
    await outbox.flush();
    expect(server.requests).toEqual([200, 50]);
    expect(server.labels.size).toBe(250);
  });

  it("finds the one refused label of a batch and keeps the server's sentence", async () => {
    server.fail = (ids) => (ids.includes("b") ? new ApiError(404, "No such labelling.") : undefined);
    const outbox = open();
    for (const id of ["a", "b", "c"]) outbox.record("job", id, { label: "star" });
    await outbox.flush();
    expect([...server.labels.keys()]).toEqual(["a", "c"]);
    expect(outbox.refused().map((entry) => [entry.labellingId, entry.refused])).toEqual([
      ["b", "No such labelling."],
    ]);
    outbox.discardRefused();
    expect(outbox.state).toEqual({ waiting: 0, refused: 0, durable: true });
    expect([...storage.map.keys()]).toEqual([SENT]);
  });

  it("sends a refused label again when the person asks for it", async () => {
    server.fail = () => new ApiError(422, "Not now.");
    const outbox = open();
    outbox.record("job", "a", { label: "star" });
    await outbox.flush();
    expect(outbox.state.refused).toBe(1);
    server.fail = undefined;
    outbox.retryRefused();
    await outbox.flush();
    expect(server.labels.get("a")).toEqual({ label: "star" });
  });

  it("says so when the browser cannot store, and still sends", async () => {
    storage.full = true;
    const outbox = open();
    outbox.record("job", "a", { label: "star" });
    expect(outbox.state.durable).toBe(false);
    await outbox.flush();
    expect(server.labels.get("a")).toEqual({ label: "star" });
    expect(outbox.state.durable).toBe(true);
  });

  it("follows the other tab: its label shows here, also after it was sent", async () => {
    const mine = open();
    const theirs = open();
    theirs.record("job", "a", { label: "star" });
    const [key, value] = [...storage.map][0];
    mine.storageChanged(key, null);
    expect(mine.overlay("a")).toEqual({ label: "star" });
    expect(mine.state.waiting).toBe(1);
    await theirs.flush();
    mine.storageChanged(SENT, null);
    mine.storageChanged(key, value);
    expect(mine.overlay("a")).toEqual({ label: "star" });
    expect(mine.state.waiting).toBe(0);
  });

  it("lets the later of two tabs win on the same spectrum", async () => {
    const one = open();
    const two = open();
    one.record("job", "a", { label: "star" });
    time = 1001;
    two.record("job", "a", { label: "galaxy" });
    await one.flush();
    expect(server.labels.get("a")).toEqual({ label: "galaxy" });
    await two.flush();
    expect(server.labels.get("a")).toEqual({ label: "galaxy" });
  });

  it("does not send again what the other tab has sent, even before it hears of that", async () => {
    const mine = open();
    const theirs = open();
    mine.record("job", "a", { label: "star" });
    await theirs.flush();
    server.labels.set("a", { label: "newer" });
    await mine.flush();
    expect(server.labels.get("a")).toEqual({ label: "newer" });
    expect(mine.state.waiting).toBe(0);
  });

  it("ignores what is not its own in the storage", () => {
    storage.map.set("ml-job/outbox/x", "{broken");
    storage.map.set("other", "1");
    expect(open().state.waiting).toBe(0);
  });
});

describe("a storage that loses what it was given", () => {
  const awayUntil = () => {
    server.fail = () => unreachable();
    return () => {
      server.fail = undefined;
    };
  };
  const stored = () => [...storage.map.keys()].filter((key) => key.startsWith("ml-job/outbox/"));

  it("is not an answer of the server: a cleared one gets the labels back, and they are sent", async () => {
    const returns = awayUntil();
    const outbox = open();
    outbox.record("job", "a", { label: "star" });
    outbox.record("job", "b", { label: "galaxy" });
    await outbox.flush();
    storage.map.clear();
    outbox.storageChanged(null, null);
    expect(outbox.state).toEqual({ waiting: 2, refused: 0, durable: true });
    expect(stored()).toHaveLength(2);
    returns();
    await outbox.flush();
    expect(Object.fromEntries(server.labels)).toEqual({ a: { label: "star" }, b: { label: "galaxy" } });
  });

  it("is noticed without an event, as when this very tab is cleared", async () => {
    const outbox = open();
    outbox.record("job", "a", { label: "star" });
    storage.map.clear();
    await outbox.flush();
    expect(server.labels.get("a")).toEqual({ label: "star" });
  });

  it("gets back one entry that was taken out of many", async () => {
    const returns = awayUntil();
    const outbox = open();
    for (const id of ["a", "b", "c"]) outbox.record("job", id, { label: "star" });
    await outbox.flush();
    storage.map.delete("ml-job/outbox/b");
    outbox.storageChanged("ml-job/outbox/b", "gone");
    expect(stored()).toHaveLength(3);
    returns();
    await outbox.flush();
    expect([...server.labels.keys()].sort()).toEqual(["a", "b", "c"]);
  });

  it("does not bring an older label back over the one that another tab gave and sent", async () => {
    const mine = open();
    const theirs = open();
    mine.record("job", "a", { label: "star" });
    time = 1001;
    theirs.record("job", "a", { label: "galaxy" });
    await theirs.flush();
    await mine.flush();
    expect(server.labels.get("a")).toEqual({ label: "galaxy" });
    expect(mine.state.waiting).toBe(0);
  });

  it("keeps the later label when two tabs restore the same spectrum", async () => {
    const returns = awayUntil();
    const mine = open();
    const theirs = open();
    mine.record("job", "a", { label: "star" });
    time = 1001;
    theirs.record("job", "a", { label: "galaxy" });
    storage.map.clear();
    theirs.storageChanged(null, null);
    mine.storageChanged(null, null);
    returns();
    await mine.flush();
    expect(server.labels.get("a")).toEqual({ label: "galaxy" });
  });

  it("does not bring a discarded label back in the other tab", async () => {
    server.fail = () => new ApiError(422, "No.");
    const mine = open();
    mine.record("job", "a", { label: "star" });
    await mine.flush();
    const theirs = open();
    mine.discardRefused();
    await theirs.flush();
    expect(theirs.state).toEqual({ waiting: 0, refused: 0, durable: true });
    expect(theirs.overlay("a")).toBeUndefined();
    expect(stored()).toEqual([]);
  });

  it("keeps a newer label in memory above the older one that it could still store", async () => {
    const returns = awayUntil();
    const outbox = open();
    outbox.record("job", "a", { label: "star" });
    storage.full = true;
    outbox.record("job", "a", { label: "galaxy" });
    await outbox.flush();
    expect(outbox.overlay("a")).toEqual({ label: "galaxy" });
    expect(outbox.state.durable).toBe(false);
    returns();
    await outbox.flush();
    expect(server.labels.get("a")).toEqual({ label: "galaxy" });
    expect(stored()).toEqual([]);
  });

  it("writes down what it could not store as soon as there is room", async () => {
    awayUntil();
    storage.full = true;
    const outbox = open();
    outbox.record("job", "a", { label: "star" });
    storage.full = false;
    await outbox.flush();
    expect(outbox.state).toEqual({ waiting: 1, refused: 0, durable: true });
    expect(stored()).toHaveLength(1);
  });

  it("shows a refusal once, also when it cannot be stored", async () => {
    server.fail = () => new ApiError(422, "No.");
    const outbox = open();
    outbox.record("job", "a", { label: "star" });
    storage.full = true;
    await outbox.flush();
    expect(server.requests).toEqual([1]);
    expect(outbox.state).toEqual({ waiting: 0, refused: 1, durable: false });
  });

  it("may be forbidden: labels live in memory and are sent all the same", async () => {
    storage.forbidden = true;
    const outbox = open();
    outbox.record("job", "a", { label: "star" });
    expect(outbox.state).toEqual({ waiting: 1, refused: 0, durable: false });
    await outbox.flush();
    expect(server.labels.get("a")).toEqual({ label: "star" });
    expect(outbox.state).toEqual({ waiting: 0, refused: 0, durable: true });
  });

  it("makes no label look acknowledged when the clock of the machine is put back", async () => {
    const outbox = open();
    time = 9000;
    outbox.record("job", "a", { label: "star" });
    await outbox.flush();
    time = 1000;
    const reloaded = open();
    reloaded.record("job", "a", { label: "galaxy" });
    await reloaded.flush();
    expect(server.labels.get("a")).toEqual({ label: "galaxy" });
  });
});
