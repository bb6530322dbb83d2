//! What a round asks, and what a person sees of it.

use std::collections::HashSet;

use ml_job_domain::{Draw, DrawKind, ShownSpectrum, SpectrumSet};
use ml_job_learning::error::LearningError;
use ml_job_learning::query::{self, Opinion, Shares, Sight};
use ml_job_learning::rng::{Purpose, sample_without_replacement, stream};
use rand::seq::SliceRandom as _;

use super::Round;
use super::learn::Learnt;
use super::list::List;
use crate::campaign::stars::same_star;

/// Share of a round that asks again what was labelled before.
const REPEATS: f64 = 0.05;
/// Labels before the first repeat is asked: fewer are remembered.
const REPEATS_FROM: usize = 50;
/// Candidates that are shown to a person at most; the list has all.
const MOST_SHOWN: usize = 10_000;

impl Round<'_> {
    /// The spectra to label, in a random order, so that nothing can be told from the place; with repeats of earlier ones.
    pub(super) fn draw(&self, sight: &Sight, learnt: Option<&Learnt>) -> Vec<(usize, Draw)> {
        let config = self.config;
        let count = config.count as usize;
        let mut random = stream(config.seed, Purpose::Repeat, u64::from(config.round));
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of at most 1000"
        )]
        let repeats = if self.known.rows.len() < REPEATS_FROM { 0 } else { (REPEATS * count as f64).round() as usize };
        let again = sample_without_replacement(self.known.rows.len(), repeats, &mut random);
        let mut draws: Vec<(usize, Draw)> =
            again.into_iter().map(|i| (self.known.rows[i], Draw::of(DrawKind::Repeat))).collect();
        let examples: HashSet<&str> = config.examples.iter().map(String::as_str).collect();
        let similar: Vec<usize> =
            (0..self.pool.len()).filter(|&row| examples.contains(self.pool.names().get(row))).collect();
        let model = learnt.map(|learnt| Opinion { probabilities: &learnt.survey.probabilities, wanted: &self.wanted });
        let known = query::Known {
            coordinates: &sight.coordinates,
            width: sight.width,
            strangeness: &sight.strangeness,
            stars: &sight.stars,
            labelled: &self.known.rows,
            domain: Some(&self.domain),
            similar_to: &similar,
            model,
        };
        let planned =
            query::plan(&Shares::default(), count - draws.len(), config.seed, u64::from(config.round), &known);
        let has_examples = !similar.is_empty();
        draws.extend(planned.into_iter().map(|draw| (draw.row, as_draw(draw, has_examples))));
        draws.shuffle(&mut random);
        let rows: Vec<usize> = draws.iter().map(|(row, _)| *row).collect();
        for ((_, draw), others) in draws.iter_mut().zip(same_star(&rows, &sight.stars)) {
            draw.same_star = others.into_iter().map(|row| self.pool.names().get(row).to_owned()).collect();
        }
        draws
    }

    /// What a person sees: the draws, then the list without what is drawn or labelled: a spectrum is asked about once, and what is drawn
    /// as a measurement comes nowhere with what the model thinks.
    pub(super) fn shown(
        &self,
        draws: &[(usize, Draw)],
        learnt: Option<&Learnt>,
        list: &List,
    ) -> Result<Vec<ShownSpectrum>, LearningError> {
        let candidates = self.candidates(draws, learnt, list);
        let rows: Vec<usize> = draws.iter().map(|(row, _)| *row).chain(candidates).collect();
        let (magnitudes, snrs) = (self.pool.facts("magnitude", &rows)?, self.pool.facts("snr", &rows)?);
        let classes = self.config.classes.len();
        let shown = |(place, &row): (usize, &usize)| {
            let draw = draws.get(place).map(|(_, draw)| draw.clone());
            let set = if draw.is_some() { SpectrumSet::Oracle } else { SpectrumSet::Candidate };
            let told = learnt.filter(|_| !draw.as_ref().is_some_and(|draw| draw.kind.is_blind()));
            let predicted = told.map(|learnt| (&learnt.survey, learnt.survey.labels[row] as usize));
            ShownSpectrum {
                model_prediction: Some(predicted.map_or("-", |(_, class)| &self.config.classes[class]).to_owned()),
                model_probability: predicted
                    .map(|(survey, class)| f64::from(survey.probabilities[row * classes + class])),
                model_entropy: predicted.map(|(survey, _)| survey.entropies[row]),
                magnitude: magnitudes[place],
                snr: snrs[place],
                draw,
                ..ShownSpectrum::new(self.pool.names().get(row), set, self.config.round)
            }
        };
        Ok(rows.iter().enumerate().map(shown).collect())
    }

    /// Rows of the list that are to be shown beside the draws, most probable first.
    fn candidates(&self, draws: &[(usize, Draw)], learnt: Option<&Learnt>, list: &List) -> Vec<usize> {
        let Some(learnt) = learnt else { return Vec::new() };
        let listed: HashSet<&str> = list.listed.iter().map(|listed| listed.filename.as_str()).collect();
        let drawn = draws.iter().map(|(row, _)| *row);
        let out: HashSet<usize> = self.known.rows.iter().copied().chain(drawn).collect();
        let is_shown = |row: &usize| !out.contains(row) && listed.contains(self.pool.names().get(*row));
        let mut rows: Vec<usize> = (0..self.pool.len()).filter(is_shown).collect();
        rows.sort_by(|a, b| learnt.score(*b).total_cmp(&learnt.score(*a)));
        rows.truncate(MOST_SHOWN);
        rows
    }
}

/// A draw as it is told, with its probability where it was drawn by chance.
fn as_draw(draw: query::Draw, has_examples: bool) -> Draw {
    let kind = match draw.kind {
        query::DrawKind::Spread => DrawKind::Diverse,
        query::DrawKind::Anomaly if has_examples => DrawKind::Similar,
        query::DrawKind::Anomaly => DrawKind::Anomaly,
        query::DrawKind::Query => DrawKind::Uncertain,
        query::DrawKind::Probable => DrawKind::Probable,
        query::DrawKind::Random => DrawKind::Random,
    };
    Draw { probability: draw.q, weight_max: draw.q.map(|q| 1.0 / q), ..Draw::of(kind) }
}
