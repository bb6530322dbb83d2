//! cfitsio, for what our own decoders leave to it: tile-compressed images (fpack; FITS 4.0, section 10).
//!
//! In tests it is the reader of record besides: it shares no code with our decoders up to the rules about wavelengths, which
//! makes each a check on the other.

mod handle;
#[cfg(test)]
mod record;

use handle::{Handle, UnitKind};
use parking_lot::Mutex;

#[cfg(test)]
pub(super) use record::{READ_UNITS, read};

use crate::error::ReadError;

/// cfitsio is only reentrant if it was built so, and distributions differ. The path is rare: one lock costs nothing.
static CFITSIO: Mutex<()> = Mutex::new(());

/// Uncompresses the image in the second unit of a FITS file in memory: all its samples, scaled; undefined ones are NaN.
///
/// # Errors
///
/// Where the unit is no compressed image, or damaged.
pub(super) fn uncompress(bytes: &[u8]) -> Result<Vec<f64>, ReadError> {
    let _guard = CFITSIO.lock();
    let mut memory = handle::Memory::new(bytes);
    let mut file = Handle::open(&mut memory)?;
    if file.go_to(2)? != UnitKind::Image {
        return Err(ReadError::malformed("the compressed image is none"));
    }
    let count = file.image_samples()?;
    file.image(count)
}
