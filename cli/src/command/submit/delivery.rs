//! The way of a commit to the server over links that come and go: the seal, the content, the receipt.
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use wire::{NewSeal, Seal, SealId};

use crate::client::{Client, Told, stopped};
use crate::error::{Error, Exit};
use crate::git::size_of;
use crate::ui::Ui;

/// Somebody who brings it there, and does not give up at the first stone on the way.
pub(super) struct Delivery<'a> {
    pub(super) ui: &'a Ui,
    pub(super) client: &'a Client,
    /// How long to go on without getting anywhere.
    pub(super) patience: Duration,
}

impl Delivery<'_> {
    /// Has the commit sealed.
    pub(super) fn seal(&self, new: &NewSeal) -> Result<Seal, Error> {
        let unsealed = |error: &Error| Error::new(Exit::Network, "error-seal").cause_of(error);
        self.insist(("/v1/seals", json!(new)), unsealed)
    }

    /// Sends the content.
    pub(super) fn content(&self, id: SealId, bundle: &Path) -> Result<(), Error> {
        let bar = self.ui.bytes_bar("submit-bar", Some(size_of(bundle)?));
        let seen = |done, total| {
            bar.total(total);
            bar.at(done);
        };
        let told = Told {
            seen: &seen,
            lost: &|wait| bar.lost(self.ui, wait),
            patience: self.patience,
        };
        self.client.upload(id, bundle, &told)
    }

    /// Asks for the receipt of what has arrived whole.
    pub(super) fn finish(&self, id: SealId) -> Result<Value, Error> {
        let path = format!("/v1/seals/{id}/finish");
        self.insist((&path, json!({})), |error| stopped(100, error))
    }

    fn insist<T: serde::de::DeserializeOwned>(
        &self,
        (path, body): (&str, Value),
        stopped: impl Fn(&Error) -> Error,
    ) -> Result<T, Error> {
        let lost = |wait| {
            if let Some(line) = self.ui.lost(wait) {
                self.ui.talk(&line);
            }
        };
        let told = Told {
            seen: &|_, _| {},
            lost: &lost,
            patience: self.patience,
        };
        self.client.insist((path, &body), &told, stopped)
    }
}
