import type { RJSFSchema } from "@rjsf/utils";
import { numberText } from "../form/schema.ts";

interface Props {
  config: Record<string, unknown>;
  schema: RJSFSchema | undefined;
}

/** The values of a config with their titles from the schema. */
export function ConfigTable({ config, schema }: Props) {
  return (
    <section className="panel table-wrap">
      <table className="table config-table">
        <tbody>
          {Object.entries(config).map(([key, value]) => {
            const field = schema?.properties?.[key];
            const known = typeof field === "object" ? field : undefined;
            return (
              <tr key={key}>
                <th scope="row" title={known?.description}>
                  {known?.title ?? key}
                  {known?.title !== undefined && <span className="mono muted"> {key}</span>}
                </th>
                <td className="wrap">{valueText(value)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

/** A JSON value as a person reads it. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return numberText(value);
  if (Array.isArray(value) && value.every((entry) => typeof entry !== "object")) return value.join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
