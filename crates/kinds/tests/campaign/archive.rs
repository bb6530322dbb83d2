//! A campaign on an archive of spectra: which lines its model finds, what the list says of each spectrum, and what a catalogue knows.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use ml_job_domain::Unobserved;
use ml_job_kinds::campaign::{RoundConfig, RoundMetrics, run_round};
use ml_job_kinds::crossmatch::{CrossmatchConfig, CrossmatchMetrics, run_crossmatch};
use ml_job_spectra::sample::{SampleConfig, generate};
use ml_job_spectra::{PreprocessConfig, preprocess};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A made-up archive, the matrix of it, and the truth.
struct Archive {
    root: TempDir,
    /// Class, right ascension and declination by file name.
    truth: HashMap<String, (String, String, String)>,
}

impl Archive {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let archive = root.path().join("archive");
        let config = SampleConfig { count: 500, seed: 3, double_peak_fraction: 0.1, ..SampleConfig::default() };
        generate(&archive, &config, 2, &mut Unobserved).unwrap();
        let mut config = PreprocessConfig::new("", 6519.0, 6732.0, 140);
        (config.recursive, config.mask_bad_pixels) = (true, true);
        fs::create_dir(root.path().join("files")).unwrap();
        preprocess(&archive, &root.path().join("files/result.h5"), &config, 2, &mut Unobserved).unwrap();
        let truth = fs::read_to_string(archive.join("truth.csv")).unwrap();
        let truth = truth.lines().skip(1).map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            (cells[0].to_owned(), (cells[1].to_owned(), cells[2].to_owned(), cells[3].to_owned()))
        });
        Self { truth: truth.collect(), root }
    }

    fn files(&self) -> PathBuf {
        self.root.path().join("files")
    }

    fn archive(&self) -> PathBuf {
        self.root.path().join("archive")
    }

    /// A round that learns from the first labels of the truth, by name.
    fn round(&self, name: &str, archive: Option<&Path>) -> (PathBuf, RoundMetrics) {
        let directory = self.files().join(name);
        fs::create_dir(&directory).unwrap();
        let mut names: Vec<&String> = self.truth.keys().collect();
        names.sort();
        let labels: Vec<Value> =
            names.iter().take(250).map(|name| json!({ "filename": name, "label": self.truth[*name].0 })).collect();
        fs::write(directory.join("labels.json"), json!(labels).to_string()).unwrap();
        let config: RoundConfig = serde_json::from_value(json!({
            "campaign_id": "c", "round": 1, "pool_path": "/result.h5", "classes": ["other", "single peak", "double peak"],
            "wanted": ["single peak", "double peak"], "line": 6564.6, "count": 20, "seed": 5, "model": "linear",
        }))
        .unwrap();
        let (_, metrics) = run_round(&config, &self.files(), &directory, archive, 1, &mut Unobserved).unwrap();
        (directory, metrics)
    }
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn strong_lines_are_found_and_weak_ones_are_not() {
    let archive = Archive::new();
    let (directory, metrics) = archive.round("round", Some(&archive.archive()));
    assert_eq!(metrics.lines_injected, Some(1800));
    let map = read(&directory.join("completeness.json"));
    assert_eq!(map["left_out"], json!({}));
    assert_eq!(map["backgrounds"], 300);
    let injected = map["injections"].as_array().unwrap();
    assert_eq!(injected.len(), 1800);
    let share = |from: f64, to: f64| {
        let inside: Vec<&Value> =
            injected.iter().filter(|line| (from..to).contains(&line["equivalent_width"].as_f64().unwrap())).collect();
        inside.iter().filter(|line| line["found"] == true).count() as f64 / inside.len() as f64
    };
    let (weak, strong) = (share(0.5, 1.0), share(8.0, 32.0));
    assert!(strong > 0.9 && weak < 0.5 * strong, "{weak} of the weak, {strong} of the strong");
    let table = fs::read_to_string(directory.join("completeness.csv")).unwrap();
    assert_eq!(table.lines().count(), 1 + map["cells"].as_array().unwrap().len());
    // The same archive, the same map.
    let (again, _) = archive.round("again", Some(&archive.archive()));
    assert!(
        fs::read(again.join("completeness.json")).unwrap() == fs::read(directory.join("completeness.json")).unwrap()
    );
}

#[test]
fn a_spectrum_that_is_another_now_or_away_is_left_out_and_counted() {
    let archive = Archive::new();
    let mut files: Vec<PathBuf> = fs::read_dir(archive.archive())
        .unwrap()
        .flat_map(|entry| fs::read_dir(entry.unwrap().path()).into_iter().flatten())
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    // A neighbour's spectrum under the name of each tenth, and each tenth after it away.
    for place in (0..files.len() - 2).step_by(10) {
        fs::copy(&files[place + 1], &files[place]).unwrap();
        fs::remove_file(&files[place + 2]).unwrap();
    }
    let (directory, _) = archive.round("round", Some(&archive.archive()));
    let map = read(&directory.join("completeness.json"));
    let left_out = map["left_out"].as_object().unwrap();
    assert!(left_out["they are not found in the archive"].as_u64().unwrap() > 10, "{left_out:?}");
    assert!(left_out["their rows in the matrix are others than the archive gives now"].as_u64().unwrap() > 10);
    let counted: u64 = left_out.values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(counted + map["backgrounds"].as_u64().unwrap(), 300);
    let (without, metrics) = archive.round("without", None);
    assert_eq!(metrics.lines_injected, None);
    assert!(!without.join("completeness.json").exists());
}

#[test]
fn the_list_says_where_each_spectrum_lies_and_the_metrics_what_it_was_made_from() {
    let archive = Archive::new();
    let (directory, metrics) = archive.round("round", None);
    let list = read(&directory.join("list.json"));
    let listed = list["listed"].as_array().unwrap();
    assert!(listed.len() > 20);
    for entry in listed {
        let (class, ra, _) = &archive.truth[entry["filename"].as_str().unwrap()];
        assert!((entry["ra"].as_f64().unwrap() - ra.parse::<f64>().unwrap()).abs() < 1e-3, "{entry}");
        assert!(entry["dec"].is_number() && entry["snr"].is_number() && entry["magnitude"].is_number());
        assert!(["single peak", "double peak"].contains(&entry["class"].as_str().unwrap()));
        if entry["confirmed"] == true {
            assert_eq!(entry["class"].as_str(), Some(class.as_str()));
        }
    }
    assert_eq!(metrics.pool_sha256.len(), 64);
}

#[test]
fn the_line_is_measured_in_the_spectra_of_the_list_as_they_stand_in_the_archive() {
    let archive = Archive::new();
    let (directory, metrics) = archive.round("round", Some(&archive.archive()));
    let list = read(&directory.join("list.json"));
    let listed = list["listed"].as_array().unwrap();
    let measured: Vec<&Value> = listed.iter().filter(|entry| entry["line"].is_object()).collect();
    assert!(measured.len() * 10 > listed.len() * 9, "{} of {}", measured.len(), listed.len());
    let confirmed: Vec<&&Value> = measured.iter().filter(|entry| entry["confirmed"] == true).collect();
    let in_emission =
        confirmed.iter().filter(|entry| entry["line"]["equivalent_width"].as_f64().unwrap() < 0.0).count();
    // Faint emission does not fill the absorption of the star itself.
    assert!(in_emission * 3 > confirmed.len() * 2, "{in_emission} of {}", confirmed.len());
    let of = |class: &str| -> Vec<bool> {
        let of_class = confirmed.iter().filter(|entry| entry["class"] == class);
        of_class.map(|entry| entry["line"]["peak_separation"].is_number()).collect()
    };
    let share = |two: Vec<bool>| two.iter().filter(|two| **two).count() as f64 / two.len() as f64;
    let (single, double) = (share(of("single peak")), share(of("double peak")));
    assert!(double > 0.5 && double > single, "two peaks in {double} of the double and {single} of the single");
    assert!(metrics.listed_stars <= metrics.listed && metrics.listed_stars > 0);
    assert!(listed.iter().all(|entry| entry["star"].is_string()));
}

#[test]
fn a_catalogue_tells_which_of_the_list_are_known_and_which_known_ones_are_missed() {
    let archive = Archive::new();
    let (directory, _) = archive.round("round", None);
    let list = read(&directory.join("list.json"));
    let listed: HashSet<&str> =
        list["listed"].as_array().unwrap().iter().map(|entry| entry["filename"].as_str().unwrap()).collect();
    let mut catalogue = String::from("name,RAJ2000,DEJ2000\nelsewhere,0.0,-80.0\n");
    let wanted: Vec<&String> = archive.truth.keys().filter(|name| archive.truth[*name].0 != "other").collect();
    for name in &wanted {
        let (_, ra, dec) = &archive.truth[*name];
        catalogue.push_str(&format!("star of {name},{ra},{dec}\n"));
    }
    fs::write(archive.files().join("known.csv"), catalogue).unwrap();
    let job = archive.files().join("match");
    fs::create_dir(&job).unwrap();
    let config: CrossmatchConfig = serde_json::from_value(json!({
        "pool_path": "/round/result.h5", "list_path": "/round/list.json", "catalogue_path": "/known.csv",
    }))
    .unwrap();
    let metrics: CrossmatchMetrics = run_crossmatch(&config, &archive.files(), &job, &mut Unobserved).unwrap();
    let among = wanted.iter().filter(|name| listed.contains(name.as_str())).count();
    assert_eq!((metrics.catalogue_rows, metrics.known_stars), (wanted.len() + 1, wanted.len()));
    assert_eq!((metrics.listed, metrics.listed_known), (Some(listed.len()), Some(among)));
    assert_eq!(metrics.stars_missed, Some(wanted.len() - among));
    let found = read(&job.join("crossmatch.json"));
    for entry in found["matches"].as_array().unwrap() {
        let name = entry["filename"].as_str().unwrap();
        assert_eq!(entry["star"], format!("star of {name}"));
        assert_eq!(entry["standing"] == "listed", listed.contains(name));
        assert!(entry["separation_arcsec"].as_f64().unwrap() < 1.0);
    }
    fs::write(archive.files().join("bad.csv"), "teff\n1\n").unwrap();
    let config = CrossmatchConfig { catalogue_path: "/bad.csv".into(), ..config };
    let refusal = run_crossmatch(&config, &archive.files(), &job, &mut Unobserved).unwrap_err();
    assert_eq!(refusal.pointer(), Some("/catalogue_path"));
    assert!(refusal.to_string().contains("no column of positions"), "{refusal}");
}
