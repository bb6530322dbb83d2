//! Which spaces a list shows.

use ml_job_domain::{SpaceId, UserId};

use crate::engine::Statement;

/// The roles of people in spaces, by name and by group: `space_id`, `user_id`, `role`.
pub(crate) const ROLES: &str = "(SELECT space_id, user_id, role FROM space_members
     UNION ALL
     SELECT space_groups.space_id, group_members.user_id, space_groups.role
     FROM space_groups JOIN group_members ON group_members.group_id = space_groups.group_id)";

/// For whom a list is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eyes {
    /// For whoever sees all: the platform itself, administrators, everybody where there are no accounts.
    All,
    /// For a person: what lies in the spaces in which he or she has a role.
    Person(UserId),
    /// For whoever has a link: what lies in its space.
    Visitor(SpaceId),
}

/// What a list may show. Every list of what lies in spaces takes one, so that none is made for nobody in particular.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight {
    /// For whom.
    pub eyes: Eyes,
    /// The one space that was chosen, where one was.
    pub chosen: Option<SpaceId>,
}

impl Sight {
    /// Of all spaces.
    pub const ALL: Self = Self { eyes: Eyes::All, chosen: None };

    /// The condition on the column of the space, whose three arguments begin at `$first`; nothing where all is shown.
    pub(crate) fn condition(self, column: &str, first: usize) -> Option<String> {
        let whose = match self.eyes {
            Eyes::All => None,
            Eyes::Person(_) => {
                Some(format!("{column} IN (SELECT space_id FROM {ROLES} AS roles WHERE user_id = ${first})"))
            }
            Eyes::Visitor(_) => Some(format!("{column} = ${}", first + 1)),
        };
        let chosen = self.chosen.map(|_| format!("{column} = ${}", first + 2));
        let both: Vec<String> = whose.into_iter().chain(chosen).collect();
        (!both.is_empty()).then(|| both.join(" AND "))
    }

    /// Binds the three arguments of [`condition`](Self::condition), those that it does not mention too.
    pub(crate) fn bind(self, statement: Statement<'_>) -> Statement<'_> {
        let person = match self.eyes {
            Eyes::Person(id) => Some(id),
            Eyes::All | Eyes::Visitor(_) => None,
        };
        let visited = match self.eyes {
            Eyes::Visitor(id) => Some(id),
            Eyes::All | Eyes::Person(_) => None,
        };
        statement.bind(&person).bind(&visited).bind(&self.chosen)
    }
}
