//! The beginning of an audit: a list is frozen, and its draws are fixed before anybody has seen one.

use super::document::{Certificate, Draw, FORMAT, Kind, Stratum, VERSION, Weights};
use super::draw::{Weighted, list_hash, seal, weighted};
use super::finite::{Prior, real};
use super::plan::alpha_of_part;
use super::{CertificateError, RECALL_LABELS, RECALL_SHARES};

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
    pub fn recall(
        frame: Frame,
        strata: [Vec<String>; 3],
        found: usize,
        draws: usize,
    ) -> Result<Self, CertificateError> {
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
            let Some(next) = weighted(&scores, &labelled, certificate.lot().uniform(t)) else { break };
            labelled[next.index] = true;
            certificate.add_weighted(&names[next.index], next, names.len() - t, (found, t));
        }
        certificate.judge(|_| None)?;
        Ok(certificate)
    }

    /// Records a draw of unequal probability that [`Lot::uniform`](super::draw::Lot::uniform) has decided, before anybody sees the row: `unlabelled` rows are left,
    /// of the others are `found` of the class and `unsure` without a clear answer.
    pub fn add_weighted(&mut self, row: &str, drawn: Weighted, unlabelled: usize, (found, unsure): (usize, usize)) {
        let first = || self.lot().first_seal();
        let before = self.draws.last().and_then(|last| last.seal.clone()).unwrap_or_else(first);
        let Weighted { index, q, below, z_max } = drawn;
        self.draws.push(Draw {
            row: row.to_owned(),
            stratum: 0,
            position: index,
            q,
            weights: Some(Weights { below, z_max, unlabelled, found, unsure }),
            seal: Some(seal(&before, row, [q, below, z_max])),
            answer: None,
        });
    }

    fn uniform(
        kind: Kind,
        frame: Frame,
        mut strata: Vec<Vec<String>>,
        found: usize,
        draws: usize,
    ) -> Result<Self, CertificateError> {
        for names in &mut strata {
            names.sort_unstable();
        }
        let mut certificate = Self::empty(kind, frame, &strata, found)?;
        let counts = divide(draws, &strata.iter().map(Vec::len).collect::<Vec<_>>());
        let lot = certificate.lot();
        let orders: Vec<Vec<usize>> =
            counts.iter().enumerate().map(|(i, &n)| lot.order(i, strata[i].len(), n)).collect();
        let mut taken = vec![0; strata.len()];
        while let Some(i) = next_by_share(&taken, &counts) {
            let position = orders[i][taken[i]];
            certificate.draws.push(Draw {
                row: strata[i][position].clone(),
                stratum: i,
                position,
                q: 1.0 / real(strata[i].len() - taken[i]),
                weights: None,
                seal: None,
                answer: None,
            });
            taken[i] += 1;
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
