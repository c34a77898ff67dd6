//! Hospitals, makers and public bodies of this node.

use domain::ids::OrgId;
use sqlx::Row;

use crate::{Doing, Store, StoreError};

/// An organisation of this node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    pub id: OrgId,
    pub name: String,
    /// Invented for demonstration; every page says so.
    pub fictional: bool,
}

impl Store {
    /// Adds or renames an organisation.
    pub async fn put_organisation(&self, organisation: &Organisation) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO organisations (org, name, fictional) VALUES ($1, $2, $3)
             ON CONFLICT (org) DO UPDATE SET name = excluded.name, fictional = excluded.fictional",
        )
        .bind(organisation.id.as_str())
        .bind(&organisation.name)
        .bind(i64::from(organisation.fictional))
        .execute(&self.pool)
        .await
        .doing("keeping an organisation")?;
        Ok(())
    }

    /// Every organisation, by id.
    pub async fn organisations(&self) -> Result<Vec<Organisation>, StoreError> {
        let doing = "listing organisations";
        let rows = sqlx::query("SELECT org, name, fictional FROM organisations ORDER BY org")
            .fetch_all(&self.pool)
            .await
            .doing(doing)?;
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            let id: String = row.try_get("org").doing(doing)?;
            let Some(id) = OrgId::parse(&id) else { continue };
            let fictional: i64 = row.try_get("fictional").doing(doing)?;
            all.push(Organisation { id, name: row.try_get("name").doing(doing)?, fictional: fictional != 0 });
        }
        Ok(all)
    }
}
