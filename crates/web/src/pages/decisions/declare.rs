//! Declaring what is really inside where a parts list says otherwise: a fix that was ported back, a part that is not shipped, another part.

use app::{clock::end_of_day, error::Refusal, exposures::Concern, statements::DecisionProblem};
use axum::{Form, response::Redirect};
use domain::{
    ids::StatementId,
    statements::{Declaration, Declared, Product, Role},
};
use maud::{Markup, html};
use serde::Deserialize;

use super::words;
use crate::{error::WebError, pages::vulnerabilities, t, visit::Visit};

/// What can be declared of the part of a row.
const KINDS: [&str; 3] = ["patched", "not_shipped", "is"];

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filled {
    token: String,
    row: String,
    /// `patched`, `not_shipped` or `is`.
    that: String,
    /// What it really is, for `is`.
    really: String,
    reason: String,
    until: String,
    by: String,
    role: String,
}

impl Filled {
    fn declared(&self, vulnerability: &str) -> Result<Declared, Refusal> {
        let really = self.really.trim();
        match self.that.as_str() {
            "patched" => Ok(Declared::Patched { vulnerabilities: vec![vulnerability.to_owned()] }),
            "not_shipped" => Ok(Declared::NotShipped),
            "is" if !really.is_empty() => {
                Ok(Declared::Is { really: Box::new(Product::of_text(really)), patched: Vec::new() })
            }
            "is" => Err(DecisionProblem::NoProduct.into()),
            _ => Err(DecisionProblem::NoStatus.into()),
        }
    }
}

/// The form on the page of a row about a part; nothing where the product itself is concerned.
#[must_use]
pub fn of_row(visit: &Visit, concern: &Concern) -> Markup {
    let lang = visit.lang;
    if concern.part.is_none() {
        return html! {};
    }
    let field = |name: &str, kind: &str, required: bool| {
        html! {
            label.field {
                span { (lang.t(&format!("declare-{name}"))) }
                input type=(kind) name=(name) maxlength="200" autocomplete="off" required[required];
                small { (lang.t(&format!("declare-{name}-hint"))) }
            }
        }
    };
    html! {
        details.more.noprint #declare {
            summary { (t!(lang, "declare-title")) }
            form.stack.under method="post" action="/decisions/declare" {
                input type="hidden" name="token" value=(visit.token());
                input type="hidden" name="row" value=(concern.id);
                fieldset.field {
                    legend { (t!(lang, "declare-that")) }
                    div.fields { @for kind in KINDS {
                        label.choice { input type="radio" name="that" value=(kind) required; span { (lang.t(&format!("declare-that-{kind}"))) } }
                    } }
                }
                (field("really", "text", false))
                (field("reason", "text", true))
                div.fields {
                    (field("until", "date", false))
                    (field("by", "text", true))
                    label.field { span { (t!(lang, "decide-role")) } select name="role" {
                        @for role in [Role::Hospital, Role::Supporter, Role::Distributor, Role::Maker] { option value=(role.as_str()) { (words::role(lang, role)) } }
                    } small { (t!(lang, "decide-role-hint")) } }
                }
                p.actions { button type="submit" { (t!(lang, "decide-record")) } }
            }
        }
    }
}

/// `POST /decisions/declare`
///
/// # Errors
/// When the form is not ours, the row is not there, or something is missing.
pub async fn record(visit: Visit, Form(filled): Form<Filled>) -> Result<Redirect, WebError> {
    visit.check_token(&filled.token)?;
    let node = visit.site.node()?;
    let concern = visit.view.snapshot.exposures.concern(&filled.row);
    let concern =
        concern.filter(|concern| concern.part.is_some()).ok_or(WebError::NotFound("vulnerability"))?;
    let subject = node.exposure_subject(&visit.org, &concern.id).await?;
    let until = match filled.until.trim() {
        "" => None,
        text => {
            let refused = || Refusal::NoDate { text: text.chars().take(40).collect() };
            Some(end_of_day(text).ok_or_else(refused)?)
        }
    };
    let declared = filled.declared(&concern.found.vulnerability)?;
    let declaration = Declaration {
        id: StatementId::from_tail("0"),
        component: subject.component.ok_or(WebError::NotFound("part"))?,
        inside: Some(subject.product),
        declared,
        reason: filled.reason,
        author: filled.by,
        role: Role::named(&filled.role).unwrap_or(Role::Hospital),
        said_at: None,
        valid_until: until,
        withdrawn: None,
    };
    let id = node.declare(&visit.org, declaration).await?;
    let row = vulnerabilities::words::address(concern);
    // What was renamed or is not shipped is judged anew: the row itself may have gone.
    let still = node.snapshot(&visit.org)?.exposures.concern(&concern.id).is_some();
    Ok(Redirect::to(&if still {
        format!("{row}?recorded={id}#decision")
    } else {
        format!("/decisions/{id}?recorded=yes")
    }))
}
