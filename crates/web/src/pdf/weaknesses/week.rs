//! 今週すること: the five things of the week on one sheet, to be handed to a head of department.

use app::exposures::Thing;

use super::{
    super::{
        PdfError,
        flow::Flow,
        page::{Ink, Style},
    },
    QUIET, UPRIGHT, knowing, title,
};
use crate::{locale::Lang, pages::vulnerabilities::week::say, parts::numbers::number, t, view::View};

/// The document.
///
/// # Errors
/// [`PdfError`].
pub fn document(view: &View, lang: Lang) -> Result<Vec<u8>, PdfError> {
    compose(view, lang)?.finish()
}

/// The document before it is written.
///
/// # Errors
/// [`PdfError`].
pub fn compose(view: &View, lang: Lang) -> Result<Flow<'_>, PdfError> {
    let mut flow = Flow::new(view, lang, t!(lang, "weak-paper-week").into_owned(), UPRIGHT)?;
    title(&mut flow, &t!(lang, "weak-paper-week"));
    let exposures = &view.snapshot.exposures;
    let Some(week) = &exposures.week else {
        knowing(&mut flow);
        return Ok(flow);
    };
    // With knowledge that is missing or old, nobody can say that there is nothing to do.
    let nobody_knows = week.first.is_empty() && !exposures.sound;
    match () {
        () if nobody_knows => knowing(&mut flow),
        () if week.first.is_empty() => flow.paragraph(Style::new(11.0), &t!(lang, "weak-paper-nothing")),
        () => {}
    }
    for (place, thing) in (1..).zip(&week.first) {
        draw(&mut flow, place, thing);
    }
    if !week.waiting.is_empty() {
        flow.paragraph(QUIET, &t!(lang, "week-waiting", n = week.waiting.len()));
    }
    let unknown: Vec<String> = week
        .unknown
        .iter()
        .map(|each| format!("{}{}", say(lang, &each.what), say(lang, &each.next)))
        .collect();
    if !unknown.is_empty() {
        flow.paragraph(Style::new(9.0).bold(), &t!(lang, "weak-paper-unknown"));
        unknown.iter().for_each(|line| flow.paragraph(QUIET, &format!("・{line}")));
    }
    if !nobody_knows {
        knowing(&mut flow);
    }
    flow.paragraph(QUIET, &t!(lang, "vulnerability-no-alter"));
    Ok(flow)
}

fn draw(flow: &mut Flow<'_>, place: usize, thing: &Thing) {
    let lang = flow.lang;
    let what = short(say(lang, &thing.what), 110);
    flow.paragraph(Style::new(11.5).bold(), &format!("□ {place}. {what}"));
    let mut line = format!("{}　{}", say(lang, &thing.outcome.called), say(lang, &thing.by.name()));
    if let Some(days) = thing.within_days {
        line.push_str(&format!("　{}", t!(lang, "week-within", n = days)));
    }
    line.push_str(&format!(
        "　{}",
        t!(lang, "week-about", n = thing.vulnerabilities.len(), devices = number(thing.devices.len() as u64))
    ));
    flow.paragraph(Style::new(9.0).ink(Ink::ACCENT), &line);
    let because: Vec<&str> = thing.because.iter().take(2).map(|reason| say(lang, reason)).collect();
    flow.paragraph(Style::new(9.0), &short(&because.join(" "), 180));
    let if_not = format!("{}{}", t!(lang, "week-if-not"), say(lang, &thing.if_not));
    flow.paragraph(Style::new(9.0).ink(Ink::DANGER), &short(&if_not, 140));
    flow.y += 4.0;
}

/// So long that five of them stay on one sheet.
fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}
