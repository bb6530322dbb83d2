/** Confidence of the bound below the estimated precision. */
export const CONFIDENCE = 0.95;

/**
 * Exact one-sided lower bound (Clopper and Pearson, 1934, Biometrika 26, 404) of a proportion of which `successes`
 * in `trials` were seen: the smallest proportion under which so many or more happen with probability 1 − confidence.
 */
export function lowerBound(successes: number, trials: number, confidence = CONFIDENCE): number {
  if (successes <= 0 || trials <= 0) return 0;
  const alpha = 1 - confidence;
  let low = 0;
  let high = successes / trials;
  // The tail grows with the proportion; fifty halvings reach the precision of a double.
  for (let i = 0; i < 50; i += 1) {
    const middle = (low + high) / 2;
    if (upperTail(successes, trials, middle) < alpha) low = middle;
    else high = middle;
  }
  return low;
}

/** Probability of `successes` or more in `trials`. */
function upperTail(successes: number, trials: number, proportion: number): number {
  if (proportion <= 0) return 0;
  let logTerm = trials * Math.log(proportion);
  let sum = 0;
  for (let k = trials; k >= successes; k -= 1) {
    sum += Math.exp(logTerm);
    // From C(n, k) pᵏ(1−p)ⁿ⁻ᵏ to the term of k − 1.
    logTerm += Math.log(k / (trials - k + 1)) + Math.log1p(-proportion) - Math.log(proportion);
  }
  return sum;
}
