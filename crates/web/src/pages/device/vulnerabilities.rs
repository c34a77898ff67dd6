//! 脆弱性: where the device stands, what is missing to know more, and what weighs most.

use app::exposures::{Concern, Reason, State};
use domain::devices::Device;
use maud::{Markup, html};

use crate::{
    pages::vulnerabilities::words,
    parts::{icon, numbers::number},
    t,
    visit::Visit,
};

/// Rows that are shown here; the others are on their own page.
const MOST: usize = 5;

/// The card.
#[must_use]
pub fn card(visit: &Visit, device: &Device) -> Markup {
    let lang = visit.lang;
    let exposures = &visit.view.snapshot.exposures;
    let Some(standing) = exposures.standing(&device.id) else { return html! {} };
    let concerns: Vec<&Concern> = exposures.of_device(&device.id).collect();
    let all = format!("/vulnerabilities?by=device&device={}&open={}", device.id, device.id);
    html! {
        section.card #vulnerabilities {
            header { h2 { (t!(lang, "device-vulnerabilities")) " " (words::state(lang, standing)) }
                @if !concerns.is_empty() { a href=(all) { (t!(lang, "device-vulnerabilities-all", n = number(concerns.len() as u64))) } }
                @else { a href="/vulnerabilities" { (t!(lang, "nav-vulnerabilities")) } }
            }
            @if concerns.is_empty() && standing.state == State::NothingKnown { p { (t!(lang, "vulnerabilities-nothing-known")) } }
            @if !concerns.is_empty() {
                ul.rows { @for concern in concerns.iter().take(MOST) { li {
                    (icon("shield"))
                    div {
                        a href=(words::address(concern)) { (words::title(lang, concern)) }
                        small { (words::what(lang, concern, visit.view.exposed.of(&concern.on))) (t!(lang, "list-dot")) (words::exploitation(visit, concern)) }
                        small { (words::next(visit, concern)) }
                    }
                    (words::verdict(lang, concern))
                } } }
            }
            @if !standing.reasons.is_empty() {
                h3.under { (t!(lang, "device-vulnerabilities-missing")) }
                ul.rows { @for reason in &standing.reasons { li {
                    (icon("unknown"))
                    div { span.missing { (words::reason(lang, *reason)) } small { (words::reason_next(visit, standing, *reason)) } }
                    @if let Some((href, words)) = leads(visit, *reason) { a href=(href) { (words) } }
                } } }
            }
        }
    }
}

/// Where the next step is done.
fn leads(visit: &Visit, reason: Reason) -> Option<(&'static str, String)> {
    let (href, key) = match reason {
        Reason::NoFeeds | Reason::FeedsNotSound | Reason::PartsNotCovered(_) => ("/feeds", "nav-feeds"),
        Reason::NoMaker | Reason::NoModel | Reason::NoVersion => ("#correct", "device-correct"),
        Reason::NoSbom | Reason::EmptySbom => ("#parts", "device-ask-sbom"),
        Reason::PartsUnidentified(_) => return None,
    };
    Some((href, visit.lang.t(key).into_owned()))
}
