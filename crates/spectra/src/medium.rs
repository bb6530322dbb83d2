//! From wavelengths in standard air to wavelengths in vacuum, and back.
//!
//! The refractive index is that of the IAU standard as Morton (2000, `ApJS` 130, 403, equation 8) gives it after Birch and Downs
//! (1994, Metrologia 31, 315): for dry air of 15 °C and 1013.25 hPa with 0.045 % CO₂,
//!
//! n − 1 = 8.34254·10⁻⁵ + 2.406147·10⁻² / (130 − s²) + 1.5998·10⁻⁴ / (38.9 − s²), s = 10⁴ / λ\_vac \[Å\].
//!
//! This is what SDSS and VALD use; Ciddor (1996, Applied Optics 35, 1566) differs by less than 2·10⁻⁴ Å up to 2.5 µm. Below
//! 2000 Å air absorbs, and wavelengths are given in vacuum by convention whatever the medium: there nothing changes.
//! Hα lies at 6564.614 Å in vacuum and at 6562.801 Å in air.

/// Wavelengths below \[Å, vacuum\] are never given in air.
const LEAST: f64 = 2000.0;

/// Refractive index of standard air at a vacuum wavelength \[Å\] (Morton 2000, equation 8).
fn refractive_index(vacuum: f64) -> f64 {
    let s2 = (1e4 / vacuum).powi(2);
    1.0 + 8.34254e-5 + 2.406_147e-2 / (130.0 - s2) + 1.5998e-4 / (38.9 - s2)
}

/// Turns vacuum wavelengths \[Å\] into wavelengths in standard air; those below 2000 Å stay as they are.
///
/// Order is kept: what would fall below 2000 Å stays there, which concerns the first 0.65 Å.
///
/// ```
/// let mut wavelengths = [6564.614];
/// ml_job_spectra::to_air(&mut wavelengths);
/// assert!((wavelengths[0] - 6562.801).abs() < 1e-3);
/// ```
pub fn to_air(wavelengths: &mut [f64]) {
    for wavelength in wavelengths.iter_mut().filter(|wavelength| **wavelength >= LEAST) {
        *wavelength = (*wavelength / refractive_index(*wavelength)).max(LEAST);
    }
}

/// Turns wavelengths in standard air \[Å\] into vacuum wavelengths; those below 2000 Å stay as they are.
///
/// The index depends on the vacuum wavelength, which is found by iteration: each step gains four digits or more, so that
/// [`to_air`] leads back to 10⁻⁹ Å.
pub fn to_vacuum(wavelengths: &mut [f64]) {
    const STEPS: usize = 5;
    for wavelength in wavelengths.iter_mut().filter(|wavelength| **wavelength >= LEAST) {
        let air = *wavelength;
        for _ in 0..STEPS {
            *wavelength = air * refractive_index(*wavelength);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn air_wavelengths_are_those_of_the_standard() {
        // specutils 2 and astropy 7: vac_to_air(…, method="Morton2000").
        let mut wavelengths = [2500.0, 4862.683, 6564.614, 9000.0, 24000.0];
        to_air(&mut wavelengths);
        let expected = [
            2_499.246_534_771_109_5,
            4_861.324_981_343_419,
            6_562.801_019_727_855,
            8_997.529_857_722_393,
            23_993.452_374_611_25,
        ];
        for (found, expected) in wavelengths.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        }
    }

    #[test]
    fn vacuum_wavelengths_are_those_of_the_standard() {
        // specutils: air_to_vac(6562.801 Å, method="Morton2000", scheme="iteration").
        let mut wavelengths = [6562.801];
        to_vacuum(&mut wavelengths);
        assert!((wavelengths[0] - 6_564.613_980_266_84).abs() < 1e-9);
    }

    #[test]
    fn there_and_back_is_the_same() {
        let all: Vec<f64> = (0..60_000).map(|step| 2000.7 + f64::from(step) * 1.3).collect();
        let mut there = all.clone();
        to_air(&mut there);
        to_vacuum(&mut there);
        assert!(there.iter().zip(&all).all(|(found, expected)| (found - expected).abs() < 1e-9));
    }

    #[test]
    fn order_is_kept_where_the_convention_begins() {
        let mut wavelengths: Vec<f64> = (0..400).map(|step| 1999.0 + f64::from(step) * 0.01).collect();
        let before = wavelengths.clone();
        to_air(&mut wavelengths);
        assert!(wavelengths.is_sorted());
        assert_eq!(wavelengths[..100], before[..100]);
        let mut odd = [f64::NAN, -1.0, 0.0, f64::INFINITY];
        to_vacuum(&mut odd);
        assert!(odd[0].is_nan() && odd[1..3] == [-1.0, 0.0]);
    }
}
