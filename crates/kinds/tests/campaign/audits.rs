//! Audits: what is frozen, what is drawn, and what is certain.

use ml_job_domain::{Assessment, AuditKind, DrawKind, Phase, SpectrumSet, UNSURE};
use ml_job_kinds::campaign::{assess, certificate, plan_audit, plan_round};
use ml_job_learning::certificate::{Certificate, verify, verify_all};
use serde_json::json;

use crate::bench::{Search, is_noisy, is_wanted, truth};

/// A search with few labels, so that its list has many spectra that nobody has seen.
fn searched(change: serde_json::Value) -> Search {
    let mut search = Search::new(change);
    search.round(truth);
    search.round(truth);
    search
}

fn certified(search: &Search, audit: u32) -> Certificate {
    serde_json::from_value(certificate(&search.record, audit).unwrap()).unwrap()
}

fn bound(search: &Search) -> f64 {
    let Assessment { audits, .. } = assess(&search.record);
    audits.last().unwrap().bound.unwrap()
}

#[test]
fn draws_are_blind_and_right_answers_raise_a_bound_that_can_be_recomputed() {
    for kind in [AuditKind::Precision, AuditKind::Recall] {
        let mut search = searched(json!({}));
        let shown = search.audit(kind);
        for shown in &shown {
            assert_eq!(shown.spectrum_set, SpectrumSet::PerformanceEstimation);
            assert_eq!((shown.model_prediction.as_deref(), shown.model_probability), (Some("-"), None));
            let draw = shown.draw.clone().unwrap();
            assert!(draw.kind == DrawKind::Audit && draw.probability.is_some_and(|q| q > 0.0 && q <= 1.0));
        }
        let before = bound(&search);
        let mut last = before;
        for judged in [1, shown.len() / 2, shown.len()] {
            search.judge(1, judged, truth);
            let certificate = certified(&search, 1);
            verify(&certificate).unwrap();
            assert_eq!(certificate.judged(), judged);
            let now = bound(&search);
            assert!(now >= last, "{kind:?}: {now} after {judged} answers, {last} before");
            assert!((certificate.bound - now).abs() < 1e-12);
            last = now;
        }
        assert!(last > before, "{kind:?}: {before} to {last}");
        let mut forged = certified(&search, 1);
        forged.bound += 0.01;
        verify(&forged).unwrap_err();
    }
}

#[test]
fn the_bound_is_below_the_truth_when_all_is_judged() {
    let mut search = searched(json!({}));
    let shown = search.audit(AuditKind::Precision);
    search.judge(1, shown.len(), truth);
    let state = assess(&search.record).audits.remove(0);
    let list: serde_json::Value =
        serde_json::from_slice(&std::fs::read(search.path("round1/list.json")).unwrap()).unwrap();
    // What was labelled wrong since leaves the list.
    let labels: std::collections::HashMap<String, bool> = search
        .draws()
        .map(|shown| (shown.spectrum_filename.clone(), shown.user_label.as_deref() == Some("line")))
        .collect();
    let names = list["listed"].as_array().unwrap().iter().map(|entry| entry["filename"].as_str().unwrap());
    let names: Vec<&str> = names.filter(|name| labels.get(*name) != Some(&false)).collect();
    let right = names.iter().filter(|name| is_wanted(name)).count() as f64 / names.len() as f64;
    assert_eq!(state.listed, names.len() as u64);
    assert!(state.bound.unwrap() <= right + 1e-12, "{:?} above {right}", state.bound);
}

#[test]
fn unsure_counts_as_wrong_in_the_bound() {
    let judged = |person: &dyn Fn(&ml_job_domain::Labelling) -> Option<&'static str>| {
        let mut search = searched(json!({}));
        let draws = search.audit(AuditKind::Precision).len();
        search.judge(1, draws, person);
        assess(&search.record).audits.remove(0)
    };
    let (sure, doubtful) = (judged(&truth), judged(&|_| Some(UNSURE)));
    let wrong = judged(&|_| Some("other"));
    assert_eq!((sure.unsure, doubtful.unsure), (0, doubtful.answered));
    assert!(sure.bound > doubtful.bound && doubtful.bound == wrong.bound, "{sure:?} {doubtful:?} {wrong:?}");
    assert_eq!(doubtful.estimate, None);
}

#[test]
fn a_second_audit_spends_less_and_both_hold_together() {
    let mut search = searched(json!({}));
    search.audit(AuditKind::Precision);
    search.judge(1, 5, truth);
    search.round(truth);
    search.audit(AuditKind::Recall);
    search.judge(2, 5, truth);
    let alphas: Vec<f64> = assess(&search.record).audits.iter().map(|audit| audit.alpha).collect();
    let pi = std::f64::consts::PI;
    let expected = [0.05 * 6.0 / (pi * pi), 0.05 * 6.0 / (pi * pi * 4.0)];
    assert!(alphas.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{alphas:?}");
    let both = [certified(&search, 1), certified(&search, 2)];
    assert!((both[1].alpha_spent - expected[1]).abs() < 1e-12);
    verify_all(&both).unwrap();
    // The answers of an audit teach afterwards.
    let taught = |round: usize| search.record.rounds[round].job.metrics.as_ref().unwrap()["taught"].as_u64().unwrap();
    assert_eq!(taught(2), 50 + 38 + 5);
}

#[test]
fn only_what_lies_in_the_domain_counts_as_found() {
    let mut search = searched(json!({ "min_snr": 10.0 }));
    // A person has labelled a wanted spectrum that is too noisy for the domain.
    let outside = (0..600).map(|row| format!("s{row:04}.fits")).find(|name| is_noisy(name) && is_wanted(name)).unwrap();
    let mut chosen = search.record.rounds[0].labellings[0].clone();
    chosen.spectrum_filename = outside;
    chosen.user_label = Some("line".into());
    let inside = search.draws().filter(|shown| is_wanted(&shown.spectrum_filename));
    let inside: std::collections::HashSet<String> = inside.map(|shown| shown.spectrum_filename.clone()).collect();
    search.record.rounds[0].labellings.push(chosen);
    search.audit(AuditKind::Recall);
    assert_eq!(certified(&search, 1).found, inside.len());
}

#[test]
fn what_comes_too_early_is_refused_with_a_sentence() {
    let mut search = Search::new(json!({}));
    let pool = search.record.pool_path.take();
    assert_eq!(plan_round(&search.record).unwrap_err(), "The matrix of the campaign is not there yet.");
    search.record.pool_path = pool;
    let none = plan_audit(&search.record, AuditKind::Recall, None).unwrap_err();
    assert!(none.starts_with("There is no list yet"), "{none}");
    assert_eq!(certificate(&search.record, 1).unwrap_err(), "There is no such audit.");
    search.round(truth);
    search.round(truth);
    search.record.rounds[1].job.phase = Phase::Processing;
    for refusal in
        [plan_round(&search.record).unwrap_err(), plan_audit(&search.record, AuditKind::Precision, None).unwrap_err()]
    {
        assert_eq!(refusal, "\"round1\" is PROCESSING still.");
    }
    assert_eq!(assess(&search.record).advice, "Round 1 is being chosen.");
    search.record.rounds[1].job.phase = Phase::Error;
    assert_eq!(assess(&search.record).advice, "Round 1 has no result: start the next one.");
    plan_round(&search.record).unwrap();
    search.record.rounds[1].job.phase = Phase::Completed;
    search.audit(AuditKind::Precision);
    search.record.audits[0].frozen = None;
    let refusal = certificate(&search.record, 1).unwrap_err();
    assert!(refusal.contains("not frozen yet"), "{refusal}");
}

#[test]
fn a_class_alone_is_certified_by_its_part_of_the_list() {
    // The line's left and right halves of the stars are two classes, which the model cannot tell apart: both are wanted.
    let sides = |shown: &ml_job_domain::Labelling| {
        let is_left = crate::bench::star_of(&shown.spectrum_filename).is_multiple_of(8);
        Some(if !is_wanted(&shown.spectrum_filename) {
            "other"
        } else if is_left {
            "left"
        } else {
            "right"
        })
    };
    let mut search = Search::new(json!({ "classes": ["other", "left", "right"], "wanted": ["left", "right"] }));
    search.round(sides);
    search.round(sides);
    let both = search.audit(AuditKind::Precision);
    let left = search.audit_of(AuditKind::Precision, Some("left"));
    let names = |shown: &[ml_job_domain::ShownSpectrum]| {
        shown.iter().map(|shown| shown.spectrum_filename.clone()).collect::<std::collections::BTreeSet<_>>()
    };
    assert!(names(&left).is_subset(&names(&both)) && left.len() < both.len(), "{} of {}", left.len(), both.len());
    search.judge(1, both.len(), sides);
    search.judge(2, left.len(), sides);
    let states = assess(&search.record).audits;
    assert_eq!(
        (states[0].classes.as_slice(), states[1].classes.as_slice()),
        (&["left".to_owned(), "right".to_owned()][..], &["left".to_owned()][..])
    );
    assert!(states[1].alpha < states[0].alpha);
    // Whoever is of the other class is wrong in the part of this one.
    let wrong = left.iter().filter(|shown| {
        let labelling =
            (*shown).clone().into_new(ml_job_domain::JobId::new()).into_labelling(ml_job_domain::LabellingId::new());
        sides(&labelling) != Some("left")
    });
    let certificate = certified(&search, 2);
    let no = ml_job_learning::certificate::Answer::No;
    assert_eq!(certificate.draws.iter().filter(|draw| draw.answer == Some(no)).count(), wrong.count());
    assert_eq!(certificate.class, "left");
    verify(&certificate).unwrap();
    verify_all(&[certified(&search, 1), certificate]).unwrap();
}
