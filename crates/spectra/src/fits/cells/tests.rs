//! Every type of column on tables built here.

#![expect(clippy::float_cmp, reason = "a decoder changes no bit of a number")]

use ml_job_testkit::fits::FitsHeader;

use super::*;

/// A table of one column, as a file: its header, its rows, its heap.
fn table(form: &str, rows: &[&[u8]], heap: &[u8], cards: impl Fn(FitsHeader) -> FitsHeader) -> Vec<u8> {
    let header = FitsHeader::new()
        .with_text("XTENSION", "BINTABLE")
        .with("BITPIX", 8)
        .with("NAXIS", 2)
        .with("NAXIS1", rows[0].len())
        .with("NAXIS2", rows.len())
        .with("PCOUNT", heap.len())
        .with("GCOUNT", 1)
        .with("TFIELDS", 1)
        .with_text("TTYPE1", "value")
        .with_text("TFORM1", form);
    [cards(header).to_bytes(), rows.concat(), heap.to_vec()].concat()
}

fn cells(bytes: &[u8]) -> (tempfile::NamedTempFile, Content, Cells) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let (mut content, mut header) = (Content::default(), Header::default());
    content.open(file.path()).unwrap();
    header.read(&content, 0).unwrap();
    let table = Table::describe(&header, &content).unwrap().unwrap();
    let cells = Cells::named(&header, &table, "VALUE").unwrap().unwrap();
    (file, content, cells)
}

fn plain(header: FitsHeader) -> FitsHeader {
    header
}

fn be<const N: usize>(values: &[[u8; N]]) -> Vec<u8> {
    values.concat()
}

/// TFORM, the bytes of a row, its numbers and its bits.
type Case = (&'static str, Vec<u8>, [f64; 2], [u32; 2]);

#[test]
fn every_type_gives_its_numbers_and_its_bits() {
    let cases: [Case; 8] = [
        ("2B", vec![0, 200], [0.0, 200.0], [0, 200]),
        ("2I", be(&[7_i16.to_be_bytes(), (-2_i16).to_be_bytes()]), [7.0, -2.0], [7, u32::MAX - 1]),
        ("2J", be(&[0_i32.to_be_bytes(), i32::MIN.to_be_bytes()]), [0.0, -2_147_483_648.0], [0, 1 << 31]),
        ("2K", be(&[4_i64.to_be_bytes(), (1_i64 << 40).to_be_bytes()]), [4.0, 1_099_511_627_776.0], [4, 1 << 31]),
        ("2E", be(&[0.0_f32.to_be_bytes(), 3.0_f32.to_be_bytes()]), [0.0, 3.0], [0, 3]),
        ("2D", be(&[1.0_f64.to_be_bytes(), 2.5_f64.to_be_bytes()]), [1.0, 2.5], [1, u32::MAX]),
        ("2L", b"TF".to_vec(), [1.0, 0.0], [1, 0]),
        ("2X", vec![0b0100_0000], [0.0, 1.0], [0, 1]),
    ];
    for (form, row, numbers, bits) in cases {
        let (_file, mut content, cells) = cells(&table(form, &[&row], &[], plain));
        assert_eq!(cells.numbers(&mut content, 0..1).unwrap(), numbers, "{form}");
        assert_eq!(cells.bits(&mut content, 0..1).unwrap(), bits, "{form}");
    }
}

#[test]
fn unsigned_integers_are_shifted_exactly() {
    let shifted = |form: &str, zero: &str, row: &[u8]| {
        let zero = zero.to_owned();
        let (_file, mut content, cells) = cells(&table(form, &[row], &[], |header| header.with("TZERO1", &zero)));
        (cells.bits(&mut content, 0..1).unwrap()[0], cells.word(&mut content, 0).unwrap().unwrap())
    };
    assert_eq!(shifted("1J", "2147483648", &i32::MIN.to_be_bytes()), (0, "0".to_owned()));
    assert_eq!(shifted("1J", "2.147483648E9", &(i32::MIN + 4).to_be_bytes()), (4, "4".to_owned()));
    assert_eq!(shifted("1I", "32768", &(-32767_i16).to_be_bytes()), (1, "1".to_owned()));
    let (bits, word) = shifted("1K", "9223372036854775808", &i64::MIN.to_be_bytes());
    assert_eq!((bits, word.as_str()), (0, "0"));
    let row = be(&[(i64::MIN + 3).to_be_bytes(), 5_i64.to_be_bytes()]);
    let bytes = table("2K", &[&row], &[], |header| header.with("TZERO1", "9223372036854775808"));
    let (_file, mut content, cells) = cells(&bytes);
    assert_eq!(cells.numbers(&mut content, 0..1).unwrap(), [3.0, 9_223_372_036_854_775_808.0]);
}

#[test]
fn scaled_and_undefined_values_are_what_the_keywords_say() {
    let row = be(&[10_i16.to_be_bytes(), (-99_i16).to_be_bytes()]);
    let bytes =
        table("2I", &[&row], &[], |header| header.with("TSCAL1", 0.5).with("TZERO1", 900.0).with("TNULL1", -99));
    let (_file, mut content, cells) = cells(&bytes);
    let numbers = cells.numbers(&mut content, 0..1).unwrap();
    assert_eq!(numbers[0], 905.0);
    assert!(numbers[1].is_nan());
    assert_eq!(cells.bits(&mut content, 0..1).unwrap(), [905, u32::MAX]);
}

#[test]
fn arrays_of_variable_length_lie_in_the_heap_or_are_refused() {
    let heap = be(&[1.5_f32.to_be_bytes(), 2.5_f32.to_be_bytes()]);
    let narrow = be(&[2_i32.to_be_bytes(), 0_i32.to_be_bytes()]);
    let wide = be(&[1_i64.to_be_bytes(), 4_i64.to_be_bytes()]);
    for (form, row, numbers) in [("1PE(2)", &narrow, vec![1.5, 2.5]), ("QE(2)", &wide, vec![2.5])] {
        let (_file, mut content, cells) = cells(&table(form, &[row], &heap, plain));
        assert_eq!(cells.numbers(&mut content, 0..1).unwrap(), numbers, "{form}");
    }
    for row in [[3_i32, 0], [1, 8], [-1, 0], [1, -4], [i32::MAX, 0]] {
        let row = be(&row.map(i32::to_be_bytes));
        let (_file, mut content, cells) = cells(&table("PE(2)", &[&row], &heap, plain));
        let error = cells.numbers(&mut content, 0..1).unwrap_err().to_string();
        assert!(error.contains("row 1 of the column VALUE lies outside the heap"), "{error}");
    }
}

#[test]
fn many_rows_and_texts_come_in_their_order() {
    let rows: Vec<Vec<u8>> = (0..3000_i32).map(|row| row.to_be_bytes().to_vec()).collect();
    let rows: Vec<&[u8]> = rows.iter().map(Vec::as_slice).collect();
    let (_file, mut content, numbers) = cells(&table("J", &rows, &[], plain));
    let values = numbers.numbers(&mut content, 1000..3000).unwrap();
    assert_eq!((values[0], values[1999], values.len()), (1000.0, 2999.0, 2000));
    let (_file, mut content, texts) = cells(&table("4A", &[b"QSO ", b"A\0zz"], &[], plain));
    assert_eq!(texts.word(&mut content, 0).unwrap().as_deref(), Some("QSO"));
    assert_eq!(texts.word(&mut content, 1).unwrap().as_deref(), Some("A"));
    assert!(texts.number(&mut content, 0).unwrap().is_none());
}
