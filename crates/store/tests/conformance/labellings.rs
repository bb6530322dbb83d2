use ml_job_domain::{Draw, DrawKind, JobId, Labelling, LabellingId, LabellingPatch, SpectrumSet};
use ml_job_store::{AddLabellings, LabellingChange, LabellingFilter, Page, PatchLabellings, Said};

use crate::harness::{JobLife as _, TestStore, done, labelling};

conformance![
    a_labelling_is_read_back_as_it_was_stored,
    labellings_are_listed_by_set_and_then_as_they_came,
    labellings_are_listed_by_page_and_by_set,
    labellings_are_listed_one_after_the_other,
    a_batch_is_stored_whole_or_not_at_all,
    a_batch_of_several_statements_keeps_its_order,
    only_the_holder_of_the_claim_posts_for_an_attempt,
    a_patch_changes_only_what_it_names_and_null_clears,
    a_batch_of_labels_is_stored_whole_or_not_at_all,
    of_two_patches_in_a_batch_the_later_wins,
    what_is_said_of_a_spectrum_is_said_of_it_wherever_the_job_shows_it,
    a_batch_of_labels_is_held_against_the_labellings_as_they_are,
    the_history_tells_what_was_said_before,
    a_patch_that_changes_nothing_leaves_no_trace,
    every_label_keeps_its_author_and_its_time,
];

use SpectrumSet::{Candidate, Oracle, PerformanceEstimation};

fn names(labellings: &[Labelling]) -> Vec<&str> {
    labellings.iter().map(|labelling| labelling.spectrum_filename.as_str()).collect()
}

fn label(text: &str) -> LabellingPatch {
    LabellingPatch { user_label: Some(Some(text.to_owned())), user_comment: None }
}

fn comment(text: Option<&str>) -> LabellingPatch {
    LabellingPatch { user_label: None, user_comment: Some(text.map(str::to_owned)) }
}

async fn said(store: &TestStore, id: LabellingId) -> (Option<String>, Option<String>) {
    let labelling = store.lookup_labelling(id).await.unwrap().expect("the labelling exists");
    (labelling.user_label, labelling.user_comment)
}

async fn a_labelling_is_read_back_as_it_was_stored(store: TestStore) {
    let job = store.pending("shows").await.job_id;
    let full = Labelling {
        model_prediction: Some("dvojitý vrchol".to_owned()),
        model_probability: Some(2.0 / 3.0),
        model_entropy: Some(1e-7),
        magnitude: Some(-1.46),
        user_label: Some("it's \"quoted\" \\".to_owned()),
        user_comment: Some("α\n\t𝛽".to_owned()),
        sequence_iteration: 2_147_483_647,
        ..labelling(job, &"ž".repeat(256), PerformanceEstimation)
    };
    let empty = Labelling { model_prediction: None, sequence_iteration: 0, ..labelling(job, "a.fits", Candidate) };
    store.label(&[full.clone(), empty.clone()]).await;
    assert_eq!(store.lookup_labelling(full.labelling_id).await.unwrap(), Some(full));
    assert_eq!(store.lookup_labelling(empty.labelling_id).await.unwrap(), Some(empty));
    assert_eq!(store.lookup_labelling(LabellingId::new()).await.unwrap(), None);
}

async fn labellings_are_listed_one_after_the_other(store: TestStore) {
    let job = mixed(&store).await;
    mixed(&store).await;
    for spectrum_set in [None, Some(Oracle)] {
        let filter = LabellingFilter { spectrum_set };
        let all = store.list_labellings(job, &filter, None).await.unwrap().items;
        for (place, labelling) in all.iter().enumerate() {
            let after = store.list_labellings_after(job, &filter, labelling.labelling_id, 2).await.unwrap();
            assert_eq!(names(&after), names(&all[place + 1..all.len().min(place + 3)]), "{spectrum_set:?} {place}");
        }
    }
}

/// Adds labellings of all sets, in no good order.
async fn mixed(store: &TestStore) -> JobId {
    let job = store.pending("mixed").await.job_id;
    let batch = [("c1", Candidate), ("p1", PerformanceEstimation), ("o1", Oracle), ("c0", Candidate), ("o0", Oracle)];
    store.label(&batch.map(|(name, set)| labelling(job, name, set))).await;
    store.label(&[labelling(job, "o2", Oracle)]).await;
    job
}

async fn labellings_are_listed_by_set_and_then_as_they_came(store: TestStore) {
    let job = mixed(&store).await;
    let other = mixed(&store).await;
    let listed = store.list_labellings(job, &LabellingFilter::default(), None).await.unwrap();
    assert_eq!(names(&listed.items), ["o1", "o0", "o2", "p1", "c1", "c0"]);
    assert_eq!(listed.total, 6);
    assert!(listed.items.iter().all(|labelling| labelling.job_id == job && labelling.job_id != other));
    let nothing = store.list_labellings(JobId::new(), &LabellingFilter::default(), None).await.unwrap();
    assert_eq!((nothing.total, nothing.items.len()), (0, 0));
}

async fn labellings_are_listed_by_page_and_by_set(store: TestStore) {
    let job = mixed(&store).await;
    let list = async |set, offset, limit| {
        let page = Some(Page { offset, limit });
        let listed = store.list_labellings(job, &LabellingFilter { spectrum_set: set }, page).await.unwrap();
        (listed.total, names(&listed.items).join(" "))
    };
    assert_eq!(list(None, 2, 3).await, (6, "o2 p1 c1".to_owned()));
    assert_eq!(list(None, 5, 3).await, (6, "c0".to_owned()));
    assert_eq!(list(None, 6, 3).await, (6, String::new()));
    assert_eq!(list(Some(Candidate), 1, 1).await, (2, "c0".to_owned()));
    assert_eq!(list(Some(Oracle), 0, 10).await, (3, "o1 o0 o2".to_owned()));
    let set = LabellingFilter { spectrum_set: Some(PerformanceEstimation) };
    assert_eq!(names(&store.list_labellings(job, &set, None).await.unwrap().items), ["p1"]);
}

async fn a_batch_is_stored_whole_or_not_at_all(store: TestStore) {
    let job = store.pending("strict").await.job_id;
    let missing = JobId::new();
    let batch = [labelling(job, "a.fits", Oracle), labelling(missing, "b.fits", Oracle)];
    assert_eq!(store.add_labellings(&batch, None, None, None).await.unwrap(), AddLabellings::NoSuchJob(missing));
    let twin = labelling(job, "c.fits", Oracle);
    let error = store.add_labellings(&[twin.clone(), twin], None, None, None).await.unwrap_err();
    assert!(!error.is_transient());
    assert_eq!(store.list_labellings(job, &LabellingFilter::default(), None).await.unwrap().total, 0);
    assert_eq!(store.add_labellings(&[], None, None, None).await.unwrap(), AddLabellings::Added);
}

async fn a_batch_of_several_statements_keeps_its_order(store: TestStore) {
    let job = store.pending("long").await.job_id;
    let batch: Vec<Labelling> = (0..12_001).map(|n| labelling(job, &format!("{n}.fits"), Candidate)).collect();
    store.label(&batch).await;
    let listed = store.list_labellings(job, &LabellingFilter::default(), None).await.unwrap();
    assert!(listed.items == batch, "the labellings come back as they were stored");
}

async fn only_the_holder_of_the_claim_posts_for_an_attempt(store: TestStore) {
    let claim = store.claimed("posts").await;
    let job = claim.job.job_id;
    let post = async |attempt| {
        store.add_labellings(&[labelling(job, "a.fits", Oracle)], Some(attempt), None, None).await.unwrap()
    };
    assert_eq!(post(1).await, AddLabellings::Added);
    assert_eq!(post(2).await, AddLabellings::StaleAttempt { job });
    store.advance(11);
    store.claim(job).await;
    assert_eq!(post(1).await, AddLabellings::StaleAttempt { job });
    assert_eq!(post(2).await, AddLabellings::Added);
    done(store.abort_job(job, store.now()).await.unwrap());
    assert_eq!(post(2).await, AddLabellings::StaleAttempt { job });
    assert_eq!(store.list_labellings(job, &LabellingFilter::default(), None).await.unwrap().total, 1);
}

async fn a_patch_changes_only_what_it_names_and_null_clears(store: TestStore) {
    let job = store.pending("patched").await.job_id;
    let shown = labelling(job, "a.fits", Oracle);
    let id = shown.labelling_id;
    store.label(std::slice::from_ref(&shown)).await;
    store.patch_labelling(id, &label("double peak"), store.now()).await.unwrap();
    let patched = store.patch_labelling(id, &comment(Some("weak")), store.now()).await.unwrap().unwrap();
    assert_eq!(patched.user_label.as_deref(), Some("double peak"));
    assert_eq!(said(&store, id).await, (Some("double peak".to_owned()), Some("weak".to_owned())));
    // Clearing a comment leaves the label alone.
    store.patch_labelling(id, &comment(None), store.now()).await.unwrap();
    assert_eq!(said(&store, id).await, (Some("double peak".to_owned()), None));
    let cleared = LabellingPatch { user_label: Some(None), user_comment: None };
    let patched = store.patch_labelling(id, &cleared, store.now()).await.unwrap();
    assert_eq!(patched, Some(shown));
    assert_eq!(store.patch_labelling(LabellingId::new(), &label("x"), store.now()).await.unwrap(), None);
}

async fn a_batch_of_labels_is_stored_whole_or_not_at_all(store: TestStore) {
    let job = store.pending("labels").await.job_id;
    let shown: Vec<Labelling> = (0..3).map(|n| labelling(job, &format!("{n}.fits"), Oracle)).collect();
    store.label(&shown).await;
    let mut batch: Vec<_> = shown.iter().map(|labelling| (labelling.labelling_id, label("B"))).collect();
    assert!(matches!(
        store.patch_labellings(&batch, store.now(), None, None).await.unwrap(),
        PatchLabellings::Patched(_)
    ));
    for labelling in &shown {
        assert_eq!(said(&store, labelling.labelling_id).await.0.as_deref(), Some("B"));
    }
    let missing = LabellingId::new();
    batch[0].1 = label("C");
    batch.push((missing, label("C")));
    let outcome = store.patch_labellings(&batch, store.now(), None, None).await.unwrap();
    assert_eq!(outcome, PatchLabellings::NoSuchLabelling(missing));
    assert_eq!(said(&store, shown[0].labelling_id).await.0.as_deref(), Some("B"));
    assert!(matches!(store.patch_labellings(&[], store.now(), None, None).await.unwrap(), PatchLabellings::Patched(_)));
}

async fn of_two_patches_in_a_batch_the_later_wins(store: TestStore) {
    let job = store.pending("twice").await.job_id;
    let shown = labelling(job, "a.fits", Oracle);
    let id = shown.labelling_id;
    store.label(&[shown]).await;
    let batch = [(id, label("first")), (id, comment(Some("kept"))), (id, label("second"))];
    assert!(matches!(
        store.patch_labellings(&batch, store.now(), None, None).await.unwrap(),
        PatchLabellings::Patched(_)
    ));
    assert_eq!(said(&store, id).await, (Some("second".to_owned()), Some("kept".to_owned())));
    assert_eq!(store.labelling_history(id).await.unwrap().len(), 1);
}

async fn what_is_said_of_a_spectrum_is_said_of_it_wherever_the_job_shows_it(store: TestStore) {
    let (job, other) = (store.pending("shown twice").await.job_id, store.pending("other").await.job_id);
    let oracle = labelling(job, "a.fits", Oracle);
    let candidate = labelling(job, "a.fits", Candidate);
    let drawn = Labelling { draw: Some(Draw::of(DrawKind::Repeat)), ..labelling(job, "a.fits", Oracle) };
    let elsewhere = labelling(other, "a.fits", Oracle);
    let [a, b, c, d] = [&oracle, &candidate, &drawn, &elsewhere].map(|one| one.labelling_id);
    store.label(&[oracle, candidate, drawn]).await;
    store.label(&[elsewhere]).await;
    let of = async |id| said(&store, id).await.0;
    let patched = store.patch_labellings(&[(b, label("peak"))], store.now(), None, None).await.unwrap();
    let PatchLabellings::Patched(answer) = patched else { panic!("{patched:?}") };
    assert_eq!(answer.iter().map(|one| one.labelling_id).collect::<Vec<_>>(), [b], "what was asked for is answered");
    assert_eq!((of(a).await.as_deref(), of(c).await, of(d).await), (Some("peak"), None, None));
    assert_eq!(store.labelling_history(a).await.unwrap().len(), 1);
    // Who says both gets both.
    let both = [(a, label("other")), (b, label("flat"))];
    assert!(matches!(
        store.patch_labellings(&both, store.now(), None, None).await.unwrap(),
        PatchLabellings::Patched(_)
    ));
    assert_eq!((of(a).await.as_deref(), of(b).await.as_deref()), (Some("other"), Some("flat")));
}

async fn a_batch_of_labels_is_held_against_the_labellings_as_they_are(store: TestStore) {
    let job = store.pending("seen").await.job_id;
    let shown = [labelling(job, "a.fits", Oracle), labelling(job, "b.fits", Oracle)];
    store.label(&shown).await;
    let patches = shown.each_ref().map(|labelling| (labelling.labelling_id, label("mine")));
    let unlabelled = |labelling: &Labelling| labelling.user_label.is_none();
    store.patch_labelling(shown[1].labelling_id, &label("first"), store.now()).await.unwrap();
    let outcome = store.patch_labellings(&patches, store.now(), Some(&unlabelled), None).await.unwrap();
    assert_eq!(outcome, PatchLabellings::PreconditionFailed(shown[1].labelling_id));
    assert_eq!(said(&store, shown[0].labelling_id).await.0, None);
    let outcome = store.patch_labellings(&patches[..1], store.now(), Some(&unlabelled), None).await.unwrap();
    let mine = Labelling { user_label: Some("mine".to_owned()), ..shown[0].clone() };
    assert_eq!(outcome, PatchLabellings::Patched(vec![mine]));
}

async fn the_history_tells_what_was_said_before(store: TestStore) {
    let job = store.pending("history").await.job_id;
    let shown = Labelling { user_label: Some("from the start".to_owned()), ..labelling(job, "a.fits", Oracle) };
    let id = shown.labelling_id;
    store.label(&[shown]).await;
    let first = store.now();
    store.patch_labelling(id, &label("second"), first).await.unwrap();
    store.advance(5);
    store.patch_labelling(id, &comment(Some("why")), store.now()).await.unwrap();
    let text = |text: &str| Some(text.to_owned());
    let expected = [
        LabellingChange {
            author: None,
            changed_at: first,
            user_label: text("second"),
            user_comment: None,
            previous_user_label: text("from the start"),
            previous_user_comment: None,
            is_adjudication: false,
        },
        LabellingChange {
            author: None,
            changed_at: store.now(),
            user_label: text("second"),
            user_comment: text("why"),
            previous_user_label: text("second"),
            previous_user_comment: None,
            is_adjudication: false,
        },
    ];
    assert_eq!(store.labelling_history(id).await.unwrap(), expected);
}

async fn a_patch_that_changes_nothing_leaves_no_trace(store: TestStore) {
    let job = store.pending("idle").await.job_id;
    let shown = labelling(job, "a.fits", Oracle);
    let id = shown.labelling_id;
    store.label(&[shown]).await;
    for _ in 0..3 {
        store.patch_labelling(id, &label("same"), store.now()).await.unwrap();
        store.patch_labelling(id, &LabellingPatch::default(), store.now()).await.unwrap();
    }
    assert_eq!(store.labelling_history(id).await.unwrap().len(), 1);
}

async fn every_label_keeps_its_author_and_its_time(store: TestStore) {
    let job = store.pending("of two").await.job_id;
    let chosen = Labelling { user_label: Some("first".to_owned()), ..labelling(job, "a.fits", Oracle) };
    let plain = labelling(job, "b.fits", Oracle);
    let (id, begun) = (chosen.labelling_id, store.now());
    let said = Said { author: "=ada", at: begun };
    let added = store.add_labellings(&[chosen, plain.clone()], None, None, Some(said)).await.unwrap();
    assert_eq!(added, AddLabellings::Added);
    let shown = async |id| store.lookup_labelling(id).await.unwrap().unwrap();
    assert_eq!(shown(id).await.user_label_author.as_deref(), Some("=ada"));
    assert_eq!(shown(id).await.user_label_at, Some(begun));
    assert_eq!(shown(plain.labelling_id).await, plain, "nobody has labelled it");
    store.advance(5);
    let patched = store.patch_labellings(&[(id, label("second"))], store.now(), None, Some("bob")).await.unwrap();
    let PatchLabellings::Patched(patched) = patched else { panic!("it is patched") };
    let kept = shown(id).await;
    assert_eq!((kept.user_label.as_deref(), kept.user_label_author.as_deref()), (Some("first"), Some("=ada")));
    let seen = Labelling { own_label: Some("second".to_owned()), differs: true, ..kept };
    assert_eq!(patched, [seen], "what is answered is what is kept, as she sees it");
    // Who says the same again has said nothing.
    let again = store.patch_labellings(&[(id, label("second"))], store.now(), None, Some("bob")).await.unwrap();
    assert_eq!(again, PatchLabellings::Patched(patched));
    let history = store.labelling_history(id).await.unwrap();
    let told: Vec<_> =
        history.iter().map(|it| (it.author.as_deref(), it.user_label.as_deref(), it.changed_at)).collect();
    assert_eq!(told, [(Some("=ada"), Some("first"), begun), (Some("bob"), Some("second"), store.now())]);
}
