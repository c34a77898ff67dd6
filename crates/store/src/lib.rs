//! Keep and find. The only SQL; decides nothing. One SQL text for SQLite and PostgreSQL.
//!
//! * [`batches`] keeps what sensors and captures said, [`files`] what people gave us, as bytes;
//! * [`records`] keeps one value per id for every other noun, each in a table of its own.

pub mod batches;
pub mod files;
pub mod marks;
pub mod organisations;
pub mod records;

use std::str::FromStr;

use sqlx::{
    AnyPool,
    any::{AnyConnectOptions, AnyPoolOptions},
};

/// Something outside failed, with what was being done.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database could not be opened ({url}): {source}")]
    Open { url: String, source: sqlx::Error },
    #[error("the database could not be brought to this version: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("{doing}: {source}")]
    Query { doing: &'static str, source: sqlx::Error },
    /// A stored value no longer reads as what its table holds.
    #[error("{table} {id}: the stored value cannot be read: {source}")]
    Unreadable { table: &'static str, id: String, source: serde_json::Error },
}

/// Names what was being done when the database refused.
pub(crate) trait Doing<T> {
    fn doing(self, doing: &'static str) -> Result<T, StoreError>;
}

impl<T> Doing<T> for Result<T, sqlx::Error> {
    fn doing(self, doing: &'static str) -> Result<T, StoreError> {
        self.map_err(|source| StoreError::Query { doing, source })
    }
}

/// An open database.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
}

impl Store {
    /// Opens `sqlite:///path/file.db`, `sqlite::memory:` or `postgres://…`, creating and migrating it as needed.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let sqlite = url.starts_with("sqlite:");
        let file = sqlite && !url.contains(":memory:");
        let full = if file && !url.contains('?') { format!("{url}?mode=rwc") } else { url.to_owned() };
        let opening = |source| StoreError::Open { url: without_password(url), source };
        let options = AnyConnectOptions::from_str(&full).map_err(opening)?;
        // One writer at a time is what SQLite does anyway; an in-memory database lives in its one connection.
        let pool = AnyPoolOptions::new()
            .max_connections(if sqlite { 1 } else { 8 })
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if file {
                        sqlx::raw_sql("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 10000")
                            .execute(connection)
                            .await?;
                    }
                    Ok(())
                })
            })
            .connect_with(options)
            .await
            .map_err(|source| StoreError::Open { url: without_password(url), source })?;
        sqlx::migrate!("./migrations").run(&pool).await?;
        Ok(Self { pool })
    }

    /// Waits for open work and closes.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// `postgres://user:secret@host/db` → `postgres://user@host/db`: secrets stay out of messages and logs.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let Some((user, host)) = rest.split_once('@') else { return url.to_owned() };
    let user = user.split(':').next().unwrap_or_default();
    format!("{scheme}://{user}@{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_stay_out_of_messages() {
        assert_eq!(without_password("postgres://u:secret@h/d"), "postgres://u@h/d");
        assert_eq!(without_password("sqlite::memory:"), "sqlite::memory:");
    }
}
