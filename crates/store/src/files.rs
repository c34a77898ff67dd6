//! Files as people gave them to us, by content hash.

use domain::{ids::OrgId, time::Timestamp};
use sqlx::Row;

use crate::{Doing, Store, StoreError};

/// A file as received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Lower-case hex.
    pub sha256: String,
    pub name: String,
    pub received: Timestamp,
    pub body: Vec<u8>,
}

impl Store {
    /// Keeps a file; the same bytes twice are one file.
    pub async fn put_file(&self, org: &OrgId, file: &File) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO files (org, sha256, name, received, body) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (org, sha256) DO NOTHING",
        )
        .bind(org.as_str())
        .bind(&file.sha256)
        .bind(&file.name)
        .bind(file.received.0)
        .bind(file.body.clone())
        .execute(&self.pool)
        .await
        .doing("keeping a file")?;
        Ok(())
    }

    /// A file by its hash.
    pub async fn file(&self, org: &OrgId, sha256: &str) -> Result<Option<File>, StoreError> {
        let doing = "reading a file";
        let row = sqlx::query("SELECT name, received, body FROM files WHERE org = $1 AND sha256 = $2")
            .bind(org.as_str())
            .bind(sha256)
            .fetch_optional(&self.pool)
            .await
            .doing(doing)?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(File {
            sha256: sha256.to_owned(),
            name: row.try_get("name").doing(doing)?,
            received: Timestamp(row.try_get("received").doing(doing)?),
            body: row.try_get("body").doing(doing)?,
        }))
    }
}
