//! Jobs, labellings, events and the outbox, in PostgreSQL or SQLite, behind one interface.
//!
//! The only place with SQL outside of `migrations/`. It keeps what the domain decides: the life of a job
//! ([`lifecycle::apply`](ml_job_domain::lifecycle::apply)) is asked in one place, within the transaction that holds the job's
//! row, so two callers can never both be right. It does not know HTTP, the broker, files or the time: callers bring `now`.
//!
//! Reading order: [`Store`] → [`Store::apply`] (the one writer of a job's state) and [`Applied`] (what it came to) →
//! [`JobFilter`], [`Sight`] and [`Listed`] → [`ArchiveFilter`] (the index of the spectra) → [`OutboxRow`] → [`DueDelivery`] (what people are told) → [`IdempotencyKey`] → [`StoreError`]. Inside: `engine` lets every query be
//! written once for both databases; the others are named after their table.
//!
//! A job's row is locked first in every transaction that touches the job, its events or its outbox row, and only an
//! idempotency key comes before it. So the events of a job are in order, and no two transactions wait for each other in a
//! circle.
//!
//! To add a query, write it once in the file of its table, and a test in `tests/conformance/`, which runs on both
//! databases. To add a column, add a migration to both folders of `migrations/` and the column to the row mapping.

mod accounts;
mod archive;
mod campaigns;
mod connect;
mod engine;
mod error;
mod events;
mod idempotency;
mod job_types;
mod jobs;
mod labellings;
mod leadership;
mod listing;
mod migrate;
mod notices;
mod notify;
mod outbox;
mod outcome;
mod spaces;

pub use accounts::{
    Account, AddUser, AuditFilter, Identified, NewSession, PatchUser, ProviderPerson, SessionLife, SignInByProvider,
    SignInFlow, UserPatch,
};
pub use archive::{
    ArchiveEntry, ArchiveFilter, ArchivePage, ArchivePlace, ArchiveSort, Cone, DueDirectory, FileFacts, IndexPass,
    IndexProgress, IndexedSpectrum, ListedDirectory, NumberRange, ReasonCount, SortKey, SpectrumFacts, SpectrumState,
    SubDirectory, TOTAL_MAX, TargetFacts, Unreadable, WaitingFile,
};
pub use connect::{ConnectOptions, Store};
pub use error::StoreError;
pub use idempotency::{IdempotencyKey, Repetition};
pub use jobs::JobCount;
pub use labellings::{Adjudication, LabellingChange, Opinions, Said, Seat, SeatRequest, TakeSeat, TakenSeat};
pub use leadership::{Leadership, Role};
pub use listing::{JobFilter, LabellingFilter, Listed, Page};
pub use notices::{Disagreement, DueDelivery, MailedLink, NewWebhook, Target};
pub use notify::JobListener;
pub use outbox::OutboxRow;
pub use outcome::{AddCampaign, AddCampaignJob, AddJob, AddLabellings, Adjudicate, Applied, PatchJob, PatchLabellings};
pub use spaces::{
    DeleteMember, DeleteSpace, Eyes, FoundPlace, MoveCampaign, MoveJob, NewMember, OpenedLink, PutGroup, PutMember,
    Sight, SpacePatch, Subject,
};
