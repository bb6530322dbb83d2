import { expect, it } from "vitest";
import {
  essentialFields,
  missingFields,
  pathRootOf,
  prepareSchema,
  sortErrors,
  uiSchemaFor,
} from "./schema.ts";

const schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Data preprocessing",
  type: "object",
  required: ["data_dir_path"],
  properties: {
    data_dir_path: { type: "string", title: "Data directory", examples: ["20111024/F5902"] },
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
  expect(ui.data_dir_path).toEqual({ "ui:placeholder": "20111024/F5902" });
  expect(pathRootOf("data_dir_path")).toBe("archive");
  expect(pathRootOf("classes")).toBeUndefined();
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
