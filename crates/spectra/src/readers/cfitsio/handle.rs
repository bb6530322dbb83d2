//! A small safe handle on cfitsio's C functions.
//!
//! The `fitsio` crate opens files by cfitsio's extended file names, in which a name may hold filters and even output
//! files, and panics on column types that it does not know. So only its bindings are used, on bytes in memory.

#![expect(unsafe_code, reason = "cfitsio is a C library; every call is made on a handle that is known to be open")]

#[cfg(test)]
use std::ffi::{CStr, CString, c_char};
use std::ffi::{c_int, c_long, c_void};
use std::marker::PhantomData;
use std::ptr;

use fitsio::errors::check_status;
use fitsio::sys;

use crate::error::ReadError;
use crate::fits::BLOCK_BYTES;
#[cfg(test)]
use crate::fits::Cards;

/// Samples that one image or column may have: a thousand times those of a spectrum.
const MAX_SAMPLES: u64 = 1 << 24;

/// Axes that an image of spectra may have.
const MAX_AXES: usize = 9;

#[cfg(test)]
/// Room for a string value: `FLEN_VALUE` of fitsio.h is 71; long strings (CONTINUE) are cut by `ffgkys` to a card.
const TEXT_BYTES: usize = 128;

/// The bytes of a FITS file, with the two variables that cfitsio keeps pointers to.
pub(super) struct Memory<'a> {
    start: *mut c_void,
    size: usize,
    bytes: PhantomData<&'a [u8]>,
}

impl<'a> Memory<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { start: bytes.as_ptr().cast_mut().cast(), size: bytes.len(), bytes: PhantomData }
    }
}

/// What kind a header-data unit is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnitKind {
    /// An image, plain or tile-compressed.
    Image,
    /// A table of text.
    AsciiTable,
    /// A binary table.
    BinaryTable,
}

/// An open FITS file in memory, closed when dropped.
pub(super) struct Handle<'a> {
    file: *mut sys::fitsfile,
    /// How many there are.
    bytes: u64,
    memory: PhantomData<&'a mut Memory<'a>>,
}

impl<'a> Handle<'a> {
    /// Opens the bytes for reading.
    ///
    /// # Errors
    ///
    /// Where cfitsio sees no FITS file.
    pub(super) fn open<'b: 'a>(memory: &'a mut Memory<'b>) -> Result<Self, ReadError> {
        let mut file = ptr::null_mut();
        let mut status = 0;
        // SAFETY: `memory` is borrowed for as long as the handle lives, so the pointers that cfitsio keeps stay valid.
        // A file opened READONLY is not written to, and without a reallocation function the block cannot move.
        unsafe {
            sys::ffomem(
                &raw mut file,
                c"memory".as_ptr(),
                c_int::try_from(sys::READONLY).unwrap_or(0),
                &raw mut memory.start,
                &raw mut memory.size,
                0,
                None,
                &raw mut status,
            );
        }
        check(status)?;
        Ok(Self { file, bytes: memory.size as u64, memory: PhantomData })
    }

    /// Moves to a unit, counted from 1.
    ///
    /// # Errors
    ///
    /// Where there is no such unit.
    pub(super) fn go_to(&mut self, unit: i32) -> Result<UnitKind, ReadError> {
        let (mut kind, mut status) = (0, 0);
        // SAFETY: the handle is open and both pointers are to live integers.
        unsafe { sys::ffmahd(self.file, unit, &raw mut kind, &raw mut status) };
        check(status)?;
        self.check_held()?;
        Ok(match kind {
            0 => UnitKind::Image,
            1 => UnitKind::AsciiTable,
            _ => UnitKind::BinaryTable,
        })
    }

    /// Refuses a unit that, as cfitsio understands its header, goes on behind the last block of the file.
    fn check_held(&mut self) -> Result<(), ReadError> {
        let (mut header, mut data, mut end, mut status) = (0, 0, 0, 0);
        // SAFETY: the handle is open and the pointers are to live integers.
        unsafe { sys::ffghadll(self.file, &raw mut header, &raw mut data, &raw mut end, &raw mut status) };
        check(status)?;
        let (data, end) = (u64::try_from(data).unwrap_or(0), u64::try_from(end).unwrap_or(u64::MAX));
        if end <= self.bytes.next_multiple_of(BLOCK_BYTES) {
            return Ok(());
        }
        let (declared_bytes, found_bytes) = (end.saturating_sub(data), self.bytes.saturating_sub(data));
        Err(ReadError::TruncatedData { declared_bytes, found_bytes })
    }

    /// How many samples an image has, whatever its dimensions.
    ///
    /// # Errors
    ///
    /// Where the header does not say, or they are too many for spectra.
    pub(super) fn image_samples(&mut self) -> Result<usize, ReadError> {
        let (mut dimensions, mut status) = (0, 0);
        // SAFETY: the handle is open and both pointers are to live integers.
        unsafe { sys::ffgidm(self.file, &raw mut dimensions, &raw mut status) };
        check(status)?;
        let mut axes: [c_long; MAX_AXES] = [1; MAX_AXES];
        let wanted = dimensions.clamp(0, c_int::try_from(MAX_AXES).unwrap_or(0));
        // SAFETY: `axes` has room for as many lengths as are asked for.
        unsafe { sys::ffgisz(self.file, wanted, axes.as_mut_ptr(), &raw mut status) };
        check(status)?;
        let samples = axes.iter().try_fold(1_u64, |samples, &axis| samples.checked_mul(u64::try_from(axis).ok()?));
        match samples.filter(|&samples| samples <= MAX_SAMPLES).and_then(|samples| usize::try_from(samples).ok()) {
            Some(samples) if dimensions == wanted => Ok(samples),
            _ => Err(ReadError::malformed("the compressed image is too large for spectra")),
        }
    }

    #[cfg(test)]
    /// Columns and rows of a two-dimensional image; `None` for other dimensions.
    ///
    /// # Errors
    ///
    /// Where the header does not say.
    pub(super) fn image_size(&mut self) -> Result<Option<[u64; 2]>, ReadError> {
        let (mut dimensions, mut status) = (0, 0);
        // SAFETY: the handle is open and both pointers are to live integers.
        unsafe { sys::ffgidm(self.file, &raw mut dimensions, &raw mut status) };
        check(status)?;
        if dimensions != 2 {
            return Ok(None);
        }
        let mut axes: [c_long; 2] = [0; 2];
        // SAFETY: `axes` has room for the two lengths that are asked for.
        unsafe { sys::ffgisz(self.file, 2, axes.as_mut_ptr(), &raw mut status) };
        check(status)?;
        let size = axes.map(|axis| u64::try_from(axis).unwrap_or(0));
        match size[0].checked_mul(size[1]) {
            Some(samples) if samples <= MAX_SAMPLES => Ok(Some(size)),
            _ => Err(ReadError::malformed(format!("an image of {} × {} values is no spectrum", size[0], size[1]))),
        }
    }

    /// The first `count` samples of an image, scaled; undefined ones are NaN.
    ///
    /// # Errors
    ///
    /// Where the data end before or cannot be uncompressed.
    pub(super) fn image(&mut self, count: usize) -> Result<Vec<f64>, ReadError> {
        let mut samples = vec![f64::NAN; count];
        let (mut undefined, mut status) = (0, 0);
        // SAFETY: `samples` has room for `count` values, which the caller took from `image_size`.
        unsafe {
            sys::ffgpvd(
                self.file,
                1,
                1,
                i64::try_from(count).unwrap_or(0),
                f64::NAN,
                samples.as_mut_ptr(),
                &raw mut undefined,
                &raw mut status,
            );
        }
        check(status).map(|()| samples)
    }

    #[cfg(test)]
    /// Number of rows of a table.
    ///
    /// # Errors
    ///
    /// Where the unit is no table.
    pub(super) fn rows(&mut self) -> Result<u64, ReadError> {
        let (mut rows, mut status) = (0, 0);
        // SAFETY: the handle is open and both pointers are to live integers.
        unsafe { sys::ffgnrw(self.file, &raw mut rows, &raw mut status) };
        check(status).map(|()| u64::try_from(rows).unwrap_or(0))
    }

    #[cfg(test)]
    /// Number, type code and elements in a row of a column; `None` where there is none of that name.
    fn find_column(&mut self, name: &str) -> Result<Option<(c_int, c_int, u64)>, ReadError> {
        let Ok(template) = CString::new(name) else { return Ok(None) };
        let (mut number, mut status) = (0, 0);
        // SAFETY: the template is a C string that cfitsio does not write to, 0 asks for any case.
        unsafe { sys::ffgcno(self.file, 0, template.as_ptr().cast_mut(), &raw mut number, &raw mut status) };
        if status != 0 {
            return Ok(None);
        }
        let (mut code, mut repeat, mut width) = (0, 0, 0);
        // SAFETY: the handle is open and the pointers are to live integers.
        unsafe {
            sys::ffgtcl(self.file, number, &raw mut code, &raw mut repeat, &raw mut width, &raw mut status);
        }
        check(status)?;
        Ok(Some((number, code, u64::try_from(repeat).unwrap_or(0))))
    }

    #[cfg(test)]
    /// All values of a numeric column, row by row, scaled; `None` where there is no such column.
    ///
    /// # Errors
    ///
    /// Where the table ends before or is too big for a spectrum.
    pub(super) fn column(&mut self, name: &str) -> Result<Option<Vec<f64>>, ReadError> {
        let Some((number, code, repeat)) = self.find_column(name)? else { return Ok(None) };
        // Text, and arrays of varying length (negative codes), are no samples.
        if code <= 0 || u32::try_from(code) == Ok(sys::TSTRING) {
            return Ok(None);
        }
        let count = self.rows()?.checked_mul(repeat).filter(|&count| count <= MAX_SAMPLES);
        let Some(count) = count.and_then(|count| usize::try_from(count).ok()) else {
            return Err(ReadError::malformed(format!("the column {name} is too long for a spectrum")));
        };
        let mut values = vec![f64::NAN; count];
        let (mut undefined, mut status) = (0, 0);
        // SAFETY: `values` has room for `count` values.
        unsafe {
            sys::ffgcvd(
                self.file,
                number,
                1,
                1,
                i64::try_from(count).unwrap_or(0),
                f64::NAN,
                values.as_mut_ptr(),
                &raw mut undefined,
                &raw mut status,
            );
        }
        check(status).map(|()| Some(values))
    }

    #[cfg(test)]
    /// The text in the first row of a column; `None` where there is no such text column.
    ///
    /// # Errors
    ///
    /// Where the table ends before.
    pub(super) fn cell_text(&mut self, name: &str) -> Result<Option<String>, ReadError> {
        let Some((number, code, repeat)) = self.find_column(name)? else { return Ok(None) };
        if u32::try_from(code) != Ok(sys::TSTRING) || self.rows()? == 0 {
            return Ok(None);
        }
        let room = usize::try_from(repeat.min(MAX_SAMPLES)).unwrap_or(0) + 1;
        let mut text: Vec<c_char> = vec![0; room];
        let mut cells = [text.as_mut_ptr()];
        let (mut undefined, mut status) = (0, 0);
        // SAFETY: one string is asked for, and `text` has room for the width of the column and a NUL.
        unsafe {
            sys::ffgcvs(
                self.file,
                number,
                1,
                1,
                1,
                c"".as_ptr().cast_mut(),
                cells.as_mut_ptr(),
                &raw mut undefined,
                &raw mut status,
            );
        }
        check(status).map(|()| Some(to_text(&text)))
    }
}

#[cfg(test)]
impl Cards for Handle<'_> {
    fn text(&self, keyword: &str) -> Option<String> {
        let name = CString::new(keyword).ok()?;
        let mut value: [c_char; TEXT_BYTES] = [0; TEXT_BYTES];
        let mut status = 0;
        // SAFETY: `value` is larger than FLEN_VALUE, the most that cfitsio writes.
        unsafe { sys::ffgkys(self.file, name.as_ptr(), value.as_mut_ptr(), ptr::null_mut(), &raw mut status) };
        (status == 0).then(|| to_text(&value))
    }

    fn word(&self, keyword: &str) -> Option<String> {
        self.text(keyword)
    }

    fn number(&self, keyword: &str) -> Option<f64> {
        let name = CString::new(keyword).ok()?;
        let (mut value, mut status) = (0.0, 0);
        // SAFETY: the handle is open, `value` and `status` are live; a null comment is allowed.
        unsafe { sys::ffgkyd(self.file, name.as_ptr(), &raw mut value, ptr::null_mut(), &raw mut status) };
        (status == 0).then_some(value)
    }
}

impl Drop for Handle<'_> {
    fn drop(&mut self) {
        let mut status = 0;
        // SAFETY: the handle is open and not used again. A failure to close a file in memory loses nothing.
        unsafe { sys::ffclos(self.file, &raw mut status) };
    }
}

#[cfg(test)]
/// The text of a C string in a buffer, without trailing blanks.
fn to_text(buffer: &[c_char]) -> String {
    let bytes: Vec<u8> = buffer.iter().map(|&byte| byte.to_ne_bytes()[0]).collect();
    let text = CStr::from_bytes_until_nul(&bytes).map(CStr::to_string_lossy).unwrap_or_default();
    text.trim_end().to_owned()
}

fn check(status: c_int) -> Result<(), ReadError> {
    if status == 0 {
        return Ok(());
    }
    // SAFETY: clears cfitsio's own stack of messages, which would else show up with a later file.
    unsafe { sys::ffcmsg() };
    check_status(status).map_err(ReadError::Cfitsio)
}
