//! 注意喚起: what was published, and which devices and ledger rows it concerns.

use std::collections::HashMap;

use app::{refusal::Refusal, snapshot::SubjectJudgement, workbook::Cell};
use axum::{
    extract::{Multipart, Path},
    response::{IntoResponse, Redirect, Response},
};
use domain::advisories::{Advisory, Verdict};
use maud::{Markup, html};

use crate::{
    error::{Told, WebError},
    locale::Lang,
    page::{Nav, Page},
    pages::{device::advisories::ground_words, devices::excel},
    parts::{badge, empty, file_field::FileField, head, icon, names},
    t, upload,
    visit::Visit,
};

const VERDICTS: [Verdict; 5] =
    [Verdict::Affected, Verdict::Unknown, Verdict::UnderInvestigation, Verdict::Fixed, Verdict::NotAffected];

/// `GET /advisories`
pub async fn list(visit: Visit) -> Response {
    let lang = visit.lang;
    let snapshot = &visit.view.snapshot;
    let mut rows: Vec<_> =
        snapshot.advisories.iter().map(|advisory| (advisory, counts(&visit, advisory))).collect();
    rows.sort_by(|(a, x), (b, y)| {
        weight(y)
            .cmp(&weight(x))
            .then_with(|| b.current_release.cmp(&a.current_release))
            .then_with(|| a.id.cmp(&b.id))
    });
    let concerned = rows.iter().filter(|(_, counts)| weight(counts).0 > 0).count();
    let body = html! {
        (head(None, html! { (t!(lang, "nav-advisories")) }, Some(html! { (t!(lang, "advisories-lead", n = rows.len(), affected = concerned)) }), Some(excel::button("/advisories.xlsx"))))
        @if rows.is_empty() {
            (empty("shield", &t!(lang, "advisories-empty-title"), &t!(lang, "advisories-empty-text"), None))
        } @else {
            section.card data-bare {
                div.table.scroll tabindex="0" role="region" aria-label=(t!(lang, "nav-advisories")) { table.cards data-keys {
                    thead { tr { th { (t!(lang, "advisory-what")) } th { (t!(lang, "advisory-verdict")) } th { (t!(lang, "severity-head")) } th { (t!(lang, "advisory-published")) } } }
                    tbody { @for (advisory, counts) in rows.iter().take(500) {
                        tr {
                            th scope="row" { a href={ "/advisories/" (crate::query::encode(&advisory.id)) } { b lang="en" { (advisory.title) } } small { (advisory.id) "・" (advisory.publisher) } }
                            td data-card="line" { (verdict_counts(&visit, counts)) }
                            td { @match highest(advisory) { Some(score) => (format!("{score:.1}")), None => "—" } }
                            td { (advisory.current_release.get(..10).unwrap_or_default()) }
                        }
                    } }
                } }
            }
        }
        (load(&visit))
    };
    Page::new(Nav::Advisories, t!(lang, "nav-advisories"), body).answer(&visit)
}

/// `GET /advisories.xlsx`: every judgement with its reasons.
///
/// # Errors
/// When there are more rows than Excel allows.
pub async fn download(visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let heads = [
        "advisory-id",
        "advisory-what",
        "column-name",
        "ledger-row-place",
        "advisory-verdict",
        "severity-head",
        "advisory-ground",
        "advisory-do",
    ]
    .map(|key| lang.t(key).into_owned());
    let titles: HashMap<&str, &str> =
        visit.view.snapshot.advisories.iter().map(|a| (a.id.as_str(), a.title.as_str())).collect();
    let row = |judged: &SubjectJudgement| {
        let judgement = &judged.judgement;
        let place = judged.row.as_ref().map(|(sheet, row)| format!("{sheet} {row}")).unwrap_or_default();
        let device = judged.device.as_ref().map(|id| names::plain(lang, &visit.view, id)).unwrap_or_default();
        let reasons: Vec<_> = judgement
            .grounds
            .iter()
            .map(|ground| {
                format!(
                    "{}: {} / {}",
                    ground_words(&visit, &ground.code),
                    ground.subject_says,
                    ground.advisory_says
                )
            })
            .collect();
        vec![
            Cell::from(judgement.advisory.clone()),
            Cell::from(titles.get(judgement.advisory.as_str()).copied().unwrap_or_default().to_owned()),
            Cell::from(device),
            Cell::from(place),
            Cell::from(lang.t(&format!("verdict-{}", judgement.verdict.as_str())).into_owned()),
            judgement.score.map_or(Cell::Empty, |score| Cell::Number(score.into())),
            Cell::from(reasons.join("\n")),
            Cell::from(
                judgement.remediations.iter().map(|fix| fix.details.as_str()).collect::<Vec<_>>().join("\n"),
            ),
        ]
    };
    let rows: Vec<_> = visit.view.snapshot.judgements.iter().map(row).collect();
    excel::send(&t!(lang, "nav-advisories"), "kikimori-advisories.xlsx", &heads, &rows)
}

fn verdict_counts(visit: &Visit, counts: &[usize; 5]) -> Markup {
    let lang = visit.lang;
    html! {
        @if counts.iter().all(|n| *n == 0) { span.quiet { (t!(lang, "advisory-no-subject")) } }
        @for (verdict, n) in VERDICTS.iter().zip(counts).filter(|(_, n)| **n > 0) {
            (badge::badge(badge::verdict_status(*verdict), &format!("{} {n}", lang.t(&format!("verdict-{}", verdict.as_str()))))) " "
        }
    }
}

fn judged<'v>(visit: &'v Visit, advisory: &'v Advisory) -> impl Iterator<Item = &'v SubjectJudgement> {
    visit.view.snapshot.judgements.iter().filter(|judged| judged.judgement.document == advisory.sha256)
}

fn counts(visit: &Visit, advisory: &Advisory) -> [usize; 5] {
    VERDICTS
        .map(|verdict| judged(visit, advisory).filter(|judged| judged.judgement.verdict == verdict).count())
}

/// How many are affected, and of how many we cannot tell.
fn weight(counts: &[usize; 5]) -> (usize, usize) {
    let [affected, unknown, ..] = *counts;
    (affected, unknown)
}

fn highest(advisory: &Advisory) -> Option<f32> {
    advisory.vulnerabilities.iter().filter_map(|v| v.score.as_ref().map(|(score, _)| *score)).reduce(f32::max)
}

/// `GET /advisories/{id}`: of every publisher who gave this id.
///
/// # Errors
/// When there is no such advisory.
pub async fn show(Path(id): Path<String>, visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let named: Vec<&Advisory> =
        visit.view.snapshot.advisories.iter().filter(|advisory| advisory.id == id).collect();
    if named.is_empty() {
        return Err(WebError::NotFound("advisory"));
    }
    let body = html! { @for advisory in named {
        @let subjects = concerning(&visit, advisory);
        (head(
            Some(html! { a href="/advisories" { (t!(lang, "nav-advisories")) } " ／ " (advisory.id) }),
            html! { span lang="en" { (advisory.title) } },
            Some(html! { (advisory.publisher) "　" (advisory.current_release.get(..10).unwrap_or_default()) @if let Some(score) = highest(advisory) { "　" (t!(lang, "severity", score = format!("{score:.1}"))) } }),
            None,
        ))
        div.columns {
            div.stack { (concerned(&visit, &subjects)) (prose(&visit, advisory)) }
            div.stack { (todo(&visit, advisory)) (weaknesses(&visit, advisory)) (products(&visit, advisory)) }
        }
    } };
    Ok(Page::new(Nav::Advisories, id, body).answer(&visit))
}

/// Devices and rows by verdict.
fn concerning<'v>(visit: &'v Visit, advisory: &'v Advisory) -> Vec<&'v SubjectJudgement> {
    let mut subjects: Vec<_> = judged(visit, advisory).collect();
    subjects.sort_by_key(|judged| judged.judgement.verdict);
    subjects
}

fn concerned(visit: &Visit, subjects: &[&SubjectJudgement]) -> Markup {
    let lang = visit.lang;
    html! {
        section.card {
            header { h2 { (t!(lang, "advisory-concerned")) } span.quiet { (t!(lang, "advisory-subjects", n = subjects.len())) } }
            @if subjects.is_empty() { p.quiet { (t!(lang, "advisory-no-subject-text")) } }
            @else {
                div.table.scroll.flush tabindex="0" role="region" aria-label=(t!(lang, "advisory-concerned")) { table.cards { thead { tr { th { (t!(lang, "column-name")) } th { (t!(lang, "advisory-verdict")) } th { (t!(lang, "advisory-ground")) } } }
                    tbody { @for judged in subjects.iter().take(300) { (subject_row(visit, judged)) } }
                } }
            }
        }
    }
}

fn subject_row(visit: &Visit, judged: &SubjectJudgement) -> Markup {
    let lang = visit.lang;
    let row = judged.row.as_ref().and_then(|(sheet, row)| visit.view.ledger_row(sheet, *row));
    html! {
        tr {
            th scope="row" {
                @match (judged.device.as_ref().and_then(|id| visit.view.device(id)), row) {
                    (Some((device, entry)), _) => (names::title(lang, device, entry)),
                    (None, Some(row)) => { b { (row.name.as_deref().or(row.model.as_deref()).unwrap_or("—")) } small { (t!(lang, "compare-ledger-row", sheet = row.sheet.clone(), row = row.row.to_string())) } },
                    (None, None) => (t!(lang, "finding-some-device")),
                }
            }
            td data-card="end" { (badge::verdict(lang, judged.judgement.verdict)) }
            td.prose data-card="line" { @for ground in judged.judgement.grounds.iter().take(3) {
                span.ground { (ground_words(visit, &ground.code)) }
                small {
                    @if !ground.subject_says.is_empty() { "「" (ground.subject_says) "」 ／ " }
                    span lang="en" { "“" (ground.advisory_says) "”" }
                }
            } }
        }
    }
}

fn prose(visit: &Visit, advisory: &Advisory) -> Markup {
    if advisory.notes.is_empty() {
        return html! {};
    }
    html! {
        section.card {
            header { h2 { (t!(visit.lang, "advisory-text")) } span.quiet { (t!(visit.lang, "advisory-text-note")) } }
            div.prose lang="en" { @for note in advisory.notes.iter().take(12) {
                @if !note.title.is_empty() { h3 { (note.title) } }
                p { (note.text.chars().take(3000).collect::<String>()) }
            } }
        }
    }
}

fn todo(visit: &Visit, advisory: &Advisory) -> Markup {
    let mut fixes: Vec<_> = advisory
        .vulnerabilities
        .iter()
        .flat_map(|v| &v.remediations)
        .map(|fix| (fix.category.as_str(), fix.details.as_str()))
        .collect();
    fixes.sort_unstable();
    fixes.dedup();
    html! {
        section.card {
            header { h2 { (t!(visit.lang, "advisory-do")) } }
            @if fixes.is_empty() { p.quiet { (t!(visit.lang, "advisory-no-fix")) } }
            ul.rows { @for (category, details) in fixes.iter().take(20) {
                li { span {} div { span lang="en" { (details.chars().take(600).collect::<String>()) } small { (remedy(visit.lang, category)) } } }
            } }
        }
    }
}

/// The kind of a remediation (CSAF 2.1, 3.2.3.12.1) in words; the code itself when it is new to us.
fn remedy(lang: Lang, category: &str) -> String {
    lang.find(&format!("remedy-{}", category.replace('_', "-")))
        .map_or_else(|| category.to_owned(), std::borrow::Cow::into_owned)
}

fn weaknesses(visit: &Visit, advisory: &Advisory) -> Markup {
    html! {
        section.card {
            header { h2 { (t!(visit.lang, "advisory-weaknesses")) } }
            ul.rows { @for weakness in advisory.vulnerabilities.iter().take(40) {
                li { span {}
                    div { b { (weakness.cve.as_deref().unwrap_or("—")) } small lang="en" { (weakness.title.as_deref().unwrap_or_default()) " " (weakness.cwe.as_deref().unwrap_or_default()) } }
                    @if let Some((score, _)) = &weakness.score { span { (format!("{score:.1}")) } }
                }
            } }
        }
    }
}

fn products(visit: &Visit, advisory: &Advisory) -> Markup {
    html! {
        section.card {
            header { h2 { (t!(visit.lang, "advisory-products")) } span.quiet { (advisory.products.len()) } }
            ul.rows lang="en" { @for product in advisory.products.iter().take(60) { li { span {} div { (product.name) } } } }
        }
    }
}

/// `POST /advisories`: CSAF files, as many as wanted.
///
/// # Errors
/// When the form is not ours or the files did not arrive.
pub async fn receive(visit: Visit, form: Multipart) -> Result<Response, WebError> {
    let sent = upload::in_memory(form, 256 * 1024 * 1024).await?;
    visit.check_token(&sent.token)?;
    let files: Vec<_> = sent.files.into_iter().map(|file| (file.name, file.bytes)).collect();
    let left_out = visit.site.node()?.take_in_advisories(&visit.org, &files).await?;
    if left_out.is_empty() {
        return Ok(Redirect::to("/advisories").into_response());
    }
    Ok(told_left_out(&visit, files.len() - left_out.len(), &left_out))
}

/// Which files were left out, each with its reason; the others were taken in.
fn told_left_out(visit: &Visit, taken: usize, left_out: &[Refusal]) -> Response {
    let lang = visit.lang;
    let crumb = html! { a href="/advisories" { (t!(lang, "nav-advisories")) } };
    let lead = html! { (t!(lang, "advisories-left-out-lead", taken = taken, n = left_out.len())) };
    let body = html! {
        (head(Some(crumb), html! { (t!(lang, "advisories-left-out")) }, Some(lead), None))
        section.card {
            ul.rows { @for why in left_out { li {
                (icon("alert"))
                div { b { (why.file().unwrap_or_default()) } small { (Told::from(why).say(lang)) } }
            } } }
            p.actions { a.button data-kind="primary" href="/advisories" { (t!(lang, "back")) } }
        }
    };
    Page::new(Nav::Advisories, t!(lang, "advisories-left-out"), body).answer(visit)
}

fn load(visit: &Visit) -> Markup {
    let lang = visit.lang;
    html! {
        section.card.gap #load {
            header { h2 { (t!(lang, "advisories-load")) } }
            form.stack method="post" action="/advisories" enctype="multipart/form-data" {
                input type="hidden" name="token" value=(visit.token());
                (FileField { label: &t!(lang, "advisories-files"), hint: &t!(lang, "advisories-files-hint"), accept: ".json", several: true }.draw(lang))
                p.actions { button data-kind="primary" type="submit" { (icon("upload")) (t!(lang, "advisories-take-in")) } }
            }
        }
    }
}
