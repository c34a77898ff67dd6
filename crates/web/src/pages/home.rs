//! Home: how many are connected and known, what to do today, what is dangerous, what is new.

use app::{
    exposures::State,
    today::{Task, today},
};
use axum::response::Response;
use domain::alerts::Status;
use maud::{Markup, html};

use super::tasks::open;
use crate::{
    findings::Told,
    kinds::Group,
    page::{Nav, Page},
    parts::{
        badge, charts, empty, head, icon,
        numbers::{clock, full_date, moment, number},
        overlap,
    },
    t,
    view::{Entry, View},
    visit::Visit,
};

/// `GET /`
pub async fn show(visit: Visit) -> Response {
    let lang = visit.lang;
    let view = &visit.view;
    let now = view.snapshot.taken;
    let body = html! {
        (head(
            Some(html! { (t!(lang, "home-asof", date = full_date(lang, now), time = clock(now))) }),
            html! { (t!(lang, "home-title")) },
            None,
            Some(html! { a.button href="/report" { (icon("report")) (t!(lang, "nav-report")) } }),
        ))
        div.stack {
            (known(&visit))
            div.columns {
                (tasks(&visit))
                div.stack { (dangers(&visit)) (newcomers(&visit)) }
            }
        }
    };
    Page::new(Nav::Home, t!(lang, "home-title"), body)
        .with_style(overlap::style(&view.snapshot.reconciliation.totals))
        .answer(&visit)
}

fn known(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let view = &visit.view;
    let totals = &view.snapshot.reconciliation.totals;
    html! {
        section.card aria-labelledby="q1" {
            header { h2 #q1 { (t!(lang, "home-q-known")) } a href="/devices" { (t!(lang, "home-all-devices")) } }
            @if view.is_empty() {
                (empty("antenna", &t!(lang, "home-nothing-title"), &t!(lang, "home-nothing-text"), Some(("/captures", &t!(lang, "home-nothing-next")))))
            } @else if view.snapshot.ledger.is_empty() {
                p.figure { b { (number(view.counts.devices as u64)) span.unit { (t!(lang, "unit-devices", n = view.counts.devices)) } } " " (t!(lang, "overlap-connected")) }
                (empty("ledger", &t!(lang, "home-no-ledger-title"), &t!(lang, "home-no-ledger-text"), Some(("/ledger/import", &t!(lang, "home-no-ledger-next")))))
            } @else {
                (overlap::bars(lang, totals))
                footer { (missing_by_group(visit)) }
            }
        }
    }
}

/// What kinds of devices the ledger does not know, and what could not be seen.
fn missing_by_group(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let view = &visit.view;
    let missing = |group: Group| {
        view.entries
            .iter()
            .filter(|e| e.group == group && e.standing.in_ledger == app::standing::InLedger::Missing)
            .count()
    };
    let blind = view.snapshot.reconciliation.blind_spots.first();
    html! {
        ul.key {
            li { (t!(lang, "home-missing", n = view.counts.not_in_ledger)) }
            @for group in [Group::Medical, Group::Office, Group::Network, Group::Plant] {
                @let n = missing(group);
                @if n > 0 {
                    li { a href={ "/devices?ledger=missing&group=" (group.as_str()) } { (lang.t(&format!("group-{}", group.as_str()))) " " (number(n as u64)) } }
                }
            }
            @let unknown = missing(Group::Unknown);
            @if unknown > 0 {
                li { a href="/devices?ledger=missing&group=unknown" {
                    (badge::badge(Status::Unknown, &format!("{} {}", t!(lang, "group-unknown-too"), number(unknown as u64))))
                } }
            }
            @if let Some(spot) = blind {
                li { (icon("eye-off")) a href="/ledger#blind" { (t!(lang, "home-blind", zone = spot.zone.clone())) } }
            }
        }
    }
}

fn tasks(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let today = today(&visit.view.snapshot);
    html! {
        section.card aria-labelledby="q4" {
            header { h2 #q4 { (t!(lang, "home-q-today")) } @if !today.tasks.is_empty() { span.quiet { (t!(lang, "home-tasks", n = today.tasks.len())) } } }
            @if today.tasks.is_empty() {
                (empty("ok", &t!(lang, "home-no-tasks-title"), &t!(lang, "home-no-tasks-text"), None))
            } @else {
                ol.tasks { @for (at, task) in today.tasks.iter().enumerate() { (task_item(visit, task, at == 0)) } }
            }
            @let open = open(visit);
            @if today.later > 0 || open > 0 { footer { ul.key {
                @if today.later > 0 { li { a href="/alerts" { (t!(lang, "home-later", n = today.later)) } } }
                @if open > 0 { li { (icon("check")) a href="/tasks" { (t!(lang, "home-tasks-open", n = number(open as u64))) } } }
            } } }
        }
    }
}

struct Told3 {
    title: String,
    text: String,
    who: String,
    minutes: String,
    href: String,
    button: String,
    danger: bool,
}

fn task_item(visit: &Visit, task: &Task, first: bool) -> Markup {
    let lang = visit.lang;
    let Some(told) = tell(visit, task) else { return html! {} };
    html! {
        li data-status=[told.danger.then_some("danger")] {
            div {
                h3 { a href=(told.href) { (told.title) } }
                p { (told.text) }
                p.quiet { span { (told.who) } span { (t!(lang, "about-minutes", n = told.minutes)) } }
            }
            a.button data-kind=[first.then_some("primary")] href=(told.href) { (told.button) }
        }
    }
}

fn tell(visit: &Visit, task: &Task) -> Option<Told3> {
    let lang = visit.lang;
    let (code, n, href) = match task {
        Task::Alert(id) => {
            let alert = visit.view.snapshot.alerts.iter().find(|alert| alert.id == *id)?;
            let told = Told::new(lang, &visit.view, &alert.finding);
            return Some(Told3 {
                title: told.say("task"),
                text: told.say("what"),
                who: told.say("who"),
                minutes: told.find("minutes").unwrap_or_else(|| "15".into()),
                href: format!("/alerts/{id}"),
                button: t!(lang, "task-steps").into_owned(),
                danger: alert.finding.status == Status::Danger,
            });
        }
        Task::Watch => ("watch", 0, "/captures"),
        Task::LoadLedger => ("ledger", 0, "/ledger/import"),
        Task::LoadAdvisories => ("advisories", 0, "/advisories"),
        Task::Conflicts(n) => ("conflicts", *n, "/ledger?status=conflict"),
        Task::AskUnknown(n) => ("unknown", *n, "/devices?group=unknown"),
        Task::AddToLedger(n) => ("add", *n, "/ledger?status=only_connected"),
    };
    let say = |part: &str| lang.f(&format!("task-{code}-{part}"), &[("n", n.into())]);
    Some(Told3 {
        title: say("title"),
        text: say("text"),
        who: say("who"),
        minutes: say("minutes"),
        href: href.into(),
        button: say("button"),
        danger: false,
    })
}

fn dangers(visit: &Visit) -> Markup {
    let lang = visit.lang;
    html! {
        section.card aria-labelledby="q3" {
            header { h2 #q3 { (t!(lang, "home-q-danger")) } a href="/alerts" { (t!(lang, "home-all-alerts")) } }
            @if visit.view.is_empty() { p.quiet { (t!(lang, "home-danger-nothing")) } }
            @else {
                (charts::shares(lang, &visit.view.counts, 18, true))
                p.quiet.under { (t!(lang, "home-unknown-note")) }
                (weaknesses(visit))
            }
        }
    }
}

/// Known weaknesses in one quiet line: how much they concern, and of how much too little is known.
fn weaknesses(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let standings = &visit.view.snapshot.exposures.standings;
    let unknown = standings.iter().filter(|it| it.state == State::Unknown).count();
    html! {
        @if !standings.is_empty() { ul.key {
            li { (icon("shield")) a href="/vulnerabilities?state=affected" { (t!(lang, "home-vulnerable", n = visit.view.counts.vulnerable)) } }
            li { a href="/vulnerabilities?state=unknown" { (badge::badge(Status::Unknown, &t!(lang, "home-vulnerable-unknown", n = unknown))) } }
        } }
    }
}

/// Devices first seen in the last seven days, newest first.
fn newest(view: &View) -> Vec<&Entry> {
    let first = |entry: &Entry| view.of(entry).map(|device| device.seen.first);
    let is_new = |entry: &&Entry| view.of(entry).is_some_and(|device| view.is_new(device, 7));
    let mut new: Vec<_> = view.entries.iter().filter(is_new).collect();
    new.sort_by_key(|entry| (std::cmp::Reverse(first(entry)), entry.standing.status, entry.at));
    new
}

fn newcomers(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let view = &visit.view;
    let new = newest(view);
    let baseline = view.is_baseline();
    html! {
        section.card aria-labelledby="q2" {
            header {
                h2 #q2 { (t!(lang, "home-q-new")) }
                @if !baseline && !new.is_empty() { a href="/devices?new=7&sort=first" { (t!(lang, "home-new-week", n = new.len())) } }
            }
            @if baseline { p.quiet { (t!(lang, "home-new-baseline", n = view.counts.devices)) } }
            @else if new.is_empty() { p.quiet { (t!(lang, "home-new-none")) } }
            @else {
                ul.rows { @for entry in new.iter().take(3) { (newcomer(visit, entry)) } }
            }
        }
    }
}

fn newcomer(visit: &Visit, entry: &Entry) -> Markup {
    let lang = visit.lang;
    let Some(device) = visit.view.of(entry) else { return html! {} };
    html! {
        li {
            (icon(entry.icon))
            div {
                a href={ "/devices/" (device.id) } { (entry.name(lang)) }
                small {
                    @if let Some(place) = &entry.place { (place) "・" }
                    (moment(lang, visit.view.snapshot.taken, device.seen.first))
                }
            }
            (badge::status(lang, entry.standing.status))
        }
    }
}
