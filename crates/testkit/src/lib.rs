//! What the tests of several crates need: databases of their own, a clock to set, conditions to wait for, real spectra.
//!
//! A dev-dependency only; nothing here reaches the product. Each thing has one file, and needs nothing of the others. Science
//! takes the files alone; what needs a service is behind the feature `services`.

mod data;
pub mod fits;
pub mod fits_cases;
pub mod layouts;
pub mod mutation;

pub use data::data_dir;

#[cfg(feature = "services")]
mod block_on;
#[cfg(feature = "services")]
mod broker;
#[cfg(feature = "services")]
mod clock;
#[cfg(feature = "services")]
mod database;
#[cfg(feature = "services")]
mod mail;
#[cfg(feature = "services")]
mod proxy;
#[cfg(feature = "services")]
mod receiver;
#[cfg(feature = "services")]
mod wait;

#[cfg(feature = "services")]
pub use {
    broker::TestBroker,
    clock::MockClock,
    database::TestDatabase,
    mail::{MailServer, ReceivedMail},
    proxy::TestProxy,
    receiver::{HttpReceiver, ReceivedRequest},
    wait::{wait_for, wait_for_some},
};
