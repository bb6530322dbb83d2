import type { Curve } from "../../api/spectra.ts";
import type { Trace } from "./drawSpectrum.ts";
import { smooth } from "./smooth.ts";

/** What is drawn of a curve: itself, or above it, faint, its running mean over `smoothing` samples. */
export function tracesOf(curve: Curve, smoothing: number): Trace[] {
  if (smoothing <= 1) return [{ curve, colour: "curve" }];
  const smoothed: Curve = { wave: curve.wave, flux: smooth(curve.flux, smoothing), sigma: curve.sigma };
  return [
    { curve, colour: "faint", width: 0.6 },
    { curve: smoothed, colour: "curve" },
  ];
}
