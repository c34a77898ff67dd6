//! Whether anything that people and sensors say has changed, without reading it.

use domain::{ids::OrgId, time::Timestamp};
use sqlx::Row;

use crate::{Doing, Store, StoreError, records::Noun};

/// State of what was said about an organisation: how many rows there are, when the last one changed, and the sum of all times of change but
/// those of tasks. Two equal marks mean that nothing came, changed or went, also where another writer's clock is behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    rows: i64,
    changed: i64,
    sum: i64,
}

/// Times are added up by their remainder, so that the sum of any number of rows is a number.
const REMAINDER: i64 = 1_000_000_007;

impl Mark {
    /// The mark after whoever took it wrote `more` tasks at a moment and removed `fewer`: one's own writing is no news.
    #[must_use]
    pub fn after(self, more: usize, fewer: usize, changed: Timestamp) -> Self {
        let count = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
        let changed = if more > 0 { self.changed.max(changed.0) } else { self.changed };
        let rows = self.rows.saturating_add(count(more)).saturating_sub(count(fewer));
        Self { rows, changed, sum: self.sum }
    }
}

impl Store {
    /// The mark of now. What is concluded (alerts, pictures) is left out: concluding is no news.
    pub async fn mark(&self, org: &OrgId) -> Result<Mark, StoreError> {
        let doing = "looking for news";
        let mut parts = vec![
            "SELECT COUNT(*) AS n, MAX(received) AS t, 0 AS s FROM observation_batches WHERE org = $1"
                .to_owned(),
            "SELECT COUNT(*) AS n, 0 AS t, 0 AS s FROM merged_batches WHERE org = $1".to_owned(),
        ];
        let said = Noun::ALL.iter().filter(|noun| !matches!(noun, Noun::Alerts | Noun::Pictures));
        parts.extend(said.map(|n| {
            let sum = if matches!(n, Noun::Tasks) {
                "0".to_owned()
            } else {
                format!("CAST(COALESCE(SUM(changed % {REMAINDER}), 0) AS BIGINT)")
            };
            let table = n.table();
            format!("SELECT COUNT(*) AS n, MAX(changed) AS t, {sum} AS s FROM {table} WHERE org = $1")
        }));
        let sql = format!(
            "SELECT CAST(SUM(n) AS BIGINT) AS n, CAST(COALESCE(MAX(t), 0) AS BIGINT) AS t, CAST(SUM(s) AS BIGINT) AS s FROM ({}) AS parts",
            parts.join(" UNION ALL ")
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(org.as_str())
            .fetch_one(&self.pool)
            .await
            .doing(doing)?;
        Ok(Mark {
            rows: row.try_get("n").doing(doing)?,
            changed: row.try_get("t").doing(doing)?,
            sum: row.try_get("s").doing(doing)?,
        })
    }
}
