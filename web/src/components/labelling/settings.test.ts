import { expect, it } from "vitest";
import { formatSettings, parseSettings, type Settings } from "./settings.ts";

const all: Settings = {
  at: "id-1",
  filter: { set: "CANDIDATE", prediction: "double peak", label: "-" },
  grid: true,
  source: "both",
  smoothing: 7,
  lines: true,
  redshift: -0.0003,
  band: true,
  allFlux: true,
  axis: "velocity",
  lens: true,
  mean: "double peak",
  view: { min: 6500, max: 6620.5 },
};

it("comes back from the address as it was", () => {
  expect(parseSettings(new URLSearchParams(formatSettings(all)))).toEqual(all);
});

it("leaves defaults out of the address", () => {
  expect(formatSettings(parseSettings(new URLSearchParams()))).toBe("");
});

it("ignores what makes no sense", () => {
  const odd = parseSettings(new URLSearchParams("smooth=4&z=x&view=9-1&set=NOPE&source=3&axis=up"));
  expect(odd).toEqual(parseSettings(new URLSearchParams()));
});
