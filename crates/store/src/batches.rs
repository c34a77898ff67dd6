//! Observation batches: append, read, compact. The content hash is the identity, so a batch that arrives twice counts once.

use domain::{ids::OrgId, time::Timestamp};
use sqlx::Row;

use crate::{Doing, Store, StoreError};

/// A batch as kept. `body` is compressed by the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Content hash, lower-case hex.
    pub id: String,
    /// Capture or sensor it came from.
    pub origin: String,
    pub received: Timestamp,
    pub body: Vec<u8>,
}

impl Store {
    /// Keeps a batch; `false` when it was there already, or was merged into another before.
    pub async fn add_batch(&self, org: &OrgId, batch: &Batch) -> Result<bool, StoreError> {
        let doing = "keeping observations";
        let merged = sqlx::query("SELECT id FROM merged_batches WHERE org = $1 AND id = $2")
            .bind(org.as_str())
            .bind(&batch.id)
            .fetch_optional(&self.pool)
            .await
            .doing(doing)?;
        if merged.is_some() {
            return Ok(false);
        }
        let done = sqlx::query(
            "INSERT INTO observation_batches (org, id, origin, received, body) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (org, id) DO NOTHING",
        )
        .bind(org.as_str())
        .bind(&batch.id)
        .bind(&batch.origin)
        .bind(batch.received.0)
        .bind(batch.body.clone())
        .execute(&self.pool)
        .await
        .doing(doing)?;
        Ok(done.rows_affected() > 0)
    }

    /// Every batch, oldest first; equal times by id, so that the order is the same everywhere.
    pub async fn batches(&self, org: &OrgId) -> Result<Vec<Batch>, StoreError> {
        let doing = "reading observations";
        let rows = sqlx::query(
            "SELECT id, origin, received, body FROM observation_batches WHERE org = $1 ORDER BY received, id",
        )
        .bind(org.as_str())
        .fetch_all(&self.pool)
        .await
        .doing(doing)?;
        rows.iter()
            .map(|row| {
                Ok(Batch {
                    id: row.try_get("id").doing(doing)?,
                    origin: row.try_get("origin").doing(doing)?,
                    received: Timestamp(row.try_get("received").doing(doing)?),
                    body: row.try_get("body").doing(doing)?,
                })
            })
            .collect()
    }

    /// Replaces several batches by one that says the same, in one transaction. Their ids stay known.
    pub async fn compact_batches(
        &self,
        org: &OrgId,
        merged: &[String],
        into: &Batch,
    ) -> Result<(), StoreError> {
        let doing = "compacting observations";
        let mut transaction = self.pool.begin().await.doing(doing)?;
        for id in merged {
            sqlx::query("DELETE FROM observation_batches WHERE org = $1 AND id = $2")
                .bind(org.as_str())
                .bind(id)
                .execute(&mut *transaction)
                .await
                .doing(doing)?;
            sqlx::query(
                "INSERT INTO merged_batches (org, id) VALUES ($1, $2) ON CONFLICT (org, id) DO NOTHING",
            )
            .bind(org.as_str())
            .bind(id)
            .execute(&mut *transaction)
            .await
            .doing(doing)?;
        }
        sqlx::query(
            "INSERT INTO observation_batches (org, id, origin, received, body) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(org.as_str())
        .bind(&into.id)
        .bind(&into.origin)
        .bind(into.received.0)
        .bind(into.body.clone())
        .execute(&mut *transaction)
        .await
        .doing(doing)?;
        transaction.commit().await.doing(doing)
    }
}
