//! What files are packed with: gzip of several members, bzip2, xz, Zstandard and compress.

use std::collections::HashMap;

use super::Tells;

/// A way of packing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// gzip in one member.
    Gzip,
    /// gzip in three members, as `bgzip` and `cat` make it.
    GzipMembers,
    /// bzip2.
    Bzip2,
    /// xz with a CRC-64.
    Xz,
    /// Zstandard with its checksum.
    Zstd,
    /// compress of Unix: LZW of up to 16 bits.
    Compress,
}

impl Packing {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Gzip, Self::GzipMembers, Self::Bzip2, Self::Xz, Self::Zstd, Self::Compress];

    pub(super) fn suffix(self) -> &'static str {
        match self {
            Self::Gzip => "gz",
            Self::GzipMembers => "bgz",
            Self::Bzip2 => "bz2",
            Self::Xz => "xz",
            Self::Zstd => "zst",
            Self::Compress => "Z",
        }
    }

    /// What of damage the packing tells; compress has neither a length nor a checksum.
    pub(super) fn tells(self) -> Tells {
        if self == Self::Compress { Tells::Nothing } else { Tells::Changes }
    }
}

/// Packs `bytes`.
pub fn pack(bytes: &[u8], packing: Packing) -> Vec<u8> {
    match packing {
        Packing::Gzip => gzip(bytes),
        Packing::GzipMembers => {
            let (first, rest) = bytes.split_at(bytes.len() / 3);
            let (second, third) = rest.split_at(rest.len() / 2);
            [first, second, third].iter().flat_map(|part| gzip(part)).collect()
        }
        Packing::Bzip2 => finished(
            bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast()),
            bytes,
            bzip2::write::BzEncoder::finish,
        ),
        Packing::Xz => {
            let writer = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(1));
            finished(writer.expect("options of the crate's own"), bytes, lzma_rust2::XzWriter::finish)
        }
        Packing::Zstd => ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest),
        Packing::Compress => compress(bytes),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    finished(encoder, bytes, flate2::write::GzEncoder::finish)
}

fn finished<W: std::io::Write>(
    mut encoder: W,
    bytes: &[u8],
    finish: impl FnOnce(W) -> std::io::Result<Vec<u8>>,
) -> Vec<u8> {
    encoder.write_all(bytes).and_then(|()| finish(encoder)).expect("memory takes all that is written")
}

/// LZW as compress(1) writes it: codes of 9 to 16 bits, least significant bit first, 256 kept free for clearing.
///
/// Wherever codes grow, what is left of a group of eight codes is padding.
fn compress(bytes: &[u8]) -> Vec<u8> {
    const LONGEST_BITS: u32 = 16;
    let mut out = vec![0x1F, 0x9D, 0x90];
    let mut codes = Codes::default();
    let mut known: HashMap<(u32, u8), u32> = HashMap::new();
    let (mut next, mut bits) = (257_u32, 9_u32);
    let mut rest = bytes.iter();
    let Some(&first) = rest.next() else { return out };
    let mut prefix = u32::from(first);
    for &byte in rest {
        if let Some(&code) = known.get(&(prefix, byte)) {
            prefix = code;
            continue;
        }
        codes.write(prefix, bits);
        if next < 1 << LONGEST_BITS {
            known.insert((prefix, byte), next);
            next += 1;
            if next > 1 << bits && bits < LONGEST_BITS {
                codes.fill_group(bits);
                bits += 1;
            }
        }
        prefix = u32::from(byte);
    }
    codes.write(prefix, bits);
    out.extend(codes.bytes());
    out
}

/// Codes on their way into bytes.
#[derive(Default)]
struct Codes {
    done: Vec<u8>,
    pending: u64,
    pending_bits: u32,
    in_group: u32,
}

impl Codes {
    fn write(&mut self, code: u32, bits: u32) {
        self.pending |= u64::from(code) << self.pending_bits;
        self.pending_bits += bits;
        self.in_group = (self.in_group + 1) % 8;
        while self.pending_bits >= 8 {
            self.done.extend(self.pending.to_le_bytes().first());
            self.pending >>= 8;
            self.pending_bits -= 8;
        }
    }

    fn fill_group(&mut self, bits: u32) {
        while self.in_group != 0 {
            self.write(0, bits);
        }
    }

    fn bytes(mut self) -> Vec<u8> {
        if self.pending_bits > 0 {
            self.done.extend(self.pending.to_le_bytes().first());
        }
        self.done
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    use super::*;

    fn noise(length: u32) -> Vec<u8> {
        (0..length).map(|place| (place.wrapping_mul(place) >> 7).to_le_bytes()[0]).collect()
    }

    /// gzip(1) unpacks compress too.
    #[test]
    fn gzip_unpacks_what_is_packed_with_gzip_and_compress() {
        for length in [1, 2, 100, 5000, 300_000] {
            for packing in [Packing::Gzip, Packing::GzipMembers, Packing::Compress] {
                let bytes = noise(length);
                let mut gzip =
                    Command::new("gzip").arg("-dc").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
                let mut input = gzip.stdin.take().unwrap();
                let packed = pack(&bytes, packing);
                let writer = std::thread::spawn(move || input.write_all(&packed).unwrap());
                let output = gzip.wait_with_output().unwrap();
                writer.join().unwrap();
                assert!(output.stdout == bytes, "{packing:?} of {length} bytes");
            }
        }
    }
}
