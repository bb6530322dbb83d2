import { expect, it } from "vitest";
import { axisOf, lineInView, nextAxis, placeOn, waveAt } from "./axis.ts";

const H_ALPHA = { name: "Hα", wave: 6564.61 };

it("says the same wavelength in each frame", () => {
  const z = 0.1;
  const seen = 6564.61 * 1.1;
  expect(placeOn(axisOf("observed", z, H_ALPHA), seen)).toBe(seen);
  expect(placeOn(axisOf("rest", z, H_ALPHA), seen)).toBeCloseTo(6564.61, 8);
  const velocity = axisOf("velocity", z, H_ALPHA);
  expect(placeOn(velocity, seen)).toBeCloseTo(0, 6);
  expect(placeOn(velocity, seen * 1.001)).toBeCloseTo(299.792458, 4);
  expect(waveAt(velocity, placeOn(velocity, 7000))).toBeCloseTo(7000, 8);
});

it("takes velocities about the strong line in the middle of the view", () => {
  expect(lineInView({ min: 4800, max: 4950 }, 0).name).toBe("Hβ");
  expect(lineInView({ min: 6500, max: 6640 }, 0).name).toBe("Hα");
  expect(lineInView({ min: 6640, max: 6720 }, 0)).toEqual({ name: "He I", wave: 6680 });
  expect(lineInView({ min: 3900, max: 3970 }, 0).name).toBe("Ca K");
});

it("goes round through the axes", () => {
  expect(nextAxis(nextAxis(nextAxis("observed")))).toBe("observed");
});
