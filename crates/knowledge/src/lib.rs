//! What is known about makers, addresses, device kinds and services: the reviewed data files of `signatures/`, read once.
//!
//! A program may act on grades A and B, suggest on C, and never decide on D alone (names of makers are only names: there D
//! is enough to recognise a spelling). A user's own rows are read from files of the same shape and outrank the built-in ones.

pub mod banners;
pub mod decision_tables;
pub mod decision_words;
pub mod dicom;
pub mod grade;
pub mod identifiers;
pub mod kinds;
pub mod makers;
pub mod names;
pub mod operating_systems;
pub mod oui;
pub mod patient_effects;
pub mod ports;
pub mod protocols;
pub mod relabels;
pub mod remote_services;
mod table;

use std::sync::OnceLock;

pub use grade::Grade;
pub use table::{LocalFile, TableError, TableWarning};

/// All tables together.
#[derive(Debug)]
pub struct Knowledge {
    pub makers: makers::Makers,
    pub oui: oui::OuiTable,
    pub kinds: kinds::Kinds,
    pub dicom: dicom::DicomKnowledge,
    pub banners: banners::Banners,
    pub ports: ports::Ports,
    pub protocols: protocols::Protocols,
    pub remote_services: remote_services::RemoteServices,
    pub relabels: relabels::Relabels,
    pub identifiers: identifiers::Identifiers,
    pub operating_systems: operating_systems::OperatingSystems,
    pub patient_effects: patient_effects::PatientEffects,
    pub decision_words: decision_words::AllDecisionWords,
    pub decision_tables: decision_tables::DecisionTables,
}

macro_rules! table {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../signatures/", $name)))
    };
}

/// The built-in files by name.
const BUILT_IN: &[(&str, &str)] = &[
    table!("makers.csv"),
    table!("oui_medical.csv"),
    table!("ieee_oui.csv"),
    table!("kinds.csv"),
    table!("dicom_uid_roots.csv"),
    table!("dhcp_http_banner.csv"),
    table!("ports.csv"),
    table!("protocols.csv"),
    table!("remote_services.csv"),
    table!("relabels.csv"),
    table!("udi_di.csv"),
    table!("os_support.csv"),
    table!("patient_effect.csv"),
    table!("ssvc_words.csv"),
];

impl Knowledge {
    /// The built-in knowledge, read on first use.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static BUILT: OnceLock<Knowledge> = OnceLock::new();
        BUILT.get_or_init(|| Self::load(&[]).0)
    }

    /// The built-in knowledge with a user's own rows before it. A row that cannot be read is left out and told.
    #[must_use]
    pub fn load(local: &[LocalFile]) -> (Self, Vec<TableWarning>) {
        let mut warnings = Vec::new();
        let mut tables = table::Tables::new(local, BUILT_IN, &mut warnings);
        let makers = makers::Makers::new(tables.rows("makers.csv"));
        let registry = tables.rows("ieee_oui.csv");
        let knowledge = Self {
            oui: oui::OuiTable::new(tables.rows("oui_medical.csv"), registry),
            kinds: kinds::Kinds::new(tables.rows("kinds.csv")),
            dicom: dicom::DicomKnowledge::new(tables.rows("dicom_uid_roots.csv")),
            banners: banners::Banners::new(tables.rows("dhcp_http_banner.csv")),
            ports: ports::Ports::new(tables.rows("ports.csv")),
            protocols: protocols::Protocols::new(tables.rows("protocols.csv")),
            remote_services: remote_services::RemoteServices::new(tables.rows("remote_services.csv")),
            relabels: relabels::Relabels::new(tables.rows("relabels.csv")),
            identifiers: identifiers::Identifiers::new(tables.rows("udi_di.csv")),
            operating_systems: operating_systems::OperatingSystems::new(tables.rows("os_support.csv")),
            patient_effects: patient_effects::PatientEffects::new(tables.rows("patient_effect.csv")),
            decision_words: decision_words::AllDecisionWords::new(tables.rows("ssvc_words.csv")),
            decision_tables: decision_tables::DecisionTables::new(),
            makers,
        };
        (knowledge, warnings)
    }

    /// Names of the files a user may add rows to, with their header lines.
    #[must_use]
    pub fn teachable() -> Vec<(&'static str, &'static str)> {
        BUILT_IN.iter().map(|(name, text)| (*name, text.lines().next().unwrap_or_default())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_row_is_read() {
        let (_, warnings) = Knowledge::load(&[]);
        assert_eq!(warnings, vec![]);
    }

    #[test]
    fn a_users_row_outranks_the_built_in_one_and_a_bad_row_is_told() {
        let local = LocalFile {
            name: "makers.csv".into(),
            text: "maker_id,name_en,name_ja,short_names_ja\nexample_med,Example Medical,例示メディカル株式会社,例メ\n,,,\n".into(),
        };
        let (knowledge, warnings) = Knowledge::load(&[local]);
        assert_eq!(knowledge.makers.find("例示メディカル").map(|m| m.id.as_str()), Some("example_med"));
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings.first().map(|w| w.line), Some(3));
    }
}
