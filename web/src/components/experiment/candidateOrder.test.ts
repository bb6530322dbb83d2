import { describe, expect, it } from "vitest";
import type { Labelling } from "../../api/labellings.ts";
import { labelling } from "../../test/factories.ts";
import { DEFAULT_ORDER, nextOrder, ordered, parseOrder, withOrder } from "./candidateOrder.ts";

const CLASSES = ["other", "single peak", "double peak"];
const names = (items: readonly Labelling[]) => items.map((item) => item.filename).join("");

describe("the order of candidates", () => {
  const candidates = [
    labelling({ filename: "a", prediction: "double peak", probability: 0.6, numbers: { magnitude: 14 } }),
    labelling({ filename: "b", prediction: "single peak", entropy: 0.3 }),
    labelling({
      filename: "c",
      prediction: "other",
      probability: 0.9,
      entropy: 0.1,
      numbers: { magnitude: 12.5 },
    }),
    labelling({ filename: "d", probability: 0, entropy: 0.7, label: "other" }),
  ];
  const by = (key: Parameters<typeof nextOrder>[1], desc: boolean) =>
    names(ordered(candidates, { key, desc }, CLASSES));

  it("has absent values last in both directions", () => {
    expect([by("probability", true), by("probability", false)]).toEqual(["cadb", "dacb"]);
    expect([by("entropy", true), by("entropy", false)]).toEqual(["dbca", "cbda"]);
    expect([by("magnitude", true), by("magnitude", false)]).toEqual(["acbd", "cabd"]);
    expect([by("label", true), by("label", false)]).toEqual(["dabc", "dabc"]);
  });
  it("has classes in the experiment's own order, unknown ones after them", () => {
    expect([by("class", false), by("class", true)]).toEqual(["cbad", "abcd"]);
    const strange = [labelling({ filename: "x", prediction: "?" }), ...candidates];
    expect(names(ordered(strange, { key: "class", desc: false }, CLASSES))).toBe("cbaxd");
  });
  it("changes nothing but the order", () => {
    const before = names(candidates);
    expect(by("name", true)).toBe("dcba");
    expect(names(candidates)).toBe(before);
  });
});

describe("the order in the address", () => {
  it("is read, or the default", () => {
    expect(parseOrder(new URLSearchParams("sort=entropy&desc=1"))).toEqual({ key: "entropy", desc: true });
    expect(parseOrder(new URLSearchParams("sort=magnitude"))).toEqual({ key: "magnitude", desc: false });
    expect(parseOrder(new URLSearchParams("sort=toString&desc=1"))).toEqual(DEFAULT_ORDER);
    expect(parseOrder(new URLSearchParams())).toEqual(DEFAULT_ORDER);
  });
  it("leaves the rest of the address alone, and the default out", () => {
    const query = new URLSearchParams("iteration=7&sort=class&desc=1");
    expect(String(withOrder(query, { key: "entropy", desc: true }))).toBe("iteration=7&sort=entropy&desc=1");
    expect(String(withOrder(query, { key: "probability", desc: false }))).toBe(
      "iteration=7&sort=probability",
    );
    expect(String(withOrder(query, DEFAULT_ORDER))).toBe("iteration=7");
  });
  it("turns when the same column is chosen again", () => {
    expect(nextOrder(DEFAULT_ORDER, "probability")).toEqual({ key: "probability", desc: false });
    expect(nextOrder(DEFAULT_ORDER, "entropy")).toEqual({ key: "entropy", desc: true });
    expect(nextOrder(DEFAULT_ORDER, "magnitude")).toEqual({ key: "magnitude", desc: false });
  });
});
