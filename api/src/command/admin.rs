//! `admin`: what an operator does on the machine itself.
use std::io::Write;

use clap::{Subcommand, ValueEnum};
use wire::Role;

use crate::account::{self, NewAccount};
use crate::config::Place;
use crate::error::Result;

/// Verbs of the operator.
#[derive(Debug, Subcommand)]
pub(super) enum Admin {
    /// Make an account with a token, and print the token alone on stdout
    Token {
        #[command(flatten)]
        place: Place,
        /// What the account may do
        #[arg(long)]
        role: RoleName,
        /// Name of the person or system
        #[arg(long)]
        name: String,
        /// Short name of its organization
        #[arg(long, value_name = "SLUG")]
        organization: Option<String>,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum RoleName {
    Operator,
    Author,
    Coordinator,
    Student,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Operator => Self::Operator,
            RoleName::Author => Self::Author,
            RoleName::Coordinator => Self::Coordinator,
            RoleName::Student => Self::Student,
        }
    }
}

pub(super) async fn run(admin: Admin) -> Result<()> {
    let Admin::Token {
        place,
        role,
        name,
        organization: _,
    } = admin;
    let app = super::open(&place).await?;
    let now = app.now();
    let tx = app.db().begin().await?;
    let new = NewAccount {
        name: &name,
        role: role.into(),
        organization: None,
        now,
    };
    let account = account::create(&tx, new).await?;
    let secret = account::mint(&tx, account.id, "admin token", now).await?;
    tx.commit().await?;
    writeln!(std::io::stdout(), "{}", secret.0)?;
    Ok(())
}
