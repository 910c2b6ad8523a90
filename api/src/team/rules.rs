//! Decisions about teams: who may see and do what, and the short name made from a name.
use wire::{AccountId, EventState, OrganizationId, Role};

use crate::account::Account;
use crate::rules::{SLUG, is_slug};

/// Most members of a team.
pub(crate) const MEMBERS: u64 = 6;

/// Longest name of a team, in characters.
pub(super) const NAME: usize = 60;

/// Whose teams an account may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// Those it is a member of.
    Own(AccountId),
    /// Those of its organization.
    Organization(OrganizationId),
    /// All.
    Everyone,
}

/// Whose teams `account` may see.
pub(super) fn whose(account: &Account) -> Whose {
    match (account.role, account.organization) {
        (Role::Operator, _) => Whose::Everyone,
        (Role::Coordinator, Some(organization)) => Whose::Organization(organization),
        _ => Whose::Own(account.id),
    }
}

/// Whether `account` looks after the teams of `organization`.
pub(super) fn coordinates(account: &Account, organization: Option<OrganizationId>) -> bool {
    account.role == Role::Coordinator && organization.is_some() && account.organization == organization
}

/// Whether `account` may see a team of `organization`; `member` when it is in the team.
pub(super) fn may_see(account: &Account, organization: Option<OrganizationId>, member: bool) -> bool {
    member || account.role == Role::Operator || coordinates(account, organization)
}

/// Whether `account` may invite into a team of `organization`; `leader` when it leads the team.
pub(super) fn may_invite(account: &Account, organization: Option<OrganizationId>, leader: bool) -> bool {
    leader || coordinates(account, organization)
}

/// Whether teams may still be made and joined.
pub(super) fn may_change(event: EventState) -> bool {
    event != EventState::Closed
}

/// The short names to try for a team called `name`, `spice` being a random word: the name itself, then
/// numbered, then with the random word, which is never taken.
pub(super) fn slugs(name: &str, spice: &str) -> Vec<String> {
    let base = fold(name);
    let base = if is_slug(&base) { base } else { "timu".to_owned() };
    let with = |tail: &str| {
        let room = SLUG.saturating_sub(tail.len() + 1);
        let head: String = base.chars().take(room).collect();
        format!("{}-{tail}", head.trim_end_matches('-'))
    };
    let numbered = ["2", "3", "4"].map(with);
    [vec![base.clone()], numbered.to_vec(), vec![with(spice)]].concat()
}

/// `name` in the letters of a short name: accents dropped, everything else a hyphen.
fn fold(name: &str) -> String {
    let mut slug = String::new();
    for part in name.chars().flat_map(char::to_lowercase).map(plain) {
        match part {
            Some(letters) => slug.push_str(&letters),
            None if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            None => {}
        }
    }
    let cut: String = slug.chars().take(SLUG).collect();
    cut.trim_end_matches('-').to_owned()
}

/// A lower-case letter or digit without its accent; an apostrophe (`ng'ombe`) vanishes.
fn plain(letter: char) -> Option<String> {
    let folded = match letter {
        'a'..='z' | '0'..='9' => return Some(letter.to_string()),
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì'..='ï' | 'ī' | 'ĩ' | 'į' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ŋ' => "ng",
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => "o",
        'œ' => "oe",
        'ř' => "r",
        'ś' | 'ş' | 'š' => "s",
        'ß' => "ss",
        'ť' | 'ţ' => "t",
        'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ũ' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        '\'' | '’' | '\u{0300}'..='\u{036F}' => "",
        _ => return None,
    };
    Some(folded.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_are_made_from_names() {
        let long = "maarifa ".repeat(10);
        for (name, expected) in [
            ("Nyota ya Kusini", "nyota-ya-kusini"),
            ("  --Timu__7!  ", "timu-7"),
            ("Ng'ombe Wetu", "ngombe-wetu"),
            ("Équipe Ñandú", "equipe-nandu"),
            ("E\u{0301}lan", "elan"),
            ("İstanbul", "istanbul"),
            ("数据", "timu"),
            ("!", "timu"),
            ("A", "timu"),
            (long.as_str(), "maarifa-maarifa-maarifa-maarifa-maarifa-maarifa"),
        ] {
            let slugs = slugs(name, "k7x2m4");
            assert_eq!(slugs[0], expected, "{name:?}");
            assert!(slugs.iter().all(|slug| is_slug(slug)), "{slugs:?}");
        }
    }

    #[test]
    fn taken_short_names_give_way_to_numbered_and_then_random_ones() {
        assert_eq!(
            slugs("Simba", "k7x2m4"),
            ["simba", "simba-2", "simba-3", "simba-4", "simba-k7x2m4"]
        );
    }

    fn account(role: Role, organization: Option<OrganizationId>) -> Account {
        Account {
            id: AccountId::fresh(),
            name: "Neema".to_owned(),
            role,
            organization,
        }
    }

    #[test]
    fn members_their_coordinators_and_operators_see_a_team() {
        let (here, there) = (OrganizationId::fresh(), OrganizationId::fresh());
        for (role, home, member, sees, invites) in [
            (Role::Student, Some(here), true, true, true),
            (Role::Student, Some(here), false, false, false),
            (Role::Coordinator, Some(here), false, true, true),
            (Role::Coordinator, Some(there), false, false, false),
            (Role::Coordinator, None, false, false, false),
            (Role::Author, Some(here), false, false, false),
            (Role::Operator, None, false, true, false),
        ] {
            let account = account(role, home);
            assert_eq!(may_see(&account, Some(here), member), sees, "{role:?} {home:?}");
            assert_eq!(
                may_invite(&account, Some(here), member),
                invites,
                "{role:?} {home:?}"
            );
        }
        assert!(!may_see(&account(Role::Coordinator, None), None, false));
    }

    #[test]
    fn a_list_holds_what_its_reader_may_see() {
        let here = OrganizationId::fresh();
        let student = account(Role::Student, Some(here));
        assert_eq!(whose(&student), Whose::Own(student.id));
        assert_eq!(
            whose(&account(Role::Coordinator, Some(here))),
            Whose::Organization(here)
        );
        assert_eq!(whose(&account(Role::Operator, None)), Whose::Everyone);
        let author = account(Role::Author, Some(here));
        assert_eq!(whose(&author), Whose::Own(author.id));
    }
}
