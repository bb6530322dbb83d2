import type { Curve } from "../../api/spectra.ts";
import type { Range } from "./scale.ts";

/** From third-order differences to a standard deviation: 1.4826 / √6 (DER_SNR, Stoehr et al. 2008, ASP Conf. Ser. 394, 505). */
const DER_SNR_FACTOR = 0.60527;
/** Samples that a ratio needs. */
const LEAST = 5;
/** Below this, what is seen is mostly noise. */
const NOISY = 5;

/**
 * Signal-to-noise ratio of a sample in view: the median of flux over σ of the good ones; where σ is not known, after
 * DER_SNR. Undefined where there are too few samples.
 */
export function snrInView({ wave, flux, sigma }: Curve, view: Range): number | undefined {
  const ratios: number[] = [];
  const values: number[] = [];
  for (let i = 0; i < flux.length; i += 1) {
    if (wave[i] < view.min || wave[i] > view.max || !Number.isFinite(flux[i])) continue;
    if (sigma === undefined) values.push(flux[i]);
    else if (sigma[i] > 0) ratios.push(flux[i] / sigma[i]);
  }
  if (sigma !== undefined) return ratios.length < LEAST ? undefined : median(ratios);
  if (values.length < LEAST) return undefined;
  const differences: number[] = [];
  for (let i = 2; i < values.length - 2; i += 1)
    differences.push(Math.abs(2 * values[i] - values[i - 2] - values[i + 2]));
  const noise = DER_SNR_FACTOR * median(differences);
  return noise > 0 ? median(values) / noise : undefined;
}

/** What a person reads of it. */
export function snrWords(snr: number | undefined): string | undefined {
  if (snr === undefined || !Number.isFinite(snr)) return undefined;
  const words = `S/N ${snr.toFixed(Math.abs(snr) < 10 ? 1 : 0).replace("-", "−")} in view`;
  return snr < NOISY ? `${words}: mostly noise` : words;
}

function median(values: number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
