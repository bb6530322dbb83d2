import { expect, it } from "vitest";
import { readWritten } from "./written.ts";

it("names and positions are told apart, each once", () => {
  const written = readWritten(
    "spec-1.fits\n/DR10/spec-2.fits.gz, spec-1.fits\n83.63 +22.01\n5:34:31.9, -22:00:52\n83.63 +22.01\n",
  );
  expect(written.filenames).toEqual(["spec-1.fits", "spec-2.fits.gz"]);
  expect(written.positions).toEqual([
    { ra: "83.63", dec: "+22.01" },
    { ra: "5:34:31.9", dec: "-22:00:52" },
  ]);
});

it("of a table the names of files count, and its head is no name", () => {
  expect(readWritten('filename,class\n"plate.fits#17",Be\n').filenames).toEqual(["plate.fits#17"]);
  expect(readWritten("ra,dec\n\n")).toEqual({ filenames: [], positions: [] });
});
