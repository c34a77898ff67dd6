//! Device kinds with Japanese names, JMDN names where known, and what stops when they stop.

use hashbrown::HashMap;
use serde::Deserialize;

use crate::{
    Grade,
    names::{model_key, words},
    table::{Row, list},
};

/// A row of `kinds.csv`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct KindRow {
    kind_id: String,
    #[serde(default)]
    name_ja: String,
    #[serde(default)]
    name_en: String,
    #[serde(default)]
    aliases_ja: String,
    #[serde(default)]
    jmdn_or_general_name: String,
    #[serde(default)]
    dicom_modality: String,
    #[serde(default)]
    life_supporting: String,
    #[serde(default)]
    typical_class: String,
    #[serde(default)]
    certainty: Grade,
}

impl Row for KindRow {
    fn problem(&self) -> Option<&'static str> {
        (self.kind_id.is_empty() || self.name_ja.is_empty()).then_some("a kind needs kind_id and name_ja")
    }
}

/// A kind of device.
#[derive(Clone, Debug, PartialEq)]
pub struct Kind {
    pub id: String,
    pub name_ja: String,
    pub name_en: String,
    pub aliases: Vec<String>,
    /// JMDN names and codes as recorded, one text.
    pub jmdn: Option<String>,
    /// DICOM modality codes, for example `CT`.
    pub modalities: Vec<String>,
    /// `None` is unclear.
    pub life_supporting: Option<bool>,
    /// Class under Japanese law, `I` … `IV`, `II/III`, or `non-device`.
    pub class: Option<String>,
    pub grade: Grade,
}

impl Kind {
    /// A medical device in the sense of the register: systems of the hospital's IT and building are not.
    #[must_use]
    pub fn is_medical(&self) -> bool {
        !NOT_MEDICAL.contains(&self.id.as_str())
    }
}

/// Kinds of the hospital's IT, building and logistics. PACS, RIS, LIS and the like are information systems: their servers are
/// judged as servers (decision 0002).
const NOT_MEDICAL: &[&str] = &[
    "pacs",
    "ris",
    "lis",
    "report_system",
    "dose_management",
    "pathology_system",
    "physio_system",
    "perinatal_system",
    "endoscope_system_info",
    "pharmacy_system",
    "anaesthesia_record",
    "rt_record_verify",
    "his_emr_server",
    "emr_client",
    "integration_engine",
    "receipt_computer",
    "online_qualification",
    "network_switch",
    "wireless_ap",
    "firewall_vpn",
    "printer_mfp",
    "ip_camera",
    "ip_phone",
    "pc_workstation",
    "server_generic",
    "nas",
    "handheld",
    "serial_device_server",
    "building_mgmt",
    "ups_power",
    "nurse_call",
    "patient_phone",
    "pneumatic_tube",
    "cart_transport",
    "medical_gas",
    "bed_smart",
    "media_writer",
    "or_video",
    "tube_labeller",
    "freezer_medical",
];

/// Endings that tell nothing about the kind.
const GENERIC_ENDINGS: &[&str] = &["装置", "システム", "本体", "一式", "端末", "機器", "器"];

/// All kinds.
#[derive(Clone, Debug, Default)]
pub struct Kinds {
    entries: Vec<Kind>,
    by_id: HashMap<String, usize>,
    by_name: HashMap<String, usize>,
}

impl Kinds {
    pub(crate) fn new(rows: Vec<KindRow>) -> Self {
        let mut kinds = Self { entries: Vec::new(), by_id: HashMap::new(), by_name: HashMap::new() };
        for row in rows {
            if kinds.by_id.contains_key(&row.kind_id) {
                continue;
            }
            let index = kinds.entries.len();
            kinds.by_id.insert(row.kind_id.clone(), index);
            let aliases: Vec<String> = list(&row.aliases_ja).map(str::to_owned).collect();
            for name in [&row.name_ja, &row.name_en].into_iter().chain(&aliases) {
                kinds.by_name.entry(model_key(name)).or_insert(index);
            }
            kinds.entries.push(Kind {
                id: row.kind_id,
                name_en: if row.name_en.is_empty() { row.name_ja.clone() } else { row.name_en },
                name_ja: row.name_ja,
                aliases,
                jmdn: (!row.jmdn_or_general_name.is_empty()).then_some(row.jmdn_or_general_name),
                modalities: row
                    .dicom_modality
                    .split([';', '/', ' ', ','])
                    .map(str::trim)
                    .filter(|m| !m.is_empty())
                    .map(str::to_owned)
                    .collect(),
                life_supporting: match row.life_supporting.as_str() {
                    "yes" => Some(true),
                    "no" => Some(false),
                    _ => None,
                },
                class: (!row.typical_class.is_empty()).then_some(row.typical_class),
                grade: row.certainty,
            });
        }
        kinds
    }

    /// A kind by id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Kind> {
        self.by_id.get(id).and_then(|&index| self.entries.get(index))
    }

    /// A kind by name or alias, spelled in any width; without a generic ending (`CT装置`); by its leading word (`CT-2`);
    /// else the longest name contained in the text.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<&Kind> {
        let key = model_key(text);
        let bare = GENERIC_ENDINGS.iter().find_map(|ending| key.strip_suffix(ending)).unwrap_or(&key);
        let spaced = words(text);
        let lead = spaced.split(' ').next().unwrap_or_default();
        let exact = [key.as_str(), bare, lead].iter().find_map(|name| self.by_name.get(*name).copied());
        self.entries.get(exact.or_else(|| self.contained(&key))?)
    }

    fn contained(&self, key: &str) -> Option<usize> {
        let contained = self.by_name.iter().filter(|(name, _)| {
            let long_enough = if name.is_ascii() { name.len() >= 6 } else { name.chars().count() >= 3 };
            long_enough && key.contains(name.as_str())
        });
        contained
            .max_by_key(|(name, index)| (name.chars().count(), std::cmp::Reverse(**index)))
            .map(|(_, &index)| index)
    }

    /// The first kind with this DICOM modality code.
    #[must_use]
    pub fn by_modality(&self, code: &str) -> Option<&Kind> {
        self.entries
            .iter()
            .find(|kind| kind.modalities.iter().any(|modality| modality.eq_ignore_ascii_case(code)))
    }

    /// Every kind, in file order.
    pub fn iter(&self) -> impl Iterator<Item = &Kind> {
        self.entries.iter()
    }
}

#[cfg(test)]
mod tests {
    use crate::Knowledge;

    #[test]
    fn names_as_ledgers_write_them() {
        let kinds = &Knowledge::built_in().kinds;
        let cases = [
            ("CT装置", "ct"),
            ("超音波診断装置", "ultrasound"),
            ("生体情報モニタ", "patient_monitor_bedside"),
            ("輸液ポンプ", "infusion_pump"),
            ("セントラルモニタ", "patient_monitor_central"),
            ("人工呼吸器", "ventilator"),
            ("血液ガス分析装置", "blood_gas"),
            ("一般撮影装置", "general_xray"),
        ];
        for (text, id) in cases {
            assert_eq!(kinds.find(text).map(|k| k.id.as_str()), Some(id), "{text}");
        }
        assert!(kinds.find("").is_none());
    }

    #[test]
    fn modalities() {
        let kinds = &Knowledge::built_in().kinds;
        assert_eq!(kinds.by_modality("CT").map(|k| k.id.as_str()), Some("ct"));
        assert_eq!(kinds.by_modality("MR").map(|k| k.id.as_str()), Some("mri"));
        assert_eq!(kinds.by_modality("US").map(|k| k.id.as_str()), Some("ultrasound"));
    }

    #[test]
    fn information_systems_are_not_medical_devices() {
        let kinds = &Knowledge::built_in().kinds;
        assert!(kinds.get("ct").is_some_and(super::Kind::is_medical));
        assert!(kinds.get("pacs").is_some_and(|k| !k.is_medical()));
    }
}
