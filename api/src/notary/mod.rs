//! Signs receipts with the server's Ed25519 key, and publishes the public keys. Writes `receipt_key`.
//!
//! The secret half lies in a file that only the server can read, never in the database: a stolen dump must not
//! be able to give receipts. Public keys stay published when the key is replaced, so old receipts stay provable.
mod key;
mod store;

use std::path::{Path, PathBuf};

use ring::signature::{Ed25519KeyPair, KeyPair};
use sha2::{Digest, Sha256};
use wire::{Receipt, ReceiptKey, Signature, SignedReceipt, Timestamp};

use crate::db::ConnectionTrait;
use crate::entity::receipt_key;
use crate::error::{Error, Result};

/// Digits of a key's id.
const ID: usize = 16;

/// The key of this server.
#[derive(Debug)]
pub(crate) struct Notary {
    pair: Ed25519KeyPair,
    id: String,
}

impl Notary {
    /// Reads the key from `path`; makes one on first use. Blocks.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let seed = key::read_or_make(path)?;
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed)
            .map_err(|error| Error::fault(format_args!("{}: {error}", path.display())))?;
        let digest = hex::encode(Sha256::digest(pair.public_key().as_ref()));
        let id = digest.get(..ID).unwrap_or_default().to_owned();
        Ok(Self { pair, id })
    }

    /// Where the key lies unless the settings say otherwise.
    pub(crate) fn place(data: &Path) -> PathBuf {
        data.join("receipt.key")
    }

    /// Gives the server's word.
    pub(crate) fn sign(&self, receipt: Receipt) -> Result<SignedReceipt> {
        let statement = serde_json::to_value(&receipt)
            .ok()
            .and_then(|document| wire::signed_statement(&document));
        let statement = statement.ok_or_else(|| Error::fault("a receipt that cannot be written"))?;
        let value = hex::encode(self.pair.sign(statement.as_bytes()));
        let key = self.id.clone();
        Ok(SignedReceipt {
            receipt,
            signature: Signature { key, value },
        })
    }

    /// Publishes the public half; once is enough, and every server of an installation may.
    pub(crate) async fn publish(&self, db: &impl ConnectionTrait, now: Timestamp) -> Result<()> {
        let row = receipt_key::Model {
            id: self.id.clone(),
            public: hex::encode(self.pair.public_key()),
            since: now,
        };
        store::insert_unless_there(db, row).await
    }
}

/// Every key that receipts of this installation were ever signed with, newest first.
pub(crate) async fn keys(db: &impl ConnectionTrait) -> Result<Vec<ReceiptKey>> {
    let key = |row: receipt_key::Model| ReceiptKey {
        id: row.id,
        public: row.public,
        since: row.since,
    };
    Ok(store::all(db).await?.into_iter().map(key).collect())
}

#[cfg(test)]
mod tests;
