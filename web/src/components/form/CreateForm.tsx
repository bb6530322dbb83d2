import { useMemo, useRef, useState } from "react";
import type { Job } from "../../api/jobs.ts";
import type { JobType } from "../../api/jobTypes.ts";
import { ApiError, sentenceOf } from "../../api/problem.ts";
import { ConfigPanel } from "./ConfigPanel.tsx";
import { beginning, type SortedErrors, sortErrors, withDefaults } from "./schema.ts";
import { TypeCards } from "./TypeCards.tsx";
import { type Config, useConfigDraft } from "./useConfigDraft.ts";
import { useSubmission } from "./useSubmission.ts";

interface Props {
  types: readonly JobType[];
  origin: Job | undefined;
  /** The type of the address. */
  wanted: string | null;
  /** The result that the job is to read, where the page that led here has one. */
  matrix: string | null;
  onType: (type: string) => void;
}

/** Type, label and config of a new job, and what sends them. */
export function CreateForm({ types, origin, wanted, matrix, onType }: Props) {
  const type = wanted ?? origin?.type ?? types[0]?.type ?? "";
  const chosen = types.find((candidate) => candidate.type === type);
  const [label, setLabel] = useState(origin?.label ?? "");
  const [description, setDescription] = useState(origin?.description ?? "");
  // Another type than the origin's begins with what its schema says, and with the result that is to be read.
  const draft = useConfigDraft(
    chosen,
    type === origin?.type ? (origin.config ?? {}) : withMatrix(chosen, matrix),
  );
  const { config, missing, jsonError } = draft;
  const form = useRef<HTMLFormElement>(null);
  const submission = useSubmission();
  const refused = useMemo(() => {
    const fields = Object.keys(chosen?.schema.properties ?? {});
    return refusals(submission.error, fields, missing);
  }, [submission.error, chosen, missing]);
  const send = (run: boolean) => {
    // Both are checked, so that all that is wrong is said at once.
    const isFit = draft.check();
    if (form.current?.reportValidity() === false || !isFit) return;
    const job = {
      type,
      label: label.trim(),
      description: description.trim(),
      config: chosen === undefined ? config : withDefaults(chosen.schema, config),
      parentId: origin?.parentId,
    };
    submission.start({ job, run });
  };
  return (
    <div className="create">
      <TypeCards
        types={types}
        chosen={type}
        onChoose={(next) => {
          onType(next);
          draft.replace(
            withMatrix(
              types.find((candidate) => candidate.type === next),
              matrix,
            ),
          );
          submission.reset();
        }}
      />
      <form ref={form} className="field-columns" onSubmit={(event) => event.preventDefault()}>
        <TextField name="label" title="Label" value={label} longest={50} required onChange={setLabel} />
        <TextField
          name="description"
          title="Description"
          value={description}
          longest={255}
          onChange={setDescription}
        />
      </form>
      {chosen === undefined && type !== "" && (
        <p className="notice">No worker offers the type {type} now; choose another one.</p>
      )}
      {chosen !== undefined && <ConfigPanel key={type} chosen={chosen} draft={draft} refused={refused} />}
      <SubmitBar
        isPending={submission.isPending}
        sentences={[...(jsonError === undefined ? [] : [jsonError]), ...summary(submission.error, refused)]}
        onSubmit={send}
      />
    </div>
  );
}

/** Names of the field that takes a matrix of spectra, in the built-in types. */
const MATRIX_FIELDS = ["pool_path", "pool_data_path", "data_path"];

function withMatrix(type: JobType | undefined, matrix: string | null): Config {
  const begun = type === undefined ? {} : beginning(type.schema);
  const field = MATRIX_FIELDS.find((name) => Object.hasOwn(type?.schema.properties ?? {}, name));
  return matrix === null || field === undefined ? begun : { ...begun, [field]: matrix };
}

interface TextFieldProps {
  name: string;
  title: string;
  value: string;
  longest: number;
  required?: boolean;
  onChange: (value: string) => void;
}

function TextField({ name, title, value, longest, required = false, onChange }: TextFieldProps) {
  return (
    <div className="field">
      <label htmlFor={name}>
        {title}
        {!required && <span className="muted"> optional</span>}
      </label>
      <input
        id={name}
        className="input"
        value={value}
        required={required}
        maxLength={longest}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

interface SubmitBarProps {
  isPending: boolean;
  sentences: readonly string[];
  onSubmit: (run: boolean) => void;
}

function SubmitBar({ isPending, sentences, onSubmit }: SubmitBarProps) {
  return (
    <div className="form-actions">
      <button type="button" className="button primary" disabled={isPending} onClick={() => onSubmit(true)}>
        Create and run
      </button>
      <button type="button" className="button" disabled={isPending} onClick={() => onSubmit(false)}>
        Create
      </button>
      {sentences.length > 0 && (
        <span className="save-refused" role="alert">
          {sentences.join(" ")}
        </span>
      )}
    </div>
  );
}

function refusals(error: Error | null, fields: readonly string[], missing: readonly string[]): SortedErrors {
  const sorted = sortErrors(error instanceof ApiError ? error.fieldErrors : [], fields);
  for (const name of missing) sorted.byField[name] = ["This value is needed."];
  return sorted;
}

// The sentence of the whole, unless every part of it is already said at a field.
function summary(error: Error | null, refused: SortedErrors): string[] {
  if (error === null)
    return Object.keys(refused.byField).length > 0 ? ["Some values are needed; see above."] : [];
  if (refused.others.length > 0) return refused.others;
  return Object.keys(refused.byField).length > 0
    ? ["Some values were refused; see above."]
    : [sentenceOf(error)];
}
