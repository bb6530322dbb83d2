//! Active learning on spectra: finding the few strange ones among millions with as few labels as possible.
//!
//! A plain synchronous library. It knows HDF5 files, numbers and seeds; it knows no job, queue, database or HTTP, writes nothing but
//! the files it is asked for, prints nothing, and takes all randomness from one seed. On the CPU the same input gives the same bytes
//! on any number of threads.
//!
//! In reading order:
//!
//! - [`data`]: spectra in HDF5, read in chunks; results written under a temporary name.
//! - [`network`]: the convolutional network as data; [`engine`]: what computes it, the [`Engine`](engine::Engine) trait, our CPU engine
//!   and burn's (feature `burn`; with CUDA by the feature `cuda`).
//! - [`fit`](mod@fit): how everybody trains, from [`balance`] and [`train`] to a [`model`] on disk; [`metrics`]: scores.
//! - [`features`] and [`classify`]: what describes a spectrum in few numbers, and the models that learn from them in a second; all
//!   models, the network too, answer as a [`Predictor`](classify::Predictor).
//! - [`pool`] and [`strategy`]: streaming the pool through the network and choosing what to ask.
//! - [`query`]: choosing without a model (spread, anomalies, line strength), and the sampling plan of a campaign.
//! - [`estimate`], [`tsne`]: precision with its exact bound; a map of the training set.
//! - [`certificate`]: bounds for precision, recall and yield that hold at every look, and their documents.
//! - [`files`]: `train` and `predict` on files; [`simulate`]: strategies compared on a labelled set.
//!
//! Callers watch and stop long work through an [`Observer`](ml_job_domain::Observer).
//!
//! To add a query strategy, see [`strategy`]; to add an engine, implement [`Engine`](engine::Engine) and hold it to the agreement
//! tests.

#![cfg_attr(
    test,
    expect(
        clippy::float_cmp,
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "tests compare exact results and make small numbers"
    )
)]

pub mod agreement;
pub mod balance;
pub mod certificate;
pub mod classify;
pub mod data;
pub mod engine;
pub mod error;
pub mod estimate;
pub mod features;
pub mod files;
pub mod fit;
mod linear_algebra;
pub mod metrics;
pub mod model;
pub mod network;
pub mod pool;
pub mod query;
pub mod rng;
pub mod simulate;
pub mod strategy;
pub mod train;
pub mod tsne;
