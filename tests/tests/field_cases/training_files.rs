//! Training files as h5py, MATLAB and people write them: types of names and labels, storage, and what cannot be opened.

use std::fs;
use std::process::Command;

use hdf5::types::{FixedAscii, FixedUnicode, VarLenAscii, VarLenUnicode};
use hdf5::{File, H5Type};

use super::matrices::{Bench, POINTS, SPECTRA, assert_words, fluxes, label, name, told, write};

/// Writes names of one type.
fn names<T: H5Type>(bench: &Bench, file: &str, convert: impl Fn(&str) -> T, change: impl Fn(String) -> String) {
    let file = write(&bench.path(file), &["filenames"]);
    let names: Vec<T> = (0..SPECTRA).map(|i| convert(&change(name(i)))).collect();
    file.new_dataset_builder().with_data(&names).create("filenames").unwrap();
}

#[test]
fn names_are_read_in_every_type_however_wide_their_column_is() {
    let bench = Bench::new();
    let same = |name: String| name;
    let odd = |name: String| format!("špéc-星-{}", &name[5..]);
    names(&bench, "fixed.h5", |name| FixedAscii::<32>::from_ascii(name.as_bytes()).unwrap(), same);
    names(&bench, "fixed-utf8.h5", |name| name.parse::<FixedUnicode<64>>().unwrap(), odd);
    names(&bench, "variable-ascii.h5", |name| VarLenAscii::from_ascii(name.as_bytes()).unwrap(), same);
    names(&bench, "variable-utf8.h5", |name| name.parse::<VarLenUnicode>().unwrap(), odd);
    names(&bench, "wide.h5", |name| FixedAscii::<512>::from_ascii(name.as_bytes()).unwrap(), same);
    names(&bench, "wide-utf8.h5", |name| name.parse::<FixedUnicode<2048>>().unwrap(), odd);
    for (file, change) in [
        ("fixed.h5", same as fn(String) -> String),
        ("fixed-utf8.h5", odd),
        ("variable-ascii.h5", same),
        ("variable-utf8.h5", odd),
        ("wide.h5", same),
        ("wide-utf8.h5", odd),
    ] {
        let (succeeded, told_) = bench.train_named(file);
        assert!(succeeded, "{file}: {told_}");
        let predict = bench.run(&format!("predict --model model --data {file} --output predictions.h5 --device cpu"));
        assert!(told(&predict).0, "{file}: {}", told(&predict).1);
        let predictions = File::open(bench.path("predictions.h5")).unwrap();
        let found = predictions.dataset("filenames").unwrap().read_raw::<FixedUnicode<256>>().unwrap();
        let expected: Vec<String> = (0..SPECTRA).map(|i| change(name(i))).collect();
        assert_eq!(found.iter().map(FixedUnicode::as_str).collect::<Vec<_>>(), expected, "{file}");
    }
    names(&bench, "long.h5", |_| "x".repeat(300).parse::<FixedUnicode<512>>().unwrap(), same);
    fs::remove_dir_all(bench.path("model")).unwrap();
    bench.refused("long.h5", "", &["long.h5", "filenames", "a text of 300 bytes"]);
}

#[test]
fn storage_does_not_change_what_is_learnt_or_is_refused_by_its_name() {
    let bench = Bench::new();
    drop(write(&bench.path("plain.h5"), &[]));
    let loss = |file: &str| {
        let (succeeded, told) = bench.train_named(file);
        assert!(succeeded, "{file}: {told}");
        told[told.find("loss").unwrap()..].trim().to_owned()
    };
    let expected = loss("plain.h5");
    let stored = |name: &str, store: &dyn Fn(hdf5::DatasetBuilderEmptyShape) -> hdf5::Dataset| {
        let file = write(&bench.path(name), &["fluxes"]);
        store(file.new_dataset::<f64>().shape((SPECTRA, POINTS))).write_raw(&fluxes()).unwrap();
    };
    stored("gzip.h5", &|d| d.chunk((9, POINTS)).shuffle().deflate(4).fletcher32().create("fluxes").unwrap());
    assert_eq!(loss("gzip.h5"), expected);
    let file = write(&bench.path("unlimited.h5"), &["fluxes"]);
    let extents = hdf5::Extents::resizable((SPECTRA, POINTS).into());
    let data = file.new_dataset::<f64>().chunk((9, POINTS)).shape(extents).create("fluxes").unwrap();
    data.write_raw(&fluxes()).unwrap();
    drop((data, file));
    assert_eq!(loss("unlimited.h5"), expected);
    fs::remove_dir_all(bench.path("model")).unwrap();
    stored("nbit.h5", &|d| d.chunk((9, POINTS)).nbit().create("fluxes").unwrap());
    bench.refused("nbit.h5", "", &["fluxes", "N-bit"]);
    let file = write(&bench.path("link.h5"), &["fluxes"]);
    file.new_dataset::<f64>().shape((SPECTRA, POINTS)).create("other").unwrap();
    file.link_soft("/other", "fluxes").unwrap();
    drop(file);
    bench.refused("link.h5", "", &["fluxes", "is a link"]);
}

/// What only Python can write: filters of h5py, half precision, the other order of bytes, names filled up with spaces.
const STORE: &str = r#"
import h5py, numpy
with h5py.File("plain.h5") as f:
    plain = {name: f[name][:] for name in f}
def store(name, **options):
    with h5py.File(name + ".h5", "w") as f:
        for key, values in plain.items():
            f.create_dataset(key, data=values, **(options if key == "fluxes" else {}))
store("lzf", compression="lzf")
store("scaleoffset", chunks=True, scaleoffset=9)
store("half", dtype="<f2")
store("bigendian", dtype=">f8")
if h5py.h5z.filter_avail(h5py.h5z.FILTER_SZIP):
    store("szip", compression="szip")
with h5py.File("userblock.h5", "w", userblock_size=512, libver="latest") as f:
    for key, values in plain.items():
        f[key] = values
kind = h5py.h5t.C_S1.copy(); kind.set_size(40); kind.set_strpad(h5py.h5t.STR_SPACEPAD)
with h5py.File("padded.h5", "w") as f:
    for key, values in plain.items():
        if key != "filenames":
            f[key] = values
    names = h5py.h5d.create(f.id, b"filenames", kind, h5py.h5s.create_simple((len(plain["filenames"]),)))
    names.write(h5py.h5s.ALL, h5py.h5s.ALL, numpy.array([n.ljust(40) for n in plain["filenames"]], dtype="S40"), mtype=kind)
"#;

#[test]
fn what_h5py_stores_by_a_keyword_is_read_or_refused_by_its_name() {
    let Some(python) = std::env::var_os("ML_JOB_TEST_PYTHON") else {
        eprintln!("SKIPPED: no Python with h5py (set ML_JOB_TEST_PYTHON)");
        return;
    };
    let bench = Bench::new();
    drop(write(&bench.path("plain.h5"), &[]));
    let made = Command::new(python).args(["-c", STORE]).current_dir(bench.path("")).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    bench.refused("lzf.h5", "", &["fluxes", "LZF", "gzip"]);
    bench.refused("scaleoffset.h5", "", &["fluxes", "scale-offset"]);
    bench.refused("half.h5", "", &["fluxes", "16 bits"]);
    let loss = |file: &str| {
        let (succeeded, told) = bench.train_named(file);
        assert!(succeeded, "{file}: {told}");
        told[told.find("loss").unwrap()..].trim().to_owned()
    };
    let expected = loss("plain.h5");
    for file in ["bigendian.h5", "szip.h5", "userblock.h5", "padded.h5"] {
        if bench.path(file).exists() {
            assert_eq!(loss(file), expected, "{file}");
        }
    }
}

/// Writes labels of one type and shape.
fn labels<T: H5Type>(bench: &Bench, file: &str, shape: &[usize], labels: &[T]) {
    let file = write(&bench.path(file), &["labels"]);
    file.new_dataset::<T>().shape(shape).create("labels").unwrap().write_raw(labels).unwrap();
}

fn all(convert: impl Fn(i64) -> i64) -> Vec<i64> {
    (0..SPECTRA).map(|i| convert(label(i))).collect()
}

#[test]
fn labels_that_are_no_positions_are_refused_as_what_they_are() {
    let bench = Bench::new();
    let named = "--classes other,single,double";
    labels(&bench, "from-one.h5", &[SPECTRA], &all(|label| label + 1));
    bench.refused("from-one.h5", named, &["label 3 in row 2", "0 to 2", "seem to count from 1: subtract 1"]);
    labels(&bench, "negative.h5", &[SPECTRA], &all(|label| label - 1));
    for options in [named, ""] {
        bench.refused("negative.h5", options, &["label -1 in row 0", "from 0"]);
        assert!(!bench.train("negative.h5", options).1.contains("18446744073709551615"));
    }
    let floats: Vec<f64> = all(|label| label).into_iter().map(|label| label as f64).collect();
    labels(&bench, "float.h5", &[SPECTRA], &floats);
    bench.refused("float.h5", named, &["floating-point numbers instead of integers"]);
    let truths: Vec<bool> = all(|label| label).into_iter().map(|label| label == 1).collect();
    labels(&bench, "bool.h5", &[SPECTRA], &truths);
    bench.refused("bool.h5", named, &["labels", "bool"]);
    let texts: Vec<VarLenUnicode> = all(|label| label)
        .iter()
        .map(|label| ["other", "single", "double"][usize::try_from(*label).unwrap()].parse().unwrap())
        .collect();
    labels(&bench, "texts.h5", &[SPECTRA], &texts);
    bench.refused("texts.h5", named, &["texts instead of integers"]);
    labels(&bench, "column.h5", &[SPECTRA, 1], &all(|label| label));
    bench.refused("column.h5", named, &["[45, 1]", "one column"]);
    let one_hot: Vec<f64> =
        (0..SPECTRA).flat_map(|i| [0, 1, 2].map(|class| if label(i) == class { 1.0 } else { 0.0 })).collect();
    labels(&bench, "one-hot.h5", &[SPECTRA, 3], &one_hot);
    bench.refused("one-hot.h5", named, &["[45, 3]", "one-hot", "argmax"]);
}

#[test]
fn a_class_without_a_spectrum_is_told() {
    let bench = Bench::new();
    labels(&bench, "from-one.h5", &[SPECTRA], &all(|label| label + 1));
    let (succeeded, told) = bench.train("from-one.h5", "");
    assert!(succeeded, "{told}");
    assert_words(&told, &["warning: No spectrum has label 0.", "the model has 4 classes", "subtract 1"]);
    labels(&bench, "gap.h5", &[SPECTRA], &all(|label| [0, 2, 5][usize::try_from(label).unwrap()]));
    assert_words(&bench.train("gap.h5", "").1, &["warning: No spectrum has label 1, 3, 4", "6 classes"]);
    labels(&bench, "missing.h5", &[SPECTRA], &all(|label| label.min(1)));
    assert_words(&bench.train_named("missing.h5").1, &["warning: No spectrum is of class double"]);
    let (succeeded, told) = bench.train("missing.h5", "");
    assert!(succeeded && !told.contains("warning"), "{told}");
    labels(&bench, "single.h5", &[SPECTRA], &all(|_| 0));
    fs::remove_dir_all(bench.path("model")).unwrap();
    bench.refused("single.h5", "", &["at least two classes"]);
    let rare = |n: usize| (0..SPECTRA).map(|i| if i < n { 2 } else { label(i).min(1) }).collect::<Vec<_>>();
    for (n, told) in [(1, "a single spectrum"), (2, "has 2 spectra")] {
        labels(&bench, "rare.h5", &[SPECTRA], &rare(n));
        assert_words(&bench.train("rare.h5", "").1, &["SMOTE", told]);
    }
}

#[test]
fn fluxes_that_are_no_numbers_are_refused_by_spectrum_and_point() {
    for (bad, word) in [(f64::NAN, "NaN"), (f64::NEG_INFINITY, "infinite"), (1e39, "infinite")] {
        let bench = Bench::new();
        let file = write(&bench.path("bad.h5"), &["fluxes"]);
        let mut values = fluxes();
        values[7 * POINTS + 5] = bad;
        file.new_dataset::<f64>().shape((SPECTRA, POINTS)).create("fluxes").unwrap().write_raw(&values).unwrap();
        drop(file);
        bench.refused("bad.h5", "", &[&name(7), word, "point 5"]);
    }
}

#[test]
fn a_file_that_cannot_be_opened_is_refused_with_the_true_reason() {
    let bench = Bench::new();
    drop(write(&bench.path("good.h5"), &[]));
    bench.refused("none.h5", "", &["none.h5", "no such file"]);
    fs::create_dir(bench.path("directory")).unwrap();
    bench.refused("directory", "", &["is a directory"]);
    fs::write(bench.path("csv.h5"), "name,label\r\na,1\r\n").unwrap();
    bench.refused("csv.h5", "", &["no HDF5 file but a text"]);
    fs::write(bench.path("zero.h5"), "").unwrap();
    bench.refused("zero.h5", "", &["is empty"]);
    let whole = fs::read(bench.path("good.h5")).unwrap();
    fs::write(bench.path("torn.h5"), &whole[..whole.len() / 2]).unwrap();
    bench.refused("torn.h5", "", &["truncated"]);

    let locked = fs::File::options().read(true).write(true).open(bench.path("good.h5")).unwrap();
    locked.lock().unwrap();
    bench.refused("good.h5", "", &["another program has it open for writing"]);
    let (_, told_) = bench.train("good.h5", "");
    assert!(!told_.contains("truncated") && !told_.contains("another kind"), "{told_}");
    drop(locked);

    // A writer of the newest layout leaves its mark in the file until it closes it: the copy is what a crash leaves.
    let writer =
        File::with_options().with_fapl(|access| access.libver_latest()).create(bench.path("writing.h5")).unwrap();
    writer.new_dataset::<f64>().shape((SPECTRA, POINTS)).create("fluxes").unwrap();
    writer.flush().unwrap();
    fs::copy(bench.path("writing.h5"), bench.path("crashed.h5")).unwrap();
    drop(writer);
    bench.refused("crashed.h5", "", &["crashed while it wrote", "h5clear"]);
}

#[test]
fn a_model_is_not_applied_to_spectra_of_another_grid_or_preparation_unasked() {
    let bench = Bench::new();
    let configured = |file: &str, without: &[&str], config: &str| {
        let file = write(&bench.path(file), without);
        let text: VarLenUnicode = config.parse().unwrap();
        file.new_attr::<VarLenUnicode>().create("config").unwrap().write_scalar(&text).unwrap();
        file
    };
    let minmax = r#"{"data_dir_path":"a","scaling":"minmax","rest_frame":false}"#;
    drop(configured("train.h5", &[], minmax));
    drop(configured("same.h5", &["labels"], minmax));
    drop(configured("unscaled.h5", &["labels"], r#"{"data_dir_path":"b","scaling":"none","rest_frame":false}"#));
    drop(configured("rest.h5", &["labels"], r#"{"data_dir_path":"a","scaling":"minmax","rest_frame":true}"#));
    drop(write(&bench.path("silent.h5"), &["labels"]));
    let waves: Vec<f64> = (0..POINTS).map(|point| 4800.0 + point as f64).collect();
    let file = configured("other.h5", &["labels", "wave"], minmax);
    file.new_dataset_builder().with_data(&waves).create("wave").unwrap();
    drop(file);
    assert!(bench.train_named("train.h5").0);
    let predict = |data: &str, option: &str| {
        told(&bench.run(&format!("predict --model model --data {data} --output p.h5 --device cpu{option}")))
    };
    let (succeeded, said) = predict("same.h5", "");
    assert!(succeeded && !said.contains("warning"), "{said}");
    fs::remove_file(bench.path("p.h5")).unwrap();
    for (data, words) in [
        ("unscaled.h5", ["scaling is \"none\" here and \"minmax\" for the model", "--accept-other-preparation"]),
        ("rest.h5", ["rest_frame is on here and off for the model", "--accept-other-preparation"]),
        ("other.h5", ["4800 Å at point 0", "6519 Å"]),
    ] {
        let (succeeded, said) = predict(data, "");
        assert!(!succeeded && !bench.path("p.h5").exists(), "{said}");
        assert_words(&said, &words);
    }
    let (succeeded, said) = predict("unscaled.h5", " --accept-other-preparation");
    assert!(succeeded, "{said}");
    assert_words(&said, &["warning:", "scaling is \"none\" here"]);
    assert_words(&predict("silent.h5", "").1, &["warning:", "does not say how its spectra were prepared"]);
}
