import { expect, it } from "vitest";
import { lowerBound } from "./binomial.ts";

it("is the n-th root of 5 % when all of n were right", () => {
  expect(lowerBound(10, 10)).toBeCloseTo(0.05 ** (1 / 10), 10);
  expect(lowerBound(1, 1)).toBeCloseTo(0.05, 10);
});

it("solves the tail of two in three by hand: 3p²(1−p) + p³ = 0.05", () => {
  const p = lowerBound(2, 3);
  expect(3 * p * p * (1 - p) + p ** 3).toBeCloseTo(0.05, 10);
});

it("is zero when nothing was right or nothing was labelled", () => {
  expect(lowerBound(0, 10)).toBe(0);
  expect(lowerBound(0, 0)).toBe(0);
});

it("stays below the estimate and rises towards it with more labels", () => {
  expect(lowerBound(9, 10)).toBeLessThan(lowerBound(90, 100));
  expect(lowerBound(900, 1000)).toBeLessThan(0.9);
});
