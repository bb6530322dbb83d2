//! Every card of a file's headers, for people to read.

use std::path::Path;

use super::header::{CARD_BYTES, text_of, token_of, value_of};
use super::{Cards as _, Content, Header};
use crate::error::ReadError;

/// Units of a file that are shown: no spectrum has more.
const MAX_UNITS: usize = 1000;

/// The header of one unit of a FITS file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderUnit {
    /// Its EXTNAME, where it has one.
    pub name: Option<String>,
    /// Its cards in their order, without END and blank ones.
    pub cards: Vec<HeaderCard>,
}

/// A card of a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderCard {
    /// Its keyword; empty where a text goes on.
    pub keyword: String,
    /// Its value as it is written, strings without their quotes; of COMMENT, HISTORY and the like their text. `None` for an undefined value.
    pub value: Option<String>,
    /// What stands behind the value; empty where nothing does.
    pub comment: String,
}

/// Reads all headers of the file at `path`, packed or not. A file that is no FITS file has none.
///
/// Data are not read; what is cut off or damaged behind a header ends the list.
///
/// # Errors
///
/// Where the file cannot be read, or not even its first header is whole.
pub fn read_header(path: &Path) -> Result<Vec<HeaderUnit>, ReadError> {
    let mut content = Content::default();
    content.open(path)?;
    if !content.head().starts_with(b"SIMPLE  =") {
        return Ok(Vec::new());
    }
    let (mut units, mut header, mut place) = (Vec::new(), Header::default(), Some(0));
    while let Some(start) = place.filter(|_| units.len() < MAX_UNITS) {
        match header.read(&content, start) {
            Ok(()) => units.push(HeaderUnit { name: header.text("EXTNAME"), cards: cards(&header) }),
            Err(error) if units.is_empty() => return Err(error),
            Err(_) => break,
        }
        place = header.next(&content).unwrap_or(None);
    }
    Ok(units)
}

fn cards(header: &Header) -> Vec<HeaderCard> {
    header.cards().map(card).filter(|card| !card.keyword.is_empty() || card.value.is_some()).collect()
}

fn card(raw: &[u8; CARD_BYTES]) -> HeaderCard {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes.trim_ascii()).replace(char::is_control, "\u{fffd}");
    let (keyword, value) = (text(&raw[..8]), value_of(raw));
    let Some(value) = value.filter(|_| !matches!(keyword.as_str(), "COMMENT" | "HISTORY" | "")) else {
        // The keyword of a convention of ESO stands in the text, up to the sign of equality.
        let rest = text(&raw[8..]);
        return HeaderCard { keyword, value: Some(rest).filter(|rest| !rest.is_empty()), comment: String::new() };
    };
    let (value, behind) = match text_of(value) {
        Some(text) => (Some(text), after_quotes(value)),
        None => (token_of(value).map(str::to_owned), value),
    };
    let comment = behind.iter().position(|byte| *byte == b'/').map(|slash| text(&behind[slash + 1..]));
    HeaderCard { keyword, value, comment: comment.unwrap_or_default() }
}

/// What stands behind the closing quote of a string.
fn after_quotes(value: &[u8]) -> &[u8] {
    let mut place = 1;
    while let Some(byte) = value.get(place) {
        match (byte, value.get(place + 1)) {
            (b'\'', Some(b'\'')) => place += 2,
            (b'\'', _) => return &value[place + 1..],
            _ => place += 1,
        }
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(written: &str) -> HeaderCard {
        let mut raw = [b' '; CARD_BYTES];
        raw[..written.len()].copy_from_slice(written.as_bytes());
        card(&raw)
    }

    #[test]
    fn cards_are_told_as_they_are_written() {
        let told = |written: &str| {
            let HeaderCard { keyword, value, comment } = of(written);
            (keyword, value.unwrap_or_else(|| "-".to_owned()), comment)
        };
        let expected =
            |keyword: &str, value: &str, comment: &str| (keyword.to_owned(), value.to_owned(), comment.to_owned());
        assert_eq!(told("OBJECT  = 'O''Neill / Sons ' / a name"), expected("OBJECT", "O'Neill / Sons", "a name"));
        assert_eq!(told("Z       =  -7.408D-05 / redshift"), expected("Z", "-7.408D-05", "redshift"));
        assert_eq!(told("EMPTY   =             / nothing"), expected("EMPTY", "-", "nothing"));
        assert_eq!(told("COMMENT = not a value / at all"), expected("COMMENT", "= not a value / at all", ""));
        assert_eq!(told("HISTORY made by hand"), expected("HISTORY", "made by hand", ""));
        assert_eq!(told("HIERARCH ESO TEL = 'VLT'"), expected("HIERARCH", "ESO TEL = 'VLT'", ""));
    }

    #[test]
    fn headers_end_where_the_file_does() {
        let unit = |cards: &[&str], data: usize| {
            let mut bytes: Vec<u8> = cards.iter().flat_map(|card| format!("{card:<80}").into_bytes()).collect();
            bytes.resize(2880, b' ');
            bytes.resize(2880 + data, 0);
            bytes
        };
        let primary = unit(&["SIMPLE  = T", "BITPIX  = 8", "NAXIS   = 0", "OBJECT  = 'a'", "END"], 0);
        let image =
            unit(&["XTENSION= 'IMAGE'", "BITPIX  = 8", "NAXIS   = 1", "NAXIS1  = 9", "EXTNAME = 'FLUX'", "END"], 2880);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.fits");
        let units = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            read_header(&path)
        };
        let found = units(&[primary.clone(), image.clone()].concat()).unwrap();
        assert_eq!((found.len(), found[1].name.as_deref(), found[0].cards.len()), (2, Some("FLUX"), 4));
        assert_eq!(units(&[primary.clone(), image[..300].to_vec()].concat()).unwrap().len(), 1);
        assert!(units(&primary[..100]).is_err());
        assert_eq!(units(b"a table of text").unwrap(), []);
    }
}
