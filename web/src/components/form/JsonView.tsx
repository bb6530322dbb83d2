import { useState } from "react";
import { Icon } from "../Icon.tsx";

interface Props {
  config: Record<string, unknown>;
  onConfig: (config: Record<string, unknown>) => void;
  /** What is wrong with the text; undefined when nothing is. */
  onError: (sentence: string | undefined) => void;
}

/** The same values as text, for those who have them as JSON already. */
export function JsonView({ config, onConfig, onError }: Props) {
  const [text, setText] = useState(() => JSON.stringify(config, null, 2));
  const [error, setError] = useState<string>();
  const change = (next: string) => {
    setText(next);
    const { value, sentence } = parseConfig(next);
    setError(sentence);
    onError(sentence);
    if (value !== undefined) onConfig(value);
  };
  return (
    <div className="field">
      <label htmlFor="config-json">Config as JSON</label>
      <textarea
        id="config-json"
        className="textarea json-view"
        spellCheck={false}
        value={text}
        aria-invalid={error !== undefined}
        onChange={(event) => change(event.target.value)}
      />
      {error !== undefined && (
        <p className="small save-refused" role="alert">
          {error}
        </p>
      )}
      <label className="button small file-button">
        <Icon name="upload" /> From a file
        <input
          className="visually-hidden"
          type="file"
          accept=".json,application/json"
          onChange={async (event) => {
            const file = event.target.files?.[0];
            if (file !== undefined) change(await file.text());
          }}
        />
      </label>
    </div>
  );
}

/** A config from text, or the sentence that says why it is none. */
export function parseConfig(text: string): { value?: Record<string, unknown>; sentence?: string } {
  if (text.trim() === "") return { value: {} };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return { value: value as Record<string, unknown> };
    }
    return { sentence: "A config is a JSON object: { … }." };
  } catch (error) {
    return { sentence: `This is not JSON: ${error instanceof Error ? error.message : "unreadable"}.` };
  }
}
