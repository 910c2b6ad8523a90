//! `ubunifu fetch ID [DIR]`
mod lay;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use judge::Package;
use judge::archive::{self, Limits};
use wire::{RuntimeRef, TeamRef, Whoami};

use super::{Context, declare, runtime};
use crate::args;
use crate::client::{Client, Told};
use crate::error::{Error, Exit, disk};
use crate::findings;
use crate::git::Repo;
use crate::interrupt::{Scratch, undisturbed};
use crate::project::{FOLDER, MARKER, MarkedChallenge, Marker, Project};

/// How long to go on with a download while nothing comes.
const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// A public bundle, downloaded and unpacked in a scratch folder.
struct Unpacked {
    package: Package,
    etag: Option<String>,
}

/// What came of a download.
struct Downloaded {
    /// `None` when ours is the newest.
    unpacked: Option<Unpacked>,
    /// What the server judges on.
    runtime: Option<RuntimeRef>,
}

/// Starts a project, or updates the challenge in the project that is there.
pub(crate) fn run(context: &Context, args: &args::Fetch) -> Result<Exit, Error> {
    let id = context.challenge_id(args.id.as_deref())?;
    let around = context
        .find_project()?
        .filter(|project| project.marker.challenge.id == id);
    let folder = args.dir.clone().unwrap_or_else(|| PathBuf::from(&id));
    let there = match (&args.dir, around) {
        (None, Some(project)) => Some(project),
        _ if folder.join(MARKER).is_file() => Some(Project::at(&folder)?),
        _ => None,
    };
    match there {
        Some(project) if project.marker.challenge.id == id => update(context, project),
        Some(project) => {
            let error = Error::new(Exit::Refused, "error-other-project").arg("path", folder.display());
            Err(error.arg("id", &project.marker.challenge.id))
        }
        None => start(context, (&id, &folder), args.starter.as_deref()),
    }
}

/// Everything happens in a scratch folder beside the place; one rename ends it.
fn start(context: &Context, (id, folder): (&str, &Path), starter: Option<&str>) -> Result<Exit, Error> {
    vacant(folder)?;
    let client = context.client()?;
    let event = context.event(&client)?;
    let parent = folder
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let scratch = Scratch::inside(parent)?;
    let downloaded = download(context, &client, (id, None, scratch.path()))?;
    let unpacked = downloaded.unpacked.ok_or_else(|| client.foreign())?;
    let who = client
        .has_token()
        .then(|| client.get_once::<Whoami>("/v1/whoami").ok())
        .flatten();
    let team = who
        .as_ref()
        .and_then(|who| who.teams.iter().find(|team| team.event == event));

    let draft = scratch.path().join("project");
    let name = starter_of(&unpacked.package, starter)?;
    lay::starter(&unpacked.package, name.as_deref(), &draft)?;
    lay::statements(&unpacked.package, &draft)?;
    declare::lay(&context.ui, &unpacked.package.manifest.submission.declare, &draft)?;
    lay::folder_of_ours(&draft)?;
    let marker = marker(&client, &unpacked, (&event, team));
    Project {
        root: draft.clone(),
        marker,
    }
    .write_marker()?;
    let bundle = draft.join(crate::project::BUNDLE);
    fs::rename(&unpacked.package.root, &bundle).map_err(disk(&bundle))?;
    runtime::remember(&bundle, downloaded.runtime.as_ref())?;
    let author = who.as_ref().map_or("Ubunifu", |who| who.name.as_str());
    let subject = context.ui.text("fetch-commit", &[("id", id.into())]);
    let repo = Repo::create(&draft, (author, &subject))?;
    if let Some(team) = team {
        repo.add_remote(&client.address.join(&git_path(team, id)))?;
    }
    // A folder that was empty a moment ago is replaced; one that is not any more refuses.
    undisturbed(|| fs::rename(&draft, folder)).map_err(disk(folder))?;
    started(context, (id, folder), &unpacked, name.as_deref())
}

fn started(
    context: &Context,
    (id, folder): (&str, &Path),
    unpacked: &Unpacked,
    starter: Option<&str>,
) -> Result<Exit, Error> {
    let ui = &context.ui;
    let shown = folder.display().to_string();
    if ui.json {
        ui.json(&serde_json::json!({
            "challenge": id,
            "version": unpacked.package.manifest.version,
            "hash": unpacked.package.hash,
            "folder": shown,
            "starter": starter,
            "updated": true,
        }))?;
    }
    let version = &unpacked.package.manifest.version;
    ui.good(
        "fetch-done",
        &[
            ("id", id.into()),
            ("version", version.into()),
            ("folder", (&shown).into()),
        ],
    );
    if let Some(starter) = starter {
        let others: Vec<&str> = unpacked
            .package
            .manifest
            .starters
            .keys()
            .map(String::as_str)
            .collect();
        let others = others.join(", ");
        ui.say(
            "fetch-starter",
            &[("starter", starter.into()), ("all", (&others).into())],
        );
    }
    if !unpacked.package.manifest.submission.declare.is_empty() {
        ui.say("fetch-declare", &[]);
    }
    ui.hint("fetch-next", &[("folder", (&shown).into())]);
    Ok(Exit::Ok)
}

/// Replaces the challenge of a project, and nothing else in it.
fn update(context: &Context, mut project: Project) -> Result<Exit, Error> {
    let client = context.client()?;
    let ours = project.root.join(FOLDER);
    let scratch = Scratch::inside(&ours)?;
    let place = project.bundle();
    // A clone has the marker but not the bundle.
    let etag = project.marker.challenge.etag.clone().filter(|_| place.is_dir());
    let id = project.marker.challenge.id.clone();
    let downloaded = download(context, &client, (&id, etag.as_deref(), scratch.path()))?;
    let unpacked = downloaded.unpacked;
    let updated = unpacked.is_some();
    let mut marked_anew = false;
    if let Some(unpacked) = unpacked {
        lay::ignore(&project.root)?;
        let old = scratch.path().join("old");
        undisturbed(|| {
            if place.exists() {
                fs::rename(&place, &old)?;
            }
            fs::rename(&unpacked.package.root, &place)
        })
        .map_err(disk(&place))?;
        let before = project.marker.clone();
        project.marker.challenge = marked(&unpacked);
        marked_anew = project.marker != before;
        if marked_anew {
            project.write_marker()?;
        }
    }
    runtime::remember(&place, downloaded.runtime.as_ref())?;
    let (ui, version) = (&context.ui, &project.marker.challenge.version);
    if ui.json {
        let challenge = &project.marker.challenge;
        ui.json(&serde_json::json!({
            "challenge": id, "version": version, "hash": challenge.hash,
            "folder": project.root.display().to_string(), "starter": null, "updated": updated,
        }))?;
    }
    let key = if updated { "fetch-updated" } else { "fetch-newest" };
    ui.good(key, &[("id", (&id).into()), ("version", version.into())]);
    ui.hint(
        if marked_anew {
            "fetch-updated-next"
        } else {
            "fetch-newest-next"
        },
        &[],
    );
    Ok(Exit::Ok)
}

/// Downloads, unpacks and reads a bundle below `scratch`, unless ours is the newest.
fn download(
    context: &Context,
    client: &Client,
    (id, etag, scratch): (&str, Option<&str>, &Path),
) -> Result<Downloaded, Error> {
    let bar = context.ui.bytes_bar("fetch-bar", None);
    let seen = |done: u64, total: u64| {
        bar.total(total.max(done));
        bar.at(done);
    };
    let told = Told {
        seen: &seen,
        lost: &|wait| bar.lost(&context.ui, wait),
        patience: PATIENCE,
    };
    let answer = client.bundle((id, etag), (&context.downloads()?, &told))?;
    let Some(bundle) = answer.bundle else {
        return Ok(Downloaded {
            unpacked: None,
            runtime: answer.runtime,
        });
    };
    drop(bar);
    let folder = scratch.join("challenge");
    archive::unpack(bundle.file, &folder, Limits::PACKAGE).map_err(|e| findings::archive(&context.ui, &e))?;
    let package = Package::load_bundle(&folder);
    let package = package.map_err(|e| findings::invalid(&context.ui, "error-bundle", &e))?;
    if package.manifest.id != id {
        return Err(Error::new(Exit::Invalid, "error-bundle").because(package.manifest.id));
    }
    Ok(Downloaded {
        unpacked: Some(Unpacked {
            package,
            etag: bundle.etag,
        }),
        runtime: answer.runtime,
    })
}

fn marker(client: &Client, unpacked: &Unpacked, (event, team): (&str, Option<&TeamRef>)) -> Marker {
    Marker {
        server: client.address.as_str().to_owned(),
        event: event.to_owned(),
        team: team.map(|team| team.slug.clone()),
        challenge: marked(unpacked),
    }
}

fn marked(unpacked: &Unpacked) -> MarkedChallenge {
    MarkedChallenge {
        id: unpacked.package.manifest.id.clone(),
        version: unpacked.package.manifest.version.clone(),
        hash: unpacked.package.hash.clone(),
        etag: unpacked.etag.clone(),
    }
}

/// The address of a team's repository on the server.
pub(super) fn git_path(team: &TeamRef, challenge: &str) -> String {
    format!("/git/{}/{}/{challenge}.git", team.event, team.slug)
}

/// Nothing of the person's is ever overwritten.
fn vacant(folder: &Path) -> Result<(), Error> {
    let is_vacant = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    };
    let occupied = || Error::new(Exit::Refused, "error-occupied").arg("path", folder.display());
    if is_vacant { Ok(()) } else { Err(occupied()) }
}

/// The starter that was asked for, else Python, else the first.
fn starter_of(package: &Package, asked: Option<&str>) -> Result<Option<String>, Error> {
    let starters = &package.manifest.starters;
    let names = || starters.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    match asked {
        Some(name) if starters.contains_key(name) => Ok(Some(name.to_owned())),
        Some(name) => Err(Error::new(Exit::Usage, "error-no-starter")
            .arg("starter", name)
            .arg("all", names())),
        None => Ok(starters
            .get_key_value("python")
            .or_else(|| starters.iter().next())
            .map(|(n, _)| n.clone())),
    }
}
