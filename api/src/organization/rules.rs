//! Decisions about organizations and the accounts in them.
use wire::{OrganizationId, OrganizationKind, Role};

use crate::account::Account;

/// Whether `by` may give an account with `role` to `organization`. Nobody makes operators from afar.
pub(crate) fn may_add(by: &Account, organization: OrganizationId, role: Role) -> bool {
    match by.role {
        Role::Operator => role != Role::Operator,
        Role::Coordinator => by.organization == Some(organization) && role == Role::Student,
        Role::Author | Role::Student => false,
    }
}

/// Whether `by` may publish challenges for an organization of this `kind`.
pub(crate) fn may_publish(by: &Account, organization: OrganizationId, kind: OrganizationKind) -> bool {
    let whose = match by.role {
        Role::Operator => true,
        Role::Author => by.organization == Some(organization),
        Role::Coordinator | Role::Student => false,
    };
    whose && kind == OrganizationKind::Institution
}

/// Whether an organization of this `kind` can hold an account with `role`: challenges come from institutions.
pub(super) fn takes(kind: OrganizationKind, role: Role) -> bool {
    role != Role::Author || kind == OrganizationKind::Institution
}

#[cfg(test)]
mod tests {
    use wire::AccountId;

    use super::*;

    fn account(role: Role, organization: Option<OrganizationId>) -> Account {
        Account {
            id: AccountId::fresh(),
            name: "Neema".to_owned(),
            role,
            organization,
        }
    }

    #[test]
    fn operators_add_everyone_but_operators_and_coordinators_their_own_students() {
        let (here, there) = (OrganizationId::fresh(), OrganizationId::fresh());
        for (by, home, role, may) in [
            (Role::Operator, None, Role::Operator, false),
            (Role::Operator, None, Role::Author, true),
            (Role::Operator, None, Role::Coordinator, true),
            (Role::Operator, None, Role::Student, true),
            (Role::Coordinator, Some(here), Role::Student, true),
            (Role::Coordinator, Some(there), Role::Student, false),
            (Role::Coordinator, None, Role::Student, false),
            (Role::Coordinator, Some(here), Role::Coordinator, false),
            (Role::Coordinator, Some(here), Role::Author, false),
            (Role::Coordinator, Some(here), Role::Operator, false),
            (Role::Author, Some(here), Role::Student, false),
            (Role::Student, Some(here), Role::Student, false),
        ] {
            assert_eq!(
                may_add(&account(by, home), here, role),
                may,
                "{by:?} adds {role:?}"
            );
        }
    }

    #[test]
    fn authors_publish_for_their_institution_alone() {
        let (here, there) = (OrganizationId::fresh(), OrganizationId::fresh());
        use OrganizationKind::{Institution, Partner, University};
        for (by, home, kind, may) in [
            (Role::Operator, None, Institution, true),
            (Role::Operator, None, University, false),
            (Role::Author, Some(here), Institution, true),
            (Role::Author, Some(here), University, false),
            (Role::Author, Some(here), Partner, false),
            (Role::Author, Some(there), Institution, false),
            (Role::Author, None, Institution, false),
            (Role::Coordinator, Some(here), Institution, false),
            (Role::Student, Some(here), Institution, false),
        ] {
            assert_eq!(
                may_publish(&account(by, home), here, kind),
                may,
                "{by:?} for {kind:?}"
            );
        }
    }

    #[test]
    fn only_institutions_hold_authors() {
        assert!(takes(OrganizationKind::Institution, Role::Author));
        assert!(!takes(OrganizationKind::University, Role::Author));
        assert!(!takes(OrganizationKind::Partner, Role::Author));
        assert!(takes(OrganizationKind::Partner, Role::Student));
    }
}
