import { useState } from "react";
import { shortId } from "../hooks/format.ts";
import { Icon } from "./Icon.tsx";

/** An identifier, shortened; a click copies all of it. */
export function CopyId({ id }: { id: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    setCopied(await copyText(id));
  };
  return (
    <button
      type="button"
      className="copy mono"
      title={`Copy ${id}`}
      aria-label={`${shortId(id)}: copy the identifier`}
      onClick={copy}
      onBlur={() => setCopied(false)}
    >
      {shortId(id)}
      <Icon name={copied ? "check" : "copy"} />
    </button>
  );
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No clipboard on a page served by plain HTTP: the title shows the whole text.
    return false;
  }
}
