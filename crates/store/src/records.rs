//! One value per organisation and id, for each noun that is read as a whole and searched in memory.

use domain::{ids::OrgId, time::Timestamp};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::Row;

use crate::{Doing, Store, StoreError};

/// A noun with a table of its own (see `migrations/`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noun {
    Captures,
    LedgerImports,
    LedgerMappings,
    RowDecisions,
    Corrections,
    Alerts,
    LineRegistrations,
    Advisories,
    Pictures,
    Sensors,
    TaughtSignatures,
    Products,
    ProductLinks,
    Sboms,
    Statements,
    Tasks,
    Overrules,
    Providers,
}

impl Noun {
    /// Every noun.
    pub const ALL: &'static [Self] = &[
        Self::Captures,
        Self::LedgerImports,
        Self::LedgerMappings,
        Self::RowDecisions,
        Self::Corrections,
        Self::Alerts,
        Self::LineRegistrations,
        Self::Advisories,
        Self::Pictures,
        Self::Sensors,
        Self::TaughtSignatures,
        Self::Products,
        Self::ProductLinks,
        Self::Sboms,
        Self::Statements,
        Self::Tasks,
        Self::Overrules,
        Self::Providers,
    ];

    pub(crate) const fn table(self) -> &'static str {
        match self {
            Self::Captures => "captures",
            Self::LedgerImports => "ledger_imports",
            Self::LedgerMappings => "ledger_mappings",
            Self::RowDecisions => "row_decisions",
            Self::Corrections => "corrections",
            Self::Alerts => "alerts",
            Self::LineRegistrations => "line_registrations",
            Self::Advisories => "advisories",
            Self::Pictures => "pictures",
            Self::Sensors => "sensors",
            Self::TaughtSignatures => "taught_signatures",
            Self::Products => "products",
            Self::ProductLinks => "product_links",
            Self::Sboms => "sboms",
            Self::Statements => "statements",
            Self::Tasks => "tasks",
            Self::Overrules => "overrules",
            Self::Providers => "providers",
        }
    }
}

/// A stored value with its id and when it last changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Record<T> {
    pub id: String,
    pub changed: Timestamp,
    pub value: T,
}

impl Store {
    /// Keeps a value under its id, replacing an earlier one.
    pub async fn put<T: Serialize + Sync>(
        &self,
        org: &OrgId,
        noun: Noun,
        id: &str,
        changed: Timestamp,
        value: &T,
    ) -> Result<(), StoreError> {
        let records = [(id.to_owned(), value)];
        self.put_all(org, noun, changed, &records).await
    }

    /// Keeps several values in one transaction: all or none.
    pub async fn put_all<T: Serialize + Sync>(
        &self,
        org: &OrgId,
        noun: Noun,
        changed: Timestamp,
        records: &[(String, T)],
    ) -> Result<(), StoreError> {
        let doing = "keeping records";
        let sql = format!(
            "INSERT INTO {} (org, id, changed, body) VALUES ($1, $2, $3, $4)
             ON CONFLICT (org, id) DO UPDATE SET changed = excluded.changed, body = excluded.body",
            noun.table()
        );
        let mut transaction = self.pool.begin().await.doing(doing)?;
        for (id, value) in records {
            let body = serde_json::to_string(value).map_err(|source| StoreError::Unreadable {
                table: noun.table(),
                id: id.clone(),
                source,
            })?;
            sqlx::query(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(org.as_str())
                .bind(id.as_str())
                .bind(changed.0)
                .bind(body)
                .execute(&mut *transaction)
                .await
                .doing(doing)?;
        }
        transaction.commit().await.doing(doing)
    }

    /// Every value of a noun, oldest change first; equal times by id.
    pub async fn all<T: DeserializeOwned>(
        &self,
        org: &OrgId,
        noun: Noun,
    ) -> Result<Vec<Record<T>>, StoreError> {
        let doing = "reading records";
        let sql =
            format!("SELECT id, changed, body FROM {} WHERE org = $1 ORDER BY changed, id", noun.table());
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(org.as_str())
            .fetch_all(&self.pool)
            .await
            .doing(doing)?;
        rows.iter()
            .map(|row| {
                let id: String = row.try_get("id").doing(doing)?;
                let body: String = row.try_get("body").doing(doing)?;
                let value = serde_json::from_str(&body).map_err(|source| StoreError::Unreadable {
                    table: noun.table(),
                    id: id.clone(),
                    source,
                })?;
                Ok(Record { id, changed: Timestamp(row.try_get("changed").doing(doing)?), value })
            })
            .collect()
    }

    /// The value with the greatest id.
    pub async fn last<T: DeserializeOwned>(&self, org: &OrgId, noun: Noun) -> Result<Option<T>, StoreError> {
        let doing = "reading the last record";
        let sql = format!("SELECT MAX(id) AS id FROM {} WHERE org = $1", noun.table());
        let found = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(org.as_str())
            .fetch_one(&self.pool)
            .await
            .doing(doing)?;
        let id: Option<String> = found.try_get("id").doing(doing)?;
        match id {
            Some(id) => self.get(org, noun, &id).await,
            None => Ok(None),
        }
    }

    /// One value by id.
    pub async fn get<T: DeserializeOwned>(
        &self,
        org: &OrgId,
        noun: Noun,
        id: &str,
    ) -> Result<Option<T>, StoreError> {
        let doing = "reading a record";
        let sql = format!("SELECT body FROM {} WHERE org = $1 AND id = $2", noun.table());
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(org.as_str())
            .bind(id)
            .fetch_optional(&self.pool)
            .await
            .doing(doing)?;
        let Some(row) = row else { return Ok(None) };
        let body: String = row.try_get("body").doing(doing)?;
        serde_json::from_str(&body).map(Some).map_err(|source| StoreError::Unreadable {
            table: noun.table(),
            id: id.to_owned(),
            source,
        })
    }

    /// Removes a value; `false` when it was not there.
    pub async fn remove(&self, org: &OrgId, noun: Noun, id: &str) -> Result<bool, StoreError> {
        let sql = format!("DELETE FROM {} WHERE org = $1 AND id = $2", noun.table());
        let done = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(org.as_str())
            .bind(id)
            .execute(&self.pool)
            .await
            .doing("removing a record")?;
        Ok(done.rows_affected() > 0)
    }
}
