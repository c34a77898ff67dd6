//! A whole capture file through an engine.

use std::io::Read;

use domain::observations::CaptureSummary;

use super::{Config, Engine};
use crate::packet::{capture::CaptureReader, sink::Sink};

/// How far reading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file (compressed, if it is) consumed.
    pub bytes: u64,
    pub frames: u64,
}

/// Progress is told once for so many frames.
const TELL_EVERY: u64 = 65_536;

/// Reads a capture to its end. `name` is what the summary calls it. `progress` returns `false` to stop reading;
/// what was read until then is kept.
pub fn read_capture<R: Read, S: Sink>(
    reader: R,
    name: &str,
    config: Config,
    sink: &mut S,
    mut progress: impl FnMut(Progress) -> bool,
) -> CaptureSummary {
    let mut reader = CaptureReader::new(reader);
    let mut engine = Engine::new(config);
    let mut frames = 0;
    while let Some(frame) = reader.next_frame() {
        frames = frame.number;
        engine.frame(&frame, sink);
        if frames.is_multiple_of(TELL_EVERY) && !progress(Progress { bytes: reader.consumed_bytes(), frames })
        {
            break;
        }
    }
    engine.flush(sink);
    progress(Progress { bytes: reader.consumed_bytes(), frames });
    let mut summary = engine.summary(name);
    finish(reader, &mut summary, sink);
    summary
}

/// Adds what only the reader knows.
pub(super) fn finish<R: Read, S: Sink>(reader: CaptureReader<R>, summary: &mut CaptureSummary, sink: &mut S) {
    summary.cut = reader.cut();
    summary.dropped = reader.dropped();
    summary.warnings.extend(reader.into_warnings());
    for warning in &summary.warnings {
        sink.warning(warning.clone());
    }
}
