//! Capture files to observations: one file, a folder of rotating files, or standard input; several files side by side.

use std::{
    fs::File,
    io::{BufReader, Read},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
};

use discovery::{collector::Collector, merge::Gathering, reading};
use domain::observations::Observations;
use knowledge::Knowledge;
use parsers::packet::engine::{Config, Progress, read_capture, read_capture_sharded};

use crate::error::{AppError, Refusal};

/// How far reading has come, shared with whoever shows it. Cheap to read at any time.
#[derive(Debug, Default)]
pub struct ReadProgress {
    /// Bytes of the files, together; 0 when unknown (standard input).
    pub total_bytes: AtomicU64,
    pub read_bytes: AtomicU64,
    pub frames: AtomicU64,
    /// Set to stop; what was read until then is kept.
    pub cancel: Arc<AtomicBool>,
}

/// Names that capture files have; folders are searched for these only.
const ENDINGS: &[&str] = &["pcap", "pcapng", "cap", "dmp", "ntar", "trace"];

/// Files to read for what the user named: a folder means its capture files in name order (rotating files sort so), `-` means
/// standard input.
///
/// # Errors
/// [`AppError::File`] when a name is not there; [`AppError::Refused`] when a folder has no capture files.
pub fn expand(paths: &[PathBuf]) -> Result<Vec<PathBuf>, AppError> {
    let mut files = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            files.push(path.clone());
            continue;
        }
        let meta = std::fs::metadata(path).map_err(|source| AppError::File {
            doing: "opening",
            path: path.clone(),
            source,
        })?;
        if !meta.is_dir() {
            files.push(path.clone());
            continue;
        }
        let reading = |source| AppError::File { doing: "reading the folder", path: path.clone(), source };
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(path).map_err(reading)? {
            let entry = entry.map_err(reading)?.path();
            if entry.is_file() && is_capture_name(&entry) {
                inside.push(entry);
            }
        }
        if inside.is_empty() {
            return Err(Refusal::NoCaptures { folder: path.display().to_string() }.into());
        }
        inside.sort();
        files.extend(inside);
    }
    Ok(files)
}

fn is_capture_name(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    // Rotating writers append a number: `mirror.pcap0`, `mirror.pcap12`.
    name.rsplit_once('.')
        .is_some_and(|(_, ending)| ENDINGS.contains(&ending.trim_end_matches(|c: char| c.is_ascii_digit())))
}

/// A file from this size on is worked on by all processors when it is the only one.
const LARGE: u64 = 16 << 20;
/// Most files at a time, and most threads on one file.
const MAX_WORKERS: usize = 8;

/// Reads every file and merges what they said; order does not matter. Several files are read side by side, a single large one by
/// several threads.
///
/// # Errors
/// [`AppError::File`] for a file that cannot be opened. What is odd inside a file is a warning in its summary.
pub fn read_files(
    files: &[PathBuf],
    knowledge: &Knowledge,
    progress: &ReadProgress,
) -> Result<Observations, AppError> {
    let config = reading::config(knowledge);
    let total = files.iter().filter_map(|file| std::fs::metadata(file).ok()).map(|meta| meta.len()).sum();
    progress.total_bytes.store(total, Ordering::Relaxed);
    let processors = thread::available_parallelism().map_or(1, usize::from).min(MAX_WORKERS);
    let next = AtomicU64::new(0);
    let merged = Mutex::new(Ok(Gathering::default()));
    let next_file = || files.get(usize::try_from(next.fetch_add(1, Ordering::Relaxed)).ok()?);
    let work = || {
        while let Some(file) = next_file() {
            let outcome = read_file(file, if files.len() == 1 { processors } else { 1 }, &config, progress);
            let Ok(mut merged) = merged.lock() else { break };
            match (merged.as_mut(), outcome) {
                (Ok(all), Ok(more)) => all.add(more),
                (Ok(_), Err(error)) => *merged = Err(error),
                (Err(_), _) => {}
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..processors.min(files.len()) {
            scope.spawn(work);
        }
        work();
    });
    let merged = merged.into_inner().unwrap_or(Err(AppError::Interrupted { doing: "reading captures" }));
    merged.map(Gathering::finish)
}

fn read_file(
    path: &Path,
    threads: usize,
    config: &Config,
    progress: &ReadProgress,
) -> Result<Observations, AppError> {
    if path.as_os_str() == "-" {
        return Ok(read(std::io::stdin().lock(), "stdin", config, progress));
    }
    let file = File::open(path).map_err(|source| AppError::File {
        doing: "opening",
        path: path.to_owned(),
        source,
    })?;
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let large = file.metadata().is_ok_and(|meta| meta.len() >= LARGE);
    let reader = BufReader::with_capacity(1 << 16, file);
    Ok(if large && threads > 1 {
        read_shared(reader, &name, threads, config, progress)
    } else {
        read(reader, &name, config, progress)
    })
}

/// One capture from any reader. `name` is what evidence calls it.
pub fn read(reader: impl Read, name: &str, config: &Config, progress: &ReadProgress) -> Observations {
    let mut collector = Collector::new(name);
    let summary = read_capture(reader, name, config.clone(), &mut collector, tell(progress));
    collector.finish(summary)
}

/// As [`read`], by several threads.
fn read_shared(
    reader: impl Read,
    name: &str,
    threads: usize,
    config: &Config,
    progress: &ReadProgress,
) -> Observations {
    let mut collectors: Vec<Collector> = (0..threads).map(|_| Collector::new(name)).collect();
    let summary = read_capture_sharded(reader, name, config.clone(), &mut collectors, tell(progress));
    Collector::finish_all(collectors, summary)
}

/// Adds the progress of one file to that of all; `false` when somebody wants to stop.
fn tell(progress: &ReadProgress) -> impl FnMut(Progress) -> bool {
    let (mut bytes, mut frames) = (0, 0);
    move |at| {
        progress.read_bytes.fetch_add(at.bytes.saturating_sub(bytes), Ordering::Relaxed);
        progress.frames.fetch_add(at.frames.saturating_sub(frames), Ordering::Relaxed);
        (bytes, frames) = (at.bytes, at.frames);
        !progress.cancel.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_capture_files() {
        for name in ["a.pcap", "a.PCAPNG", "a.pcap.gz", "b.cap.zst", "mirror.pcap12"] {
            assert!(is_capture_name(Path::new(name)), "{name}");
        }
        for name in ["a.xlsx", "pcap", "notes.txt", "a.gz"] {
            assert!(!is_capture_name(Path::new(name)), "{name}");
        }
    }

    #[test]
    fn a_name_that_is_not_there_is_told() {
        let error = expand(&[PathBuf::from("/nowhere/x.pcap")]).unwrap_err().to_string();
        assert!(error.contains("/nowhere/x.pcap"), "{error}");
    }

    #[test]
    fn several_threads_see_what_one_sees() {
        let path = Path::new(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../shared/data/captures/pcaps/lab__hospital_full.pcap"
        ));
        let Ok(bytes) = std::fs::read(path) else { return println!("skipped: no shared data") };
        let one = read(&bytes[..], "lab", &reading::built_in(), &ReadProgress::default());
        let three = read_shared(&bytes[..], "lab", 3, &reading::built_in(), &ReadProgress::default());
        // Each engine tells a repeated statement once in a while, so counts and the first sample may differ; what is said may not.
        let said = |observations: &Observations| {
            let facts = observations.facts.iter();
            let mut said: Vec<_> =
                facts.map(|f| (f.subject, f.attribute, f.value.clone(), f.evidence.source.clone())).collect();
            said.sort();
            said
        };
        assert_eq!(said(&one), said(&three));
        assert_eq!(one.bindings.len(), three.bindings.len());
        assert_eq!(one.flows.len(), three.flows.len());
    }

    #[test]
    fn zero_bytes_are_read_with_a_warning() {
        let observations =
            read(std::io::empty(), "empty.pcap", &reading::built_in(), &ReadProgress::default());
        assert_eq!(observations.summaries.len(), 1);
        assert!(observations.summaries.iter().any(|s| !s.warnings.is_empty()));
    }
}
