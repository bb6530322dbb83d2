import { type KeyboardEvent, useEffect, useRef } from "react";
import type { Labelling } from "../../api/labellings.ts";

interface Props {
  item: Labelling;
  /** Grows with every press of the comment key. */
  focusRequest: number;
  onComment: (comment: string | null) => void;
}

/** The longest comment that the API takes. */
const LONGEST = 50;

/** A note on the spectrum; Enter keeps it, Escape leaves it as it was. */
export function CommentField({ item, focusRequest, onComment }: Props) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focusRequest > 0) input.current?.focus();
  }, [focusRequest]);
  const keep = () => {
    const text = input.current?.value.trim() ?? "";
    if (text !== (item.comment ?? "")) onComment(text === "" ? null : text);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Escape") event.currentTarget.value = item.comment ?? "";
    if (event.key === "Enter" || event.key === "Escape") event.currentTarget.blur();
  };
  return (
    <label className="comment">
      <span className="small muted">
        <kbd>C</kbd> comment
      </span>
      <input
        ref={input}
        // A field of its own for each spectrum: a half-written note must not slip to the next one.
        key={`${item.id} ${item.comment ?? ""}`}
        className="input"
        defaultValue={item.comment ?? ""}
        maxLength={LONGEST}
        placeholder="none"
        onBlur={keep}
        onKeyDown={onKeyDown}
      />
    </label>
  );
}
