//! 製品ごとの対応状況: every product and device with its rows, what is decided and what is done next.

use app::exposures::{Concern, On};

use super::{
    super::{
        PdfError,
        flow::Flow,
        page::Style,
        table::{Cell, Column, Looks, ink, sign, table},
    },
    LYING, QUIET, knowing, named, title,
};
use crate::{
    locale::Lang,
    pages::vulnerabilities::{
        select::{By, Group, Selection},
        week::say,
        words,
    },
    parts::numbers::number,
    t,
    view::View,
};

/// Rows of one product that are printed; the rest is counted.
const MOST: usize = 200;
/// Devices that are named.
const NAMED: usize = 8;

/// The document: what the page shows with the same filters, brought together by product.
///
/// # Errors
/// [`PdfError`].
pub fn document(view: &View, selection: &Selection, lang: Lang) -> Result<Vec<u8>, PdfError> {
    compose(view, selection, lang)?.finish()
}

/// The document before it is written.
///
/// # Errors
/// [`PdfError`].
pub fn compose<'v>(view: &'v View, selection: &Selection, lang: Lang) -> Result<Flow<'v>, PdfError> {
    let mut flow = Flow::new(view, lang, t!(lang, "weak-paper-list").into_owned(), LYING)?;
    title(&mut flow, &t!(lang, "weak-paper-list"));
    knowing(&mut flow);
    let mut selection = selection.clone();
    if selection.by != By::Device {
        selection.by = By::Product;
    }
    let groups = selection.run(view);
    if groups.is_empty() {
        flow.paragraph(Style::new(11.0), &t!(lang, "vulnerabilities-none-title"));
    }
    let (with_rows, without): (Vec<_>, Vec<_>) = groups.iter().partition(|group| !group.rows.is_empty());
    with_rows.into_iter().for_each(|group| draw(&mut flow, group));
    if !without.is_empty() {
        rest(&mut flow, &without);
    }
    Ok(flow)
}

/// Things without a row in one table: where they stand, and what would have to be known.
fn rest(flow: &mut Flow<'_>, groups: &[&Group<'_>]) {
    let (lang, view) = (flow.lang, flow.view);
    flow.heading(&t!(lang, "weak-paper-rest"));
    let columns =
        [("vulnerability-thing", 34.0), ("vulnerability-verdict", 14.0), ("vulnerability-next", 52.0)];
    let columns = columns.map(|(key, share)| Column { title: lang.t(key).into_owned(), share });
    let rows = groups.iter().map(|group| {
        let state = group.standing.map(|standing| {
            let status = words::state_status(standing.state);
            let text = format!("{} {}", sign(status), words::state_word(lang, standing.state));
            Cell { text, ink: Some(ink(status)), bold: false }
        });
        let reasons = group.standing.map(|standing| standing.reasons.as_slice()).unwrap_or_default();
        let missing: Vec<String> = reasons.iter().map(|reason| words::reason(lang, *reason)).collect();
        vec![
            Cell::new(name(lang, view, group)),
            state.unwrap_or_default(),
            Cell::new(missing.join(&lang.t("list-comma"))),
        ]
    });
    table(flow, Looks { size: 8.0, lines: 2 }, &columns, rows);
}

fn name(lang: Lang, view: &View, group: &Group<'_>) -> String {
    match (group.thing, group.device) {
        (Some(thing), _) => match &thing.on {
            On::Device { device } => named(lang, view, device),
            On::Version { .. } => format!("{}　{}", thing.name(lang), thing.maker).trim().to_owned(),
        },
        (None, Some(device)) => named(lang, view, device),
        (None, None) => group.key.clone(),
    }
}

fn draw(flow: &mut Flow<'_>, group: &Group<'_>) {
    let (lang, view) = (flow.lang, flow.view);
    flow.heading(&name(lang, view, group));
    if let Some(standing) = group.standing {
        let status = words::state_status(standing.state);
        let state = format!("{} {}", sign(status), words::state_word(lang, standing.state));
        flow.paragraph(Style::new(10.0).bold().ink(ink(status)), &state);
        let missing: Vec<String> =
            standing.reasons.iter().map(|reason| words::reason(lang, *reason)).collect();
        if !missing.is_empty() {
            flow.paragraph(QUIET, &missing.join(&lang.t("list-comma")));
        }
        let devices: Vec<String> =
            standing.devices.iter().take(NAMED).map(|id| named(lang, view, id)).collect();
        let told = t!(lang, "weak-paper-devices", n = standing.devices.len());
        flow.paragraph(QUIET, format!("{told}{}", devices.join(&lang.t("list-comma"))).as_str());
    }
    if group.rows.is_empty() {
        return;
    }
    let columns = [
        ("vulnerability-number", 11.0),
        ("vulnerability-title", 22.0),
        ("vulnerability-part", 11.0),
        ("vulnerability-verdict", 9.0),
        ("severity-head", 8.0),
        ("weak-paper-when", 8.0),
        ("vulnerability-next", 31.0),
    ];
    let columns = columns.map(|(key, share)| Column { title: lang.t(key).into_owned(), share });
    let rows = group.rows.iter().take(MOST).map(|(_, concern)| row(lang, view, concern));
    table(flow, Looks { size: 8.0, lines: 3 }, &columns, rows);
    if let Some(rest) = group.rows.len().checked_sub(MOST).filter(|rest| *rest > 0) {
        flow.paragraph(QUIET, &t!(lang, "and-more", n = number(rest as u64)));
    }
}

fn row(lang: Lang, view: &View, concern: &Concern) -> Vec<Cell> {
    let status = concern.status();
    let verdict = words::verdict_word(lang, concern.found.verdict);
    let when = concern.priority.as_ref().map(|priority| say(lang, &priority.called).to_owned());
    vec![
        Cell::bold(concern.found.vulnerability.clone()),
        Cell::new(words::title_text(lang, concern)),
        Cell::new(words::part(concern).unwrap_or_else(|| lang.t("vulnerability-whole").into_owned())),
        Cell { text: format!("{} {verdict}", sign(status)), ink: Some(ink(status)), bold: false },
        Cell::new(words::severity(lang, concern)),
        Cell::new(when.unwrap_or_default()),
        Cell::new(words::next_of(lang, view, concern)),
    ]
}
