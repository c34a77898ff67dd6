//! つながないでください: the A5 label for the device itself (D8), in Japanese and English whatever the screen speaks.

use domain::devices::Device;

use super::{
    PdfError,
    flow::{Flow, MARGIN},
    page::{Area, Edge, Ink, MM, Style},
};
use crate::{
    locale::Lang,
    parts::numbers::full_date,
    t,
    view::{View, make},
};

/// A5 lying, in points.
const A5: (f32, f32) = (210.0 * MM, 148.0 * MM);

/// The document.
pub fn document(view: &View, device: &Device, reason: &str, lang: Lang) -> Result<Vec<u8>, PdfError> {
    compose(view, device, reason, lang)?.finish()
}

/// The document before it is written.
pub fn compose<'v>(view: &'v View, device: &Device, reason: &str, lang: Lang) -> Result<Flow<'v>, PdfError> {
    let mut flow = Flow::new(view, lang, t!(lang, "device-label").into_owned(), A5)?;
    banner(&mut flow);
    let (fonts, width) = (flow.fonts, flow.width());
    let entry = view.device(&device.id).map(|(_, entry)| entry);
    let name = entry.map_or_else(|| device.id.to_string(), |entry| entry.name(lang));
    let big = Style::new(20.0).bold();
    let y = flow.y + 18.0;
    flow.page().text(MARGIN, y, big, fonts.fit(big, &name, width));
    flow.y += 32.0;
    let addresses =
        device.ips.iter().map(ToString::to_string).chain(device.macs.iter().map(ToString::to_string));
    let place = entry.and_then(|entry| entry.place.clone());
    line(&mut flow, "label-make", &make(lang, device));
    line(&mut flow, "label-address", &addresses.take(4).collect::<Vec<_>>().join("  "));
    line(&mut flow, "column-place", place.as_deref().unwrap_or("—"));
    line(&mut flow, "label-reason", reason);
    line(&mut flow, "print-label-date", &full_date(lang, view.snapshot.taken));
    line(&mut flow, "label-ask", "");
    care(&mut flow);
    Ok(flow)
}

/// The words that must be read from two metres away.
fn banner(flow: &mut Flow<'_>) {
    let (width, y) = (flow.width(), flow.y);
    let fonts = flow.fonts;
    let edge = Edge { ink: Ink::DANGER, width: 3.0, dashed: false };
    let page = flow.page();
    page.outline.push(Lang::Ja.t("stop-title").into_owned());
    page.area(Area::new(MARGIN, y, width, 78.0), Some(Ink::DANGER), Some(edge));
    let (ja, en) = (Style::new(36.0).bold().ink(Ink::WHITE), Style::new(19.0).bold().ink(Ink::WHITE));
    let words = Lang::Ja.t("stop-title");
    page.text(MARGIN + (width - fonts.width(ja, &words)) / 2.0, y + 42.0, ja, words);
    let words = Lang::En.t("stop-title");
    page.text(MARGIN + (width - fonts.width(en, &words)) / 2.0, y + 67.0, en, words);
    flow.y += 92.0;
}

fn line(flow: &mut Flow<'_>, key: &str, text: &str) {
    let label = Style::new(9.5).ink(Ink::QUIET);
    let style = Style::new(11.5);
    let indent = 96.0;
    let width = flow.width();
    let (y, fonts, lang) = (flow.y, flow.fonts, flow.lang);
    let lines = fonts.wrap(style, text, width - indent, 2);
    let rows = lines.len().max(1) as f32;
    let page = flow.page();
    page.text(MARGIN, y + 12.0, label, fonts.fit(label, &lang.t(key), indent - 8.0));
    for (at, line) in lines.into_iter().enumerate() {
        page.text(MARGIN + indent, y + 12.0 + at as f32 * 16.0, style, line);
    }
    page.rule(MARGIN, y + rows * 16.0 + 3.0, width, 0.5, Ink::LINE);
    flow.y += rows * 16.0 + 8.0;
}

/// Patients come first: whom to call before anything is unplugged.
fn care(flow: &mut Flow<'_>) {
    let style = Style::new(10.0).bold().ink(Ink::DANGER);
    let text = flow.lang.t("label-care");
    flow.y = flow.y.max(flow.bottom() - 36.0);
    flow.paragraph(style, &text);
}
