//! The words of the platform, as types: what a job is, which phases it goes through, what a label is.
//!
//! Pure data and decisions: no I/O, no clock of its own, no service. Everything that goes over a wire (HTTP, the
//! broker, a module's pipe) is defined here once, so that API, worker, store and science cannot disagree about it; science
//! takes its words from here as well ([`FieldError`], [`FailureClass`], [`SpectrumSet`], [`ShownSpectrum`], [`Observer`]).
//!
//! Reading order: [`JobId`] → [`JobType`] → [`Phase`] and [`Action`] → [`Job`] → [`lifecycle`] (what happens to a job) → [`Labelling`] → [`protocol`] (what
//! workers say to the API) → [`JobMessage`] (what travels through the broker) → [`JobEvent`] (what a page listens to) → [`Campaign`] (a search that runs through many jobs) → [`access`] (who may do what) → [`notice`] (what people are told of).
//!
//! To add a field to a job: add it to [`Job`], to the `jobs` table in both `migrations/`, and to the row mapping in the
//! store. To add a phase or an action, extend the `match` in [`Phase::after`]; the compiler and
//! `docs/state-machine.md` (compared by a test) tell what else has to follow.

pub mod access;
mod backoff;
mod campaign;
mod clock;
mod event;
mod failure;
mod ids;
mod job;
mod job_type;
mod labelling;
pub mod lifecycle;
mod message;
mod named;
pub mod notice;
mod observe;
pub mod opinion;
mod performance;
mod phase;
pub mod protocol;
mod shown_url;
mod validate;
mod waiting;

pub use backoff::Backoff;
pub use campaign::{
    AUDIT_FILE, Assessment, AuditKind, AuditState, Campaign, CampaignJob, CampaignModel, CampaignPlace, CampaignPlan,
    CampaignRecord, CampaignRole, CampaignStep, Draw, DrawKind, Estimate, Found, NewCampaign, PoolSource,
    SAME_STAR_MAX, SelfAgreement, UNSURE,
};
pub use clock::{Clock, SystemClock};
pub use event::{EventKind, JobEvent, LogLevel, LogLine};
pub use failure::{FailureClass, causes, sentence};
pub use ids::{
    CampaignId, GroupId, InvalidId, JobId, LabellingId, SeatId, SessionId, ShareLinkId, SpaceId, TokenId, UserId,
};
pub use job::{Job, JobFailure, JobPatch, NewJob};
pub use job_type::{
    CampaignTask, InvalidJobType, JobKinds, JobType, JobTypeManifest, NextIteration, PreviousIteration, ResultFile,
};
pub use labelling::{Labelling, LabellingPatch, NewLabelling, ShownSpectrum, SpectrumSet};
pub use message::{ControlAction, ControlMessage, JobMessage, MESSAGE_VERSION};
pub use named::UnknownName;
pub use observe::{Observer, Progress, Unobserved};
pub use performance::{PerformanceEstimate, Precision};
pub use phase::{Action, Phase, PhaseConflict};
pub use shown_url::shown_url;
pub use validate::FieldError;
pub use waiting::{Standing, WaitReason, Waiting, explain};
