//! Bringing feeds: files as they are, bundles that are looked at first, and fetching when a person says so.

use std::path::PathBuf;

use app::{
    feeds::{
        Proof,
        bundle::Summary,
        job::{Done, Failed, Work},
        packages::Standing,
    },
    jobs::JobState,
};
use axum::{
    Form,
    extract::Multipart,
    response::{IntoResponse, Redirect, Response},
};
use domain::alerts::Status;
use maud::{Markup, html};
use serde::Deserialize;

use super::why;
use crate::{
    error::WebError,
    locale::Lang,
    page::{Nav, Page},
    pages::vulnerabilities::words::day,
    parts::{
        badge,
        file_field::FileField,
        head, icon,
        numbers::{bytes, number},
        tables::fact,
    },
    t, upload,
    visit::Visit,
};

/// Largest file: 16 GB.
const MOST: u64 = 16 << 30;

/// Files of one import that are listed.
const SHOWN: usize = 50;

/// The forms, and what came of the last work.
#[must_use]
pub fn cards(visit: &Visit, asking: Option<&Standing>) -> Markup {
    let lang = visit.lang;
    html! {
        (running(visit))
        (outcome(visit))
        section.card #bring {
            header { h2 { (t!(lang, "feeds-bring")) } }
            form.stack method="post" action="/feeds" enctype="multipart/form-data" data-upload {
                input type="hidden" name="token" value=(visit.token());
                (FileField { label: &t!(lang, "feeds-file"), hint: &t!(lang, "feeds-file-hint"), accept: "", several: false }.draw(lang))
                progress hidden max="1" value="0" aria-label=(t!(lang, "feeds-bring")) {}
                p.actions { button data-kind="primary" type="submit" { (icon("upload")) (t!(lang, "feeds-bring-do")) } }
            }
        }
        section.card #fetch {
            header { h2 { (t!(lang, "feeds-fetch")) } }
            @match asking {
                Some(asking) => p { (icon("alert")) " " (t!(lang, "feeds-fetch-text-but", n = number(asking.wanted as u64), where = asking.address.clone())) },
                None => p.quiet { (t!(lang, "feeds-fetch-text")) },
            }
            form.under method="post" action="/feeds/fetch" {
                input type="hidden" name="token" value=(visit.token());
                button type="submit" { (icon("download")) (t!(lang, "feeds-fetch-do")) }
            }
        }
    }
}

fn running(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let Ok(node) = visit.site.node() else { return html! {} };
    let titles = [Lang::Ja, Lang::En].map(|lang| lang.t("nav-feeds"));
    let jobs = node.jobs().list();
    let ours = |title: &str| titles.iter().any(|own| title.starts_with(&**own));
    let running = jobs.iter().filter(|job| job.state == JobState::Running && ours(&job.title));
    html! {
        @for job in running {
            section.card { div.progress data-job={ "/jobs/" (job.id) } {
                p { b { (job.title) } @if job.total > 0 { span data-words { (t!(lang, "job-read", done = bytes(job.done), total = bytes(job.total))) } } }
                progress max=(job.total.max(1)) value=(job.done) aria-label=(job.title) {}
                form method="post" action={ "/jobs/" (job.id) "/cancel" } {
                    input type="hidden" name="token" value=(visit.token());
                    button data-kind="quiet" type="submit" { (t!(lang, "job-cancel")) }
                    small { (t!(lang, "feeds-cancel-keeps")) }
                }
            } }
        }
    }
}

fn outcome(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let Some(last) = visit.site.node().ok().and_then(|node| node.last_feeds_work()) else { return html! {} };
    html! {
        section.card #last {
            header { h2 { (t!(lang, "feeds-last")) } @match &*last {
                Ok(done) if done.is_whole() => (badge::badge(Status::Ok, &t!(lang, "job-done"))),
                Ok(_) => (badge::badge(Status::Check, &t!(lang, "feeds-last-part"))),
                Err(_) => (badge::badge(Status::Warn, &t!(lang, "job-failed"))),
            } }
            @match &*last {
                Ok(done) => (told(lang, done)),
                Err(failed) => p { (sentence(lang, failed)) " " (t!(lang, "feeds-old-stays")) },
            }
        }
    }
}

fn sentence(lang: Lang, failed: &Failed) -> &str {
    if lang == Lang::Ja { &failed.sentence_ja } else { &failed.sentence_en }
}

fn told(lang: Lang, done: &Done) -> Markup {
    html! {
        ul.rows { @match done {
            Done::Imported(files) => { @for file in files.iter().take(SHOWN) { li {
                (icon(if file.refused.is_some() { "alert" } else { "ok" }))
                div { b { (file.file.rsplit('/').next().unwrap_or_default()) } small {
                    @match &file.refused {
                        Some(refused) => (why(lang, refused)),
                        None if file.known => (t!(lang, "feeds-file-known")),
                        None => (t!(lang, "feeds-file-taken", n = number(file.records as u64))),
                    }
                    @match &file.proof {
                        Some(Proof::Good { provider }) => { (t!(lang, "list-dot")) (t!(lang, "feeds-proof-good", who = provider)) }
                        Some(Proof::NotChecked { because }) => { (t!(lang, "list-dot")) (t!(lang, "feeds-proof-not", why = why(lang, because))) }
                        None => {}
                    }
                } }
            } } @if files.len() > SHOWN { li.quiet { (t!(lang, "and-more", n = files.len() - SHOWN)) } } },
            Done::Synced(feeds) => @for feed in feeds { li {
                (icon(if feed.failure.is_some() { "alert" } else { "ok" }))
                div { b { (lang.t(&format!("feed-name-{}", feed.feed.as_str()))) } small {
                    @match &feed.failure {
                        Some(why) => @if lang == Lang::Ja { (why.sentence_ja) } @else { (why.sentence_en) },
                        None => (t!(lang, "feeds-file-taken", n = number(feed.records as u64))),
                    }
                } }
            } },
            Done::Loaded(loaded) => li { (icon("ok")) div { (t!(lang, if loaded.new { "bundle-loaded" } else { "bundle-known" })) small { (day(lang, &loaded.summary.created)) } } },
        } }
    }
}

/// `POST /feeds`: a bundle is looked at and shown; anything else is taken in where it belongs.
///
/// # Errors
/// When the form is not ours or the file did not arrive.
pub async fn receive(visit: Visit, form: Multipart) -> Result<Response, WebError> {
    let node = visit.site.node()?;
    let folder = visit.site.inbox();
    let token = visit.token();
    let check = |sent: &str| if sent == token { Ok(()) } else { Err(WebError::ForeignForm) };
    let stored = upload::to_disk(form, folder.clone(), MOST, check).await?;
    let (looking, file) = (std::sync::Arc::clone(&node), stored.path.clone());
    let offered = tokio::task::spawn_blocking(move || looking.offer_bundle(&file)).await;
    match offered.map_err(|error| WebError::Failed(error.to_string()))? {
        Ok(Some(summary)) => Ok(offer(&visit, &stored.name, &summary)),
        Ok(None) => {
            let title = format!("{}：{}", visit.lang.t("nav-feeds"), stored.name);
            let work = Work::Import { paths: vec![stored.path], by: visit.caller.name().to_owned() };
            node.work_on_feeds(&title, work, Some(folder))?;
            Ok(Redirect::to("/feeds").into_response())
        }
        Err(failed) => {
            drop(tokio::fs::remove_dir_all(PathBuf::from(&folder)).await);
            Ok(refused(&visit, &stored.name, &failed))
        }
    }
}

/// What is in the bundle, before anything is changed.
fn offer(visit: &Visit, name: &str, summary: &Summary) -> Response {
    let lang = visit.lang;
    let body = html! {
        (head(Some(html! { a href="/feeds" { (t!(lang, "nav-feeds")) } }), html! { (t!(lang, "bundle-good")) }, Some(html! { (name) }), None))
        section.card {
            table.facts { tbody {
                (fact(&t!(lang, "bundle-signed-by"), html! { code.long { (summary.signed_by) } small { (t!(lang, "bundle-trusted")) } }))
                (fact(&t!(lang, "bundle-created"), html! { (day(lang, &summary.created)) }))
                (fact(&t!(lang, "bundle-expires"), html! { (day(lang, &summary.expires)) }))
                (fact(&t!(lang, "bundle-size"), html! { (bytes(summary.packed_bytes)) }))
            } }
            ul.rows { @for feed in &summary.feeds { li { (icon("ok")) div { (lang.t(&format!("feed-name-{}", feed.feed.as_str()))) small { (t!(lang, "feeds-file-taken", n = number(feed.records as u64))) } } } } }
            form.under method="post" action="/feeds/bundle" {
                input type="hidden" name="token" value=(visit.token());
                input type="hidden" name="id" value=(summary.id);
                p.actions { button data-kind="primary" type="submit" { (t!(lang, "bundle-load")) } button data-kind="quiet" type="submit" formaction="/feeds/bundle/drop" { (t!(lang, "cancel")) } }
            }
        }
    };
    Page::new(Nav::Vulnerabilities, t!(lang, "bundle-good"), body).answer(visit)
}

fn refused(visit: &Visit, name: &str, failed: &Failed) -> Response {
    let lang = visit.lang;
    let body = html! {
        (head(Some(html! { a href="/feeds" { (t!(lang, "nav-feeds")) } }), html! { (t!(lang, "bundle-refused")) }, Some(html! { (name) }), None))
        section.alert data-status="warn" {
            h2 { (icon("alert")) (t!(lang, "bundle-not-loaded")) }
            p { (sentence(lang, failed)) }
            p { (t!(lang, "feeds-old-stays")) }
            p.actions { a.button data-kind="primary" href="/feeds" { (t!(lang, "back")) } }
        }
    };
    Page::new(Nav::Vulnerabilities, t!(lang, "bundle-refused"), body).answer(visit)
}

/// Which bundle to load; empty for fetching.
#[derive(Debug, Deserialize)]
pub struct Said {
    token: String,
    #[serde(default)]
    id: String,
}

/// `POST /feeds/bundle`
///
/// # Errors
/// When the form is not ours, or another bundle waits.
pub async fn load(visit: Visit, Form(said): Form<Said>) -> Result<Redirect, WebError> {
    visit.check_token(&said.token)?;
    visit.site.node()?.load_offered(&said.id, &visit.lang.t("nav-feeds"))?;
    Ok(Redirect::to("/feeds"))
}

/// `POST /feeds/bundle/drop`: not this one.
///
/// # Errors
/// When the form is not ours.
pub async fn leave(visit: Visit, Form(said): Form<Said>) -> Result<Redirect, WebError> {
    visit.check_token(&said.token)?;
    // Another one that waits meanwhile stays.
    drop(visit.site.node()?.drop_offered(&said.id));
    Ok(Redirect::to("/feeds"))
}

/// `POST /feeds/fetch`: the only way by which a page makes the program go out.
///
/// # Errors
/// When the form is not ours.
pub async fn fetch(visit: Visit, Form(said): Form<Said>) -> Result<Redirect, WebError> {
    visit.check_token(&said.token)?;
    visit.site.node()?.work_on_feeds(&visit.lang.t("nav-feeds"), Work::Sync(Vec::new()), None)?;
    Ok(Redirect::to("/feeds"))
}
