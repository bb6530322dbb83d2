//! The one function that decides.

use std::collections::BTreeSet;

use super::{Place, Role, Scope, SpaceRole, effective};

/// What a person must be allowed, for one kind of endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// To look at jobs, labels, spectra, files and campaigns.
    Read,
    /// To label.
    Label,
    /// To run jobs and campaigns, and to write files.
    Run,
    /// To share a space, and to move what lies in it.
    Share,
    /// To read the numbers of the whole instance.
    Observe,
    /// To keep the accounts, and to read the audit log.
    Administer,
    /// To keep one's own account: password, sessions, tokens. Never by a token, which could make itself a better one.
    OwnAccount,
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Read, Self::Label, Self::Run, Self::Share, Self::Observe, Self::Administer, Self::OwnAccount];

    /// The least role in the instance that has it.
    pub const fn role(self) -> Role {
        match self {
            Self::Read | Self::OwnAccount => Role::Viewer,
            Self::Label => Role::Labeller,
            Self::Run | Self::Share => Role::Member,
            Self::Observe | Self::Administer => Role::Administrator,
        }
    }

    /// The least role in a space that has it, for what lies in one.
    pub const fn space_role(self) -> SpaceRole {
        match self {
            Self::Read => SpaceRole::Viewer,
            Self::Label => SpaceRole::Labeller,
            Self::Run => SpaceRole::Member,
            Self::Share | Self::Observe | Self::Administer | Self::OwnAccount => SpaceRole::Owner,
        }
    }

    /// The scope that a token needs for it; `None`: no token will do.
    pub const fn scope(self) -> Option<Scope> {
        match self {
            Self::Read | Self::Observe => Some(Scope::Read),
            Self::Label => Some(Scope::Label),
            Self::Run | Self::Share => Some(Scope::Run),
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
    /// Whoever has a link to a space, and looks at it.
    Visitor,
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
    /// The link is for looking only.
    LooksOnly,
    /// The person's role in the space does not allow it: the least one that does.
    NeedsSpaceRole(SpaceRole),
    /// It lies in a space that the caller does not know of: there is no such thing.
    Hidden,
}

/// Whether `caller` may do what needs `need` with something that lies in `place`.
///
/// The role in the instance bounds the one in a space. Whether something is there is told to those only who may see it: what a
/// caller may not whatever the place is refused before the place is looked at.
pub fn decide(need: Need, caller: &Caller, place: Place) -> Decision {
    let permission = match (need, caller) {
        (Need::Nothing, _) | (Need::Worker | Need::WorkerOr(_), Caller::Worker) => return Decision::Allowed,
        (_, Caller::Stranger) => return Decision::SignIn,
        (Need::Worker, Caller::Person { .. } | Caller::Visitor) => return Decision::WorkersOnly,
        (Need::Person(_), Caller::Worker) => return Decision::NotForWorkers,
        (Need::Person(permission) | Need::WorkerOr(permission), Caller::Person { .. } | Caller::Visitor) => permission,
    };
    let Caller::Person { role, scopes } = caller else { return visit(permission, place) };
    if *role < permission.role() {
        return Decision::NeedsRole(permission.role());
    }
    match (scopes, permission.scope()) {
        (Some(_), None) => return Decision::NeedsSession,
        (Some(scopes), Some(scope)) if !scopes.contains(&scope) => return Decision::NeedsScope(scope),
        _ => {}
    }
    match place {
        Place::Nowhere | Place::Shared => Decision::Allowed,
        Place::Root if permission == Permission::Read || *role == Role::Administrator => Decision::Allowed,
        Place::Root => Decision::NeedsRole(Role::Administrator),
        Place::Space(in_space) => match effective(*role, in_space) {
            None => Decision::Hidden,
            Some(own) if own < permission.space_role() => Decision::NeedsSpaceRole(permission.space_role()),
            Some(_) => Decision::Allowed,
        },
    }
}

/// Whoever has a link looks at what lies in its space, and at what lies in none, such as the archive; not at shared files.
fn visit(permission: Permission, place: Place) -> Decision {
    match (permission, place) {
        (Permission::Read, Place::Nowhere | Place::Root | Place::Space(Some(_))) => Decision::Allowed,
        (Permission::Read, Place::Shared | Place::Space(None)) => Decision::Hidden,
        _ => Decision::LooksOnly,
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

    fn places() -> Vec<Place> {
        let spaces = SpaceRole::ALL.into_iter().map(Some).chain([None]).map(Place::Space);
        spaces.chain([Place::Nowhere, Place::Shared, Place::Root]).collect()
    }

    fn decided(need: Need, role: Role, scopes: Option<BTreeSet<Scope>>, place: Place) -> Decision {
        decide(need, &Caller::Person { role, scopes }, place)
    }

    fn may(need: Need, role: Role, scopes: Option<BTreeSet<Scope>>) -> bool {
        decided(need, role, scopes, Place::Nowhere) == Decision::Allowed
    }

    #[test]
    fn a_stranger_may_only_what_needs_nothing() {
        for need in needs() {
            let wanted = if need == Need::Nothing { Decision::Allowed } else { Decision::SignIn };
            for place in places() {
                assert_eq!(decide(need, &Caller::Stranger, place), wanted, "{need:?} {place:?}");
            }
        }
    }

    #[test]
    fn a_worker_may_what_is_for_workers_and_nothing_else() {
        for need in needs() {
            let may = matches!(need, Need::Nothing | Need::Worker | Need::WorkerOr(_));
            for place in places() {
                assert_eq!(decide(need, &Caller::Worker, place) == Decision::Allowed, may, "{need:?} {place:?}");
            }
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
        let (run, nowhere) = (Need::Person(Permission::Run), Place::Nowhere);
        assert_eq!(decide(run, &person(Role::Labeller, None), nowhere), Decision::NeedsRole(Role::Member));
        assert_eq!(decide(run, &person(Role::Member, Some(&[Scope::Read])), nowhere), Decision::NeedsScope(Scope::Run));
        assert_eq!(decide(run, &Caller::Worker, nowhere), Decision::NotForWorkers);
        let own = Need::Person(Permission::OwnAccount);
        assert_eq!(decide(own, &person(Role::Viewer, Some(&[Scope::Admin])), nowhere), Decision::NeedsSession);
        assert_eq!(decide(Need::Worker, &person(Role::Administrator, None), nowhere), Decision::WorkersOnly);
    }

    #[test]
    fn what_is_hidden_looks_the_same_as_what_is_not_there_and_is_hidden_from_all_but_administrators() {
        for need in needs() {
            for (role, scopes) in persons() {
                let nowhere = decided(need, role, scopes.clone(), Place::Nowhere);
                let hidden = decided(need, role, scopes, Place::Space(None));
                let wanted = match nowhere {
                    Decision::Allowed if need != Need::Nothing && role != Role::Administrator => Decision::Hidden,
                    other => other,
                };
                assert_eq!(hidden, wanted, "{need:?} {role}");
            }
        }
    }

    #[test]
    fn a_place_never_allows_what_the_instance_refuses() {
        for need in needs() {
            for (role, scopes) in persons().into_iter().filter(|(role, scopes)| !may(need, *role, scopes.clone())) {
                let refusal = decided(need, role, scopes.clone(), Place::Nowhere);
                for place in places() {
                    assert_eq!(decided(need, role, scopes.clone(), place), refusal, "{need:?} {role} {place:?}");
                }
            }
        }
    }

    #[test]
    fn a_higher_role_in_a_space_loses_nothing_and_each_gains_what_its_name_says() {
        for need in needs() {
            for (role, scopes) in persons() {
                let may_as = |own| decided(need, role, scopes.clone(), Place::Space(Some(own))) == Decision::Allowed;
                for pair in SpaceRole::ALL.windows(2) {
                    assert!(!may_as(pair[0]) || may_as(pair[1]), "{need:?}: {} may, {} may not", pair[0], pair[1]);
                }
            }
        }
        let as_member =
            |permission, own| decided(Need::Person(permission), Role::Member, None, Place::Space(Some(own)));
        for (permission, least) in [
            (Permission::Read, SpaceRole::Viewer),
            (Permission::Label, SpaceRole::Labeller),
            (Permission::Run, SpaceRole::Member),
            (Permission::Share, SpaceRole::Owner),
        ] {
            for own in SpaceRole::ALL {
                let wanted = if own >= least { Decision::Allowed } else { Decision::NeedsSpaceRole(least) };
                assert_eq!(as_member(permission, own), wanted, "{permission:?} {own}");
            }
        }
    }

    #[test]
    fn an_administrator_is_an_owner_of_every_space() {
        for need in needs() {
            for place in places() {
                assert_eq!(
                    decided(need, Role::Administrator, None, place) == Decision::Allowed,
                    need != Need::Worker,
                    "{need:?} {place:?}"
                );
            }
        }
    }

    #[test]
    fn a_visitor_looks_and_changes_nothing() {
        for need in needs() {
            for place in places() {
                let looks = matches!(need, Need::Person(Permission::Read) | Need::WorkerOr(Permission::Read));
                let sees = matches!(place, Place::Nowhere | Place::Root | Place::Space(Some(_)));
                let may = need == Need::Nothing || (looks && sees);
                assert_eq!(decide(need, &Caller::Visitor, place) == Decision::Allowed, may, "{need:?} {place:?}");
            }
        }
    }

    #[test]
    fn only_an_administrator_changes_the_folders_of_all_spaces() {
        let run = Need::Person(Permission::Run);
        assert_eq!(decided(run, Role::Member, None, Place::Root), Decision::NeedsRole(Role::Administrator));
        assert_eq!(decided(Need::Person(Permission::Read), Role::Viewer, None, Place::Root), Decision::Allowed);
        assert_eq!(decided(run, Role::Member, None, Place::Shared), Decision::Allowed);
    }
}
