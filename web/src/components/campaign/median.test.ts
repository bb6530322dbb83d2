import { expect, it } from "vitest";
import { medianOf } from "./median.ts";

const curve = (start: number, flux: number[]) => ({
  wave: Float64Array.from(flux, (_, i) => start + i),
  flux: Float64Array.from(flux),
});

it("each spectrum counts alike, however bright, and a spike of one is none of the median", () => {
  const flat = Array<number>(101).fill(1);
  const spiked = flat.map((value, i) => (i === 50 ? 500 : 10 * value));
  const median = medianOf([
    curve(5000, flat),
    curve(5000, spiked),
    curve(
      5000,
      flat.map(() => 3),
    ),
  ]);
  expect(median?.wave[0]).toBe(5000);
  expect(median?.wave.at(-1)).toBe(5100);
  expect(median?.flux.every((value) => Math.abs(value - 1) < 1e-12)).toBe(true);
});

it("where fewer than half of the spectra reach there is no median, and without any spectrum there is none at all", () => {
  const flat = Array<number>(11).fill(2);
  const median = medianOf([curve(5000, flat), curve(5000, flat), curve(5005, flat)]);
  expect(median?.flux[0]).toBe(1);
  expect(median?.flux.at(-1)).toBeNaN();
  expect(medianOf([])).toBeUndefined();
  expect(medianOf([curve(5000, [0, 0])])).toBeUndefined();
});
