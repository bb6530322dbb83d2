import { type ReactNode, useState } from "react";

interface Props {
  children: ReactNode;
  /** The question, with what will happen. */
  question: string;
  /** The word on the button that does it. */
  confirm: string;
  onConfirm: () => void;
  className?: string;
  label?: string;
}

/** A button that asks once, in its own place, before it does what cannot be undone. */
export function ConfirmButton({
  children,
  question,
  confirm,
  onConfirm,
  className = "button",
  label,
}: Props) {
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <button type="button" className={className} aria-label={label} onClick={() => setAsking(true)}>
        {children}
      </button>
    );
  }
  return (
    <fieldset
      className="button-row confirm"
      aria-label={question}
      onKeyDown={(event) => event.key === "Escape" && setAsking(false)}
    >
      <span className="small">{question}</span>
      <button
        type="button"
        className="button danger small"
        // biome-ignore lint/a11y/noAutofocus: the question appears where the person just pressed.
        autoFocus
        onClick={() => {
          setAsking(false);
          onConfirm();
        }}
      >
        {confirm}
      </button>
      <button type="button" className="button small" onClick={() => setAsking(false)}>
        Keep
      </button>
    </fieldset>
  );
}
