//! IRAF's world coordinates of several spectra in one image: `equispec` and `multispec` (Valdes 1993, ASP Conf. 52, 467, and
//! IRAF's help page `specwcs`).

use crate::error::ReadError;
use crate::fits::Cards;

/// Characters of a WAT card; all but the last are full, and blanks at their ends count.
const CARD_TEXT: usize = 68;

/// Coefficients that a dispersion function may have.
const MAX_ORDER: usize = 100;

/// One spectrum of the image.
#[derive(Debug, PartialEq)]
pub(super) struct Aperture {
    /// The number by which the astronomer knows it.
    pub(super) number: String,
    /// \[unit of WAT1\]; shorter than the row where the row is not filled.
    pub(super) wavelength: Vec<f64>,
}

/// Whether the header describes each spectrum on its own.
pub(super) fn is_multispec(cards: &dyn Cards) -> bool {
    cards.text("WAT0_001").is_some_and(|text| text.contains("multispec"))
        || cards.text("CTYPE1").is_some_and(|kind| kind.trim() == "MULTISPE")
}

/// Whether the rows of the image are spectra on one axis.
pub(super) fn is_equispec(cards: &dyn Cards) -> bool {
    cards.text("WAT0_001").is_some_and(|text| text.contains("equispec")) || cards.text("APNUM1").is_some()
}

/// The number of the aperture in a row, from 0, of an `equispec` image: the first of APNUM, else the row from 1.
pub(super) fn aperture_number(cards: &dyn Cards, row: u64) -> String {
    let stated = cards.text(&format!("APNUM{}", row + 1));
    stated.and_then(|text| Some(text.split_whitespace().next()?.to_owned())).unwrap_or_else(|| (row + 1).to_string())
}

/// The apertures of a `multispec` image of `pixels` columns and `rows` rows.
///
/// # Errors
///
/// [`ReadError::BadWavelength`] where one is missing, not understood, or of a function that we do not know.
pub(super) fn apertures(cards: &dyn Cards, pixels: u64, rows: u64) -> Result<Vec<Aperture>, ReadError> {
    let attributes = joined(cards);
    (1..=rows)
        .map(|row| {
            let missing = || ReadError::bad_wavelength(format!("WAT2 holds no spec{row}"));
            let start = attributes.find(&format!("spec{row} = ")).ok_or_else(missing)?;
            let text = attributes[start..].split('"').nth(1).ok_or_else(missing)?;
            aperture(text, pixels).map_err(|detail| ReadError::bad_wavelength(format!("spec{row} of WAT2 {detail}")))
        })
        .collect()
}

/// The attributes of the second axis, from all their cards.
fn joined(cards: &dyn Cards) -> String {
    let mut attributes = String::new();
    for number in 1..=999 {
        let Some(text) = cards.text(&format!("WAT2_{number:03}")) else { break };
        let missing = attributes.len().next_multiple_of(CARD_TEXT) - attributes.len();
        attributes.push_str(&" ".repeat(missing));
        attributes.push_str(&text);
    }
    attributes
}

/// `aperture beam type w1 dw pixels z low high [weight offset function …]…`
fn aperture(text: &str, pixels: u64) -> Result<Aperture, String> {
    let mut words = text.split_whitespace();
    let number = words.next().ok_or("is empty")?.to_owned();
    let mut values = words.map(|word| word.replace(['D', 'd'], "E").parse::<f64>());
    let mut next = |what: &str| values.next().and_then(Result::ok).ok_or_else(|| format!("has no {what}"));
    let _beam = next("beam")?;
    let kind = next("type")?;
    let (start, step, count, redshift) = (next("start")?, next("step")?, next("number of pixels")?, next("redshift")?);
    let _limits = (next("lower limit")?, next("upper limit")?);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "kept between 0 and the image's width")]
    let count = count.clamp(0.0, 1e9) as u64;
    let count = usize::try_from(count.min(pixels)).unwrap_or(0);
    #[expect(clippy::cast_precision_loss, reason = "pixel numbers are far below 2^52")]
    let positions = (0..count).map(|pixel| pixel as f64);
    let mut wavelength: Vec<f64> = match kind {
        0.0 => positions.map(|pixel| start + pixel * step).collect(),
        1.0 => positions.map(|pixel| 10_f64.powf(start + pixel * step)).collect(),
        2.0 => {
            let rest: Result<Vec<f64>, _> = values.collect();
            nonlinear(&rest.map_err(|error| format!("holds no number: {error}"))?, count)?
        }
        -1.0 => return Err("is not calibrated in wavelength".to_owned()),
        other => return Err(format!("is of the unknown type {other}")),
    };
    for value in &mut wavelength {
        *value /= 1.0 + redshift;
    }
    Ok(Aperture { number, wavelength })
}

/// The weighted sum of dispersion functions at each pixel.
fn nonlinear(values: &[f64], count: usize) -> Result<Vec<f64>, String> {
    let (mut total, mut rest) = (vec![0.0; count], values);
    while !rest.is_empty() {
        let &[weight, offset, function, order, low, high, ref tail @ ..] = rest else {
            return Err("ends within a dispersion function".to_owned());
        };
        let basis = match function {
            1.0 => chebyshev,
            2.0 => legendre,
            other => {
                return Err(format!(
                    "has a dispersion function of the type {other}: only 1 (Chebyshev) and 2 (Legendre) are known"
                ));
            }
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to be a small whole number"
        )]
        let order = (order.fract() == 0.0 && (1.0..=100.0).contains(&order)).then_some(order as usize);
        let order =
            order.filter(|&order| order <= MAX_ORDER).ok_or("has a dispersion function of an impossible order")?;
        let coefficients = tail.get(..order).ok_or("ends within a dispersion function")?;
        for (pixel, sum) in (1..).zip(total.iter_mut()) {
            let position = (2.0 * f64::from(pixel) - (high + low)) / (high - low);
            *sum += weight * (offset + basis(coefficients, position));
        }
        rest = &tail[order..];
    }
    if values.is_empty() { Err("has no dispersion function".to_owned()) } else { Ok(total) }
}

/// Σ cᵢ Tᵢ(x), T₀ = 1, T₁ = x, Tᵢ₊₁ = 2x Tᵢ − Tᵢ₋₁.
fn chebyshev(coefficients: &[f64], x: f64) -> f64 {
    series(coefficients, x, |_, last, before| 2.0 * x * last - before)
}

/// Σ cᵢ Pᵢ(x), P₀ = 1, P₁ = x, (i+1) Pᵢ₊₁ = (2i+1) x Pᵢ − i Pᵢ₋₁.
fn legendre(coefficients: &[f64], x: f64) -> f64 {
    series(coefficients, x, |i, last, before| ((2.0 * i + 1.0) * x * last - i * before) / (i + 1.0))
}

fn series(coefficients: &[f64], x: f64, next: impl Fn(f64, f64, f64) -> f64) -> f64 {
    let (mut before, mut last, mut index) = (1.0, x, 1.0);
    let mut sum = coefficients.first().copied().unwrap_or(0.0);
    for coefficient in coefficients.iter().skip(1) {
        sum += coefficient * last;
        (before, last) = (last, next(index, last, before));
        index += 1.0;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wavelengths(text: &str) -> Vec<f64> {
        aperture(text, 3).unwrap().wavelength
    }

    #[test]
    fn linear_logarithmic_and_shifted_spectra_are_told_apart() {
        assert_eq!(wavelengths("1 1 0 4000. 2. 3 0. 10. 20."), [4000.0, 4002.0, 4004.0]);
        assert_eq!(wavelengths("1 1 0 4000. 2. 2 1. 10. 20."), [2000.0, 2001.0]);
        assert_eq!(wavelengths("1 1 1 3. 1. 3 0. 10. 20."), [1000.0, 10_000.0, 100_000.0]);
        assert_eq!(aperture("17 1 0 4000. 2. 3 0. 10. 20.", 3).unwrap().number, "17");
    }

    /// Pixels 1 to 3 are −1, 0, 1 for functions from 1 to 3: T₂ = 2x² − 1, P₂ = (3x² − 1)/2.
    #[test]
    fn polynomials_are_summed_as_they_are_defined() {
        assert_eq!(wavelengths("1 1 2 0 0 3 0. 1 2 1. 0. 1 3 1. 3. 5000. 100. 8."), [4908.0, 4992.0, 5108.0]);
        assert_eq!(wavelengths("1 1 2 0 0 3 0. 1 2 1. 0. 2 3 1. 3. 5000. 100. 8."), [4908.0, 4996.0, 5108.0]);
        let two = "1 1 2 0 0 3 0. 1 2 0.5 10. 1 1 1. 3. 4000. 0.5 0. 1 1 1. 3. 6000.";
        assert_eq!(wavelengths(two), [5005.0; 3]);
    }

    #[test]
    fn what_is_not_known_is_named() {
        let error = |text| aperture(text, 3).unwrap_err();
        assert!(error("1 1 2 0 0 3 0. 1 2 1. 0. 3 3 1. 3. 1. 2.").contains("type 3"));
        assert!(error("1 1 -1 0 0 3 0. 1 2").contains("not calibrated"));
        assert!(error("1 1 2 0 0 3 0. 1 2 1. 0. 1 9 1. 3. 1. 2.").contains("ends within"));
        assert!(error("1 1 0 x").contains("has no start"));
    }

    /// A number that lies across the end of a card, and blanks at an end.
    #[test]
    fn cards_are_joined_as_they_were_cut() {
        struct Cards2([String; 2]);
        impl Cards for Cards2 {
            fn text(&self, keyword: &str) -> Option<String> {
                let number = keyword.strip_prefix("WAT2_00")?.parse::<usize>().ok()?;
                self.0.get(number - 1).map(|text| text.trim_end().to_owned())
            }
            fn number(&self, _: &str) -> Option<f64> {
                None
            }
            fn word(&self, keyword: &str) -> Option<String> {
                self.text(keyword)
            }
        }
        let whole =
            "wtype=multispec spec1 = \"1 1 0 4000. 2. 3 0. 10. 20.\" spec2 =        \"2 2 0 5000. 2. 3 0. 10. 20.\"";
        let (first, second) = whole.split_at(CARD_TEXT);
        assert!(first.ends_with(' '), "the cut is within the blanks");
        let found = apertures(&Cards2([first.to_owned(), second.to_owned()]), 3, 2).unwrap();
        assert_eq!(
            (found[1].number.as_str(), found[1].wavelength.as_slice()),
            ("2", [5000.0, 5002.0, 5004.0].as_slice())
        );
    }
}
