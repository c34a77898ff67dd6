//! The plan: SQL over the tables, the same text for one process and for a cluster.

use std::{path::Path, sync::Arc};

use anyhow::{Context as _, Result};
use datafusion::{
    arrow::{
        array::{AsArray as _, RecordBatch},
        compute::cast,
        datatypes::{DataType, UInt64Type},
    },
    prelude::{ParquetReadOptions, SessionConfig, SessionContext},
};

use crate::{
    functions,
    summary::{Found, Line, Summary},
    tables,
};

/// Every finding: product version, component, vulnerability and the place of the verdict.
///
/// `known` is what claims say about each distinct component; `raised` is where a claim asks for another product and the product version has it;
/// `findings` brings both to all product versions.
const FINDINGS: &str = "
WITH known AS (
    SELECT l.subject, c.vulnerability, max(alone(l.body, c.claim, c.body)) AS said
    FROM leads l JOIN claims c ON l.key = c.key
    GROUP BY l.subject, c.vulnerability
), raised AS (
    SELECT p.document, l.subject, c.vulnerability, max(met(l.body, c.claim, c.body)) AS said
    FROM claims c
    JOIN leads l ON l.key = c.key
    JOIN parts p ON p.subject = l.subject
    JOIN conditions d ON d.claim = c.claim
    JOIN beside b ON b.document = p.document AND b.key = d.key
    WHERE c.conditional
    GROUP BY p.document, l.subject, c.vulnerability
), findings AS (
    SELECT p.document, p.subject, k.vulnerability,
        CASE WHEN r.said > k.said THEN r.said ELSE k.said END % 16 AS verdict
    FROM parts p
    JOIN known k ON k.subject = p.subject
    LEFT JOIN raised r ON r.document = p.document AND r.subject = p.subject AND r.vulnerability = k.vulnerability
    WHERE k.said IS NOT NULL
)
";

const COUNTED: &str = "
SELECT verdict, count(*) AS total,
    sum(mark_low(document, subject, vulnerability, verdict)) AS low,
    sum(mark_high(document, subject, vulnerability, verdict)) AS high
FROM findings GROUP BY verdict ORDER BY verdict
";

const LISTED: &str = "SELECT document, subject, vulnerability, verdict FROM findings";

/// Settings for both ways to run: so many partitions, hash joins.
#[must_use]
pub fn settings(config: SessionConfig, partitions: usize) -> SessionConfig {
    config.with_target_partitions(partitions).set_bool("datafusion.optimizer.prefer_hash_join", true)
}

/// A context that runs plans in this process.
#[must_use]
pub fn here(partitions: usize) -> SessionContext {
    SessionContext::new_with_config(settings(SessionConfig::new(), partitions))
}

/// Makes tables and functions known.
///
/// # Errors
/// When a table cannot be opened.
pub async fn open(context: &SessionContext, folder: &Path) -> Result<()> {
    for function in functions::all() {
        context.register_udf(Arc::unwrap_or_clone(function));
    }
    for name in tables::NAMES {
        let place = folder.join(name);
        let place = place.to_str().context("the path of a table is no text")?;
        context
            .register_parquet(name, format!("{place}/"), ParquetReadOptions::default())
            .await
            .with_context(|| format!("opening {place}"))?;
    }
    Ok(())
}

/// Runs the job and counts what it found.
///
/// # Errors
/// When the plan cannot be made or run.
pub async fn summary(context: &SessionContext) -> Result<Summary> {
    let mut summary = Summary::default();
    for batch in context.sql(&format!("{FINDINGS}{COUNTED}")).await?.collect().await? {
        let [verdicts, rows, lows, highs] = numbers(&batch)?;
        for (((verdict, rows), low), high) in verdicts.into_iter().zip(rows).zip(lows).zip(highs) {
            summary.0.insert(u8::try_from(verdict)?, Line { rows, low, high });
        }
    }
    Ok(summary)
}

/// Runs the job and lists what it found, sorted.
///
/// # Errors
/// When the plan cannot be made or run.
pub async fn findings(context: &SessionContext) -> Result<Vec<Found>> {
    let mut all = Vec::new();
    for batch in context.sql(&format!("{FINDINGS}{LISTED}")).await?.collect().await? {
        let [documents, subjects, vulnerabilities, verdicts] = numbers(&batch)?;
        let rows = documents.into_iter().zip(subjects).zip(vulnerabilities).zip(verdicts);
        for (((document, subject), vulnerability), verdict) in rows {
            all.push(Found {
                document: u32::try_from(document)?,
                subject: u32::try_from(subject)?,
                vulnerability: u32::try_from(vulnerability)?,
                verdict: u8::try_from(verdict)?,
            });
        }
    }
    all.sort_unstable();
    Ok(all)
}

/// The plan in words, as the engine would run it.
///
/// # Errors
/// When the plan cannot be made.
pub async fn explain(context: &SessionContext) -> Result<String> {
    let plan = context.sql(&format!("{FINDINGS}{COUNTED}")).await?.create_physical_plan().await?;
    Ok(datafusion::physical_plan::displayable(plan.as_ref()).indent(false).to_string())
}

fn numbers<const N: usize>(batch: &RecordBatch) -> Result<[Vec<u64>; N]> {
    let columns = batch.columns().iter().map(|column| {
        let column = cast(column, &DataType::UInt64)?;
        Ok(column.as_primitive::<UInt64Type>().values().to_vec())
    });
    let columns: Vec<Vec<u64>> = columns.collect::<Result<_>>()?;
    columns.try_into().ok().context("the answer has other columns")
}
