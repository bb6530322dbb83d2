//! The tables `labellings`, `labelling_opinions` and `labelling_changes`: which spectra a job shows to people, and what they said; and
//! `labelling_seats` and `labelling_leases`: who is asked what at the moment.

mod add;
mod history;
mod list;
mod opinions;
mod patch;
mod row;
mod seats;

use chrono::{DateTime, Utc};

pub(crate) use add::delete_of_workers;
pub use history::LabellingChange;
pub use opinions::Opinions;
pub use seats::{Seat, SeatRequest, TakeSeat, TakenSeat};

/// Who says something of spectra, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a> {
    /// The name of an account, which is never given to another one.
    pub author: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// What somebody settles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjudication {
    /// The label that counts from then on.
    pub label: String,
    /// What is to be noted.
    pub comment: Option<String>,
}
