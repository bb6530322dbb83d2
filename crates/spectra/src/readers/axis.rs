//! The rules about wavelengths, one kind for all readers.

use std::ops::Range;

use crate::error::ReadError;
use crate::spectrum::{ReadRemark, Spectrum};

/// Turns log₁₀ λ into λ.
pub(super) fn from_log10(values: &mut [f64]) {
    for value in values {
        *value = 10_f64.powf(*value);
    }
}

/// The wavelengths of a grid that is linear in log₁₀ λ: pixel `i` (from 0) lies at `10^(start + i · step)`.
pub(super) fn log_linear(start: f64, step: f64, pixels: usize) -> Vec<f64> {
    #[expect(clippy::cast_precision_loss, reason = "pixel numbers are far below 2^52")]
    (0..pixels).map(|pixel| 10_f64.powf(start + pixel as f64 * step)).collect()
}

/// Pixels beyond both ends of a wanted range: neighbours for whatever looks across the ends.
const MARGIN: usize = 3;

/// The pixels of increasing wavelengths \[Å\] that enclose a range, with some to spare; `None` where they do not enclose it.
pub(super) fn window(wavelength: &[f64], (start, end): (f64, f64)) -> Option<Range<usize>> {
    let first = wavelength.partition_point(|&value| value <= start).checked_sub(1)?;
    let last = wavelength.partition_point(|&value| value < end);
    (last < wavelength.len()).then(|| first.saturating_sub(MARGIN)..(last + 1 + MARGIN).min(wavelength.len()))
}

/// Whether wavelengths are as [`settle`] leaves them when it has nothing to do.
pub(super) fn is_settled(wavelength: &[f64]) -> bool {
    wavelength.windows(2).all(|pair| pair[0] < pair[1]) && are_usable(wavelength)
}

/// Checks a spectrum that was read, and brings its pixels into the order of their wavelengths.
///
/// Wavelengths that increase stay; those that decrease are turned round with their pixels; those that repeat are taken as
/// `np.interp` takes them. Both are remarked. This depends on nothing that the user asked for.
///
/// # Errors
///
/// [`ReadError::BadWavelength`] where wavelengths are no numbers, not positive, or go to and fro; [`ReadError::Malformed`]
/// where there are not as many of them as fluxes.
pub(super) fn settle(out: &mut Spectrum) -> Result<(), ReadError> {
    check_lengths(out)?;
    if is_settled(&out.wavelength) {
        return Ok(());
    }
    if let Some(pixel) = out.wavelength.iter().position(|value| !(value.is_finite() && *value > 0.0)) {
        let value = out.wavelength[pixel];
        return Err(ReadError::bad_wavelength(format!("that of pixel {} is {value}", pixel + 1)));
    }
    // Those that are all the same are no decreasing ones.
    if out.wavelength.first() > out.wavelength.last() && out.wavelength.windows(2).all(|pair| pair[0] >= pair[1]) {
        turn_round(out);
    }
    if let Some(pixel) = out.wavelength.windows(2).position(|pair| pair[0] > pair[1]) {
        let (before, after) = (out.wavelength[pixel], out.wavelength[pixel + 1]);
        return Err(ReadError::bad_wavelength(format!(
            "they go to and fro: {after:.3} Å at pixel {} follows {before:.3} Å",
            pixel + 2
        )));
    }
    remark_repeats(out)
}

/// Whether wavelengths that increase are positive numbers: only the ends can be at fault.
fn are_usable(wavelength: &[f64]) -> bool {
    matches!((wavelength.first(), wavelength.last()), (Some(first), Some(last)) if *first > 0.0 && last.is_finite())
}

/// Checks that there are as many values of each kind as fluxes, and at least two.
///
/// # Errors
///
/// [`ReadError::Malformed`] otherwise.
pub(super) fn check_lengths(out: &Spectrum) -> Result<(), ReadError> {
    let pixels = out.flux.len();
    if pixels < 2 {
        return Err(ReadError::malformed(format!("the spectrum has {pixels} pixels")));
    }
    let lengths = [
        ("wavelengths", Some(out.wavelength.len())),
        ("inverse variances", out.ivar.as_ref().map(Vec::len)),
        ("mask values", out.mask.as_ref().map(Vec::len)),
    ];
    match lengths.into_iter().find_map(|(what, length)| Some((what, length.filter(|&length| length != pixels)?))) {
        Some((what, length)) => Err(ReadError::malformed(format!("{pixels} fluxes, {length} {what}"))),
        None => Ok(()),
    }
}

/// Turns a spectrum round, which is remarked.
pub(super) fn turn_round(out: &mut Spectrum) {
    out.wavelength.reverse();
    out.flux.reverse();
    if let Some(ivar) = &mut out.ivar {
        ivar.reverse();
    }
    if let Some(mask) = &mut out.mask {
        mask.reverse();
    }
    let detail = "the wavelengths decrease from pixel to pixel: the spectrum was turned round".to_owned();
    out.remarks.push(ReadRemark { code: "decreasing_wavelength", detail });
}

fn remark_repeats(out: &mut Spectrum) -> Result<(), ReadError> {
    let repeats = out.wavelength.windows(2).filter(|pair| pair[0] >= pair[1]).count();
    if repeats + 1 == out.wavelength.len() {
        return Err(ReadError::bad_wavelength(format!("all are {:.3} Å", out.wavelength[0])));
    }
    if let Some(pixel) = out.wavelength.windows(2).position(|pair| pair[0] >= pair[1]) {
        let at = out.wavelength[pixel];
        let detail = format!("{repeats} wavelengths repeat, the first at pixel {} ({at:.3} Å)", pixel + 2);
        out.remarks.push(ReadRemark { code: "repeated_wavelength", detail });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_encloses_its_range_with_some_to_spare() {
        let wavelength: Vec<f64> = (0..20).map(f64::from).collect();
        assert_eq!(window(&wavelength, (8.0, 10.0)), Some(5..14));
        assert_eq!(window(&wavelength, (8.5, 9.5)), Some(5..14));
        assert_eq!(window(&wavelength, (0.0, 19.0)), Some(0..20));
        assert_eq!(window(&wavelength, (-0.5, 5.0)), None);
        assert_eq!(window(&wavelength, (5.0, 19.5)), None);
        assert_eq!(window(&[], (5.0, 6.0)), None);
    }

    fn settled(wavelength: &[f64]) -> Result<Spectrum, ReadError> {
        let pixels = wavelength.len();
        let mut spectrum = Spectrum {
            wavelength: wavelength.to_vec(),
            flux: (0..pixels).map(|pixel| f64::from(u32::try_from(pixel).unwrap())).collect(),
            ivar: Some(vec![1.0; pixels]),
            mask: Some((0..).take(pixels).collect()),
            ..Spectrum::default()
        };
        settle(&mut spectrum).map(|()| spectrum)
    }

    #[test]
    fn decreasing_wavelengths_are_turned_round_with_their_pixels() {
        let spectrum = settled(&[5000.0, 4999.0, 4998.0]).unwrap();
        assert_eq!(spectrum.wavelength, [4998.0, 4999.0, 5000.0]);
        assert_eq!(
            (spectrum.flux.as_slice(), spectrum.mask.as_deref()),
            ([2.0, 1.0, 0.0].as_slice(), Some([2, 1, 0].as_slice()))
        );
        assert_eq!(spectrum.remarks[0].code, "decreasing_wavelength");
    }

    #[test]
    fn repeated_wavelengths_are_taken_and_remarked() {
        let spectrum = settled(&[4000.0, 4001.0, 4001.0, 4002.0]).unwrap();
        assert_eq!((spectrum.remarks.len(), spectrum.remarks[0].code), (1, "repeated_wavelength"));
        assert_eq!(spectrum.remarks[0].detail, "1 wavelengths repeat, the first at pixel 3 (4001.000 Å)");
        let turned = settled(&[4002.0, 4001.0, 4001.0]).unwrap();
        assert_eq!(turned.remarks.len(), 2);
        assert!(settled(&[4000.0, 4001.0]).unwrap().remarks.is_empty());
    }

    #[test]
    fn what_is_refused_is_refused_for_its_reason() {
        let reason = |wavelength: &[f64]| settled(wavelength).unwrap_err().to_string();
        assert!(reason(&[4000.0, f64::NAN, 4002.0]).contains("that of pixel 2 is NaN"));
        assert!(reason(&[-1.0, 4001.0]).contains("that of pixel 1 is -1"));
        assert!(reason(&[0.0, 4001.0]).contains("that of pixel 1 is 0"));
        assert!(reason(&[4000.0, 4002.0, 4001.0]).contains("4001.000 Å at pixel 3 follows 4002.000 Å"));
        assert!(reason(&[4000.0, 4000.0]).contains("all are 4000.000 Å"));
        assert!(reason(&[4000.0]).contains("the spectrum has 1 pixels"));
    }
}
