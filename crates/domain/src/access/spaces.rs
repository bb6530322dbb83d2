//! Spaces: who may see and do what with the jobs, campaigns, labels and files that lie in one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Role;
use crate::named::named;
use crate::{GroupId, ShareLinkId, SpaceId, UserId};

/// What a person may do in a space. Each role may do all that the roles before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SpaceRole {
    /// Looks at everything in it.
    Viewer,
    /// Labels spectra as well.
    Labeller,
    /// Runs jobs and campaigns, and writes files, as well.
    Member,
    /// Shares it, and moves jobs out of it, as well.
    Owner,
}

named!(SpaceRole, "role in a space", Viewer = "viewer", Labeller = "labeller", Member = "member", Owner = "owner");

/// Where that lies which an operation concerns, as one caller stands to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// In no space: it is about the instance, the archive, the caller's own account, or a list, which leaves out what is hidden.
    Nowhere,
    /// Among the files that all members of the instance share.
    Shared,
    /// Where the folders of the spaces begin: only an administrator changes anything of that.
    Root,
    /// In a space in which the caller has this role; in one that is hidden from the caller, none.
    Space(Option<SpaceRole>),
}

/// A folder of the files in which those of each job lie.
pub const JOBS_DIR: &str = "JOBS";
/// A folder of the files in which each space has one of its own, named by its id.
pub const SPACES_DIR: &str = "SPACES";

/// To whom a path of the files belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilesPlace<'a> {
    /// To all members of the instance.
    Shared,
    /// The folder `/JOBS` or `/SPACES` itself.
    Root,
    /// To the space of this directory of `/JOBS`.
    Job {
        /// The directory: `/JOBS/…`.
        directory: &'a str,
    },
    /// To the space whose folder it is or lies in; to administrators where its name is the id of no space.
    Space(Option<SpaceId>),
}

impl<'a> FilesPlace<'a> {
    /// Where an absolute, clean path lies: `/`, or parts with one `/` before each, none of them `.` or `..`.
    pub fn of(path: &'a str) -> Self {
        let mut parts = path.trim_start_matches('/').splitn(3, '/');
        match (parts.next(), parts.next()) {
            (Some(JOBS_DIR | SPACES_DIR), None) => Self::Root,
            (Some(JOBS_DIR), Some(name)) => {
                let length = 1 + JOBS_DIR.len() + 1 + name.len();
                Self::Job { directory: path.get(..length).unwrap_or(path) }
            }
            // Only as the program writes it, so that no two folders are of one space.
            (Some(SPACES_DIR), Some(name)) => {
                Self::Space(name.parse().ok().filter(|id: &SpaceId| id.to_string() == name))
            }
            _ => Self::Shared,
        }
    }

    /// Where a path of a job's config lies. It may begin without a `/`, and hold empty parts, `.` and `..`.
    pub fn of_config(path: &str) -> Option<String> {
        let mut parts: Vec<&str> = Vec::new();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        let is_of_a_space = matches!(parts.first(), Some(&(JOBS_DIR | SPACES_DIR)));
        is_of_a_space.then(|| format!("/{}", parts.join("/")))
    }
}

/// A space, as one of those sees it who may.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Space {
    /// The space's id.
    pub space_id: SpaceId,
    /// What people call it, 1 to 50 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 50, example = "Be stars"))]
    pub name: String,
    /// Whose own space it is; absent for one that is nobody's own.
    pub personal_user_id: Option<UserId>,
    /// Since when there is the space.
    pub created_at: DateTime<Utc>,
    /// What the caller may do in it.
    pub role: SpaceRole,
    /// How much may lie below its jobs and in its folder together, in bytes; absent: as much as there is room for.
    #[cfg_attr(feature = "openapi", schema(example = 100_000_000_000_u64))]
    pub quota_bytes: Option<u64>,
    /// How many of its jobs run at once; absent: as many as there are workers for.
    #[cfg_attr(feature = "openapi", schema(example = 4))]
    pub quota_jobs: Option<u32>,
}

/// A person or a group with a role in a space.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpaceMember {
    /// The person; absent: it is a group.
    pub user_id: Option<UserId>,
    /// The group; absent: it is a person.
    pub group_id: Option<GroupId>,
    /// The name of the person or the group.
    #[cfg_attr(feature = "openapi", schema(example = "ada"))]
    pub name: String,
    /// What he, she or everybody of the group may do in it.
    pub role: SpaceRole,
}

/// A named group of people, which an administrator or a provider of identities keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Group {
    /// The group's id.
    pub group_id: GroupId,
    /// Its name, 1 to 50 characters; unique in upper and lower case.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 50, example = "spectroscopists"))]
    pub name: String,
    /// The names of its people.
    pub members: Vec<String>,
}

/// A link with which whoever has it looks at a space, without its secret.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShareLink {
    /// The link's id, which is no secret.
    pub link_id: ShareLinkId,
    /// What its maker calls it, 1 to 50 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 50, example = "for the referee"))]
    pub name: String,
    /// Who made it.
    pub created_by: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
}

/// What somebody may do in a space: an administrator everything, everybody else what the space says.
pub fn effective(role: Role, in_space: Option<SpaceRole>) -> Option<SpaceRole> {
    if role == Role::Administrator { Some(SpaceRole::Owner) } else { in_space }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_belong_to_jobs_to_spaces_or_to_all() {
        let id = SpaceId::MAIN.to_string();
        let mine = format!("/SPACES/{id}");
        for (path, place) in [
            ("/", FilesPlace::Shared),
            ("/TEMPLATES/x.json", FilesPlace::Shared),
            ("/JOBSX/a", FilesPlace::Shared),
            ("/a/JOBS/b", FilesPlace::Shared),
            ("/JOBS", FilesPlace::Root),
            ("/SPACES", FilesPlace::Root),
            ("/JOBS/a", FilesPlace::Job { directory: "/JOBS/a" }),
            ("/JOBS/ž/b/c", FilesPlace::Job { directory: "/JOBS/ž" }),
            (mine.as_str(), FilesPlace::Space(Some(SpaceId::MAIN))),
            ("/SPACES/x/y", FilesPlace::Space(None)),
        ] {
            assert_eq!(FilesPlace::of(path), place, "{path}");
        }
        let upper = "/SPACES/0199C0DE-7B1E-7F3A-9D57-0123456789AB";
        assert_eq!(FilesPlace::of(upper), FilesPlace::Space(None), "one space has one folder");
    }

    #[test]
    fn a_config_reaches_a_job_however_it_writes_the_path() {
        for path in
            ["JOBS/a/x.h5", "/JOBS/a/x.h5", "//JOBS//a/./x.h5", "TEMPLATES/../JOBS/a/x.h5", "../../JOBS/a/b/../x.h5"]
        {
            assert_eq!(FilesPlace::of_config(path).as_deref(), Some("/JOBS/a/x.h5"), "{path}");
        }
        assert_eq!(FilesPlace::of_config("/SPACES/x").as_deref(), Some("/SPACES/x"));
        for path in ["", "/", "known.csv", "double peak", "/TEMPLATES/JOBS/a", "JOBS/../x"] {
            assert_eq!(FilesPlace::of_config(path), None, "{path}");
        }
    }

    #[test]
    fn serde_uses_the_same_names() {
        for role in SpaceRole::ALL {
            assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
        }
    }
}
