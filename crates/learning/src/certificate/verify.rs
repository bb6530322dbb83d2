//! Checking certificates from nothing but themselves.
//!
//! The draws are computed again from list hash, seed and audit, their probabilities from the sizes, the risk from the number of the
//! audit, path and bounds from the answers. So an edited probability, a moved or dropped draw, a risk spent twice do not pass. What a
//! document cannot show is whether the answers are true: for that somebody looks at the rows again, which it names.

use std::collections::HashMap;

use super::audit::{Frame, standard_strata};
use super::document::{Certificate, Draw, FORMAT, Kind, MOST_ROWS, Reading, VERSION};
use super::draw::seal;
use super::finite::real;
use super::plan::alpha_of_part;
use super::{Answer, CertificateError};

/// Checks one certificate.
///
/// # Errors
/// What does not follow from what.
pub fn verify(certificate: &Certificate) -> Result<(), CertificateError> {
    check_draws(certificate)?;
    let path = certificate.bounds(Reading::Worst)?;
    let judged = certificate.judged();
    if certificate.path.len() != judged {
        let message = format!("the path has {} bounds for {judged} draws", certificate.path.len());
        return Err(CertificateError::Malformed(message));
    }
    for (i, (&stated, &computed)) in certificate.path.iter().zip(&path).enumerate() {
        same(&format!("the bound after draw {}", i + 1), stated, computed)?;
    }
    same("the bound", certificate.bound, certificate.path.last().copied().unwrap_or_else(|| certificate.start()))?;
    same("the optimistic number", certificate.optimistic, certificate.last_of(Reading::Best)?)
}

/// Checks certificates together: each alone, and that no risk of a campaign is spent twice.
///
/// # Errors
/// As [`verify`], and where α is spent twice or differs within a campaign.
pub fn verify_all(certificates: &[Certificate]) -> Result<(), CertificateError> {
    let mut spent = HashMap::new();
    let mut alphas = HashMap::new();
    for certificate in certificates {
        verify(certificate)?;
        let Certificate { campaign, audit, part, parts, alpha, .. } = certificate;
        if let Some(other) = alphas.insert(campaign, *alpha).filter(|&other| !close(other, *alpha)) {
            let message = format!("campaign \"{campaign}\" has α = {other} in one certificate and {alpha} in another");
            return Err(CertificateError::Malformed(message));
        }
        if let Some(other) = alphas_of_audit(&mut spent, campaign, *audit, *part, *parts) {
            return Err(other);
        }
    }
    Ok(())
}

type Spent<'a> = HashMap<(&'a str, u32), (u32, Vec<u32>)>;

fn alphas_of_audit<'a>(
    spent: &mut Spent<'a>,
    campaign: &'a str,
    audit: u32,
    part: u32,
    parts: u32,
) -> Option<CertificateError> {
    let (divided, taken) = spent.entry((campaign, audit)).or_insert((parts, Vec::new()));
    let reused = *divided != parts || taken.contains(&part);
    taken.push(part);
    reused.then(|| CertificateError::Reused { campaign: campaign.to_owned(), audit, part })
}

/// Checks all but what follows from the answers.
pub(super) fn check_draws(certificate: &Certificate) -> Result<(), CertificateError> {
    check_head(certificate)?;
    match certificate.kind {
        Kind::Yield => check_weighted(certificate),
        Kind::Precision | Kind::Recall => check_uniform(certificate),
    }
}

fn check_head(certificate: &Certificate) -> Result<(), CertificateError> {
    let Certificate { format, version, kind, alpha, alpha_spent, audit, part, parts, .. } = certificate;
    let refuse = |message: String| Err(CertificateError::Malformed(message));
    if format != FORMAT || *version != VERSION {
        return refuse(format!("this is \"{format}\" version {version}; \"{FORMAT}\" version {VERSION} is known"));
    }
    let (campaign, class) = (String::new(), String::new());
    Frame { campaign, class, alpha: *alpha, audit: *audit, part: *part, parts: *parts, seed: 0 }.check()?;
    let allowed = alpha_of_part(*alpha, *audit, *parts);
    if !close(*alpha_spent, allowed) {
        return Err(CertificateError::Alpha { stated: *alpha_spent, allowed, audit: *audit, parts: *parts });
    }
    let mut standard = standard_strata(*kind);
    standard.iter_mut().zip(&certificate.strata).for_each(|(standard, stated)| standard.size = stated.size);
    if standard != certificate.strata {
        return refuse("strata, shares or priors are not those that the method fixes before the first draw".into());
    }
    if let Some(stratum) = standard.iter().find(|stratum| stratum.size > MOST_ROWS) {
        return refuse(format!("stratum \"{}\" has {} rows, more than {MOST_ROWS}", stratum.name, stratum.size));
    }
    Ok(())
}

fn check_uniform(certificate: &Certificate) -> Result<(), CertificateError> {
    let mut drawn = vec![Vec::new(); certificate.strata.len()];
    for (i, draw) in certificate.draws.iter().enumerate() {
        let Some(stratum) = drawn.get_mut(draw.stratum) else {
            return Err(CertificateError::Malformed(format!("draw {} is from stratum {}", i + 1, draw.stratum)));
        };
        stratum.push((i, draw));
    }
    for (number, (draws, stratum)) in drawn.iter().zip(&certificate.strata).enumerate() {
        let order = certificate.lot().order(number, stratum.size, draws.len());
        for (t, &(i, draw)) in draws.iter().enumerate() {
            if order.get(t) != Some(&draw.position) {
                return Err(CertificateError::Order { draw: i + 1, row: draw.row.clone() });
            }
            let expected = 1.0 / real(stratum.size - t);
            if !close(draw.q, expected) {
                return Err(CertificateError::Probability { draw: i + 1, q: draw.q, expected: Some(expected) });
            }
        }
    }
    Ok(())
}

fn check_weighted(certificate: &Certificate) -> Result<(), CertificateError> {
    let (mut found, mut doubtful, mut unlabelled) = (certificate.found, 0, certificate.strata[0].size);
    let mut sealed = certificate.lot().first_seal();
    for (t, draw) in certificate.draws.iter().enumerate() {
        let Some(weights) = draw.weights else {
            return Err(CertificateError::Malformed(format!("draw {} has no weights", t + 1)));
        };
        let improbable = || CertificateError::Probability { draw: t + 1, q: draw.q, expected: None };
        let u = certificate.lot().uniform(t);
        let (low, high) = (weights.below - 1e-9, weights.below + draw.q + 1e-9);
        if !(low..high).contains(&u) {
            return Err(CertificateError::Order { draw: t + 1, row: draw.row.clone() });
        }
        sealed = seal(&sealed, &draw.row, [draw.q, weights.below, weights.z_max]);
        let possible = draw.seal.as_ref() == Some(&sealed)
            && draw.q > 0.0
            && weights.below >= 0.0
            && weights.below + draw.q <= 1.0 + 1e-9;
        let bounded = weights.z_max * draw.q >= 1.0 - 1e-9 && weights.z_max >= real(weights.unlabelled) * (1.0 - 1e-9);
        if !(possible && bounded) {
            return Err(improbable());
        }
        let counted = weights.found >= found && weights.found + weights.unsure >= found + doubtful;
        if !counted || weights.unlabelled > unlabelled || weights.unlabelled == 0 {
            return Err(CertificateError::Malformed(format!("the counts of labels before draw {} fall", t + 1)));
        }
        let (yes, doubt) = tally(draw);
        (found, doubtful) = (weights.found + yes, weights.unsure + doubt);
        unlabelled = weights.unlabelled - 1;
    }
    Ok(())
}

/// Whether a draw adds to what is found, and to what is doubtful.
fn tally(draw: &Draw) -> (usize, usize) {
    match draw.answer {
        Some(Answer::Yes) => (1, 0),
        Some(Answer::No) => (0, 0),
        Some(Answer::Unsure) | None => (0, 1),
    }
}

fn same(what: &str, stated: f64, computed: f64) -> Result<(), CertificateError> {
    if close(stated, computed) {
        return Ok(());
    }
    Err(CertificateError::Number { what: what.to_owned(), stated, computed })
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1e-9)
}
