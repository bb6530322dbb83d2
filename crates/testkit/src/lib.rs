//! What the tests of several crates need: databases of their own, a clock to set, conditions to wait for, real spectra.
//!
//! A dev-dependency only; nothing here reaches the product. Each thing has one file, and needs nothing of the others.

mod block_on;
mod broker;
mod clock;
mod data;
mod database;
pub mod fits;
mod proxy;
mod wait;

pub use broker::TestBroker;
pub use clock::MockClock;
pub use data::data_dir;
pub use database::TestDatabase;
pub use proxy::TestProxy;
pub use wait::{wait_for, wait_for_some};
