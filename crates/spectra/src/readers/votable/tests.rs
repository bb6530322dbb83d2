//! `VOTable` documents of every version and serialisation become spectra.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::error::ReadError;
use crate::readers::tables::spectra;
use crate::spectrum::{Medium, Spectrum};

const FIELDS: &str = r#"<FIELD ID="w" name="spectral" datatype="double" unit="nm" ucd="em.wl" utype="spec:Spectrum.Data.SpectralAxis.Value"><DESCRIPTION>wavelength in <![CDATA[air]]></DESCRIPTION></FIELD>
<FIELD ID="f" name="flux" datatype="float" utype="spec:Spectrum.Data.FluxAxis.Value"/>
<FIELD name="q" datatype="short" ucd="meta.code.qual"><VALUES null="-1"/></FIELD>"#;

fn document(root: &str, fields: &str, data: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<!-- a comment -->\n<{root}><RESOURCE type=\"results\"><PARAM name=\"x\" \
         utype=\"spec:Spectrum.Target.Name\" datatype=\"char\" arraysize=\"*\" value=\"59 Cyg &amp; co\"/>\
         <TABLE name=\"t\">{fields}<DATA>{data}</DATA></TABLE></RESOURCE></{}>",
        root.split(' ').next().unwrap()
    )
}

fn tabledata() -> String {
    let rows: String = (0..4)
        .map(|i| format!("<TR><TD>{}</TD><TD> {i}.5 </TD><TD>{}</TD></TR>\n", 650 + i, i % 2))
        .collect::<Vec<_>>()
        .concat();
    format!("<TABLEDATA>{rows}</TABLEDATA>")
}

fn bytes(has_nulls: bool) -> Vec<u8> {
    (0..4_i16)
        .flat_map(|i| {
            let nulls = if has_nulls { vec![0] } else { vec![] };
            let (wave, flux) = (650.0 + f64::from(i), f32::from(i) + 0.5);
            [nulls, wave.to_be_bytes().to_vec(), flux.to_be_bytes().to_vec(), (i % 2).to_be_bytes().to_vec()].concat()
        })
        .collect()
}

fn stream(kind: &str, bytes: &[u8]) -> String {
    let lines: Vec<String> =
        STANDARD.encode(bytes).as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
    format!("<{kind}><STREAM encoding=\"base64\">\n{}\n</STREAM></{kind}>", lines.join("\n"))
}

fn fits() -> Vec<u8> {
    let block = |cards: &[&str]| {
        let mut text: String = cards.iter().map(|card| format!("{card:80}")).collect::<Vec<_>>().concat();
        text = format!("{text}{:80}", "END");
        let length = text.len().next_multiple_of(2880);
        format!("{text:length$}").into_bytes()
    };
    let mut table = bytes(false);
    table.resize(2880, 0);
    let primary =
        block(&["SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    0"]);
    let extension = block(&[
        "XTENSION= 'BINTABLE'",
        "BITPIX  =                    8",
        "NAXIS   =                    2",
        "NAXIS1  =                   14",
        "NAXIS2  =                    4",
        "PCOUNT  =                    0",
        "GCOUNT  =                    1",
        "TFIELDS =                    3",
        "TFORM1  = 'D       '",
        "TFORM2  = 'E       '",
        "TFORM3  = 'I       '",
    ]);
    [primary, extension, table].concat()
}

fn check(spectrum: &Spectrum) {
    assert_eq!(spectrum.wavelength, [6500.0, 6510.0, 6520.0, 6530.0]);
    assert_eq!(spectrum.flux, [0.5, 1.5, 2.5, 3.5]);
    assert_eq!(spectrum.mask.as_deref(), Some(&[0, 1, 0, 1][..]));
    assert_eq!(spectrum.meta.targetname.as_deref(), Some("59 Cyg & co"));
    assert_eq!((spectrum.meta.medium, spectrum.target.as_str()), (Some(Medium::Air), ""));
}

#[test]
fn every_serialisation_gives_the_same_spectrum() {
    let packed = {
        use std::io::Write as _;
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(&bytes(false)).unwrap();
        encoder.finish().unwrap()
    };
    for data in [
        tabledata(),
        stream("BINARY", &bytes(false)),
        stream("BINARY2", &bytes(true)),
        stream("BINARY", &packed),
        stream("FITS", &fits()),
    ] {
        let all = spectra(&document("VOTABLE", FIELDS, &data)).unwrap();
        assert_eq!(all.len(), 1);
        check(&all[0]);
    }
}

#[test]
fn namespaces_of_every_version_are_understood() {
    for root in [
        "VOTABLE version=\"1.1\" xmlns=\"http://www.ivoa.net/xml/VOTable/v1.1\"",
        "VOTABLE version=\"1.4\" xmlns=\"http://www.ivoa.net/xml/VOTable/v1.3\"",
        "VOTABLE version='1.5'",
    ] {
        check(&spectra(&document(root, FIELDS, &tabledata())).unwrap()[0]);
    }
    let prefixed =
        document("VOTABLE xmlns:vot=\"x\"", FIELDS, &tabledata()).replace("</", "</vot:").replace('<', "<vot:");
    let prefixed = prefixed.replace("<vot:/vot:", "</vot:").replace("<vot:?", "<?").replace("<vot:!", "<!");
    check(&spectra(&prefixed).unwrap()[0]);
}

#[test]
fn groups_give_fields_their_meaning() {
    let fields = r#"<GROUP utype="spec:Data.SpectralAxis"><FIELDref ref="a"/></GROUP>
        <GROUP><FIELDref ref="b" utype="spec:Data.FluxAxis.Value"/></GROUP>
        <FIELD ID="a" name="c1" datatype="double" unit="Angstrom"/><FIELD ID="b" name="c2" datatype="double"/>"#;
    let rows = "<TABLEDATA><TR><TD>5000</TD><TD>1</TD></TR><TR><TD>5001</TD><TD></TD></TR></TABLEDATA>";
    let all = spectra(&document("VOTABLE", fields, rows)).unwrap();
    assert_eq!(all[0].wavelength, [5000.0, 5001.0]);
    assert!(all[0].flux[1].is_nan());
}

#[test]
fn rows_of_vectors_are_spectra() {
    let fields = r#"<FIELD name="id" datatype="char" arraysize="*"/><FIELD name="z" datatype="float"/>
        <FIELD name="wave" datatype="double" arraysize="*" unit="Angstrom"/><FIELD name="flux" datatype="float" arraysize="3"/>"#;
    let row = |id: &str, z: f32| format!("<TR><TD>{id}</TD><TD>{z}</TD><TD>5000 5001 5002</TD><TD>1 2 {z}</TD></TR>");
    let all =
        spectra(&document("VOTABLE", fields, &format!("<TABLEDATA>{}{}</TABLEDATA>", row("a", 0.5), row("", 1.0))))
            .unwrap();
    assert_eq!(all.iter().map(Spectrum::address).collect::<Vec<_>>(), ["table#a", "table#row-2"]);
    assert_eq!((all[0].meta.z, all[1].flux[2], all[0].wavelength.len()), (Some(0.5), 1.0, 3));
    let one = spectra(&document("VOTABLE", fields, &format!("<TABLEDATA>{}</TABLEDATA>", row("a", 0.5)))).unwrap();
    assert_eq!(one[0].address(), "table");
}

#[test]
fn several_tables_are_named_and_what_is_no_spectrum_is_left_out() {
    let table = |name: &str| format!("<TABLE name=\"{name}\">{FIELDS}<DATA>{}</DATA></TABLE>", tabledata());
    let other = "<TABLE><FIELD name=\"ra\" datatype=\"double\"/><DATA><TABLEDATA><TR><TD>1</TD></TR></TABLEDATA></DATA></TABLE>";
    let text = format!(
        "<VOTABLE><RESOURCE>{}{other}</RESOURCE><RESOURCE><RESOURCE>{}</RESOURCE></RESOURCE></VOTABLE>",
        table("blue"),
        table("red")
    );
    let all = spectra(&text).unwrap();
    assert_eq!(all.iter().map(|spectrum| spectrum.target.as_str()).collect::<Vec<_>>(), ["blue", "red"]);
}

#[test]
fn what_is_broken_is_refused_with_what_is_wrong() {
    let refused = |text: &str| spectra(text).unwrap_err().to_string();
    let with = |fields: &str, data: &str| refused(&document("VOTABLE", fields, data));
    let cut = document("VOTABLE", FIELDS, &tabledata());
    for length in (12..cut.len() - 1).step_by(97) {
        assert!(spectra(&cut[..length]).is_err(), "cut at {length}");
    }
    assert!(with(FIELDS, "<TABLEDATA><TR><TD>1</TD></TR></TABLEDATA>").contains("row 1 has 1 cells, not 3"));
    assert!(
        with(FIELDS, "<TABLEDATA><TR><TD>x</TD><TD>1</TD><TD>1</TD></TR></TABLEDATA>")
            .contains("\"x\" in row 1 of spectral")
    );
    assert!(with(FIELDS, &stream("BINARY", &bytes(false)[..20])).contains("cut off"));
    assert!(with(FIELDS, "<BINARY><STREAM encoding=\"base64\">!</STREAM></BINARY>").contains("no base64"));
    assert!(with(FIELDS, "<BINARY><STREAM href=\"http://x/y\"/></BINARY>").contains("in another file"));
    assert!(with("<FIELD name=\"a\" datatype=\"quad\"/>", "").contains("the datatype of the field a"));
    assert!(with("<FIELD name=\"a\" datatype=\"int\"/>", "").contains("(a)"));
    let list = r#"<FIELD name="url" datatype="char" arraysize="*" utype="ssa:Access.Reference"/>"#;
    assert!(with(list, "<TABLEDATA><TR><TD>http://x</TD></TR></TABLEDATA>").contains("a list of 1 spectra"));
    assert!(refused("<VOTABLE><RESOURCE/></VOTABLE>").contains("without a table"));
    assert!(matches!(spectra("<svg></svg>"), Err(ReadError::NotFits { .. })));
    assert!(spectra("<").is_err() && spectra("<?xml version='1.0'?>").is_err());
}

#[test]
fn hostile_documents_stay_small() {
    let bomb = format!(
        "<!DOCTYPE v [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>{}",
        document("VOTABLE", FIELDS, "<TABLEDATA><TR><TD>&b;</TD></TR></TABLEDATA>")
    );
    assert!(spectra(&bomb).unwrap_err().to_string().contains("entity \"b\""));
    let deep = format!("<VOTABLE>{}", "<RESOURCE>".repeat(100_000));
    assert!(spectra(&deep).unwrap_err().to_string().contains("nested too deeply"));
    // Cells that claim to be long, rows that claim to be empty.
    let variable = r#"<FIELD name="a" datatype="double" arraysize="*"/>"#;
    let claim = document("VOTABLE", variable, &stream("BINARY", &u32::MAX.to_be_bytes()));
    assert!(spectra(&claim).unwrap_err().to_string().contains("too large"));
    let short = document("VOTABLE", variable, &stream("BINARY", &1000_u32.to_be_bytes()));
    assert!(spectra(&short).unwrap_err().to_string().contains("cut off"));
    let huge = r#"<FIELD name="a" datatype="double" arraysize="4000000000x4000000000"/>"#;
    assert!(spectra(&document("VOTABLE", huge, &stream("BINARY", &[0; 16]))).is_err());
    let none = r#"<FIELD name="a" datatype="double" arraysize="0"/>"#;
    assert!(
        spectra(&document("VOTABLE", none, &stream("BINARY", &[0; 16]))).unwrap_err().to_string().contains("no length")
    );
}
