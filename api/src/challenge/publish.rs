//! Publishing: an archive in, one immutable version listed in the open event out, or nothing at all.
//!
//! Files come before rows: they are named by their content, so files of a publication that failed later
//! are invisible and harmless, while a row without its files would not be.
use std::io::{self, BufWriter, Write};
use std::path::Path;

use judge::Package;
use sha2::{Digest, Sha256};
use tempfile::{NamedTempFile, TempDir};
use wire::{
    AccountId, ChallengeDetails, ChallengeSummary, ChallengeVersionId, Published, RuntimeRef, Timestamp,
};

use super::package::{adopt, folder, read};
use super::rules::{Known, Step, precedence, step};
use super::{Version, store, summary};
use crate::account::Account;
use crate::app::App;
use crate::blobs::{Blobs, Shelf};
use crate::db::{ConnectionTrait, OnTaken};
use crate::error::{Code, Error, Result};
use crate::event;
use crate::organization::Organization;

/// Publishes the package in `archive` for `owner` and lists it in the open event. That `author` may do so
/// is the caller's question.
pub(crate) async fn publish(
    app: &App,
    author: &Account,
    owner: &Organization,
    archive: NamedTempFile,
) -> Result<Published> {
    let blobs = app.blobs();
    let of = app.clone();
    let prepared = tokio::task::spawn_blocking(move || prepare(&of, &blobs, archive)).await??;
    let row = row(&prepared, author.id, owner, app.now())?;
    // Asked before anything is kept, so that a refused package leaves nothing; asked again below, where
    // nobody can publish in between.
    if plan(app.db().read(), &row).await? == Step::Add {
        let (blobs, folder) = (app.blobs(), folder(app, &row.hash));
        let hash = row.hash.clone();
        tokio::task::spawn_blocking(move || keep(&blobs, prepared, &hash, &folder)).await??;
    }
    let published = add(app, row).await?;
    let (id, version) = (&published.summary.id, &published.summary.version);
    tracing::info!(challenge.id = id, version, account.id = %author.id, created = published.created, "published");
    Ok(published)
}

/// A package that was unpacked, read and bundled in scratch space.
struct Prepared {
    runtime: RuntimeRef,
    archive: NamedTempFile,
    scratch: TempDir,
    package: Package,
    bundle: NamedTempFile,
    bundle_hash: String,
    bundle_size: u64,
}

fn prepare(app: &App, blobs: &Blobs, archive: NamedTempFile) -> Result<Prepared> {
    let scratch = blobs.scratch_folder()?;
    let package = read(archive.path(), &scratch.path().join("package"))?;
    let runtime = super::runtime::wanted(app, &package)?;
    let bundle = blobs.scratch_file()?;
    let mut writer = Fingerprinting {
        inner: BufWriter::new(bundle.reopen()?),
        hasher: Sha256::new(),
        size: 0,
    };
    judge::bundle::write(&package, &mut writer)
        .map_err(|error| Error::fault(format_args!("bundle: {error}")))?;
    writer.flush()?;
    let (bundle_hash, bundle_size) = (hex::encode(writer.hasher.finalize()), writer.size);
    Ok(Prepared {
        runtime,
        archive,
        scratch,
        package,
        bundle,
        bundle_hash,
        bundle_size,
    })
}

/// Hashes and counts what it passes on.
struct Fingerprinting<W> {
    inner: W,
    hasher: Sha256,
    size: u64,
}

impl<W: Write> Write for Fingerprinting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(bytes.get(..written).unwrap_or_default());
        self.size = self.size.saturating_add(written as u64);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn keep(blobs: &Blobs, prepared: Prepared, hash: &str, folder: &Path) -> Result<()> {
    blobs.keep(Shelf::Packages, hash, prepared.archive)?;
    blobs.keep(Shelf::Bundles, &prepared.bundle_hash, prepared.bundle)?;
    adopt(&prepared.scratch.path().join("package"), folder)?;
    Ok(())
}

/// The version that publishing would add.
fn row(prepared: &Prepared, author: AccountId, owner: &Organization, now: Timestamp) -> Result<Version> {
    let (package, manifest) = (&prepared.package, &prepared.package.manifest);
    let outline = outline(prepared, &owner.slug, now);
    Ok(Version {
        id: ChallengeVersionId::fresh(),
        challenge: manifest.id.clone(),
        challenge_uuid: manifest.uuid,
        organization_id: owner.id,
        published_by: author,
        version: manifest.version.clone(),
        precedence: precedence(&manifest.version)?,
        hash: package.hash.clone(),
        max_points: package.max_points(),
        summary: serde_json::to_value(&outline.summary)?,
        outline: serde_json::to_value(&outline)?,
        bundle_hash: prepared.bundle_hash.clone(),
        bundle_size: i64::try_from(prepared.bundle_size).unwrap_or(i64::MAX),
        published_at: now,
    })
}

fn outline(prepared: &Prepared, owner: &str, now: Timestamp) -> ChallengeDetails {
    let (package, manifest) = (&prepared.package, &prepared.package.manifest);
    ChallengeDetails {
        summary: ChallengeSummary {
            id: manifest.id.clone(),
            version: manifest.version.clone(),
            hash: package.hash.clone(),
            title: manifest.title.clone(),
            organization: owner.to_owned(),
            languages: manifest.languages.clone(),
            max: package.max_points(),
            keep: manifest.score.keep,
            published_at: now,
        },
        statement: package.statement.clone(),
        license: manifest.license.clone(),
        rights: manifest.rights.clone(),
        starters: package.starters(),
        groups: package.groups(),
        checks: package.public_checks(),
        bundle_size: prepared.bundle_size,
        runtime: Some(prepared.runtime.clone()),
    }
}

/// What publishing `new` comes to, by what is published now.
async fn plan(db: &impl ConnectionTrait, new: &Version) -> Result<Step> {
    let newest = store::newest(db, &new.challenge).await?.map(known);
    let same = store::numbered(db, &new.challenge, &new.version)
        .await?
        .map(known);
    step(newest.as_ref(), same.as_ref(), &known(new.clone()))
}

fn known(row: Version) -> Known {
    Known {
        challenge: row.challenge,
        organization: row.organization_id,
        version: row.version,
        precedence: row.precedence,
        hash: row.hash,
    }
}

/// Writes the row and the event's line in one transaction.
async fn add(app: &App, row: Version) -> Result<Published> {
    let tx = app.db().begin().await?;
    let event = event::current(&tx).await?;
    // One publication at a time: what was planned stays true until it is written.
    event::lock(&tx, event.id).await?;
    let created = plan(&tx, &row).await? == Step::Add;
    if created {
        let taken = Code::ChallengeVersionExists;
        store::insert(&tx, row.clone()).await.on_taken(taken)?;
        store::list_version(&tx, event.id, &row).await?;
    }
    let shown = match created {
        true => Some(row),
        false => store::numbered(&tx, &row.challenge, &row.version).await?,
    };
    tx.commit().await?;
    let shown = shown.ok_or_else(|| Error::fault("a published version is gone"))?;
    Ok(Published {
        summary: summary(shown)?,
        created,
    })
}
