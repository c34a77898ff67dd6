//! One vulnerability of one product: what it is, how urgent and why, the steps in order, and the conversations to allow.

use app::{
    exposures::{Action, Concern, Steps},
    limits::Control,
};

use super::{
    super::{
        PdfError,
        flow::Flow,
        page::{Ink, Style},
        table::{Cell, Column, Looks, ink, sign, table},
    },
    QUIET, UPRIGHT, knowing, named, title,
};
use crate::{
    limit,
    locale::Lang,
    pages::vulnerabilities::{week::say, words},
    t,
    view::View,
};

/// Devices that are named.
const NAMED: usize = 20;
const TEXT: Style = Style::new(10.0);

/// The document; `steps` are there for rows that are affected.
///
/// # Errors
/// [`PdfError`].
pub fn document(
    view: &View,
    concern: &Concern,
    steps: Option<&Steps>,
    lang: Lang,
) -> Result<Vec<u8>, PdfError> {
    compose(view, concern, steps, lang)?.finish()
}

/// The document before it is written.
///
/// # Errors
/// [`PdfError`].
pub fn compose<'v>(
    view: &'v View,
    concern: &Concern,
    steps: Option<&Steps>,
    lang: Lang,
) -> Result<Flow<'v>, PdfError> {
    let mut flow = Flow::new(view, lang, concern.found.vulnerability.clone(), UPRIGHT)?;
    title(&mut flow, &concern.found.vulnerability);
    flow.paragraph(Style::new(13.0).bold(), &words::title_text(lang, concern));
    story(&mut flow, concern);
    if let Some(steps) = steps {
        urgency(&mut flow, steps);
        flow.heading(&t!(lang, "week-steps"));
        for (number, action) in (1..).zip(&steps.actions) {
            step(&mut flow, number, action);
        }
        if let Some(control) = steps.actions.iter().find_map(|action| action.control.as_ref()) {
            allowed(&mut flow, control);
        }
    }
    flow.heading(&t!(lang, "knowing-title"));
    knowing(&mut flow);
    Ok(flow)
}

fn story(flow: &mut Flow<'_>, concern: &Concern) {
    let (lang, view) = (flow.lang, flow.view);
    let found = &concern.found;
    let status = concern.status();
    let verdict =
        format!("{} {}　{}", sign(status), words::verdict_word(lang, found.verdict), found.vulnerability);
    flow.paragraph(Style::new(12.0).bold().ink(ink(status)), &verdict);
    let thing = view.exposed.of(&concern.on);
    let key = format!("vulnerability-means-{}", found.verdict.as_str());
    flow.paragraph(TEXT, &t!(lang, key, what = words::what(lang, concern, thing)));
    flow.paragraph(TEXT, if lang == Lang::Ja { &found.sentence_ja } else { &found.sentence_en });
    let facts = [
        (lang.t("severity-head"), words::severity(lang, concern)),
        (lang.t("vulnerability-exploited"), words::exploited_of(lang, view, concern)),
        (lang.t("vulnerability-fixed-in"), found.fixed_in.join(&lang.t("list-comma"))),
    ];
    for (name, value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
        flow.paragraph(TEXT, &format!("{name}：{value}"));
    }
    let devices: Vec<String> = concern.devices.iter().take(NAMED).map(|id| named(lang, view, id)).collect();
    let told = t!(lang, "weak-paper-devices", n = concern.devices.len());
    flow.paragraph(TEXT, &format!("{told}{}", devices.join(&lang.t("list-comma"))));
    flow.paragraph(QUIET, &t!(lang, "vulnerability-no-alter"));
}

/// When to act, and what decided it.
fn urgency(flow: &mut Flow<'_>, steps: &Steps) {
    let lang = flow.lang;
    let called = &steps.decided.outcome.called;
    flow.heading(&format!("{}：{}", t!(lang, "weak-paper-when"), say(lang, &called.called)));
    flow.paragraph(TEXT, say(lang, &called.means));
    for asked in &steps.asked {
        let answer = asked.answer.as_ref().map(|choice| say(lang, &choice.called).to_owned());
        let answer = answer.unwrap_or_else(|| lang.t("unknown-short").into_owned());
        let because: Vec<&str> = asked.because.iter().map(|reason| say(lang, reason)).collect();
        flow.paragraph(QUIET, &format!("{}：{answer}　{}", say(lang, &asked.called), because.join(" ")));
    }
}

fn step(flow: &mut Flow<'_>, number: usize, action: &Action) {
    let lang = flow.lang;
    flow.paragraph(Style::new(10.5).bold(), &format!("{number}. {}", say(lang, &action.what)));
    let mut line = say(lang, &action.by.name()).to_owned();
    if let Some(days) = action.within_days {
        line.push_str(&format!("　{}", t!(lang, "week-within", n = days)));
    }
    flow.paragraph(QUIET, &line);
    for said in &action.maker_says {
        let line = said.line.map(|line| format!("{line}）")).unwrap_or_default();
        flow.paragraph(Style::new(9.0).ink(Ink::ACCENT), &format!("{line}「{}」（{}）", said.text, said.by));
    }
    flow.paragraph(
        Style::new(9.0),
        &format!("{}{}", t!(lang, "week-done-when"), say(lang, &action.done_when)),
    );
}

fn allowed(flow: &mut Flow<'_>, control: &Control) {
    let lang = flow.lang;
    flow.heading(&t!(lang, "limit-title"));
    flow.paragraph(QUIET, &limit::watched(lang, control));
    let columns = [
        ("limit-direction", 12.0),
        ("limit-peer", 30.0),
        ("limit-port", 12.0),
        ("limit-count", 10.0),
        ("limit-check", 36.0),
    ];
    let columns = columns.map(|(key, share)| Column { title: lang.t(key).into_owned(), share });
    let rows = control.permits.iter().map(|permit| {
        let peer = control.peer(permit);
        let name = format!("{} {}", peer.name, limit::address(peer));
        vec![
            Cell::new(limit::direction(lang, control, permit)),
            Cell::new(name.trim()),
            Cell::new(limit::place(permit)),
            Cell::new(permit.connections.to_string()),
            Cell::new(limit::check(lang, permit)),
        ]
    });
    table(flow, Looks { size: 8.0, lines: 2 }, &columns, rows);
    for remark in &control.remarks {
        flow.paragraph(QUIET, &format!("・{}", say(lang, remark)));
    }
}
