//! FITS headers: cards of 80 characters in blocks of 2880 bytes.

use super::{BLOCK_BYTES, Content};
use crate::error::ReadError;

pub(crate) const CARD_BYTES: usize = 80;

/// LAMOST headers have about 120 cards, those of SDSS 300; a hundred times that is no header any more.
const MAX_HEADER_BYTES: u64 = 1 << 20;

/// Where the facts of a header come from: the lean reader or cfitsio.
pub(crate) trait Cards {
    /// The text of a string card, without trailing blanks.
    fn text(&self, keyword: &str) -> Option<String>;
    /// The number of an integer or real card, also where a program has put it into quotes.
    fn number(&self, keyword: &str) -> Option<f64>;
    /// The value as it is written, quoted or not.
    fn word(&self, keyword: &str) -> Option<String>;
    /// The value of a logical card.
    fn flag(&self, keyword: &str) -> Option<bool> {
        match self.word(keyword)?.trim() {
            "T" => Some(true),
            "F" => Some(false),
            _ => None,
        }
    }
}

/// One header: the cards as they are, found by keyword.
///
/// Where a keyword stands twice the first card counts, as in cfitsio and astropy.
#[derive(Debug, Default)]
pub(crate) struct Header {
    raw: Vec<u8>,
    keywords: Vec<u64>,
    /// Of each keyword a mark to look for: other keywords may have the same.
    marks: Vec<u32>,
    /// Offset of the header.
    start: u64,
    /// Offset of the first byte behind the header.
    end: u64,
}

/// Eight characters in half of their bits.
fn mark_of(keyword: u64) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "the upper half is in the lower one too")]
    let mark = (keyword ^ (keyword >> 31)) as u32;
    mark
}

/// The first place of a keyword among marks. Most that are asked for are not there: eight cards are compared at once.
fn place_of(marks: &[u32], mark: u32, is_it: impl Fn(usize) -> bool) -> Option<usize> {
    let (eights, rest) = marks.as_chunks::<8>();
    let is_among = |eight: &[u32; 8]| eight.iter().fold(0, |is_found, &found| is_found | u32::from(found == mark)) != 0;
    let from = match eights.iter().position(is_among) {
        Some(eight) => eight * 8,
        None => marks.len() - rest.len(),
    };
    (from..marks.len()).find(|&place| marks[place] == mark && is_it(place))
}

impl Header {
    /// Reads the header that starts at `offset`.
    ///
    /// # Errors
    ///
    /// [`ReadError::TruncatedHeader`] where the file ends before the END card.
    pub(crate) fn read(&mut self, content: &Content, offset: u64) -> Result<(), ReadError> {
        self.raw.clear();
        self.keywords.clear();
        self.marks.clear();
        self.start = offset;
        loop {
            let done = self.raw.len();
            let start = offset + done as u64;
            if start + CARD_BYTES as u64 > content.len() {
                return Err(ReadError::TruncatedHeader);
            }
            if done as u64 >= MAX_HEADER_BYTES {
                return Err(ReadError::malformed("the header has no END card within 1 MiB"));
            }
            let size = (content.len() - start).min(BLOCK_BYTES);
            self.raw.resize(done + usize::try_from(size).unwrap_or(0), b' ');
            content.read_at(start, &mut self.raw[done..])?;
            if self.index_cards(done) {
                self.end = start + BLOCK_BYTES;
                return Ok(());
            }
        }
    }

    /// Notes the keywords of the cards from byte `start` on; tells whether END is among them.
    fn index_cards(&mut self, start: usize) -> bool {
        const END: u64 = u64::from_be_bytes(*b"END     ");
        for card in self.raw[start..].as_chunks::<CARD_BYTES>().0 {
            let keyword = card.first_chunk().map_or(0, |keyword| u64::from_be_bytes(*keyword));
            if keyword == END {
                return true;
            }
            self.keywords.push(keyword);
            self.marks.push(mark_of(keyword));
        }
        false
    }

    /// Offset of the header itself.
    pub(crate) fn start(&self) -> u64 {
        self.start
    }

    /// Offset of the data unit: the first byte behind the header.
    pub(crate) fn end(&self) -> u64 {
        self.end
    }

    /// The card of a keyword.
    fn card(&self, keyword: &str) -> Option<&[u8; CARD_BYTES]> {
        let mut key = [b' '; 8];
        key.get_mut(..keyword.len())?.copy_from_slice(keyword.as_bytes());
        let key = u64::from_be_bytes(key);
        let index = place_of(&self.marks, mark_of(key), |place| self.keywords[place] == key)?;
        self.raw[index * CARD_BYTES..].first_chunk()
    }

    /// The value field of a card: what follows `= `.
    fn value(&self, keyword: &str) -> Option<&[u8]> {
        value_of(self.card(keyword)?)
    }

    /// A number, string or logical without its comment, as it is written.
    fn token(&self, keyword: &str) -> Option<&str> {
        token_of(self.value(keyword)?)
    }

    /// Keyword and value of every card that has one, in their order.
    pub(crate) fn values(&self) -> impl Iterator<Item = (&str, String)> {
        self.raw.as_chunks::<CARD_BYTES>().0.iter().take(self.keywords.len()).filter_map(|card| {
            let keyword = std::str::from_utf8(&card[..8]).ok()?.trim_ascii_end();
            let value = value_of(card)?;
            let word = text_of(value).or_else(|| token_of(value).map(str::to_owned))?;
            (!keyword.is_empty()).then_some((keyword, word))
        })
    }

    /// Every card but END, in its order.
    pub(crate) fn cards(&self) -> impl Iterator<Item = &[u8; CARD_BYTES]> {
        self.raw.as_chunks::<CARD_BYTES>().0.iter().take(self.keywords.len())
    }

    /// The value of an integer card.
    pub(crate) fn integer(&self, keyword: &str) -> Option<i64> {
        self.token(keyword)?.parse().ok()
    }

    /// Whether the header has the keyword at all.
    pub(crate) fn has(&self, keyword: &str) -> bool {
        self.card(keyword).is_some()
    }

    /// The value of an integer card that must be there.
    ///
    /// # Errors
    ///
    /// [`ReadError::Malformed`] where it is missing or no integer.
    pub(crate) fn required(&self, keyword: &str) -> Result<i64, ReadError> {
        self.integer(keyword).ok_or_else(|| ReadError::malformed(format!("{keyword} is missing or not an integer")))
    }

    /// Lengths of the axes of the data unit. Axes beyond NAXIS do not count, though LAMOST DR9+ writes such cards.
    ///
    /// # Errors
    ///
    /// [`ReadError::Malformed`] where NAXIS or an axis is missing, negative or absurd.
    pub(crate) fn axes(&self) -> Result<Vec<u64>, ReadError> {
        let count = self.required("NAXIS")?;
        if !(0..=999).contains(&count) {
            return Err(ReadError::malformed(format!("NAXIS is {count}")));
        }
        (1..=count)
            .map(|axis| {
                let length = self.required(&format!("NAXIS{axis}"))?;
                u64::try_from(length).map_err(|_| ReadError::malformed(format!("NAXIS{axis} is {length}")))
            })
            .collect()
    }

    /// Size in bytes of the data unit, without padding.
    ///
    /// # Errors
    ///
    /// [`ReadError::Malformed`] where the header does not say or the size is beyond any file.
    pub(crate) fn data_bytes(&self) -> Result<u64, ReadError> {
        let axes = self.axes()?;
        let bitpix = self.required("BITPIX")?;
        if ![8, 16, 32, 64, -32, -64].contains(&bitpix) {
            return Err(ReadError::malformed(format!("BITPIX is {bitpix}")));
        }
        if axes.is_empty() {
            return Ok(0);
        }
        let count = |keyword, default| u64::try_from(self.integer(keyword).unwrap_or(default)).ok();
        // Random groups (FITS 4.0, section 6) have NAXIS1 = 0, which does not count.
        let groups = self.token("GROUPS") == Some("T") && axes[0] == 0;
        let pixels = axes[usize::from(groups)..].iter().try_fold(1_u64, |size, &axis| size.checked_mul(axis));
        pixels
            .and_then(|pixels| pixels.checked_add(count("PCOUNT", 0)?))
            .and_then(|values| values.checked_mul(count("GCOUNT", 1)?))
            .and_then(|values| values.checked_mul(bitpix.unsigned_abs() / 8))
            .ok_or_else(|| ReadError::malformed("the declared size of the data is impossible"))
    }

    /// Size in bytes of the data unit, which the file must really hold. The padding behind the last unit may be missing.
    ///
    /// # Errors
    ///
    /// [`ReadError::TruncatedData`] where it does not.
    pub(crate) fn held_bytes(&self, content: &Content) -> Result<u64, ReadError> {
        let declared_bytes = self.data_bytes()?;
        let found_bytes = content.len().saturating_sub(self.end);
        if declared_bytes > found_bytes {
            return Err(ReadError::TruncatedData { declared_bytes, found_bytes });
        }
        Ok(declared_bytes)
    }

    /// Offset of the header that follows, if the file goes on.
    ///
    /// # Errors
    ///
    /// As [`Header::held_bytes`].
    pub(crate) fn next(&self, content: &Content) -> Result<Option<u64>, ReadError> {
        let next = self.end + self.held_bytes(content)?.next_multiple_of(BLOCK_BYTES);
        Ok((next < content.len()).then_some(next))
    }

    /// Whether stored samples are the values themselves: no BSCALE or BZERO that changes them.
    pub(crate) fn is_unscaled(&self) -> bool {
        let is = |keyword, neutral| !self.has(keyword) || self.number(keyword) == Some(neutral);
        is("BSCALE", 1.0) && is("BZERO", 0.0)
    }
}

impl Cards for Header {
    fn text(&self, keyword: &str) -> Option<String> {
        text_of(self.value(keyword)?)
    }

    fn number(&self, keyword: &str) -> Option<f64> {
        let value = self.value(keyword)?;
        match text_of(value) {
            Some(text) => parse_number(text.trim()),
            None => parse_number(token_of(value)?),
        }
    }

    fn word(&self, keyword: &str) -> Option<String> {
        let value = self.value(keyword)?;
        text_of(value).or_else(|| token_of(value).map(str::to_owned))
    }

    fn flag(&self, keyword: &str) -> Option<bool> {
        let value = self.value(keyword)?;
        let word = value.strip_prefix(b"'").map_or(value, <[u8]>::trim_ascii_start);
        let is_whole = word.get(1).is_none_or(|byte| matches!(byte, b' ' | b'/' | b'\''));
        match word.first() {
            Some(b'T') if is_whole => Some(true),
            Some(b'F') if is_whole => Some(false),
            _ => None,
        }
    }
}

pub(crate) fn value_of(card: &[u8; CARD_BYTES]) -> Option<&[u8]> {
    (card[8] == b'=').then(|| without_blanks(&card[9..]))
}

/// What follows the blanks; numbers have a score of them before them (FITS 4.0, section 4.2.3).
fn without_blanks(mut value: &[u8]) -> &[u8] {
    while let Some((b"        ", rest)) = value.split_first_chunk() {
        value = rest;
    }
    value.trim_ascii_start()
}

pub(crate) fn token_of(value: &[u8]) -> Option<&str> {
    let end = value.iter().position(|&byte| byte == b'/' || byte == b' ').unwrap_or(value.len());
    std::str::from_utf8(&value[..end]).ok().filter(|token| !token.is_empty())
}

pub(crate) fn text_of(value: &[u8]) -> Option<String> {
    let quoted = value.strip_prefix(b"'")?;
    let end = quoted.iter().position(|&byte| byte == b'\'').unwrap_or(quoted.len());
    if quoted.get(end + 1) != Some(&b'\'') {
        return Some(String::from_utf8_lossy(quoted[..end].trim_ascii_end()).into_owned());
    }
    let mut text = Vec::with_capacity(quoted.len());
    let mut rest = quoted.iter();
    while let Some(&byte) = rest.next() {
        // A quote inside the string is written twice.
        if byte == b'\'' && rest.clone().next() != Some(&b'\'') {
            break;
        }
        if byte == b'\'' {
            rest.next();
        }
        text.push(byte);
    }
    Some(String::from_utf8_lossy(text.trim_ascii_end()).into_owned())
}

fn parse_number(token: &str) -> Option<f64> {
    // Fortran's double precision exponent is allowed in FITS.
    if token.bytes().any(|byte| matches!(byte, b'D' | b'd')) {
        return token.replace(['D', 'd'], "E").parse().ok();
    }
    // Rust would also read "inf" and "nan", which are no FITS numbers.
    token.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')).then_some(())?;
    token.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(cards: &[&str]) -> Result<Header, ReadError> {
        let mut bytes: Vec<u8> = cards.iter().flat_map(|card| format!("{card:<80}").into_bytes()).collect();
        bytes.resize(bytes.len().next_multiple_of(2880), b' ');
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let mut content = Content::default();
        content.open(file.path()).unwrap();
        let mut header = Header::default();
        header.read(&content, 0).map(|()| header)
    }

    #[test]
    fn values_are_read_as_the_standard_writes_them() {
        let header = header(&[
            "SIMPLE  =                    T / a comment",
            "OBJECT  = 'O''Neill / Sons  '   / the quote is doubled",
            "EMPTY   = '        '",
            "Z       =          -7.408D-05 / Fortran exponent",
            "FIBERID =                   13 / an integer",
            "BAD     =                  nan",
            "SNRR    = '30.3    '           / a program has quoted the number",
            "VACUUM  =                    T",
            "COMMENT = 'not a value'",
            "Z       =                  5.0 / the first card counts",
            "END",
        ])
        .unwrap();
        assert_eq!(header.text("OBJECT").as_deref(), Some("O'Neill / Sons"));
        assert_eq!(header.text("EMPTY").as_deref(), Some(""));
        assert_eq!(header.number("Z"), Some(-7.408e-5));
        assert_eq!(header.integer("FIBERID"), Some(13));
        assert_eq!(header.number("FIBERID"), Some(13.0));
        assert_eq!(header.number("BAD"), None);
        assert_eq!(header.number("MISSING"), None);
        assert_eq!(header.text("FIBERID"), None);
        assert_eq!(header.word("FIBERID").as_deref(), Some("13"));
        assert_eq!(header.number("SNRR"), Some(30.3));
        assert_eq!((header.flag("VACUUM"), header.flag("FIBERID")), (Some(true), None));
        assert!(header.values().any(|(keyword, value)| keyword == "OBJECT" && value == "O'Neill / Sons"));
        assert_eq!(header.end(), 2880);
    }

    #[test]
    fn a_keyword_is_found_wherever_it_stands() {
        let keywords: Vec<u64> = (0..21).map(|i| i % 19).collect();
        // All marks but the last are the same as another's.
        let marks: Vec<u32> = keywords.iter().map(|&keyword| u32::from(keyword == 18)).collect();
        let place = |key: u64| place_of(&marks, u32::from(key == 18), |place| keywords[place] == key);
        for key in 0..19 {
            assert_eq!(place(key), usize::try_from(key).ok(), "the first of those that are there twice");
        }
        assert_eq!(place(19), None);
        assert_eq!(place_of(&[], 0, |_| true), None);
    }

    #[test]
    fn a_header_without_an_end_is_truncated() {
        assert!(matches!(header(&["SIMPLE  = T"]), Err(ReadError::TruncatedHeader)));
    }

    #[test]
    fn axes_beyond_naxis_do_not_count() {
        let header = header(&["BITPIX  = 16", "NAXIS   = 0", "NAXIS1  = 3909", "NAXIS2  = 5", "END"]).unwrap();
        assert_eq!(header.data_bytes().unwrap(), 0);
    }

    #[test]
    fn impossible_sizes_are_malformed_not_allocated() {
        let cases: [&[&str]; 5] = [
            &["BITPIX  = -32", "NAXIS   = 1", "NAXIS1  = -5", "END"],
            &["BITPIX  = -32", "NAXIS   = 2", "NAXIS1  = 9223372036854775807", "NAXIS2  = 5", "END"],
            &["BITPIX  = 7", "NAXIS   = 1", "NAXIS1  = 5", "END"],
            &["BITPIX  = -32", "NAXIS   = -1", "END"],
            &["BITPIX  = -32", "NAXIS   = 2", "NAXIS1  = 5", "END"],
        ];
        for cards in cases {
            let error = header(cards).unwrap().data_bytes().unwrap_err();
            assert!(matches!(error, ReadError::Malformed { .. }), "{cards:?}: {error}");
        }
    }
}
