//! Sending a file: ranges, validators, and headers that keep a browser from running what somebody uploaded.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;
use std::time::SystemTime;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::stream;
use headers::{
    AcceptRanges, CacheControl, ContentLength, ContentRange, ETag, HeaderMapExt as _, IfModifiedSince, IfRange,
    LastModified,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::etag::is_known;
use crate::files::OpenFile;
use crate::problem::Problem;

/// How much is read at once: the memory of a download.
const CHUNK_BYTES: u64 = 256 * 1024;

/// What need not be encoded in an extended header parameter (RFC 8187, `attr-char`).
const ATTR_CHAR: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// The bytes of a file.
#[derive(utoipa::ToSchema)]
#[schema(as = Binary, value_type = String, format = Binary)]
#[expect(dead_code, reason = "only describes the body")]
pub(crate) struct Binary(Vec<u8>);

/// How a file is presented.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Disposition<'a> {
    /// To be saved under this name.
    Attachment(&'a str),
    /// To be shown, as plain text.
    InlineText,
}

/// Answers with the file, or with the part of it that the headers ask for.
///
/// Conditions are RFC 9110's: `If-None-Match` before `If-Modified-Since` (304), then `Range` with `If-Range` (206, 416).
/// Several ranges at once are answered with the whole file, as the standard allows.
pub(crate) fn send(file: OpenFile, disposition: Disposition<'_>, method: &Method, headers: &HeaderMap) -> Response {
    let size = file.size_bytes();
    // Dates in HTTP begin here.
    let modified = file.modified().max(SystemTime::UNIX_EPOCH);
    if is_not_modified(headers, file.etag(), modified) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        set_validators(response.headers_mut(), file.etag(), modified);
        return response;
    }
    let range = match method {
        // RFC 9110, section 14.2: a range means nothing for other methods.
        &Method::GET if range_is_still_wanted(headers, file.etag(), modified) => requested_range(headers, size),
        _ => Requested::Whole,
    };
    let mut response = Response::new(Body::empty());
    let fields = response.headers_mut();
    let (status, range) = match range {
        Requested::Whole => (StatusCode::OK, 0..size),
        Requested::Part(range) => {
            if let Ok(part) = ContentRange::bytes(range.clone(), size) {
                fields.typed_insert(part);
            }
            (StatusCode::PARTIAL_CONTENT, range)
        }
        Requested::Outside => {
            let mut response = Problem::range_not_satisfiable(size).into_response();
            response.headers_mut().typed_insert(ContentRange::unsatisfied_bytes(size));
            return response;
        }
    };
    fields.typed_insert(ContentLength(range.end - range.start));
    fields.typed_insert(AcceptRanges::bytes());
    set_validators(fields, file.etag(), modified);
    present(fields, disposition);
    *response.status_mut() = status;
    *response.body_mut() = Body::from_stream(chunks(file.into_std(), range));
    response
}

fn set_validators(fields: &mut HeaderMap, etag: &ETag, modified: SystemTime) {
    fields.typed_insert(etag.clone());
    fields.typed_insert(LastModified::from(modified));
    // The file may change at any time: keep it, but ask.
    fields.typed_insert(CacheControl::new().with_no_cache());
}

/// Says how bytes are presented, such that no browser runs them.
pub(crate) fn present(fields: &mut HeaderMap, disposition: Disposition<'_>) {
    let (media_type, presented) = match disposition {
        Disposition::Attachment(name) => (media_type(name), attachment(name)),
        Disposition::InlineText => ("text/plain; charset=utf-8", "inline".to_owned()),
    };
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    // It is made of ASCII, so that it cannot fail.
    fields.extend(HeaderValue::try_from(presented).ok().map(|presented| (header::CONTENT_DISPOSITION, presented)));
    fields.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    fields.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
}

/// Endings of names and their media types: types that cannot run anything. Everything else is just bytes.
pub(crate) const MEDIA_TYPES: [(&[&str], &str); 10] = [
    (&["json"], "application/json"),
    (&["txt", "log", "toml", "md"], "text/plain; charset=utf-8"),
    (&["csv"], "text/csv; charset=utf-8"),
    (&["png"], "image/png"),
    (&["jpg", "jpeg"], "image/jpeg"),
    (&["h5", "hdf5"], "application/x-hdf5"),
    (&["fits", "fit"], "application/fits"),
    (&["vot"], "application/x-votable+xml"),
    (&["parquet"], "application/vnd.apache.parquet"),
    (&["gz"], "application/gzip"),
];

fn media_type(name: &str) -> &'static str {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let known = MEDIA_TYPES.iter().find(|(endings, _)| endings.contains(&ending.as_str()));
    known.map_or("application/octet-stream", |(_, media_type)| media_type)
}

/// `attachment` with the name in plain ASCII for old clients and in full for all others (RFC 6266, RFC 8187).
fn attachment(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ' { c } else { '_' })
        .collect();
    if plain == name {
        return format!("attachment; filename=\"{plain}\"");
    }
    let full = utf8_percent_encode(name, ATTR_CHAR);
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{full}")
}

/// Whether the client has the file already.
fn is_not_modified(headers: &HeaderMap, etag: &ETag, modified: SystemTime) -> bool {
    if headers.contains_key(header::IF_NONE_MATCH) {
        return is_known(headers, etag);
    }
    headers.typed_get::<IfModifiedSince>().is_some_and(|since| !since.is_modified(modified))
}

/// `If-Range`: a part is only of use while the file is the one that the client has the rest of.
fn range_is_still_wanted(headers: &HeaderMap, etag: &ETag, modified: SystemTime) -> bool {
    match headers.typed_try_get::<IfRange>() {
        Ok(None) => true,
        Ok(Some(known)) => known == IfRange::etag(etag.clone()) || known == IfRange::date(modified),
        Err(_) => false,
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Requested {
    Whole,
    Part(Range<u64>),
    Outside,
}

/// The range of bytes that the header asks for. What cannot be understood is ignored (RFC 9110, section 14.2).
fn requested_range(headers: &HeaderMap, size: u64) -> Requested {
    let Some(value) = headers.get(header::RANGE).and_then(|value| value.to_str().ok()) else { return Requested::Whole };
    let Some(spec) = value.trim().strip_prefix("bytes=") else { return Requested::Whole };
    parse_range(spec.trim(), size)
}

fn parse_range(spec: &str, size: u64) -> Requested {
    let Some((first, last)) = spec.split_once('-').filter(|_| !spec.contains(',')) else { return Requested::Whole };
    let number = |text: &str| match text.trim() {
        text if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => {
            // A number beyond 2^64 lies behind the end of any file.
            Some(text.parse::<u64>().unwrap_or(u64::MAX))
        }
        _ => None,
    };
    match (first.trim().is_empty(), last.trim().is_empty()) {
        (true, false) => match number(last) {
            Some(0) => Requested::Outside,
            Some(_) if size == 0 => Requested::Outside,
            Some(suffix) => Requested::Part(size.saturating_sub(suffix)..size),
            None => Requested::Whole,
        },
        (false, true) => match number(first) {
            Some(first) if first < size => Requested::Part(first..size),
            Some(_) => Requested::Outside,
            None => Requested::Whole,
        },
        (false, false) => match (number(first), number(last)) {
            (Some(first), Some(last)) if first > last => Requested::Whole,
            (Some(first), Some(_)) if first >= size => Requested::Outside,
            (Some(first), Some(last)) => Requested::Part(first..last.saturating_add(1).min(size)),
            _ => Requested::Whole,
        },
        (true, true) => Requested::Whole,
    }
}

/// The bytes of a range, read on the blocking pool. A file that shrinks meanwhile breaks the connection off, so that the
/// client does not take a part for the whole.
fn chunks(file: File, range: Range<u64>) -> impl futures::Stream<Item = io::Result<Bytes>> {
    stream::try_unfold((Arc::new(file), range), |(file, range)| async move {
        if range.is_empty() {
            return Ok(None);
        }
        let length = CHUNK_BYTES.min(range.end - range.start);
        let (reader, at) = (Arc::clone(&file), range.start);
        let chunk = tokio::task::spawn_blocking(move || {
            let mut chunk = vec![0; usize::try_from(length).map_err(io::Error::other)?];
            reader.read_exact_at(&mut chunk, at)?;
            io::Result::Ok(chunk)
        });
        let chunk = chunk.await.map_err(io::Error::other)??;
        Ok(Some((Bytes::from(chunk), (file, at + length..range.end))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        let table = [
            ("0-0", Requested::Part(0..1)),
            ("2-", Requested::Part(2..10)),
            ("-3", Requested::Part(7..10)),
            ("-99", Requested::Part(0..10)),
            ("0-99", Requested::Part(0..10)),
            ("9-18446744073709551615", Requested::Part(9..10)),
            ("10-", Requested::Outside),
            ("10-11", Requested::Outside),
            ("-0", Requested::Outside),
            ("99999999999999999999-", Requested::Outside),
            ("5-2", Requested::Whole),
            ("0-1,3-4", Requested::Whole),
            ("-", Requested::Whole),
            ("a-b", Requested::Whole),
            ("+1-2", Requested::Whole),
        ];
        for (spec, expected) in table {
            assert_eq!(parse_range(spec, 10), expected, "bytes={spec}");
        }
        assert_eq!(parse_range("-1", 0), Requested::Outside);
        assert_eq!(parse_range("0-", 0), Requested::Outside);
    }

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        assert_eq!(attachment("result.h5"), "attachment; filename=\"result.h5\"");
        assert_eq!(attachment("a\"b\\c\r\n"), "attachment; filename=\"a_b_c__\"; filename*=UTF-8''a%22b%5Cc%0D%0A");
        assert_eq!(attachment("ž.txt"), "attachment; filename=\"_.txt\"; filename*=UTF-8''%C5%BE.txt");
    }

    #[test]
    fn nothing_that_runs_is_announced() {
        for name in ["x.html", "x.svg", "x.js", "x.xhtml", "x", "x.pdf"] {
            assert_eq!(media_type(name), "application/octet-stream");
        }
    }
}
