//! The certificate: a document that holds all that its bound follows from.
//!
//! An audit begins as a certificate without answers ([`Certificate::precision`], [`recall`](Certificate::recall),
//! [`pool_yield`](Certificate::pool_yield)): its draws are fixed before anybody has seen one. [`Certificate::judge`] fills in answers
//! and computes the bound; [`verify`](super::verify::verify) does that again.

use serde::{Deserialize, Serialize};

use super::draw::{Lot, list_hash, weighted};
use super::finite::{Finite, Looks, Prior, real};
use super::plan::{alpha_of_part, recall};
use super::total::{Observation, Total};
use super::{CertificateError, RECALL_LABELS, RECALL_SHARES};

/// What the documents are called.
pub const FORMAT: &str = "ml-job certificate";
/// The version of their layout and of all that is computed.
pub const VERSION: u32 = 1;
/// Rows of a stratum that are held in memory at most.
pub const MOST_ROWS: usize = 100_000_000;

/// What is certified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// At least this share of the list is of the class.
    Precision,
    /// At least this share of all that are of the class is in the list or labelled.
    Recall,
    /// At most so many of the pool are of the class.
    Yield,
}

/// What a person says to "is this one of the class?".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// Nobody can tell: counted against the bound.
    Unsure,
}

/// A part of the rows from which is drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stratum {
    /// `list`, `near`, `rest` or `pool`.
    pub name: String,
    /// Unlabelled rows before the first draw.
    pub size: usize,
    /// Its share of the risk.
    pub share: f64,
    /// The prior of what is as the model says; none for a yield.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub prior: Option<Prior>,
}

/// What a draw of unequal probability is recorded with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// Probability of all unlabelled rows before this one.
    pub below: f64,
    /// One over the smallest probability of all unlabelled rows.
    pub z_max: f64,
    /// Rows without a label before the draw.
    pub unlabelled: usize,
    /// Rows that were labelled as of the class before the draw.
    pub found: usize,
    /// Rows that were drawn or labelled without a clear answer before the draw.
    pub unsure: usize,
}

/// One draw. All but the answer is written before the row is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draw {
    /// The row, as the archive names it.
    pub row: String,
    /// The stratum, from 0.
    pub stratum: usize,
    /// The row's place in its stratum, names in bytewise order.
    pub position: usize,
    /// The probability with which it was drawn, given all draws before.
    pub q: f64,
    /// Of a yield: the rest.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub weights: Option<Weights>,
    /// What was answered; nothing where it was skipped.
    pub answer: Option<Answer>,
}

/// A certificate. Unknown fields are ignored, unknown versions refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// What is certified.
    pub kind: Kind,
    /// The search that the list belongs to: its risk is spent once.
    pub campaign: String,
    /// The class.
    pub class: String,
    /// [`list_hash`] of the frozen strata.
    pub list_sha256: String,
    /// The risk of all certificates of the campaign together.
    pub alpha: f64,
    /// The number of this audit in the campaign, from 1.
    pub audit: u32,
    /// Among how many certificates this audit's risk is divided.
    pub parts: u32,
    /// Which of them this is, from 1.
    pub part: u32,
    /// The risk of this certificate.
    pub alpha_spent: f64,
    /// The seed of the draws.
    pub seed: u64,
    /// Precision: rows of the list that were labelled as right before. Recall, yield: rows of the class that were labelled before.
    pub found: usize,
    /// From what was drawn.
    pub strata: Vec<Stratum>,
    /// What was drawn, in order.
    pub draws: Vec<Draw>,
    /// The bound after each draw, as good as the best before.
    pub path: Vec<f64>,
    /// The bound: a share (precision, recall) or a count (yield). Skipped and unsure rows count against it.
    pub bound: f64,
    /// The same, had all skipped and unsure rows been in favour. Not a bound.
    pub optimistic: f64,
    /// The method in a sentence.
    pub method: String,
}

/// What every audit is told.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The search.
    pub campaign: String,
    /// The class.
    pub class: String,
    /// The risk of the whole campaign.
    pub alpha: f64,
    /// The number of the audit, from 1.
    pub audit: u32,
    /// Among how many certificates the audit's risk is divided.
    pub parts: u32,
    /// Which of them this is, from 1.
    pub part: u32,
    /// The seed.
    pub seed: u64,
}

/// How skipped and unsure rows are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Against the bound.
    Worst,
    /// In its favour.
    Best,
}

impl Certificate {
    /// An audit of a frozen list: `names` are its unlabelled rows, `known` more are labelled as right. Draws `draws` of them.
    ///
    /// # Errors
    /// On names that are there twice or hold a line feed, and a frame that makes no sense.
    pub fn precision(frame: Frame, names: Vec<String>, known: usize, draws: usize) -> Result<Self, CertificateError> {
        Self::uniform(Kind::Precision, frame, vec![names], known, draws)
    }

    /// An audit of recall: the unlabelled rows of the list, of the near misses and of the rest; `found` are labelled as of the class.
    ///
    /// # Errors
    /// As [`Self::precision`].
    pub fn recall(frame: Frame, strata: [Vec<String>; 3], found: usize, draws: usize) -> Result<Self, CertificateError> {
        Self::uniform(Kind::Recall, frame, strata.into(), found, draws)
    }

    /// An audit of a whole pool by scores that stay as they are: unlabelled names with their scores.
    ///
    /// # Errors
    /// As [`Self::precision`].
    pub fn pool_yield(
        frame: Frame,
        mut rows: Vec<(String, f64)>,
        found: usize,
        draws: usize,
    ) -> Result<Self, CertificateError> {
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        let (names, scores): (Vec<String>, Vec<f64>) = rows.into_iter().unzip();
        let mut certificate = Self::empty(Kind::Yield, frame, std::slice::from_ref(&names), found)?;
        let mut labelled = vec![false; names.len()];
        for t in 0..draws.min(names.len()) {
            let Some(drawn) = weighted(&scores, &labelled, certificate.lot().uniform(t)) else { break };
            labelled[drawn.index] = true;
            let unlabelled = names.len() - t;
            let weights = Weights { below: drawn.below, z_max: drawn.z_max, unlabelled, found: 0, unsure: 0 };
            certificate.draws.push(Draw {
                row: names[drawn.index].clone(),
                stratum: 0,
                position: drawn.index,
                q: drawn.q,
                weights: Some(weights),
                answer: None,
            });
        }
        certificate.judge(|_| None)?;
        Ok(certificate)
    }

    fn uniform(
        kind: Kind,
        frame: Frame,
        mut strata: Vec<Vec<String>>,
        found: usize,
        draws: usize,
    ) -> Result<Self, CertificateError> {
        strata.iter_mut().for_each(|names| names.sort_unstable());
        let mut certificate = Self::empty(kind, frame, &strata, found)?;
        let counts = divide(draws, &strata.iter().map(Vec::len).collect::<Vec<_>>());
        let lot = certificate.lot();
        let orders: Vec<Vec<usize>> =
            counts.iter().enumerate().map(|(i, &n)| lot.order(i, strata[i].len(), n)).collect();
        let mut drawn = vec![0; strata.len()];
        while let Some(i) = next_by_share(&drawn, &counts) {
            let position = orders[i][drawn[i]];
            certificate.draws.push(Draw {
                row: strata[i][position].clone(),
                stratum: i,
                position,
                q: 1.0 / real(strata[i].len() - drawn[i]),
                weights: None,
                answer: None,
            });
            drawn[i] += 1;
        }
        certificate.judge(|_| None)?;
        Ok(certificate)
    }

    fn empty(kind: Kind, frame: Frame, names: &[Vec<String>], found: usize) -> Result<Self, CertificateError> {
        frame.check()?;
        check_names(names)?;
        let mut strata = standard_strata(kind);
        strata.iter_mut().zip(names).for_each(|(stratum, names)| stratum.size = names.len());
        let list_sha256 = list_hash(strata.iter().zip(names).map(|(stratum, names)| (&*stratum.name, &names[..])));
        Ok(Self {
            format: FORMAT.into(),
            version: VERSION,
            kind,
            list_sha256,
            alpha_spent: alpha_of_part(frame.alpha, frame.audit, frame.parts),
            campaign: frame.campaign,
            class: frame.class,
            alpha: frame.alpha,
            audit: frame.audit,
            parts: frame.parts,
            part: frame.part,
            seed: frame.seed,
            found,
            strata,
            draws: Vec::new(),
            path: Vec::new(),
            bound: 0.0,
            optimistic: 0.0,
            method: method(kind).into(),
        })
    }

    /// Where the draws come from.
    pub(super) fn lot(&self) -> Lot<'_> {
        Lot { list: &self.list_sha256, seed: self.seed, audit: self.audit }
    }

    /// Fills in what `answer` knows of each row and computes path and bound. Rows that are skipped after the last answer count as not
    /// yet drawn.
    ///
    /// # Errors
    /// When the document contradicts itself.
    pub fn judge(&mut self, answer: impl Fn(&str) -> Option<Answer>) -> Result<(), CertificateError> {
        let (mut found, mut unsure) = (self.found, 0);
        for draw in &mut self.draws {
            draw.answer = answer(&draw.row);
            if let Some(weights) = &mut draw.weights {
                (weights.found, weights.unsure) = (found, unsure);
            }
            match draw.answer {
                Some(Answer::Yes) => found += 1,
                Some(Answer::No) => {}
                Some(Answer::Unsure) | None => unsure += 1,
            }
        }
        let judged = self.judged();
        self.path = self.bounds(Reading::Worst)?;
        self.path.truncate(judged);
        self.bound = self.path.last().copied().unwrap_or_else(|| self.start());
        self.optimistic = self.last_of(Reading::Best)?;
        Ok(())
    }

    /// The certificate of the draws up to the last answer: what is published.
    #[must_use]
    pub fn closed(mut self) -> Self {
        let judged = self.judged();
        self.draws.truncate(judged);
        self
    }

    /// How many draws there are up to the last answer.
    pub fn judged(&self) -> usize {
        self.draws.iter().rposition(|draw| draw.answer.is_some()).map_or(0, |last| last + 1)
    }

    pub(super) fn last_of(&self, reading: Reading) -> Result<f64, CertificateError> {
        let bounds = self.bounds(reading)?;
        let judged = self.judged();
        Ok(if judged == 0 { self.start() } else { bounds[judged - 1] })
    }

    /// The bound before the first draw.
    pub(super) fn start(&self) -> f64 {
        let size = |i: usize| self.strata[i].size;
        match self.kind {
            Kind::Precision => recall(self.found, size(0)),
            Kind::Recall => recall(self.found, size(1) + size(2)),
            Kind::Yield => real(self.found + size(0)),
        }
    }

    /// The bound after each draw.
    pub(super) fn bounds(&self, reading: Reading) -> Result<Vec<f64>, CertificateError> {
        match self.kind {
            Kind::Yield => self.total(reading),
            Kind::Precision | Kind::Recall => self.shares(reading),
        }
    }

    fn shares(&self, reading: Reading) -> Result<Vec<f64>, CertificateError> {
        let populations = self.strata.iter().map(|stratum| Finite::new(stratum.size, stratum.prior.unwrap_or(Prior::LIST)));
        let populations = populations.collect::<Result<Vec<_>, _>>()?;
        let mut looks: Vec<Looks> = populations
            .iter()
            .zip(&self.strata)
            .map(|(population, stratum)| Looks::new(population, self.alpha_spent * stratum.share))
            .collect();
        let mut path = Vec::with_capacity(self.draws.len());
        for draw in &self.draws {
            // In the list a right one counts; outside it, one that is as the model says: not of the class.
            let is_list = draw.stratum == 0;
            let favourable = if is_list { Answer::Yes } else { Answer::No };
            let hit = draw.answer.map_or(reading == Reading::Best, |answer| {
                answer == favourable || (answer == Answer::Unsure && reading == Reading::Best)
            });
            looks[draw.stratum].add(hit);
            let missed = |i: usize| populations[i].size() - looks[i].least();
            path.push(match self.kind {
                Kind::Recall => recall(self.found + looks[0].least(), missed(1) + missed(2)),
                _ => recall(self.found + looks[0].least(), missed(0)),
            });
        }
        Ok(path)
    }

    fn total(&self, reading: Reading) -> Result<Vec<f64>, CertificateError> {
        let mut total = Total::new(self.found, self.strata[0].size, self.alpha_spent);
        let bound = |draw: &Draw| {
            let missing = || CertificateError::Malformed(format!("the draw of \"{}\" has no weights", draw.row));
            let weights = draw.weights.ok_or_else(missing)?;
            let worst = reading == Reading::Worst;
            let doubtful = !matches!(draw.answer, Some(Answer::Yes | Answer::No));
            Ok(real(total.add(Observation {
                found: weights.found + if worst { weights.unsure } else { 0 },
                unlabelled: weights.unlabelled,
                q: draw.q,
                z_max: weights.z_max,
                hit: draw.answer == Some(Answer::Yes) || (worst && doubtful),
            })))
        };
        self.draws.iter().map(bound).collect()
    }
}

impl Frame {
    pub(super) fn check(&self) -> Result<(), CertificateError> {
        let refuse = |message: String| Err(CertificateError::Malformed(message));
        if !(self.alpha > 0.0 && self.alpha < 1.0) {
            return refuse(format!("α must lie between 0 and 1, not be {}", self.alpha));
        }
        if self.audit == 0 || self.part == 0 || self.part > self.parts {
            return refuse(format!("audit {}, part {} of {} do not exist", self.audit, self.part, self.parts));
        }
        Ok(())
    }
}

/// The strata of each kind, still empty, with the shares and priors that are fixed before the first draw.
pub(super) fn standard_strata(kind: Kind) -> Vec<Stratum> {
    let stratum = |name: &str, share, prior| Stratum { name: name.into(), size: 0, share, prior };
    match kind {
        Kind::Precision => vec![stratum("list", 1.0, Some(Prior::LIST))],
        Kind::Recall => ["list", "near", "rest"]
            .into_iter()
            .zip(RECALL_SHARES)
            .zip([Prior::LIST, Prior::NEAR, Prior::REST])
            .map(|((name, share), prior)| stratum(name, share, Some(prior)))
            .collect(),
        Kind::Yield => vec![stratum("pool", 1.0, None)],
    }
}

fn method(kind: Kind) -> &'static str {
    match kind {
        Kind::Precision => {
            "Uniform draws without replacement; mixture likelihood ratio with a beta-binomial prior (Waudby-Smith and Ramdas 2020); \
             valid at every look (Ville 1939)."
        }
        Kind::Recall => {
            "Uniform draws without replacement in three strata; mixture likelihood ratios with beta-binomial priors (Waudby-Smith and \
             Ramdas 2020); the risk is divided among the strata; valid at every look (Ville 1939)."
        }
        Kind::Yield => {
            "Weighted draws without replacement; mean of five betting martingales (Waudby-Smith and Ramdas 2024; Shekhar et al. 2023); \
             valid at every look (Ville 1939)."
        }
    }
}

fn check_names(strata: &[Vec<String>]) -> Result<(), CertificateError> {
    let mut seen = std::collections::HashSet::new();
    for name in strata.iter().flatten() {
        if name.is_empty() || name.contains('\n') {
            return Err(CertificateError::Malformed(format!("{name:?} is no name of a row")));
        }
        if !seen.insert(name) {
            return Err(CertificateError::Malformed(format!("\"{name}\" is there twice")));
        }
    }
    Ok(())
}

/// Divides draws among the strata: as an audit of recall does, and what one stratum cannot take goes to the others.
fn divide(draws: usize, sizes: &[usize]) -> Vec<usize> {
    let draws = draws.min(sizes.iter().sum());
    let mut counts = vec![0; sizes.len()];
    for _ in 0..draws {
        let Some(i) = next_by_share(&counts, sizes) else { break };
        counts[i] += 1;
    }
    counts
}

/// The stratum that is furthest behind its share of the labels and has rows left.
fn next_by_share(counts: &[usize], sizes: &[usize]) -> Option<usize> {
    let behind = |&i: &usize| real(counts[i] + 1) / if sizes.len() == 1 { 1.0 } else { RECALL_LABELS[i] };
    (0..sizes.len()).filter(|&i| counts[i] < sizes[i]).min_by(|a, b| behind(a).total_cmp(&behind(b)))
}
