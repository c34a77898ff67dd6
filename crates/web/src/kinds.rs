//! Device kinds as shown: names in both languages, the group they count in, and the drawing.

use std::{collections::BTreeMap, sync::LazyLock};

/// A kind of `signatures/kinds.csv` as pages need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    pub id: String,
    pub name_ja: String,
    pub name_en: String,
}

/// The coarse groups of the home page and the map, in the order they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Medical,
    Office,
    Network,
    Plant,
    Unknown,
}

impl Group {
    /// Stable word for URLs and locale keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Medical => "medical",
            Self::Office => "office",
            Self::Network => "network",
            Self::Plant => "plant",
            Self::Unknown => "unknown",
        }
    }
}

static KINDS: LazyLock<BTreeMap<String, Kind>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(include_str!("../../../signatures/kinds.csv").as_bytes());
    reader
        .records()
        .filter_map(Result::ok)
        .filter_map(|record| {
            let kind = Kind {
                id: record.get(0)?.to_owned(),
                name_ja: record.get(1)?.to_owned(),
                name_en: record.get(2)?.to_owned(),
            };
            Some((kind.id.clone(), kind))
        })
        .collect()
});

/// Every kind, by id.
#[must_use]
pub fn all() -> &'static BTreeMap<String, Kind> {
    &KINDS
}

/// The kind with this id, when the knowledge has it.
#[must_use]
pub fn find(id: &str) -> Option<&'static Kind> {
    KINDS.get(id)
}

/// Where a kind counts when it is not medical.
#[must_use]
pub fn group(kind: Option<&str>, medical: Option<bool>) -> Group {
    if medical == Some(true) {
        return Group::Medical;
    }
    match kind {
        Some("network_switch" | "wireless_ap" | "firewall_vpn" | "serial_device_server" | "router") => {
            Group::Network
        }
        Some("printer_mfp" | "ip_phone" | "pc_workstation" | "server_generic" | "nas" | "handheld") => {
            Group::Office
        }
        Some("ip_camera" | "building_mgmt" | "ups_power" | "pneumatic_tube" | "cart_transport") => {
            Group::Plant
        }
        Some(_) => Group::Office,
        None => Group::Unknown,
    }
}

/// The drawing of a kind in `icons.svg`, without `i-`.
#[must_use]
pub fn icon(kind: Option<&str>, medical: Option<bool>) -> &'static str {
    let Some(kind) = kind else {
        return if medical == Some(true) { "monitor" } else { "unknown" };
    };
    match kind {
        "ct" | "pet" | "nuclear_medicine" | "radiotherapy_linac" | "gamma_knife" | "particle_therapy" => "ct",
        "mri" => "mri",
        "general_xray" | "mobile_xray" | "cr" | "dr_fpd" | "mammography" | "bone_densitometer"
        | "dental_xray" | "angiography" | "fluoroscopy" | "c_arm" | "contrast_injector" | "brachytherapy" => {
            "xray"
        }
        "ultrasound" | "ivus" => "ultrasound",
        "endoscope_processor" | "endoscope_washer" | "endoscope_system_info" => "endoscopy",
        "infusion_pump" | "syringe_pump" | "pca_pump" | "enteral_pump" | "pump_rack_gateway" => "pump",
        "ventilator" | "niv_ventilator" | "cpap" | "high_flow" | "anaesthesia_machine" => "ventilator",
        "dialysis_machine"
        | "dialysis_console_central"
        | "dialysis_fluid_supply"
        | "crrt"
        | "apd"
        | "apheresis" => "dialysis",
        "blood_gas"
        | "chemistry_analyser"
        | "immuno_analyser"
        | "haematology_analyser"
        | "coagulation_analyser"
        | "urine_analyser"
        | "glucose_analyser"
        | "poct"
        | "blood_culture"
        | "microbiology_id"
        | "molecular"
        | "specimen_transport"
        | "tube_labeller"
        | "slide_scanner"
        | "tissue_processor"
        | "transfusion_system" => "analyser",
        "pacs" | "image_workstation" | "report_system" | "dose_management" | "media_writer"
        | "medical_display" | "or_video" => "pacs",
        "his_emr_server"
        | "emr_client"
        | "ris"
        | "lis"
        | "pathology_system"
        | "integration_engine"
        | "receipt_computer"
        | "online_qualification"
        | "pharmacy_system"
        | "physio_system"
        | "perinatal_system"
        | "anaesthesia_record"
        | "rt_record_verify"
        | "rt_planning" => "his",
        "printer_mfp" | "image_printer" => "printer",
        "ip_camera" => "camera",
        "ip_phone" | "patient_phone" | "nurse_call" => "phone",
        "network_switch" | "serial_device_server" => "switch",
        "wireless_ap" => "antenna",
        "firewall_vpn" | "router" => "firewall",
        "pc_workstation" => "pc",
        "server_generic" => "server",
        "nas" => "nas",
        "handheld" => "mobile",
        "building_mgmt" | "ups_power" | "pneumatic_tube" | "cart_transport" | "medical_gas" => "building",
        _ => "monitor",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_both_names_and_a_drawing_of_the_sprite() {
        let sprite = include_str!("../assets/icons.svg");
        assert!(all().len() > 100);
        for kind in all().values() {
            assert!(!kind.name_ja.is_empty() && !kind.name_en.is_empty(), "{kind:?}");
            let icon = icon(Some(&kind.id), Some(true));
            assert!(sprite.contains(&format!("id=\"i-{icon}\"")), "{} wants {icon}", kind.id);
        }
    }
}
