//! Rounds: what is asked, in which way, and that it repeats.

use std::collections::{HashMap, HashSet};
use std::fs;

use ml_job_domain::{AuditKind, DrawKind, SpectrumSet, UNSURE};
use ml_job_kinds::campaign::{assess, plan_audit, plan_round, run_round};
use serde_json::{Value, json};

use crate::bench::{ROWS, STARS, Search, is_noisy, is_wanted, kind, star_of, truth};

fn usual() -> Search {
    Search::new(json!({}))
}

fn list(search: &Search, round: usize) -> Value {
    serde_json::from_slice(&fs::read(search.path(&format!("round{round}/list.json"))).unwrap()).unwrap()
}

#[test]
fn the_first_round_finds_what_is_strange() {
    for line in [json!(6564.6), Value::Null] {
        let mut search = Search::new(json!({ "line": line }));
        search.round(truth);
        let wanted = search.draws().filter(|shown| is_wanted(&shown.spectrum_filename)).count();
        assert_eq!(search.draws().count(), 50);
        // By chance there would be four.
        assert!(wanted >= 12, "line {line}: {wanted} of 50 are wanted");
        for sought in [DrawKind::Diverse, DrawKind::Anomaly, DrawKind::Random] {
            assert!(search.draws().any(|shown| kind(shown) == sought), "{sought}");
        }
    }
}

#[test]
fn known_examples_lead_to_what_is_like_them() {
    let mut search = Search::new(json!({ "examples": ["s0112.fits", "s0124.fits"] }));
    search.round(truth);
    let similar: Vec<_> = search.draws().filter(|shown| kind(shown) == DrawKind::Similar).collect();
    let wanted = similar.iter().filter(|shown| is_wanted(&shown.spectrum_filename)).count();
    assert!(similar.len() == 20 && wanted >= 15, "{wanted} of {}", similar.len());
}

#[test]
fn labels_of_one_class_lead_to_another_round() {
    let mut search = usual();
    let blunt = |_: &ml_job_domain::Labelling| Some("other");
    for round in 0..3 {
        let shown = search.round(blunt);
        assert_eq!(shown.len(), if round == 0 { 50 } else { 40 });
        assert!(shown.iter().all(|shown| shown.model_prediction.as_deref() == Some("-")));
    }
    let kinds: HashSet<DrawKind> = search.record.rounds[2].labellings.iter().map(kind).collect();
    assert_eq!(kinds, HashSet::from([DrawKind::Anomaly, DrawKind::Random, DrawKind::Repeat]));
    let assessment = assess(&search.record);
    assert!(assessment.advice.contains("the labels are of one class so far"), "{}", assessment.advice);
    assert_eq!((assessment.listed, assessment.expected_precision), (None, None));
    let refusal = plan_audit(&search.record, AuditKind::Precision, None).unwrap_err();
    assert!(refusal.starts_with("There is no list yet"), "{refusal}");
}

#[test]
fn what_measures_is_blind_and_drawn_with_a_known_probability() {
    let mut search = usual();
    search.round(truth);
    let shown = search.round(truth);
    let (draws, candidates): (Vec<_>, Vec<_>) =
        shown.iter().partition(|shown| shown.spectrum_set == SpectrumSet::Oracle);
    assert!(!candidates.is_empty() && candidates.iter().all(|shown| shown.draw.is_none()));
    let mut chances = Vec::new();
    for shown in &draws {
        let draw = shown.draw.clone().unwrap();
        assert_eq!(draw.kind.is_blind(), shown.model_probability.is_none(), "{shown:?}");
        assert_eq!(draw.kind.is_blind(), shown.model_entropy.is_none());
        assert_eq!(draw.kind.is_blind(), shown.model_prediction.as_deref() == Some("-"));
        assert_eq!(draw.probability.is_some(), draw.kind == DrawKind::Random);
        chances.extend(draw.probability);
    }
    chances.sort_by(f64::total_cmp);
    // 50 stars have a label. Of the 38 draws beside two repeats 70 % are uncertain and 10 % probable ones: 27 and 4.
    let expected: Vec<f64> = (0..chances.len()).map(|i| 1.0 / (STARS - 50 - i) as f64).collect();
    assert!(chances.len() == 7 && chances == expected, "{chances:?}");
    // Nothing is shown a second time, with what the model thinks.
    let asked: HashSet<&str> = search.draws().map(|shown| shown.spectrum_filename.as_str()).collect();
    assert!(candidates.iter().all(|shown| !asked.contains(shown.spectrum_filename.as_str())));
}

#[test]
fn a_star_is_asked_once_but_for_repeats_which_measure_the_person() {
    let mut search = usual();
    for _ in 0..4 {
        search.round(truth);
    }
    let (again, first): (Vec<_>, Vec<_>) = search.draws().partition(|shown| kind(shown) == DrawKind::Repeat);
    let stars: HashSet<usize> = first.iter().map(|shown| star_of(&shown.spectrum_filename)).collect();
    assert_eq!((stars.len(), first.len()), (50 + 3 * 38, 50 + 3 * 38));
    let names: HashSet<&str> = first.iter().map(|shown| shown.spectrum_filename.as_str()).collect();
    assert!(again.len() == 6 && again.iter().all(|shown| names.contains(shown.spectrum_filename.as_str())));
    let agreement = assess(&search.record).agreement.unwrap();
    assert_eq!((agreement.pairs, agreement.same), (6, 6));
}

#[test]
fn the_same_labels_give_the_same_campaign_on_any_number_of_threads() {
    let run = |threads: usize| {
        let mut search = usual().on_threads(threads);
        let shown: Vec<_> = (0..3).map(|_| search.round(truth)).collect();
        let files = ["round0/list.json", "round2/list.json", "round2/result.h5", "round2/predictions.h5"];
        search.audit(AuditKind::Recall);
        let frozen = fs::read(search.path("audit1/audit.json")).unwrap();
        (shown, files.map(|name| fs::read(search.path(name)).unwrap()), frozen)
    };
    let first = run(1);
    assert!(first == run(2) && first == run(1));
    let mut other = Search::new(json!({ "seed": 8 }));
    assert_ne!(first.0[0], other.round(truth));
}

#[test]
fn unsure_teaches_nothing_and_is_not_asked_again() {
    let doubtful = |shown: &ml_job_domain::Labelling| {
        if star_of(&shown.spectrum_filename).is_multiple_of(3) { Some(UNSURE) } else { truth(shown) }
    };
    let mut search = usual();
    search.round(doubtful);
    search.round(doubtful);
    let assessment = assess(&search.record);
    let unsure = search.record.rounds[0].labellings.iter().filter(|s| s.user_label.as_deref() == Some(UNSURE)).count();
    assert!(unsure > 0 && assessment.unsure >= unsure as u64);
    let taught = search.record.rounds[1].job.metrics.as_ref().unwrap()["taught"].as_u64().unwrap();
    assert_eq!(taught, 50 - unsure as u64);
    let first: HashSet<&str> =
        search.record.rounds[0].labellings.iter().map(|shown| shown.spectrum_filename.as_str()).collect();
    let again = search.record.rounds[1].labellings.iter().filter(|shown| kind(shown) != DrawKind::Repeat);
    assert!(again.into_iter().all(|shown| !first.contains(shown.spectrum_filename.as_str())));
}

#[test]
fn what_lies_outside_the_domain_is_neither_drawn_nor_listed_and_a_star_counts_by_what_is_inside() {
    let mut search = Search::new(json!({ "min_snr": 10.0 }));
    for _ in 0..2 {
        search.round(truth);
    }
    assert!(search.draws().all(|shown| !is_noisy(&shown.spectrum_filename)));
    let list = list(&search, 1);
    let listed = list["listed"].as_array().unwrap();
    assert!(!listed.is_empty());
    for entry in listed {
        assert!(!is_noisy(entry["filename"].as_str().unwrap()), "{entry}");
    }
    assert!(list["near"].as_array().unwrap().iter().all(|name| !is_noisy(name.as_str().unwrap())));
    let metrics = search.record.rounds[1].job.metrics.as_ref().unwrap();
    assert_eq!((metrics["pool_spectra"].as_u64(), metrics["outside_domain"].as_u64()), (Some(540), Some(60)));
    // Ten pairs have their first spectrum outside: the stars are there by their second; 50 single ones are not there at all.
    let chances = search.record.rounds[0].labellings.iter().filter_map(|shown| shown.draw.clone().unwrap().probability);
    assert!((chances.fold(1.0, f64::min) - 1.0 / (STARS - 50) as f64).abs() < 1e-12);
}

#[test]
fn what_does_not_cover_the_region_is_not_searched() {
    let mut search = Search::new(json!({ "min_coverage": 0.9 }));
    search.round(truth);
    assert!(
        search
            .draws()
            .all(|shown| shown.spectrum_filename.trim_end_matches(".fits").ends_with(['1', '3', '5', '7', '9']))
    );
    let metrics = search.record.rounds[0].job.metrics.as_ref().unwrap();
    assert_eq!((metrics["pool_spectra"].as_u64(), metrics["outside_domain"].as_u64()), (Some(300), Some(300)));
}

#[test]
fn a_domain_without_spectra_is_refused() {
    let search = Search::new(json!({ "min_snr": 100.0 }));
    let task = plan_round(&search.record).unwrap();
    let config = serde_json::from_value(task.start.config).unwrap();
    fs::create_dir(search.path("job")).unwrap();
    let refusal = run_round(&config, &search.path(""), &search.path("job"), None, 1, &mut ml_job_domain::Unobserved);
    let refusal = refusal.unwrap_err();
    assert_eq!(refusal.pointer(), Some("/min_snr"));
    assert!(refusal.to_string().contains("ratio of 100 or more"), "{refusal}");
}

#[test]
fn a_campaign_finds_nearly_all_and_says_where_it_stands() {
    let mut search = usual();
    assert_eq!(assess(&search.record).advice, "The matrix is being prepared.");
    search.round(|_| None);
    let waiting = assess(&search.record);
    assert_eq!((waiting.waiting, waiting.advice.as_str()), (50, "Label the 50 spectra that wait."));
    let refusal = plan_round(&search.record).unwrap_err();
    assert_eq!(refusal, "Label some of the spectra of round 0 first.");
    let labellings = search.record.rounds[0].labellings.clone();
    for (shown, seen) in search.record.rounds[0].labellings.iter_mut().zip(&labellings) {
        shown.user_label = truth(seen).map(str::to_owned);
    }
    for _ in 0..3 {
        search.round(truth);
    }
    let assessment = assess(&search.record);
    let wanted = (0..ROWS).filter(|row| is_wanted(&format!("s{row:04}.fits"))).count();
    let list = list(&search, 3);
    let listed = list["listed"].as_array().unwrap();
    let right = listed.iter().filter(|entry| is_wanted(entry["filename"].as_str().unwrap())).count();
    assert!(right * 10 >= wanted * 9 && right * 10 >= listed.len() * 9, "{right} of {wanted} in {}", listed.len());
    assert_eq!(assessment.listed, Some(listed.len() as u64));
    assert!(assessment.found[0].confirmed >= 20 && assessment.labelled == 50 + 3 * 38);
    let total = assessment.total.unwrap();
    assert!(total.from <= total.value && total.value <= total.to && total.to > 20.0, "{total:?}");
    assert!(assessment.expected_precision.is_none_or(|p| (0.5..=1.0).contains(&p)));
    assert!(
        assessment.advice.contains("next round") || assessment.advice.contains("audit it"),
        "{}",
        assessment.advice
    );
}

#[test]
fn a_campaign_that_has_asked_everything_says_so() {
    let mut search = Search::new(json!({ "first_round": 1000 }));
    search.round(truth);
    assert_eq!(search.draws().count(), STARS);
    let shown = search.round(|_| None);
    let repeats = shown.iter().filter(|s| s.draw.as_ref().is_some_and(|draw| draw.kind == DrawKind::Repeat)).count();
    assert_eq!(repeats, 2, "nothing else is left");
}

#[test]
fn the_other_spectra_of_a_star_are_told_with_the_one_that_is_asked_about() {
    let mut search = Search::new(json!({ "first_round": 1000 }));
    let shown = search.round(|_| None);
    let mut members: HashMap<usize, Vec<String>> = HashMap::new();
    for name in (0..ROWS).map(|row| format!("s{row:04}.fits")) {
        members.entry(star_of(&name)).or_default().push(name);
    }
    let mut paired = 0;
    for labelling in &shown {
        let told = &labelling.draw.as_ref().unwrap().same_star;
        let others = members[&star_of(&labelling.spectrum_filename)].iter();
        assert_eq!(told, &others.filter(|name| **name != labelling.spectrum_filename).cloned().collect::<Vec<_>>());
        paired += told.len();
    }
    assert_eq!(paired, ROWS - STARS, "each star with two spectra is asked about once, and tells the other");
}

/// Adds a dataset `embeddings` of two numbers to the matrix, the first of which is told.
fn embed(search: &Search, number: impl Fn(usize) -> f32) {
    let file = hdf5::File::append(search.path("pool.h5")).unwrap();
    let values: Vec<f32> = (0..ROWS).flat_map(|row| [number(row), (row % 7) as f32]).collect();
    let values = ndarray::Array2::from_shape_vec((ROWS, 2), values).unwrap();
    file.new_dataset_builder().with_data(&values).create("embeddings").unwrap();
    file.close().unwrap();
}

fn model(search: &Search, round: usize) -> Value {
    search.record.rounds[round].job.metrics.as_ref().unwrap()["model"].clone()
}

#[test]
fn every_model_can_search() {
    for name in ["linear", "svm", "linear_svm", "trees", "mean", "network"] {
        let mut search = Search::new(json!({ "model": name }));
        search.round(truth);
        search.round(truth);
        assert_eq!(model(&search, 1), name);
        let list = list(&search, 1);
        let listed = list["listed"].as_array().unwrap();
        let right = listed.iter().filter(|entry| is_wanted(entry["filename"].as_str().unwrap())).count();
        assert!(right > 25 && 2 * right > listed.len(), "{name}: {right} of {} are right", listed.len());
    }
}

#[test]
fn networks_are_calibrated_by_the_random_draws_where_these_are_enough() {
    let mut search = Search::new(json!({ "model": "network" }));
    search.round(truth);
    for shown in &mut search.record.rounds[0].labellings {
        shown.draw.as_mut().unwrap().kind = DrawKind::Random;
    }
    search.round(truth);
    let list = list(&search, 1);
    let open = list["listed"].as_array().unwrap().iter().filter(|entry| entry.get("confirmed").is_none());
    let worth: Vec<f64> = open.map(|entry| entry["probability"].as_f64().unwrap()).collect();
    // Scores of networks are all different; what they are worth rises in steps.
    let different: HashSet<u64> = worth.iter().map(|p| p.to_bits()).collect();
    assert!(worth.len() > 5 && different.len() < worth.len(), "{worth:?}");
}

#[test]
fn embeddings_of_the_matrix_are_features_and_measure_distances() {
    let mut search = Search::new(json!({ "model": "linear", "line": null }));
    // The first number is that of the wanted ones, whatever their fluxes say.
    embed(&search, |row| if is_wanted(&format!("s{row:04}.fits")) { 5.0 } else { 0.0 });
    search.round(truth);
    search.round(truth);
    let listed = list(&search, 1);
    let names = listed["listed"].as_array().unwrap().iter().map(|entry| entry["filename"].as_str().unwrap());
    let found: HashSet<&str> = names.collect();
    let wanted = (0..ROWS).map(|row| format!("s{row:04}.fits")).filter(|name| is_wanted(name));
    assert!(wanted.clone().count() == found.len() && wanted.into_iter().all(|name| found.contains(name.as_str())));
}

#[test]
fn bad_embeddings_are_told_in_the_first_round_and_the_network_does_not_look_at_them() {
    let search = usual();
    embed(&search, |row| if row == 77 { f32::NAN } else { 0.0 });
    let mut task = plan_round(&search.record).unwrap();
    fs::create_dir(search.path("job")).unwrap();
    let mut run = |model: &str| {
        task.start.config["model"] = json!(model);
        let config = serde_json::from_value(task.start.config.clone()).unwrap();
        run_round(&config, search.path("").as_path(), &search.path("job"), None, 1, &mut ml_job_domain::Unobserved)
    };
    let refusal = run("auto").unwrap_err().to_string();
    assert!(refusal.contains("s0077.fits") && refusal.contains("NaN in its embedding"), "{refusal}");
    run("network").unwrap();
}
