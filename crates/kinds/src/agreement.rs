//! How far the people agree who label a job's or a campaign's spectra, and which label their answers together make most probable.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ml_job_domain::opinion::{
    Agreement, AgreementInterval, AgreementPair, AgreementPerson, CombinedLabel, Judged, LabelConfusion, Opinion,
    Reliability, is_complete, labels_differ, measures,
};
use ml_job_domain::{LabellingId, UNSURE};
use ml_job_learning::agreement::{DawidSkene, alpha_interval, cohen_kappa, dawid_skene, fleiss_kappa};

/// Answers of each kind that each person is taken to have given beforehand, so that nobody with few answers is infallible.
const PRIOR: f64 = 0.1;
/// Two probabilities that differ by less than this are even.
const EVEN: f64 = 1e-6;
/// People who are asked blindly.
const ASKED: usize = 2;

/// How far people agree. κ and α are of what two people said blindly of the same spectra, and of nothing else: whoever has seen the other's
/// answer, or answers again because the two differ, does not measure.
pub(crate) fn agreement(judged: &[Judged], seed: u64) -> Agreement {
    let blind: Vec<Vec<(&str, &str)>> = judged.iter().filter_map(blind_answers).collect();
    let categories: BTreeSet<&str> = blind.iter().flatten().map(|(_, label)| *label).collect();
    let categories: HashMap<&str, usize> = categories.into_iter().enumerate().map(|(n, label)| (label, n)).collect();
    let items: Vec<Vec<usize>> =
        blind.iter().map(|answers| answers.iter().map(|(_, label)| categories[label]).collect()).collect();
    let model = Model::of(judged);
    let waiting = |one: &&Judged| one.labelling.is_double && !is_complete(&one.labelling, &one.opinions);
    let started = |one: &&Judged| one.opinions.iter().any(|opinion| opinion.user_label.is_some());
    let open = |one: &&Judged| one.labelling.adjudicated_by.is_none() && labels_differ(&one.opinions);
    Agreement {
        both: blind.len() as u64,
        waiting: judged.iter().filter(waiting).filter(started).count() as u64,
        people: people(judged, model.as_ref()),
        pairs: pairs(&blind, &categories),
        fleiss_kappa: fleiss_kappa(&items),
        alpha: alpha_interval(&items, seed).map(|it| AgreementInterval { from: it.from, value: it.value, to: it.to }),
        combined: model.map(|model| model.combined(judged)).unwrap_or_default(),
        disagreements: judged.iter().filter(open).count() as u64,
    }
}

/// The labels that the answers together make most probable, of the labellings that people differ about and nobody has settled.
///
/// A measurement of which somebody is unsure keeps the label that counts by votes: a bound must not gain from a model of people.
pub(crate) fn combine(judged: &[Judged]) -> BTreeMap<LabellingId, String> {
    let Some(model) = Model::of(judged) else { return BTreeMap::new() };
    let is_unsure = |opinion: &Opinion| opinion.user_label.as_deref() == Some(UNSURE);
    let stays: BTreeSet<LabellingId> = judged
        .iter()
        .filter(|one| measures(&one.labelling) && one.opinions.iter().any(is_unsure))
        .map(|one| one.labelling.labelling_id)
        .collect();
    let combined = model.combined(judged).into_iter().filter(|label| !stays.contains(&label.labelling_id));
    combined.map(|label| (label.labelling_id, label.label)).collect()
}

fn name(opinion: &Opinion) -> &str {
    opinion.author.as_deref().unwrap_or_default()
}

/// Who said what of a spectrum before seeing the other's answer, by name, where two did.
fn blind_answers(judged: &Judged) -> Option<Vec<(&str, &str)>> {
    let said = judged.opinions.iter().filter_map(|opinion| Some((name(opinion), opinion.blind_label.as_deref()?)));
    let mut said: Vec<_> = said.take(ASKED).collect();
    said.sort_unstable();
    (said.len() == ASKED).then_some(said)
}

fn pairs(blind: &[Vec<(&str, &str)>], categories: &HashMap<&str, usize>) -> Vec<AgreementPair> {
    let mut of_two: BTreeMap<(&str, &str), Vec<(usize, usize)>> = BTreeMap::new();
    for answers in blind {
        let [(first, one), (second, other)] = answers[..] else { continue };
        of_two.entry((first, second)).or_default().push((categories[one], categories[other]));
    }
    let pair = |((first, second), answers): ((&str, &str), Vec<(usize, usize)>)| AgreementPair {
        first: first.to_owned(),
        second: second.to_owned(),
        both: answers.len() as u64,
        same: answers.iter().filter(|(one, other)| one == other).count() as u64,
        kappa: cohen_kappa(&answers),
    };
    of_two.into_iter().map(pair).collect()
}

/// Each of those who labelled, against the labels that count.
fn people(judged: &[Judged], model: Option<&Model<'_>>) -> Vec<AgreementPerson> {
    let mut labelled: BTreeMap<&str, u64> = BTreeMap::new();
    let mut confusions: BTreeMap<&str, BTreeMap<(&str, &str), u64>> = BTreeMap::new();
    for one in judged {
        let said: Vec<(&str, &str)> =
            one.opinions.iter().filter_map(|opinion| Some((name(opinion), opinion.user_label.as_deref()?))).collect();
        said.iter().for_each(|(who, _)| *labelled.entry(who).or_default() += 1);
        let Some(counts) = one.labelling.user_label.as_deref().filter(|_| said.len() >= ASKED) else { continue };
        for (who, label) in said {
            *confusions.entry(who).or_default().entry((counts, label)).or_default() += 1;
        }
    }
    let person = |(who, labelled): (&str, u64)| {
        let confusion = confusions.remove(who).unwrap_or_default().into_iter();
        let cell = |((counts, said), spectra): ((&str, &str), u64)| LabelConfusion {
            counts: counts.to_owned(),
            said: said.to_owned(),
            spectra,
        };
        let reliability = model.map(|model| model.reliability(who)).unwrap_or_default();
        AgreementPerson { name: who.to_owned(), labelled, confusion: confusion.map(cell).collect(), reliability }
    };
    labelled.into_iter().map(person).collect()
}

/// What people together make probable, once two of them labelled the same spectrum.
struct Model<'a> {
    people: Vec<&'a str>,
    classes: Vec<&'a str>,
    estimate: DawidSkene,
}

impl<'a> Model<'a> {
    fn of(judged: &'a [Judged]) -> Option<Self> {
        let answers = |one: &'a Judged| {
            let said = one.opinions.iter().filter_map(|opinion| Some((name(opinion), opinion.user_label.as_deref()?)));
            let said: Vec<(&str, &str)> = said.collect();
            // An answer alone would only confirm itself.
            let is_compared = said.len() >= ASKED;
            said.into_iter().filter(|(_, label)| is_compared && *label != UNSURE).collect::<Vec<_>>()
        };
        let said: Vec<Vec<(&str, &str)>> = judged.iter().map(answers).collect();
        if !said.iter().any(|answers| answers.len() > 1) {
            return None;
        }
        let people: Vec<&str> =
            said.iter().flatten().map(|(who, _)| *who).collect::<BTreeSet<_>>().into_iter().collect();
        let classes: Vec<&str> =
            said.iter().flatten().map(|(_, label)| *label).collect::<BTreeSet<_>>().into_iter().collect();
        let place = |names: &[&str], wanted: &str| names.binary_search(&wanted).unwrap_or_default();
        let items: Vec<Vec<(usize, usize)>> = said
            .iter()
            .map(|answers| answers.iter().map(|(who, label)| (place(&people, who), place(&classes, label))).collect())
            .collect();
        let estimate = dawid_skene(&items, people.len(), classes.len(), PRIOR);
        Some(Self { people, classes, estimate })
    }

    fn reliability(&self, who: &str) -> Vec<Reliability> {
        let Ok(person) = self.people.binary_search(&who) else { return Vec::new() };
        let rows = self.classes.iter().zip(&self.estimate.people[person]);
        rows.flat_map(|(is, row)| {
            self.classes.iter().zip(row).map(|(says, probability)| Reliability {
                is: (*is).to_owned(),
                says: (*says).to_owned(),
                probability: *probability,
            })
        })
        .collect()
    }

    /// The most probable labels where people differ and nobody has settled it. Of what is even the label stays that counts by votes.
    fn combined(&self, judged: &[Judged]) -> Vec<CombinedLabel> {
        let mut combined = Vec::new();
        for (one, probable) in judged.iter().zip(&self.estimate.items) {
            let is_open = one.labelling.adjudicated_by.is_none() && labels_differ(&one.opinions);
            let has_class = one.opinions.iter().any(|it| it.user_label.as_deref().is_some_and(|label| label != UNSURE));
            if !is_open || !has_class {
                continue;
            }
            let most = probable.iter().copied().fold(0.0, f64::max);
            let even = |class: &&usize| probable[**class] > most - EVEN;
            let counts = one.labelling.user_label.as_deref().and_then(|label| self.classes.binary_search(&label).ok());
            let first = probable.iter().position(|probability| *probability > most - EVEN);
            let Some(class) = counts.as_ref().filter(even).copied().or(first) else { continue };
            combined.push(CombinedLabel {
                labelling_id: one.labelling.labelling_id,
                label: self.classes[class].to_owned(),
                probability: probable[class],
            });
        }
        combined
    }
}

#[cfg(test)]
mod tests {
    use ml_job_domain::opinion::counting;
    use ml_job_domain::{Clock as _, Draw, DrawKind, JobId, Labelling, ShownSpectrum, SpectrumSet, SystemClock};

    use super::*;

    /// A labelling that people answered blindly, in this order.
    fn judged(name: &str, said: &[(&str, &str)]) -> Judged {
        let shown = ShownSpectrum::new(name, SpectrumSet::Oracle, 1);
        let labelling = shown.into_new(JobId::new()).into_labelling(LabellingId::new());
        let opinion = |(who, label): &(&str, &str)| Opinion {
            user_label: Some((*label).to_owned()),
            blind_label: Some((*label).to_owned()),
            ..Opinion::none(labelling.labelling_id, Some(who), SystemClock.now())
        };
        let opinions: Vec<Opinion> = said.iter().map(opinion).collect();
        let counts = counting(&opinions, false).and_then(|opinion| opinion.user_label.clone());
        Judged { labelling: Labelling { is_double: true, user_label: counts, ..labelling }, opinions }
    }

    fn example() -> Vec<Judged> {
        let both = |name, label| judged(name, &[("ada", label), ("bob", label)]);
        vec![
            both("a", "peak"),
            both("b", "peak"),
            both("c", "other"),
            both("d", "UNSURE"),
            judged("e", &[("bob", "other"), ("ada", "peak")]),
            judged("f", &[("ada", "peak")]),
        ]
    }

    #[test]
    fn two_people_are_compared_by_what_both_said_blindly() {
        let agreement = agreement(&example(), 1);
        assert_eq!((agreement.both, agreement.waiting, agreement.disagreements), (5, 1, 1));
        let pair = &agreement.pairs[0];
        assert_eq!((pair.first.as_str(), pair.second.as_str(), pair.both, pair.same), ("ada", "bob", 5, 4));
        // By chance 3/5 · 2/5 + 1/5 · 2/5 + 1/5 · 1/5 = 9/25; (4/5 − 9/25) / (16/25).
        assert!((pair.kappa.unwrap() - 0.6875).abs() < 1e-12);
        // By chance (5² + 3² + 2²) / 10² = 0.38; (0.8 − 0.38) / 0.62.
        assert!((agreement.fleiss_kappa.unwrap() - 0.42 / 0.62).abs() < 1e-12);
        // Of 100 − 38 = 62 ordered pairs: 1 − 9 · 2 / 62.
        let alpha = agreement.alpha.unwrap();
        assert!((alpha.value - 44.0 / 62.0).abs() < 1e-12 && alpha.from <= alpha.value && alpha.value <= alpha.to);
        let people: Vec<_> = agreement.people.iter().map(|it| (it.name.as_str(), it.labelled)).collect();
        assert_eq!(people, [("ada", 6), ("bob", 5)]);
        let wrong = agreement.people[0].confusion.iter().find(|cell| cell.counts != cell.said).unwrap();
        assert_eq!((wrong.counts.as_str(), wrong.said.as_str(), wrong.spectra), ("other", "peak", 1));
        let rows: f64 = agreement.people[1].reliability.iter().map(|cell| cell.probability).sum();
        assert!((rows - 2.0).abs() < 1e-9, "a row for each of two classes");
    }

    #[test]
    fn what_was_said_after_a_look_does_not_count_as_agreement() {
        let mut late = example();
        late[4].opinions[1].user_label = Some("other".to_owned());
        assert_eq!(agreement(&late, 1).pairs, agreement(&example(), 1).pairs);
        late[4].opinions[1].blind_label = None;
        assert_eq!(agreement(&late, 1).both, 4);
        assert_eq!(agreement(&[], 1), Agreement::default());
    }

    #[test]
    fn whoever_is_right_elsewhere_is_believed_and_a_settled_label_is_left_alone() {
        let three = |n: usize, label| judged(&format!("{n}"), &[("ada", label), ("bob", label), ("cyd", label)]);
        let mut all: Vec<Judged> = (0..20).map(|n| three(n, if n % 2 == 0 { "peak" } else { "other" })).collect();
        // Dan says the opposite of every second one.
        for (n, one) in all.iter_mut().enumerate() {
            let said = if n % 4 < 2 { "peak" } else { "other" };
            one.opinions.push(judged("x", &[("dan", said)]).opinions.remove(0));
        }
        let differ = judged("differ", &[("dan", "other"), ("ada", "peak")]);
        let settled = judged("settled", &[("dan", "other"), ("ada", "peak")]);
        let settled =
            Judged { labelling: Labelling { adjudicated_by: Some("eve".into()), ..settled.labelling }, ..settled };
        let doubtful = |draw| {
            let one = judged("doubt", &[("dan", "UNSURE"), ("ada", "peak")]);
            Judged { labelling: Labelling { draw: Some(Draw::of(draw)), ..one.labelling }, ..one }
        };
        let (measured, taught) = (doubtful(DrawKind::Random), doubtful(DrawKind::Uncertain));
        let ids = [&differ, &settled, &measured, &taught].map(|one| one.labelling.labelling_id);
        all.extend([differ, settled, measured, taught]);
        let combined = combine(&all);
        assert_eq!(combined.get(&ids[0]).map(String::as_str), Some("peak"));
        assert_eq!(combined.get(&ids[1]), None);
        assert_eq!(combined.get(&ids[2]), None, "unsure counts against a measurement whoever says it");
        assert_eq!(combined.get(&ids[3]).map(String::as_str), Some("peak"));
        assert_eq!(combined.len(), 12, "and the ten that dan got wrong");
    }

    #[test]
    fn two_who_are_even_leave_what_counts() {
        let both = |name, label| judged(name, &[("ada", label), ("bob", label)]);
        let mut all = vec![both("a", "peak"), both("b", "other")];
        all.push(judged("c", &[("ada", "peak"), ("bob", "other")]));
        all.push(judged("d", &[("ada", "other"), ("bob", "peak")]));
        let combined = combine(&all);
        for one in &all[2..] {
            assert_eq!(combined.get(&one.labelling.labelling_id), one.labelling.user_label.as_ref());
        }
    }
}
