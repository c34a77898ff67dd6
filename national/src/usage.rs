//! What a piece of work cost this process: wall time, CPU time of all threads, and the most memory so far (Linux's `/proc`).

use std::{fmt, fs, time::Instant};

/// Ticks of a second in `/proc/self/stat` (`USER_HZ`, 100 on every Linux that this runs on).
const TICKS: f64 = 100.0;

/// A running measurement.
pub struct Meter {
    start: Instant,
    cpu: f64,
}

impl Default for Meter {
    fn default() -> Self {
        Self { start: Instant::now(), cpu: cpu() }
    }
}

/// What it cost.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    pub wall: f64,
    pub cpu: f64,
    /// Most memory of the whole process, MB.
    pub most: u64,
}

impl Meter {
    #[must_use]
    pub fn read(&self) -> Usage {
        Usage { wall: self.start.elapsed().as_secs_f64(), cpu: cpu() - self.cpu, most: most() }
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2} s wall, {:.2} s CPU, {} MB at most", self.wall, self.cpu, self.most)
    }
}

fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name in brackets may have spaces; user and system time are the 12th and 13th field behind it.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS
}

fn most() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
