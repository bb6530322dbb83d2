//! What a certificate says, and what to do next, in sentences.

use std::fmt::Write;

use super::finite::{Finite, Prior, real};
use super::plan::{Supposed, price_of_precision};
use super::{Answer, Certificate, CertificateError, Kind, RECALL_LABELS};

/// What is known so far: the bound, whether unsure and skipped rows matter, and what it means.
pub fn statement(certificate: &Certificate) -> String {
    let Certificate { kind, class, bound, optimistic, alpha, .. } = certificate;
    let (percent, judged) = (100.0 * (1.0 - alpha), certificate.judged());
    let doubtful = count(certificate, |answer| !matches!(answer, Some(Answer::Yes | Answer::No)));
    let said = match kind {
        Kind::Precision => format!("at least {bound:.3} of the list are \"{class}\""),
        Kind::Recall => format!("list and labels hold at least {bound:.3} of all \"{class}\""),
        Kind::Yield => format!("at most {bound:.0} of the pool are \"{class}\""),
    };
    let mut text = format!("{percent:.0} % confidence, whenever you stop: {said} ({judged} draws judged).");
    if doubtful > 0 {
        let number = if *kind == Kind::Yield { format!("{optimistic:.0}") } else { format!("{optimistic:.3}") };
        let _ = write!(
            text,
            " {doubtful} unsure or skipped rows count against it; counted in its favour it would be {number}."
        );
    }
    text
}

/// What to do next to reach `target`, a share.
///
/// # Errors
/// When the certificate contradicts itself.
pub fn advice(certificate: &Certificate, target: f64) -> Result<String, CertificateError> {
    let judged = certificate.judged();
    let reached = match certificate.kind {
        Kind::Yield => found(certificate) >= target * certificate.bound,
        Kind::Precision | Kind::Recall => certificate.bound >= target,
    };
    if reached {
        return Ok(format!("The target {target} is certified: stop here."));
    }
    if judged == 0 && certificate.kind != Kind::Yield {
        return before(certificate, target);
    }
    Ok(match certificate.kind {
        Kind::Yield => {
            let least = found(certificate) / certificate.bound.max(1.0);
            format!("Labelled so far: {:.0}, at least {least:.3} of all. Go on labelling.", found(certificate))
        }
        Kind::Precision => next(price(certificate, seen(certificate, 0), target)?, judged, target),
        Kind::Recall => {
            let rare = [0, 1, 2].map(|i| seen(certificate, i));
            next(recall_supposed(certificate, rare, |supposed| supposed.price(target))?, judged, target)
        }
    })
}

/// The price before the first label, at what one may suppose.
fn before(certificate: &Certificate, target: f64) -> Result<String, CertificateError> {
    let prices = match certificate.kind {
        Kind::Precision => [1.0, 0.95, 0.9].map(|share| (share, price(certificate, share, target))),
        _ => [0.0, 0.001, 0.01].map(|share| {
            let rare = [0.95, 5.0 * share, share];
            (share, recall_supposed(certificate, rare, |supposed| supposed.price(target)))
        }),
    };
    let what =
        if certificate.kind == Kind::Precision { "of the list are right" } else { "of the rest are of the class" };
    let mut parts = Vec::new();
    for (share, price) in prices {
        let labels = price?.map_or("no number of labels".into(), |labels| format!("{labels} labels"));
        parts.push(format!("{labels} if {:.1} % {what}", 100.0 * share));
    }
    Ok(format!("The price of {target}: {}.", parts.join(", ")))
}

fn next(price: Option<usize>, judged: usize, target: f64) -> String {
    match price {
        Some(price) if price > judged => {
            format!("The target {target} costs about {} more labels, if they turn out as those so far.", price - judged)
        }
        Some(_) => format!("The target {target} is near: go on."),
        None => format!(
            "If the rest is as what was seen, no number of labels certifies {target}: teach on, or freeze a shorter list."
        ),
    }
}

fn price(certificate: &Certificate, precision: f64, target: f64) -> Result<Option<usize>, CertificateError> {
    let list = Finite::new(certificate.strata[0].size, Prior::LIST)?;
    Ok(price_of_precision(&list, certificate.found, precision, target, certificate.alpha_spent))
}

fn recall_supposed<T>(
    certificate: &Certificate,
    rare: [f64; 3],
    ask: impl Fn(&Supposed) -> T,
) -> Result<T, CertificateError> {
    let stratum = |i: usize| {
        let stratum = &certificate.strata[i];
        Finite::new(stratum.size, stratum.prior.unwrap_or(Prior::LIST))
    };
    let strata = [stratum(0)?, stratum(1)?, stratum(2)?];
    Ok(ask(&Supposed {
        found: certificate.found,
        strata: [&strata[0], &strata[1], &strata[2]],
        rare,
        alpha: [0, 1, 2].map(|i| certificate.alpha_spent * certificate.strata[i].share),
        labels: RECALL_LABELS,
    }))
}

/// The share of the class among the judged draws of a stratum; 0 where there is none.
fn seen(certificate: &Certificate, stratum: usize) -> f64 {
    let draws = certificate.draws[..certificate.judged()].iter().filter(|draw| draw.stratum == stratum);
    let (yes, all) =
        draws.fold((0, 0), |(yes, all), draw| (yes + usize::from(draw.answer == Some(Answer::Yes)), all + 1));
    if all == 0 { 0.0 } else { real(yes) / real(all) }
}

fn found(certificate: &Certificate) -> f64 {
    real(certificate.found + count(certificate, |answer| answer == Some(Answer::Yes)))
}

fn count(certificate: &Certificate, which: impl Fn(Option<Answer>) -> bool) -> usize {
    certificate.draws[..certificate.judged()].iter().filter(|draw| which(draw.answer)).count()
}
