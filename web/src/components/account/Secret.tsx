import { useState } from "react";

interface Props {
  title: string;
  /** What it is for, and that it is shown once. */
  words: string;
  secret: string;
  onDone: () => void;
}

/** Something that is shown once. */
export function Secret({ title, words, secret, onDone }: Props) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      setCopied(true);
    } catch {
      // No clipboard on a page served by plain HTTP: the text can be marked.
      setCopied(false);
    }
  };
  return (
    <section className="notice" aria-label={title}>
      <div className="secret">
        <h3>{title}</h3>
        <p className="small">{words}</p>
        <code>{secret}</code>
      </div>
      <button type="button" className="button small" onClick={() => void copy()}>
        {copied ? "Copied" : "Copy"}
      </button>
      <button type="button" className="button small" onClick={onDone}>
        I have it
      </button>
    </section>
  );
}
