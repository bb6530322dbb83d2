//! Lines of a module's output, however long, however broken.

use tokio::io::{AsyncRead, AsyncReadExt};

/// The longest line that is kept, in bytes: a batch of 5,000 labellings has about a fifth of it.
pub(crate) const LINE_MAX_BYTES: usize = 4 << 20;

const CHUNK_BYTES: usize = 64 << 10;

/// One line, without its end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// The bytes, at most [`LINE_MAX_BYTES`].
    pub(crate) bytes: Vec<u8>,
    /// How many bytes more the line had.
    pub(crate) dropped_bytes: u64,
}

/// Splits a stream into lines, in bounded memory. [`LineReader::next`] is cancel safe.
///
/// `tokio_util`'s `LinesCodec` drops a line that is too long, and refuses one that is not UTF-8; here both are shown.
pub(crate) struct LineReader<R> {
    stream: R,
    chunk: Box<[u8]>,
    /// The part of `chunk` that has been read from the stream and not looked at.
    start: usize,
    end: usize,
    line: Vec<u8>,
    dropped_bytes: u64,
    max_bytes: usize,
    read_bytes: u64,
}

impl<R: AsyncRead + Unpin> LineReader<R> {
    pub(crate) fn new(stream: R, max_bytes: usize) -> Self {
        let chunk = vec![0; CHUNK_BYTES].into_boxed_slice();
        Self { stream, chunk, start: 0, end: 0, line: Vec::new(), dropped_bytes: 0, max_bytes, read_bytes: 0 }
    }

    /// How many bytes have been read from the stream.
    pub(crate) fn read_bytes(&self) -> u64 {
        self.read_bytes
    }

    /// The next line; `None` at the end of the stream. A last line without an end counts.
    pub(crate) async fn next(&mut self) -> std::io::Result<Option<Line>> {
        loop {
            let unread = &self.chunk[self.start..self.end];
            if let Some(length) = unread.iter().position(|byte| *byte == b'\n') {
                self.keep(length);
                self.start += 1;
                return Ok(Some(self.take()));
            }
            self.keep(unread.len());
            let count = self.stream.read(&mut self.chunk).await?;
            (self.start, self.end) = (0, count);
            self.read_bytes += count as u64;
            if count == 0 {
                let is_something_left = !self.line.is_empty() || self.dropped_bytes > 0;
                return Ok(is_something_left.then(|| self.take()));
            }
        }
    }

    /// Moves `length` bytes from the chunk to the line, as far as the line has room.
    fn keep(&mut self, length: usize) {
        let kept = length.min(self.max_bytes - self.line.len());
        self.line.extend_from_slice(&self.chunk[self.start..self.start + kept]);
        self.dropped_bytes += (length - kept) as u64;
        self.start += length;
    }

    fn take(&mut self) -> Line {
        Line { bytes: std::mem::take(&mut self.line), dropped_bytes: std::mem::take(&mut self.dropped_bytes) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn lines(bytes: &[u8], max_bytes: usize) -> Vec<(String, u64)> {
        let mut reader = LineReader::new(bytes, max_bytes);
        let mut lines = Vec::new();
        while let Some(line) = reader.next().await.unwrap() {
            lines.push((String::from_utf8(line.bytes).unwrap(), line.dropped_bytes));
        }
        lines
    }

    #[tokio::test]
    async fn a_last_line_without_an_end_counts() {
        assert_eq!(lines(b"a\n\nbc", 10).await, [("a".into(), 0), (String::new(), 0), ("bc".into(), 0)]);
        assert_eq!(lines(b"a\n", 10).await, [("a".into(), 0)]);
        assert_eq!(lines(b"", 10).await, []);
    }

    #[tokio::test]
    async fn a_line_that_never_ends_takes_bounded_memory() {
        let endless = vec![b'x'; 10 * CHUNK_BYTES];
        assert_eq!(lines(&endless, 7).await, [("xxxxxxx".into(), (10 * CHUNK_BYTES - 7) as u64)]);
        assert_eq!(lines(b"12345678\n12", 7).await, [("1234567".into(), 1), ("12".into(), 0)]);
    }
}
