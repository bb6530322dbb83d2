import { withTheme } from "@rjsf/core";
import {
  type BaseInputTemplateProps,
  type FieldProps,
  type FieldTemplateProps,
  getInputProps,
  type ObjectFieldTemplateProps,
  type WidgetProps,
} from "@rjsf/utils";
import type { ReactNode } from "react";
import { ArchiveDirectoryWidget, PathWidget } from "./PathWidget.tsx";
import { numberText } from "./schema.ts";

/** Identifier of the help text of a field, for `aria-describedby`. */
export function helpId(id: string): string {
  return `${id}-help`;
}

function FieldTemplate(props: FieldTemplateProps) {
  const { id, label, children, rawErrors = [], rawDescription, required, hidden, schema } = props;
  if (hidden) return <div hidden>{children}</div>;
  if (schema.type === "object") return <>{children}</>;
  const isCheck = schema.type === "boolean";
  return (
    <div className="field">
      {!isCheck && (
        <label htmlFor={id}>
          {label}
          {required ? "" : <span className="muted"> optional</span>}
        </label>
      )}
      {children}
      <FieldHelp id={id} errors={rawErrors}>
        {plainText(rawDescription)}
        {schema.default !== undefined &&
          !isCheck &&
          schema.default !== "" &&
          ` Default: ${defaultText(schema.default)}.`}
      </FieldHelp>
    </div>
  );
}

// An error takes the place of the help and no more room: nothing below it moves under a finger about to press.
function FieldHelp({ id, errors, children }: { id: string; errors: readonly string[]; children: ReactNode }) {
  const hasError = errors.length > 0;
  return (
    <div className="field-help small" id={helpId(id)}>
      <p className={hasError ? "muted replaced" : "muted"}>{children}</p>
      <p className="save-refused" role="alert">
        {[...new Set(errors)].join("; ")}
      </p>
    </div>
  );
}

// Descriptions are written for documents, where code stands between backticks.
function plainText(description: string | undefined): string | undefined {
  return description?.replaceAll("`", "");
}

function defaultText(value: unknown): string {
  if (typeof value === "number") return numberText(value);
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/** What the form needs to know beyond its schema. */
export interface FormContext {
  /** Names of the fields that are shown at once. */
  essential: readonly string[];
}

// Essentials first, the rest folded: a form of twenty fields must not look like one.
function ObjectFieldTemplate({ properties, registry, errorSchema }: ObjectFieldTemplateProps) {
  const essential = new Set((registry.formContext as FormContext).essential);
  const first = properties.filter(({ name }) => essential.has(name));
  const rest = properties.filter(({ name }) => !essential.has(name));
  const hasHiddenError = rest.some(({ name }) => errorSchema?.[name] !== undefined);
  return (
    <>
      <div className="field-columns">
        {first.map(({ name, content }) => (
          <div key={name}>{content}</div>
        ))}
      </div>
      {rest.length > 0 && (
        <details className="more" open={hasHiddenError || undefined}>
          <summary>More ({rest.length})</summary>
          <div className="field-columns">
            {rest.map(({ name, content }) => (
              <div key={name}>{content}</div>
            ))}
          </div>
        </details>
      )}
    </>
  );
}

function BaseInputTemplate(props: BaseInputTemplateProps) {
  const {
    id,
    value,
    type,
    schema,
    options,
    placeholder,
    required,
    onChange,
    onBlur,
    rawErrors = [],
    htmlName,
  } = props;
  const input = getInputProps(schema, type, options);
  return (
    <input
      {...input}
      // "any" lets a number field take 6519.5 although its step would be 1.
      step={input.type === "number" && schema.type === "number" ? "any" : input.step}
      className="input"
      id={id}
      name={htmlName ?? id}
      placeholder={placeholder}
      required={required}
      value={value ?? ""}
      aria-invalid={rawErrors.length > 0}
      aria-describedby={helpId(id)}
      onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
      onBlur={(event) => onBlur(id, event.target.value)}
    />
  );
}

function CheckboxWidget({ id, value, label, onChange }: WidgetProps) {
  return (
    <label className="check" htmlFor={id}>
      <input
        id={id}
        type="checkbox"
        checked={value === true}
        aria-describedby={helpId(id)}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
    </label>
  );
}

function SelectWidget({
  id,
  value,
  options,
  required,
  schema,
  onChange,
  onBlur,
  rawErrors = [],
}: WidgetProps) {
  const choices = options.enumOptions ?? [];
  const hasEmpty = !required && schema.default === undefined;
  return (
    <select
      id={id}
      className="select"
      value={String(value ?? schema.default ?? "")}
      aria-invalid={rawErrors.length > 0}
      aria-describedby={helpId(id)}
      onBlur={(event) => onBlur(id, event.target.value)}
      onChange={(event) =>
        onChange(choices.find((choice) => String(choice.value) === event.target.value)?.value)
      }
    >
      {hasEmpty && <option value="">–</option>}
      {choices.map((choice) => (
        <option key={String(choice.value)} value={String(choice.value)}>
          {String(choice.value)}
        </option>
      ))}
    </select>
  );
}

// A list of words is written as a person writes it, with commas.
function WordList(props: FieldProps) {
  const {
    fieldPathId,
    formData,
    onChange,
    onBlur,
    schema,
    uiSchema,
    required,
    rawErrors = [],
    title,
    name,
  } = props;
  const id = fieldPathId.$id;
  // Its default is what it shows: an absent value means that.
  const value = formData ?? schema.default;
  const words = Array.isArray(value) ? value.map(String) : [];
  const items = typeof schema.items === "object" && !Array.isArray(schema.items) ? schema.items : undefined;
  const choices = items?.enum === undefined ? "" : `, of ${items.enum.map(String).join(", ")}`;
  return (
    <div className="field">
      <label htmlFor={id}>
        {title ?? schema.title ?? name}
        {required ? "" : <span className="muted"> optional</span>}
      </label>
      <input
        id={id}
        className="input"
        // Kept by the browser while it is written: "a, " must not lose its comma.
        key={words.join(",")}
        defaultValue={words.join(", ")}
        placeholder={uiSchema?.["ui:placeholder"] ?? "one, two, three"}
        aria-invalid={rawErrors.length > 0}
        aria-describedby={helpId(id)}
        onBlur={(event) => {
          onChange(wordsOf(event.target.value), fieldPathId.path);
          onBlur(id, event.target.value);
        }}
      />
      <FieldHelp id={id} errors={rawErrors}>
        {plainText(schema.description)} Separated by commas{choices}.
      </FieldHelp>
    </div>
  );
}

/** The words between the commas; undefined when there are none. */
export function wordsOf(text: string): string[] | undefined {
  const words = text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  return words.length === 0 ? undefined : words;
}

function WordListTemplate({ children }: FieldTemplateProps) {
  return <>{children}</>;
}

/** The form of a job type's config, in the page's own dress. */
export const ConfigForm = withTheme({
  templates: {
    FieldTemplate: (props) =>
      props.uiSchema?.["ui:field"] === "WordList" ? (
        <WordListTemplate {...props} />
      ) : (
        <FieldTemplate {...props} />
      ),
    ObjectFieldTemplate,
    BaseInputTemplate,
    ErrorListTemplate: () => null,
  },
  widgets: { CheckboxWidget, SelectWidget, path: PathWidget, archiveDirectory: ArchiveDirectoryWidget },
  fields: { WordList },
});
