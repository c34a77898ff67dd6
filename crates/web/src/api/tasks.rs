//! Tasks as JSON: what is to be done, for whom, by when, and what became of it.

use app::tasks::{Department, State, Task};
use axum::{Json, extract::Path};
use domain::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::stated::iso;
use crate::{
    error::WebError,
    pages::tasks::{one::find, select::Selection},
    parts::pager::Pages,
    visit::Visit,
};

/// A page of tasks.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaskPage {
    total: usize,
    /// From 1.
    page: usize,
    size: usize,
    tasks: Vec<TaskView>,
}

/// A task and how it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaskView {
    /// `open`, `still_there` (said to be done, the cause is still there), `put_off` or `done`.
    #[schema(value_type = String)]
    state: State,
    /// `clinical_engineering`, `information`, `office`, `ward` or `maker`.
    #[schema(value_type = String)]
    seen_to_by: Department,
    /// RFC 3339.
    due: Option<String>,
    overdue: bool,
    /// `id`, `cause`, `what`, `because`, `if_not`, `meanwhile`, `department`, `urgency`, `within_days`, `vulnerabilities`, `exploited`, `products`,
    /// `devices`, `ask`, `letter`, `there`, and `mark` with `first_seen`, `said` and `assignee`.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    task: Task,
}

impl TaskView {
    /// A task, as of a moment.
    #[must_use]
    pub fn new(task: &Task, now: Timestamp) -> Self {
        Self {
            state: task.state(now),
            seen_to_by: task.department(),
            due: task.due().map(iso),
            overdue: task.is_overdue(now),
            task: task.clone(),
        }
    }
}

/// Tasks with the filters and paging of the page. Without `state`: what is open, and what is done while its cause is still there.
#[utoipa::path(get, path = "/api/v1/tasks", params(
    ("q" = Option<String>, Query, description = "Words that must all occur"),
    ("state" = Option<String>, Query, description = "open, still_there, put_off, done, or all"),
    ("department" = Option<String>, Query, description = "clinical_engineering, information, office, ward, maker"),
    ("overdue" = Option<String>, Query), ("sort" = Option<String>, Query, description = "due, department, devices, assignee"),
    ("page" = Option<usize>, Query), ("size" = Option<usize>, Query, description = "25, 50, 100 or 200"),
), responses((status = 200, body = TaskPage)))]
pub async fn list(visit: Visit) -> Json<TaskPage> {
    let snapshot = &visit.view.snapshot;
    let found = Selection::from_query(&visit.query).run(visit.lang, &snapshot.tasks, snapshot.taken);
    let pages = Pages::from_query(&visit.query, found.len());
    let shown = found.iter().skip(pages.skip()).take(pages.size);
    let tasks = shown.map(|task| TaskView::new(task, snapshot.taken)).collect();
    Json(TaskPage { total: pages.total, page: pages.page, size: pages.size, tasks })
}

/// One task.
#[utoipa::path(get, path = "/api/v1/tasks/{id}", params(("id" = String, Path)), responses((status = 200, body = TaskView), (status = 404)))]
pub async fn one(Path(id): Path<String>, visit: Visit) -> Result<Json<TaskView>, WebError> {
    Ok(Json(TaskView::new(find(&visit, &id)?, visit.view.snapshot.taken)))
}
