//! What every verb needs: the terminal, the flags, and on demand the server, the login, the project.
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use judge::runtime::Runtimes;
use wire::{ServerInfo, TeamRef, Whoami};

use crate::args::Global;
use crate::client::{Address, Client, roots};
use crate::error::{Error, Exit, disk};
use crate::login::Store;
use crate::project::Project;
use crate::slug::is_slug;
use crate::ui::Ui;

/// Made once, does nothing until asked.
pub(crate) struct Context {
    pub(crate) ui: Ui,
    flags: Global,
}

/// Who named the server. Pure to decide, see [`choose`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// A flag or `UBUNIFU_SERVER`.
    Person,
    /// The marker of a project, which may come from anybody.
    Project,
    /// The last login.
    Login,
}

impl Context {
    pub(crate) fn new(ui: Ui, flags: Global) -> Self {
        Self { ui, flags }
    }

    /// The folder we were started in.
    pub(crate) fn folder(&self) -> Result<PathBuf, Error> {
        std::env::current_dir().map_err(disk(Path::new(".")))
    }

    /// The project around us, if any.
    pub(crate) fn find_project(&self) -> Result<Option<Project>, Error> {
        Project::around(&self.folder()?)
    }

    /// The project around us.
    pub(crate) fn project(&self) -> Result<Project, Error> {
        self.find_project()?
            .ok_or_else(|| Error::new(Exit::Usage, "error-no-project"))
    }

    /// The id that was given, or that of the project around us.
    pub(crate) fn challenge_id(&self, given: Option<&str>) -> Result<String, Error> {
        let id = match given {
            Some(id) => id.to_owned(),
            None => {
                self.find_project()?
                    .ok_or_else(|| Error::new(Exit::Usage, "error-no-id"))?
                    .marker
                    .challenge
                    .id
            }
        };
        if is_slug(&id) {
            Ok(id)
        } else {
            Err(Error::new(Exit::Usage, "error-bad-id").arg("id", id))
        }
    }

    /// Where logins are kept.
    pub(crate) fn store(&self) -> Result<Store, Error> {
        let folder = self
            .flags
            .config_dir
            .as_deref()
            .filter(|dir| !dir.as_os_str().is_empty());
        Store::new(folder)
    }

    /// What challenges can run on here.
    pub(crate) fn runtimes(&self) -> Result<Runtimes, Error> {
        Ok(Runtimes::new(self.data()?.join("runtimes")))
    }

    /// Where the parts of downloads that were cut are kept.
    pub(crate) fn downloads(&self) -> Result<PathBuf, Error> {
        Ok(self.data()?.join("downloads"))
    }

    fn data(&self) -> Result<PathBuf, Error> {
        let given = self.flags.data_dir.clone();
        match given.filter(|dir| !dir.as_os_str().is_empty()) {
            Some(folder) => Ok(folder),
            None => Ok(etcetera::choose_base_strategy()
                .map_err(|e| Error::new(Exit::Fault, "error-home").cause(&e))?
                .data_dir()
                .join("ubunifu")),
        }
    }

    /// The address that a person named on the command line or in the environment.
    pub(crate) fn named_address(&self) -> Result<Option<Address>, Error> {
        let given = self
            .flags
            .server
            .as_deref()
            .filter(|text| !text.trim().is_empty());
        given.map(Address::parse).transpose()
    }

    /// `UBUNIFU_TOKEN`.
    pub(crate) fn given_token(&self) -> Option<String> {
        let token = self.flags.token.as_deref().map(str::trim);
        token.filter(|t| !t.is_empty()).map(str::to_owned)
    }

    fn address(&self) -> Result<(Address, Origin), Error> {
        if let Some(address) = self.named_address()? {
            return Ok((address, Origin::Person));
        }
        if let Some(project) = self.find_project()? {
            return Ok((Address::parse(&project.marker.server)?, Origin::Project));
        }
        let last = self.store()?.read()?.server;
        let last = last.ok_or_else(|| Error::new(Exit::Usage, "error-no-server"))?;
        Ok((Address::parse(&last)?, Origin::Login))
    }

    /// The server, with a token when we have one for it.
    pub(crate) fn client(&self) -> Result<Client, Error> {
        let (address, origin) = self.address()?;
        let logins = self.store()?.read()?;
        let stored = logins
            .logins
            .get(address.as_str())
            .map(|login| login.token.clone());
        let known = stored.is_some() || logins.server.as_deref() == Some(address.as_str());
        let token = choose(origin, known, (self.given_token(), stored));
        self.client_of(address, token)
    }

    /// A client of this server with this token.
    pub(crate) fn client_of(&self, address: Address, token: Option<String>) -> Result<Client, Error> {
        let file = self
            .flags
            .ca
            .as_deref()
            .filter(|file| !file.as_os_str().is_empty());
        Ok(Client::new((address, roots(file)?), token, self.ui.language))
    }

    /// The server, and a token for it.
    pub(crate) fn logged_in(&self) -> Result<Client, Error> {
        let client = self.client()?;
        if client.has_token() {
            return Ok(client);
        }
        let key = if self.given_token().is_some() {
            "error-foreign-project"
        } else {
            "error-login"
        };
        Err(Error::new(Exit::Login, key).arg("server", &client.address))
    }

    /// The event to use: the project's, or the open one of the server.
    pub(crate) fn event(&self, client: &Client) -> Result<String, Error> {
        if let Some(project) = self.find_project()? {
            return Ok(project.marker.event);
        }
        let info: ServerInfo = client.get("/v1")?;
        info.event
            .map(|e| e.slug)
            .ok_or_else(|| Error::new(Exit::Refused, "error-no-event"))
    }
}

/// Our team of an event.
pub(crate) fn team_of(who: &Whoami, event: &str) -> Result<TeamRef, Error> {
    let team = who.teams.iter().find(|team| team.event == event);
    team.cloned()
        .ok_or_else(|| Error::new(Exit::Refused, "error-no-team").arg("event", event))
}

/// Which token goes to a server. A cloned project may name any server; a token from the environment goes there
/// only if the person has used that server before. Pure.
fn choose(origin: Origin, known: bool, (given, stored): (Option<String>, Option<String>)) -> Option<String> {
    match origin {
        Origin::Project if !known => stored,
        _ => given.or(stored),
    }
}

#[cfg(test)]
mod tests {
    use super::{Origin, choose};

    #[test]
    fn a_foreign_project_does_not_get_the_token_of_the_environment() {
        let given = || (Some("given".to_owned()), None);
        let both = || (Some("given".to_owned()), Some("stored".to_owned()));
        assert_eq!(choose(Origin::Person, false, given()).as_deref(), Some("given"));
        assert_eq!(choose(Origin::Project, false, given()), None);
        assert_eq!(choose(Origin::Project, true, both()).as_deref(), Some("given"));
        assert_eq!(
            choose(Origin::Login, true, (None, Some("stored".into()))).as_deref(),
            Some("stored")
        );
    }
}
