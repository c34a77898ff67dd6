//! 取り込みとセンサー: what was seen when, what was missed, and taking in a recording or a sensor.

use app::{
    jobs::{JobState, Trouble},
    snapshot::{Capture, Sensor},
    workbook::Cell,
};
use axum::{
    Form, Json,
    extract::{Multipart, Path},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    ids::{JobId, SensorId},
    time::Timestamp,
};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use crate::{
    api::stated::iso,
    error::{Told, WebError},
    locale::Lang,
    page::{Nav, Page},
    pages::devices::excel,
    parts::{
        badge, empty,
        file_field::FileField,
        head, icon,
        numbers::{ago, bytes, moment, number, span},
    },
    t, upload,
    visit::Visit,
};

/// Largest recording taken in through the page: 64 GB. Larger ones go through the command line.
const MOST: u64 = 64 << 30;

/// `GET /captures`
pub async fn show(visit: Visit) -> Response {
    let lang = visit.lang;
    let snapshot = &visit.view.snapshot;
    let body = html! {
        (head(None, html! { (t!(lang, "nav-captures")) }, Some(html! { (t!(lang, "captures-lead")) }), Some(excel::button("/captures.xlsx"))))
        div.columns {
            div.stack { (jobs(&visit)) (captures(&visit, &snapshot.captures)) (warnings(&visit)) }
            div.stack { (send(&visit)) (sensors(&visit, &snapshot.sensors)) }
        }
    };
    Page::new(Nav::Captures, t!(lang, "nav-captures"), body).answer(&visit)
}

/// `GET /captures.xlsx`: what was seen when, and what was missed.
///
/// # Errors
/// When there are more rows than Excel allows.
pub async fn download(visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let heads = [
        "capture-name",
        "capture-first",
        "capture-last",
        "capture-packets",
        "capture-bytes",
        "capture-dropped",
        "capture-malformed",
        "capture-cut",
        "capture-warnings",
    ]
    .map(|key| lang.t(key).into_owned());
    let row = |capture: &Capture| {
        let summary = &capture.summary;
        let time = |time: Option<Timestamp>| Cell::from(time.map(iso).unwrap_or_default());
        let count = |count: u64| Cell::Number(count as f64);
        let warnings: Vec<_> = summary
            .warnings
            .iter()
            .map(|warning| format!("{} ×{}", warning_words(lang, &warning.code), warning.count))
            .collect();
        vec![
            Cell::from(capture.name.clone()),
            time(capture.seen.map(|seen| seen.first)),
            time(capture.seen.map(|seen| seen.last)),
            count(capture.packets),
            count(summary.bytes),
            count(summary.dropped),
            count(summary.malformed),
            count(summary.cut),
            Cell::from(warnings.join("\n")),
        ]
    };
    let rows: Vec<_> = visit.view.snapshot.captures.iter().map(row).collect();
    excel::send(&t!(lang, "nav-captures"), "kikimori-captures.xlsx", &heads, &rows)
}

fn jobs(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let Ok(node) = visit.site.node() else { return html! {} };
    let jobs = node.jobs().list();
    html! {
        @if !jobs.is_empty() {
            section.card {
                header { h2 { (t!(lang, "jobs")) } }
                @for job in jobs.iter().take(5) {
                    @match &job.state {
                        JobState::Running => div.progress data-job={ "/jobs/" (job.id) } {
                            p { b { (job.title) } span data-words { (t!(lang, "job-read", done = bytes(job.done), total = bytes(job.total))) } }
                            progress max=(job.total.max(1)) value=(job.done) aria-label=(job.title) {}
                            form method="post" action={ "/jobs/" (job.id) "/cancel" } {
                                input type="hidden" name="token" value=(visit.token());
                                button data-kind="quiet" type="submit" { (t!(lang, "job-cancel")) }
                                small { (t!(lang, "job-cancel-keeps")) }
                            }
                        },
                        JobState::Done { new } => p { (badge::badge(domain::alerts::Status::Ok, &t!(lang, "job-done"))) " " b { (job.title) } " " small { (lang.t(if *new { "job-taken-in" } else { "job-already-there" })) } },
                        JobState::Failed(trouble) => p { (badge::badge(domain::alerts::Status::Danger, &t!(lang, "job-failed"))) " " b { (job.title) } " " small { (trouble_words(lang, trouble)) } },
                    }
                }
            }
        }
    }
}

fn trouble_words(lang: Lang, trouble: &Trouble) -> String {
    match trouble {
        Trouble::NothingRead => t!(lang, "job-nothing-read").into_owned(),
        Trouble::Refused(refusal) => Told::from(refusal).say(lang),
        Trouble::Broken(_) => t!(lang, "job-broken").into_owned(),
    }
}

fn captures(visit: &Visit, captures: &[Capture]) -> Markup {
    let lang = visit.lang;
    let now = visit.view.snapshot.taken;
    html! {
        section.card data-bare {
            header.inset { h2 { (t!(lang, "captures")) } span.quiet { (t!(lang, "captures-count", n = captures.len())) } }
            @if captures.is_empty() { (empty("antenna", &t!(lang, "captures-none-title"), &t!(lang, "captures-none-text"), None)) }
            @else { table.cards.pairs {
                thead { tr { th { (t!(lang, "capture-name")) } th { (t!(lang, "capture-seen")) } th data-num { (t!(lang, "capture-packets")) } th data-num { (t!(lang, "capture-missed")) } th data-extra { (t!(lang, "capture-directions")) } } }
                tbody { @for capture in captures.iter().take(100) {
                    @let summary = &capture.summary;
                    tr {
                        th scope="row" { b { (capture.name) } small { (t!(lang, "capture-taken", when = moment(lang, now, capture.taken_in))) "・" (bytes(summary.bytes)) } }
                        td data-card="line" { @if let Some(seen) = capture.seen { (span(lang, now, seen)) } @else { "—" } }
                        td data-num data-card="end" data-label=(t!(lang, "capture-packets")) { (number(capture.packets)) }
                        td data-num data-label=(t!(lang, "capture-missed")) {
                            (number(summary.dropped + summary.malformed))
                            small { (t!(lang, "capture-missed-parts", dropped = number(summary.dropped), malformed = number(summary.malformed), cut = number(summary.cut))) }
                        }
                        td data-extra { (directions(visit, capture)) }
                    }
                } }
            } }
        }
    }
}

/// Whether the mirror showed both directions.
fn directions(visit: &Visit, capture: &Capture) -> Markup {
    use domain::alerts::Status;
    let (one, two) = (capture.summary.one_way_connections, capture.summary.two_way_connections);
    let (status, key) = match (one, two) {
        (0, 0) => (Status::Unknown, "directions-unknown"),
        (one, two) if two >= one => (Status::Ok, "directions-both"),
        _ => (Status::Warn, "directions-one"),
    };
    badge::badge(status, &visit.lang.t(key))
}

fn warnings(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let all =
        visit.view.snapshot.captures.iter().flat_map(|c| c.summary.warnings.iter().map(move |w| (c, w)));
    let all: Vec<_> = all.take(40).collect();
    html! {
        @if !all.is_empty() {
            section.card {
                header { h2 { (t!(lang, "capture-warnings")) } }
                ul.rows { @for (capture, warning) in all { li {
                    (icon("alert"))
                    div {
                        (warning_words(lang, &warning.code))
                        small { (capture.name) @if let Some(frame) = warning.frame { "・" (t!(lang, "evidence-frame", n = number(frame))) } @if let Some(offset) = warning.offset { "・" (t!(lang, "capture-offset", n = number(offset))) } }
                    }
                    span { (t!(lang, "times", n = number(warning.count))) }
                } } }
            }
        }
    }
}

/// What a warning says; one without words of its own says its code.
fn warning_words(lang: Lang, code: &str) -> String {
    lang.find(&format!("capture-warning-{code}"))
        .map_or_else(|| t!(lang, "capture-warning-other", code = code), std::borrow::Cow::into_owned)
}

fn send(visit: &Visit) -> Markup {
    let lang = visit.lang;
    html! {
        section.card #send {
            header { h2 { (t!(lang, "capture-send")) } }
            form.stack method="post" action="/captures" enctype="multipart/form-data" {
                input type="hidden" name="token" value=(visit.token());
                (FileField { label: &t!(lang, "capture-file"), hint: &t!(lang, "capture-file-hint"), accept: ".pcap,.pcapng,.cap,.gz,.zst", several: false }.draw(lang))
                p.actions { button data-kind="primary" type="submit" { (icon("upload")) (t!(lang, "capture-take-in")) } }
            }
            footer { (t!(lang, "capture-passive")) }
        }
    }
}

fn sensors(visit: &Visit, sensors: &[Sensor]) -> Markup {
    let lang = visit.lang;
    let now = visit.view.snapshot.taken;
    html! {
        section.card #sensors {
            header { h2 { (t!(lang, "sensors")) } }
            @if sensors.is_empty() { p.quiet { (t!(lang, "sensors-none")) } }
            ul.rows { @for sensor in sensors { li {
                (icon("antenna"))
                div {
                    (sensor.name) " " small { (sensor.place) }
                    small {
                        @match sensor.last_contact { Some(last) => (t!(lang, "sensor-last", when = ago(lang, now, last))), None => (t!(lang, "sensor-never")) }
                        "・" (t!(lang, "watch-drops", n = number(sensor.dropped)))
                    }
                }
                form method="post" action="/sensors/remove" {
                    input type="hidden" name="token" value=(visit.token());
                    input type="hidden" name="sensor" value=(sensor.id);
                    button data-kind="quiet" type="submit" { (t!(lang, "sensor-remove")) }
                }
            } } }
            form.stack.under method="post" action="/sensors" {
                input type="hidden" name="token" value=(visit.token());
                label.field { span { (t!(lang, "sensor-name")) } input name="name" required maxlength="60"; }
                label.field { span { (t!(lang, "sensor-place")) } input name="place" maxlength="60"; }
                p.actions { button type="submit" { (icon("plus")) (t!(lang, "sensor-add")) } }
            }
        }
    }
}

/// `POST /captures`
///
/// # Errors
/// When the form is not ours or the file did not arrive.
pub async fn receive(visit: Visit, form: Multipart) -> Result<Redirect, WebError> {
    let node = visit.site.node()?;
    let folder = visit.site.inbox();
    let token = visit.token();
    let check = |sent: &str| if sent == token { Ok(()) } else { Err(WebError::ForeignForm) };
    let stored = upload::to_disk(form, folder.clone(), MOST, check).await?;
    let job = node.take_in_captures(&visit.org, &stored.name, &[stored.path])?;
    tokio::spawn(async move {
        while node.jobs().get(&job).is_some_and(|job| job.state == JobState::Running) {
            tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        }
        let _ = tokio::fs::remove_dir_all(folder).await;
    });
    Ok(Redirect::to("/captures"))
}

/// How a job stands, for the page that waits.
#[derive(Debug, Serialize)]
struct Standing {
    done: u64,
    total: u64,
    finished: bool,
    words: String,
}

/// `GET /jobs/{id}`
///
/// # Errors
/// When there is no such job.
pub async fn job(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let id = JobId::parse(&id).ok_or(WebError::NotFound("job"))?;
    let job = visit.site.node()?.jobs().get(&id).ok_or(WebError::NotFound("job"))?;
    let words = t!(lang, "job-read", done = bytes(job.done), total = bytes(job.total));
    let finished = job.state != JobState::Running;
    Ok(Json(Standing { done: job.done, total: job.total, finished, words }).into_response())
}

/// A form with nothing but the token.
#[derive(Debug, Deserialize)]
pub struct Token {
    token: String,
}

/// `POST /jobs/{id}/cancel`
///
/// # Errors
/// When the form is not ours.
pub async fn cancel(
    Path(id): Path<String>,
    visit: Visit,
    Form(form): Form<Token>,
) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let id = JobId::parse(&id).ok_or(WebError::NotFound("job"))?;
    visit.site.node()?.jobs().cancel(&id);
    Ok(Redirect::to("/captures"))
}

/// A new sensor.
#[derive(Debug, Deserialize)]
pub struct NewSensor {
    token: String,
    name: String,
    #[serde(default)]
    place: String,
}

/// `POST /sensors`: the token is shown once and not kept.
///
/// # Errors
/// When the form is not ours.
pub async fn add_sensor(visit: Visit, Form(form): Form<NewSensor>) -> Result<Response, WebError> {
    visit.check_token(&form.token)?;
    let lang = visit.lang;
    let token = visit.site.fresh_token()?;
    let node = visit.site.node()?;
    node.add_sensor(&visit.org, &form.name, &form.place, &token).await?;
    node.catch_up(&visit.org).await?;
    let body = html! {
        (head(Some(html! { a href="/captures" { (t!(lang, "nav-captures")) } }), html! { (t!(lang, "sensor-added")) }, Some(html! { (t!(lang, "sensor-token-once")) }), None))
        section.card {
            p { code.token { (token) } }
            p.quiet { code { "kikimori watch --interface eth1 --send https://node:8643 --token-file sensor.token --ca node.pem" } }
            p.actions { a.button data-kind="primary" href="/captures" { (t!(lang, "back")) } }
        }
    };
    Ok(Page::new(Nav::Captures, t!(lang, "sensor-added"), body).answer(&visit))
}

/// Which sensor to remove.
#[derive(Debug, Deserialize)]
pub struct RemoveSensor {
    token: String,
    sensor: String,
}

/// `POST /sensors/remove`
///
/// # Errors
/// When the form is not ours.
pub async fn remove_sensor(visit: Visit, Form(form): Form<RemoveSensor>) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let id = SensorId::parse(&form.sensor).ok_or(WebError::NotFound("sensor"))?;
    let node = visit.site.node()?;
    node.remove_sensor(&visit.org, &id).await?;
    node.catch_up(&visit.org).await?;
    Ok(Redirect::to("/captures"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every code of `parsers::packet::capture`, `discovery::collector` and `sensor`.
    const CODES: [&str; 18] = [
        "snap-length",
        "truncated-file",
        "garbage-block",
        "zero-bytes",
        "clock-backwards",
        "unreadable",
        "empty-file",
        "unknown-format",
        "collector-overflow",
        "clock-jump",
        "interface-down",
        "interface-up",
        "interface-has-address",
        "sensor-batch-dropped",
        "sensor-batch-damaged",
        "sensor-batch-refused",
        "sensor-detail-dropped",
        "a-code-of-tomorrow",
    ];

    #[test]
    fn every_warning_about_a_recording_is_told_in_both_languages() {
        for code in CODES {
            let (ja, en) = (warning_words(Lang::Ja, code), warning_words(Lang::En, code));
            assert!(ja.chars().filter(|c| !c.is_ascii()).count() > 8, "{code}: {ja}");
            assert!(en.chars().all(|c| c.is_ascii() || c == '’'), "{code}: {en}");
        }
    }
}
