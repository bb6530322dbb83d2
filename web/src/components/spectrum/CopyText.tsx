import { useState } from "react";
import { Icon } from "../Icon.tsx";

/** A text that a click copies. */
export function CopyText({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      // A true minus is for reading; programs want the sign of the keyboard.
      await navigator.clipboard.writeText(text.replaceAll("−", "-"));
      setCopied(true);
    } catch {
      // No clipboard on a page served by plain HTTP: the text can be selected.
      setCopied(false);
    }
  };
  return (
    <button
      type="button"
      className="copy"
      title={`Copy ${what}`}
      aria-label={`${text}: copy ${what}`}
      onClick={copy}
      onBlur={() => setCopied(false)}
    >
      {text}
      <Icon name={copied ? "check" : "copy"} />
    </button>
  );
}
