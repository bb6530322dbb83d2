import { expect, it } from "vitest";
import { enterTarget } from "./target.ts";

const found = (names: string[], total = names.length) => ({
  total,
  isTotalExact: true,
  isComplete: true,
  spectra: names.map((filename) => ({ filename, directory: "/", state: "read" as const })),
});

it("opens what is written whole, also among others and before the search has an answer", () => {
  expect(enterTarget("a.fits", found(["aa.fits", "a.fits"]))).toEqual({ open: "a.fits", directory: "/" });
  expect(enterTarget("a.fits.gz", found(["a.fits"]))).toEqual({ open: "a.fits", directory: "/" });
  expect(enterTarget("a.fits.zst#COADD_B", undefined)).toEqual({ open: "a.fits#COADD_B" });
  expect(enterTarget("a.fits", undefined)).toEqual({ open: "a.fits" });
  expect(enterTarget("a.fits", found([]))).toEqual({ open: "a.fits" });
});

it("opens the only match, and leads to the list of several", () => {
  expect(enterTarget("14", found(["spec-014.fits"]))).toEqual({
    open: "spec-014.fits",
    directory: "/",
  });
  expect(enterTarget("14", found(["spec-014.fits"], 30))).toBe("list");
  expect(enterTarget("014.fits", found(["1-014.fits", "2-014.fits"]))).toBe("list");
});

it("goes nowhere without a match", () => {
  expect(enterTarget("14", found([]))).toBeUndefined();
  expect(enterTarget("14", undefined)).toBeUndefined();
});
