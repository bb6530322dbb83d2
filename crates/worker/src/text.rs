//! Texts of unknown origin, made fit for a log.

use std::fmt::Write;

pub(crate) use ml_job_kinds::protocol::short_sentence;

/// The longest line of a log, in bytes.
const LOG_LINE_MAX_BYTES: usize = 8 << 10;

/// A line of output as people should see it: UTF-8, one line, no control characters, of bounded length.
///
/// Of a line that a program kept overwriting (a progress bar that uses `\r`) the last state is shown. Control characters
/// are replaced: they would colour the reader's terminal or worse, and PostgreSQL cannot store NUL.
pub(crate) fn clean_line(bytes: &[u8], dropped_bytes: u64) -> String {
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    let last = bytes.rsplit(|byte| *byte == b'\r').next().unwrap_or(bytes);
    let kept = &last[..last.len().min(LOG_LINE_MAX_BYTES)];
    let mut text: String = String::from_utf8_lossy(kept)
        .chars()
        .map(|c| if c.is_control() && c != '\t' { char::REPLACEMENT_CHARACTER } else { c })
        .collect();
    let left_out = dropped_bytes + (last.len() - kept.len()) as u64;
    if left_out > 0 {
        // Writing to a string cannot fail.
        let _ = write!(text, " … [{left_out} bytes more]");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_made_readable() {
        assert_eq!(clean_line(b"plain\ttext", 0), "plain\ttext");
        assert_eq!(clean_line(b"windows\r", 0), "windows");
        assert_eq!(clean_line(b" 10%\r 50%\r100%", 0), "100%");
        assert_eq!(clean_line(b"\x1b[31mred\0", 0), "\u{FFFD}[31mred\u{FFFD}");
        assert_eq!(clean_line(&[b'a', 0xff, b'b'], 0), "a\u{FFFD}b");
    }

    #[test]
    fn a_long_line_says_how_much_is_left_out() {
        let text = clean_line(&[b'x'; LOG_LINE_MAX_BYTES + 5], 10);
        assert!(text.ends_with("x … [15 bytes more]"), "{}", &text[text.len() - 30..]);
    }
}
