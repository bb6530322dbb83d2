//! Packed files, recognised by their first bytes and unpacked into memory that is bounded.
//!
//! Archives come as their owners packed them: gzip of one member or of many (`bgzip`, `cat a.gz b.gz`), bzip2, xz, zstd, and
//! the compress of old tapes. What unpacks them is written in Rust, because the bytes come from anywhere: `flate2` and
//! `libdeflater` for gzip, `bzip2` on `libbz2-rs-sys`, `lzma-rust2`, `ruzstd`; the few lines of compress are ours, because
//! no well-kept crate has them. A suffix says nothing of the content, and is only cut off names ([`strip_suffix`]).
//!
//! The files of fpack (`.fits.fz`) are FITS files with packed tiles inside, and no streams.

mod gzip;
mod lzw;

use std::io::{self, Read};

use libdeflater::Decompressor;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use crate::error::ReadError;

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Compression {
    /// gzip (RFC 1952), of any number of members.
    Gzip,
    /// bzip2, of any number of streams.
    Bzip2,
    /// xz, of any number of streams.
    Xz,
    /// Zstandard (RFC 8878), of any number of frames.
    Zstd,
    /// The Lempel-Ziv-Welch code of compress(1).
    Compress,
    /// The tiles inside a FITS file, as fpack makes them: never a stream, only a suffix.
    Fpack,
}

/// Suffixes of names, in capital letters where they are written so; compared without case but for `.Z`.
const SUFFIXES: [(&str, Compression); 6] = [
    (".gz", Compression::Gzip),
    (".bz2", Compression::Bzip2),
    (".xz", Compression::Xz),
    (".zst", Compression::Zstd),
    (".z", Compression::Compress),
    (".fz", Compression::Fpack),
];

/// Times that a file may be packed: what was packed twice by mistake is read, a file of files in files is not.
const MAX_LAYERS: usize = 2;

/// What a stream may ask for to look back into: `xz -9` asks for 64 MiB, `zstd --long` for 128 MiB.
const MAX_WINDOW_BYTES: u32 = 128 << 20;

impl Compression {
    /// The name of the program that packs so.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
            Self::Zstd => "zstd",
            Self::Compress => "compress",
            Self::Fpack => "fpack",
        }
    }

    /// What the first bytes of a file say.
    pub(crate) fn detect(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            [0x1f, 0x9d, ..] => Some(Self::Compress),
            [b'B', b'Z', b'h', b'1'..=b'9', ..] => Some(Self::Bzip2),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            _ => None,
        }
    }
}

/// Cuts the suffix of a compression off a file name, and says which it was. Only one, and never the whole name.
///
/// ```
/// use ml_job_spectra::{Compression, strip_compression_suffix};
///
/// assert_eq!(strip_compression_suffix("a.fits.bz2"), ("a.fits", Some(Compression::Bzip2)));
/// assert_eq!(strip_compression_suffix("a.FITS.GZ"), ("a.FITS", Some(Compression::Gzip)));
/// assert_eq!(strip_compression_suffix("a.fits"), ("a.fits", None));
/// ```
pub fn strip_suffix(name: &str) -> (&str, Option<Compression>) {
    let last = name.bytes().last().map(|byte| byte.to_ascii_lowercase());
    // Nearly every name of an archive ends otherwise.
    for (suffix, compression) in SUFFIXES.into_iter().filter(|(suffix, _)| suffix.bytes().last() == last) {
        let Some(start) = name.len().checked_sub(suffix.len()).filter(|&start| start > 0) else { continue };
        if let Some((stem, end)) = name.split_at_checked(start)
            && end.eq_ignore_ascii_case(suffix)
        {
            return (stem, Some(compression));
        }
    }
    (name, None)
}

/// Unpacks files one after another, with buffers that are used again.
#[derive(Default)]
pub(crate) struct Unpacker {
    decompressor: Decompressor,
    outer: Vec<u8>,
}

impl Unpacker {
    /// Unpacks `packed` into `out`, which never grows past `limit_bytes`; what comes out packed is unpacked once more.
    ///
    /// # Errors
    ///
    /// [`ReadError::TooLarge`], or that the stream is cut off or damaged, with its kind.
    pub(crate) fn unpack(&mut self, packed: &[u8], limit_bytes: u64, out: &mut Vec<u8>) -> Result<(), ReadError> {
        let Some(kind) = Compression::detect(packed) else {
            return Err(ReadError::unsupported("it is not packed in a way that is known"));
        };
        unpack_stream(&mut self.decompressor, kind, packed, limit_bytes, out)?;
        for _ in 1..MAX_LAYERS {
            let Some(kind) = Compression::detect(out) else { break };
            std::mem::swap(out, &mut self.outer);
            unpack_stream(&mut self.decompressor, kind, &self.outer, limit_bytes, out)?;
        }
        Ok(())
    }
}

fn unpack_stream(
    decompressor: &mut Decompressor,
    kind: Compression,
    packed: &[u8],
    limit_bytes: u64,
    out: &mut Vec<u8>,
) -> Result<(), ReadError> {
    if kind == Compression::Gzip {
        return gzip::inflate(decompressor, packed, limit_bytes, out);
    }
    out.clear();
    let unpacked = match kind {
        Compression::Bzip2 => collect(bzip2::bufread::MultiBzDecoder::new(packed), limit_bytes, out),
        Compression::Xz => {
            collect(lzma_rust2::XzReader::new_mem_limit(packed, true, MAX_WINDOW_BYTES / 1024), limit_bytes, out)
        }
        Compression::Zstd => unpack_zstd(packed, limit_bytes, out),
        Compression::Compress => lzw::unpack(packed, limit_bytes, out),
        Compression::Gzip | Compression::Fpack => Ok(()),
    };
    match unpacked {
        Ok(()) if out.len() as u64 > limit_bytes => Err(ReadError::TooLarge { limit_bytes }),
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(ReadError::TruncatedPacked { kind }),
        // The window that the stream asks for would by itself be larger than any file that we read.
        Err(error) if error.kind() == io::ErrorKind::OutOfMemory => Err(ReadError::TooLarge { limit_bytes }),
        Err(_) => Err(ReadError::CorruptPacked { kind }),
    }
}

/// Reads until the end, or one byte past the limit.
fn collect(stream: impl Read, limit_bytes: u64, out: &mut Vec<u8>) -> io::Result<()> {
    let room = (limit_bytes + 1).saturating_sub(out.len() as u64);
    stream.take(room).read_to_end(out).map(|_| ())
}

/// Frame after frame; frames to be skipped hold no data (RFC 8878, section 3.1.2).
fn unpack_zstd(packed: &[u8], limit_bytes: u64, out: &mut Vec<u8>) -> io::Result<()> {
    let mut source = Source { rest: packed, is_short: false };
    let mut decoder = FrameDecoder::new();
    decoder.set_max_window_size(u64::from(MAX_WINDOW_BYTES));
    while !source.rest.is_empty() && out.len() as u64 <= limit_bytes {
        if skip_frame(&mut source.rest)? {
            continue;
        }
        // The decoder does not tell a stream that ends too early from a damaged one; its source does.
        if let Err(error) = unpack_frame(&mut decoder, &mut source, limit_bytes, out) {
            return Err(if source.is_short { io::ErrorKind::UnexpectedEof.into() } else { error });
        }
    }
    Ok(())
}

fn unpack_frame(
    decoder: &mut FrameDecoder,
    source: &mut Source<'_>,
    limit_bytes: u64,
    out: &mut Vec<u8>,
) -> io::Result<()> {
    let invalid = || io::Error::from(io::ErrorKind::InvalidData);
    let mut frame = StreamingDecoder::new_with_decoder(source, decoder).map_err(|_| invalid())?;
    collect(&mut frame, limit_bytes, out)?;
    let decoder = frame.decoder;
    let stated = decoder.is_finished().then(|| decoder.get_checksum_from_data()).flatten();
    match (stated, decoder.get_calculated_checksum()) {
        (Some(stated), Some(calculated)) if stated != calculated => Err(invalid()),
        _ => Ok(()),
    }
}

/// Passes over a frame that holds no data, if there is one.
fn skip_frame(rest: &mut &[u8]) -> io::Result<bool> {
    let Some((&[0x50..=0x5f, 0x2a, 0x4d, 0x18, a, b, c, d], behind)) = rest.split_first_chunk::<8>() else {
        return Ok(false);
    };
    let length = usize::try_from(u32::from_le_bytes([a, b, c, d])).unwrap_or(usize::MAX);
    *rest = behind.get(length..).ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok(true)
}

/// Bytes that remember whether more were asked for than there are.
struct Source<'a> {
    rest: &'a [u8],
    is_short: bool,
}

impl Read for Source<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.is_short |= out.len() > self.rest.len();
        self.rest.read(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    const LIMIT: u64 = 1 << 18;

    fn unpack(packed: &[u8]) -> Result<Vec<u8>, ReadError> {
        let mut out = Vec::new();
        Unpacker::default().unpack(packed, LIMIT, &mut out).map(|()| out)
    }

    fn data(bytes: u64) -> Vec<u8> {
        (0..bytes).map(|i| (i / 7).wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes()[2]).collect()
    }

    fn bzip2(data: &[u8]) -> Vec<u8> {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(data: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(data, ruzstd::encoding::CompressionLevel::Fastest)
    }

    fn xz(data: &[u8]) -> Vec<u8> {
        let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(1)).unwrap();
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    type Pack = fn(&[u8]) -> Vec<u8>;

    fn packers() -> [(Compression, Pack); 5] {
        [
            (Compression::Gzip, gzip::tests::pack),
            (Compression::Bzip2, bzip2),
            (Compression::Xz, xz),
            (Compression::Zstd, zstd),
            (Compression::Compress, lzw::tests::pack),
        ]
    }

    #[test]
    fn every_kind_comes_back_as_it_was() {
        for size in [1, 100, 3000, 200_000] {
            let data = data(size);
            for (kind, pack) in packers() {
                let packed = pack(&data);
                assert_eq!(Compression::detect(&packed), Some(kind));
                assert!(unpack(&packed).unwrap() == data, "{kind:?} of {size}");
            }
        }
    }

    #[test]
    fn streams_of_one_kind_follow_each_other() {
        let (first, second) = (data(5000), data(700));
        for (kind, pack) in packers().into_iter().filter(|(kind, _)| *kind != Compression::Compress) {
            let packed = [pack(&first), pack(&second)].concat();
            assert!(unpack(&packed).unwrap() == [first.clone(), second.clone()].concat(), "{kind:?}");
        }
    }

    #[test]
    fn what_is_packed_twice_is_unpacked_twice_and_not_more() {
        let data = data(2000);
        let twice = bzip2(&gzip::tests::pack(&data));
        assert_eq!(unpack(&twice).unwrap(), data);
        assert_eq!(unpack(&xz(&twice)).unwrap(), gzip::tests::pack(&data));
    }

    #[test]
    fn a_stream_that_is_cut_off_is_told_with_its_kind() {
        for (kind, pack) in packers() {
            let packed = pack(&data(9000));
            let step = (packed.len() / 40).max(1);
            for length in (6..packed.len()).step_by(step) {
                match (kind, unpack(&packed[..length])) {
                    (Compression::Gzip, Err(ReadError::TruncatedGzip)) => {}
                    // This code has no end: whoever reads the file has to notice.
                    (Compression::Compress, Ok(part)) => assert!(data(9000).starts_with(&part)),
                    (_, Err(ReadError::TruncatedPacked { kind: found })) if found == kind => {}
                    (_, other) => panic!("{kind:?} cut at {length}: {:?}", other.map(|out| out.len())),
                }
            }
        }
    }

    #[test]
    fn damage_never_passes_as_data_where_the_kind_has_a_checksum() {
        for (kind, pack) in packers().into_iter().filter(|(kind, _)| *kind != Compression::Compress) {
            let good = pack(&data(9000));
            for position in (0..good.len()).step_by((good.len() / 60).max(1)) {
                let mut packed = good.clone();
                packed[position] ^= 0x10;
                if let Ok(out) = unpack(&packed) {
                    assert!(out == data(9000), "{kind:?} damaged at {position}");
                }
            }
        }
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        for (kind, pack) in packers() {
            let bomb = pack(&vec![0; 1 << 20]);
            assert!(matches!(unpack(&bomb), Err(ReadError::TooLarge { limit_bytes: LIMIT })), "{kind:?}");
        }
    }

    #[test]
    fn the_programs_that_pack_are_understood() {
        let data = data(50_000);
        for program in ["gzip", "bzip2", "xz", "zstd"] {
            let Ok(mut child) = Command::new(program).arg("-c").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()
            else {
                println!("{program} is not installed: skipped");
                continue;
            };
            let mut stdin = child.stdin.take().unwrap();
            let sent = data.clone();
            let writer = std::thread::spawn(move || stdin.write_all(&sent).unwrap());
            let packed = child.wait_with_output().unwrap().stdout;
            writer.join().unwrap();
            assert!(unpack(&packed).unwrap() == data, "{program}");
        }
    }

    #[test]
    fn a_real_file_of_compress_is_unpacked() {
        let path = ml_job_testkit::data_dir().map(|data| data.join("fits-robustness/nom-tam-fits/test.fits.Z"));
        let Some(packed) = path.and_then(|path| std::fs::read(path).ok()) else {
            println!("no real file here: skipped");
            return;
        };
        let fits = unpack(&packed).unwrap();
        assert!(fits.starts_with(b"SIMPLE  =") && fits.len().is_multiple_of(2880));
    }

    #[test]
    fn suffixes_are_cut_off_in_any_case_and_only_once() {
        let all = ["a.gz", "a.GZ", "a.bz2", "a.xz", "a.zst", "a.Z", "a.fz"];
        assert!(all.iter().all(|name| strip_suffix(name).0 == "a" && strip_suffix(name).1.is_some()));
        assert_eq!(strip_suffix("a.gz.bz2"), ("a.gz", Some(Compression::Bzip2)));
        for name in ["", ".gz", "gz", "a.fits", "é", "x.Zip"] {
            assert_eq!(strip_suffix(name), (name, None));
        }
    }
}
