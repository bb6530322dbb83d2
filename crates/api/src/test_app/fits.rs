//! A small LAMOST spectrum as the survey writes it: one image of five rows, of which row 0 is flux, row 1 its inverse
//! variance and row 2 the wavelength.

const PIXELS: usize = 3909;
const CARD: usize = 80;
const BLOCK: usize = 2880;

/// The bytes of a FITS file with a flat spectrum.
pub(super) fn lamost_image(name: &str) -> Vec<u8> {
    let cards = [
        "SIMPLE  =                    T".to_owned(),
        "BITPIX  =                  -32".to_owned(),
        "NAXIS   =                    2".to_owned(),
        format!("NAXIS1  = {PIXELS:>20}"),
        "NAXIS2  =                    5".to_owned(),
        "EXTEND  =                    T".to_owned(),
        format!("FILENAME= '{name}'"),
        "ORIGIN  = 'NAOC-LAMOST'".to_owned(),
        "TELESCOP= 'LAMOST  '".to_owned(),
        "VERSPIPE= 'v2.9.7  '".to_owned(),
        "DATA_V  = 'LAMOST DR5'".to_owned(),
        "DESIG   = 'LAMOST J220848.54-020324.3'".to_owned(),
        "DATE-OBS= '2012-10-01T14:30:00'".to_owned(),
        "CLASS   = 'STAR    '".to_owned(),
        "SUBCLASS= 'A2V     '".to_owned(),
        "RA      =            332.20226".to_owned(),
        "DEC     =            -2.056767".to_owned(),
        "MAGTYPE = 'ugriz   '".to_owned(),
        "MAG1    =                17.71".to_owned(),
        "SNRR    =                23.75".to_owned(),
        "Z       =              0.00012".to_owned(),
        "COEFF0  =               3.5682".to_owned(),
        "COEFF1  =               0.0001".to_owned(),
        "CRVAL1  =               3.5682".to_owned(),
        "CD1_1   =               0.0001".to_owned(),
        "CRPIX1  =                    1".to_owned(),
        "DC-FLAG =                    1".to_owned(),
        "END".to_owned(),
    ];
    let mut bytes: Vec<u8> = cards.iter().flat_map(|card| format!("{card:<CARD$}").into_bytes()).collect();
    bytes.resize(bytes.len().next_multiple_of(BLOCK), b' ');
    #[expect(clippy::cast_precision_loss, reason = "a few thousand pixels")]
    let pixels = || (0..PIXELS).map(|pixel| pixel as f32);
    let rows: [Vec<f32>; 5] = [
        pixels().map(|pixel| 100.0 + (pixel / 50.0).sin()).collect(),
        vec![1.0; PIXELS],
        pixels().map(|pixel| 10_f32.powf(3.5682 + 1e-4 * pixel)).collect(),
        vec![0.0; PIXELS],
        vec![0.0; PIXELS],
    ];
    bytes.extend(rows.iter().flatten().flat_map(|value| value.to_be_bytes()));
    bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
    bytes
}
