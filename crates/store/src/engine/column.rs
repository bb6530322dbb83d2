//! How the domain's types are kept in a column.

use chrono::{DateTime, Utc};
use ml_job_domain::access::{AuditOutcome, Role, SpaceRole};
use ml_job_domain::notice::{Channel, DeliveryState, MessageKind};
use ml_job_domain::{
    CampaignId, CampaignPlan, CampaignRole, Draw, EventKind, GroupId, JobFailure, JobId, JobType, LabellingId, Phase,
    Progress, ResultFile, SeatId, SessionId, ShareLinkId, SpaceId, SpectrumSet, TokenId, UserId,
};
use serde_json::Value;
use sqlx::error::BoxDynError;
use sqlx::{Decode, Encode, Postgres, Sqlite, Type};
use uuid::Uuid;

use super::kinds::{DbId, DbJson, DbTime};
use crate::SpectrumState;

/// A value that both databases can keep.
pub(crate) trait Portable:
    Type<Postgres>
    + Type<Sqlite>
    + for<'q> Encode<'q, Postgres>
    + for<'q> Encode<'q, Sqlite>
    + for<'r> Decode<'r, Postgres>
    + for<'r> Decode<'r, Sqlite>
    + Send
    + 'static
{
}

impl<T> Portable for T where
    T: Type<Postgres>
        + Type<Sqlite>
        + for<'q> Encode<'q, Postgres>
        + for<'q> Encode<'q, Sqlite>
        + for<'r> Decode<'r, Postgres>
        + for<'r> Decode<'r, Sqlite>
        + Send
        + 'static
{
}

/// A type of ours, and the value that stands for it in a column.
pub(crate) trait Column: Sized {
    /// What the column holds.
    type Kept: Portable;

    /// The value to write.
    fn keep(&self) -> Result<Self::Kept, BoxDynError>;

    /// Reads a value back.
    fn recall(kept: Self::Kept) -> Result<Self, BoxDynError>;
}

impl<T: Column> Column for Option<T>
where
    Option<T::Kept>: Portable,
{
    type Kept = Option<T::Kept>;

    fn keep(&self) -> Result<Self::Kept, BoxDynError> {
        self.as_ref().map(T::keep).transpose()
    }

    fn recall(kept: Self::Kept) -> Result<Self, BoxDynError> {
        kept.map(T::recall).transpose()
    }
}

/// `column! { Type as Kept, |value| …, |kept| … }`: a type, its kept form, and the way there and back.
macro_rules! column {
    ($($type:ty as $kept:ty, |$value:ident| $keep:expr, |$stored:ident| $recall:expr;)*) => {$(
        impl Column for $type {
            type Kept = $kept;

            fn keep(&self) -> Result<Self::Kept, BoxDynError> {
                let $value = self;
                Ok($keep)
            }

            fn recall($stored: Self::Kept) -> Result<Self, BoxDynError> {
                Ok($recall)
            }
        }
    )*};
}

column! {
    bool as bool, |value| *value, |kept| kept;
    i64 as i64, |value| *value, |kept| kept;
    f64 as f64, |value| *value, |kept| kept;
    u64 as i64, |value| i64::try_from(*value)?, |kept| u64::try_from(kept)?;
    u32 as i32, |value| i32::try_from(*value)?, |kept| u32::try_from(kept)?;
    String as String, |value| value.clone(), |kept| kept;
    Value as DbJson, |value| DbJson::of(value)?, |kept| kept.read()?;
    Vec<ResultFile> as DbJson, |value| DbJson::of(value)?, |kept| kept.read()?;
    CampaignPlan as DbJson, |value| DbJson::of(value)?, |kept| kept.read()?;
    Draw as DbJson, |value| DbJson::of(value)?, |kept| kept.read()?;
    Progress as DbJson, |value| DbJson::of(value)?, |kept| kept.read()?;
    JobFailure as DbJson, |value| DbJson::of(value)?, |kept| kept.read()?;
    DateTime<Utc> as DbTime, |value| DbTime(*value), |kept| kept.0;
    JobId as DbId, |value| DbId(value.as_uuid()), |kept| Self::from(kept.0);
    CampaignId as DbId, |value| DbId(value.as_uuid()), |kept| Self::from(kept.0);
    LabellingId as DbId, |value| DbId(value.as_uuid()), |kept| Self::from(kept.0);
    SeatId as DbId, |value| DbId(value.as_uuid()), |kept| Self::from(kept.0);
    UserId as DbId, |value| DbId(value.as_uuid()), |kept| Self::from(kept.0);
    SessionId as DbId, |value| DbId(value.as_uuid()), |kept| Self::from(kept.0);
    TokenId as DbId, |value| DbId(value.as_uuid()), |kept| Self::from(kept.0);
    SpaceId as DbId, |value| DbId(value.as_uuid()), |kept| Self::from(kept.0);
    GroupId as DbId, |value| DbId(value.as_uuid()), |kept| Self::from(kept.0);
    ShareLinkId as DbId, |value| DbId(value.as_uuid()), |kept| Self::from(kept.0);
    Uuid as DbId, |value| DbId(*value), |kept| kept.0;
    JobType as String, |value| value.as_str().to_owned(), |kept| kept.parse()?;
    Phase as String, |value| value.as_str().to_owned(), |kept| kept.parse()?;
    EventKind as String, |value| value.as_str().to_owned(), |kept| kept.parse()?;
    Role as String, |value| value.as_str().to_owned(), |kept| kept.parse()?;
    Channel as String, |value| value.as_str().to_owned(), |kept| kept.parse()?;
    DeliveryState as String, |value| value.as_str().to_owned(), |kept| kept.parse()?;
    MessageKind as String, |value| value.as_str().to_owned(), |kept| kept.parse()?;
    SpaceRole as String, |value| value.as_str().to_owned(), |kept| kept.parse()?;
    AuditOutcome as String, |value| value.as_str().to_owned(), |kept| kept.parse()?;
    CampaignRole as String, |value| value.as_str().to_owned(), |kept| kept.parse()?;
    SpectrumState as String, |value| value.as_str().to_owned(), |kept| kept.parse()?;
    SpectrumSet as String, |value| value.as_str().to_owned(), |kept| kept.parse()?;
}
