//! Files that are cut off, in every layout and encoding: refused, or read as if they were whole, and never other bytes.

use std::path::Path;

use fitsio::FitsFile;
use fitsio::images::{ImageDescription, ImageType};
use ml_job_testkit::fits::{FitsHeader, LamostSpectrum};

use super::*;

const PIXELS: u32 = 700;

fn spectrum() -> LamostSpectrum {
    LamostSpectrum::new("x.fits", PIXELS).with_flux(|pixel| 1.0 + f64::from(pixel % 97))
}

fn primary() -> Vec<u8> {
    let header = FitsHeader::new().with("SIMPLE", "T").with("BITPIX", 8).with("NAXIS", 0).with("EXTEND", "T");
    header.with_text("TELESCOP", "LAMOST").with("COEFF0", 3.5682).with("COEFF1", 0.0001).to_bytes()
}

/// The image as an extension behind an empty primary unit.
fn in_extension(bitpix: i32) -> Vec<u8> {
    let image = LamostSpectrum { bitpix, ..spectrum() }.image();
    let text = String::from_utf8_lossy(&image[..80])
        .replace("SIMPLE  =                    T", "XTENSION= 'IMAGE   '          ");
    [primary(), text.into_bytes(), image[80..].to_vec()].concat()
}

/// The table as third unit, behind an image that is none of ours.
fn as_third_unit() -> Vec<u8> {
    let table = spectrum().coadd();
    let header = FitsHeader::new().with_text("XTENSION", "IMAGE").with("BITPIX", 8).with("NAXIS", 1);
    let header = header.with("NAXIS1", 2880).with("PCOUNT", 0).with("GCOUNT", 1);
    [table[..2880].to_vec(), header.to_bytes(), vec![7; 2880], table[2880..].to_vec()].concat()
}

/// The image as cfitsio compresses it, in tiles.
fn compressed(how: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("x.fits");
    let mut file = FitsFile::create(format!("{}{how}", place.display())).open().unwrap();
    let description = ImageDescription { data_type: ImageType::Float, dimensions: &[5, PIXELS as usize] };
    let image = file.create_image("SPECTRUM", &description).unwrap();
    #[expect(clippy::cast_possible_truncation, reason = "the file holds single precision")]
    let samples: Vec<f32> = spectrum().rows.iter().flatten().map(|value| *value as f32).collect();
    image.write_image(&mut file, &samples).unwrap();
    image.write_key(&mut file, "TELESCOP", "LAMOST").unwrap();
    image.write_key(&mut file, "COEFF0", 3.5682).unwrap();
    image.write_key(&mut file, "COEFF1", 0.0001).unwrap();
    drop(file);
    std::fs::read(place).unwrap()
}

/// A table whose fluxes are integers, which only cfitsio reads.
fn table_of_integers() -> Vec<u8> {
    let mut bytes = spectrum().coadd();
    let single = format!("TFORM1  = '{PIXELS}E");
    let form = bytes.windows(single.len()).position(|part| part == single.as_bytes()).unwrap() + single.len() - 1;
    bytes[form] = b'J';
    let start = bytes.len() - (PIXELS as usize * 5 * 4).next_multiple_of(2880);
    for (pixel, flux) in (0..PIXELS).zip(bytes[start..].chunks_exact_mut(4)) {
        flux.copy_from_slice(&(1 + pixel % 97).to_be_bytes());
    }
    bytes
}

fn read_at(path: &Path, bytes: &[u8]) -> Result<Spectrum, ReadError> {
    std::fs::write(path, bytes).unwrap();
    read_spectrum(path)
}

#[test]
fn a_cut_file_is_refused_in_every_layout_and_never_read_as_something_else() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("cut.fits");
    let layouts = [
        ("image", spectrum().image()),
        ("table", spectrum().coadd()),
        ("image in an extension", in_extension(-32)),
        ("double image in an extension", in_extension(-64)),
        ("table as third unit", as_third_unit()),
        ("table of integers", table_of_integers()),
        ("compressed with gzip", compressed("[compress G]")),
        ("compressed with Rice", compressed("[compress R]")),
    ];
    for (layout, whole) in layouts {
        let good = read_at(&place, &whole).unwrap_or_else(|error| panic!("{layout}: {error}"));
        assert_eq!(good.flux.len(), PIXELS as usize, "{layout}");
        let cuts = (1..60)
            .map(|part| whole.len() * part / 60)
            .chain((whole.len() - 3000..whole.len()).step_by(97))
            .chain([whole.len() - 1]);
        for cut in cuts {
            match read_at(&place, &whole[..cut]) {
                Ok(read) => assert!(
                    (&read.flux, &read.wavelength, &read.ivar, &read.mask)
                        == (&good.flux, &good.wavelength, &good.ivar, &good.mask),
                    "{layout}, cut at {cut} of {}",
                    whole.len()
                ),
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
        let error = read_at(&place, &whole[..whole.len() - 2880]).unwrap_err();
        assert!(matches!(error, ReadError::TruncatedData { .. }), "{layout}: {error}");
        assert!(error.to_string().contains("the header declares"), "{layout}: {error}");
    }
}

/// Eight kilobytes whose second header promises an image that is not there.
#[test]
fn a_promised_image_that_is_not_there_is_truncated() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = in_extension(-32);
    let error = read_at(&folder.path().join("x.fits"), &bytes[..2 * 2880]).unwrap_err();
    let declared = u64::from(PIXELS) * 5 * 4;
    assert!(
        matches!(error, ReadError::TruncatedData { declared_bytes, found_bytes: 0 } if declared_bytes == declared),
        "{error}"
    );
}

#[test]
fn what_follows_the_last_unit_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let whole = in_extension(-32);
    let trailed = [whole.clone(), vec![b'x'; 5000]].concat();
    let (good, read) = (
        read_at(&folder.path().join("x.fits"), &whole).unwrap(),
        read_at(&folder.path().join("x.fits"), &trailed).unwrap(),
    );
    assert_eq!((good.flux, good.wavelength), (read.flux, read.wavelength));
}

/// A five-row image that names no telescope is what its rows say.
#[test]
fn an_image_without_a_telescope_is_known_by_its_wavelengths() {
    let folder = tempfile::tempdir().unwrap();
    let read = |file: &LamostSpectrum| read_at(&folder.path().join("x.fits"), &file.image());
    let good = read(&spectrum()).unwrap();
    let silent = spectrum().without("TELESCOP");
    assert_eq!(read(&silent).unwrap(), good);
    let by_crval = silent.clone().without("COEFF0").without("COEFF1");
    assert_eq!(read(&by_crval).unwrap(), good);
    // cfitsio comes to the same answer.
    assert_eq!(read(&silent.clone().with("BSCALE", 1.5).with("BSCALE", 1.0).with("BZERO", 0.0)).unwrap(), good);
    let no_scale = by_crval.without("CRVAL1");
    let mut other_rows = silent.clone();
    other_rows.rows[2] = other_rows.rows[0].clone();
    let four_rows = LamostSpectrum { rows: silent.rows[..4].to_vec(), ..silent.clone() };
    for file in [no_scale, other_rows, four_rows, silent.with_text("TELESCOP", "Palomar")] {
        assert_eq!(read(&file).unwrap_err().code(), "unsupported");
    }
}
