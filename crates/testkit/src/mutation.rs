//! Damage to files, from a seed: what disks, downloads and careless programs do, and what an attacker would.
//!
//! The same seed damages the same file in the same way on every machine, so that a finding is told by two numbers.

use std::ops::Range;

const BLOCK: usize = 2880;
const CARD: usize = 80;

/// How far a mutated file may grow beyond its seed: a bound on time and memory, not on what may go wrong.
const LONGEST_INSERTION: usize = 3 * BLOCK;

/// Values that headers never have and parsers have to survive.
const CARD_VALUES: [&str; 28] = [
    "0",
    "1",
    "-1",
    "2",
    "3",
    "7",
    "8",
    "16",
    "-32",
    "-64",
    "64",
    "999",
    "1000",
    "2147483647",
    "2147483648",
    "-2147483648",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "99999999999999999999999",
    "1E308",
    "-1E308",
    "1E-320",
    "NaN",
    "INF",
    "T",
    "'        '",
    "/ no value",
];

/// Column formats (TFORM, TDIM) that are rare, wrong or enormous.
const FORMS: [&str; 20] = [
    "'0E'",
    "'1E'",
    "'-1E'",
    "'E'",
    "'64D'",
    "'999999999D'",
    "'9223372036854775807D'",
    "'1PE(64)'",
    "'1QD(9999999999)'",
    "'PD'",
    "'0PD(0)'",
    "'12X'",
    "'1C'",
    "'1M'",
    "'1L'",
    "'8A'",
    "'A'",
    "'1Z'",
    "''",
    "'(3,9999999)'",
];

/// Units, types of axes and other words that change how numbers are understood.
const WORDS: [&str; 22] = [
    "'nm'",
    "'um'",
    "'m'",
    "'Hz'",
    "'eV'",
    "'m/s'",
    "'km/s'",
    "'10**-17 erg/s'",
    "'(((((('",
    "'Angstrom**1e9'",
    "'WAVE'",
    "'WAVE-LOG'",
    "'AWAV'",
    "'FREQ'",
    "'VELO'",
    "'MULTISPE'",
    "'LINEAR'",
    "'LAMOST'",
    "'COADD'",
    "'em.wl'",
    "'phot.flux'",
    "'\u{fffd}'",
];

/// Keywords that decide how bytes are understood: half of all edits of cards are theirs.
const STRUCTURE: [&str; 24] = [
    "NAXIS", "BITPIX", "PCOUNT", "GCOUNT", "TFIELDS", "TFORM", "TTYPE", "TDIM", "TSCAL", "TZERO", "TNULL", "TUNIT",
    "THEAP", "BSCALE", "BZERO", "BLANK", "CRVAL", "CDELT", "CRPIX", "CD1_1", "COEFF", "CTYPE", "CUNIT", "WAT",
];

/// Numbers in text that no spectrum holds.
const TEXT_NUMBERS: [&str; 12] = [
    "",
    "-",
    "0",
    "NaN",
    "inf",
    "1e999",
    "-1e308",
    "99999999999999999999999999",
    "1e-400",
    "0x10",
    "1,5",
    "\u{661}\u{662}",
];

/// The last sentence of a quarter of all floats that went wrong.
const FLOATS: [f64; 10] =
    [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, f64::MAX, f64::MIN, f64::MIN_POSITIVE, 5e-324, 1e39];

/// What was done to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// Single bits were changed, in the range that was asked for.
    Bits,
    /// A run of bytes was overwritten, in the range that was asked for.
    Run,
    /// The end is missing.
    Cut,
    /// The value of a header card was replaced.
    Card,
    /// Extreme floats were written.
    Floats,
    /// A number in text was replaced.
    Digits,
    /// A piece was removed.
    Removed,
    /// A piece was doubled, or bytes were put in.
    Inserted,
    /// The end is that of another file.
    Spliced,
}

impl Damage {
    const ALL: [Self; 9] = [
        Self::Bits,
        Self::Run,
        Self::Cut,
        Self::Card,
        Self::Floats,
        Self::Digits,
        Self::Removed,
        Self::Inserted,
        Self::Spliced,
    ];
}

/// A generator of damage.
#[derive(Debug, Clone)]
pub struct Mutator {
    state: u64,
}

impl Mutator {
    /// The generator of one execution of a run.
    pub fn new(seed: u64, execution: u64) -> Self {
        let mut mutator = Self { state: seed ^ execution.wrapping_mul(0xD134_2543_DE82_EF95) };
        mutator.next();
        mutator
    }

    /// `SplitMix64` (Steele, Lea and Flood 2014).
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which may be 0: then 0.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).unwrap_or(0)
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// Damages `bytes` in one to four ways; `other` lends its end to splices.
    pub fn damage(&mut self, bytes: &mut Vec<u8>, other: &[u8]) -> Vec<Damage> {
        let count = 1 + self.below(4) * self.below(2);
        let kinds: Vec<Damage> = (0..count).map(|_| self.pick(&Damage::ALL)).collect();
        for &kind in &kinds {
            self.apply(kind, bytes, other);
        }
        kinds
    }

    fn apply(&mut self, kind: Damage, bytes: &mut Vec<u8>, other: &[u8]) {
        let all = 0..bytes.len();
        match kind {
            Damage::Bits => self.flip_bits(bytes, all),
            Damage::Run => self.overwrite(bytes, all),
            Damage::Cut => self.cut(bytes),
            Damage::Card => self.edit_card(bytes),
            Damage::Floats => self.write_floats(bytes),
            Damage::Digits => self.edit_digits(bytes),
            Damage::Removed => self.remove(bytes),
            Damage::Inserted => self.insert(bytes),
            Damage::Spliced => {
                let (start, end) = (self.place(bytes.len()), self.place(other.len()));
                bytes.truncate(start);
                bytes.extend_from_slice(&other[end..]);
            }
        }
    }

    /// A place in a file of that length; every second one between blocks.
    fn place(&mut self, length: usize) -> usize {
        let place = self.below(length + 1);
        if self.one_in(2) { place / BLOCK * BLOCK } else { place }
    }

    /// Changes one to eight bits in a range.
    pub fn flip_bits(&mut self, bytes: &mut [u8], range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        for _ in 0..=self.below(8) {
            let place = range.start + self.below(range.len());
            bytes[place] ^= 1 << self.below(8);
        }
    }

    /// Overwrites a run of bytes in a range.
    pub fn overwrite(&mut self, bytes: &mut [u8], range: Range<usize>) {
        let start = range.start + self.below(range.len());
        let end = (start + 1 + self.below(64)).min(range.end);
        let filling = self.pick(&[0, 0xFF, b' ', b'9', 0x80]);
        for byte in bytes.get_mut(start..end).into_iter().flatten() {
            *byte = filling;
        }
    }

    /// Cuts the end off; one byte at least.
    pub fn cut(&mut self, bytes: &mut Vec<u8>) {
        let length = match self.below(4) {
            0 => bytes.len().saturating_sub(1 + self.below(16)),
            _ => self.place(bytes.len().saturating_sub(1)),
        };
        bytes.truncate(length);
    }

    fn edit_card(&mut self, bytes: &mut [u8]) {
        let is_card = |card: &[u8]| card.get(8..10) == Some(b"= ") && card[..8].is_ascii();
        let cards: Vec<usize> = bytes
            .chunks_exact(CARD)
            .zip(0..)
            .filter(|(card, _)| is_card(card))
            .map(|(_, number)| number * CARD)
            .collect();
        let is_structure =
            |&&start: &&usize| STRUCTURE.iter().any(|keyword| bytes[start..].starts_with(keyword.as_bytes()));
        let structure: Vec<usize> = cards.iter().filter(is_structure).copied().collect();
        let chosen = if self.one_in(2) || structure.is_empty() { cards } else { structure };
        if chosen.is_empty() {
            return;
        }
        let start = self.pick(&chosen);
        let value = match self.below(5) {
            0 => self.pick(&FORMS),
            1 => self.pick(&WORDS),
            _ => self.pick(&CARD_VALUES),
        };
        let card = format!("{value:<70}");
        bytes[start + 10..start + CARD].copy_from_slice(&card.as_bytes()[..CARD - 10]);
    }

    fn write_floats(&mut self, bytes: &mut [u8]) {
        let value = self.pick(&FLOATS);
        #[expect(clippy::cast_possible_truncation, reason = "extreme values stay extreme")]
        let sample = if self.one_in(2) { (value as f32).to_be_bytes().to_vec() } else { value.to_be_bytes().to_vec() };
        let start = self.below(bytes.len()) / sample.len() * sample.len();
        let count = 1 + self.below(8);
        for part in bytes[start..].chunks_exact_mut(sample.len()).take(count) {
            part.copy_from_slice(&sample);
        }
    }

    fn edit_digits(&mut self, bytes: &mut Vec<u8>) {
        let from = self.below(bytes.len());
        let Some(start) = bytes[from..].iter().position(u8::is_ascii_digit).map(|offset| from + offset) else { return };
        let end =
            bytes[start..].iter().position(|byte| !byte.is_ascii_digit()).map_or(bytes.len(), |count| start + count);
        let number = self.pick(&TEXT_NUMBERS);
        bytes.splice(start..end, number.bytes());
    }

    fn remove(&mut self, bytes: &mut Vec<u8>) {
        let start = self.place(bytes.len());
        let length = if self.one_in(2) { BLOCK } else { self.below(200) };
        let end = (start + length).min(bytes.len());
        bytes.drain(start..end);
    }

    fn insert(&mut self, bytes: &mut Vec<u8>) {
        let start = self.place(bytes.len());
        let length = if self.one_in(2) { BLOCK } else { self.below(LONGEST_INSERTION) };
        let piece = if self.one_in(2) {
            bytes[start..(start + length).min(bytes.len())].to_vec()
        } else {
            vec![self.pick(&[0, b' ', 0xFF, b'\n', b'9']); length]
        };
        bytes.splice(start..start, piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_does_the_same_damage() {
        let damaged = |seed, execution| {
            let mut bytes: Vec<u8> = (0..9000_u32).map(|place| place.to_le_bytes()[0]).collect();
            let damage = Mutator::new(seed, execution).damage(&mut bytes, b"other");
            (bytes, damage)
        };
        assert_eq!(damaged(1, 7), damaged(1, 7));
        assert_ne!(damaged(1, 7), damaged(1, 8));
        assert_ne!(damaged(1, 7), damaged(2, 7));
    }

    #[test]
    fn files_of_any_length_can_be_damaged() {
        for length in [0, 1, 79, 80, 2880, 10_000] {
            for execution in 0..500 {
                let mut bytes = vec![b'1'; length];
                Mutator::new(3, execution).damage(&mut bytes, b"");
                assert!(bytes.len() <= length + 4 * LONGEST_INSERTION);
            }
        }
    }

    #[test]
    fn bits_change_only_where_they_may() {
        for execution in 0..200 {
            let mut bytes = vec![0; 100];
            let mut mutator = Mutator::new(5, execution);
            mutator.flip_bits(&mut bytes, 40..60);
            mutator.overwrite(&mut bytes, 40..60);
            assert!(bytes[..40].iter().chain(&bytes[60..]).all(|&byte| byte == 0));
        }
    }
}
