use ml_job_domain::opinion::Opinion;
use ml_job_domain::{Draw, DrawKind, Labelling, LabellingId, LabellingPatch, SpectrumSet, UNSURE};
use ml_job_store::{AddLabellings, Adjudicate, Adjudication, LabellingFilter, PatchLabellings, Said};

use crate::harness::{TestStore, labelling};

conformance![
    each_person_has_one_opinion_and_nobody_overwrites_another,
    the_label_that_counts_follows_from_all_opinions,
    what_is_taken_back_does_not_count_any_more,
    what_was_said_without_an_account_becomes_an_opinion,
    without_accounts_the_last_word_counts_as_ever,
    the_second_of_two_is_told_nothing_before_she_has_answered,
    what_was_said_blindly_stays_what_it_was,
    unsure_counts_against_a_measurement,
    a_settled_label_counts_until_it_is_opened_again,
    nothing_is_settled_before_both_have_answered,
    labels_that_come_with_a_person_are_her_opinion,
    what_is_hidden_is_told_and_opinions_go_with_their_job,
];

fn label(text: &str) -> LabellingPatch {
    LabellingPatch { user_label: Some(Some(text.to_owned())), user_comment: None }
}

async fn shown(store: &TestStore, is_double: bool, draw: Option<DrawKind>) -> LabellingId {
    let job = store.pending("shows").await.job_id;
    let shown = Labelling {
        is_double,
        draw: draw.map(Draw::of),
        model_prediction: Some("peak".to_owned()),
        ..labelling(job, "a.fits", SpectrumSet::Oracle)
    };
    let id = shown.labelling_id;
    store.label(&[shown]).await;
    id
}

/// A person says something, a second after whatever was said before; the labelling as she sees it then.
async fn says(store: &TestStore, id: LabellingId, who: Option<&str>, patch: &LabellingPatch) -> Labelling {
    store.advance(1);
    match store.patch_labellings(&[(id, patch.clone())], store.now(), None, who).await.unwrap() {
        PatchLabellings::Patched(mut labellings) => labellings.pop().unwrap(),
        other => panic!("it is patched: {other:?}"),
    }
}

async fn counts(store: &TestStore, id: LabellingId) -> (Option<String>, Option<String>) {
    let kept = store.lookup_labelling(id).await.unwrap().unwrap();
    (kept.user_label, kept.user_label_author)
}

fn pair(label: &str, author: &str) -> (Option<String>, Option<String>) {
    (Some(label.to_owned()), Some(author.to_owned()))
}

async fn opinions(store: &TestStore, id: LabellingId) -> Vec<Opinion> {
    store.opinions_of(&[id]).await.unwrap().remove(&id).unwrap_or_default()
}

async fn told(store: &TestStore, id: LabellingId) -> Vec<(String, String)> {
    let text = |text: Option<String>| text.unwrap_or_default();
    opinions(store, id).await.into_iter().map(|it| (text(it.author), text(it.user_label))).collect()
}

fn list(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(author, label)| ((*author).to_owned(), (*label).to_owned())).collect()
}

async fn each_person_has_one_opinion_and_nobody_overwrites_another(store: TestStore) {
    let id = shown(&store, false, None).await;
    for (who, what) in [("ada", "peak"), ("bob", "other"), ("ada", "double"), ("bob", "peak")] {
        assert_eq!(says(&store, id, Some(who), &label(what)).await.own_label.as_deref(), Some(what));
    }
    assert_eq!(told(&store, id).await, list(&[("ada", "double"), ("bob", "peak")]));
    let history = store.labelling_history(id).await.unwrap();
    let said: Vec<_> = history
        .iter()
        .map(|it| (it.author.as_deref().unwrap(), it.previous_user_label.as_deref(), it.user_label.as_deref().unwrap()))
        .collect();
    let expected = [
        ("ada", None, "peak"),
        ("bob", None, "other"),
        ("ada", Some("peak"), "double"),
        ("bob", Some("other"), "peak"),
    ];
    assert_eq!(said, expected, "each change is told by its own author's words");
    let job = store.lookup_labelling(id).await.unwrap().unwrap().job_id;
    assert_eq!(store.opinions_of_job(job).await.unwrap()[&id], opinions(&store, id).await);
}

async fn the_label_that_counts_follows_from_all_opinions(store: TestStore) {
    let id = shown(&store, false, None).await;
    says(&store, id, Some("ada"), &label("other")).await;
    says(&store, id, Some("bob"), &label("peak")).await;
    assert_eq!(counts(&store, id).await, pair("other", "ada"), "of two that differ the first counts");
    let seen = says(&store, id, Some("cyd"), &label("peak")).await;
    assert_eq!((seen.user_label.as_deref(), seen.differs), (Some("peak"), true));
    assert_eq!(counts(&store, id).await, pair("peak", "bob"));
    let said = opinions(&store, id).await;
    let kept = store.lookup_labelling(id).await.unwrap().unwrap();
    assert_eq!(kept.user_label_at, Some(said[1].changed_at));
}

async fn what_is_taken_back_does_not_count_any_more(store: TestStore) {
    let id = shown(&store, false, None).await;
    let back = LabellingPatch { user_label: Some(None), user_comment: None };
    says(&store, id, Some("ada"), &label("other")).await;
    says(&store, id, Some("bob"), &label("peak")).await;
    says(&store, id, Some("ada"), &back).await;
    assert_eq!(counts(&store, id).await, pair("peak", "bob"));
    // Who has said nothing takes nothing back: certainly not what somebody else says.
    says(&store, id, Some("cyd"), &back).await;
    assert_eq!(counts(&store, id).await, pair("peak", "bob"));
    assert_eq!(store.labelling_history(id).await.unwrap().len(), 3);
    says(&store, id, Some("bob"), &back).await;
    assert_eq!(counts(&store, id).await.0, None);
}

async fn what_was_said_without_an_account_becomes_an_opinion(store: TestStore) {
    let id = shown(&store, false, None).await;
    says(&store, id, None, &label("old")).await;
    assert_eq!(opinions(&store, id).await, [], "without accounts there are no opinions to keep");
    says(&store, id, Some("ada"), &label("new")).await;
    assert_eq!(told(&store, id).await, list(&[("", "old"), ("ada", "new")]));
    assert_eq!(counts(&store, id).await, (Some("old".to_owned()), None));
    says(&store, id, Some("bob"), &label("new")).await;
    assert_eq!(counts(&store, id).await, pair("new", "ada"));
}

async fn without_accounts_the_last_word_counts_as_ever(store: TestStore) {
    let id = shown(&store, false, None).await;
    says(&store, id, Some("ada"), &label("hers")).await;
    // The instance was started without accounts meanwhile.
    let seen = says(&store, id, None, &label("anybody's")).await;
    assert_eq!((seen.user_label.as_deref(), seen.user_label_author), (Some("anybody's"), None));
    assert_eq!(counts(&store, id).await, (Some("anybody's".to_owned()), None));
    says(&store, id, Some("bob"), &label("hers")).await;
    assert_eq!(told(&store, id).await, list(&[("ada", "hers"), ("", "anybody's"), ("bob", "hers")]));
}

async fn the_second_of_two_is_told_nothing_before_she_has_answered(store: TestStore) {
    let id = shown(&store, true, None).await;
    let seen = says(&store, id, Some("ada"), &label("peak")).await;
    assert_eq!((seen.user_label.as_deref(), seen.model_prediction.as_deref()), (Some("peak"), Some("peak")));
    let note = LabellingPatch { user_label: None, user_comment: Some(Some("hm".to_owned())) };
    let seen = says(&store, id, Some("bob"), &note).await;
    let hidden = (seen.user_label, seen.user_comment, seen.user_label_author, seen.model_prediction);
    assert_eq!(hidden, (None, None, None, None));
    assert!(seen.is_hidden && !seen.differs);
    // A condition is held against what the person may see, so that its tag gives nothing away.
    let sees_nothing = |labelling: &Labelling| labelling.user_label.is_none() && labelling.is_hidden;
    let patch = [(id, label("other"))];
    let patched = store.patch_labellings(&patch, store.now(), Some(&sees_nothing), Some("bob")).await.unwrap();
    let PatchLabellings::Patched(patched) = patched else { panic!("the condition holds") };
    assert_eq!((patched[0].user_label.as_deref(), patched[0].differs), (Some("peak"), true));
}

async fn what_was_said_blindly_stays_what_it_was(store: TestStore) {
    let id = shown(&store, true, None).await;
    let blind = async || -> Vec<Option<String>> {
        opinions(&store, id).await.into_iter().map(|opinion| opinion.blind_label).collect()
    };
    says(&store, id, Some("ada"), &label("other")).await;
    says(&store, id, Some("ada"), &label("peak")).await;
    says(&store, id, Some("bob"), &label("other")).await;
    let both = vec![Some("peak".to_owned()), Some("other".to_owned())];
    assert_eq!(blind().await, both, "until the other has answered one may change one's mind");
    says(&store, id, Some("ada"), &label("other")).await;
    says(&store, id, Some("cyd"), &label("other")).await;
    assert_eq!(blind().await, [both[0].clone(), both[1].clone(), None], "what was said after a look is not blind");
    assert_eq!(counts(&store, id).await, pair("other", "ada"));
    let plain = shown(&store, false, None).await;
    says(&store, plain, Some("ada"), &label("other")).await;
    assert_eq!(opinions(&store, plain).await[0].blind_label, None);
}

async fn unsure_counts_against_a_measurement(store: TestStore) {
    for (draw, expected) in [(Some(DrawKind::Random), UNSURE), (Some(DrawKind::Uncertain), "peak")] {
        let id = shown(&store, true, draw).await;
        says(&store, id, Some("ada"), &label("peak")).await;
        says(&store, id, Some("bob"), &label(UNSURE)).await;
        assert_eq!(counts(&store, id).await.0.as_deref(), Some(expected), "{draw:?}");
    }
}

async fn settle(store: &TestStore, id: LabellingId, label: Option<&str>) -> Adjudicate {
    store.advance(1);
    let settled = label.map(|label| Adjudication { label: label.to_owned(), comment: Some("seen twice".to_owned()) });
    store.adjudicate(id, settled.as_ref(), Said { author: "eve", at: store.now() }).await.unwrap()
}

async fn a_settled_label_counts_until_it_is_opened_again(store: TestStore) {
    let id = shown(&store, false, None).await;
    assert_eq!(settle(&store, id, Some("peak")).await, Adjudicate::NothingSaid);
    assert_eq!(settle(&store, LabellingId::new(), Some("peak")).await, Adjudicate::NoSuchLabelling);
    says(&store, id, Some("ada"), &label("other")).await;
    says(&store, id, Some("bob"), &label("double")).await;
    let Adjudicate::Settled(settled) = settle(&store, id, Some("peak")).await else { panic!("it is settled") };
    assert_eq!(settled.adjudicated_by.as_deref(), Some("eve"));
    assert_eq!(settled.user_label_at, Some(store.now()));
    assert_eq!(counts(&store, id).await, pair("peak", "eve"));
    // People may go on to say what they think: it is kept, and does not count.
    says(&store, id, Some("bob"), &label("other")).await;
    assert_eq!(counts(&store, id).await, pair("peak", "eve"));
    assert_eq!(
        told(&store, id).await,
        list(&[("ada", "other"), ("bob", "other")]),
        "no opinion of the one who settled it"
    );
    let before = store.labelling_history(id).await.unwrap();
    let last = before.iter().find(|change| change.is_adjudication).unwrap();
    assert_eq!(
        (last.author.as_deref(), last.previous_user_label.as_deref(), last.user_comment.as_deref()),
        (Some("eve"), Some("other"), Some("seen twice"))
    );
    // The same again is no change.
    assert!(matches!(settle(&store, id, Some("peak")).await, Adjudicate::Settled(_)));
    assert_eq!(store.labelling_history(id).await.unwrap(), before);
    assert!(matches!(settle(&store, id, None).await, Adjudicate::Settled(_)));
    assert_eq!(counts(&store, id).await, pair("other", "ada"));
}

async fn nothing_is_settled_before_both_have_answered(store: TestStore) {
    let id = shown(&store, true, None).await;
    says(&store, id, Some("eve"), &label("peak")).await;
    assert_eq!(settle(&store, id, Some("other")).await, Adjudicate::Waiting);
    says(&store, id, Some("ada"), &label("other")).await;
    assert!(matches!(settle(&store, id, Some("other")).await, Adjudicate::Settled(_)));
}

async fn labels_that_come_with_a_person_are_her_opinion(store: TestStore) {
    let job = store.pending("chosen").await.job_id;
    let chosen = Labelling { user_label: Some("peak".to_owned()), ..labelling(job, "a.fits", SpectrumSet::Oracle) };
    let id = chosen.labelling_id;
    let said = Said { author: "ada", at: store.now() };
    assert_eq!(store.add_labellings(&[chosen], None, None, Some(said)).await.unwrap(), AddLabellings::Added);
    assert_eq!(told(&store, id).await, list(&[("ada", "peak")]));
    says(&store, id, Some("bob"), &label("other")).await;
    assert_eq!(counts(&store, id).await, pair("peak", "ada"));
}

async fn what_is_hidden_is_told_and_opinions_go_with_their_job(store: TestStore) {
    use crate::harness::{JobLife as _, done};
    let id = shown(&store, true, None).await;
    let job = store.lookup_labelling(id).await.unwrap().unwrap().job_id;
    let hidden = async |name| store.list_hidden_spectra(job, name).await.unwrap().len();
    assert_eq!((hidden("ada").await, hidden("bob").await), (1, 1));
    says(&store, id, Some("ada"), &label("peak")).await;
    assert_eq!((hidden("ada").await, hidden("bob").await, hidden("cyd").await), (0, 1, 1));
    says(&store, id, Some("bob"), &label("peak")).await;
    assert_eq!(hidden("cyd").await, 0);
    assert!(store.list_labellings(job, &LabellingFilter::default(), None).await.unwrap().items[0].is_double);
    done(store.delete_job(job).await.unwrap());
    assert_eq!(opinions(&store, id).await, []);
}
