//! Making probabilities mean what they say.

/// Least probability that a logarithm is taken of.
const LEAST: f64 = 1e-6;
/// Temperatures that are tried: between these.
const COLDEST: f64 = 0.1;
const HOTTEST: f64 = 10.0;

/// Probabilities `[n, classes]` at a temperature: `p^(1/T)`, normalised. 1 changes nothing, more makes them less sure.
pub fn tempered(mut probabilities: Vec<f32>, classes: usize, temperature: f64) -> Vec<f32> {
    if (temperature - 1.0).abs() > f64::EPSILON {
        #[expect(clippy::cast_possible_truncation, reason = "probabilities are of single precision")]
        let power = (1.0 / temperature) as f32;
        for row in probabilities.chunks_exact_mut(classes) {
            row.iter_mut().for_each(|p| *p = p.powf(power));
            let sum: f32 = row.iter().sum();
            row.iter_mut().for_each(|p| *p /= sum.max(f32::MIN_POSITIVE));
        }
    }
    probabilities
}

/// The temperature of the least log loss (Guo et al. 2017) for probabilities `[n, classes]` of examples that the model has not seen.
pub fn fit_temperature(probabilities: &[f32], labels: &[u32], classes: usize) -> f64 {
    let loss = |log_temperature: f64| -> f64 {
        let power = 1.0 / log_temperature.exp();
        let one = |(row, label): (&[f32], &u32)| {
            let powers = row.iter().map(|p| f64::from(*p).max(LEAST).powf(power));
            let sum: f64 = powers.sum();
            sum.ln() - power * f64::from(row[*label as usize]).max(LEAST).ln()
        };
        probabilities.chunks_exact(classes).zip(labels).map(one).sum()
    };
    // The loss has one valley in the inverse temperature, so a golden section finds it.
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (COLDEST.ln(), HOTTEST.ln());
    for _ in 0..60 {
        let (a, b) = (high - golden * (high - low), low + golden * (high - low));
        if loss(a) <= loss(b) { high = b } else { low = a }
    }
    f64::midpoint(low, high).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_is_too_sure_is_warmed_until_it_says_what_is_true() {
        // It says 0.99 and is right in 8 of 10 cases: T = logit(0.99) / logit(0.8).
        let probabilities: Vec<f32> = std::iter::repeat_n([0.99, 0.01], 10).flatten().collect();
        let labels = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1];
        let temperature = fit_temperature(&probabilities, &labels, 2);
        assert!((temperature - 99.0_f64.ln() / 4.0_f64.ln()).abs() < 1e-3, "{temperature}");
        assert!((tempered(probabilities, 2, temperature)[0] - 0.8).abs() < 1e-3);
    }
}
