//! `kikimori task`: what is to be done, for whom and by when, and what became of it, without a browser.

use anyhow::bail;
use app::{
    clock::end_of_day,
    tasks::{Department, Saying, State, Task},
};
use domain::{ids::TaskId, time::Timestamp};
use web::api::tasks::TaskView;

use super::installation::Installation;
use crate::{
    Outcome,
    output::{self, Format},
    table::Table,
};

/// Arguments of `task`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// What is to be done; code 1 when there is something
    List {
        #[command(flatten)]
        here: Installation,
        /// clinical_engineering, information, office, ward or maker
        #[arg(long, value_parser = department)]
        department: Option<Department>,
        /// What is put off and finished, too
        #[arg(long)]
        all: bool,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Say that a task is done
    Done {
        #[command(flatten)]
        said: Said,
        #[arg(long)]
        by: String,
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Take up again what was done or put off
    Open {
        #[command(flatten)]
        said: Said,
    },
    /// Put a task off until a day, with a reason
    PutOff {
        #[command(flatten)]
        said: Said,
        #[arg(long)]
        by: String,
        /// 2027-03-31
        #[arg(long, value_parser = last_second)]
        until: Timestamp,
        #[arg(long)]
        reason: String,
    },
    /// Say whose a task is
    Assign {
        #[command(flatten)]
        said: Said,
        /// In free words; nobody when empty
        assignee: String,
        #[arg(long, value_parser = department)]
        department: Option<Department>,
    },
}

/// Which task of which installation.
#[derive(Debug, clap::Args)]
struct Said {
    #[command(flatten)]
    here: Installation,
    /// As `task list` shows it
    id: String,
}

fn department(word: &str) -> Result<Department, String> {
    Department::named(word).ok_or_else(|| Department::ALL.map(Department::as_str).join(", "))
}

fn last_second(text: &str) -> Result<Timestamp, String> {
    end_of_day(text).ok_or_else(|| "a date like 2027-03-31".to_owned())
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let (said, saying) = match &arguments.action {
        Action::List { here, department, all, format } => return list(here, *department, *all, *format),
        Action::Done { said, by, note } => (said, Saying::Done { by: by.clone(), note: note.clone() }),
        Action::Open { said } => (said, Saying::Open),
        Action::PutOff { said, by, until, reason } => {
            let (by, reason) = (by.clone(), reason.clone());
            (said, Saying::PutOff { by, until: Some(*until), reason })
        }
        Action::Assign { said, assignee, department } => {
            (said, Saying::Assign { assignee: assignee.clone(), department: *department })
        }
    };
    let Some(id) = TaskId::parse(&said.id) else {
        bail!("{}: no id of a task; `kikimori task list` shows them", said.id)
    };
    said.here.with(async |node, org| Ok(node.say_of_task(org, &id, &saying).await?))?;
    Ok(Outcome::Nothing)
}

fn list(
    here: &Installation,
    department: Option<Department>,
    all: bool,
    format: Format,
) -> anyhow::Result<Outcome> {
    let snapshot = here.with(async |node, org| Ok(node.snapshot(org)?))?;
    let now = snapshot.taken;
    let is_open = |task: &Task| matches!(task.state(now), State::Open | State::StillThere);
    let of = |task: &&Task| department.is_none_or(|wanted| task.department() == wanted);
    let shown: Vec<&Task> = snapshot.tasks.iter().filter(|task| all || is_open(task)).filter(of).collect();
    match format {
        Format::Json => {
            output::json(&shown.iter().map(|task| TaskView::new(task, now)).collect::<Vec<_>>())?;
        }
        Format::Table => output::text(&table(&shown, now).as_text())?,
        Format::Csv => output::text(&table(&shown, now).as_csv())?,
    }
    Ok(if shown.iter().any(|task| is_open(task)) { Outcome::Findings } else { Outcome::Nothing })
}

fn table(tasks: &[&Task], now: Timestamp) -> Table {
    let mut table = Table::new(&[
        "id",
        "state",
        "what",
        "department",
        "begin by",
        "assignee",
        "vulnerabilities",
        "devices",
        "if not",
    ]);
    for task in tasks {
        let step = &task.step;
        table.row(vec![
            task.id.to_string(),
            task.state(now).as_str().to_owned(),
            step.what.ja.clone(),
            task.department().as_str().to_owned(),
            task.due().map(app::clock::day).unwrap_or_default(),
            task.mark.assignee.clone(),
            step.vulnerabilities.len().to_string(),
            step.devices.len().to_string(),
            step.if_not.ja.clone(),
        ]);
    }
    table
}
