//! Warnings of one capture, folded by kind so that a broken file of a million frames stays a short list.

use domain::observations::CaptureWarning;

/// At most this many kinds are kept.
const MAX_KINDS: usize = 64;

/// Collects warnings; the first of each kind keeps its place, the others are counted.
#[derive(Debug, Default)]
pub struct Warnings {
    kinds: Vec<CaptureWarning>,
}

impl Warnings {
    /// Notes one warning. `code` is the stable kebab-case word; `offset` is in the uncompressed file.
    pub fn add(&mut self, code: &'static str, offset: Option<u64>, frame: Option<u64>, detail: &str) {
        if let Some(known) = self.kinds.iter_mut().find(|known| known.code == code) {
            known.count += 1;
        } else if self.kinds.len() < MAX_KINDS {
            let (code, detail) = (code.to_owned(), detail.to_owned());
            self.kinds.push(CaptureWarning { code, offset, frame, detail, count: 1 });
        }
    }

    /// The list, in the order of first appearance.
    #[must_use]
    pub fn into_vec(self) -> Vec<CaptureWarning> {
        self.kinds
    }
}
