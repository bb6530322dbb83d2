//! Inflating a gzip file into memory, with every way of being damaged told apart.

use std::io::{self, Read};

use libdeflater::Decompressor;

use crate::error::ReadError;

/// The first two bytes of a gzip stream (RFC 1952).
pub(super) const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Deflate cannot expand more than this (RFC 1951: a match of 258 bytes in two bits, rounded up).
const MAX_EXPANSION: u64 = 1032;

/// Header and trailer of a gzip member (RFC 1952 section 2.3).
const MIN_MEMBER_BYTES: usize = 18;

/// Inflates `packed` into `out`, which never grows past `limit_bytes`.
///
/// libdeflate does the work: it is faster than a streaming inflate, but needs the size beforehand, which the last four bytes
/// state. Files that it refuses (several members, padding, damage) go through a streaming decoder, which also tells a
/// truncated stream from a damaged one.
///
/// # Errors
///
/// [`ReadError::TruncatedGzip`], [`ReadError::CorruptGzip`] or [`ReadError::TooLarge`].
pub(super) fn inflate(
    decompressor: &mut Decompressor,
    packed: &[u8],
    limit_bytes: u64,
    out: &mut Vec<u8>,
) -> Result<(), ReadError> {
    if packed.len() < MIN_MEMBER_BYTES {
        return Err(ReadError::TruncatedGzip);
    }
    let declared = declared_bytes(packed);
    let possible = (packed.len() as u64).saturating_mul(MAX_EXPANSION);
    if declared <= possible && declared <= limit_bytes {
        let size = usize::try_from(declared).map_err(|_| ReadError::TooLarge { limit_bytes })?;
        out.resize(size, 0);
        if decompressor.gzip_decompress(packed, out).is_ok_and(|written| written == size) && is_one_member(packed) {
            return Ok(());
        }
    }
    inflate_streaming(packed, limit_bytes, out)
}

/// What the trailer says of the inflated size (modulo 2³²).
fn declared_bytes(packed: &[u8]) -> u64 {
    packed.last_chunk::<4>().map_or(0, |size| u64::from(u32::from_le_bytes(*size)))
}

/// Whether there is no second member behind the first, which libdeflate does not tell.
///
/// A second member of the same size would be lost silently. It needs another magic number, so a search rules it out for
/// nearly every file; a chance match only costs the slower path.
fn is_one_member(packed: &[u8]) -> bool {
    const DEFLATE_MEMBER: [u8; 3] = [MAGIC[0], MAGIC[1], 8];
    memchr::memmem::find(&packed[MIN_MEMBER_BYTES..], &DEFLATE_MEMBER).is_none()
}

fn inflate_streaming(packed: &[u8], limit_bytes: u64, out: &mut Vec<u8>) -> Result<(), ReadError> {
    out.clear();
    match read_members(packed, limit_bytes, out) {
        Ok(()) if out.len() as u64 > limit_bytes => Err(ReadError::TooLarge { limit_bytes }),
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(ReadError::TruncatedGzip),
        Err(_) => Err(ReadError::CorruptGzip),
    }
}

fn read_members(packed: &[u8], limit_bytes: u64, out: &mut Vec<u8>) -> io::Result<()> {
    let mut rest = packed;
    loop {
        let mut member = flate2::bufread::GzDecoder::new(rest);
        let room = (limit_bytes + 1).saturating_sub(out.len() as u64);
        Read::by_ref(&mut member).take(room).read_to_end(out)?;
        if out.len() as u64 > limit_bytes {
            return Ok(());
        }
        rest = member.into_inner();
        // gzip(1) ignores zeros behind the last member: tapes and some archive tools pad with them.
        if rest.iter().all(|&byte| byte == 0) {
            return Ok(());
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write as _;

    use super::*;

    pub(in super::super) fn pack(data: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn unpack(packed: &[u8]) -> Result<Vec<u8>, ReadError> {
        let mut out = Vec::new();
        inflate(&mut Decompressor::new(), packed, 1 << 20, &mut out).map(|()| out)
    }

    fn noise(bytes: u64) -> Vec<u8> {
        (0..bytes).map(|i| i.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes()[2]).collect()
    }

    #[test]
    fn a_member_comes_back_as_it_was() {
        let data = noise(100_000);
        assert_eq!(unpack(&pack(&data)).unwrap(), data);
    }

    #[test]
    fn several_members_follow_each_other_also_when_they_are_equally_long() {
        let data = noise(5000);
        let packed = [pack(&data), pack(&data)].concat();
        assert_eq!(unpack(&packed).unwrap(), [data.clone(), data].concat());
    }

    #[test]
    fn zeros_behind_the_last_member_are_padding() {
        let data = noise(5000);
        let packed = [pack(&data), vec![0; 512]].concat();
        assert_eq!(unpack(&packed).unwrap(), data);
    }

    /// The empty member that bgzip ends every file with (SAM specification, section 4.1.2).
    const BGZF_END: [u8; 28] =
        [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, 0x42, 0x43, 2, 0, 0x1b, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    #[test]
    fn an_empty_last_member_which_ends_in_zeros_is_no_padding() {
        let data = noise(5000);
        for padding in [0, 1, 512] {
            let packed = [&pack(&data)[..], &pack(&data), &BGZF_END, &vec![0; padding]].concat();
            assert_eq!(unpack(&packed).unwrap(), [data.clone(), data.clone()].concat(), "{padding}");
        }
    }

    #[test]
    fn every_truncation_is_noticed() {
        let packed = pack(&noise(3000));
        for length in 2..packed.len() {
            assert!(matches!(unpack(&packed[..length]), Err(ReadError::TruncatedGzip)), "cut at {length}");
        }
    }

    #[test]
    fn a_flipped_bit_is_damage() {
        let mut packed = pack(&noise(3000));
        let middle = packed.len() / 2;
        packed[middle] ^= 0x10;
        assert!(matches!(unpack(&packed), Err(ReadError::CorruptGzip | ReadError::TruncatedGzip)));
        let mut packed = pack(&noise(3000));
        let checksum = packed.len() - 6;
        packed[checksum] ^= 1;
        assert!(matches!(unpack(&packed), Err(ReadError::CorruptGzip)));
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let packed = pack(&vec![0; 3 << 20]);
        assert!(matches!(unpack(&packed), Err(ReadError::TooLarge { limit_bytes }) if limit_bytes == 1 << 20));
    }
}
