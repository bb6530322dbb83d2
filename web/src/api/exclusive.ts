import type { Exclusive, OutboxStorage } from "./outbox.ts";

const LOCK = "ml-job/outbox-lock";
/** A tab that has not renewed its turn for this long is gone. */
const TURN_MS = 10000;

/**
 * Lets one tab at a time send. The browser's own locks where it has them; they need a secure context, so a page
 * served by plain HTTP from another machine takes turns through the storage.
 */
export function exclusiveSender(
  storage: OutboxStorage,
  locks: LockManager | undefined = navigator.locks,
): Exclusive {
  if (locks !== undefined) return async (work) => void (await locks.request(LOCK, work));
  const tab = Math.random().toString(36).slice(2);
  return async (work) => {
    const turn = readTurn(storage);
    if (turn !== undefined && turn.tab !== tab && turn.until > Date.now()) return;
    const take = () => {
      try {
        storage.setItem(LOCK, JSON.stringify({ tab, until: Date.now() + TURN_MS }));
      } catch {
        // Without storage there is no other tab to take turns with: the labels live in this one's memory.
      }
    };
    take();
    const renewal = setInterval(take, TURN_MS / 4);
    try {
      await work();
    } finally {
      clearInterval(renewal);
      storage.removeItem(LOCK);
    }
  };
}

function readTurn(storage: OutboxStorage): { tab: string; until: number } | undefined {
  try {
    return JSON.parse(storage.getItem(LOCK) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}
