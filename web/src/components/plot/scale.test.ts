import { describe, expect, it } from "vitest";
import { extent, nearestIndex, padded, tickLabels, ticks, union } from "./scale.ts";

describe("extent", () => {
  it("leaves out what is not a number", () => {
    expect(extent([Number.NaN, 2, -1, Number.POSITIVE_INFINITY])).toEqual({ min: -1, max: 2 });
  });
  it("looks only at the part in view", () => {
    expect(extent([9, 1, 2, 9], [1, 2, 3, 4], { min: 2, max: 3 })).toEqual({ min: 1, max: 2 });
  });
  it("is undefined without any number", () => {
    expect(extent([Number.NaN])).toBeUndefined();
    expect(union(undefined, { min: 0, max: 1 })).toEqual({ min: 0, max: 1 });
  });
});

describe("ticks", () => {
  it("are round and inside", () => {
    expect(ticks({ min: 6512, max: 6741 }, 5)).toEqual([6550, 6600, 6650, 6700]);
    expect(ticks({ min: -1, max: 1 }, 4)).toEqual([-1, -0.5, 0, 0.5, 1]);
  });
  it("do not pick up rounding errors", () => {
    expect(tickLabels(ticks({ min: 0, max: 0.7 }, 7))).toEqual([
      "0.0",
      "0.1",
      "0.2",
      "0.3",
      "0.4",
      "0.5",
      "0.6",
      "0.7",
    ]);
  });
  it("are none for an empty or unusable range", () => {
    expect(ticks({ min: 1, max: 1 }, 5)).toEqual([]);
    expect(ticks({ min: 0, max: Number.NaN }, 5)).toEqual([]);
  });
  it("write large values as powers of ten and negative ones with a true minus", () => {
    expect(tickLabels([0, 500000])).toEqual(["0.0e+0", "5.0e+5"]);
    expect(tickLabels([-1, 0, 1])).toEqual(["−1", "0", "1"]);
  });
});

it("a flat range gets some height", () => {
  expect(padded({ min: 0, max: 0 }, 0.1)).toEqual({ min: -1, max: 1 });
});

it("finds the nearest sample on either side", () => {
  const wave = [10, 20, 40];
  expect([0, 14, 16, 29, 31, 99].map((x) => nearestIndex(wave, x))).toEqual([0, 0, 1, 1, 2, 2]);
});
