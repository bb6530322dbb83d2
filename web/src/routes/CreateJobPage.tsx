import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { createJob, type Job, type NewJob, startJob } from "../api/jobs.ts";
import type { JobType } from "../api/jobTypes.ts";
import { ApiError, sentenceOf } from "../api/problem.ts";
import { ConfigPanel } from "../components/form/ConfigPanel.tsx";
import { missingFields, type SortedErrors, sortErrors, withDefaults } from "../components/form/schema.ts";
import { TypeCards } from "../components/form/TypeCards.tsx";
import { jobQuery, jobTypesQuery } from "../components/job/queries.ts";
import { Loaded } from "../components/Loaded.tsx";
import { Page } from "../components/Page.tsx";
import { useCreation } from "../hooks/useCreation.ts";
import "../styles/form.css";

type Config = Record<string, unknown>;

/** A new job: from a form, as JSON, from an example, a template or a file, or as another one again. */
export function CreateJobPage() {
  const [params, setParams] = useSearchParams();
  const from = params.get("from");
  const types = useQuery(jobTypesQuery());
  const origin = useQuery({ ...jobQuery(from ?? ""), enabled: from !== null });
  const isReady = from === null || origin.data !== undefined;
  return (
    <Page crumbs={[{ name: "Jobs", to: "/jobs" }, { name: from === null ? "New job" : "Run again" }]}>
      <h1>{from === null ? "New job" : `Run again: ${origin.data?.label ?? "…"}`}</h1>
      {from !== null && origin.error !== null && <Loaded query={origin}>{() => null}</Loaded>}
      <Loaded query={types}>
        {(known) =>
          isReady ? (
            <CreateForm
              types={known}
              origin={origin.data}
              wanted={params.get("type")}
              onType={(type) => setParams((old) => withType(old, type), { replace: true })}
            />
          ) : null
        }
      </Loaded>
    </Page>
  );
}

function withType(query: URLSearchParams, type: string): URLSearchParams {
  const next = new URLSearchParams(query);
  next.set("type", type);
  return next;
}

interface CreateFormProps {
  types: readonly JobType[];
  origin: Job | undefined;
  /** The type of the address. */
  wanted: string | null;
  onType: (type: string) => void;
}

function CreateForm({ types, origin, wanted, onType }: CreateFormProps) {
  const type = wanted ?? origin?.type ?? types[0]?.type ?? "";
  const [label, setLabel] = useState(origin?.label ?? "");
  const [description, setDescription] = useState(origin?.description ?? "");
  // Another type than the origin's begins empty.
  const [config, setConfig] = useState<Config>(type === origin?.type ? (origin.config ?? {}) : {});
  const [asJson, setAsJson] = useState(false);
  // Grows when the values are replaced as a whole, which begins the views anew.
  const [fill, setFill] = useState(0);
  const [jsonError, setJsonError] = useState<string>();
  const form = useRef<HTMLFormElement>(null);
  const chosen = types.find((candidate) => candidate.type === type);
  const submit = useSubmit();
  const fields = Object.keys(chosen?.schema.properties ?? {});
  const [missing, setMissing] = useState<readonly string[]>([]);
  const refused = useMemo(() => refusals(submit.error, fields, missing), [submit.error, fields, missing]);

  const replace = (next: Config) => {
    setConfig(next);
    setJsonError(undefined);
    setMissing([]);
    setFill((count) => count + 1);
  };
  const isValid = () => {
    if (form.current?.reportValidity() === false) return false;
    if (asJson) return jsonError === undefined;
    const absent = chosen === undefined ? [] : missingFields(chosen.schema, config);
    setMissing(absent);
    return absent.length === 0;
  };
  const send = (run: boolean) => {
    if (!isValid()) return;
    submit.start({
      job: {
        type,
        label: label.trim(),
        description: description.trim(),
        config: chosen === undefined ? config : withDefaults(chosen.schema, config),
        parentId: origin?.parentId,
      },
      run,
    });
  };
  return (
    <div className="create">
      <TypeCards
        types={types}
        chosen={type}
        onChoose={(next) => {
          onType(next);
          replace({});
          submit.reset();
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
      {chosen !== undefined && (
        <ConfigPanel
          key={type}
          chosen={chosen}
          config={config}
          asJson={asJson}
          fill={fill}
          refused={refused}
          jsonError={jsonError}
          onAsJson={setAsJson}
          onConfig={(next) => {
            setConfig(next);
            setMissing((old) => old.filter((name) => missingFields(chosen.schema, next).includes(name)));
          }}
          onReplace={replace}
          onJsonError={setJsonError}
        />
      )}
      <SubmitBar
        isPending={submit.isPending}
        sentences={[...(jsonError === undefined ? [] : [jsonError]), ...summary(submit.error, refused)]}
        onSubmit={send}
      />
    </div>
  );
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

interface Submission {
  job: NewJob;
  run: boolean;
}

interface Submitted {
  created: Job;
  /** Why it does not run although it should. */
  problem?: string;
}

async function submitJob({ job, run }: Submission, key: string): Promise<Submitted> {
  const created = await createJob(job, key);
  if (!run) return { created };
  try {
    return { created: await startJob(created.id) };
  } catch (error) {
    // The job exists: its own page is the place to see why it does not run, and to try again.
    return { created, problem: sentenceOf(error) };
  }
}

function useSubmit() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const onSuccess = ({ created, problem }: Submitted) => {
    void client.invalidateQueries({ queryKey: ["jobs"] });
    void client.invalidateQueries({ queryKey: ["experiments"] });
    navigate(`/jobs/${created.id}`, { state: problem === undefined ? undefined : { problem } });
  };
  return useCreation(submitJob, onSuccess, ({ job }) => job);
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
