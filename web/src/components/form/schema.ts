import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import type { FieldError } from "../../api/problem.ts";

type Property = RJSFSchema;

/** A schema as the form shows it: references resolved, "or null" dropped (an absent value says the same). */
export function prepareSchema(schema: RJSFSchema): RJSFSchema {
  const definitions = (schema.$defs ?? {}) as Record<string, Property>;
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {})
      // Kept by the API for old configs; a new one has no use for it.
      .filter(([, property]) => typeof property !== "object" || !property.deprecated)
      .map(([name, property]) => [
        name,
        typeof property === "object" ? simplified(property as Property, definitions) : property,
      ]),
  );
  const { title: _, description: __, $defs: ___, $schema: ____, ...rest } = schema;
  return { ...rest, properties };
}

function simplified(property: Property, definitions: Record<string, Property>): Property {
  const { $ref, anyOf, oneOf, type, ...own } = property;
  if (type === "array" && typeof property.items === "object" && !Array.isArray(property.items)) {
    return { ...property, items: simplified(property.items, definitions) };
  }
  if (Array.isArray(oneOf)) {
    const values = oneOf.map((choice) => (typeof choice === "object" ? choice.const : undefined));
    // Named constants, each with its own words, are a choice of values.
    if (values.every((value) => typeof value === "string")) return { ...own, type: "string", enum: values };
  }
  if (typeof $ref === "string") {
    const target = definitions[$ref.replace(/^#\/\$defs\//, "")];
    // The field's own words win over those of the shared type.
    if (target !== undefined) return { ...simplified(target, definitions), ...withoutNullDefault(own) };
  }
  if (Array.isArray(anyOf)) {
    const choices = anyOf.filter(
      (choice): choice is Property => typeof choice === "object" && choice.type !== "null",
    );
    if (choices.length === 1) return { ...simplified(choices[0], definitions), ...withoutNullDefault(own) };
  }
  if (Array.isArray(type)) {
    const kinds = type.filter((kind) => kind !== "null");
    if (kinds.length === 1) return { ...withoutNullDefault(own), type: kinds[0] };
  }
  return property;
}

function withoutNullDefault(property: Property): Property {
  if (property.default !== null) return property;
  const { default: _, ...rest } = property;
  return rest;
}

/** How a schema says what the value of a text field is the path of. */
const PATH_KEYWORD = "x-path";

/** The widget that picks the value of a path field; undefined for fields without one. */
export function pathWidgetOf(name: string, property: Property): "path" | "archiveDirectory" | undefined {
  if (property.type !== "string") return undefined;
  if (property[PATH_KEYWORD] === "archive-directory") return "archiveDirectory";
  // Config keys of files end in `_path`, those of directories in `_dir_path`.
  return name.endsWith("_path") && !name.endsWith("_dir_path") ? "path" : undefined;
}

/** How the form shows each field beyond its type. */
export function uiSchemaFor(schema: RJSFSchema, example: Record<string, unknown>): UiSchema {
  const ui: UiSchema = { "ui:submitButtonOptions": { norender: true } };
  // The rest follows in the order of the schema.
  ui["ui:order"] = [...essentialFields(schema, example), "*"];
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (typeof property !== "object") continue;
    const field: UiSchema = {};
    const widget = pathWidgetOf(name, property);
    if (widget !== undefined) field["ui:widget"] = widget;
    if (isWordList(property)) field["ui:field"] = "WordList";
    const [example] = (property.examples as unknown[] | undefined) ?? [];
    if (example !== undefined && property.default === undefined)
      field["ui:placeholder"] = exampleText(example);
    ui[name] = field;
  }
  return ui;
}

function isWordList(property: Property): boolean {
  return (
    property.type === "array" &&
    typeof property.items === "object" &&
    !Array.isArray(property.items) &&
    property.items.type === "string"
  );
}

function exampleText(example: unknown): string {
  return Array.isArray(example) ? example.join(", ") : String(example);
}

/**
 * Names of the fields that are shown at once, in their order; the others are folded under "More". The required ones
 * come first, as the schema lists them; then, in the order of its properties, what the example sets to something else
 * than its default, for that is what a person usually sets.
 */
export function essentialFields(schema: RJSFSchema, example: Record<string, unknown>): string[] {
  const usual = Object.entries(schema.properties ?? {}).filter(([name, property]) => {
    const value = example[name];
    if (typeof property !== "object" || value === undefined || value === "" || value === null) return false;
    return JSON.stringify(value) !== JSON.stringify(property.default);
  });
  return [...new Set([...(schema.required ?? []), ...usual.map(([name]) => name)])];
}

/** The required fields that have neither a value nor a default. */
export function missingFields(schema: RJSFSchema, config: Record<string, unknown>): string[] {
  const filled = withDefaults(schema, config);
  return (schema.required ?? []).filter((name) => isEmpty(filled[name]));
}

/** A config in which each required field without a value has its default: the API refuses a config without it. */
export function withDefaults(schema: RJSFSchema, config: Record<string, unknown>): Record<string, unknown> {
  const filled = { ...config };
  for (const name of schema.required ?? []) {
    const property = schema.properties?.[name];
    if (isEmpty(filled[name]) && typeof property === "object" && property.default != null)
      filled[name] = property.default;
  }
  return filled;
}

/** With which value a form begins where that is not the default: what suits a person, where the default suits earlier scripts. */
const BEGIN_KEYWORD = "x-begin";

/** The config that a new form begins with. */
export function beginning(schema: RJSFSchema): Record<string, unknown> {
  const begun = Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    typeof property === "object" && BEGIN_KEYWORD in property ? [[name, property[BEGIN_KEYWORD]]] : [],
  );
  return Object.fromEntries(begun);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

/** A number as it was meant: a value of single precision without the digits that doubling its precision adds. */
export function numberText(value: number): string {
  if (!Number.isFinite(value) || Math.fround(value) !== value) return String(value);
  for (let digits = 1; digits <= 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(value);
}

/** Sentences for the fields of a config, and those that belong to no field of it. */
export interface SortedErrors {
  byField: Record<string, string[]>;
  others: string[];
}

/** Sorts the API's field errors: pointers such as `/config/wave_start_point` name the field. */
export function sortErrors(errors: readonly FieldError[], fields: readonly string[]): SortedErrors {
  const sorted: SortedErrors = { byField: {}, others: [] };
  for (const { pointer, message } of errors) {
    const [name] = pointer
      .replace(/^#/, "")
      .replace(/^\/config/, "")
      .split("/")
      .filter(Boolean);
    if (name !== undefined && fields.includes(unescaped(name))) {
      sorted.byField[unescaped(name)] = [...(sorted.byField[unescaped(name)] ?? []), message];
    } else sorted.others.push(name === undefined ? message : `${unescaped(name)}: ${message}`);
  }
  return sorted;
}

// RFC 6901
function unescaped(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}
