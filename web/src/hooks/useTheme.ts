import { useSyncExternalStore } from "react";
import { keep, kept, shared } from "../api/browserStorage.ts";

/** What the person chose; `system` follows the machine. */
export type ThemeChoice = "system" | "dark" | "light";

const KEY = "ml-job/theme";
const listeners = new Set<() => void>();
const darkQuery = typeof matchMedia === "undefined" ? undefined : matchMedia("(prefers-color-scheme: dark)");

function storedChoice(): ThemeChoice {
  const stored = kept(shared, KEY);
  return stored === "dark" || stored === "light" ? stored : "system";
}

function resolve(choice: ThemeChoice): "dark" | "light" {
  if (choice !== "system") return choice;
  return darkQuery === undefined || darkQuery.matches ? "dark" : "light";
}

let choice: ThemeChoice = storedChoice();

function apply(): void {
  document.documentElement.dataset.theme = resolve(choice);
  for (const listener of listeners) listener();
}

darkQuery?.addEventListener("change", apply);
apply();

function choose(next: ThemeChoice): void {
  choice = next;
  keep(shared, KEY, next);
  apply();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The present theme, and how to choose another. */
export function useTheme(): {
  theme: "dark" | "light";
  choice: ThemeChoice;
  choose: (next: ThemeChoice) => void;
} {
  const current = useSyncExternalStore(subscribe, () => choice);
  const theme = useSyncExternalStore(subscribe, () => resolve(choice));
  return { theme, choice: current, choose };
}
