import { type DragEvent, useRef, useState } from "react";
import type { JobType } from "../../api/jobTypes.ts";
import { Icon } from "../Icon.tsx";
import { readConfigFile } from "./configFile.ts";
import { JsonView } from "./JsonView.tsx";
import type { SortedErrors } from "./schema.ts";
import { Templates } from "./Templates.tsx";
import { TypedForm } from "./TypedForm.tsx";

type Config = Record<string, unknown>;

interface Props {
  chosen: JobType;
  config: Config;
  asJson: boolean;
  /** Grows when the values are replaced as a whole, which begins the views anew. */
  fill: number;
  refused: SortedErrors;
  jsonError: string | undefined;
  onAsJson: (asJson: boolean) => void;
  /** One value changed. */
  onConfig: (config: Config) => void;
  /** All values are replaced. */
  onReplace: (config: Config) => void;
  onJsonError: (sentence: string | undefined) => void;
}

/** Says what happened to the values as a whole. */
interface Note {
  text: string;
  isBad: boolean;
}

/** The config of a new job: as a form or as JSON; from an example, a template or a file. */
export function ConfigPanel(props: Props) {
  const { chosen, config, asJson, fill, refused, jsonError, onAsJson, onConfig, onReplace, onJsonError } =
    props;
  const [templatesOpen, setTemplatesOpen] = useState(false);
  const [note, setNote] = useState<Note>();
  const replace = (next: Config, from: string) => {
    onReplace(next);
    setNote({ text: `Filled in from ${from}.`, isBad: false });
  };
  const read = async (file: File | undefined) => {
    if (file === undefined) return;
    const { config: given, sentence } = await readConfigFile(file);
    if (given === undefined) setNote({ text: sentence, isBad: true });
    else replace(given, file.name);
  };
  const { isOver, ...dropping } = useFileDrop((file) => void read(file));
  return (
    <section className="panel drop" aria-label={chosen.title} data-over={isOver} {...dropping}>
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
          <UploadButton onFile={(file) => void read(file)} />
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
            onClick={() => onAsJson(!asJson)}
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
          <JsonView key={fill} config={config} onConfig={onConfig} onError={onJsonError} />
        ) : (
          <TypedForm key={fill} chosen={chosen} config={config} refused={refused} onConfig={onConfig} />
        )}
      </div>
    </section>
  );
}

function UploadButton({ onFile }: { onFile: (file: File | undefined) => void }) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="button small" onClick={() => picker.current?.click()}>
        <Icon name="upload" /> Upload a config
      </button>
      <input
        ref={picker}
        type="file"
        accept=".json,application/json"
        aria-label="Config file"
        hidden
        onChange={(event) => {
          onFile(event.target.files?.[0]);
          // The same file again, once it is put right.
          event.target.value = "";
        }}
      />
    </>
  );
}

// Text that is dragged into a field stays the field's.
function useFileDrop(onFile: (file: File) => void) {
  const [isOver, setIsOver] = useState(false);
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return {
    isOver,
    onDragOver: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setIsOver(true);
    },
    onDragLeave: () => setIsOver(false),
    onDrop: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setIsOver(false);
      const [file] = event.dataTransfer.files;
      if (file !== undefined) onFile(file);
    },
  };
}
