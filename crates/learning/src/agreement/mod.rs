//! How far people agree about the same spectra, and what their answers together make most probable.
//!
//! Answers are numbers of categories. For [`cohen_kappa`], [`fleiss_kappa`] and [`alpha()`] *unsure* is a category of its own: two people
//! who both cannot tell agree. For [`dawid_skene()`] it is no answer: somebody who is unsure is as likely so whatever the class is, a
//! uniform weight, which changes no probability.

mod alpha;
mod dawid_skene;
mod kappa;

pub use alpha::{Interval, alpha, alpha_interval};
pub use dawid_skene::{DawidSkene, dawid_skene};
pub use kappa::{cohen_kappa, fleiss_kappa};
