//! Choosing what to label.
//!
//! Without a model: [`k_means_plus_plus`], [`IsolationForest`], the line index. The [`plan`](plan()) of a campaign's rounds mixes such
//! choices with those of a model and with random draws of recorded probability.

mod forest;
mod k_means;
mod plan;
mod sight;
mod sky;

pub use forest::IsolationForest;
pub use k_means::k_means_plus_plus;
pub use plan::{DIVERSE_AMONG, Draw, DrawKind, Known, Opinion, Shares, plan};
pub use sight::{Sight, Strangeness};
pub use sky::{SAME_STAR_ARCSEC, stars};
