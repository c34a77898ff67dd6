//! `kikimori discover`: captures, a ledger and advisories in, one snapshot out. Nothing is kept.

use std::{path::PathBuf, sync::Arc};

use domain::{
    ids::{CaptureId, OrgId},
    ledger::LedgerRow,
    observations::Observations,
    time::Timestamp,
};
use knowledge::Knowledge;
use parsers::ledger::Mapping;

use crate::{
    advisories::{self, LeftOut},
    assemble::{Assembled, Inputs, assemble},
    captures::{self, ReadProgress},
    digest,
    error::AppError,
    ledgers,
    snapshot::{Capture, LedgerImport, Snapshot},
};

/// What to look at.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Files, folders, or `-`.
    pub captures: Vec<PathBuf>,
    pub ledger: Option<PathBuf>,
    /// Files or folders.
    pub advisories: Vec<PathBuf>,
    pub org_name: String,
    pub now: Timestamp,
}

/// What came out, with what was left out.
#[derive(Debug)]
pub struct Discovered {
    pub snapshot: Snapshot,
    pub left_out: Vec<LeftOut>,
    pub ledger_warnings: Vec<parsers::ledger::ReadWarning>,
}

/// Looks at captures, ledger and advisories once.
///
/// # Errors
/// [`AppError`] for a file that cannot be opened or is of another kind.
pub fn discover(
    request: &Request,
    knowledge: &Knowledge,
    progress: &ReadProgress,
) -> Result<Discovered, AppError> {
    let files = captures::expand(&request.captures)?;
    let ledger =
        request.ledger.as_deref().map(|path| ledgers::read_file(path, &Mapping::default())).transpose()?;
    let (advisories, left_out) = advisories::read_paths(&request.advisories)?;
    let observations = captures::read_files(&files, knowledge, progress)?;
    let (rows, ledger_warnings) = ledger.map(|reading| (reading.rows, reading.warnings)).unwrap_or_default();
    let inputs = Inputs {
        observations: &observations,
        knowledge,
        corrections: &[],
        previous: None,
        rows: &rows,
        decisions: &[],
        lines: &[],
        advisories: &advisories,
        alerts: &[],
        now: request.now,
    };
    let assembled = assemble(&inputs);
    let imports = ledger_import(request, &rows);
    let captures = capture_list(&observations, request.now);
    let snapshot = snapshot(request, knowledge, assembled, rows, imports, advisories, captures);
    Ok(Discovered { snapshot, left_out, ledger_warnings })
}

fn ledger_import(request: &Request, rows: &[LedgerRow]) -> Vec<LedgerImport> {
    let Some(path) = &request.ledger else { return Vec::new() };
    vec![LedgerImport {
        file_name: path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        imported: request.now,
        rows: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        problems: u32::try_from(rows.iter().map(|row| row.problems.len()).sum::<usize>()).unwrap_or(u32::MAX),
    }]
}

/// One capture per summary. What a sensor's interface saw on one day keeps its id while it grows.
#[must_use]
pub fn capture_list(observations: &Observations, taken_in: Timestamp) -> Vec<Capture> {
    let identity = |summary: &domain::observations::CaptureSummary| match summary.live {
        true => format!("{}|{:?}", summary.name, summary.day()),
        false => format!("{}|{:?}|{}", summary.name, summary.seen, summary.packets),
    };
    let capture = |summary: &domain::observations::CaptureSummary| Capture {
        id: CaptureId::from_tail(&digest::short(identity(summary).as_bytes())),
        name: summary.name.clone(),
        taken_in,
        seen: summary.seen,
        packets: summary.packets,
        summary: summary.clone(),
    };
    observations.summaries.iter().map(capture).collect()
}

fn snapshot(
    request: &Request,
    knowledge: &Knowledge,
    assembled: Assembled,
    rows: Vec<LedgerRow>,
    imports: Vec<LedgerImport>,
    advisories: Vec<domain::advisories::Advisory>,
    captures: Vec<Capture>,
) -> Snapshot {
    Snapshot {
        org: OrgId::from_tail("local"),
        org_name: request.org_name.clone(),
        fictional: false,
        taken: request.now,
        picture: Arc::new(assembled.picture),
        kinds: Arc::new(knowledge.kinds.clone()),
        ledger: Arc::new(rows),
        ledger_imports: Arc::new(imports),
        reconciliation: Arc::new(assembled.reconciliation),
        alerts: Arc::new(assembled.alerts),
        advisories: Arc::new(advisories),
        judgements: Arc::new(assembled.judgements),
        captures: Arc::new(captures),
        sensors: Arc::default(),
        corrections: Arc::default(),
        map_versions: Arc::default(),
        products: Arc::default(),
        links: Arc::default(),
        sboms: Arc::default(),
        removed_sboms: Arc::default(),
        exposures: Arc::default(),
        decisions: Arc::default(),
        tasks: Arc::default(),
    }
}
