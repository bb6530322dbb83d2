import { useEffect, useLayoutEffect, useRef, useState } from "react";

/** Pause after the last letter before what follows a field moves. */
export const TYPING_MS = 200;

/** The text of a field. */
export interface TypedText {
  text: string;
  /** The person wrote this. */
  type: (text: string) => void;
  /** What was written counts now, without a pause. */
  settle: () => void;
}

/**
 * The text of a field that something slower follows, such as the address: `onSettled` hears it when the writing
 * pauses. A `value` that changes by other means replaces the text.
 */
export function useTypedText(value: string, onSettled: (text: string) => void): TypedText {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const listener = useRef(onSettled);
  useLayoutEffect(() => {
    listener.current = onSettled;
  });
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    clearTimeout(timer.current);
    setText(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const send = (next: string) => {
    clearTimeout(timer.current);
    if (next === sent.current) return;
    sent.current = next;
    listener.current(next);
  };
  return {
    text,
    type: (next) => {
      setText(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => send(next), TYPING_MS);
    },
    settle: () => send(text),
  };
}
