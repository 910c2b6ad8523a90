//! A real installation in a scratch folder for the tests of the rooms.
use sea_orm::{EntityTrait, IntoActiveModel};
use tempfile::TempDir;
use wire::{ChallengeVersionId, NewMember, NewOrganization, NewTeam, OrganizationKind, Points, Role};

use crate::account::{self, Account};
use crate::app::App;
use crate::challenge::Version;
use crate::config::Place;
use crate::entity::{challenge_version, event_challenge};
use crate::organization::{self, Organization};
use crate::team::{self, Team};
use crate::{error, event};

/// An installation on SQLite, with its open event.
pub(crate) struct House {
    pub(crate) app: App,
    _data: TempDir,
}

impl House {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place {
            data: folder.path().to_owned(),
            database_url: None,
            receipt_key: None,
            keep_free: Some(0),
        };
        let app = App::open(&place).await.unwrap();
        let house = Self { app, _data: folder };
        let tx = house.app.db().begin().await.unwrap();
        event::seed(&tx, house.app.now()).await.unwrap();
        tx.commit().await.unwrap();
        house
    }

    pub(crate) async fn organization(&self, slug: &str, kind: OrganizationKind) -> Organization {
        let new = NewOrganization {
            slug: slug.to_owned(),
            name: slug.to_uppercase(),
            kind,
        };
        let tx = self.app.db().begin().await.unwrap();
        let row = organization::create(&tx, &new, self.app.now()).await.unwrap();
        tx.commit().await.unwrap();
        row
    }

    pub(crate) async fn member(&self, organization: &Organization, name: &str, role: Role) -> Account {
        let new = NewMember {
            name: name.to_owned(),
            role,
        };
        let tx = self.app.db().begin().await.unwrap();
        let added = organization::add_member(&tx, organization, &new, self.app.now());
        let token = added.await.unwrap().token;
        tx.commit().await.unwrap();
        account::authenticate(self.app.db().read(), &token, self.app.now())
            .await
            .unwrap()
    }

    pub(crate) async fn team(&self, leader: &Account, name: &str) -> error::Result<Team> {
        let new = NewTeam {
            name: name.to_owned(),
            slug: None,
            event: None,
        };
        let tx = self.app.db().begin().await?;
        let event = event::current(&tx).await?;
        let team = team::create(&tx, leader, &event, (&new, self.app.now())).await?;
        tx.commit().await?;
        Ok(team)
    }

    /// A challenge of 50 points that the open event lists: rows alone, without a package.
    pub(crate) async fn challenge(&self, owner: &Organization, author: &Account, id: &str) -> Version {
        let row = Version {
            id: ChallengeVersionId::fresh(),
            challenge: id.to_owned(),
            challenge_uuid: uuid::Uuid::now_v7(),
            organization_id: owner.id,
            published_by: author.id,
            version: "1.0.0".to_owned(),
            precedence: 1,
            hash: String::new(),
            max_points: Points::whole(50),
            summary: serde_json::to_value(wire::ChallengeSummary {
                id: id.to_owned(),
                version: "1.0.0".into(),
                hash: String::new(),
                title: wire::Localized::default(),
                organization: owner.slug.clone(),
                languages: Vec::new(),
                max: Points::whole(50),
                keep: wire::Keep::Best,
                published_at: self.app.now(),
            })
            .unwrap(),
            outline: serde_json::Value::Null,
            bundle_hash: String::new(),
            bundle_size: 0,
            published_at: self.app.now(),
        };
        let tx = self.app.db().begin().await.unwrap();
        let line = event_challenge::Model {
            event_id: event::current(&tx).await.unwrap().id,
            challenge: id.to_owned(),
            version_id: row.id,
        };
        let version = challenge_version::Entity::insert(row.clone().into_active_model());
        version.exec_without_returning(&tx).await.unwrap();
        let line = event_challenge::Entity::insert(line.into_active_model());
        line.exec_without_returning(&tx).await.unwrap();
        tx.commit().await.unwrap();
        row
    }
}
