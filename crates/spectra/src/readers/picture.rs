//! The samples of an image unit, of whatever type: plain, scaled integers with undefined ones, or tile-compressed.

use super::cfitsio;
use crate::error::ReadError;
use crate::fits::{BLOCK_BYTES, Cards as _, Content, Header, mask_of};

/// Bytes that a compressed unit may have: all of it is needed at once.
const MAX_PACKED_BYTES: u64 = 64 << 20;

/// An image, ready to be read in parts.
#[derive(Debug)]
pub(super) struct Picture {
    /// How many samples there are.
    samples: u64,
    store: Store,
}

#[derive(Debug)]
enum Store {
    Plain { start: u64, bitpix: i64, scaling: Option<(f64, f64)>, blank: Option<i64> },
    Unpacked(Vec<f64>),
}

impl Picture {
    /// The image that `header` describes; a compressed one is uncompressed now.
    ///
    /// # Errors
    ///
    /// Where it is cut off or damaged.
    pub(super) fn open(header: &Header, content: &mut Content) -> Result<Self, ReadError> {
        let bytes = header.held_bytes(content)?;
        if header.flag("ZIMAGE") == Some(true) {
            let unpacked = cfitsio::uncompress(&alone(header, content, bytes)?)?;
            return Ok(Self { samples: unpacked.len() as u64, store: Store::Unpacked(unpacked) });
        }
        let bitpix = header.required("BITPIX")?;
        let store = Store::Plain {
            start: header.end(),
            bitpix,
            scaling: (!header.is_unscaled())
                .then(|| (header.number("BSCALE").unwrap_or(1.0), header.number("BZERO").unwrap_or(0.0))),
            blank: header.integer("BLANK").filter(|_| bitpix > 0),
        };
        Ok(Self { samples: bytes / (bitpix.unsigned_abs() / 8).max(1), store })
    }

    /// `count` samples from number `first` on, scaled; undefined ones are NaN.
    ///
    /// # Errors
    ///
    /// Where there are not as many.
    pub(super) fn numbers(&self, content: &mut Content, first: u64, count: u64) -> Result<Vec<f64>, ReadError> {
        let missing = || ReadError::malformed(format!("the image has {} values, more are needed", self.samples));
        let end = first.checked_add(count).filter(|&end| end <= self.samples).ok_or_else(missing)?;
        match &self.store {
            Store::Unpacked(samples) => {
                let range = usize::try_from(first).unwrap_or(usize::MAX)..usize::try_from(end).unwrap_or(usize::MAX);
                Ok(samples.get(range).ok_or_else(missing)?.to_vec())
            }
            &Store::Plain { start, bitpix, scaling, blank } => {
                let width = bitpix.unsigned_abs() / 8;
                let bytes = content.take_scratch(start.saturating_add(first.saturating_mul(width)), count, width)?;
                let shift = scaling.and_then(|(scale, zero)| whole_shift(bitpix, scale, zero));
                let mut samples = decode(bitpix, &bytes, blank, shift.unwrap_or(0));
                content.put_scratch(bytes);
                if let Some((scale, zero)) = scaling.filter(|_| shift.is_none()) {
                    for sample in &mut samples {
                        *sample = *sample * scale + zero;
                    }
                }
                Ok(samples)
            }
        }
    }

    /// As [`Picture::numbers`], as the bits of a mask.
    ///
    /// # Errors
    ///
    /// As there.
    pub(super) fn bits(&self, content: &mut Content, first: u64, count: u64) -> Result<Vec<u32>, ReadError> {
        Ok(self.numbers(content, first, count)?.into_iter().map(mask_of).collect())
    }
}

/// What is added to integers that nothing else scales: with it unsigned ones are stored, of which small ones lie so far from 0
/// that they have to be shifted as integers to keep their last digits.
fn whole_shift(bitpix: i64, scale: f64, zero: f64) -> Option<i128> {
    #[expect(clippy::float_cmp, reason = "any other scale counts")]
    let is_shift = bitpix > 0 && scale == 1.0 && zero.fract() == 0.0 && zero.abs() < 1e19;
    #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^64")]
    is_shift.then_some(zero as i128)
}

/// The samples of a plain image (FITS 4.0, section 4.4.1), integers with `shift` added; those that are undefined become NaN.
fn decode(bitpix: i64, bytes: &[u8], blank: Option<i64>, shift: i128) -> Vec<f64> {
    let integer = |value: i64| if Some(value) == blank { f64::NAN } else { shifted(value, shift) };
    match bitpix {
        8 => bytes.iter().map(|&byte| integer(i64::from(byte))).collect(),
        16 => each(bytes, |sample| integer(i64::from(i16::from_be_bytes(sample)))),
        32 => each(bytes, |sample| integer(i64::from(i32::from_be_bytes(sample)))),
        64 => each(bytes, |sample| integer(i64::from_be_bytes(sample))),
        -32 => each(bytes, |sample| f64::from(f32::from_be_bytes(sample))),
        _ => each(bytes, f64::from_be_bytes),
    }
}

#[expect(clippy::cast_precision_loss, reason = "as numpy and cfitsio convert 64-bit integers")]
fn shifted(value: i64, shift: i128) -> f64 {
    if shift == 0 { value as f64 } else { (i128::from(value) + shift) as f64 }
}

fn each<const N: usize>(bytes: &[u8], decode: impl Fn([u8; N]) -> f64) -> Vec<f64> {
    bytes.as_chunks().0.iter().map(|&sample| decode(sample)).collect()
}

/// A FITS file of an empty primary unit and the unit that `header` describes: all that cfitsio gets to see.
fn alone(header: &Header, content: &Content, data_bytes: u64) -> Result<Vec<u8>, ReadError> {
    let size = header.end() - header.start() + data_bytes;
    if size > MAX_PACKED_BYTES {
        return Err(ReadError::TooLarge { limit_bytes: MAX_PACKED_BYTES });
    }
    let cards = ["SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    0"];
    let mut file: Vec<u8> = cards.iter().flat_map(|card| format!("{card:<80}").into_bytes()).collect();
    file.extend_from_slice(b"EXTEND  =                    T");
    file.resize(4 * 80, b' ');
    file.extend_from_slice(b"END");
    let block = usize::try_from(BLOCK_BYTES).unwrap_or(2880);
    file.resize(block, b' ');
    let size = usize::try_from(size).unwrap_or(0);
    file.resize((block + size).next_multiple_of(block), 0);
    content.read_at(header.start(), &mut file[block..block + size])?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use ml_job_testkit::fits::FitsHeader;

    use super::*;

    fn picture(bitpix: i64, data: &[u8], cards: impl Fn(FitsHeader) -> FitsHeader) -> Vec<f64> {
        let width = bitpix.unsigned_abs() / 8;
        let header = FitsHeader::new().with("SIMPLE", "T").with("BITPIX", bitpix).with("NAXIS", 1);
        let header = cards(header.with("NAXIS1", data.len() as u64 / width));
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), [header.to_bytes(), data.to_vec()].concat()).unwrap();
        let (mut content, mut header) = (Content::default(), Header::default());
        content.open(file.path()).unwrap();
        header.read(&content, 0).unwrap();
        let picture = Picture::open(&header, &mut content).unwrap();
        assert!(picture.numbers(&mut content, 1, data.len() as u64 / width).is_err(), "beyond the end");
        picture.numbers(&mut content, 0, data.len() as u64 / width).unwrap()
    }

    #[test]
    fn every_type_of_sample_is_read() {
        let plain = |header: FitsHeader| header;
        assert_eq!(picture(8, &[1, 200], plain), [1.0, 200.0]);
        assert_eq!(picture(16, &(-3_i16).to_be_bytes(), plain), [-3.0]);
        assert_eq!(picture(32, &70_000_i32.to_be_bytes(), plain), [70_000.0]);
        assert_eq!(picture(64, &(1_i64 << 40).to_be_bytes(), plain), [1_099_511_627_776.0]);
        assert_eq!(picture(-32, &1.5_f32.to_be_bytes(), plain), [1.5]);
        assert_eq!(picture(-64, &2.5_f64.to_be_bytes(), plain), [2.5]);
    }

    #[test]
    fn integers_are_scaled_and_blank_ones_undefined() {
        let data = [10_i16.to_be_bytes(), (-1_i16).to_be_bytes()].concat();
        let samples = picture(16, &data, |header| header.with("BSCALE", 0.5).with("BZERO", 3).with("BLANK", -1));
        assert_eq!(samples[0].to_bits(), 8.0_f64.to_bits());
        assert!(samples[1].is_nan());
    }

    #[test]
    fn unsigned_integers_keep_their_last_digits() {
        let data = [i64::MIN.to_be_bytes(), (i64::MIN + 1).to_be_bytes(), 0_i64.to_be_bytes()].concat();
        let samples = picture(64, &data, |header| header.with("BZERO", "9223372036854775808"));
        assert_eq!(samples, [0.0, 1.0, 9_223_372_036_854_775_808.0]);
    }
}
