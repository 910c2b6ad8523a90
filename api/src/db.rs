//! The database: SQLite or PostgreSQL, chosen by URL.
//!
//! SQLite gets one writing connection and a separate pool of readers: two readers that turn writers would
//! fail with "database is locked", a queue for one writer cannot. `synchronous=FULL`, because a receipt is a
//! promise: what was acknowledged must survive a power cut.
use std::path::Path;
use std::time::Duration;

use migrations::{Migrator, MigratorTrait};
use sea_orm::sqlx::postgres::PgListener;
use sea_orm::{
    ActiveModelTrait, ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    EntityTrait, Insert, SqlErr, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    TryInsertResult,
};

use crate::error::{Code, Error, Result};

/// What rooms take as the database: the pool or the caller's transaction. Named here, so that only `store.rs`
/// files need to know the library.
pub(crate) use sea_orm::ConnectionTrait;

/// How long one waits for the single SQLite writer or for a free connection.
const PATIENCE: Duration = Duration::from_secs(20);

/// Number of the PostgreSQL lock held while the schema changes; any number nobody else uses.
const MIGRATING: i64 = 0x7562_756e_6966;

/// Connections to the database.
#[derive(Debug, Clone)]
pub(crate) struct Db {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
}

impl Db {
    /// Connects; the SQLite file is made when it is missing.
    pub(crate) async fn connect(url: &str) -> Result<Self> {
        if !url.starts_with("sqlite:") {
            let pool = Database::connect(options(url, 16)).await?;
            return Ok(Self {
                writer: pool.clone(),
                reader: pool,
            });
        }
        let writer = Database::connect(sqlite(url, 1, false)).await?;
        let reader = Database::connect(sqlite(url, 4, true)).await?;
        Ok(Self { writer, reader })
    }

    /// The URL of the embedded database in `data`.
    pub(crate) fn embedded(data: &Path) -> String {
        format!("sqlite://{}?mode=rwc", data.join("ubunifu.db").display())
    }

    /// Brings the schema up to date, all steps or none. Processes that start at once do it one after the
    /// other: on SQLite because only one can write, on PostgreSQL by a lock that ends with the transaction.
    pub(crate) async fn migrate(&self) -> Result<()> {
        let tx = self.begin().await?;
        if tx.get_database_backend() == DbBackend::Postgres {
            tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATING})"))
                .await?;
        }
        let steps = Migrator::get_pending_migrations(&tx).await?.len();
        if steps > 0 {
            Migrator::up(&tx, None).await?;
            tracing::info!(steps, "schema brought up to date");
        }
        Ok(tx.commit().await?)
    }

    /// For queries.
    pub(crate) fn read(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Listens to what transactions of any process announce; `None` where the database cannot tell.
    pub(crate) async fn listen(&self) -> Result<Option<Ears>> {
        if self.reader.get_database_backend() != DbBackend::Postgres {
            return Ok(None);
        }
        let pool = self.reader.get_postgres_connection_pool();
        let mut listener = PgListener::connect_with(pool).await.map_err(Error::fault)?;
        // A broken line is told at once, so that what was missed meanwhile is looked for.
        listener.eager_reconnect(false);
        let names = Channel::ALL.map(Channel::name);
        listener.listen_all(names).await.map_err(Error::fault)?;
        Ok(Some(Ears(listener)))
    }

    /// A transaction that may write. Keep it short, and never hold it while team code runs.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.writer.begin_with_options(options).await?)
    }
}

/// What other processes are told about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channel {
    /// A letter may be taken.
    Letter,
    /// Something was said of a submission.
    Progress,
}

impl Channel {
    const ALL: [Self; 2] = [Self::Letter, Self::Progress];

    fn name(self) -> &'static str {
        match self {
            Self::Letter => "ubunifu_letter",
            Self::Progress => "ubunifu_progress",
        }
    }
}

/// A connection that hears announcements.
#[derive(Debug)]
pub(crate) struct Ears(PgListener);

impl Ears {
    /// The next announcement, and what it is about. An error when the line broke.
    pub(crate) async fn hear(&mut self) -> Result<(Channel, String)> {
        loop {
            let news = self.0.try_recv().await.map_err(Error::fault)?;
            let news = news.ok_or_else(|| Error::fault("the line to the database broke"))?;
            let channel = Channel::ALL.into_iter().find(|c| c.name() == news.channel());
            if let Some(channel) = channel {
                return Ok((channel, news.payload().to_owned()));
            }
        }
    }
}

/// Announces to every process, once the transaction is committed. Without effect where the database cannot tell.
pub(crate) async fn announce(tx: &impl ConnectionTrait, channel: Channel, about: &str) -> Result<()> {
    let backend = tx.get_database_backend();
    if backend == DbBackend::Postgres {
        let values = [channel.name().into(), about.into()];
        let notify = Statement::from_sql_and_values(backend, "SELECT pg_notify($1, $2)", values);
        tx.execute_raw(notify).await?;
    }
    Ok(())
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .sqlx_logging(false);
    options
}

fn sqlite(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = options(url, connections);
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .pragma("foreign_keys", "ON")
            .pragma("query_only", if read_only { "ON" } else { "OFF" })
            .busy_timeout(PATIENCE)
    });
    options
}

/// Turns a broken unique constraint into the user's mistake; any other database error is ours.
pub(crate) trait OnTaken<T> {
    /// `Err` with `code` when the row exists already.
    fn on_taken(self, code: Code) -> Result<T>;
}

impl<T> OnTaken<T> for std::result::Result<T, DbErr> {
    fn on_taken(self, code: Code) -> Result<T> {
        self.map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Error::new(code),
            _ => error.into(),
        })
    }
}

/// Inserts `row` unless there is one that is equal in `columns`; tells whether it did. Unlike a broken
/// constraint this leaves a transaction usable on PostgreSQL.
pub(crate) async fn insert_unless<A: ActiveModelTrait>(
    db: &impl ConnectionTrait,
    row: A,
    columns: impl IntoIterator<Item = <A::Entity as EntityTrait>::Column>,
) -> Result<bool> {
    let insert = Insert::one(row).on_conflict_do_nothing_on(columns);
    let done = insert.exec_without_returning(db).await?;
    Ok(matches!(done, TryInsertResult::Inserted(rows) if rows > 0))
}
