import { useState } from "react";
import { parseConfig } from "../../api/configText.ts";

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
        aria-describedby="config-json-error"
        onChange={(event) => change(event.target.value)}
      />
      <p id="config-json-error" className="small save-refused" role="alert">
        {error}
      </p>
    </div>
  );
}
