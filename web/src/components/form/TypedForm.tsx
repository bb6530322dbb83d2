import type { ErrorSchema } from "@rjsf/utils";
import { useMemo } from "react";
import type { JobType } from "../../api/jobTypes.ts";
import { essentialFields, prepareSchema, type SortedErrors, uiSchemaFor } from "./schema.ts";
import { ConfigForm, type FormContext } from "./theme.tsx";
import { validator } from "./validator.ts";

type Config = Record<string, unknown>;

interface Props {
  chosen: JobType;
  config: Config;
  refused: SortedErrors;
  onConfig: (config: Config) => void;
}

/** The form that the schema of a job type makes. */
export function TypedForm({ chosen, config, refused, onConfig }: Props) {
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
