//! `kikimori limit`: a compensating control drafted from what a device really does in captures.

use std::{path::PathBuf, sync::Arc};

use anyhow::bail;
use app::{captures::ReadProgress, discover};
use domain::{civil::Civil, flows::Transport};
use knowledge::Knowledge;
use matching::decision::{Control, Permit, Side, Surroundings, control};

use crate::{
    Outcome,
    output::{self, Format},
    table::Table,
};

/// Arguments of `limit`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Capture files or folders
    #[arg(required = true, value_name = "FILE")]
    captures: Vec<PathBuf>,
    /// The device: its IP address, MAC address, host name or id
    #[arg(long, value_name = "DEVICE")]
    device: String,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Also a draft as text to copy, to be checked line by line
    #[arg(long, value_enum)]
    draft: Option<Draft>,
}

/// For which kind of equipment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Draft {
    /// Extended access lists as Cisco IOS writes them
    Acl,
    Nftables,
}

/// Runs it. Findings are peers that nobody knows.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    if arguments.draft.is_some() && arguments.format != Format::Table {
        bail!("a draft stands below the table; leave out --format");
    }
    let request = discover::Request {
        captures: arguments.captures.clone(),
        now: super::now(),
        ..discover::Request::default()
    };
    let progress = Arc::new(ReadProgress::default());
    let discovered = discover::discover(&request, Knowledge::built_in(), &progress)?;
    let picture = &discovered.snapshot.picture;
    let device = super::one_device(picture, &arguments.device)?;
    let Some(control) = control(device, &Surroundings::of(picture)) else {
        eprintln!("not known: the device was not seen to speak with anybody");
        return Ok(Outcome::NotKnown);
    };
    show(&control, arguments)?;
    Ok(Outcome::of(control.strangers() > 0))
}

fn show(control: &Control, arguments: &Arguments) -> anyhow::Result<()> {
    match arguments.format {
        Format::Json => output::json(control)?,
        Format::Csv => output::text(&table(control).as_csv())?,
        Format::Table => {
            let words = control.in_words();
            output::text(&format!("{}\n{}\n\n{}\n", words.ja, words.en, table(control).as_text()))?;
            for remark in &control.remarks {
                output::text(&format!("* {}\n  {}\n", remark.ja, remark.en))?;
            }
        }
    }
    match arguments.draft {
        Some(Draft::Acl) => output::text(&format!("\n{}", control.as_access_list())),
        Some(Draft::Nftables) => output::text(&format!("\n{}", control.as_nftables())),
        None => Ok(()),
    }
}

fn table(control: &Control) -> Table {
    let mut table =
        Table::new(&["source", "destination", "port", "protocol", "last seen", "connections", "to check"]);
    for permit in &control.permits {
        table.row(vec![
            side(&permit.source),
            side(&permit.destination),
            place(permit),
            permit.protocol.clone().unwrap_or_default(),
            Civil::utc(permit.last_seen).iso(),
            permit.connections.to_string(),
            to_check(permit).to_owned(),
        ]);
    }
    table
}

fn side(side: &Side) -> String {
    let ip = side.ip.map(|ip| ip.to_string()).unwrap_or_default();
    if side.name.is_empty() || side.name == ip { ip } else { format!("{} {ip}", side.name) }
}

fn place(permit: &Permit) -> String {
    match permit.transport {
        Transport::Ip(_) => permit.transport.label(),
        transport => format!("{}/{}", transport.label(), permit.port),
    }
}

const fn to_check(permit: &Permit) -> &'static str {
    match (permit.stranger, permit.outside) {
        (_, true) => "outside: who is it?",
        (true, false) => "who is it?",
        (false, false) => "",
    }
}
