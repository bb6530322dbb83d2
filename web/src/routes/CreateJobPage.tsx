import type { ErrorSchema } from "@rjsf/utils";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { createJob, type Job, processJob } from "../api/jobs.ts";
import type { JobType } from "../api/jobTypes.ts";
import { ApiError, sentenceOf } from "../api/problem.ts";
import { jobQuery, jobTypesQuery } from "../api/queries.ts";
import { JsonView } from "../components/form/JsonView.tsx";
import {
  essentialFields,
  missingFields,
  prepareSchema,
  type SortedErrors,
  sortErrors,
  uiSchemaFor,
} from "../components/form/schema.ts";
import { TypeCards } from "../components/form/TypeCards.tsx";
import { ConfigForm, type FormContext } from "../components/form/theme.tsx";
import { validator } from "../components/form/validator.ts";
import { Loaded } from "../components/Loaded.tsx";
import { Page } from "../components/Page.tsx";
import "../styles/form.css";

type Config = Record<string, unknown>;

/** A new job: from a form, as JSON, from an example, from a file, or as another one again. */
export function CreateJobPage() {
  const [params] = useSearchParams();
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
          isReady ? <CreateForm types={known} origin={origin.data} wanted={params.get("type")} /> : null
        }
      </Loaded>
    </Page>
  );
}

interface CreateFormProps {
  types: readonly JobType[];
  origin: Job | undefined;
  wanted: string | null;
}

function CreateForm({ types, origin, wanted }: CreateFormProps) {
  const [type, setType] = useState(origin?.type ?? wanted ?? types[0]?.type ?? "");
  const [label, setLabel] = useState(origin?.label ?? "");
  const [description, setDescription] = useState(origin?.description ?? "");
  const [config, setConfig] = useState<Config>(origin?.config ?? {});
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
    setFill(fill + 1);
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
    submit.mutate({
      job: { type, label: label.trim(), description: description.trim(), config, parentId: origin?.parentId },
      run,
    });
  };
  return (
    <div className="create">
      <TypeCards
        types={types}
        chosen={type}
        onChoose={(next) => {
          setType(next);
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
      {chosen !== undefined && (
        <section className="panel">
          <div className="panel-head">
            <h2>{chosen.title}</h2>
            <button type="button" className="button small" onClick={() => replace(chosen.example)}>
              Fill in the example
            </button>
            <button
              type="button"
              className="button small"
              aria-pressed={asJson}
              onClick={() => setAsJson(!asJson)}
            >
              JSON
            </button>
          </div>
          <div className="panel-body">
            {asJson ? (
              <JsonView key={fill} config={config} onConfig={setConfig} onError={setJsonError} />
            ) : (
              <TypedForm
                key={`${type}-${fill}`}
                chosen={chosen}
                config={config}
                refused={refused}
                onConfig={(next) => {
                  setConfig(next);
                  setMissing((old) =>
                    old.filter((name) => missingFields(chosen.schema, next).includes(name)),
                  );
                }}
              />
            )}
          </div>
        </section>
      )}
      <SubmitBar
        isPending={submit.isPending}
        sentences={[...(jsonError === undefined ? [] : [jsonError]), ...summary(submit.error, refused)]}
        onSubmit={send}
      />
    </div>
  );
}

interface TypedFormProps {
  chosen: JobType;
  config: Config;
  refused: SortedErrors;
  onConfig: (config: Config) => void;
}

function TypedForm({ chosen, config, refused, onConfig }: TypedFormProps) {
  const schema = useMemo(() => prepareSchema(chosen.schema), [chosen]);
  const uiSchema = useMemo(() => uiSchemaFor(schema, chosen.example), [schema, chosen]);
  const context: FormContext = { essential: essentialFields(schema, chosen.example) };
  const extraErrors = useMemo(
    () =>
      Object.fromEntries(
        Object.entries(refused.byField).map(([name, messages]) => [name, { __errors: messages }]),
      ) as ErrorSchema,
    [refused],
  );
  return (
    <ConfigForm
      schema={schema}
      uiSchema={uiSchema}
      validator={validator}
      formContext={context}
      formData={config}
      extraErrors={extraErrors}
      // A form inside the page's own: the buttons below send everything together.
      tagName="div"
      idPrefix="config"
      showErrorList={false}
      // A field that the person has not come to yet is not wrong; what is missing is said on sending.
      transformErrors={(errors) => errors.filter(({ name }) => name !== "required")}
      liveValidate="onBlur"
      // Absent values are the server's defaults: writing them all down would hide what the person chose.
      experimental_defaultFormStateBehavior={{ emptyObjectFields: "skipDefaults" }}
      onChange={({ formData }) => onConfig(formData ?? {})}
    />
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
  job: Parameters<typeof createJob>[0];
  run: boolean;
}

function useSubmit() {
  const navigate = useNavigate();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ job, run }: Submission) => {
      const created = await createJob(job);
      if (!run) return { created, problem: undefined };
      try {
        return { created: await processJob(created.id, "RUN"), problem: undefined };
      } catch (error) {
        // The job exists: its own page is the place to see why it does not run, and to try again.
        return { created, problem: sentenceOf(error) };
      }
    },
    onSuccess: ({ created, problem }) => {
      void client.invalidateQueries({ queryKey: ["jobs"] });
      void client.invalidateQueries({ queryKey: ["experiments"] });
      navigate(`/jobs/${created.id}`, { state: problem === undefined ? undefined : { problem } });
    },
  });
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
