import { expect, it } from "vitest";
import type { LineMeasurement } from "../../api/lines.ts";
import { lensNumbers, withError } from "./lensNumbers.ts";

it("writes a number with two digits of its error", () => {
  expect(withError({ value: -12.3456, error: 0.234 })).toBe("−12.35 ± 0.23");
  expect(withError({ value: 212.4, error: 12 })).toBe("212 ± 12");
  expect(withError({ value: 1, error: 0 })).toBe("1.00 ± 0.00");
});

it("leaves out what was not measured", () => {
  const line: LineMeasurement = {
    line: "h_alpha",
    title: "Hα",
    wave: 6564.61,
    halfWidth: 1000,
    reach: 2500,
    snr: 8.21,
    equivalentWidth: { value: -3.1, error: 0.2 },
  };
  expect(lensNumbers(line).map(([name, value]) => `${name} ${value}`)).toEqual([
    "EW −3.10 ± 0.20 Å",
    "S/N 8.2",
  ]);
});
