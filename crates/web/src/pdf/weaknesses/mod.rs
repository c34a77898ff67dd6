//! 脆弱性 on paper: how each product stands, one row with its steps, and the week on one sheet for a head of department. A4.

pub mod list;
pub mod one;
pub mod week;

use super::{
    flow::{Flow, MARGIN},
    page::{Ink, MM, Style},
};
use domain::ids::DeviceId;

use crate::{
    locale::Lang,
    pages::vulnerabilities::knowing,
    parts::{names, numbers::full_date},
    t,
    view::View,
};

/// A4 upright and lying, in points.
const UPRIGHT: (f32, f32) = (210.0 * MM, 297.0 * MM);
const LYING: (f32, f32) = (297.0 * MM, 210.0 * MM);

const QUIET: Style = Style::new(9.0).ink(Ink::QUIET);

/// A large title with the day beside it.
fn title(flow: &mut Flow<'_>, text: &str) {
    let (lang, fonts, width) = (flow.lang, flow.fonts, flow.width());
    let date = full_date(lang, flow.view.snapshot.taken);
    let words = fonts.fit(Style::new(17.0).bold(), text, width * 0.75);
    let y = flow.y;
    let page = flow.page();
    page.outline.push(text.to_owned());
    page.text(MARGIN, y + 16.0, Style::new(17.0).bold(), words);
    page.text(MARGIN + width - fonts.width(QUIET, &date), y + 16.0, QUIET, date);
    page.rule(MARGIN, y + 24.0, width, 1.5, Ink::TEXT);
    flow.y += 34.0;
}

/// How old the knowledge is, or what is missing of it: paper outlives the page.
fn knowing(flow: &mut Flow<'_>) {
    let (lang, exposures) = (flow.lang, &flow.view.snapshot.exposures);
    if exposures.coverage.is_none() {
        return flow.paragraph(QUIET.bold(), &lang.t("knowing-nothing"));
    }
    if exposures.sound {
        let day = full_date(lang, flow.view.snapshot.taken);
        return flow.paragraph(QUIET, &t!(lang, "weak-paper-sound", day = day));
    }
    let problems = knowing::problems(lang, exposures).join(" ");
    let text = format!("{}：{problems} {}", lang.t("knowing-not-sound"), lang.t("knowing-not-sound-text"));
    flow.paragraph(Style::new(9.0).ink(Ink::WARN), &text);
}

/// A device by name and address: names come twice.
fn named(lang: Lang, view: &View, id: &DeviceId) -> String {
    let address = view.device(id).and_then(|(device, _)| device.ips.first()).map(ToString::to_string);
    format!("{} {}", names::plain(lang, view, id), address.unwrap_or_default()).trim().to_owned()
}
