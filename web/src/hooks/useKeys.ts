import { useEffect, useLayoutEffect, useRef } from "react";
import { actionOf } from "./keyRemap.ts";
import { shortcutsEnabled } from "./useShortcuts.ts";

/**
 * What each key does. The first of these names that is in the map counts: `digit1` for the key of the digit 1 (on the
 * row of digits its place counts, for a Czech or a French layout has letters there), then the name that
 * `KeyboardEvent.key` gives in lower case, then the place of the key, such as `bracketleft`. A person may have given the
 * action of a key to another one: the names are those of the keys as they are by default.
 */
export type KeyMap = Record<string, (event: KeyboardEvent) => void>;

/** Keys that go on while they are held. All others act once a press: a held digit must not label a whole batch. */
const REPEATING = new Set([
  "arrowleft",
  "arrowright",
  "arrowup",
  "arrowdown",
  "+",
  "-",
  "bracketleft",
  "bracketright",
]);

/** The digit of a key press; undefined for other keys, and for the pad while it moves the cursor. */
export function digitOf({
  key,
  code,
  shiftKey,
}: Pick<KeyboardEvent, "key" | "code" | "shiftKey">): string | undefined {
  if (/^\d$/.test(key)) return key;
  // With Shift the row of digits writes signs.
  return shiftKey ? undefined : /^Digit(\d)$/.exec(code)?.[1];
}

/** The names of a pressed key, as {@link KeyMap} has them, the first that counts first. */
export function namesOf(event: Pick<KeyboardEvent, "key" | "code" | "shiftKey">): string[] {
  const digit = digitOf(event);
  const names = [event.key.toLowerCase(), event.code.toLowerCase()].filter((name) => !/^digit/.test(name));
  return digit === undefined ? names : [`digit${digit}`, ...names];
}

/** True when the key press belongs to a field that the person is writing in. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  // A list takes letters to find its entries; digits stay with the page, so that a label after a filter counts.
  if (target.tagName === "SELECT") return digitOf(event) === undefined;
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
      const actions = namesOf(event).map((key) => actionOf(key));
      const name = actions.find((candidate) => Object.hasOwn(current.current, candidate));
      if (name === undefined) return;
      event.preventDefault();
      if (!event.repeat || REPEATING.has(name)) current.current[name](event);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
