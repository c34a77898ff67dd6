//! Verdicts and certainty: icon, word and colour, never colour alone.

use app::standing::InLedger;
use domain::{advisories::Verdict, alerts::Status, certainty::Certainty};
use maud::{Markup, html};

use super::icon;
use crate::locale::Lang;

/// The drawing of a state.
#[must_use]
pub const fn status_icon(status: Status) -> &'static str {
    match status {
        Status::Danger => "danger",
        Status::Warn => "alert",
        Status::Check => "check",
        Status::Unknown => "unknown",
        Status::Ok => "ok",
    }
}

/// A badge in a state with any words.
#[must_use]
pub fn badge(status: Status, words: &str) -> Markup {
    html! { span.badge data-status=(status.as_str()) { (icon(status_icon(status))) (words) } }
}

/// The badge of a state with its own name.
#[must_use]
pub fn status(lang: Lang, status: Status) -> Markup {
    badge(status, &lang.t(&format!("status-{}", status.as_str())))
}

/// The name of a state.
#[must_use]
pub fn status_word(lang: Lang, status: Status) -> String {
    lang.t(&format!("status-{}", status.as_str())).into_owned()
}

/// Whether the ledger knows it.
#[must_use]
pub fn in_ledger(lang: Lang, standing: InLedger) -> Markup {
    let status = match standing {
        InLedger::Matched => Status::Ok,
        InLedger::Conflict | InLedger::Ambiguous => Status::Check,
        InLedger::Missing => Status::Warn,
        InLedger::NoLedger => Status::Unknown,
    };
    badge(status, &lang.t(&format!("in-ledger-{}", standing.as_str())))
}

/// A verdict about an advisory.
#[must_use]
pub fn verdict(lang: Lang, verdict: Verdict) -> Markup {
    badge(verdict_status(verdict), &lang.t(&format!("verdict-{}", verdict.as_str())))
}

/// The colour of a verdict by itself.
#[must_use]
pub const fn verdict_status(verdict: Verdict) -> Status {
    match verdict {
        Verdict::Affected => Status::Danger,
        Verdict::Unknown => Status::Unknown,
        Verdict::UnderInvestigation => Status::Check,
        Verdict::Fixed | Verdict::NotAffected => Status::Ok,
    }
}

/// How sure we are: three bars, or a person.
#[must_use]
pub fn certainty(lang: Lang, certainty: Certainty) -> Markup {
    let level = match certainty {
        Certainty::Unknown => "0",
        Certainty::Guess => "1",
        Certainty::Likely => "2",
        Certainty::Certain => "3",
        Certainty::Confirmed => "person",
    };
    let word = lang.t(&format!("certainty-{}", certainty.as_str()));
    html! {
        span.certainty data-level=(level) {
            @if certainty == Certainty::Confirmed { (icon("person")) }
            (word)
        }
    }
}
