//! One command, one file.

mod advisory;
mod cpe;
mod cvss;
mod demo;
mod discover;
mod doctor;
mod export;
mod feeds;
mod installation;
mod ledger;
mod limit;
mod lists;
mod product;
mod purl;
mod sbom;
mod sensor;
mod serve;
mod signature;
mod ssvc;
mod ssvc_answers;
mod task;
mod version;
mod vex;
mod vuln;
mod watch;
mod watch_interface;

use clap::Subcommand;
use domain::{devices::Device, picture::Picture};

use crate::Outcome;

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read capture files and show every device, compared with a ledger and with advisories. Keeps nothing.
    Discover(discover::Arguments),
    /// Serve the pages of a hospital node on this machine.
    Serve(serve::Arguments),
    /// Write a fictional hospital (captures, ledger, advisories) and, with --serve, show it.
    Demo(demo::Arguments),
    /// Security advisories: judge a ledger against them.
    Advisory(advisory::Arguments),
    /// Bills of materials: show, check, compare, convert, make.
    Sbom(sbom::Arguments),
    /// Vulnerabilities: judge bills of materials against feeds in files; show feeds and vulnerabilities.
    Vuln(vuln::Arguments),
    /// Statements about vulnerabilities (VEX): show, convert, record decisions and declarations; those of an installation.
    Vex(vex::Arguments),
    /// Vulnerability feeds: fetch them, put them there by hand, carry them to a place without internet.
    Feeds(feeds::Arguments),
    /// Products and versions of a hospital, their bills of materials and their devices.
    Product(product::Arguments),
    /// What is to be done about vulnerabilities and products: for whom, by when, and what became of it.
    Task(task::Arguments),
    /// Ledger files: show how their columns are understood.
    Ledger(ledger::Arguments),
    /// Device knowledge: look up, check and share.
    Signature(signature::Arguments),
    /// Watch interfaces on mirror ports, for months. Receives only.
    Watch(watch::Arguments),
    #[command(hide = true)]
    WatchInterface(watch_interface::Arguments),
    /// Which sensors may send to this node.
    Sensor(sensor::Arguments),
    /// Write the report, the map or the ledger of a hospital into a file.
    Export(export::Arguments),
    /// CVSS vectors (2.0, 3.0, 3.1, 4.0), a line each: every part of the score.
    Cvss(cvss::Arguments),
    /// Draft the limits of a device's conversations from what it really does: allow these, deny the rest.
    Limit(limit::Arguments),
    /// Decision trees (SSVC): answers in, what to do first out.
    Ssvc(ssvc::Arguments),
    /// Compare versions by the scheme of their ecosystem; look whether ranges contain them.
    Version(version::Arguments),
    /// Package URLs, a line each: parts and canonical spelling.
    Purl(purl::Arguments),
    /// CPE names, a line each: parts, and how two of them stand to each other.
    Cpe(cpe::Arguments),
    /// Check this machine and a database before relying on them.
    Doctor(doctor::Arguments),
}

/// Runs a command.
pub fn run(command: Command) -> anyhow::Result<Outcome> {
    match command {
        Command::Discover(arguments) => discover::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Advisory(arguments) => advisory::run(&arguments),
        Command::Sbom(arguments) => sbom::run(&arguments),
        Command::Vuln(arguments) => vuln::run(&arguments),
        Command::Vex(arguments) => vex::run(&arguments),
        Command::Feeds(arguments) => feeds::run(&arguments),
        Command::Product(arguments) => product::run(&arguments),
        Command::Task(arguments) => task::run(&arguments),
        Command::Ledger(arguments) => ledger::run(&arguments),
        Command::Signature(arguments) => signature::run(&arguments),
        Command::Watch(arguments) => watch::run(&arguments),
        Command::WatchInterface(arguments) => watch_interface::run(&arguments),
        Command::Sensor(arguments) => sensor::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Cvss(arguments) => cvss::run(&arguments),
        Command::Limit(arguments) => limit::run(&arguments),
        Command::Ssvc(arguments) => ssvc::run(&arguments),
        Command::Version(arguments) => version::run(&arguments),
        Command::Purl(arguments) => purl::run(&arguments),
        Command::Cpe(arguments) => cpe::run(&arguments),
        Command::Doctor(arguments) => doctor::run(&arguments),
    }
}

/// The one device that is meant; several may use one address.
fn one_device<'p>(picture: &'p Picture, text: &str) -> anyhow::Result<&'p Device> {
    match picture.named(text).as_slice() {
        [] => anyhow::bail!("no device is `{text}`"),
        [device] => Ok(device),
        _ => anyhow::bail!("several devices are `{text}`; give a MAC address or an id"),
    }
}

/// An error with its causes, none of them twice: some messages name their cause already.
pub fn told(error: &anyhow::Error) -> String {
    error.chain().skip(1).map(ToString::to_string).fold(error.to_string(), |said, cause| {
        if said.ends_with(&cause) { said } else { format!("{said}: {cause}") }
    })
}

/// What to try next, for errors that have an answer.
pub fn hint(error: &anyhow::Error) -> Option<&'static str> {
    let file = error.downcast_ref::<app::error::AppError>()?;
    match file {
        app::error::AppError::File { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
            Some("check the spelling and the folder this was started in")
        }
        app::error::AppError::File { source, .. }
            if source.kind() == std::io::ErrorKind::PermissionDenied =>
        {
            Some("this user may not read the file")
        }
        app::error::AppError::Ledger(_) => {
            Some("a ledger is an Excel or CSV file; `kikimori ledger columns FILE` shows how it is read")
        }
        _ => None,
    }
}

/// Now, from the one clock.
pub fn now() -> domain::time::Timestamp {
    app::clock::Clock::System.now()
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    #[test]
    fn a_cause_is_told_once() {
        let source = std::io::Error::new(std::io::ErrorKind::NotFound, "nothing is there");
        let file = app::error::AppError::File { doing: "reading", path: "x.json".into(), source };
        let error = Err::<(), _>(file).context("looking at feeds").unwrap_err();
        assert_eq!(super::told(&error), "looking at feeds: reading x.json: nothing is there");
    }
}
