//! What the engine tells of itself, on standard error with the time since the start.

use std::{sync::LazyLock, time::Instant};

use log::{LevelFilter, Log, Metadata, Record};

struct Teller(Instant);

impl Log for Teller {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let seconds = self.0.elapsed().as_secs_f64();
        eprintln!("{seconds:9.3} {:<5} {}: {}", record.level(), record.target(), record.args());
    }

    fn flush(&self) {}
}

static TELLER: LazyLock<Teller> = LazyLock::new(|| Teller(Instant::now()));

/// Tells everything of this weight and above.
pub fn start(most: LevelFilter) {
    if log::set_logger(&*TELLER).is_ok() {
        log::set_max_level(most);
    }
}
