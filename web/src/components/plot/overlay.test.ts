import { expect, it } from "vitest";
import { matched, meanOf } from "./overlay.ts";

const wave = Float64Array.of(1, 2, 3, 4);

it("brings a curve to the level of another one in view", () => {
  const curve = { wave, flux: Float64Array.of(2, 2, 2, 500) };
  const to = { wave, flux: Float64Array.of(10, 10, 10, 1) };
  expect([...matched(curve, to, { min: 1, max: 3 }).flux]).toEqual([10, 10, 10, 2500]);
});

it("leaves a curve alone whose level says nothing", () => {
  const curve = { wave, flux: Float64Array.of(-1, -1, -1, -1) };
  expect(matched(curve, { wave, flux: Float64Array.of(1, 1, 1, 1) }, { min: 1, max: 4 })).toBe(curve);
  expect(matched(curve, curve, { min: 8, max: 9 })).toBe(curve);
});

it("means curves of one grid", () => {
  const curves = [Float64Array.of(0, 2, 4, 6), Float64Array.of(2, 4, 6, 8)].map((flux) => ({ wave, flux }));
  const other = { wave: Float64Array.of(1, 2), flux: Float64Array.of(9, 9) };
  expect([...(meanOf([...curves, other])?.flux ?? [])]).toEqual([1, 3, 5, 7]);
  expect(meanOf([])).toBeUndefined();
});
