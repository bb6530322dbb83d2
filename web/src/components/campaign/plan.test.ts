import { describe, expect, it } from "vitest";
import { EMPTY, missing, planOf } from "./plan.ts";

const draft = { ...EMPTY, label: "Be stars", directory: "B6001" };

describe("what a campaign wants of several people", () => {
  it("is left to the server where nothing is said", () => {
    expect(planOf(draft, 1)).not.toHaveProperty("double_blind");
    expect(planOf(draft, 1)).not.toHaveProperty("combine_labels");
  });
  it("is a share and whose label counts", () => {
    const plan = planOf({ ...draft, doubleBlind: "25", isCombined: true }, 1);
    expect(plan).toMatchObject({ double_blind: 0.25, combine_labels: "dawid_skene" });
    expect(planOf({ ...draft, doubleBlind: "0" }, 1)).toMatchObject({ double_blind: 0 });
  });
  it("must be a share", () => {
    expect(missing({ ...draft, doubleBlind: "101" })).toMatch(/0 to 100 %/);
    expect(missing({ ...draft, doubleBlind: "half" })).toMatch(/0 to 100 %/);
    expect(missing({ ...draft, doubleBlind: "50" })).toBeUndefined();
  });
});
