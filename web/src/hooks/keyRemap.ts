import { useSyncExternalStore } from "react";
import { keep, kept, shared } from "../api/browserStorage.ts";

/**
 * Which action a key has: names of keys, as {@link KeyMap} has them, to the names of the keys that have that action by
 * default. A permutation: no action loses its key to another one.
 */
export type Remap = Readonly<Record<string, string>>;

const KEY = "ml-job/keys";
const listeners = new Set<() => void>();
let remap: Remap = parse(kept(shared, KEY));

function parse(text: string | null): Remap {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    if (typeof value !== "object" || value === null) return {};
    const entries = Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    );
    // What is no permutation would leave an action without a key.
    const [keys, actions] = [entries.map(([key]) => key).sort(), entries.map(([, action]) => action).sort()];
    return keys.join(" ") === actions.join(" ") ? Object.fromEntries(entries) : {};
  } catch {
    return {};
  }
}

/** The action of a key: the name of the key that has it by default. */
export function actionOf(key: string, map: Remap = remap): string {
  return map[key] ?? key;
}

/** The key that has an action now. */
export function keyOf(action: string, map: Remap = remap): string {
  return Object.keys(map).find((key) => map[key] === action) ?? action;
}

/** The keys after `key` was given to `action`: whatever had the key gets the one that the action had. */
export function assigned(map: Remap, action: string, key: string): Remap {
  const had = keyOf(action, map);
  const other = actionOf(key, map);
  const next = { ...map, [key]: action, [had]: other };
  return Object.fromEntries(Object.entries(next).filter(([from, to]) => from !== to));
}

function setRemap(next: Remap): void {
  remap = next;
  keep(shared, KEY, JSON.stringify(next));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const assign = (action: string, key: string) => setRemap(assigned(remap, action, key));
const reset = () => setRemap({});

/** The keys as they are, and how to change them. */
export function useRemap(): {
  remap: Remap;
  assign: (action: string, key: string) => void;
  reset: () => void;
} {
  return { remap: useSyncExternalStore(subscribe, () => remap), assign, reset };
}
