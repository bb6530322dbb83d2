import { expect, it } from "vitest";
import { snrInView, snrWords } from "./snr.ts";

const wave = Float64Array.from({ length: 100 }, (_, i) => 5000 + i);
const flux = Float64Array.from(wave, () => 30);

it("is the median of flux over its error, of good samples in view", () => {
  const sigma = Float64Array.from(wave, (_, i) => (i < 50 ? 1 : 10));
  sigma[10] = Number.NaN;
  expect(snrInView({ wave, flux, sigma }, { min: 5000, max: 5049 })).toBe(30);
  expect(snrInView({ wave, flux, sigma }, { min: 5050, max: 5099 })).toBe(3);
  expect(snrInView({ wave, flux, sigma }, { min: 5000, max: 5002 })).toBeUndefined();
});

it("is told by the scatter where no error is known, and not where there is none", () => {
  const noisy = Float64Array.from(wave, (_, i) => 30 + (i % 3) - 1);
  const snr = snrInView({ wave, flux: noisy }, { min: 5000, max: 5099 });
  expect(snr).toBeGreaterThan(10);
  expect(snr).toBeLessThan(60);
  expect(snrInView({ wave, flux }, { min: 5000, max: 5099 })).toBeUndefined();
});

it("says when there is hardly anything but noise", () => {
  expect(snrWords(42.4)).toBe("S/N 42 in view");
  expect(snrWords(1.84)).toBe("S/N 1.8 in view: mostly noise");
  expect(snrWords(undefined)).toBeUndefined();
});
