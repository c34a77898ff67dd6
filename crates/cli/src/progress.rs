//! A progress bar on stderr while captures are read; nothing when stderr is not a terminal.

use std::{
    io::IsTerminal as _,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use app::captures::ReadProgress;
use indicatif::{ProgressBar, ProgressStyle};

/// Shows a bar until it is dropped.
pub struct Bar {
    done: Arc<AtomicBool>,
    shown: Option<JoinHandle<()>>,
}

impl Bar {
    /// Begins to show how far reading is.
    pub fn show(progress: &Arc<ReadProgress>) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        if !std::io::stderr().is_terminal() {
            return Self { done, shown: None };
        }
        let (watched, stop) = (Arc::clone(progress), Arc::clone(&done));
        Self { done, shown: Some(thread::spawn(move || draw(&watched, &stop))) }
    }
}

/// Counts things on stderr; nothing when stderr is not a terminal.
pub fn counter(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{human_pos} {msg}, {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.set_message(what);
    bar
}

fn draw(progress: &ReadProgress, stop: &AtomicBool) {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {msg} {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    while !stop.load(Ordering::Relaxed) {
        bar.set_length(progress.total_bytes.load(Ordering::Relaxed));
        bar.set_position(progress.read_bytes.load(Ordering::Relaxed));
        bar.set_message(format!("{} frames", progress.frames.load(Ordering::Relaxed)));
        thread::sleep(Duration::from_millis(100));
    }
    bar.finish_and_clear();
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        if let Some(shown) = self.shown.take() {
            drop(shown.join());
        }
    }
}
