//! DICOM implementation roots, toolkit UIDs, version names and default AE titles.

use serde::Deserialize;

use crate::{Grade, table::Row};

/// A row of `dicom_uid_roots.csv`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct DicomRow {
    record_kind: String,
    value: String,
    #[serde(default)]
    maker_id: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    certainty: Grade,
}

impl Row for DicomRow {
    fn problem(&self) -> Option<&'static str> {
        self.value.is_empty().then_some("a DICOM row needs a value")
    }
}

/// What a UID, version name or AE title tells.
#[derive(Clone, Debug, PartialEq)]
pub struct DicomEntry {
    /// UID prefix, version-name pattern or AE title.
    pub value: String,
    /// Maker of the device; `None` for toolkits, which name no maker.
    pub maker_id: Option<String>,
    pub label: String,
    pub is_toolkit: bool,
    pub grade: Grade,
}

/// All rows by use.
#[derive(Debug)]
pub struct DicomKnowledge {
    /// Longest first.
    roots: Vec<DicomEntry>,
    version_names: Vec<DicomEntry>,
    ae_titles: Vec<DicomEntry>,
}

impl DicomKnowledge {
    pub(crate) fn new(rows: Vec<DicomRow>) -> Self {
        let mut knowledge = Self { roots: Vec::new(), version_names: Vec::new(), ae_titles: Vec::new() };
        for row in rows {
            let entry = DicomEntry {
                value: row.value,
                maker_id: (!row.maker_id.is_empty()).then_some(row.maker_id),
                label: row.label,
                is_toolkit: row.record_kind == "toolkit_uid",
                grade: row.certainty,
            };
            match row.record_kind.as_str() {
                "implementation_version_name_pattern" => knowledge.version_names.push(entry),
                "default_ae_title" => knowledge.ae_titles.push(entry),
                _ => knowledge.roots.push(entry),
            }
        }
        knowledge.roots.sort_by_key(|entry| std::cmp::Reverse(entry.value.trim_end_matches('.').len()));
        knowledge
    }

    /// The longest root that is a prefix of the UID on a component boundary.
    #[must_use]
    pub fn root(&self, uid: &str) -> Option<&DicomEntry> {
        self.roots.iter().find(|entry| {
            let root = entry.value.trim_end_matches('.');
            uid.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }

    /// The version-name row that fits. Patterns are the small subset used in the file: `^ $ [..] {n} + ( )? .`.
    #[must_use]
    pub fn version_name(&self, name: &str) -> Option<&DicomEntry> {
        self.version_names.iter().find(|entry| crate::banners::pattern_fits(&entry.value, name))
    }

    /// A factory-set AE title, compared without case.
    #[must_use]
    pub fn ae_title(&self, title: &str) -> Option<&DicomEntry> {
        self.ae_titles.iter().find(|entry| entry.value.eq_ignore_ascii_case(title))
    }
}

#[cfg(test)]
mod tests {
    use crate::Knowledge;

    #[test]
    fn makers_and_toolkits() {
        let dicom = &Knowledge::built_in().dicom;
        assert_eq!(
            dicom.root("1.3.12.2.1107.5.2").and_then(|e| e.maker_id.as_deref()),
            Some("siemens_healthineers")
        );
        assert!(
            dicom.root("1.2.276.0.7230010.3.0.3.6.7").is_some_and(|e| e.is_toolkit && e.maker_id.is_none())
        );
        assert!(dicom.root("1.2.8401136190").is_none(), "only on a component boundary");
    }

    #[test]
    fn version_names() {
        let dicom = &Knowledge::built_in().dicom;
        assert!(dicom.version_name("OFFIS_DCMTK_367").is_some());
        assert!(dicom.version_name("MR_2004V_VB11A").is_some_and(|e| e.maker_id.is_some()));
        assert!(dicom.version_name("SOMETHING").is_none());
    }
}
