//! How sure a share is, where nothing is certified.

/// Of a standard normal distribution, what 80 % lie within.
const Z: f64 = 1.2816;

/// Wilson's interval (1927) at 80 % for the share of hits among `n` > 0 draws: lower end, upper end.
#[expect(clippy::cast_precision_loss, reason = "counts of spectra are far smaller than 2^52")]
pub(super) fn wilson(hits: usize, n: usize) -> (f64, f64) {
    let (n, hits) = (n as f64, hits as f64);
    let (p, z2) = (hits / n, Z * Z);
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    // Rounding shall not put the share itself outside.
    ((centre - half).clamp(0.0, p), (centre + half).clamp(p, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_wilsons() {
        // The two roots q of (0.15 − q)² = 1.2816² q (1 − q) / 20, by bisection.
        let (from, to) = wilson(3, 20);
        assert!((from - 0.074_671).abs() < 1e-6 && (to - 0.278_454).abs() < 1e-6, "{from} {to}");
        assert!(wilson(0, 5).0.abs() < 1e-12 && (wilson(5, 5).1 - 1.0).abs() < 1e-12);
    }
}
