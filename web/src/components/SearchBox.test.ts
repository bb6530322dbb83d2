import { expect, it } from "vitest";
import { isSpectrumName, plainName } from "../hooks/spectrumName.ts";
import { targetOf } from "./SearchBox.tsx";

it("opens a spectrum by its file name, without the compression", () => {
  expect(targetOf("spec-56201-B6001_sp01-014.fits.gz")).toBe("/spectra/spec-56201-B6001_sp01-014.fits");
});

it("opens a job by its identifier, and searches for anything else", () => {
  const id = "0199c0de-0000-7000-8000-000000000001";
  expect(targetOf(id)).toBe(`/jobs/${id}`);
  expect(targetOf("Be stars")).toBe("/jobs?q=Be%20stars");
  expect(targetOf("spec-56201")).toBe("/spectra?q=spec-56201");
});

it("knows what may be the name of a spectrum", () => {
  expect(["a.fits", "a.FITS.GZ", "a.txt", "x/a.fits", ".."].map(isSpectrumName)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(plainName("a.fits.gz")).toBe("a.fits");
});
