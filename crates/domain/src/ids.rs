//! Identifiers: newtypes over UUIDs, so that a labelling's id never stands where a job's is meant.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A text that is not a UUID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a UUID")]
pub struct InvalidId(String);

macro_rules! id {
    ($name:ident, $what:literal) => {
        #[doc = concat!("The id of a ", $what, ": a UUID of version 7, so that ids sort by creation time.")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid, example = "0199c0de-7b1e-7f3a-9d57-0123456789ab"))]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id.
            #[expect(clippy::new_without_default, reason = "a default that differs each time would surprise")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            /// The UUID itself.
            pub const fn as_uuid(&self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self).map_err(|_| InvalidId(text.to_owned()))
            }
        }
    };
}

id!(JobId, "job");
id!(LabellingId, "labelling");
id!(CampaignId, "campaign");
id!(SeatId, "seat at a job's labellings");
id!(UserId, "user's account");
id!(TokenId, "personal access token");
id!(SessionId, "session");
id!(SpaceId, "space");
id!(GroupId, "group of people");
id!(ShareLinkId, "link to a space");

impl SpaceId {
    /// The space that every instance begins with: without accounts everything lies in it, and nobody sees it.
    pub const MAIN: Self = Self(Uuid::nil());

    /// Whether it is the space that the instance begins with.
    pub fn is_main(&self) -> bool {
        *self == Self::MAIN
    }
}

/// The space of what names none.
pub(crate) const fn main_space() -> SpaceId {
    SpaceId::MAIN
}
