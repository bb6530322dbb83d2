//! The tables of spaces: who sees what.
//!
//! [`Sight`] is what every list asks for. What a single object is to a person, [`crate::Store::find_place`] tells.

mod groups;
mod links;
mod members;
mod moving;
mod place;
mod sight;
mod table;

pub(crate) use groups::put_into;
pub use links::OpenedLink;
pub use members::{DeleteMember, NewMember, PutMember};
pub use moving::MoveCampaign;
pub use moving::MoveJob;
pub(crate) use place::note_directory;
pub use place::{FoundPlace, Subject};
pub(crate) use sight::ROLES;
pub use sight::{Eyes, Sight};
pub(crate) use table::own;
pub use table::{DeleteSpace, PutGroup, SpacePatch};
