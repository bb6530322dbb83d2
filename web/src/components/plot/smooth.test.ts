import { expect, it } from "vitest";
import { smooth } from "./smooth.ts";

it("averages over the window, with a shorter one at the ends", () => {
  expect([...smooth(Float64Array.of(0, 3, 6, 9), 3)]).toEqual([1.5, 3, 6, 7.5]);
});

it("leaves unknown samples unknown and out of their neighbours' mean", () => {
  expect([...smooth(Float64Array.of(1, Number.NaN, 3, 5), 3)]).toEqual([1, Number.NaN, 4, 4]);
});

it("gives the spectrum back for a width of one", () => {
  const flux = Float64Array.of(1, 2);
  expect(smooth(flux, 1)).toBe(flux);
});

it("keeps the level of a constant spectrum", () => {
  for (const value of smooth(new Float64Array(50).fill(2), 15)) expect(value).toBeCloseTo(2, 12);
});
