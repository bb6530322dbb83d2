import { expect, it } from "vitest";
import { placeNames } from "./lineNames.ts";
import { SPECTRAL_LINES } from "./lines.ts";

/** The names that get a place in a plot of so many pixels, each with its row. */
function named(from: number, to: number, pixels: number, rows = 3) {
  const inView = SPECTRAL_LINES.filter(({ wave }) => wave >= from && wave <= to);
  const wanted = inView.map(({ name, wave, rank }) => ({
    name,
    rank,
    at: ((wave - from) / (to - from)) * pixels,
    width: 7 * name.length,
  }));
  const placed = placeNames(wanted, rows);
  return wanted.flatMap((one, i) => (placed[i] === undefined ? [] : [{ ...one, row: placed[i] }]));
}

it("names the lines that matter in a plot of the whole spectrum", () => {
  for (const pixels of [560, 900, 1400]) {
    const names = named(3700, 9100, pixels).map(({ name }) => name);
    for (const name of ["Hα", "Hβ", "Hγ", "Hδ", "Ca K", "Ca H", "Mg b", "Na D", "[O III]"])
      expect(names, `${name} in ${pixels} px`).toContain(name);
  }
});

it("lets no name run into another of its row", () => {
  const names = named(3700, 9100, 700);
  for (const a of names)
    for (const b of names)
      if (a !== b && a.row === b.row) expect(Math.abs(a.at - b.at)).toBeGreaterThan((a.width + b.width) / 2);
});

it("names a doublet once until there is room for both", () => {
  expect(named(3700, 9100, 900).filter(({ name }) => name === "Na D")).toHaveLength(1);
  expect(named(5880, 5910, 900).filter(({ name }) => name === "Na D")).toHaveLength(2);
});
