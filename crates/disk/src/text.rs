//! Text files as people's editors leave them.

/// A text in UTF-8 without the byte-order mark that editors and spreadsheets on Windows put in front: people cannot see it, and a
/// parser of JSON or CSV stumbles over it.
pub fn without_byte_order_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_mark_in_front_goes() {
        assert_eq!(without_byte_order_mark(b"\xEF\xBB\xBF[1]"), b"[1]");
        assert_eq!(without_byte_order_mark(b"[\"\xEF\xBB\xBF\"]"), b"[\"\xEF\xBB\xBF\"]");
        assert_eq!(without_byte_order_mark(b""), b"");
    }
}
