/** Widths, in samples, that the smoothing key steps through; 1 is the spectrum as it is. */
export const SMOOTHING_WIDTHS: readonly number[] = [1, 3, 7, 15, 31];

/** Running mean over `width` samples (odd); unknown samples are left out of the mean and stay unknown. */
export function smooth(flux: Float64Array, width: number): Float64Array {
  if (width <= 1) return flux;
  const half = (width - 1) / 2;
  const result = new Float64Array(flux.length);
  let sum = 0;
  let count = 0;
  const add = (index: number, sign: 1 | -1) => {
    if (index < 0 || index >= flux.length || !Number.isFinite(flux[index])) return;
    sum += sign * flux[index];
    count += sign;
  };
  for (let i = 0; i < half; i += 1) add(i, 1);
  for (let i = 0; i < flux.length; i += 1) {
    add(i + half, 1);
    add(i - half - 1, -1);
    result[i] = count > 0 && Number.isFinite(flux[i]) ? sum / count : Number.NaN;
  }
  return result;
}
