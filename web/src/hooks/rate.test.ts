import { expect, it } from "vitest";
import { addSample, rateOf, type Sample, secondsLeft } from "./rate.ts";

function played(steps: readonly [at: number, done: number, unit?: string][]): Sample[] {
  return steps.reduce<Sample[]>((samples, [at, done, unit]) => addSample(samples, { done, unit }, at), []);
}

it("measures units per second", () => {
  expect(
    rateOf(
      played([
        [0, 0],
        [1000, 100],
        [2000, 200],
      ]),
    ),
  ).toBe(100);
});

it("knows nothing before a second has passed", () => {
  expect(
    rateOf(
      played([
        [0, 0],
        [900, 100],
      ]),
    ),
  ).toBeUndefined();
});

it("does not count what is told again on connecting", () => {
  expect(
    rateOf(
      played([
        [0, 0],
        [10, 500],
        [20, 1000],
        [2020, 1100],
      ]),
    ),
  ).toBe(50);
});

it("begins anew when the next stage of the job begins", () => {
  expect(
    played([
      [0, 0, "epochs"],
      [2000, 10, "epochs"],
      [3000, 0, "spectra"],
    ]),
  ).toHaveLength(1);
});

it("tells the time that is left, where there is an end", () => {
  expect(secondsLeft({ done: 200, total: 1000 }, 100)).toBe(8);
  expect(secondsLeft({ done: 200 }, 100)).toBeUndefined();
  expect(secondsLeft({ done: 200, total: 1000 }, 0)).toBeUndefined();
});
