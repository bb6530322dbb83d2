import { describe, expect, it } from "vitest";
import { labelling } from "../../test/factories.ts";
import {
  applyFilter,
  countByLabel,
  countBySet,
  knownClasses,
  nextUnlabelled,
  UNLABELLED,
  wished,
  withOverlay,
} from "./session.ts";

const none = new Set<string>();
const batch = { set: "batch", prediction: "", label: "" } as const;

describe("withOverlay", () => {
  const given = labelling({ label: "star", comment: "bright" });
  it("keeps what the overlay does not speak of", () => {
    expect(withOverlay(given, { label: "galaxy" })).toMatchObject({ label: "galaxy", comment: "bright" });
  });
  it("takes away what the overlay says is null, and only that", () => {
    const cleared = withOverlay(given, { comment: null });
    expect(cleared.label).toBe("star");
    expect(cleared.comment).toBeUndefined();
  });
  it("makes a label that is being given the person's own", () => {
    const theirs = labelling({ label: "star", labelOf: "ada", counts: { label: "star" } });
    expect(withOverlay(theirs, { label: "galaxy" })).not.toHaveProperty("labelOf");
    expect(withOverlay(theirs, { comment: "hm" })).toMatchObject({ labelOf: "ada", comment: "hm" });
  });
  it("gives the same object back without an overlay", () => {
    expect(withOverlay(given, undefined)).toBe(given);
  });
});

describe("nextUnlabelled", () => {
  const items = [
    labelling({ id: "a" }),
    labelling({ id: "b", label: "star" }),
    labelling({ id: "c" }),
    labelling({ id: "d", label: "star" }),
  ];
  it("steps over labelled spectra and begins again at the end", () => {
    expect(nextUnlabelled(items, 0, none)).toBe(2);
    expect(nextUnlabelled(items, 2, none)).toBe(0);
  });
  it("comes back to a skipped one only when nothing else is left", () => {
    expect(nextUnlabelled(items, 3, new Set(["a"]))).toBe(2);
    expect(nextUnlabelled(items, 2, new Set(["a"]))).toBe(0);
  });
  it("ends when the others are labelled", () => {
    expect(nextUnlabelled([items[1], items[0]], 1, none)).toBeUndefined();
    expect(nextUnlabelled([], 0, none)).toBeUndefined();
  });

  const asking = (leased: string[], elsewhere: string[]) => ({
    isLeased: (id: string) => leased.includes(id),
    isElsewhere: (id: string) => elsewhere.includes(id),
  });
  const five = ["a", "b", "c", "d", "e"].map((id) => labelling({ id }));
  it("goes to what nobody else is asked, and never to what somebody else is asked", () => {
    expect(nextUnlabelled(five, 0, none, asking(["d"], ["b", "c"]))).toBe(3);
    expect(nextUnlabelled(five, 0, none, asking([], ["b", "c"]))).toBe(3);
    expect(nextUnlabelled(five, 0, none, asking([], ["b", "c", "d", "e"]))).toBeUndefined();
    // What is skipped comes after what is free, though it is leased.
    expect(nextUnlabelled(five, 0, new Set(["b"]), asking(["b"], ["c", "d"]))).toBe(4);
  });
  it("begins at the first that is leased", () => {
    expect(nextUnlabelled(five, -1, none, asking(["c", "d"], ["a", "b"]))).toBe(2);
    expect(nextUnlabelled(five, -1, none)).toBe(0);
  });
});

describe("wished", () => {
  const items = [
    labelling({ id: "a" }),
    labelling({ id: "b", label: "star" }),
    labelling({ id: "c" }),
    labelling({ id: "d" }),
  ];
  it("wishes for what is looked at first, and for what was skipped last", () => {
    expect(wished(items, 2, none, 9)).toEqual(["c", "d", "a"]);
    expect(wished(items, 2, new Set(["d"]), 9)).toEqual(["c", "a", "d"]);
    expect(wished(items, 2, new Set(["c"]), 9)).toEqual(["c", "d", "a"]);
    expect(wished(items, 1, none, 2)).toEqual(["c", "d"]);
    expect(wished([], -1, none, 9)).toEqual([]);
  });
});

describe("filters and counts", () => {
  const items = [
    labelling({ set: "ORACLE", label: "star", prediction: "star" }),
    labelling({ set: "ORACLE" }),
    labelling({ set: "PERFORMANCE_ESTIMATION", label: "star", prediction: "star" }),
    labelling({ set: "PERFORMANCE_ESTIMATION", label: "qso", prediction: "star" }),
    labelling({ set: "PERFORMANCE_ESTIMATION", prediction: "star" }),
    labelling({ set: "CANDIDATE", prediction: "star" }),
  ];
  it("count what is labelled in each set", () => {
    expect(countBySet(items)).toEqual([
      { set: "ORACLE", labelled: 1, total: 2 },
      { set: "PERFORMANCE_ESTIMATION", labelled: 2, total: 3 },
      { set: "CANDIDATE", labelled: 0, total: 1 },
    ]);
    expect(countByLabel(items)).toEqual([
      ["star", 2],
      ["qso", 1],
    ]);
  });
  it("leave candidates out of the batch", () => {
    expect(applyFilter(items, batch)).toHaveLength(5);
    expect(applyFilter(items, { ...batch, set: "all" })).toHaveLength(6);
    expect(applyFilter(items, { ...batch, set: "CANDIDATE" })).toEqual([items[5]]);
  });
  it("narrow by prediction and by label", () => {
    expect(applyFilter(items, { ...batch, prediction: "star" })).toHaveLength(4);
    expect(applyFilter(items, { ...batch, label: UNLABELLED })).toEqual([items[1], items[4]]);
    expect(applyFilter(items, { ...batch, label: "qso" })).toEqual([items[3]]);
  });
  it("name the classes where the config does not", () => {
    expect(knownClasses([], items)).toEqual(["qso", "star"]);
    expect(knownClasses(["b", "a"], items)).toEqual(["b", "a"]);
  });
});
