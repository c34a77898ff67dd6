//! Files for paper: the network map, the report for director and inspector, and the label for a device.
//!
//! Pages are lists of marks (`page`) that flow over sheets (`flow`, `table`) and are written at the end (`write`).

pub mod answer;
mod flow;
mod font;
mod label;
mod map;
mod page;
mod report;
mod table;
pub mod weaknesses;
mod write;

use std::sync::Arc;

use app::snapshot::Snapshot;
use domain::devices::Device;

use crate::{locale::Lang, pages::vulnerabilities::select::Selection, view::View};

/// A size of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    A3,
    A4,
}

impl Paper {
    /// Reads `a3` or `A4`; anything else is nothing.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "a3" => Some(Self::A3),
            "a4" => Some(Self::A4),
            _ => None,
        }
    }
}

/// A file that could not be made. None of these depends on what devices are called.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    #[error("the font of the documents cannot be read: {0}")]
    Font(String),
    #[error("the drawing cannot be placed on paper: {0}")]
    Drawing(String),
    #[error("the document cannot be written: {0}")]
    Write(String),
}

/// The network map: the whole of it, every device zone by zone, and an index of devices to pages.
///
/// # Errors
/// [`PdfError`].
pub fn map_pdf(snapshot: &Snapshot, paper: Paper, lang: Lang) -> Result<Vec<u8>, PdfError> {
    map::document(&View::new(Arc::new(snapshot.clone())), paper, lang)
}

/// 「何がつながっているか」: one page for the director, then what an inspector asks for (checklist items 2-① and 2-②). A4.
///
/// # Errors
/// [`PdfError`].
pub fn report_pdf(snapshot: &Snapshot, lang: Lang) -> Result<Vec<u8>, PdfError> {
    report::document(&View::new(Arc::new(snapshot.clone())), lang)
}

/// The A5 label "do not connect" for the device itself, with the reason in words.
///
/// # Errors
/// [`PdfError`].
pub fn label_pdf(
    snapshot: &Snapshot,
    device: &Device,
    reason: &str,
    lang: Lang,
) -> Result<Vec<u8>, PdfError> {
    label::document(&View::new(Arc::new(snapshot.clone())), device, reason, lang)
}

/// How every product and device stands against what is known, with the next step of each row.
///
/// # Errors
/// [`PdfError`].
pub fn vulnerabilities_pdf(snapshot: &Snapshot, lang: Lang) -> Result<Vec<u8>, PdfError> {
    let view = View::new(Arc::new(snapshot.clone()));
    weaknesses::list::document(&view, &Selection::default(), lang)
}

/// The five things of the week, on one sheet.
///
/// # Errors
/// [`PdfError`].
pub fn week_pdf(snapshot: &Snapshot, lang: Lang) -> Result<Vec<u8>, PdfError> {
    weaknesses::week::document(&View::new(Arc::new(snapshot.clone())), lang)
}

#[cfg(test)]
mod tests;
