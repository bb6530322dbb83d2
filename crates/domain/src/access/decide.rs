//! The one function that decides.

use std::collections::BTreeSet;

use super::{Role, Scope};

/// What a person must be allowed, for one kind of endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// To look at jobs, labels, spectra, files and campaigns.
    Read,
    /// To label.
    Label,
    /// To run jobs and campaigns, and to write files.
    Run,
    /// To read the numbers of the whole instance.
    Observe,
    /// To keep the accounts, and to read the audit log.
    Administer,
    /// To keep one's own account: password, sessions, tokens. Never by a token, which could make itself a better one.
    OwnAccount,
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Read, Self::Label, Self::Run, Self::Observe, Self::Administer, Self::OwnAccount];

    /// The least role that has it.
    pub const fn role(self) -> Role {
        match self {
            Self::Read | Self::OwnAccount => Role::Viewer,
            Self::Label => Role::Labeller,
            Self::Run => Role::Member,
            Self::Observe | Self::Administer => Role::Administrator,
        }
    }

    /// The scope that a token needs for it; `None`: no token will do.
    pub const fn scope(self) -> Option<Scope> {
        match self {
            Self::Read | Self::Observe => Some(Scope::Read),
            Self::Label => Some(Scope::Label),
            Self::Run => Some(Scope::Run),
            Self::Administer => Some(Scope::Admin),
            Self::OwnAccount => None,
        }
    }
}

/// What an endpoint needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Need {
    /// Nothing: strangers may call it.
    Nothing,
    /// A person with this permission.
    Person(Permission),
    /// A worker; no person, whatever the role.
    Worker,
    /// A worker, or a person with this permission.
    WorkerOr(Permission),
}

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// Nobody that is known.
    Stranger,
    /// A worker, by its token.
    Worker,
    /// A person.
    Person {
        /// The person's role.
        role: Role,
        /// What the token is for; `None` for a person who signed in on the page.
        scopes: Option<BTreeSet<Scope>>,
    },
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It may be done.
    Allowed,
    /// Somebody has to sign in first.
    SignIn,
    /// Only workers may.
    WorkersOnly,
    /// A worker may not.
    NotForWorkers,
    /// The person's role does not allow it: the least one that does.
    NeedsRole(Role),
    /// The token is not for that: the scope that it lacks.
    NeedsScope(Scope),
    /// No token will do: it is for somebody who signed in with a password.
    NeedsSession,
}

/// Whether `caller` may do what needs `need`.
pub fn decide(need: Need, caller: &Caller) -> Decision {
    let permission = match (need, caller) {
        (Need::Nothing, _) | (Need::Worker | Need::WorkerOr(_), Caller::Worker) => return Decision::Allowed,
        (_, Caller::Stranger) => return Decision::SignIn,
        (Need::Worker, Caller::Person { .. }) => return Decision::WorkersOnly,
        (Need::Person(_), Caller::Worker) => return Decision::NotForWorkers,
        (Need::Person(permission) | Need::WorkerOr(permission), Caller::Person { .. }) => permission,
    };
    let Caller::Person { role, scopes } = caller else { return Decision::SignIn };
    if *role < permission.role() {
        return Decision::NeedsRole(permission.role());
    }
    match (scopes, permission.scope()) {
        (None, _) => Decision::Allowed,
        (Some(_), None) => Decision::NeedsSession,
        (Some(scopes), Some(scope)) if scopes.contains(&scope) => Decision::Allowed,
        (Some(_), Some(scope)) => Decision::NeedsScope(scope),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every set of scopes.
    fn scope_sets() -> Vec<BTreeSet<Scope>> {
        let has = |bits: usize, place: usize| bits & (1 << place) != 0;
        let set = move |bits| {
            Scope::ALL.into_iter().enumerate().filter(move |(place, _)| has(bits, *place)).map(|(_, scope)| scope)
        };
        (0..1 << Scope::ALL.len()).map(|bits| set(bits).collect()).collect()
    }

    fn persons() -> Vec<(Role, Option<BTreeSet<Scope>>)> {
        let ways = || scope_sets().into_iter().map(Some).chain([None]);
        Role::ALL.into_iter().flat_map(|role| ways().map(move |scopes| (role, scopes))).collect()
    }

    fn needs() -> Vec<Need> {
        let of_persons = Permission::ALL.into_iter().flat_map(|it| [Need::Person(it), Need::WorkerOr(it)]);
        of_persons.chain([Need::Nothing, Need::Worker]).collect()
    }

    fn may(need: Need, role: Role, scopes: Option<BTreeSet<Scope>>) -> bool {
        decide(need, &Caller::Person { role, scopes }) == Decision::Allowed
    }

    #[test]
    fn a_stranger_may_only_what_needs_nothing() {
        for need in needs() {
            let wanted = if need == Need::Nothing { Decision::Allowed } else { Decision::SignIn };
            assert_eq!(decide(need, &Caller::Stranger), wanted, "{need:?}");
        }
    }

    #[test]
    fn a_worker_may_what_is_for_workers_and_nothing_else() {
        for need in needs() {
            let may = matches!(need, Need::Nothing | Need::Worker | Need::WorkerOr(_));
            assert_eq!(decide(need, &Caller::Worker) == Decision::Allowed, may, "{need:?}");
        }
    }

    #[test]
    fn no_person_may_what_is_for_workers() {
        for (role, scopes) in persons() {
            assert!(!may(Need::Worker, role, scopes));
        }
    }

    #[test]
    fn a_higher_role_loses_nothing() {
        for need in needs() {
            for (role, scopes) in persons().into_iter().filter(|(role, scopes)| may(need, *role, scopes.clone())) {
                for higher in Role::ALL.into_iter().filter(|higher| *higher > role) {
                    assert!(may(need, higher, scopes.clone()), "{need:?}: {role} may, {higher} may not");
                }
            }
        }
    }

    #[test]
    fn a_token_may_no_more_than_its_person_and_no_less_with_more_scopes() {
        for need in needs() {
            for role in Role::ALL {
                for scopes in scope_sets().into_iter().filter(|scopes| may(need, role, Some(scopes.clone()))) {
                    assert!(may(need, role, None), "{need:?}: a token of a {role} may, its person not");
                    let more = scope_sets().into_iter().filter(|more| more.is_superset(&scopes));
                    more.for_each(|more| assert!(may(need, role, Some(more)), "{need:?} {role}"));
                }
            }
        }
    }

    #[test]
    fn a_token_without_scopes_is_good_for_nothing_and_none_for_its_owners_account() {
        for role in Role::ALL {
            for need in needs().into_iter().filter(|need| *need != Need::Nothing) {
                assert!(!may(need, role, Some(BTreeSet::new())), "{need:?} {role}");
            }
            for scopes in scope_sets() {
                assert!(!may(Need::Person(Permission::OwnAccount), role, Some(scopes)));
            }
            assert!(may(Need::Person(Permission::OwnAccount), role, None));
        }
    }

    #[test]
    fn the_refusal_names_what_is_missing() {
        let person = |role, scopes: Option<&[Scope]>| Caller::Person {
            role,
            scopes: scopes.map(|scopes| scopes.iter().copied().collect()),
        };
        let run = Need::Person(Permission::Run);
        assert_eq!(decide(run, &person(Role::Labeller, None)), Decision::NeedsRole(Role::Member));
        assert_eq!(decide(run, &person(Role::Member, Some(&[Scope::Read]))), Decision::NeedsScope(Scope::Run));
        assert_eq!(decide(run, &Caller::Worker), Decision::NotForWorkers);
        let own = Need::Person(Permission::OwnAccount);
        assert_eq!(decide(own, &person(Role::Viewer, Some(&[Scope::Admin]))), Decision::NeedsSession);
        assert_eq!(decide(Need::Worker, &person(Role::Administrator, None)), Decision::WorkersOnly);
    }
}
