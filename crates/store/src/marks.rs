//! Whether anything that people and sensors say has changed, without reading it.

use domain::{ids::OrgId, time::Timestamp};
use sqlx::Row;

use crate::{Doing, Store, StoreError, records::Noun};

/// State of what was said about an organisation: how many rows there are, and when the last one changed. Two equal marks mean
/// that nothing came, changed or went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    rows: i64,
    changed: i64,
}

impl Mark {
    /// The mark after whoever took it wrote `more` rows at a moment and removed `fewer`: one's own writing is no news.
    #[must_use]
    pub fn after(self, more: usize, fewer: usize, changed: Timestamp) -> Self {
        let count = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
        let changed = if more > 0 { self.changed.max(changed.0) } else { self.changed };
        Self { rows: self.rows.saturating_add(count(more)).saturating_sub(count(fewer)), changed }
    }
}

impl Store {
    /// The mark of now. What is concluded (alerts, pictures) is left out: concluding is no news.
    pub async fn mark(&self, org: &OrgId) -> Result<Mark, StoreError> {
        let doing = "looking for news";
        let mut parts = vec![
            "SELECT COUNT(*) AS n, MAX(received) AS t FROM observation_batches WHERE org = $1".to_owned(),
            "SELECT COUNT(*) AS n, 0 AS t FROM merged_batches WHERE org = $1".to_owned(),
        ];
        let said = Noun::ALL.iter().filter(|noun| !matches!(noun, Noun::Alerts | Noun::Pictures));
        parts.extend(
            said.map(|n| {
                format!("SELECT COUNT(*) AS n, MAX(changed) AS t FROM {} WHERE org = $1", n.table())
            }),
        );
        let sql = format!(
            "SELECT CAST(SUM(n) AS BIGINT) AS n, CAST(COALESCE(MAX(t), 0) AS BIGINT) AS t FROM ({}) AS parts",
            parts.join(" UNION ALL ")
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(org.as_str())
            .fetch_one(&self.pool)
            .await
            .doing(doing)?;
        Ok(Mark { rows: row.try_get("n").doing(doing)?, changed: row.try_get("t").doing(doing)? })
    }
}
