//! `kikimori watch-interface`: the watcher process that `kikimori watch` starts for each interface. Not for people.

use std::{io, os::fd::AsFd as _, time::Duration};

use sensor::{capture, message::Message, privileges::Identity};

use crate::Outcome;

/// Arguments of `watch-interface`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    interface: String,
    #[arg(long)]
    sensor: String,
    #[arg(long)]
    batch_seconds: u64,
    #[arg(long)]
    max_seconds: Option<u64>,
    #[arg(long)]
    ring_mib: usize,
    #[arg(long)]
    user: Option<String>,
    #[arg(long)]
    stay_root: bool,
}

/// Watches until standard input is closed. Standard output is the pipe to the courier.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let mut out = io::stdout().lock();
    let identity = match arguments.stay_root {
        true => None,
        false => Identity::choose(arguments.user.as_deref())?,
    };
    let settings = capture::Settings {
        sensor: arguments.sensor.clone(),
        interface: arguments.interface.clone(),
        batch: Duration::from_secs(arguments.batch_seconds.max(1)),
        at_most: arguments.max_seconds.map(Duration::from_secs),
        ring: arguments.ring_mib.clamp(4, 1024) << 20,
        identity,
    };
    let stop = io::stdin();
    match capture::run(&settings, super::now, stop.as_fd(), &mut out) {
        Ok(()) => Ok(Outcome::Nothing),
        Err(error) => {
            let hint = if error.is_missing_right() { " (watching needs root or CAP_NET_RAW)" } else { "" };
            drop(Message::Failed(format!("{error}{hint}")).write(&mut out));
            Err(error.into())
        }
    }
}
