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

use super::fields::draw;
use crate::{
    error::WebError,
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
    pub(super) token: String,
    /// Id of the row that it is about; empty when the product is typed in.
    pub(super) row: String,
    pub(super) vulnerability: String,
    pub(super) maker: String,
    pub(super) product: String,
    pub(super) component: String,
    pub(super) status: String,
    pub(super) treatment: String,
    pub(super) justification: String,
    pub(super) impact: String,
    pub(super) action: String,
    pub(super) ground_component: String,
    pub(super) ground_record: String,
    pub(super) ground_code: String,
    pub(super) setting: String,
    pub(super) until: String,
    pub(super) by: String,
    pub(super) role: String,
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

    /// What is decided.
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
        let deciding = Deciding {
            vulnerability: row
                .map_or_else(|| self.vulnerability.clone(), |row| row.found.vulnerability.clone()),
            subject,
            status,
            justification: Justification::named(&self.justification),
            impact: text(&self.impact),
            action: text(&self.action),
            responses: Vec::new(),
            treatment: treatments.into_iter().find(|treatment| treatment.as_str() == self.treatment),
            grounds: self.grounds(row),
            valid_until,
            by: self.by.clone(),
            role: Role::named(&self.role).unwrap_or(Role::Hospital),
        };
        deciding.check()?;
        Ok(deciding)
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

#[cfg(test)]
mod tests {
    use app::statements::justification_words;

    use super::{super::fields::field_of, *};

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
