//! The search of one arm and seed.

use std::collections::HashSet;

use ml_job_domain::Observer;

use super::{AUDIT_ALPHA, Archive, Arm, Asking, Audited, Point, SimulationConfig, Target, Yield};
use crate::certificate::{Finite, Looks, Prior};
use crate::classify::{FitOptions, ModelKind, Predictor, fit_described, no_dropout};
use crate::data::LabelledSet;
use crate::engine::{Engine, MonteCarlo, Wanted};
use crate::error::LearningError;
use crate::fit::fit;
use crate::metrics::{Metrics, most_probable};
use crate::query::{Known, Opinion, Sight, plan};
use crate::rng::{Purpose, Random, sample_without_replacement, stream};
use crate::strategy::{BALD_PASSES, QueryStrategy, TopK};
use crate::train::TrainingOptions;

/// The loop of one arm and seed. Rows are those of the archive.
pub(super) struct Replay<'a> {
    archive: &'a Archive,
    sight: Option<&'a Sight>,
    classes: &'a [String],
    wanted: &'a [bool],
    config: &'a SimulationConfig,
    arm: Arm,
    seed: u64,
    round: u64,
    test: Vec<usize>,
    /// The first spectra of the stars that are neither tested nor labelled, ascending.
    unlabelled: Vec<usize>,
    labelled: Vec<usize>,
    /// Wanted stars in the pool.
    to_find: usize,
    random: Random,
    /// What the newest model says of all spectra, `[n, classes]`; empty before there is one.
    opinion: Vec<f32>,
}

impl<'a> Replay<'a> {
    pub(super) fn new(
        archive: &'a Archive,
        sight: Option<&'a Sight>,
        classes: &'a [String],
        wanted: &'a [bool],
        config: &'a SimulationConfig,
        arm: Arm,
        seed: u64,
    ) -> Self {
        let test = held_out(archive, classes.len(), config.test_share, seed);
        let mut rest = test.iter().copied().peekable();
        let unlabelled: Vec<usize> = (0..archive.set.len())
            .filter(|i| rest.next_if_eq(i).is_none())
            .filter(|i| archive.stars[*i] as usize == *i)
            .collect();
        let to_find = unlabelled.iter().filter(|i| wanted[archive.set.labels[**i] as usize]).count();
        let random = stream(seed, Purpose::Query, 0);
        let labelled = Vec::new();
        let (round, opinion) = (0, Vec::new());
        Self {
            archive,
            sight,
            classes,
            wanted,
            config,
            arm,
            seed,
            round,
            test,
            unlabelled,
            labelled,
            to_find,
            random,
            opinion,
        }
    }

    /// Asks, trains and measures; `None` when nothing is left to ask for.
    pub(super) fn round(
        &mut self,
        mut network: Option<&mut (dyn Engine + 'static)>,
        observer: &mut dyn Observer,
    ) -> Result<Option<Point>, LearningError> {
        if self.unlabelled.is_empty() {
            return Ok(None);
        }
        let asked = self.ask(network.as_deref_mut())?;
        self.labelled.extend(&asked);
        let asked: HashSet<usize> = asked.into_iter().collect();
        self.unlabelled.retain(|i| !asked.contains(i));
        self.round += 1;
        let known = self.archive.set.subset(&self.labelled);
        let counts = known.class_counts(self.classes.len());
        let cold = counts.iter().filter(|n| **n > 0).count() < 2;
        self.opinion = if cold { Vec::new() } else { self.learn(&known, network, observer)? };
        let mut point = Point { labels: self.labelled.len(), class_counts: counts, cold, ..Point::default() };
        self.test(&mut point);
        if self.wanted.contains(&true) {
            point.yielded = Some(self.found());
        }
        Ok(Some(point))
    }

    fn kind(&self) -> ModelKind {
        self.arm.model.unwrap_or(self.config.model)
    }

    /// Trains on what is known, and says what the model thinks of all spectra.
    fn learn(
        &self,
        known: &LabelledSet,
        network: Option<&mut (dyn Engine + 'static)>,
        observer: &mut dyn Observer,
    ) -> Result<Vec<f32>, LearningError> {
        let mut silent = Silent(observer);
        let archive = self.archive;
        match (self.kind(), network) {
            (ModelKind::Network, Some(engine)) => {
                let options = TrainingOptions {
                    seed: self.seed,
                    epochs: self.config.epochs,
                    patience: self.config.patience,
                    ..TrainingOptions::default()
                };
                fit(engine, known, self.classes, self.config.balance, &options, &mut silent)?;
                Ok(Predictor::predict(engine, &archive.set.fluxes, Wanted::default())?.probabilities)
            }
            (kind, _) => {
                let options = FitOptions { seed: self.seed, calibrate: false };
                let described = archive.described(&self.labelled);
                let classes = self.classes.len();
                let fitted = fit_described(kind, &archive.features, &described, known, classes, options, &mut silent)?;
                let model = fitted.model;
                Ok(model.probabilities_described(&archive.set.fluxes, &archive.described))
            }
        }
    }

    /// What the newest model says of some spectra, `[rows, classes]`.
    fn opinion(&self, rows: &[usize]) -> Vec<f32> {
        let classes = self.classes.len();
        rows.iter().flat_map(|&i| self.opinion[i * classes..(i + 1) * classes].iter().copied()).collect()
    }

    /// Measures on the test part; a search that has one class only predicts that one.
    fn test(&self, point: &mut Point) {
        if self.test.is_empty() {
            return;
        }
        let classes = self.classes.len();
        let truth: Vec<u32> = self.test.iter().map(|&i| self.archive.set.labels[i]).collect();
        let predicted = if point.cold {
            vec![self.archive.set.labels[self.labelled[0]]; truth.len()]
        } else {
            most_probable(&self.opinion(&self.test), classes)
        };
        let metrics = Metrics::compare(&truth, &predicted, classes);
        (point.accuracy, point.macro_f1, point.recall) = (metrics.accuracy, metrics.macro_f1, metrics.recall);
    }

    /// What the search has found in the pool.
    fn found(&self) -> Yield {
        let labelled = self.labelled.iter().filter(|i| self.is_wanted(**i)).count();
        let listed = share(labelled, self.to_find);
        let mut found = Yield { wanted: self.to_find, labelled, listed, ..Yield::default() };
        if self.opinion.is_empty() {
            return found;
        }
        let pool = &self.unlabelled;
        let probabilities = self.opinion(pool);
        let opinion = Opinion { probabilities: &probabilities, wanted: self.wanted };
        let predicted = most_probable(&probabilities, self.classes.len());
        let candidates: Vec<usize> = (0..pool.len()).filter(|i| self.wanted[predicted[*i] as usize]).collect();
        let right = candidates.iter().filter(|i| self.is_wanted(pool[**i])).count();
        found.listed = share(labelled + right, self.to_find);
        found.precision = (!candidates.is_empty()).then(|| share(right, candidates.len()));
        let mut ranked: Vec<(f64, bool)> =
            (0..pool.len()).map(|i| (opinion.wanted(i), self.is_wanted(pool[i]))).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        (found.list, found.reached) = shortest_list(&ranked, labelled, self.to_find, self.config.target);
        found
    }

    /// Audits the list of the newest model with so many labels, drawn one after the other; `None` without labels or without a list.
    pub(super) fn audit(&self, labels: usize) -> Result<Option<Audited>, LearningError> {
        if labels == 0 || self.opinion.is_empty() {
            return Ok(None);
        }
        let predicted = most_probable(&self.opinion(&self.unlabelled), self.classes.len());
        let list: Vec<bool> = (self.unlabelled.iter().zip(predicted))
            .filter(|(_, class)| self.wanted[*class as usize])
            .map(|(row, _)| self.is_wanted(*row))
            .collect();
        if list.is_empty() {
            return Ok(None);
        }
        let population =
            Finite::new(list.len(), Prior::LIST).map_err(|error| LearningError::config("audit", error.to_string()))?;
        let mut random = stream(self.seed, Purpose::Coverage, 0);
        // In random order: the bound may be read after any of them.
        let drawn = rand::seq::index::sample(&mut random, list.len(), labels.min(list.len()));
        let mut looks = Looks::new(&population, AUDIT_ALPHA);
        for i in drawn.iter() {
            looks.add(list[i]);
        }
        let right = list.iter().filter(|right| **right).count();
        Ok(Some(Audited { list: list.len(), right, labels: drawn.len(), bound: looks.least() }))
    }

    fn is_wanted(&self, row: usize) -> bool {
        self.wanted[self.archive.set.labels[row] as usize]
    }

    /// The next batch.
    fn ask(&mut self, network: Option<&mut (dyn Engine + 'static)>) -> Result<Vec<usize>, LearningError> {
        let n = if self.round == 0 && self.config.first > 0 { self.config.first } else { self.config.batch };
        match (self.arm.asking, self.sight) {
            (Asking::Campaign, Some(sight)) => Ok(self.ask_by_plan(sight, n)),
            (Asking::Strategy(strategy), _) if !self.opinion.is_empty() && strategy != QueryStrategy::Random => {
                self.ask_by_strategy(strategy, n, network)
            }
            _ => {
                let chosen = sample_without_replacement(self.unlabelled.len(), n, &mut self.random);
                Ok(chosen.into_iter().map(|i| self.unlabelled[i]).collect())
            }
        }
    }

    fn ask_by_strategy(
        &mut self,
        strategy: QueryStrategy,
        n: usize,
        mut network: Option<&mut (dyn Engine + 'static)>,
    ) -> Result<Vec<usize>, LearningError> {
        let (pool, classes) = (self.unlabelled.clone(), self.classes.len());
        let passes = self.passes(strategy, &pool, network.as_deref_mut())?;
        let mut top = TopK::new(strategy.kept(n));
        let mut ratings = Vec::with_capacity(pool.len());
        for (i, probabilities) in self.opinion(&pool).chunks_exact(classes).enumerate() {
            let own: Vec<&[f32]> = passes.iter().map(|pass| &pass[i * classes..(i + 1) * classes]).collect();
            ratings.push(strategy.rating(probabilities, &own, self.wanted));
            top.offer(ratings[i], self.archive.set.names.get(pool[i]), i);
        }
        let mut chosen = top.into_indices();
        if strategy.is_diverse() {
            let rows: Vec<usize> = chosen.iter().map(|&i| pool[i]).collect();
            let (embeddings, width) = self.embeddings(&rows, network)?;
            let ratings: Vec<f64> = chosen.iter().map(|&i| ratings[i]).collect();
            let spread = strategy.spread(&embeddings, width, &ratings, n, &mut self.random);
            chosen = spread.into_iter().map(|i| chosen[i]).collect();
        }
        Ok(chosen.into_iter().map(|i| pool[i]).collect())
    }

    /// Monte-Carlo passes over the pool, for the strategy that needs them.
    fn passes(
        &self,
        strategy: QueryStrategy,
        pool: &[usize],
        network: Option<&mut (dyn Engine + 'static)>,
    ) -> Result<Vec<Vec<f32>>, LearningError> {
        match (strategy, network.filter(|_| self.kind() == ModelKind::Network)) {
            (QueryStrategy::Bald, Some(engine)) => {
                let monte_carlo = Some(MonteCarlo { seed: self.seed, passes: BALD_PASSES });
                let spectra = self.archive.set.subset(pool).fluxes;
                Ok(Predictor::predict(engine, &spectra, Wanted { embeddings: false, monte_carlo })?.passes)
            }
            (QueryStrategy::Bald, None) => Err(no_dropout(self.kind())),
            _ => Ok(Vec::new()),
        }
    }

    /// Embeddings `[rows, width]` of some spectra, and their width.
    fn embeddings(
        &self,
        rows: &[usize],
        network: Option<&mut (dyn Engine + 'static)>,
    ) -> Result<(Vec<f32>, usize), LearningError> {
        let spectra = self.archive.set.subset(rows).fluxes;
        match network.filter(|_| self.kind() == ModelKind::Network) {
            Some(engine) => {
                let wanted = Wanted { embeddings: true, monte_carlo: None };
                let embeddings = Predictor::predict(engine, &spectra, wanted)?.embeddings;
                Ok((embeddings, engine.network().embedding_size()))
            }
            None => Ok((self.archive.features.coordinates(&spectra), self.archive.features.distance_width())),
        }
    }

    /// Asks as a campaign does. What is tested counts as labelled: it is no part of the pool.
    fn ask_by_plan(&self, sight: &Sight, n: usize) -> Vec<usize> {
        let out: Vec<usize> = self.labelled.iter().chain(&self.test).copied().collect();
        let opinion = Opinion { probabilities: &self.opinion, wanted: self.wanted };
        let known = Known {
            coordinates: &sight.coordinates,
            width: sight.width,
            strangeness: &sight.strangeness,
            stars: &sight.stars,
            labelled: &out,
            domain: None,
            similar_to: &[],
            model: (!self.opinion.is_empty()).then_some(opinion),
        };
        let draws = plan(&self.config.shares, n, self.seed, self.round, &known);
        draws.into_iter().map(|draw| draw.row).collect()
    }
}

/// Rows that are held out: so large a share of the stars of each class, and all spectra of them; ascending.
fn held_out(archive: &Archive, classes: usize, test_share: f64, seed: u64) -> Vec<usize> {
    if test_share == 0.0 {
        return Vec::new();
    }
    let mut random = stream(seed, Purpose::Split, 0);
    let mut out = vec![false; archive.set.len()];
    let is_first = |i: &usize| archive.stars[*i] as usize == *i;
    for class in 0..classes {
        let label = |i: &usize| archive.set.labels[*i] as usize == class;
        let members: Vec<usize> = (0..archive.set.len()).filter(is_first).filter(label).collect();
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a count"
        )]
        let n = ((members.len() as f64 * test_share).round() as usize).min(members.len().saturating_sub(1));
        let chosen = sample_without_replacement(members.len(), n, &mut random);
        chosen.into_iter().for_each(|i| out[members[i]] = true);
    }
    (0..archive.set.len()).filter(|i| out[archive.stars[*i] as usize]).collect()
}

fn share(part: usize, whole: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of spectra are far below 2^52")]
    let share = if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    share
}

/// The shortest list of the best ranked that, with the labelled ones, holds the target's share of all; and whether it is precise enough.
fn shortest_list(ranked: &[(f64, bool)], labelled: usize, wanted: usize, target: Target) -> (Option<usize>, bool) {
    let mut right = labelled;
    for length in 0..=ranked.len() {
        if length > 0 {
            right += usize::from(ranked[length - 1].1);
        }
        if share(right, wanted) >= target.share {
            return (Some(length), share(right, labelled + length) >= target.precision);
        }
    }
    (None, false)
}

/// Passes on the wish to stop and nothing else: hundreds of trainings would flood progress and log.
struct Silent<'a>(&'a mut dyn Observer);

impl Observer for Silent<'_> {
    fn is_cancelled(&mut self) -> bool {
        self.0.is_cancelled()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Layout;

    #[test]
    fn the_shortest_list_by_hand() {
        let target = Target { share: 0.75, precision: 0.6 };
        let ranked = [(0.9, true), (0.8, false), (0.7, true), (0.1, true)];
        // One labelled and two of the first three: 3 of 4, in a list of 4.
        assert_eq!(shortest_list(&ranked, 1, 4, target), (Some(3), true));
        assert_eq!(shortest_list(&ranked, 1, 4, Target { precision: 0.8, ..target }), (Some(3), false));
        assert_eq!(shortest_list(&ranked, 3, 4, target), (Some(0), true));
        assert_eq!(shortest_list(&ranked[..2], 1, 4, target), (None, false));
    }

    #[test]
    fn the_test_part_has_its_share_of_each_class_and_whole_stars() {
        let mut set = LabelledSet::new(1);
        (0..60).for_each(|i| set.push(&format!("s{i}"), &[0.0], u32::from(i % 10 == 0)));
        // Spectra 2k and 2k + 1 are of one star; its first spectrum tells its class.
        let positions: Vec<(f64, f64)> = (0..60).map(|i| (f64::from(i / 2), 0.0)).collect();
        let archive = Archive::new(set, Layout::fluxes(1), None, Some(&positions));
        let test = held_out(&archive, 2, 0.5, 3);
        assert_eq!(test.len(), 30);
        assert!(test.chunks_exact(2).all(|pair| pair[0] + 1 == pair[1]), "{test:?}");
        assert_eq!(test.iter().filter(|i| **i % 10 == 0).count(), 3);
    }
}
