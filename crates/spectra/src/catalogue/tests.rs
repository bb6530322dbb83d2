//! Catalogues of every kind, and what is wrong with some.

#![expect(clippy::float_cmp, reason = "numbers of text are read exactly")]

use std::fmt::Write as _;

use super::*;

fn opened(text: &[u8], change: impl FnOnce(&mut PreprocessConfig)) -> Result<Catalogue, CatalogueError> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut file, text).unwrap();
    let mut config = PreprocessConfig::new("", 1.0, 2.0, 2);
    change(&mut config);
    Catalogue::open(file.path(), &config)
}

fn row(catalogue: &Catalogue, file: &str, target: &str) -> Option<usize> {
    catalogue.find(file, target, &SpectrumMeta::default()).ok().map(|matched| matched.row)
}

const CSV: &str = "# a comment\nfilename,T eff,class,ra\na.fits,5000,G2,1\n/x/b.fits.gz,,\"K, late\",2\na.fits,1,,3\nmany.fits#7,2,,4\n";

#[test]
fn rows_are_found_by_the_names_of_files_and_of_spectra_in_them() {
    let catalogue = opened(CSV.as_bytes(), |_| {}).unwrap();
    assert_eq!(
        (row(&catalogue, "a.fits", ""), row(&catalogue, "b.fits", ""), row(&catalogue, "c.fits", "")),
        (Some(0), Some(1), None)
    );
    assert_eq!(
        (row(&catalogue, "a.fits", "COADD_R"), row(&catalogue, "many.fits", "7"), row(&catalogue, "many.fits", "8")),
        (Some(0), Some(3), None)
    );
    assert!(catalogue.may_hold("many.fits") && !catalogue.may_hold("c.fits"));
    let uses = catalogue.unused();
    assert_eq!((uses.rows, uses.usable_rows, uses.duplicate_rows), (4, 3, 1));
}

#[test]
fn columns_have_names_that_everything_takes_and_types() {
    let catalogue = opened(CSV.as_bytes(), |_| {}).unwrap();
    let names: Vec<&str> = catalogue.kept().iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["filename", "T_eff", "cat_class", "cat_ra"], "class and ra are facts of the headers");
    let Values::Numbers(numbers) = &catalogue.kept()[1].values else { panic!("numbers") };
    assert!(numbers[0] == 5000.0 && numbers[1].is_nan());
    assert_eq!(catalogue.kept()[2].values, Values::Texts(["G2", "K, late", "", ""].map(str::to_owned).to_vec()));
    let narrowed = opened(CSV.as_bytes(), |config| config.catalogue_columns = vec!["t eff".into()]).unwrap();
    assert_eq!(narrowed.kept().len(), 1);
}

#[test]
fn tabs_semicolons_and_a_byte_order_mark_are_read() {
    for text in [
        "\u{feff}file\tz\na.fits\t0.1\n",
        "file;z\na.fits;0.1\n",
        "file;z\na.fits;0,1\n",
        "# %ECSV 1.0\nfile z\na.fits 0.1\n",
    ] {
        let catalogue = opened(text.as_bytes(), |config| config.redshift_column = Some("z".into())).unwrap();
        assert_eq!((row(&catalogue, "a.fits", ""), catalogue.redshift(0)), (Some(0), Some(0.1)), "{text:?}");
    }
}

#[test]
fn a_list_of_names_needs_no_heading() {
    let catalogue = opened(b"# mine\n/archive/a.fits.gz\nb c.fits\n", |_| {}).unwrap();
    assert_eq!((row(&catalogue, "a.fits", ""), row(&catalogue, "b c.fits", "")), (Some(0), Some(1)));
    assert_eq!(catalogue.kept()[0].name, "filename");
}

#[test]
fn positions_may_be_sexagesimal() {
    let text = "name,RA,DEC\nx,00:42:00.0,-03 00 00\ny,,\n";
    let catalogue = opened(text.as_bytes(), |config| config.match_radius = Some(3.0)).unwrap();
    let meta = SpectrumMeta { ra: Some(10.5), dec: Some(-3.0), ..SpectrumMeta::default() };
    assert_eq!(catalogue.find("z", "", &meta).unwrap().row, 0);
    assert_eq!(catalogue.unused().usable_rows, 1);
    let wrong = opened(b"ra,dec\nhere,1\n", |config| config.match_radius = Some(3.0)).unwrap_err().to_string();
    assert!(wrong.contains("column ra cannot be used: `here` is no right ascension"), "{wrong}");
}

#[test]
fn a_votable_is_read() {
    let text = r#"<?xml version="1.0"?><VOTABLE><RESOURCE><TABLE>
        <FIELD name="RAJ2000" datatype="double"/><FIELD name="DEJ2000" datatype="double"/><FIELD name="Note" datatype="char"/>
        <DATA><TABLEDATA><TR><TD>10.5</TD><TD>-3</TD><TD>B &amp; e</TD></TR><TR><TD>11</TD><TD>4</TD><TD/></TR></TABLEDATA></DATA>
        </TABLE></RESOURCE></VOTABLE>"#;
    let catalogue = opened(text.as_bytes(), |config| config.match_radius = Some(3.0)).unwrap();
    let at = |ra, dec| {
        let meta = SpectrumMeta { ra: Some(ra), dec: Some(dec), ..SpectrumMeta::default() };
        catalogue.find("x", "", &meta).map(|matched| matched.row).map_err(|refusal| refusal.code)
    };
    assert_eq!((at(10.5003, -3.0), at(11.0, 4.0), at(50.0, 0.0)), (Ok(0), Ok(1), Err("not_in_catalogue")));
    assert_eq!(catalogue.find("x", "", &SpectrumMeta::default()).unwrap_err().code, "unknown_position");
    assert_eq!(catalogue.kept()[2].values, Values::Texts(vec!["B & e".into(), String::new()]));
    let elsewhere = text.replace("<TABLEDATA>", "<BINARY2><STREAM href='x'/></BINARY2>");
    assert!(opened(elsewhere.as_bytes(), |_| {}).unwrap_err().to_string().contains("in another file"));
}

/// Rows of a name, a double and an identifier of 64 bits, as archives pack them.
fn packed_votable(packing: &str, rows: &[u8]) -> String {
    use base64::Engine as _;
    let stream = base64::engine::general_purpose::STANDARD.encode(rows);
    format!(
        r#"<VOTABLE><RESOURCE><TABLE><FIELD name="file" datatype="char" arraysize="*"/><FIELD name="teff" datatype="double"/>
        <FIELD name="source_id" datatype="long"><VALUES null="-1"/></FIELD><FIELD name="xp" datatype="float" arraysize="2"/>
        <DATA><{packing}><STREAM encoding="base64">{stream}</STREAM></{packing}></DATA></TABLE></RESOURCE></VOTABLE>"#
    )
}

#[test]
fn a_packed_votable_is_the_same_catalogue() {
    let row = |nulls: &[u8], name: &str, teff: f64, id: i64| {
        let length = u32::try_from(name.len()).unwrap().to_be_bytes();
        [nulls, &length, name.as_bytes(), &teff.to_be_bytes(), &id.to_be_bytes(), &[0; 8]].concat()
    };
    let rows = |nulls: [&[u8]; 2]| {
        [row(nulls[0], "d/a.fits.GZ", 5000.0, 4_295_806_720_389_382_401), row(nulls[1], "b.fits", 6000.0, -1)].concat()
    };
    for (packing, nulls) in [("BINARY", [&[][..], &[]]), ("BINARY2", [&[0][..], &[0x40]])] {
        let catalogue = opened(packed_votable(packing, &rows(nulls)).as_bytes(), |_| {}).unwrap();
        assert_eq!((row_of(&catalogue, "a.fits"), row_of(&catalogue, "b.fits")), (Some(0), Some(1)), "{packing}");
        let names: Vec<&str> = catalogue.kept().iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["file", "teff", "source_id"]);
        let Values::Numbers(teff) = &catalogue.kept()[1].values else { panic!("numbers") };
        assert_eq!((teff[0], teff[1].is_nan()), (5000.0, packing == "BINARY2"));
        // Double precision would round it.
        let ids = ["4295806720389382401", ""].map(str::to_owned).to_vec();
        assert_eq!(catalogue.kept()[2].values, Values::Texts(ids));
    }
    let catalogue = opened(packed_votable("FITS", &fits_table()).as_bytes(), |_| {}).unwrap();
    assert_eq!((row_of(&catalogue, "a.fits"), row_of(&catalogue, "b.fits")), (Some(0), Some(1)));
    let cut = packed_votable("BINARY", &rows([&[], &[]])[..30]);
    assert!(opened(cut.as_bytes(), |_| {}).unwrap_err().to_string().contains("cut off"));
}

fn row_of(catalogue: &Catalogue, file: &str) -> Option<usize> {
    row(catalogue, file, "")
}

#[test]
fn names_are_compared_without_the_suffix_of_any_compression() {
    let text = "file,z\na.FITS.GZ,1\nb.fits,2\nplate #2.fits.bz2#39,3\n";
    let catalogue = opened(text.as_bytes(), |_| {}).unwrap();
    let found = |file, target| row(&catalogue, file, target);
    assert_eq!(
        (found("a.FITS", ""), found("b.fits.fz", ""), found("plate #2.fits", "39")),
        (Some(0), Some(1), Some(2))
    );
    assert!(catalogue.may_hold("plate #2.fits") && catalogue.may_hold("b.fits.fz") && !catalogue.may_hold("c"));
}

#[test]
fn an_identifier_that_double_precision_would_round_stays_a_text() {
    let catalogue = opened(b"file,source_id,short\na,4295806720389382401,9007199254740992\nb,1,2\n", |_| {}).unwrap();
    let values: Vec<&Values> = catalogue.kept().iter().map(|column| &column.values).collect();
    assert_eq!(*values[1], Values::Texts(vec!["4295806720389382401".into(), "1".into()]));
    assert_eq!(*values[2], Values::Numbers(vec![9_007_199_254_740_992.0, 2.0]));
}

/// A FITS file with one binary table of a text and three numbers.
fn fits_table() -> Vec<u8> {
    let header = |cards: &[&str]| {
        let mut text = String::new();
        for card in cards.iter().chain(&["END"]) {
            write!(text, "{card:<80}").unwrap();
        }
        text.extend(std::iter::repeat_n(' ', text.len().next_multiple_of(2880) - text.len()));
        text.into_bytes()
    };
    let mut bytes =
        header(&["SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    0"]);
    bytes.extend(header(&[
        "XTENSION= 'BINTABLE'",
        "BITPIX  =                    8",
        "NAXIS   =                    2",
        "NAXIS1  =                   22",
        "NAXIS2  =                    2",
        "PCOUNT  =                    0",
        "GCOUNT  =                    1",
        "TFIELDS =                    4",
        "TTYPE1  = 'FileName'",
        "TFORM1  = '8A'",
        "TTYPE2  = 'z'",
        "TFORM2  = 'D'",
        "TTYPE3  = 'plate'",
        "TFORM3  = 'I'",
        "TZERO3  =                32768",
        "TTYPE4  = 'fiber'",
        "TFORM4  = 'J'",
        "TNULL4  =                   -1",
    ]));
    let mut data = Vec::new();
    for (name, z, plate, fiber) in [("a.fits\0\0", 0.5_f64, -32768_i16, 7_i32), ("b.fits  ", -9999.0, 0, -1)] {
        data.extend_from_slice(name.as_bytes());
        data.extend(z.to_be_bytes());
        data.extend(plate.to_be_bytes());
        data.extend(fiber.to_be_bytes());
    }
    data.resize(2880, 0);
    bytes.extend(data);
    bytes
}

#[test]
fn a_fits_table_is_read_with_its_scales_and_nulls() {
    let catalogue = opened(&fits_table(), |config| config.redshift_column = Some("Z".into())).unwrap();
    assert_eq!((row(&catalogue, "a.fits", ""), row(&catalogue, "b.fits", "")), (Some(0), Some(1)));
    assert_eq!((catalogue.redshift(0), catalogue.redshift(1)), (Some(0.5), None));
    let column = |name: &str| match &catalogue.kept().iter().find(|column| column.name == name).unwrap().values {
        Values::Numbers(values) => values.clone(),
        Values::Texts(_) => panic!("{name} holds numbers"),
    };
    assert_eq!((column("plate")[0], column("plate")[1], column("fiber")[0]), (0.0, 32768.0, 7.0));
    assert!(column("fiber")[1].is_nan());
}

#[test]
fn what_is_wrong_with_a_catalogue_is_said() {
    let said = |text: &[u8], change: fn(&mut PreprocessConfig)| opened(text, change).unwrap_err().to_string();
    assert!(said(b"", |_| {}).contains("it is empty"));
    assert!(said(b"filename,z\n", |_| {}).contains("it has no row"));
    assert!(
        said(b"obsid,z\n1,2\n", |_| {})
            .contains("no column of file names (catalogue_keys can name it); it has obsid, z")
    );
    assert!(said(b"name,z\n1,2\n", |_| {}).contains("name holds numbers"));
    assert!(
        said(b"name,z\na,b\n", |config| config.redshift_column = Some("z".into())).contains("does not hold numbers")
    );
    assert!(said(b"name,z\na,1\nb\n", |_| {}).contains("row 2 has 1 fields instead of 2"));
    assert!(said(b"<html><body/></html>", |_| {}).contains("no VOTable"));
    assert!(said(b"\0\x01\x02", |_| {}).contains("neither text nor FITS"));
    assert!(said(b"name\na\n", |config| config.catalogue_columns = vec!["teff".into()]).contains("no column teff"));
}
