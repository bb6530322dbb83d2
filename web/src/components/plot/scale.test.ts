import { describe, expect, it } from "vitest";
import {
  extent,
  nearestIndex,
  padded,
  partOf,
  steadyExtent,
  tickLabels,
  ticks,
  union,
  WHOLE,
  zoomPart,
} from "./scale.ts";

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

describe("the range of flux that is shown", () => {
  const view = { min: 0, max: 1e9 };
  const curve = (flux: number[], sigma?: number[]) => ({ wave: flux.map((_, i) => i), flux, sigma });
  const noise = Array.from({ length: 1000 }, (_, i) => Math.sin(i));

  it("is not flattened by one bad sample", () => {
    const range = steadyExtent(curve(noise.map((value, i) => (i === 500 ? 350 : value))), view);
    expect(range?.max).toBeLessThan(3);
    expect(range?.min).toBeCloseTo(-1, 3);
  });
  it("keeps a line that is a few times as high as the rest, however narrow", () => {
    expect(steadyExtent(curve(noise.map((value, i) => (i === 500 ? 4.5 : value))), view)?.max).toBe(4.5);
  });
  it("leaves samples without a weight out", () => {
    const sigma = noise.map((_, i) => (i === 3 ? Number.NaN : 1));
    expect(
      steadyExtent(
        curve(
          noise.map((value, i) => (i === 3 ? 2.5 : value)),
          sigma,
        ),
        view,
      )?.max,
    ).toBeLessThan(1.01);
  });
  it("is there for few samples, for none with a weight, and for a constant", () => {
    expect(steadyExtent(curve([1, 2]), view)).toEqual({ min: 1, max: 2 });
    expect(steadyExtent(curve([1, 2], [Number.NaN, Number.NaN]), view)).toEqual({ min: 1, max: 2 });
    expect(steadyExtent(curve([3, 3, 3]), view)).toEqual({ min: 3, max: 3 });
    expect(steadyExtent(curve([]), view)).toBeUndefined();
  });
});

it("zooms a part of an axis about a place, and finds back to the whole", () => {
  const half = zoomPart(WHOLE, 0.5, 0.25);
  expect(half).toEqual({ min: 0.125, max: 0.625 });
  expect(zoomPart(half, 2, 0.25)).toBe(WHOLE);
  expect(partOf({ min: 10, max: 20 }, half)).toEqual({ min: 11.25, max: 16.25 });
  expect(zoomPart({ min: 0, max: 0.003 }, 0.5, 0)).toEqual({ min: 0, max: 0.003 });
});
