//! Data units against the sum that their header states (DATASUM; FITS 4.0, section 4.4.2.7 and appendix J).
//!
//! A file whose sums are wrong is read, with a remark: it may be damaged, or somebody changed it and did not renew the sums. The
//! sum of a whole unit (CHECKSUM) is not looked at, because headers are changed often, and their values are checked for sense.
//! The files of archives that are read lean state no sums, so nothing is lost there.

use super::units::{Unit, Units};
use crate::error::ReadError;
use crate::fits::{Cards as _, Content, Header};
use crate::spectrum::ReadRemark;

/// Larger units are read in parts, for one target after another, and never as a whole.
const LARGEST_BYTES: u64 = 64 << 20;

/// How much is summed at once; a multiple of four.
const PART_BYTES: usize = 64 << 10;

/// The remark that the data of some units are not what was summed; `header` is used on the way.
pub(super) fn remark(content: &Content, header: &mut Header, units: &Units) -> Option<ReadRemark> {
    let mut is_changed = |unit: &&Unit| {
        // What cannot be read is told by who needs it.
        matches!(stated_and_found(content, header, unit), Ok(Some((stated, found))) if stated != found)
    };
    let changed: Vec<&Unit> = units.list.iter().filter(&mut is_changed).collect();
    let first = changed.first()?;
    let name = if first.name.is_empty() { "a unit without a name" } else { &first.name };
    let detail = format!("the data of {name} do not match their DATASUM: damaged, or changed afterwards");
    Some(ReadRemark { code: "checksum_mismatch", detail })
}

/// The sum in the header and that of the data; `None` where none is stated.
fn stated_and_found(content: &Content, header: &mut Header, unit: &Unit) -> Result<Option<(u32, u32)>, ReadError> {
    header.read(content, unit.start)?;
    let stated = header.text("DATASUM").and_then(|text| text.trim().parse::<u32>().ok()).filter(|&sum| sum != 0);
    let (Some(stated), start) = (stated, header.end()) else { return Ok(None) };
    let end = header.next(content)?.unwrap_or(content.len());
    if end - start > LARGEST_BYTES {
        return Ok(None);
    }
    Ok(Some((stated, sum(content, start, end)?)))
}

/// The sum of 32-bit words in ones' complement. A missing end counts as zeros, as the padding is.
fn sum(content: &Content, start: u64, end: u64) -> Result<u32, ReadError> {
    let (mut sum, mut offset, mut part) = (0_u64, start, vec![0; PART_BYTES]);
    while offset < end {
        let length = usize::try_from(end - offset).unwrap_or(PART_BYTES).min(PART_BYTES);
        part.fill(0);
        content.read_at(offset, &mut part[..length])?;
        sum += part.as_chunks().0.iter().map(|&word| u64::from(u32::from_be_bytes(word))).sum::<u64>();
        sum = (sum & 0xFFFF_FFFF) + (sum >> 32);
        offset += length as u64;
    }
    Ok(u32::try_from((sum & 0xFFFF_FFFF) + (sum >> 32)).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use ml_job_testkit::layouts;

    use crate::read_spectrum;

    fn codes(bytes: &[u8]) -> Vec<&'static str> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        read_spectrum(file.path()).unwrap().remarks.iter().map(|remark| remark.code).collect()
    }

    #[test]
    fn a_changed_byte_is_remarked_where_a_sum_is_stated() {
        for layout in layouts::plain(300).iter().filter(|layout| !layout.guarded().is_empty()) {
            assert!(!codes(&layout.bytes).contains(&"checksum_mismatch"), "{}", layout.name);
            let mut changed = layout.bytes.clone();
            let last = layout.guarded().end - 1;
            changed[last] ^= 1;
            assert!(codes(&changed).contains(&"checksum_mismatch"), "{}", layout.name);
        }
    }
}
