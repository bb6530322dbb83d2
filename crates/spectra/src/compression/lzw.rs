//! The code of compress(1): Lempel-Ziv-Welch with codes of 9 to 16 bits, as `compress` 4 writes it.

use std::io;

const MIN_BITS: u32 = 9;
const MAX_BITS: u32 = 16;
/// Codes below are bytes.
const LITERALS: usize = 256;
/// Forgets the dictionary, in files whose third byte has the highest bit set.
const CLEAR: usize = 256;

/// Unpacks a file of compress into `out`, until it is longer than `limit_bytes`.
///
/// The code has neither length nor checksum, so a file that is cut off between two codes looks whole.
///
/// # Errors
///
/// [`io::ErrorKind::InvalidData`] where a code has no meaning, [`io::ErrorKind::UnexpectedEof`] where the header is cut off.
pub(super) fn unpack(packed: &[u8], limit_bytes: u64, out: &mut Vec<u8>) -> io::Result<()> {
    let Some((&[_, _, flags], codes)) = packed.split_first_chunk::<3>() else {
        return Err(io::ErrorKind::UnexpectedEof.into());
    };
    let max_bits = u32::from(flags & 0x1f);
    if !(MIN_BITS..=MAX_BITS).contains(&max_bits) || flags & 0x60 != 0 {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut reader = Codes { bytes: codes, position: 0, origin: 0, bits: MIN_BITS };
    let mut dictionary = Dictionary::new(flags & 0x80 != 0, max_bits);
    while out.len() as u64 <= limit_bytes {
        if dictionary.is_full_for(reader.bits) {
            reader.widen(reader.bits + 1);
        }
        let Some(code) = reader.next() else { return Ok(()) };
        if dictionary.has_clear && code == CLEAR {
            dictionary.clear();
            reader.widen(MIN_BITS);
        } else {
            dictionary.decode(code, out)?;
        }
    }
    Ok(())
}

/// Codes, lowest bit first, in groups of eight of one width.
struct Codes<'a> {
    bytes: &'a [u8],
    /// In bits.
    position: usize,
    /// Where the present width began.
    origin: usize,
    bits: u32,
}

impl Codes<'_> {
    fn next(&mut self) -> Option<usize> {
        let first = self.position / 8;
        if self.position + self.bits as usize > self.bytes.len() * 8 {
            return None;
        }
        let mut window = 0_usize;
        for (shift, &byte) in self.bytes[first..].iter().take(4).enumerate() {
            window |= usize::from(byte) << (8 * shift);
        }
        let code = (window >> (self.position % 8)) & ((1 << self.bits) - 1);
        self.position += self.bits as usize;
        Some(code)
    }

    /// Goes on with another width; the rest of the group of eight codes is filling.
    fn widen(&mut self, bits: u32) {
        let group = self.bits as usize * 8;
        self.origin += (self.position - self.origin).next_multiple_of(group);
        self.position = self.origin;
        self.bits = bits;
    }
}

/// The strings that codes stand for: each is another one and a byte.
struct Dictionary {
    has_clear: bool,
    max_bits: u32,
    prefixes: Vec<u16>,
    bytes: Vec<u8>,
    /// The code before, and the first byte of its string.
    previous: Option<(usize, u8)>,
}

impl Dictionary {
    fn new(has_clear: bool, max_bits: u32) -> Self {
        // What compress calls 9 bits is 10: its first dictionary is full before it looks at the limit.
        let max_bits = max_bits.max(MIN_BITS + 1);
        let mut dictionary = Self { has_clear, max_bits, prefixes: Vec::new(), bytes: Vec::new(), previous: None };
        dictionary.clear();
        dictionary
    }

    fn clear(&mut self) {
        let first = LITERALS + usize::from(self.has_clear);
        self.prefixes.clear();
        self.prefixes.resize(first, 0);
        self.bytes.clear();
        self.bytes.extend(0..=u8::MAX);
        self.bytes.resize(first, 0);
        self.previous = None;
    }

    /// Whether the next string would have a code that `bits` cannot write.
    fn is_full_for(&self, bits: u32) -> bool {
        bits < self.max_bits && self.bytes.len() >= 1 << bits
    }

    fn decode(&mut self, code: usize, out: &mut Vec<u8>) -> io::Result<()> {
        let start = out.len();
        // The string that is just being made: the one before, and its own first byte.
        let is_new = code == self.bytes.len();
        let mut rest = match self.previous {
            Some((previous, first)) if is_new => {
                out.push(first);
                previous
            }
            _ if code < self.bytes.len() => code,
            _ => return Err(io::ErrorKind::InvalidData.into()),
        };
        while rest >= LITERALS {
            out.push(self.bytes[rest]);
            rest = usize::from(self.prefixes[rest]);
        }
        out.push(self.bytes[rest]);
        out[start..].reverse();
        let first = out[start];
        if let Some((previous, _)) = self.previous
            && self.bytes.len() < 1 << self.max_bits
        {
            self.prefixes.push(u16::try_from(previous).unwrap_or(0));
            self.bytes.push(first);
        }
        self.previous = Some((code, first));
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::HashMap;

    use super::*;

    /// Packs as compress does, which takes up to 16 bits and never clears.
    pub(in super::super) fn pack(data: &[u8]) -> Vec<u8> {
        pack_with(data, 16, usize::MAX)
    }

    /// Writes codes of one width, and fills the group where the width changes.
    struct Writer {
        out: Vec<u8>,
        bits: u32,
        group: Vec<usize>,
    }

    impl Writer {
        fn put(&mut self, code: usize) {
            self.group.push(code);
            if self.group.len() == 8 {
                self.flush(8);
            }
        }

        fn flush(&mut self, codes: usize) {
            if self.group.is_empty() {
                return;
            }
            let mut bytes = vec![0_u8; (codes * self.bits as usize).div_ceil(8)];
            for (index, code) in self.group.drain(..).enumerate() {
                for bit in (0..self.bits as usize).filter(|bit| code >> bit & 1 == 1) {
                    let position = index * self.bits as usize + bit;
                    bytes[position / 8] |= 1 << (position % 8);
                }
            }
            self.out.extend(bytes);
        }
    }

    fn pack_with(data: &[u8], max_bits: u32, clear_at: usize) -> Vec<u8> {
        let flags = 0x80 | u8::try_from(max_bits).unwrap();
        let mut writer = Writer { out: vec![0x1f, 0x9d, flags], bits: MIN_BITS, group: Vec::new() };
        let (mut known, mut next) = (HashMap::new(), 257);
        let mut current: Option<usize> = None;
        for &byte in data {
            let Some(prefix) = current else {
                current = Some(usize::from(byte));
                continue;
            };
            if let Some(&code) = known.get(&(prefix, byte)) {
                current = Some(code);
                continue;
            }
            writer.put(prefix);
            current = Some(usize::from(byte));
            if next < 1 << max_bits {
                // The reader is one string behind, so it sees a full dictionary one code later.
                if next > (1 << writer.bits) - 1 && writer.bits < max_bits {
                    writer.flush(8);
                    writer.bits += 1;
                }
                known.insert((prefix, byte), next);
                next += 1;
            }
            if next == clear_at {
                writer.put(CLEAR);
                writer.flush(8);
                (writer.bits, next) = (MIN_BITS, 257);
                known.clear();
            }
        }
        if let Some(code) = current {
            writer.put(code);
        }
        let rest = writer.group.len();
        writer.flush(rest);
        writer.out
    }

    fn unpacked(packed: &[u8]) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        unpack(packed, 1 << 24, &mut out).map(|()| out)
    }

    #[test]
    fn a_string_may_be_used_while_it_is_made() {
        assert_eq!(unpacked(&pack(&[7; 40])).unwrap(), [7; 40]);
    }

    #[test]
    fn every_width_and_a_cleared_dictionary_are_understood() {
        let data: Vec<u8> = (0..300_000_u64).map(|i| i.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes()[2]).collect();
        for (max_bits, clear_at) in [(16, usize::MAX), (12, usize::MAX), (10, usize::MAX), (16, 700), (14, 5000)] {
            assert!(unpacked(&pack_with(&data, max_bits, clear_at)).unwrap() == data, "{max_bits} {clear_at}");
        }
    }

    #[test]
    fn codes_without_meaning_and_headers_that_no_compress_writes_are_damage() {
        for packed in [&[0x1f, 0x9d, 0x90, 0xff, 0xff][..], &[0x1f, 0x9d, 0x88, 0, 0], &[0x1f, 0x9d, 0xd0, 0, 0]] {
            assert_eq!(unpacked(packed).unwrap_err().kind(), io::ErrorKind::InvalidData);
        }
        assert_eq!(unpacked(&[0x1f, 0x9d]).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
        assert!(unpacked(&[0x1f, 0x9d, 0x90]).unwrap().is_empty());
    }
}
