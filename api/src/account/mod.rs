//! Accounts and bearer tokens. Writes `account` and `token`.
//!
//! A token is 24 random bytes; the server keeps its SHA-256 alone. A fast hash is right here: unlike a
//! password the secret cannot be guessed.
mod rules;
mod store;

use sha2::{Digest, Sha256};
use wire::{AccountId, OrganizationId, Role, Timestamp, TokenId};

use crate::db::ConnectionTrait;
use crate::entity::{account, token};
use crate::error::{Code, Error, Result};

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) id: AccountId,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) organization: Option<OrganizationId>,
}

/// A token in the clear: shown once, then forgotten.
#[derive(Debug)]
pub(crate) struct Secret(pub(crate) String);

/// The account that `secret` belongs to.
pub(crate) async fn authenticate(db: &impl ConnectionTrait, secret: &str, now: Timestamp) -> Result<Account> {
    let found = store::by_token(db, &fingerprint(secret)).await?;
    let (token, account) = found.ok_or(Code::AuthInvalid)?;
    if !rules::is_valid(token.revoked_at, token.expires_at, now) {
        return Err(Code::AuthInvalid.into());
    }
    read(account)
}

/// A new account; its name must be a good one, its right to exist is the caller's question.
pub(crate) async fn create(db: &impl ConnectionTrait, new: NewAccount<'_>) -> Result<Account> {
    let row = account::Model {
        id: AccountId::fresh(),
        name: crate::rules::name("name", new.name, crate::rules::NAME)?,
        role: new.role.word().to_owned(),
        organization_id: new.organization,
        created_at: new.now,
    };
    store::insert_account(db, row.clone()).await?;
    read(row)
}

/// The accounts with these ids.
pub(crate) async fn with_ids(db: &impl ConnectionTrait, ids: Vec<AccountId>) -> Result<Vec<Account>> {
    let rows = store::with_ids(db, ids).await?;
    rows.into_iter().map(read).collect()
}

/// What a new account needs.
#[derive(Debug)]
pub(crate) struct NewAccount<'a> {
    pub(crate) name: &'a str,
    pub(crate) role: Role,
    pub(crate) organization: Option<OrganizationId>,
    pub(crate) now: Timestamp,
}

/// A new token of `account`.
pub(crate) async fn mint(
    db: &impl ConnectionTrait,
    account: AccountId,
    label: &str,
    now: Timestamp,
) -> Result<Secret> {
    let secret = format!("ubu_{}", random_hex::<24>()?);
    let row = token::Model {
        id: TokenId::fresh(),
        account_id: account,
        hash: fingerprint(&secret),
        label: label.to_owned(),
        created_at: now,
        expires_at: None,
        revoked_at: None,
    };
    store::insert_token(db, row).await?;
    Ok(Secret(secret))
}

/// `N` random bytes from the operating system, hexadecimal.
pub(crate) fn random_hex<const N: usize>() -> Result<String> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(hex::encode(bytes))
}

/// SHA-256 of a secret, hexadecimal: what the database keeps of it.
pub(crate) fn fingerprint(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

fn read(row: account::Model) -> Result<Account> {
    let role = row
        .role
        .parse()
        .map_err(|()| Error::fault(format_args!("account role {}", row.role)))?;
    Ok(Account {
        id: row.id,
        name: row.name,
        role,
        organization: row.organization_id,
    })
}
