//! What a person says of a task: done, not done, put off, whose it is.

use app::{
    clock::end_of_day,
    tasks::{Department, Saying},
};
use axum::{Form, extract::Path, response::Redirect};
use serde::Deserialize;

use crate::{error::WebError, visit::Visit};

/// What the forms of a task send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filled {
    token: String,
    /// `done`, `open`, `put_off` or `assign`.
    say: String,
    by: String,
    note: String,
    until: String,
    reason: String,
    assignee: String,
    department: String,
}

impl Filled {
    fn saying(self) -> Option<Saying> {
        Some(match self.say.as_str() {
            "done" => Saying::Done { by: self.by, note: self.note },
            "open" => Saying::Open,
            "put_off" => Saying::PutOff { by: self.by, until: end_of_day(&self.until), reason: self.reason },
            "assign" => {
                Saying::Assign { assignee: self.assignee, department: Department::named(&self.department) }
            }
            _ => return None,
        })
    }
}

/// `POST /tasks/{id}`
///
/// # Errors
/// When the form is not ours, there is no such task, or name, reason or day are missing.
pub async fn change(
    Path(id): Path<String>,
    visit: Visit,
    Form(form): Form<Filled>,
) -> Result<Redirect, WebError> {
    visit.check_token(&form.token)?;
    let task = super::one::find(&visit, &id)?;
    let saying = form.saying().ok_or(WebError::NotFound("action"))?;
    visit.site.node()?.say_of_task(&visit.org, &task.id, &saying).await?;
    Ok(Redirect::to(&format!("/tasks/{id}")))
}
