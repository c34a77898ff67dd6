//! Which tasks are shown and in which order, from the address.

use app::tasks::{Department, State, Task};
use domain::time::Timestamp;

use crate::{locale::Lang, pages::products::words::asked, pages::vulnerabilities::week::say, query::Query};

/// Filters and order.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    words: Vec<String>,
    state: Option<State>,
    overdue: bool,
    /// Finished and put off ones too.
    all: bool,
    department: Option<Department>,
    sort: String,
    down: bool,
}

impl Selection {
    /// Reads the address. What is not understood filters nothing.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        let state = query.get("state");
        Self {
            words: asked(query),
            state: State::ALL.into_iter().find(|known| Some(known.as_str()) == state),
            overdue: query.get("overdue").is_some(),
            all: state == Some("all"),
            department: query.get("department").and_then(Department::named),
            sort: query.get("sort").unwrap_or_default().to_owned(),
            down: query.get("dir") == Some("down"),
        }
    }

    /// The tasks that are asked for, in order. Without a state: what is open, and what is done while its cause is still there.
    #[must_use]
    pub fn run<'t>(&self, lang: Lang, all: &'t [Task], now: Timestamp) -> Vec<&'t Task> {
        let mut found: Vec<&Task> = all.iter().filter(|task| self.admits(lang, task, now)).collect();
        match self.sort.as_str() {
            "due" => found.sort_by_key(|task| (task.due().is_none(), task.due())),
            "department" => found.sort_by_key(|task| task.department()),
            "devices" => found.sort_by_key(|task| std::cmp::Reverse(task.step.devices.len())),
            "assignee" => found.sort_by_key(|task| (task.mark.assignee.is_empty(), &task.mark.assignee)),
            _ => {}
        }
        if self.down {
            found.reverse();
        }
        found
    }

    fn admits(&self, lang: Lang, task: &Task, now: Timestamp) -> bool {
        let state = task.state(now);
        let shown = match self.state {
            Some(wanted) => state == wanted,
            None => self.all || matches!(state, State::Open | State::StillThere),
        };
        shown
            && (!self.overdue || task.is_overdue(now))
            && self.department.is_none_or(|department| task.department() == department)
            && self.is_named(lang, task)
    }

    fn is_named(&self, lang: Lang, task: &Task) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let text = search_text(lang, task);
        self.words.iter().all(|word| text.contains(word))
    }
}

/// Everything in which a task is searched, lower case.
#[must_use]
pub fn search_text(lang: Lang, task: &Task) -> String {
    let step = &task.step;
    let mut parts = vec![say(lang, &step.what), task.mark.assignee.as_str()];
    parts.extend(step.because.iter().map(|why| say(lang, why)));
    parts.extend(step.products.iter().chain(&step.vulnerabilities).map(String::as_str));
    parts.join("\n").to_lowercase()
}
