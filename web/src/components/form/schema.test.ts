import { expect, it } from "vitest";
import {
  beginning,
  essentialFields,
  missingFields,
  numberText,
  pathWidgetOf,
  prepareSchema,
  sortErrors,
  uiSchemaFor,
  withDefaults,
} from "./schema.ts";

const schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Data preprocessing",
  type: "object",
  required: ["data_dir_path"],
  properties: {
    data_dir_path: {
      type: "string",
      title: "Data directory",
      examples: ["20111024/F5902"],
      "x-path": "archive-directory",
    },
    min_snr: { type: ["number", "null"], default: null, title: "Least S/N" },
    scaling: { $ref: "#/$defs/Scaling", default: "minmax", description: "How to scale" },
    device: { anyOf: [{ $ref: "#/$defs/Scaling" }, { type: "null" }], title: "Device" },
    classes: { type: "array", items: { type: "string" } },
    pool_data_path: { type: "string" },
  },
  $defs: {
    Scaling: {
      description: "shared words",
      oneOf: [
        { const: "minmax", type: "string", description: "to −1…1" },
        { const: "none", type: "string" },
      ],
    },
  },
} as const;

it("drops the null of optional values and resolves references, keeping the field's own words", () => {
  const { properties } = prepareSchema(structuredClone(schema) as never);
  expect(properties?.min_snr).toEqual({ type: "number", title: "Least S/N" });
  expect(properties?.scaling).toEqual({
    type: "string",
    enum: ["minmax", "none"],
    default: "minmax",
    description: "How to scale",
  });
  expect(properties?.device).toMatchObject({ type: "string", enum: ["minmax", "none"], title: "Device" });
});

it("shows first what is required, then what the example sets", () => {
  expect(essentialFields(schema as never, { scaling: "none", min_snr: null, device: "", gone: 1 })).toEqual([
    "data_dir_path",
    "scaling",
  ]);
});

it("gives paths of the files area a picker, lists of words a field of their own, and examples as hints", () => {
  const ui = uiSchemaFor(prepareSchema(structuredClone(schema) as never), {});
  expect(ui.pool_data_path["ui:widget"]).toBe("path");
  expect(ui.classes["ui:field"]).toBe("WordList");
  expect(ui.data_dir_path).toEqual({
    "ui:widget": "archiveDirectory",
    "ui:placeholder": "20111024/F5902",
  });
});

it("knows a directory of the archive by its mark, never by its name", () => {
  const marked = { type: "string", "x-path": "archive-directory" } as const;
  expect(pathWidgetOf("where", marked)).toBe("archiveDirectory");
  expect(pathWidgetOf("data_dir_path", { type: "string" })).toBeUndefined();
  expect(pathWidgetOf("where", { type: "string", "x-path": "moon" })).toBeUndefined();
  expect(pathWidgetOf("pool_data_path", { type: "string" })).toBe("path");
  expect(pathWidgetOf("classes_path", { type: "array" })).toBeUndefined();
});

it("keeps the mark of an optional field", () => {
  const where = { type: ["string", "null"], "x-path": "archive-directory", default: null };
  const { properties } = prepareSchema({ type: "object", properties: { where } } as never);
  expect(pathWidgetOf("where", properties?.where as never)).toBe("archiveDirectory");
});

it("lists required fields first, then the usual ones and the rest as the schema does", () => {
  const listed = {
    required: ["z", "b"],
    properties: { y: { type: "string" }, b: { type: "string" }, x: { type: "string" }, a: {}, z: {} },
  } as const;
  expect(essentialFields(listed as never, { x: "1", y: "2", b: "3" })).toEqual(["z", "b", "y", "x"]);
  expect(uiSchemaFor(listed as never, { x: "1", y: "2" })["ui:order"]).toEqual(["z", "b", "y", "x", "*"]);
});

it("tells which required values are missing", () => {
  const rule = { required: ["a", "b", "c", "d"] };
  expect(missingFields(rule, { a: 0, b: "", c: [] })).toEqual(["b", "c", "d"]);
});

it("puts each refusal at its field, and the rest together", () => {
  const errors = [
    { pointer: "/config/min_snr", message: "must be a number" },
    { pointer: "/config/wave_strat", message: "is not known" },
    { pointer: "/config", message: "start must be smaller than end" },
    { pointer: "/label", message: "is too long" },
  ];
  expect(sortErrors(errors, ["min_snr", "data_dir_path"])).toEqual({
    byField: { min_snr: ["must be a number"] },
    others: ["wave_strat: is not known", "start must be smaller than end", "label: is too long"],
  });
});

it("takes the default of a required field that is left empty, and sends it", () => {
  const schema = {
    required: ["line", "path"],
    properties: {
      line: { type: "number", default: 6562.8 },
      path: { type: "string" },
      other: { default: 1 },
    },
  } as const;
  const given = { line: undefined, path: "a" };
  expect(missingFields(schema as never, given)).toEqual([]);
  expect(withDefaults(schema as never, given)).toEqual({ line: 6562.8, path: "a" });
  expect(withDefaults(schema as never, { line: 0 })).toEqual({ line: 0 });
  expect(missingFields(schema as never, {})).toEqual(["path"]);
});

it("writes a number of single precision as it was meant", () => {
  expect([0.0010000000474974513, Math.fround(0.1), 6562.8, 1 / 3, 0, 1e21].map(numberText)).toEqual([
    "0.001",
    "0.1",
    "6562.8",
    String(1 / 3),
    "0",
    "1e+21",
  ]);
});

it("shows a list of named constants as words", () => {
  const lines = {
    type: "object",
    properties: { lines: { type: "array", items: { $ref: "#/$defs/Scaling" }, default: ["none"] } },
    $defs: schema.$defs,
  };
  const prepared = prepareSchema(structuredClone(lines) as never);
  expect(prepared.properties?.lines).toMatchObject({ items: { type: "string", enum: ["minmax", "none"] } });
  expect(uiSchemaFor(prepared, {}).lines).toMatchObject({ "ui:field": "WordList" });
});

it("begins a form with what the schema says, not with its defaults", () => {
  const schema = {
    properties: {
      show: { type: "boolean", default: false, "x-begin": true },
      seed: { type: "integer", default: 3 },
    },
  } as const;
  expect(beginning(schema)).toEqual({ show: true });
});
