//! What was odd while reading, each once with its place, and which fields nobody read.

use std::{cell::RefCell, collections::BTreeMap, fmt};

use domain::sbom::{SbomWarning, UnreadField};

/// No more different warnings than this are kept per document.
const MAX_WARNINGS: usize = 1_000;
/// No more different unread paths than this are kept per document.
const MAX_UNREAD: usize = 500;

/// Where in a tree: kept on the stack and written out only when something is to be told.
#[derive(Clone, Copy)]
pub(crate) enum Place<'p> {
    Root,
    Key(&'p Place<'p>, &'p str),
    Item(&'p Place<'p>, usize),
}

impl Place<'_> {
    /// The value under this key of some map.
    pub(crate) fn is_key(&self, name: &str) -> bool {
        matches!(self, Self::Key(_, key) if *key == name)
    }

    /// The pointer with `*` for positions in lists.
    pub(crate) fn pattern(&self) -> String {
        let mut text = String::new();
        let _ = self.write(&mut text, true);
        text
    }

    fn write(&self, out: &mut dyn fmt::Write, pattern: bool) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Key(above, key) => {
                above.write(out, pattern)?;
                // RFC 6901, section 3.
                write!(out, "/{}", key.replace('~', "~0").replace('/', "~1"))
            }
            Self::Item(above, _) if pattern => {
                above.write(out, pattern)?;
                out.write_str("/*")
            }
            Self::Item(above, at) => {
                above.write(out, pattern)?;
                write!(out, "/{at}")
            }
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, false)
    }
}

/// Collects; handed through all readers of a document.
#[derive(Default)]
pub(crate) struct Log {
    /// By kind of place and words: first place and number of further ones.
    warnings: RefCell<BTreeMap<(String, String), (usize, SbomWarning)>>,
    unread: RefCell<BTreeMap<String, usize>>,
    lost: RefCell<usize>,
}

impl Log {
    /// Tells of something odd. `kind` groups: the same words in places of one kind are told once with a count.
    pub(crate) fn warn(&self, place: String, kind: String, what: &str) {
        self.grouped(place, (kind, what.to_owned()), what);
    }

    /// As [`Self::warn`], for words that name a value: one group whatever the value, the first one speaks.
    pub(crate) fn warn_once(&self, place: String, kind: &str, what: &str) {
        self.grouped(place, (kind.to_owned(), String::new()), what);
    }

    fn grouped(&self, place: String, key: (String, String), what: &str) {
        let mut warnings = self.warnings.borrow_mut();
        let order = warnings.len();
        if let Some((_, warning)) = warnings.get_mut(&key) {
            warning.more += 1;
        } else if order < MAX_WARNINGS {
            let warning = SbomWarning { place, what: what.to_owned(), more: 0 };
            warnings.insert(key, (order, warning));
        } else {
            *self.lost.borrow_mut() += 1;
        }
    }

    /// Tells of something odd at a place of the tree.
    pub(crate) fn at(&self, place: &Place<'_>, what: &str) {
        self.warn(place.to_string(), place.pattern(), what);
    }

    /// A field that nobody asked for.
    pub(crate) fn unread(&self, place: &Place<'_>) {
        let mut unread = self.unread.borrow_mut();
        let path = place.pattern();
        if let Some(count) = unread.get_mut(&path) {
            *count += 1;
        } else if unread.len() < MAX_UNREAD {
            unread.insert(path, 1);
        } else {
            *self.lost.borrow_mut() += 1;
        }
    }

    /// Warnings in the order in which they were met, and unread fields by path.
    pub(crate) fn into_parts(self) -> (Vec<SbomWarning>, Vec<UnreadField>) {
        let mut warnings: Vec<_> = self.warnings.into_inner().into_values().collect();
        warnings.sort_by_key(|(order, _)| *order);
        let mut warnings: Vec<SbomWarning> = warnings.into_iter().map(|(_, warning)| warning).collect();
        let lost = self.lost.into_inner();
        if lost > 0 {
            warnings.push(SbomWarning {
                place: String::new(),
                what: format!("{lost} more oddities of this document are not listed"),
                more: 0,
            });
        }
        let unread = self.unread.into_inner();
        (warnings, unread.into_iter().map(|(path, count)| UnreadField { path, count }).collect())
    }
}
