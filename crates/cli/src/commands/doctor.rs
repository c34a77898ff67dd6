//! `kikimori doctor`: is this machine fit, and does the database open?

use std::path::PathBuf;

use app::{clock::Clock, node::Node};
use domain::ids::OrgId;
use store::organisations::Organisation;

use crate::{Outcome, output, table::Table};

/// Arguments of `doctor`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folder of the embedded database to look into
    #[arg(long, default_value = "kikimori-data", value_name = "FOLDER", env = "KIKIMORI_DATA")]
    data: PathBuf,
    /// A PostgreSQL database instead
    #[arg(long, value_name = "URL", env = "KIKIMORI_DATABASE")]
    database: Option<String>,
}

/// Runs every check and prints a line each. Findings are checks that failed.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let mut checks = vec![clock(), knowledge(), capture_right()];
    checks.extend(database(arguments));
    let mut table = Table::new(&["check", "result", "what to do"]);
    let mut bad = false;
    for check in checks {
        bad |= !check.fine;
        table.row(vec![
            check.name.to_owned(),
            check.result,
            if check.fine { String::new() } else { check.advice.to_owned() },
        ]);
    }
    output::text(&table.as_text())?;
    Ok(Outcome::of(bad))
}

struct Check {
    name: &'static str,
    fine: bool,
    result: String,
    advice: &'static str,
}

fn clock() -> Check {
    let today = app::clock::day(super::now());
    let fine = today.as_str() >= "2026-01-01";
    Check {
        name: "clock",
        fine,
        result: today,
        advice: "set the clock: findings about support dates need the day",
    }
}

fn knowledge() -> Check {
    let (known, warnings) = knowledge::Knowledge::load(&[]);
    let result = format!("{} makers, {} kinds", known.makers.iter().count(), known.kinds.iter().count());
    Check {
        name: "device knowledge",
        fine: warnings.is_empty(),
        result,
        advice: "this build is damaged: install it again",
    }
}

/// Live capture needs CAP_NET_RAW (bit 13 of the effective set, capability.h).
fn capture_right() -> Check {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let effective = status.lines().find_map(|line| line.strip_prefix("CapEff:")).unwrap_or_default();
    let may = u64::from_str_radix(effective.trim(), 16).is_ok_and(|set| set & (1 << 13) != 0);
    let result = if may { "this user may watch live" } else { "this user may read files, not watch live" };
    Check { name: "live capture", fine: true, result: result.into(), advice: "" }
}

fn database(arguments: &Arguments) -> Option<Check> {
    let advice = "check the path and its rights, or the PostgreSQL address";
    let check = |fine, result| Some(Check { name: "database", fine, result, advice });
    if arguments.database.is_none() && !arguments.data.join("kikimori.db").exists() {
        return check(true, format!("none yet in {}", arguments.data.display()));
    }
    let url = match &arguments.database {
        Some(url) => url.clone(),
        None => format!("sqlite://{}", arguments.data.join("kikimori.db").display()),
    };
    let organisation =
        Organisation { id: OrgId::from_tail("local"), name: "病院".into(), fictional: false };
    let runtime = tokio::runtime::Runtime::new().ok()?;
    let opening =
        async { Node::open_unread(&url, Clock::System, &organisation).await?.organisations().await };
    match runtime.block_on(opening) {
        Ok(organisations) => check(true, format!("opens, {} organisations", organisations.len())),
        Err(error) => check(false, error.to_string()),
    }
}
