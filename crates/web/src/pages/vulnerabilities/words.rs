//! Words about vulnerabilities that several pages share.

use app::exposures::{Concern, On, Reason, Standing, State};
use domain::{advisories::Verdict, alerts::Status, date::Date, ids::DeviceId, vulnerabilities::Source};
use maud::{Markup, html};
use serde::Serialize;

use crate::{
    exposed::Thing,
    locale::Lang,
    parts::{badge, numbers::number},
    t,
    view::View,
    visit::Visit,
};

/// The address of a row's page.
#[must_use]
pub fn address(concern: &Concern) -> String {
    format!("/vulnerabilities/{}", concern.id)
}

/// The title: Japanese where a Japanese source has one, else the source's own words, else the number.
#[must_use]
pub fn title(lang: Lang, concern: &Concern) -> Markup {
    let found = &concern.found;
    html! {
        @match (&found.title_ja, lang) {
            (Some(ja), Lang::Ja) => (ja),
            _ if !found.title.is_empty() => span lang="en" { (found.title) },
            _ => (t!(lang, "vulnerability-untitled", cve = found.vulnerability.as_str())),
        }
    }
}

/// The same as plain text.
#[must_use]
pub fn title_text(lang: Lang, concern: &Concern) -> String {
    let found = &concern.found;
    match (&found.title_ja, lang) {
        (Some(ja), Lang::Ja) => ja.clone(),
        _ if !found.title.is_empty() => found.title.clone(),
        _ => t!(lang, "vulnerability-untitled", cve = found.vulnerability.as_str()),
    }
}

/// The part with its version.
#[must_use]
pub fn part(concern: &Concern) -> Option<String> {
    let part = concern.part.as_deref()?;
    Some(format!("{} {}", part.name, part.version.as_deref().unwrap_or_default()).trim().to_owned())
}

/// What has it: the part and the thing it is in, or the thing itself.
#[must_use]
pub fn what(lang: Lang, concern: &Concern, thing: Option<&Thing>) -> String {
    let name = thing.map(|thing| thing.name(lang)).unwrap_or_default();
    match part(concern) {
        Some(part) => t!(lang, "vulnerability-part-of", part = part, thing = name),
        None => name.to_owned(),
    }
}

/// The link to the product or device that it is about.
#[must_use]
pub fn thing_link(lang: Lang, thing: &Thing) -> Markup {
    let href = match &thing.on {
        app::exposures::On::Version { product, version } => format!("/products/{product}/versions/{version}"),
        app::exposures::On::Device { device } => format!("/devices/{device}"),
    };
    html! { a href=(href) { (thing.name(lang)) } }
}

/// The verdict as a badge; red only where [`Concern::status`] says so.
#[must_use]
pub fn verdict(lang: Lang, concern: &Concern) -> Markup {
    badge::badge(concern.status(), &verdict_word(lang, concern.found.verdict))
}

/// The verdict as a word.
#[must_use]
pub fn verdict_word(lang: Lang, verdict: Verdict) -> String {
    lang.t(&format!("vulnerability-verdict-{}", verdict.as_str())).into_owned()
}

/// Severity in words, with the number.
#[must_use]
pub fn severity(lang: Lang, concern: &Concern) -> String {
    match &concern.found.severity {
        Some(score) => {
            let word = lang.t(&format!("severity-word-{}", score.word.to_ascii_lowercase())).into_owned();
            t!(lang, "severity-said", word = word, score = format!("{:.1}", score.score))
        }
        None => t!(lang, "severity-not-told").into_owned(),
    }
}

/// Whether it was used in attacks, as far as it is known. A list that is missing or old says nothing.
#[must_use]
pub fn exploited(visit: &Visit, concern: &Concern) -> String {
    exploited_of(visit.lang, &visit.view, concern)
}

/// The same without a visit.
#[must_use]
pub fn exploited_of(lang: Lang, view: &View, concern: &Concern) -> String {
    let coverage = view.snapshot.exposures.coverage.as_ref();
    let is_known = coverage.is_some_and(|coverage| coverage.is_fresh(Source::Kev));
    match &concern.found.exploited {
        Some(row) if row.ransomware => t!(lang, "exploited-ransomware").into_owned(),
        Some(_) => t!(lang, "exploited-yes").into_owned(),
        None if is_known => t!(lang, "exploited-not-told").into_owned(),
        None => t!(lang, "exploited-unknown").into_owned(),
    }
}

/// That it is exploited, or how likely that is.
#[must_use]
pub fn exploitation(visit: &Visit, concern: &Concern) -> String {
    match (&concern.found.exploited, concern.found.likelihood) {
        (None, Some(likelihood)) => {
            t!(visit.lang, "likelihood-said", share = share(likelihood.probability))
        }
        _ => exploited(visit, concern),
    }
}

/// A probability in per cent.
#[must_use]
pub fn share(probability: f32) -> String {
    let percent = probability * 100.0;
    match percent {
        zero if zero <= 0.0 => "0%".to_owned(),
        // Rounded it would read as never.
        little if little < 0.1 => "<0.1%".to_owned(),
        some if some < 1.0 => format!("{some:.1}%"),
        more => format!("{more:.0}%"),
    }
}

/// The next step in one sentence.
#[must_use]
pub fn next(visit: &Visit, concern: &Concern) -> String {
    next_of(visit.lang, &visit.view, concern)
}

/// The same without a visit.
#[must_use]
pub fn next_of(lang: Lang, view: &View, concern: &Concern) -> String {
    let thing = view.exposed.of(&concern.on);
    let next = concern.next(thing.and_then(|thing| thing.standing(&view.snapshot)));
    let maker = thing.map(|thing| thing.maker.clone()).filter(|maker| !maker.is_empty());
    let maker = maker.unwrap_or_else(|| t!(lang, "vulnerability-its-maker").into_owned());
    let what = part(concern).or_else(|| thing.map(|thing| thing.name(lang).to_owned())).unwrap_or_default();
    t!(
        lang,
        format!("vulnerability-next-{}", next.as_str()),
        maker = maker,
        what = what,
        fixed =
            concern.found.fixed_in.iter().take(3).cloned().collect::<Vec<_>>().join(&lang.t("list-comma"))
    )
}

/// The state of a thing as a badge.
#[must_use]
pub fn state(lang: Lang, standing: &Standing) -> Markup {
    let status = match standing.state {
        State::Affected if standing.exploited > 0 && !standing.devices.is_empty() => Status::Danger,
        other => state_status(other),
    };
    badge::badge(status, &state_word(lang, standing.state))
}

/// The look of a state by itself.
#[must_use]
pub const fn state_status(state: State) -> Status {
    match state {
        State::Affected => Status::Warn,
        State::CannotTell | State::Unknown => Status::Unknown,
        State::NothingKnown => Status::Ok,
    }
}

/// The state of a thing as a word.
#[must_use]
pub fn state_word(lang: Lang, state: State) -> String {
    lang.t(&format!("vulnerability-state-{}", state.as_str())).into_owned()
}

/// What is missing, in one sentence.
#[must_use]
pub fn reason(lang: Lang, reason: Reason) -> String {
    let n = number(reason.count().unwrap_or_default() as u64);
    t!(lang, format!("vulnerability-reason-{}", reason.as_str()), n = n)
}

/// What removes it, in one sentence. Nobody sends the parts list of an office computer.
#[must_use]
pub fn reason_next(visit: &Visit, standing: &Standing, reason: Reason) -> String {
    let is_medical = |id: &DeviceId| visit.view.device(id)?.0.is_medical.as_ref().map(|told| told.value);
    let office = match (&standing.on, reason) {
        (On::Device { device }, Reason::NoSbom | Reason::EmptySbom) if is_medical(device) == Some(false) => {
            "-office"
        }
        _ => "",
    };
    visit.lang.t(&format!("vulnerability-reason-next-{}{office}", reason.as_str())).into_owned()
}

/// The word under which a value of a closed set is serialised.
#[must_use]
pub fn word(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// A date of a source (`2026-11-20`) as people write it; what is no date stays as it is.
#[must_use]
pub fn day(lang: Lang, text: &str) -> String {
    match text.get(..10).map(Date::parse) {
        Some(Ok(date)) => crate::parts::tables::day_words(lang, date),
        _ => text.to_owned(),
    }
}
