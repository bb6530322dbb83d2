//! Certificates: how far a list can be believed, with bounds that hold whenever one looks and stops.
//!
//! A list is frozen, and a person judges rows that chance has drawn, blind and in the drawn order. Each answer improves a bound that
//! holds *at every look at once* with confidence `1 - α`: nobody has to decide beforehand how much to label. Three kinds:
//!
//! - *precision* of a list ([`finite`]), *recall* of a list by three strata ([`finite`], [`document`]);
//! - *yield*: the number of rare ones in the pool, from draws of unequal probability while a learner works ([`total`]).
//!
//! [`draw`] says which rows are drawn, as a function of list, seed and audit that any language can compute again; [`audit`] freezes a
//! list and draws; [`document`] is the certificate itself, and [`verify`](mod@verify) recomputes it from nothing but itself; [`plan`]
//! is what a certificate costs and what no method can do; [`advice`] says what to do next; [`coverage`] measures that all of it
//! holds. [`complete`] holds what is no bound: calibrated probabilities and completeness by injection.
//!
//! *Worst case.* Whoever says "unsure", and whoever skips a row, has not said "right": such rows count against the bound, and for
//! the optimistic number in its favour. Both are shown.
//!
//! Pure functions without files; [`files`] reads lists and answers for the command line.

pub mod advice;
pub mod audit;
pub mod complete;
pub mod coverage;
pub mod document;
pub mod draw;
pub mod files;
pub mod finite;
pub mod plan;
pub mod total;
pub mod verify;

pub use audit::Frame;
pub use document::{Answer, Certificate, Draw, Kind, Stratum};
pub use finite::{Finite, Looks, Prior};
pub use total::{Observation, Total};
pub use verify::{verify, verify_all};

/// The risk that any certificate of a campaign is wrong, unless somebody chose another.
pub const ALPHA: f64 = 0.05;
/// How the recall certificate divides its risk among list, near misses and rest.
pub const RECALL_SHARES: [f64; 3] = [0.2, 0.2, 0.6];
/// How an audit of recall divides its labels among list, near misses and rest.
pub const RECALL_LABELS: [f64; 3] = [0.1, 1.0 / 6.0, 11.0 / 15.0];

/// What is wrong with a certificate.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// The document contradicts itself.
    #[error("{0}")]
    Malformed(String),
    /// The risk that is stated is not what this audit may spend.
    #[error("α spent is {stated}, but audit {audit} of parts {parts} may spend {allowed}")]
    Alpha {
        /// What the document says.
        stated: f64,
        /// What follows from α, audit and parts.
        allowed: f64,
        /// The number of the audit.
        audit: u32,
        /// Among how many certificates its risk is divided.
        parts: u32,
    },
    /// A row was drawn that chance did not draw at this place.
    #[error("draw {draw} (\"{row}\") is not what the seed draws there: a draw was changed, moved or left out")]
    Order {
        /// Number of the draw, from 1.
        draw: usize,
        /// The row.
        row: String,
    },
    /// A probability that the draw cannot have had.
    #[error("draw {draw}: q = {q} is not the probability that it had{}", expected.map_or(String::new(), |q| format!(" ({q})")))]
    Probability {
        /// Number of the draw, from 1.
        draw: usize,
        /// What the document says.
        q: f64,
        /// What is right, where that is known.
        expected: Option<f64>,
    },
    /// A number does not follow from the draws.
    #[error("{what} is {stated}, but the draws give {computed}")]
    Number {
        /// Which number.
        what: String,
        /// What the document says.
        stated: f64,
        /// What was computed.
        computed: f64,
    },
    /// Two certificates of one campaign spend the same risk.
    #[error("α is spent twice: two certificates of campaign \"{campaign}\" are part {part} of audit {audit}")]
    Reused {
        /// The campaign.
        campaign: String,
        /// The audit.
        audit: u32,
        /// The part.
        part: u32,
    },
    /// A prior with which the bound is not proved.
    #[error("the prior ({a}, {b}) is none with which the bound is proved: a ≥ 1, 0 < b ≤ 1")]
    Prior {
        /// Weight of hits.
        a: f64,
        /// Weight of misses.
        b: f64,
    },
}
