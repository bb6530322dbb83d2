import { expect, it } from "vitest";
import { centredOn, panBy, zoomBy } from "./view.ts";

const all = { min: 3700, max: 9100 };

it("zooms around a wavelength, which stays where it is", () => {
  expect(zoomBy({ min: 6000, max: 7000 }, all, 0.5, 6200)).toEqual({ min: 6100, max: 6600 });
  expect(zoomBy({ min: 6000, max: 7000 }, all, 0.5)).toEqual({ min: 6250, max: 6750 });
  expect(zoomBy({ min: 3800, max: 9000 }, all, 2)).toBeUndefined();
});

it("moves by parts of its width, and stops at the ends with its width kept", () => {
  expect(panBy({ min: 4800, max: 4900 }, all, 0.5)).toEqual({ min: 4850, max: 4950 });
  expect(panBy({ min: 9050, max: 9100 }, all, 3)).toEqual({ min: 9050, max: 9100 });
  expect(panBy({ min: 3720, max: 3820 }, all, -1)).toEqual({ min: 3700, max: 3800 });
  expect(panBy(all, all, 1)).toBeUndefined();
});

it("goes to a line with the width that there is, and stays where the line is not", () => {
  expect(centredOn(6564, { min: 4800, max: 4900 }, all)).toEqual({ min: 6514, max: 6614 });
  expect(centredOn(6564, undefined, all)).toEqual({ min: 6464, max: 6664 });
  expect(centredOn(12000, undefined, all)).toBeUndefined();
});
