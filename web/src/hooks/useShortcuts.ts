import { useSyncExternalStore } from "react";
import { keep, kept, shared } from "../api/browserStorage.ts";

const KEY = "ml-job/single-keys";
const listeners = new Set<() => void>();
let enabled = kept(shared, KEY) !== "off";

/** Whether keys without Ctrl or Alt do something. Speech input needs them off (WCAG 2.1.4). */
export function shortcutsEnabled(): boolean {
  return enabled;
}

function setEnabled(next: boolean): void {
  enabled = next;
  keep(shared, KEY, next ? "on" : "off");
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The setting, and how to change it. */
export function useShortcuts(): { enabled: boolean; setEnabled: (next: boolean) => void } {
  return { enabled: useSyncExternalStore(subscribe, shortcutsEnabled), setEnabled };
}
