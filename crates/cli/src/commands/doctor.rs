//! `kikimori doctor`: is this machine fit, and does the database open?

use domain::counted::counted;
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
    /// Interface on a mirror port to look at; may be given several times
    #[arg(long, value_name = "NAME")]
    interface: Vec<String>,
}

/// Runs every check and prints a line each. Findings are checks that failed.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let mut checks = vec![clock(), knowledge(), capture_right()];
    checks.extend(database(arguments));
    checks.extend(arguments.interface.iter().map(|name| interface(name)));
    let mut table = Table::new(&["check", "", "result"]);
    for check in &checks {
        let mark = if check.fine { "ok" } else { "!" };
        table.row(vec![check.name.clone(), mark.to_owned(), check.result.clone()]);
    }
    output::text(&table.as_text())?;
    for check in checks.iter().filter(|check| !check.fine) {
        output::text(&format!("{}: {}\n", check.name, check.advice))?;
    }
    let bad = checks.iter().any(|check| !check.fine);
    Ok(Outcome::of(bad))
}

struct Check {
    name: String,
    fine: bool,
    result: String,
    advice: String,
}

fn clock() -> Check {
    let today = app::clock::day(super::now());
    let fine = today.as_str() >= "2026-01-01";
    Check {
        name: "clock".into(),
        fine,
        result: today,
        advice: "set the clock: findings about support dates need the day".into(),
    }
}

fn knowledge() -> Check {
    let (known, warnings) = knowledge::Knowledge::load(&[]);
    let result = format!("{} makers, {} kinds", known.makers.iter().count(), known.kinds.iter().count());
    Check {
        name: "device knowledge".into(),
        fine: warnings.is_empty(),
        result,
        advice: "this build is damaged: install it again".into(),
    }
}

/// Live capture needs CAP_NET_RAW (bit 13 of the effective set, capability.h).
fn capture_right() -> Check {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let effective = status.lines().find_map(|line| line.strip_prefix("CapEff:")).unwrap_or_default();
    let may = u64::from_str_radix(effective.trim(), 16).is_ok_and(|set| set & (1 << 13) != 0);
    let result = if may { "this user may watch live" } else { "this user may read files, not watch live" };
    Check { name: "live capture".into(), fine: true, result: result.into(), advice: String::new() }
}

fn database(arguments: &Arguments) -> Option<Check> {
    let advice = "check the path and its rights, or the PostgreSQL address";
    let check = |fine, result| Some(Check { name: "database".into(), fine, result, advice: advice.into() });
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
        Ok(organisations) => {
            check(true, format!("opens, {}", counted(organisations.len(), "organisation", "organisations")))
        }
        Err(error) => check(false, error.to_string()),
    }
}

/// An interface for watching: there, with its link up, and unable to speak by itself.
fn interface(name: &str) -> Check {
    let check = |fine, result: String, advice: String| Check {
        name: format!("interface {name}"),
        fine,
        result,
        advice,
    };
    let found = match sensor::interface::Interface::find(name) {
        Ok(found) => found,
        Err(error) => return check(false, error.to_string(), "`ip link` lists the names".into()),
    };
    let up = std::fs::read_to_string(format!("/sys/class/net/{name}/carrier"))
        .is_ok_and(|said| said.trim() == "1");
    if !up {
        return check(
            false,
            "no link".into(),
            format!("check the cable and the mirror setting; ip link set {name} up"),
        );
    }
    match found.cautions().into_iter().next() {
        None => check(true, "link up, receives only".into(), String::new()),
        Some((code, advice)) => check(false, code.into(), advice),
    }
}
