import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { sentenceOf } from "../../api/problem.ts";
import {
  deleteTemplate,
  LONGEST_NAME,
  NAME_RULE,
  nameProblem,
  readTemplate,
  saveTemplate,
  type Template,
} from "../../api/templates.ts";
import { Age } from "../Age.tsx";
import { ConfirmButton } from "../ConfirmButton.tsx";
import { Loaded } from "../Loaded.tsx";
import { templatesQuery } from "./queries.ts";

type Config = Record<string, unknown>;

interface Props {
  type: string;
  /** The present values; undefined while they are not valid JSON. */
  config: Config | undefined;
  onFill: (config: Config, name: string) => void;
}

/** Configs of a job type that were kept for later: start from one, keep one, delete one. */
export function Templates({ type, config, onFill }: Props) {
  return (
    <div className="templates">
      <StartFrom type={type} onFill={onFill} />
      <SaveAs type={type} config={config} />
    </div>
  );
}

function StartFrom({ type, onFill }: Pick<Props, "type" | "onFill">) {
  const client = useQueryClient();
  const query = useQuery(templatesQuery(type));
  const section = useRef<HTMLElement>(null);
  const read = useMutation({
    mutationFn: (name: string) => readTemplate(type, name),
    onSuccess: onFill,
  });
  const remove = useMutation({
    mutationFn: (name: string) => deleteTemplate(type, name),
    onSettled: () => client.invalidateQueries({ queryKey: templatesQuery(type).queryKey }),
  });
  const error = read.error ?? remove.error;
  return (
    <section ref={section} tabIndex={-1} aria-label="Start from a template">
      <h3>Start from a template</h3>
      {error !== null && (
        <p className="small save-refused" role="alert">
          {sentenceOf(error)}
        </p>
      )}
      <Loaded query={query}>
        {(templates) =>
          templates.length === 0 ? (
            <p className="muted">No templates for this type yet.</p>
          ) : (
            <ul className="template-list">
              {templates.map((template) => (
                <TemplateRow
                  key={template.name}
                  template={template}
                  onChoose={() => {
                    remove.reset();
                    read.mutate(template.name);
                  }}
                  onDelete={() => {
                    read.reset();
                    remove.mutate(template.name);
                    // The pressed button goes with its row.
                    section.current?.focus();
                  }}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

interface TemplateRowProps {
  template: Template;
  onChoose: () => void;
  onDelete: () => void;
}

function TemplateRow({ template: { name, modifiedAt }, onChoose, onDelete }: TemplateRowProps) {
  return (
    <li>
      <button type="button" className="link file-name" title={name} onClick={onChoose}>
        {name}
      </button>
      <span className="small muted">
        <Age date={modifiedAt} />
      </span>
      <ConfirmButton
        className="button quiet small"
        label={`Delete the template ${name}`}
        question="Delete it?"
        confirm="Delete"
        onConfirm={onDelete}
      >
        Delete
      </ConfirmButton>
    </li>
  );
}

function SaveAs({ type, config }: Pick<Props, "type" | "config">) {
  const client = useQueryClient();
  const { data: known } = useQuery(templatesQuery(type));
  const [name, setName] = useState("");
  const [refused, setRefused] = useState<string>();
  const save = useMutation({
    mutationFn: (given: { name: string; config: Config }) => saveTemplate(type, given.name, given.config),
    onSuccess: () => {
      setName("");
      return client.invalidateQueries({ queryKey: templatesQuery(type).queryKey });
    },
  });
  const wanted = name.trim();
  const isKnown = known?.some((template) => template.name === wanted.normalize("NFC")) ?? false;
  const problem = refused ?? (save.error === null ? undefined : sentenceOf(save.error));
  const change = (next: string) => {
    setName(next);
    save.reset();
    // An empty field is not wrong yet; a letter that cannot be in a name is.
    setRefused(next.trim() === "" ? undefined : nameProblem(next));
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const reason = nameProblem(wanted) ?? (config === undefined ? "The JSON below is not valid." : undefined);
    setRefused(reason);
    if (reason === undefined && config !== undefined) save.mutate({ name: wanted, config });
  };
  return (
    <form className="field" onSubmit={onSubmit} noValidate>
      <h3>
        <label htmlFor="template-name">Save as template</label>
      </h3>
      <div className="path-input">
        <input
          id="template-name"
          className="input"
          value={name}
          maxLength={LONGEST_NAME}
          placeholder="name"
          autoComplete="off"
          aria-invalid={problem !== undefined}
          aria-describedby="template-name-help"
          onChange={(event) => change(event.target.value)}
        />
        <button type="submit" className="button" disabled={save.isPending}>
          {isKnown ? "Replace" : "Save"}
        </button>
      </div>
      <div id="template-name-help" className="field-help small">
        <p className={problem === undefined ? "muted" : "muted replaced"} role="status">
          {save.isSuccess
            ? `Saved as “${save.variables.name}”.`
            : isKnown
              ? `There is a “${wanted}” already.`
              : NAME_RULE}
        </p>
        <p className="save-refused" role="alert">
          {problem}
        </p>
      </div>
    </form>
  );
}
