import { useState } from "react";
import type { JobType } from "../../api/jobTypes.ts";
import { useFileDrop } from "../../hooks/useFileDrop.ts";
import { UploadButton } from "../UploadButton.tsx";
import { readConfigFile } from "./configFile.ts";
import { JsonView } from "./JsonView.tsx";
import type { SortedErrors } from "./schema.ts";
import { Templates } from "./Templates.tsx";
import { TypedForm } from "./TypedForm.tsx";
import type { Config, useConfigDraft } from "./useConfigDraft.ts";

interface Props {
  chosen: JobType;
  draft: ReturnType<typeof useConfigDraft>;
  refused: SortedErrors;
}

/** Says what happened to the values as a whole. */
interface Note {
  text: string;
  isBad: boolean;
}

/** The config of a new job: as a form or as JSON; from an example, a template or a file. */
export function ConfigPanel({ chosen, draft, refused }: Props) {
  const { config, asJson, fill, jsonError } = draft;
  const [templatesOpen, setTemplatesOpen] = useState(false);
  const [note, setNote] = useState<Note>();
  const replace = (next: Config, from: string) => {
    draft.replace(next);
    setNote({ text: `Filled in from ${from}.`, isBad: false });
  };
  const read = async (file: File | undefined) => {
    if (file === undefined) return;
    const { config: given, sentence } = await readConfigFile(file);
    if (given === undefined) setNote({ text: sentence, isBad: true });
    else replace(given, file.name);
  };
  const dropping = useFileDrop(([file]) => void read(file));
  return (
    <section className="panel drop" aria-label={chosen.title} {...dropping}>
      <div className="panel-head config-head">
        <h2>{chosen.title}</h2>
        <div className="button-row">
          <button
            type="button"
            className="button small"
            aria-expanded={templatesOpen}
            onClick={() => setTemplatesOpen(!templatesOpen)}
          >
            Templates
          </button>
          <UploadButton
            label="Config file"
            accept=".json,application/json"
            onFiles={([file]) => void read(file)}
          >
            Upload a config
          </UploadButton>
          <button
            type="button"
            className="button small"
            onClick={() => replace(chosen.example, "the example")}
          >
            Fill in the example
          </button>
          <button
            type="button"
            className="button small"
            aria-pressed={asJson}
            onClick={() => draft.setAsJson(!asJson)}
          >
            JSON
          </button>
        </div>
      </div>
      {templatesOpen && (
        <Templates
          type={chosen.type}
          config={jsonError === undefined ? config : undefined}
          onFill={(next, name) => replace(next, `“${name}”`)}
        />
      )}
      <div className="panel-body">
        <p className="config-note muted" role="status">
          {note?.isBad === false && note.text}
        </p>
        <p className="config-note save-refused" role="alert">
          {note?.isBad === true && note.text}
        </p>
        {asJson ? (
          <JsonView key={fill} config={config} onConfig={draft.change} onError={draft.setJsonError} />
        ) : (
          <TypedForm key={fill} chosen={chosen} config={config} refused={refused} onConfig={draft.change} />
        )}
      </div>
    </section>
  );
}
