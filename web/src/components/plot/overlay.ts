import type { Curve } from "../../api/spectra.ts";
import type { Range } from "./scale.ts";

/** A curve brought to the level of another one in view, so that shapes can be compared: by the ratio of their medians. */
export function matched(curve: Curve, to: Curve, view: Range): Curve {
  const [own, wanted] = [medianIn(curve, view), medianIn(to, view)];
  const factor = own !== undefined && wanted !== undefined && own > 0 && wanted > 0 ? wanted / own : 1;
  if (factor === 1) return curve;
  return {
    wave: curve.wave,
    flux: curve.flux.map((value) => value * factor),
    sigma: curve.sigma?.map((value) => value * factor),
  };
}

function medianIn({ wave, flux, sigma }: Curve, view: Range): number | undefined {
  const values = flux.filter(
    (value, i) =>
      wave[i] >= view.min &&
      wave[i] <= view.max &&
      Number.isFinite(value) &&
      (sigma === undefined || Number.isFinite(sigma[i])),
  );
  values.sort();
  return values.length === 0 ? undefined : values[values.length >> 1];
}

/** The mean of curves on one grid, sample by sample; undefined without any. Those on another grid are left out. */
export function meanOf(curves: readonly Curve[]): Curve | undefined {
  const [first] = curves;
  if (first === undefined) return undefined;
  const alike = curves.filter(({ wave }) => wave.length === first.wave.length && wave[0] === first.wave[0]);
  const flux = first.flux.map((_, i) => alike.reduce((sum, curve) => sum + curve.flux[i], 0) / alike.length);
  return { wave: first.wave, flux };
}
