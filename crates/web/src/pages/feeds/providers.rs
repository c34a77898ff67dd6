//! Whose words count: who each provider of documents says it is, and a person's word on that.

use app::{
    feeds::KnownProvider,
    providers::{Confirmation, ProviderStanding},
};
use axum::{Form, response::Redirect};
use domain::alerts::Status;
use maud::{Markup, html};
use serde::Deserialize;

use crate::{
    error::WebError,
    parts::{badge, icon, numbers::full_date},
    t,
    value_words::person,
    visit::Visit,
};

/// The card. Nothing where no provider is followed.
#[must_use]
pub fn card(visit: &Visit, all: &[ProviderStanding]) -> Markup {
    let lang = visit.lang;
    if all.is_empty() {
        return html! {};
    }
    html! {
        section.card #providers {
            header { h2 { (t!(lang, "providers")) } }
            p.quiet { (t!(lang, "providers-lead")) }
        }
        @for one in all { section.card { (provider(visit, one)) } }
    }
}

fn provider(visit: &Visit, one: &ProviderStanding) -> Markup {
    let lang = visit.lang;
    let state = match () {
        () if one.confirmed => (Status::Ok, "provider-confirmed"),
        () if one.outlived().is_some() => (Status::Warn, "provider-changed"),
        () => (Status::Check, "provider-unconfirmed"),
    };
    html! {
        header { h3 { (one.name) } (badge::badge(state.0, &lang.t(state.1))) }
        @match &one.says {
            None => p { (t!(lang, "provider-never-asked")) },
            Some(says) => {
                p { (t!(lang, "provider-says", name = says.name.clone(), namespace = says.namespace.clone())) }
                p.quiet { (t!(lang, "provider-address")) " " span { (says.url) } }
                @if let Some(last) = one.outlived() { p { (icon("alert")) " " (t!(lang, "provider-changed-text", name = last.provider.name.clone(), namespace = last.provider.namespace.clone(), url = last.provider.url.clone())) } }
                @if one.elsewhere && !one.confirmed { p { (icon("alert")) " " (t!(lang, "provider-elsewhere")) } }
                p { (lang.t(if one.confirmed { "provider-counts" } else { "provider-counts-not" })) }
                @if !one.confirmed { (form(visit, one, says, false)) }
                @if one.can_be_doubted() { (form(visit, one, says, true)) }
            }
        }
        @if !one.speaks_for.is_empty() { p.quiet { (t!(lang, "provider-speaks-for", list = one.speaks_for.join(&lang.t("list-comma")))) } }
        @if !one.history.is_empty() {
            details.more { summary { (t!(lang, "provider-history", n = one.history.len())) }
                ul { @for said in one.history.iter().take(50) { li { (record(visit, said)) } } }
            }
        }
    }
}

fn record(visit: &Visit, said: &Confirmation) -> Markup {
    let lang = visit.lang;
    html! {
        (t!(lang, "provider-said", day = full_date(lang, said.at), by = person(lang, &said.by), name = said.provider.name.clone(), namespace = said.provider.namespace.clone(), reason = said.reason.clone()))
        @if let Some(back) = &said.withdrawn {
            " " (t!(lang, "provider-said-back", day = full_date(lang, back.at), by = person(lang, &back.by), reason = back.reason.clone()))
        }
    }
}

/// Confirms what is shown, or takes back what was confirmed.
fn form(visit: &Visit, one: &ProviderStanding, says: &KnownProvider, back: bool) -> Markup {
    let lang = visit.lang;
    let (button, why, to) = if back {
        ("provider-take-back", "provider-take-back-why", "take-back")
    } else {
        ("provider-confirm", "provider-confirm-why", "confirm")
    };
    html! {
        details.more.noprint { summary { (lang.t(&format!("{button}-open"))) }
            form.stack.under method="post" action={ "/feeds/provider/" (to) } {
                input type="hidden" name="token" value=(visit.token());
                input type="hidden" name="provider" value=(one.name);
                @for (name, value) in [("url", &says.url), ("name", &says.name), ("namespace", &says.namespace)] { input type="hidden" name=(name) value=(value); }
                label.field { span { (t!(lang, "provider-by")) } input name="by" required maxlength="120" autocomplete="organization"; }
                label.field { span { (lang.t(why)) } textarea name="reason" rows="2" required maxlength="400" {} }
                p.actions { button data-kind=[(!back).then_some("primary")] type="submit" { (lang.t(button)) } }
            }
        }
    }
}

/// What the form says.
#[derive(Debug, Deserialize)]
pub struct Said {
    token: String,
    provider: String,
    url: String,
    name: String,
    namespace: String,
    by: String,
    reason: String,
}

/// `POST /feeds/provider/confirm`
///
/// # Errors
/// When the form is not ours, says too little, or the provider says something else about itself now.
pub async fn confirm(visit: Visit, Form(said): Form<Said>) -> Result<Redirect, WebError> {
    visit.check_token(&said.token)?;
    let says = KnownProvider { url: said.url, name: said.name, namespace: said.namespace };
    let who = (said.by.as_str(), said.reason.as_str());
    visit.site.node()?.confirm_provider(&visit.org, &said.provider, &says, who).await?;
    Ok(Redirect::to("/feeds#providers"))
}

/// `POST /feeds/provider/take-back`
///
/// # Errors
/// When the form is not ours, says too little, or there is nothing to take back.
pub async fn take_back(visit: Visit, Form(said): Form<Said>) -> Result<Redirect, WebError> {
    visit.check_token(&said.token)?;
    let who = (said.by.as_str(), said.reason.as_str());
    visit.site.node()?.doubt_provider(&visit.org, &said.provider, who).await?;
    Ok(Redirect::to("/feeds#providers"))
}
