//! Asking for labels before anything is learnt.

use ml_job_domain::{LogLevel, Observer};
use ml_job_learning::classify::ModelKind;
use ml_job_learning::data::LabelledSet;
use ml_job_learning::error::LearningError;
use ml_job_learning::features::{Features, LineSpec};
use ml_job_learning::network::Network;
use ml_job_learning::pool::Pool;
use ml_job_learning::query::{Known, Shares, Sight, Strangeness, plan};
use ml_job_learning::rng::{Purpose, sample_without_replacement, stream};
use ml_job_learning::strategy::{InitialQuery, farthest_first};

use super::flow::Iteration;
use super::outcome::{IterationOutcome, labellings};
use super::outputs::{self, Chosen};

/// `initial_query: diverse` chooses among so many times as many random spectra as are asked for.
const DIVERSE_SAMPLE: usize = 20;

impl Iteration<'_> {
    /// Iteration 0: choose without a network.
    pub(super) fn start(
        &mut self,
        pool: &Pool,
        observer: &mut dyn Observer,
    ) -> Result<IterationOutcome, LearningError> {
        let config = self.config;
        // Whatever is wrong with the pool is told before a person labels, not after; so is a grid that the network cannot learn from.
        if config.model == ModelKind::Network {
            Network::standard(self.wave.len(), config.classes.len()).validate()?;
        }
        pool.check(observer)?;
        self.look_at(pool, observer);
        if config.training_data_path.is_some() || config.oracle_data_to_add_path.is_some() {
            observer.log(
                LogLevel::Info,
                "Iteration 0 uses no labels: training data and labels of the configuration are ignored.",
            );
        }
        let mut random = stream(config.seed, Purpose::Query, 0);
        let n = config.oracle_batch_size;
        let oracle = match config.initial_query {
            InitialQuery::First => (0..n.min(pool.len())).collect(),
            InitialQuery::Random => sample_without_replacement(pool.len(), n, &mut random),
            InitialQuery::Diverse => {
                let sample = sample_without_replacement(pool.len(), n.saturating_mul(DIVERSE_SAMPLE), &mut random);
                let (rows, layout) = (pool.gather(&sample)?, pool.file().layout());
                farthest_first(&layout.fluxes_of(&rows), layout.points, n).into_iter().map(|i| sample[i]).collect()
            }
            InitialQuery::KMeans | InitialQuery::Anomaly | InitialQuery::LineIndex | InitialQuery::Mixed => {
                self.first_by_plan(pool, observer)?
            }
        };
        observer.log(LogLevel::Info, &format!("{} of {} spectra are to be labelled first.", oracle.len(), pool.len()));
        self.ask(pool, oracle)
    }

    /// Iteration 1 and later, while all labels are of one class: nothing can be learnt, so it asks again without a network. The labels are
    /// kept for the next iteration.
    pub(super) fn start_again(
        &mut self,
        set: &LabelledSet,
        pool: &Pool,
        observer: &mut dyn Observer,
    ) -> Result<IterationOutcome, LearningError> {
        let config = self.config;
        let class = set.labels.first().map_or("", |&label| &config.classes[label as usize]);
        let all = format!("All {} labels are \"{class}\"", set.len());
        if pool.is_empty() {
            let message =
                format!("{all}, and no spectrum is left to ask: training needs spectra of at least two classes.");
            return Err(LearningError::config("oracle_data_to_add_path", message));
        }
        let sentence = format!(
            "{all}: nothing can be learnt from one class. This iteration asks for strange spectra and some at random instead, and predicts \
             nothing."
        );
        self.warn(observer, sentence);
        self.look_at(pool, observer);
        let shares = Shares::default();
        let oracle = self.by_plan(pool, shares, Strangeness::IsolationForest, observer)?;
        let layout = pool.file().layout();
        outputs::write_training_data(self.directory, self.wave, layout, self.preparation.as_ref(), set)?;
        self.ask(pool, oracle)
    }

    /// Asks for labels without having learnt anything.
    fn ask(&self, pool: &Pool, oracle: Vec<usize>) -> Result<IterationOutcome, LearningError> {
        let chosen = Chosen { oracle, ..Chosen::default() };
        outputs::write_prep_spectra(self.directory, pool, self.wave, &chosen)?;
        self.write_result(pool, None, &chosen)?;
        let labellings = labellings(self.config, pool, &chosen, None)?;
        Ok(IterationOutcome { labellings, metrics: self.metrics(pool, &chosen, None, None) })
    }

    /// The first spectra by the start of a campaign's plan, or one way of it alone; in the order of the pool, which tells nothing of why
    /// each was chosen.
    fn first_by_plan(&self, pool: &Pool, observer: &mut dyn Observer) -> Result<Vec<usize>, LearningError> {
        let config = self.config;
        let (spread, anomaly, by) = match config.initial_query {
            InitialQuery::KMeans => (1.0, 0.0, Strangeness::IsolationForest),
            InitialQuery::Anomaly => (0.0, 1.0, Strangeness::IsolationForest),
            InitialQuery::LineIndex => (0.0, 1.0, Strangeness::LineIndex),
            _ => (Shares::default().spread, Shares::default().anomaly, Strangeness::IsolationForest),
        };
        self.by_plan(pool, Shares { spread, anomaly, ..Shares::default() }, by, observer)
    }

    /// Spectra by a campaign's plan without a model, in the order of the pool.
    fn by_plan(
        &self,
        pool: &Pool,
        shares: Shares,
        by: Strangeness,
        observer: &mut dyn Observer,
    ) -> Result<Vec<usize>, LearningError> {
        let config = self.config;
        let features = Features::fit(pool, LineSpec::default(), observer)?;
        let sight = Sight::of(pool, &features, by, config.seed, observer)?;
        let known = Known {
            coordinates: &sight.coordinates,
            width: sight.width,
            strangeness: &sight.strangeness,
            stars: &sight.stars,
            labelled: &[],
            domain: None,
            similar_to: &[],
            model: None,
        };
        let draws = plan(&shares, config.oracle_batch_size, config.seed, u64::from(config.iteration), &known);
        let mut rows: Vec<usize> = draws.into_iter().map(|draw| draw.row).collect();
        rows.sort_unstable();
        Ok(rows)
    }
}
