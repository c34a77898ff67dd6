//! Words about decisions that several pages share.

use app::statements::{Decision, Kept, Standing, justification_words};
use domain::{
    alerts::Status,
    statements::{Declared, Ground, Justification, Role, Statement},
    time::Timestamp,
};
use maud::{Markup, html};

use super::select::Pair;
use crate::{
    locale::Lang,
    parts::{badge, numbers::full_date},
    t,
    visit::Visit,
};

/// The address of a decision's page.
#[must_use]
pub fn address(decision: &Decision) -> String {
    format!("/decisions/{}", decision.id)
}

/// What was decided, in a word: a status, or what was declared.
#[must_use]
pub fn verdict(lang: Lang, kept: &Kept) -> String {
    match kept {
        Kept::Statement(statement) => status(lang, statement),
        Kept::Declaration(declaration) => lang
            .t(match declaration.declared {
                Declared::Patched { .. } => "declared-patched",
                Declared::Is { .. } => "declared-is",
                Declared::NotShipped => "declared-not-shipped",
            })
            .into_owned(),
    }
}

fn status(lang: Lang, statement: &Statement) -> String {
    let word = lang.t(&format!("vulnerability-verdict-{}", statement.status.as_str())).into_owned();
    match statement.treatment {
        Some(treatment) => {
            t!(
                lang,
                "decision-with-treatment",
                status = word,
                treatment = lang.t(&format!("treatment-{}", treatment.as_str())).into_owned()
            )
        }
        None => word,
    }
}

/// The vulnerabilities by number; `None`: every one of the component.
#[must_use]
pub fn numbers(lang: Lang, kept: &Kept) -> String {
    let names = kept.vulnerabilities();
    match names.split_first() {
        None => t!(lang, "decision-every-vulnerability").into_owned(),
        Some((first, [])) => (*first).to_owned(),
        Some((first, rest)) => t!(lang, "decision-and-more", first = (*first).to_owned(), n = rest.len()),
    }
}

/// A product, or a component in it.
#[must_use]
pub fn pair(lang: Lang, (product, component): &Pair<'_>) -> String {
    match (product, component) {
        (Some(product), Some(component)) => {
            t!(lang, "vulnerability-part-of", part = component.shown(), thing = product.shown())
        }
        (Some(one), None) | (None, Some(one)) => one.shown(),
        (None, None) => String::new(),
    }
}

/// What it is about: the component and the product it is in.
#[must_use]
pub fn about(lang: Lang, kept: &Kept) -> String {
    match kept.subjects().split_first() {
        None => String::new(),
        Some((first, [])) => pair(lang, first),
        Some((first, rest)) => t!(lang, "decision-and-more", first = pair(lang, first), n = rest.len()),
    }
}

/// How it stands now, as a badge.
#[must_use]
pub fn standing(lang: Lang, decision: &Decision) -> Markup {
    let status = match decision.standing {
        Standing::GroundGone | Standing::Expired => Status::Warn,
        Standing::NotTaken => Status::Unknown,
        Standing::Counts if decision.is_ending() => Status::Check,
        Standing::Counts => Status::Ok,
        Standing::Superseded | Standing::Undecided | Standing::NotHere | Standing::Withdrawn => Status::Check,
    };
    badge::badge(status, &standing_word(lang, decision.standing))
}

/// How it stands now, in a word.
#[must_use]
pub fn standing_word(lang: Lang, standing: Standing) -> String {
    lang.t(&format!("decision-standing-{}", standing.as_str())).into_owned()
}

/// Why it stands so: the first row that says more, else the general sentence.
#[must_use]
pub fn why(lang: Lang, decision: &Decision) -> String {
    let told = decision.rows.iter().find(|about| !about.counts).or(decision.rows.first());
    match (decision.standing, told) {
        (Standing::GroundGone | Standing::Superseded | Standing::NotTaken, Some(about)) => {
            (if lang == Lang::Ja { &about.why_ja } else { &about.why_en }).clone()
        }
        (standing, _) => lang.t(&format!("decision-why-{}", standing.as_str())).into_owned(),
    }
}

/// In which capacity somebody speaks.
#[must_use]
pub fn role(lang: Lang, role: Role) -> String {
    lang.t(&format!("role-{}", role.as_str())).into_owned()
}

/// Who says it, in which capacity.
#[must_use]
pub fn author(lang: Lang, kept: &Kept) -> String {
    let (author, capacity) = kept.author();
    let author = if author.is_empty() { t!(lang, "unknown-short").into_owned() } else { author.to_owned() };
    t!(
        lang,
        "decision-author",
        author = crate::value_words::person(lang, &author),
        role = role(lang, capacity)
    )
}

/// A justification in plain words.
#[must_use]
pub fn justification(lang: Lang, reason: Justification) -> &'static str {
    let (ja, en) = justification_words(reason);
    if lang == Lang::Ja { ja } else { en }
}

/// Why, in one line: justification, impact, note, or the reason of a declaration.
#[must_use]
pub fn reason(lang: Lang, kept: &Kept) -> Option<String> {
    match kept {
        Kept::Declaration(declaration) => Some(declaration.reason.clone()),
        Kept::Statement(statement) => statement
            .justification
            .map(|reason| justification(lang, reason).to_owned())
            .or_else(|| statement.impact.clone())
            .or_else(|| statement.note.clone())
            .or_else(|| statement.action.clone()),
    }
}

/// What a decision rests on, in one sentence.
#[must_use]
pub fn ground(lang: Lang, ground: &Ground) -> String {
    let key = format!("ground-{}", ground.as_str());
    match ground {
        Ground::ComponentUnchanged { name, version } => {
            t!(lang, key, name = name.clone(), version = version.clone())
        }
        Ground::FileUnchanged { value, .. } => {
            t!(lang, key, value = value.chars().take(16).collect::<String>())
        }
        Ground::ComponentAbsent { name } => t!(lang, key, name = name.clone()),
        Ground::Configuration { setting } => t!(lang, key, setting = setting.clone()),
        Ground::CodeNotReachable | Ground::RecordUnchanged { .. } => lang.t(&key).into_owned(),
    }
}

/// Where it was read from, or that it was recorded here.
#[must_use]
pub fn source(lang: Lang, decision: &Decision) -> String {
    if decision.is_ours() {
        return t!(lang, "decision-source-ours").into_owned();
    }
    t!(lang, "decision-source-file", format = decision.format().as_str())
}

/// A day, or that nothing was told.
#[must_use]
pub fn day(lang: Lang, time: Option<Timestamp>) -> String {
    time.map_or_else(|| t!(lang, "date-not-told").into_owned(), |time| full_date(lang, time))
}

/// Until when it counts, with how long that still is.
#[must_use]
pub fn until(visit: &Visit, decision: &Decision) -> Markup {
    let lang = visit.lang;
    html! {
        @match (decision.kept.valid_until(), decision.days_left) {
            (Some(until), Some(days)) => {
                (full_date(lang, until))
                small { @if days >= 0 { (t!(lang, "decision-days-left", n = days)) } @else { (t!(lang, "decision-over")) } }
            },
            _ => span.missing { (t!(lang, "decision-no-end")) },
        }
    }
}
