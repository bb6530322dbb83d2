import { useEffect, useLayoutEffect, useRef } from "react";
import { shortcutsEnabled } from "./useShortcuts.ts";

/** What each key does, by the name that `KeyboardEvent.key` gives it, in lower case. */
export type KeyMap = Record<string, (event: KeyboardEvent) => void>;

/** True when the key press belongs to a field that the person is writing in. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  // A list takes letters to find its entries; digits stay with the page, so that a label after a filter counts.
  if (target.tagName === "SELECT") return !/^\d$/.test(event.key);
  return target.isContentEditable || target.tagName === "INPUT" || target.tagName === "TEXTAREA";
}

/** Listens to keys on the whole page while mounted, except where the person writes or holds Ctrl, Alt or Meta. */
export function useKeys(keys: KeyMap): void {
  const current = useRef(keys);
  useLayoutEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      if (event.key.length === 1 && !shortcutsEnabled()) return;
      const handle = current.current[event.key.toLowerCase()];
      if (handle === undefined) return;
      event.preventDefault();
      handle(event);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
