//! `VOTable` 1.4 in its three serialisations: <https://www.ivoa.net/documents/VOTable/>.

use std::fmt::Write as _;

use super::{Expected, Layout, flux, linear};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) fn layouts(pixels: u32) -> Vec<Layout> {
    let wavelength = linear(pixels, 6250.0, 0.25);
    let values = flux(pixels, 0);
    let mut rows = String::from("<TABLEDATA>\n");
    let (mut binary, mut binary2) = (Vec::new(), Vec::new());
    for (wavelength, value) in wavelength.iter().zip(&values) {
        // Writing to a String cannot fail.
        let _ = writeln!(rows, "<TR><TD>{wavelength}</TD><TD>{value}</TD></TR>");
        // One bit a field before each row: none is null.
        binary2.push(0);
        for bytes in [wavelength.to_be_bytes(), value.to_be_bytes()] {
            binary.extend(bytes);
            binary2.extend(bytes);
        }
    }
    rows.push_str("</TABLEDATA>");
    let stream = |element: &str, bytes: &[u8]| {
        format!("<{element}><STREAM encoding=\"base64\">\n{}</STREAM></{element}>", base64(bytes))
    };
    [
        ("votable-tabledata", rows),
        ("votable-binary", stream("BINARY", &binary)),
        ("votable-binary2", stream("BINARY2", &binary2)),
    ]
    .map(|(name, data)| {
        let expected = Expected::only(wavelength.clone(), values.clone(), None);
        Layout::new(name, &format!("{name}.vot"), document(&data).into_bytes(), vec![expected])
    })
    .to_vec()
}

fn document(data: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
<RESOURCE type="results" utype="spec:Spectrum">
<TABLE utype="spec:Spectrum">
<PARAM name="Title" datatype="char" arraysize="*" utype="spec:Spectrum.DataID.Title" value="HD 34452"/>
<FIELD name="spectral" datatype="double" unit="Angstrom" ucd="em.wl" utype="spec:Spectrum.Data.SpectralAxis.Value"/>
<FIELD name="flux" datatype="double" ucd="phot.flux.density;em.wl" utype="spec:Spectrum.Data.FluxAxis.Value"/>
<DATA>
{data}
</DATA>
</TABLE>
</RESOURCE>
</VOTABLE>
"#
    )
}

/// Base64 (RFC 4648) in lines of 64 characters.
fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (number, part) in bytes.chunks(3).enumerate() {
        let bits = part.iter().chain([&0; 2]).take(3).fold(0_u32, |bits, &byte| bits << 8 | u32::from(byte));
        for place in 0..4 {
            let letter = ALPHABET[(bits >> (18 - 6 * place)) as usize & 63];
            text.push(if place <= part.len() { char::from(letter) } else { '=' });
        }
        if number % 16 == 15 {
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_padded() {
        assert_eq!(
            ["", "f", "fo", "foo", "foob"].map(|text| base64(text.as_bytes())),
            ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]
        );
    }
}
