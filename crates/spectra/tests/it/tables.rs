//! Tables that leave are read by astropy, pandas and STILTS, without a warning, with the same values, units and facts.

use std::path::PathBuf;
use std::process::Command;

use ml_job_spectra::{Table, TableColumn, TableValues};

const READ: &str = r#"
import sys, warnings
warnings.simplefilter("error")
import numpy as np
from astropy.io import fits
from astropy.io.votable import parse, validate
from astropy.table import Table
folder = sys.argv[1]
csv = Table.read(folder + "/list.csv", format="ascii.csv")
votable = parse(folder + "/list.vot", verify="exception")
tree = votable.get_first_table()
vot = tree.to_table()
fit = Table.read(folder + "/list.fits")
with fits.open(folder + "/list.fits") as opened:
    opened.verify("exception")
    comments = "\n".join(opened[1].header["COMMENT"])
for table in (csv, vot, fit):
    assert table.colnames == ["filename", "ra", "class", "confirmed"], table.colnames
    assert list(table["filename"]) == ["a,b.fits", "c.fits"], table["filename"]
    ra = np.ma.filled(np.ma.asarray(table["ra"], dtype=float), np.nan)
    assert ra[0] == 10.6847083 and np.isnan(ra[1]), ra
    assert [str(value).lower() == "true" for value in table["confirmed"]] == [True, False], table["confirmed"]
assert str(vot["ra"].unit) == "deg" and str(fit["ra"].unit) == "deg"
assert list(vot["class"]) == ["Hα & <Hβ>", "other"], vot["class"]
assert list(fit["class"]) == ["H\\u{3b1} & <H\\u{3b2}>", "other"], list(fit["class"])
assert list(csv["class"]) == ["Hα & <Hβ>", "other"], csv["class"]
infos = {info.name: info.value for resource in votable.resources for info in resource.infos}
assert infos["campaign"] == 'Be "stars" & more', infos
assert "campaign = Be \"stars\" & more" in comments, comments
assert tree.fields[1].ucd == "pos.eq.ra;meta.main"
import pandas
import pyarrow.parquet
frame = pandas.read_parquet(folder + "/list.parquet")
assert list(frame.columns) == ["filename", "ra", "class", "confirmed"], frame.columns
assert list(frame["class"]) == ["Hα & <Hβ>", "other"], list(frame["class"])
assert frame["ra"][0] == 10.6847083 and np.isnan(frame["ra"][1]), frame["ra"]
assert frame["confirmed"].dtype == bool and list(frame["confirmed"]) == [True, False]
facts = pyarrow.parquet.read_metadata(folder + "/list.parquet").metadata
assert facts[b"campaign"].decode() == 'Be "stars" & more', facts
"#;

fn python() -> Option<PathBuf> {
    let python = std::env::var_os("ML_JOB_TEST_PYTHON").map(PathBuf::from)?;
    let has_astropy =
        Command::new(&python).args(["-c", "import astropy, pandas, pyarrow"]).output().ok()?.status.success();
    has_astropy.then_some(python)
}

#[test]
fn astropy_reads_each_of_them() {
    let Some(python) = python() else {
        eprintln!("SKIPPED: no Python with astropy, pandas and pyarrow (set ML_JOB_TEST_PYTHON)");
        return;
    };
    let folder = written();
    let read = Command::new(python).args(["-c", READ]).arg(folder.path()).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
}

/// STILTS is the library of TOPCAT.
#[test]
fn stilts_finds_nothing_to_complain_of() {
    if Command::new("stilts").arg("-version").output().is_err() {
        eprintln!("SKIPPED: no stilts on the path");
        return;
    }
    let folder = written();
    let stilts = |arguments: &[&str]| {
        let run = Command::new("stilts").args(arguments).current_dir(folder.path()).output().unwrap();
        let told = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
        assert!(run.status.success(), "{arguments:?}: {told}");
        told
    };
    assert_eq!(stilts(&["votlint", "votable=list.vot"]), "");
    for (place, format) in [("list.vot", "votable"), ("list.fits", "fits"), ("list.csv", "csv")] {
        let read = stilts(&[
            "tpipe",
            &format!("in={place}"),
            &format!("ifmt={format}"),
            "ofmt=csv",
            "cmd=keepcols 'ra confirmed'",
        ]);
        assert_eq!(read.lines().collect::<Vec<_>>(), ["ra,confirmed", "10.6847083,true", ",false"], "{place}");
    }
}

/// A folder with the same table in each format.
fn written() -> tempfile::TempDir {
    let column = |name, unit, ucd, values| TableColumn { name, unit, ucd, description: "what it means", values };
    let texts = |texts: [&str; 2]| TableValues::Texts(texts.map(str::to_owned).to_vec());
    let table = Table {
        name: "list".into(),
        description: "Spectra that are probably Be stars.".into(),
        facts: vec![
            ("campaign".into(), "Be \"stars\" & more".into()),
            ("plan".into(), "{\"classes\":[\"x\"]}".repeat(20)),
        ],
        columns: vec![
            column("filename", None, Some("meta.id;meta.main"), texts(["a,b.fits", "c.fits"])),
            column(
                "ra",
                Some("deg"),
                Some("pos.eq.ra;meta.main"),
                TableValues::Numbers(vec![Some(10.684_708_3), None]),
            ),
            column("class", None, Some("meta.code.class"), texts(["Hα & <Hβ>", "other"])),
            column("confirmed", None, Some("meta.code"), TableValues::Flags(vec![true, false])),
        ],
    };
    let folder = tempfile::tempdir().unwrap();
    let formats = [
        ("csv", table.to_csv()),
        ("vot", table.to_votable()),
        ("fits", table.to_fits()),
        ("parquet", table.to_parquet()),
    ];
    for (name, content) in formats {
        std::fs::write(folder.path().join(format!("list.{name}")), content).unwrap();
    }
    folder
}
