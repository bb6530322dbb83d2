import { expect, it } from "vitest";
import { summaryOf } from "./CrossmatchPanel.tsx";
import { EMPTY, missing, planOf, REGIONS } from "./plan.ts";
import { brush } from "./RegionPlot.tsx";

const FOUND = {
  catalogueRows: 60,
  usableRows: 58,
  knownStars: 40,
  listed: 120,
  listedKnown: 31,
  starsListed: 30,
  starsMissed: 10,
  starsLabelledOtherwise: 2,
  spectra: [],
};

it("a cross-match says what is known of the list, and what the list misses", () => {
  expect(summaryOf(FOUND)).toBe(
    "31 of the 120 listed spectra are of known stars. Of 40 known stars with a spectrum in the matrix, 30 are listed " +
      "and 10 are missed (2 of them have another label, or none that is clear).",
  );
  expect(summaryOf({ ...FOUND, knownStars: 0 })).toBe(
    "None of the 58 stars of the catalogue has a spectrum in the matrix.",
  );
});

it("a region that is brushed keeps the line that lies in it, and has points for its width", () => {
  const [halpha] = REGIONS;
  expect(brush(halpha, 6500.4, 6649.6)).toEqual({
    name: "own",
    start: 6500,
    end: 6650,
    points: 100,
    line: 6564.6,
  });
  expect(brush(halpha, 4000, 4010)).toEqual({ name: "own", start: 4000, end: 4010, points: 20 });
});

it("a plan has the model and the rounds that were chosen, and a round is a number of spectra", () => {
  const draft = { ...EMPTY, label: "x", directory: "/", model: "mean", round: "25" } as const;
  expect(missing(draft)).toBeUndefined();
  expect(planOf(draft, 7)).toMatchObject({ model: "mean", first_round: 25, round: 25, seed: 7 });
  for (const round of ["", "9", "1001", "25.5", "many"])
    expect(missing({ ...draft, round })).toBe("A round has 10 to 1000 spectra.");
});
