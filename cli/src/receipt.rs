//! Receipts: the server's signed word, kept with the project and checked without asking anyone. Pure but for the
//! writing.
use std::fs;
use std::path::PathBuf;

use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::Value;
use sha2::{Digest, Sha256};
use wire::{Receipt, ReceiptKey, SignedReceipt};

use crate::error::{Error, disk};
use crate::project::{FOLDER, Project, replace};

/// What stands before a receipt in the output of `git push`.
const MARK: &str = "ubunifu-receipt: ";
/// Digits of a key's id: the beginning of its SHA-256.
const ID: usize = 16;

/// A receipt, and the document it came as: what a newer server says more is signed too.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Arrived {
    pub(crate) receipt: SignedReceipt,
    pub(crate) document: Value,
}

/// Why a receipt is not the server's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// It is signed with a key nobody told us of.
    UnknownKey,
    /// The signature is not over these words.
    Forged,
}

impl Arrived {
    /// A receipt as the server answered it.
    pub(crate) fn of(document: Value) -> Option<Self> {
        let receipt = serde_json::from_value(document.clone()).ok()?;
        Some(Self { receipt, document })
    }

    /// Reads the JSON of a receipt.
    pub(crate) fn parse(json: &str) -> Option<Self> {
        Self::of(serde_json::from_str(json).ok()?)
    }

    /// Finds a receipt in a text: a file of ours, or what `git push` had printed.
    pub(crate) fn find(text: &str) -> Option<Self> {
        let printed = |line: &str| Self::parse(line.split_once(MARK)?.1.trim());
        Self::parse(text).or_else(|| text.lines().rev().find_map(printed))
    }

    /// What is said.
    pub(crate) fn facts(&self) -> &Receipt {
        &self.receipt.receipt
    }

    /// Whether one of `keys` signed exactly this.
    pub(crate) fn verify<'a>(&self, keys: &'a [ReceiptKey]) -> Result<&'a ReceiptKey, Doubt> {
        let signature = &self.receipt.signature;
        let key = keys.iter().find(|key| key.id == signature.key && is_honest(key));
        let key = key.ok_or(Doubt::UnknownKey)?;
        let statement = wire::signed_statement(&self.document).ok_or(Doubt::Forged)?;
        let bytes = |digits: &str| hex::decode(digits).map_err(|_| Doubt::Forged);
        UnparsedPublicKey::new(&ED25519, bytes(&key.public)?)
            .verify(statement.as_bytes(), &bytes(&signature.value)?)
            .map_err(|_| Doubt::Forged)?;
        Ok(key)
    }

    /// Puts it into the project's folder of receipts.
    pub(crate) fn keep(&self, project: &Project) -> Result<PathBuf, Error> {
        let folder = project.root.join(FOLDER).join("receipts");
        fs::create_dir_all(&folder).map_err(disk(&folder))?;
        let path = folder.join(format!("{}.json", self.facts().submission));
        replace(&path, format!("{}\n", self.document).as_bytes())?;
        Ok(path)
    }
}

/// Whether a key has the id that follows from it. Another server could claim the id of a key that is not its own, and
/// genuine receipts would look forged. Pure.
pub(crate) fn is_honest(key: &ReceiptKey) -> bool {
    let public = hex::decode(&key.public).unwrap_or_default();
    let digest = hex::encode(Sha256::digest(public));
    digest.get(..ID) == Some(key.id.as_str())
}

#[cfg(test)]
mod tests {
    use ring::signature::{Ed25519KeyPair, KeyPair};
    use serde_json::json;
    use wire::{ReceiptKey, Timestamp};

    use sha2::{Digest, Sha256};

    use super::{Arrived, Doubt, is_honest};

    fn signed() -> (Arrived, ReceiptKey) {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
        let mut document = json!({
            "submission": "01936e5e-0000-7000-8000-000000000000",
            "team": {"id": "01936e5e-0000-7000-8000-000000000001", "slug": "a1", "name": "A", "event": "wazi"},
            "challenge": {"id": "x", "uuid": "01936e5e-0000-7000-8000-000000000002", "version": "1.0.0", "hash": "h"},
            "commit": "c", "tree": "t", "received_at": "2026-11-23T16:05:00Z", "said_by_newer_servers": 1,
        });
        let statement = wire::signed_statement(&document).unwrap();
        let value = hex::encode(pair.sign(statement.as_bytes()));
        let id = hex::encode(Sha256::digest(pair.public_key().as_ref()))[..16].to_owned();
        document["signature"] = json!({"key": id, "value": value});
        let key = ReceiptKey {
            id,
            public: hex::encode(pair.public_key()),
            since: Timestamp(0),
        };
        (Arrived::parse(&document.to_string()).unwrap(), key)
    }

    #[test]
    fn only_what_was_signed_holds() {
        let (arrived, key) = signed();
        assert_eq!(arrived.verify(std::slice::from_ref(&key)), Ok(&key));
        assert_eq!(arrived.verify(&[]), Err(Doubt::UnknownKey));
        for (place, value) in [
            ("/commit", json!("d")),
            ("/said_by_newer_servers", json!(2)),
            ("/signature/value", json!("00")),
            ("/signature/value", json!("no digits")),
        ] {
            let mut document = arrived.document.clone();
            *document.pointer_mut(place).unwrap() = value;
            let changed = Arrived::parse(&document.to_string()).unwrap();
            assert_eq!(
                changed.verify(std::slice::from_ref(&key)),
                Err(Doubt::Forged),
                "{place}"
            );
        }
    }

    #[test]
    fn a_key_that_claims_the_id_of_another_is_no_key() {
        let (arrived, key) = signed();
        assert!(is_honest(&key));
        for public in ["zz".to_owned(), String::new(), "00".repeat(32)] {
            let claims = ReceiptKey {
                public,
                ..key.clone()
            };
            assert!(!is_honest(&claims));
            assert_eq!(
                arrived.verify(std::slice::from_ref(&claims)),
                Err(Doubt::UnknownKey)
            );
            assert_eq!(arrived.verify(&[claims, key.clone()]), Ok(&key));
        }
    }

    #[test]
    fn a_receipt_is_found_in_what_git_printed() {
        let (arrived, _) = signed();
        let json = arrived.document.to_string();
        let printed = format!("remote: Habari\nremote: ubunifu-receipt: {json}        \nTo http://x\n");
        assert_eq!(Arrived::find(&printed), Some(arrived.clone()));
        assert_eq!(Arrived::find(&json), Some(arrived));
        for text in [
            "",
            "{}",
            "ubunifu-receipt: ",
            "remote: ubunifu-receipt: {\"commit\":1}",
        ] {
            assert_eq!(Arrived::find(text), None, "{text}");
        }
    }
}
