//! Recording a decision: of a row, or of a product that is typed in. What cannot be recorded is told at its field, with everything that was typed.

use app::{
    clock::{day, end_of_day},
    error::{AppError, Refusal},
    exposures::Concern,
    statements::{Deciding, DecisionProblem},
};
use axum::{
    Form,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    statements::{Ground, Justification, Product, Role, Subject, Treatment, status_named},
    time::Timestamp,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::words;
use crate::{
    error::{Told, WebError},
    locale::Lang,
    page::{Nav, Page},
    pages::vulnerabilities,
    parts::{head, icon},
    t,
    visit::Visit,
};

/// Days after which a decision is looked at again, unless somebody says otherwise.
pub const DAYS: i64 = 90;
/// Rows offered for a search.
const OFFERED: usize = 20;

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filled {
    token: String,
    /// Id of the row that it is about; empty when the product is typed in.
    row: String,
    vulnerability: String,
    maker: String,
    product: String,
    component: String,
    status: String,
    treatment: String,
    justification: String,
    impact: String,
    action: String,
    ground_component: String,
    ground_record: String,
    ground_code: String,
    setting: String,
    until: String,
    by: String,
    role: String,
}

impl Filled {
    fn new(now: Timestamp) -> Self {
        let end = Timestamp::from_parts(now.seconds() + DAYS * 86_400, 0);
        let until = day(end);
        Self {
            until,
            role: Role::Hospital.as_str().to_owned(),
            ground_record: "yes".to_owned(),
            ..Self::default()
        }
    }

    fn typed(&self) -> Subject {
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let product = Product { vendor: text(&self.maker), ..Product::of_text(&self.product) };
        let product = if self.product.trim().is_empty() { Product::default() } else { product };
        Subject { product, component: text(&self.component).map(|text| Product::of_text(&text)) }
    }

    fn grounds(&self, row: Option<&Concern>) -> Vec<Ground> {
        let part = row.and_then(|row| row.part.as_deref());
        let unchanged = part.and_then(|part| Some((part.name.clone(), part.version.clone()?)));
        let digest = row.map(|row| row.stated.record_digest.clone()).filter(|digest| !digest.is_empty());
        let setting = self.setting.trim();
        [
            unchanged
                .filter(|_| !self.ground_component.is_empty())
                .map(|(name, version)| Ground::ComponentUnchanged { name, version }),
            digest
                .filter(|_| !self.ground_record.is_empty())
                .map(|digest| Ground::RecordUnchanged { digest: Some(digest), dated: None }),
            (!self.ground_code.is_empty()).then_some(Ground::CodeNotReachable),
            (!setting.is_empty()).then(|| Ground::Configuration { setting: setting.to_owned() }),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// What is decided. A record that stays the same is a condition, no reason: it alone does not make anything not affected.
    fn deciding(&self, subject: Subject, row: Option<&Concern>) -> Result<Deciding, Refusal> {
        let until = self.until.trim();
        let valid_until = match until {
            "" => None,
            text => Some(
                end_of_day(text).ok_or_else(|| Refusal::NoDate { text: text.chars().take(40).collect() })?,
            ),
        };
        let status = status_named(&self.status).ok_or(DecisionProblem::NoStatus)?;
        let text = |text: &str| Some(text.to_owned());
        let treatments = [Treatment::Mitigated, Treatment::RiskAccepted];
        let grounds = self.grounds(row);
        let only_record = grounds.iter().all(|ground| matches!(ground, Ground::RecordUnchanged { .. }));
        let reasons = [&self.justification, &self.impact];
        let unreasoned = only_record && reasons.iter().all(|text| text.trim().is_empty());
        if status == domain::advisories::Verdict::NotAffected && unreasoned {
            return Err(DecisionProblem::NoReason.into());
        }
        Ok(Deciding {
            vulnerability: row
                .map_or_else(|| self.vulnerability.clone(), |row| row.found.vulnerability.clone()),
            subject,
            status,
            justification: Justification::named(&self.justification),
            impact: text(&self.impact),
            action: text(&self.action),
            responses: Vec::new(),
            treatment: treatments.into_iter().find(|treatment| treatment.as_str() == self.treatment),
            grounds,
            valid_until,
            by: self.by.clone(),
            role: Role::named(&self.role).unwrap_or(Role::Hospital),
        })
    }
}

/// The field that a problem is about.
const fn field_of(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Decision(DecisionProblem::NoProduct) => "product",
        Refusal::Decision(DecisionProblem::NoVulnerability) => "vulnerability",
        Refusal::Decision(DecisionProblem::NoAuthor) => "by",
        Refusal::Decision(DecisionProblem::NoReason) => "justification",
        Refusal::Decision(DecisionProblem::TreatedButNotAffected) => "treatment",
        Refusal::Decision(DecisionProblem::EndedAlready) | Refusal::NoDate { .. } => "until",
        _ => "status",
    }
}

/// The form on the page of a row.
#[must_use]
pub fn of_row(visit: &Visit, concern: &Concern) -> Markup {
    let filled = Filled { row: concern.id.clone(), ..Filled::new(visit.view.snapshot.taken) };
    draw(visit, &filled, Some(concern), None)
}

/// `GET /decisions/new`: a search for the row, and a form for what has none.
///
/// # Errors
/// When the row of the address is not there.
pub async fn new(visit: Visit) -> Result<Response, WebError> {
    let concern = match visit.query.get("row") {
        Some(row) => {
            Some(visit.view.snapshot.exposures.concern(row).ok_or(WebError::NotFound("vulnerability"))?)
        }
        None => None,
    };
    let filled = Filled {
        row: concern.map(|concern| concern.id.clone()).unwrap_or_default(),
        vulnerability: visit.query.get("vulnerability").unwrap_or_default().to_owned(),
        ..Filled::new(visit.view.snapshot.taken)
    };
    Ok(page(&visit, &filled, concern, None))
}

fn page(visit: &Visit, filled: &Filled, concern: Option<&Concern>, problem: Option<&Refusal>) -> Response {
    let lang = visit.lang;
    let lead = concern.map(|concern| {
        let what = vulnerabilities::words::what(lang, concern, visit.view.exposed.of(&concern.on));
        html! { (concern.found.vulnerability) (t!(lang, "list-dot")) (what) }
    });
    let body = html! {
        (head(Some(html! { a href="/decisions" { (t!(lang, "nav-decisions")) } }), html! { (t!(lang, "decision-new")) }, lead.or_else(|| Some(html! { (t!(lang, "decision-new-lead")) })), None))
        div.stack {
            @if concern.is_none() && problem.is_none() { (rows(visit)) }
            section.card { header { h2 { (t!(lang, if concern.is_some() { "row-decide" } else { "decision-typed" })) } } (draw(visit, filled, concern, problem)) }
        }
    };
    Page::new(Nav::Decisions, t!(lang, "decision-new"), body).answer(visit)
}

/// Rows that are searched for: deciding about one of them needs no typing.
fn rows(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let words = crate::pages::products::words::asked(&visit.query);
    let view = &visit.view;
    let concerns = view.snapshot.exposures.concerns.iter().enumerate();
    let admits = |at: usize| words.iter().all(|word| view.exposed.text(at).contains(word));
    let found: Vec<&Concern> = if words.is_empty() {
        Vec::new()
    } else {
        concerns.filter(|(at, _)| admits(*at)).map(|(_, concern)| concern).take(OFFERED).collect()
    };
    html! {
        section.card {
            header { h2 { (t!(lang, "decision-find-row")) } a href="/vulnerabilities" { (t!(lang, "nav-vulnerabilities")) } }
            (crate::parts::tables::search(visit, &t!(lang, "vulnerabilities-search")))
            @if !words.is_empty() && found.is_empty() { p.quiet.under { (t!(lang, "vulnerabilities-none-title")) } }
            ul.rows { @for concern in found { li {
                (icon("shield"))
                div { a href={ "/decisions/new?row=" (concern.id) } { (concern.found.vulnerability) (t!(lang, "list-dot")) (vulnerabilities::words::what(lang, concern, view.exposed.of(&concern.on))) } }
                (vulnerabilities::words::verdict(lang, concern))
            } } }
        }
    }
}

/// `POST /decisions`
///
/// # Errors
/// When the form is not ours or the row is not there.
pub async fn record(visit: Visit, Form(filled): Form<Filled>) -> Result<Response, WebError> {
    visit.check_token(&filled.token)?;
    let node = visit.site.node()?;
    let concern = match filled.row.as_str() {
        "" => None,
        row => Some(visit.view.snapshot.exposures.concern(row).ok_or(WebError::NotFound("vulnerability"))?),
    };
    let subject = match concern {
        Some(concern) => node.exposure_subject(&visit.org, &concern.id).await?,
        None => filled.typed(),
    };
    let decided = match filled.deciding(subject, concern) {
        Ok(deciding) => node.decide(&visit.org, &deciding).await,
        Err(refusal) => Err(refusal.into()),
    };
    match decided {
        Ok(decided) => Ok(Redirect::to(&match concern {
            Some(concern) => {
                format!("{}?recorded={}#decision", vulnerabilities::words::address(concern), decided.id)
            }
            None => format!("/decisions/{}?recorded=yes", decided.id),
        })
        .into_response()),
        Err(AppError::Refused(refusal)) => {
            let mut again = page(&visit, &filled, concern, Some(&refusal));
            *again.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(again)
        }
        Err(error) => Err(error.into()),
    }
}

/// A form being drawn.
struct Draw<'d> {
    lang: Lang,
    filled: &'d Filled,
    problem: Option<&'d Refusal>,
}

impl Draw<'_> {
    /// Whether the problem is about this field.
    fn wrong(&self, name: &str) -> Option<&'static str> {
        self.problem.is_some_and(|problem| field_of(problem) == name).then_some("true")
    }

    fn line(&self, name: &str, value: &str, kind: &str, required: bool) -> Markup {
        let lang = self.lang;
        html! {
            label.field {
                span { (lang.t(&format!("decide-{name}"))) }
                input type=(kind) name=(name) id={ "f-" (name) } value=(value) maxlength="200" autocomplete="off" required[required] aria-invalid=[self.wrong(name)];
                small { (lang.t(&format!("decide-{name}-hint"))) }
            }
        }
    }

    fn area(&self, name: &str, value: &str) -> Markup {
        let lang = self.lang;
        html! {
            label.field {
                span { (lang.t(&format!("decide-{name}"))) }
                textarea name=(name) id={ "f-" (name) } rows="2" maxlength="400" { (value) }
                small { (lang.t(&format!("decide-{name}-hint"))) }
            }
        }
    }

    /// A closed set to choose from; the first choice is none of them.
    fn choose(&self, name: &str, chosen: &str, none: Option<&str>, options: &[(&str, String)]) -> Markup {
        let lang = self.lang;
        html! {
            label.field {
                span { (lang.t(&format!("decide-{name}"))) }
                select name=(name) id={ "f-" (name) } aria-invalid=[self.wrong(name)] {
                    @if let Some(none) = none { option value="" { (lang.t(none)) } }
                    @for (word, shown) in options { option value=(word) selected[*word == chosen] { (shown) } }
                }
                small { (lang.t(&format!("decide-{name}-hint"))) }
            }
        }
    }

    fn statuses(&self) -> Markup {
        let lang = self.lang;
        html! {
            fieldset.field id="f-status" {
                legend { (t!(lang, "decide-status")) }
                div.fields { @for word in ["not_affected", "affected", "fixed", "under_investigation"] {
                    label.choice { input type="radio" name="status" value=(word) required checked[self.filled.status == word]; span { (lang.t(&format!("decide-status-{word}"))) } }
                } }
            }
        }
    }

    fn grounds(&self, concern: Option<&Concern>) -> Markup {
        let (lang, filled) = (self.lang, self.filled);
        let part = concern.and_then(|concern| concern.part.as_deref());
        let check = |name: &str, on: bool, words: String| {
            html! { label.choice { input type="checkbox" name=(name) value="yes" checked[on]; span { (words) } } }
        };
        html! {
            fieldset.field {
                legend { (t!(lang, "decide-grounds")) }
                small { (t!(lang, "decide-grounds-hint")) }
                @if let Some((name, version)) = part.and_then(|part| Some((part.name.clone(), part.version.clone()?))) {
                    (check("ground_component", !filled.ground_component.is_empty(), t!(lang, "ground-component_unchanged", name = name, version = version)))
                }
                @if concern.is_some_and(|concern| !concern.stated.record_digest.is_empty()) {
                    (check("ground_record", !filled.ground_record.is_empty(), t!(lang, "ground-record_unchanged").into_owned()))
                }
                (check("ground_code", !filled.ground_code.is_empty(), t!(lang, "ground-code_not_reachable").into_owned()))
            }
        }
    }
}

fn draw(visit: &Visit, filled: &Filled, concern: Option<&Concern>, problem: Option<&Refusal>) -> Markup {
    let lang = visit.lang;
    let draw = Draw { lang, filled, problem };
    let reasons: Vec<(&str, String)> = Justification::all()
        .map(|reason| {
            (reason.as_str(), format!("{}（{}）", words::justification(lang, reason), reason.as_str()))
        })
        .collect();
    let treatments = [Treatment::Mitigated, Treatment::RiskAccepted];
    let treatments = treatments.map(|treatment| {
        (treatment.as_str(), lang.t(&format!("treatment-{}", treatment.as_str())).into_owned())
    });
    let roles = Role::ALL.map(|role| (role.as_str(), words::role(lang, role)));
    html! {
        form.stack.under method="post" action="/decisions" {
            input type="hidden" name="token" value=(visit.token());
            input type="hidden" name="row" value=(filled.row);
            @if let Some(problem) = problem {
                section.alert data-status="warn" role="alert" { h3 { (icon("alert")) (t!(lang, "decide-problem")) } p { a href={ "#f-" (field_of(problem)) } { (Told::from(problem).say(lang)) } } }
            }
            @if concern.is_none() { div.fields {
                (draw.line("vulnerability", &filled.vulnerability, "text", true))
                (draw.line("maker", &filled.maker, "text", false))
                (draw.line("product", &filled.product, "text", true))
                (draw.line("component", &filled.component, "text", false))
            } }
            (draw.statuses())
            div.fields {
                (draw.choose("justification", &filled.justification, Some("decide-justification-none"), &reasons))
                (draw.choose("treatment", &filled.treatment, Some("decide-treatment-none"), &treatments))
            }
            (draw.area("impact", &filled.impact))
            (draw.area("action", &filled.action))
            (draw.grounds(concern))
            (draw.line("setting", &filled.setting, "text", false))
            div.fields {
                (draw.line("until", &filled.until, "date", false))
                (draw.line("by", &filled.by, "text", true))
                (draw.choose("role", &filled.role, None, &roles))
            }
            p.actions { button data-kind="primary" type="submit" { (t!(lang, "decide-record")) } }
            p.quiet { (t!(lang, "decide-both-stay")) }
        }
    }
}

#[cfg(test)]
mod tests {
    use app::statements::justification_words;

    use super::*;

    #[test]
    fn every_justification_has_words_in_both_languages() {
        for reason in Justification::all() {
            let (ja, en) = justification_words(reason);
            assert!(!ja.is_ascii() && en.is_ascii(), "{ja} {en}");
        }
    }

    #[test]
    fn a_form_is_read_into_a_decision_or_told_what_is_missing() {
        let whole = Filled {
            vulnerability: "CVE-2099-1".into(),
            product: "Infuse@2.1".into(),
            maker: "青葉".into(),
            status: "not_affected".into(),
            justification: "component_not_present".into(),
            until: "2099-03-31".into(),
            by: "臨床工学室".into(),
            ..Filled::default()
        };
        let decided = whole.deciding(whole.typed(), None).unwrap();
        assert_eq!(decided.subject.shown(), "青葉 Infuse 2.1");
        assert_eq!((decided.role, decided.valid_until.is_some()), (Role::Hospital, true));
        for (wrong, field) in [
            (Filled { status: "fine".into(), ..whole.clone() }, "status"),
            (Filled { until: "someday".into(), ..whole.clone() }, "until"),
            (Filled { justification: String::new(), ..whole.clone() }, "justification"),
        ] {
            let refusal = wrong.deciding(wrong.typed(), None).unwrap_err();
            assert_eq!(field_of(&refusal), field, "{refusal}");
        }
    }
}
