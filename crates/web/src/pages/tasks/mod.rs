//! やること: every step that follows from what is known and unknown; for whom, by when, and what became of it.

pub mod change;
pub mod one;
pub mod select;

use app::{
    tasks::{Department, State, Task},
    workbook::Cell,
};
use axum::response::Response;
use domain::{alerts::Status, time::Timestamp};
use maud::{Markup, html};

use crate::{
    error::WebError,
    locale::Lang,
    page::{Nav, Page},
    pages::{devices::excel, vulnerabilities::week::say},
    parts::{
        badge, empty, head, icon, names,
        numbers::full_date,
        pager::{Pages, pager},
        tables::{Tile, chip, search, sort_head, tiles},
    },
    t,
    visit::Visit,
};

use self::select::Selection;

/// `GET /tasks`
pub async fn list(visit: Visit) -> Response {
    let lang = visit.lang;
    let snapshot = &visit.view.snapshot;
    let found = Selection::from_query(&visit.query).run(lang, &snapshot.tasks, snapshot.taken);
    let pages = Pages::from_query(&visit.query, found.len());
    let shown: Vec<&Task> = found.iter().copied().skip(pages.skip()).take(pages.size).collect();
    let body = html! {
        (head(
            None,
            html! { (t!(lang, "nav-tasks")) },
            Some(html! { (t!(lang, "tasks-lead")) }),
            Some(html! {
                button type="button" data-print { (icon("printer")) (t!(lang, "decision-print")) }
                (excel::button(&visit.query.link("/tasks.xlsx")))
            }),
        ))
        div.stack.print-wide {
            @if snapshot.tasks.is_empty() {
                (empty("ok", &t!(lang, "tasks-empty-title"), &t!(lang, "tasks-empty-text"), Some(("/captures", &t!(lang, "home-nothing-next")))))
            } @else {
                (tiles_of(&visit))
                section.card data-bare aria-label=(t!(lang, "nav-tasks")) {
                    div.tools { (search(&visit, &t!(lang, "tasks-search"))) (chips(&visit)) }
                    @if shown.is_empty() {
                        (empty("search", &t!(lang, "tasks-none-title"), &t!(lang, "vulnerabilities-none-text"), Some(("/tasks", &t!(lang, "tasks-none-next")))))
                    } @else { (table(&visit, &shown)) }
                    (pager(&visit, pages))
                }
            }
        }
    };
    Page::new(Nav::Tasks, t!(lang, "nav-tasks"), body).answer(&visit)
}

fn tiles_of(visit: &Visit) -> Markup {
    let lang = visit.lang;
    let (tasks, now) = (&visit.view.snapshot.tasks, visit.view.snapshot.taken);
    let of = |state: State| tasks.iter().filter(|task| task.state(now) == state).count();
    let overdue = tasks.iter().filter(|task| task.is_overdue(now)).count();
    let list = [
        Tile::new(lang.t("tasks-now").into_owned(), None, of(State::Open) + of(State::StillThere), None),
        Tile::new(
            lang.t("tasks-overdue").into_owned(),
            Some(("overdue", "yes")),
            overdue,
            Some(Status::Warn),
        ),
        Tile::new(
            state_word(lang, State::StillThere),
            Some(("state", "still_there")),
            of(State::StillThere),
            Some(Status::Check),
        ),
        Tile::new(state_word(lang, State::PutOff), Some(("state", "put_off")), of(State::PutOff), None),
        Tile::new(state_word(lang, State::Done), Some(("state", "done")), of(State::Done), None),
    ];
    tiles(visit, &["state", "overdue"], "unit-things", &list)
}

fn chips(visit: &Visit) -> Markup {
    let lang = visit.lang;
    html! {
        div.chips.scroll-x {
            @for department in Department::ALL { (chip(visit, "department", department.as_str(), &department_word(lang, department))) }
            (chip(visit, "state", "all", &t!(lang, "tasks-all")))
        }
    }
}

fn table(visit: &Visit, shown: &[&Task]) -> Markup {
    let lang = visit.lang;
    html! {
        div.table.scroll tabindex="0" role="region" aria-label=(t!(lang, "nav-tasks")) { table.cards data-keys {
            thead { tr {
                th scope="col" { (t!(lang, "tasks-what")) }
                (sort_head(visit, "department", &t!(lang, "tasks-department"), false))
                (sort_head(visit, "due", &t!(lang, "tasks-due"), false))
                (sort_head(visit, "devices", &t!(lang, "tasks-devices"), false))
                (sort_head(visit, "assignee", &t!(lang, "tasks-assignee"), true))
                th scope="col" { (t!(lang, "tasks-state")) }
            } }
            tbody { @for task in shown { (line(visit, task)) } }
        } }
    }
}

fn line(visit: &Visit, task: &Task) -> Markup {
    let lang = visit.lang;
    let now = visit.view.snapshot.taken;
    html! {
        tr {
            th scope="row" { a href={ "/tasks/" (task.id) } {
                b { (say(lang, &task.step.what)) }
                @if let Some(why) = task.step.because.first() { small { (say(lang, why)) } }
            } }
            td data-card="line" { (department_word(lang, task.department())) }
            td data-card="line" { (due(lang, task, now)) }
            td data-card="line" { (t!(lang, "n-devices", n = task.step.devices.len())) }
            td data-extra { @if task.mark.assignee.is_empty() { span.missing { (t!(lang, "tasks-nobody")) } } @else { (task.mark.assignee) } }
            td data-card="end" { (state(lang, task, now)) }
        }
    }
}

/// By when it is to be begun.
fn due(lang: Lang, task: &Task, now: Timestamp) -> Markup {
    html! {
        @match task.due() {
            Some(due) => { (full_date(lang, due)) @if task.is_overdue(now) { small { (icon("alert")) (t!(lang, "tasks-overdue")) } } },
            None => span.missing { (t!(lang, "tasks-no-due")) },
        }
    }
}

/// What became of it, as a badge.
#[must_use]
pub fn state(lang: Lang, task: &Task, now: Timestamp) -> Markup {
    let status = match task.state(now) {
        State::Open if task.is_overdue(now) => Status::Warn,
        State::Open | State::PutOff => Status::Check,
        State::StillThere => Status::Warn,
        State::Done => Status::Ok,
    };
    badge::badge(status, &state_word(lang, task.state(now)))
}

fn state_word(lang: Lang, state: State) -> String {
    lang.t(&format!("tasks-state-{}", state.as_str())).into_owned()
}

/// The department's name.
#[must_use]
pub fn department_word(lang: Lang, department: Department) -> String {
    lang.t(&format!("department-{}", department.as_str())).into_owned()
}

/// How many are open or done in vain.
#[must_use]
pub fn open(visit: &Visit) -> usize {
    let snapshot = &visit.view.snapshot;
    let is_open = |task: &&Task| matches!(task.state(snapshot.taken), State::Open | State::StillThere);
    snapshot.tasks.iter().filter(is_open).count()
}

const HEADS: [&str; 11] = [
    "tasks-what",
    "tasks-department",
    "tasks-urgency",
    "tasks-due",
    "tasks-state",
    "tasks-assignee",
    "tasks-why",
    "tasks-if-not",
    "tasks-products",
    "tasks-devices",
    "tasks-weaknesses",
];

/// `GET /tasks.xlsx`: the same filters, one row each.
///
/// # Errors
/// When there are more rows than Excel allows.
pub async fn download(visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let snapshot = &visit.view.snapshot;
    let heads = HEADS.map(|key| lang.t(key).into_owned());
    let rows: Vec<Vec<Cell>> = Selection::from_query(&visit.query)
        .run(lang, &snapshot.tasks, snapshot.taken)
        .into_iter()
        .map(|task| {
            let step = &task.step;
            let because: Vec<&str> = step.because.iter().map(|why| say(lang, why)).collect();
            let devices: Vec<String> =
                step.devices.iter().map(|id| names::plain(lang, &visit.view, id)).collect();
            vec![
                Cell::from(say(lang, &step.what).to_owned()),
                Cell::from(department_word(lang, task.department())),
                Cell::from(
                    step.urgency.as_ref().map(|urgency| say(lang, urgency).to_owned()).unwrap_or_default(),
                ),
                Cell::from(task.due().map(|due| full_date(lang, due)).unwrap_or_default()),
                Cell::from(state_word(lang, task.state(snapshot.taken))),
                Cell::from(task.mark.assignee.clone()),
                Cell::from(because.join("\n")),
                Cell::from(say(lang, &step.if_not).to_owned()),
                Cell::from(step.products.join("\n")),
                Cell::from(devices.join("\n")),
                Cell::from(step.vulnerabilities.join(", ")),
            ]
        })
        .collect();
    excel::send(&t!(lang, "nav-tasks"), "kikimori-tasks.xlsx", &heads, &rows)
}
