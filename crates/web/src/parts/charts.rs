//! Charts as SVG in percent, so that text keeps its size at every width.

use domain::alerts::Status;
use maud::{Markup, html};

use super::badge;
use crate::{
    locale::Lang,
    parts::numbers::number,
    t,
    view::{Counts, STATUSES},
};

/// The share of each standing: danger, warn, check, unknown (hatched), ok. The badges below are its legend.
#[must_use]
pub fn shares(lang: Lang, counts: &Counts, height: u32, links: bool) -> Markup {
    let total = counts.devices.max(1) as f64;
    let mut x = 0.0;
    let parts: Vec<_> = STATUSES
        .iter()
        .zip(counts.by_status)
        .filter(|(_, count)| *count > 0)
        .map(|(status, count)| {
            let width = count as f64 / total * 100.0;
            let from = x;
            x += width;
            (*status, count, from, width)
        })
        .collect();
    let told: Vec<_> = parts
        .iter()
        .map(|(status, count, ..)| format!("{} {}", badge::status_word(lang, *status), number(*count as u64)))
        .collect();
    html! {
        svg.chart.shares height=(height) role="img"
            aria-label=(t!(lang, "shares-label", total = number(counts.devices as u64), parts = told.join(&lang.t("list-comma")))) {
            @for (status, count, from, width) in &parts {
                rect data-status=(status.as_str()) x=(format!("{from:.2}%")) width=(format!("{width:.2}%")) y="0" height=(height) {
                    title { (badge::status_word(lang, *status)) " " (number(*count as u64)) }
                }
            }
        }
        ul.key.under {
            @for (status, count) in STATUSES.iter().zip(counts.by_status) {
                li { (share_badge(lang, *status, count, links)) }
            }
        }
    }
}

fn share_badge(lang: Lang, status: Status, count: usize, link: bool) -> Markup {
    let words = format!("{} {}", badge::status_word(lang, status), number(count as u64));
    let badge = badge::badge(status, &words);
    if link && count > 0 {
        html! { a href={ "/devices?status=" (status.as_str()) } { (badge) } }
    } else {
        badge
    }
}

/// One horizontal bar each, from zero, the value at its end.
#[must_use]
pub fn bars(label: &str, rows: &[(String, u64, bool)]) -> Markup {
    let most = rows.iter().map(|(_, value, _)| *value).max().unwrap_or(1).max(1) as f64;
    let height = rows.len() * 34;
    html! {
        svg.chart.bars height=(height) role="img" aria-label=(label) {
            @for (at, (name, value, unknown)) in rows.iter().enumerate() {
                @let y = at * 34;
                @let width = *value as f64 / most * 60.0;
                text x="0" y=(y + 21) { (name) }
                rect class=(if *unknown { "bar-unknown" } else if at == 0 { "bar-first" } else { "bar" }) x="30%" y=(y + 6) height="20" width=(format!("{width:.2}%")) {}
                text data-strong x=(format!("{:.2}%", 31.0 + width)) y=(y + 21) { (number(*value)) }
            }
        }
    }
}
