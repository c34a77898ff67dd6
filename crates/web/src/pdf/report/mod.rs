//! 「何がつながっているか」: one page for the director, then the lists an inspector asks for. A4.

mod lists;
mod method;
mod summary;

use super::{PdfError, flow::Flow, page::MM};
use crate::{locale::Lang, t, view::View};

/// A4 upright and lying, in points.
const UPRIGHT: (f32, f32) = (210.0 * MM, 297.0 * MM);
const LYING: (f32, f32) = (297.0 * MM, 210.0 * MM);

/// The document.
pub fn document(view: &View, lang: Lang) -> Result<Vec<u8>, PdfError> {
    compose(view, lang)?.finish()
}

/// The document before it is written.
pub fn compose(view: &View, lang: Lang) -> Result<Flow<'_>, PdfError> {
    let mut flow = Flow::new(view, lang, t!(lang, "report-title").into_owned(), UPRIGHT)?;
    summary::draw(&mut flow);
    flow.sheet(UPRIGHT);
    lists::dangers(&mut flow);
    method::blind_spots(&mut flow);
    method::method(&mut flow);
    flow.sheet(LYING);
    lists::lines(&mut flow);
    flow.sheet(LYING);
    lists::ledger(&mut flow);
    lists::not_in_ledger(&mut flow);
    Ok(flow)
}
