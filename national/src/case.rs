//! What is judged: what feeds said, the distinct components, and which product versions they are part of.

use std::collections::HashMap;

use matching::vulnerability::{Around, Knowledge, Subject};

/// One case, all of it in memory.
#[derive(Default)]
pub struct Case {
    pub knowledge: Knowledge,
    /// Distinct components; parts speak of them by position.
    pub subjects: Vec<Subject>,
    /// Product version and component, in the order of product versions.
    pub parts: Vec<(u32, u32)>,
    /// What stands beside each component of a product version, by product version.
    pub around: Vec<Around>,
    /// Feeds and documents that could not be read: of what is in them nothing is known.
    pub unread: usize,
    numbers: HashMap<String, u32>,
}

impl Case {
    #[must_use]
    pub fn new(knowledge: Knowledge) -> Self {
        Self { knowledge, ..Self::default() }
    }

    /// Adds a product version with its components.
    pub fn add(&mut self, subjects: Vec<Subject>) {
        let document = number(self.around.len());
        self.around.push(Around::of(&subjects));
        for subject in subjects {
            let next = number(self.subjects.len());
            let subject_number = *self.numbers.entry(subject.key()).or_insert(next);
            if subject_number == next {
                self.subjects.push(subject);
            }
            self.parts.push((document, subject_number));
        }
    }

    /// Names of vulnerabilities, sorted: tables speak of them by position.
    #[must_use]
    pub fn vulnerabilities(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.knowledge.rows().map(|row| row.vulnerability).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// A position as tables write it.
pub(crate) fn number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
