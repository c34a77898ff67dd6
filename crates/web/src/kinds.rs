//! Device kinds as shown: names in both languages, the group they count in, and the drawing.

use knowledge::kinds::{Kind, Kinds};

use crate::locale::Lang;

/// What a kind is called in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindName {
    pub ja: String,
    pub en: String,
}

impl KindName {
    /// The name of a kind by id; the id itself when neither the knowledge nor anybody here knows it.
    #[must_use]
    pub fn of(kinds: &Kinds, id: &str) -> Self {
        let known = kinds.get(id);
        let name =
            |pick: fn(&Kind) -> &String| known.map_or_else(|| id.to_owned(), |kind| pick(kind).clone());
        Self { ja: name(|kind| &kind.name_ja), en: name(|kind| &kind.name_en) }
    }

    /// In a language.
    #[must_use]
    pub fn say(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }
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
    fn a_taught_kind_is_called_by_its_name() {
        let text =
            "kind_id,name_ja,name_en\naoba_warmer,加温器,Blanket warmer\naoba_seat,電動ベッド椅子,\n".into();
        let local = knowledge::LocalFile { name: "kinds.csv".into(), text };
        let (knowledge, warnings) = knowledge::Knowledge::load(&[local]);
        assert_eq!(warnings, []);
        let name = |id: &str, lang| KindName::of(&knowledge.kinds, id).say(lang).to_owned();
        assert_eq!(name("aoba_warmer", Lang::Ja), "加温器");
        assert_eq!(name("aoba_warmer", Lang::En), "Blanket warmer");
        assert_eq!(name("aoba_seat", Lang::En), "電動ベッド椅子");
        assert_eq!(name("nobody_knows", Lang::Ja), "nobody_knows");
    }

    #[test]
    fn every_kind_has_both_names_and_a_drawing_of_the_sprite() {
        let sprite = include_str!("../assets/icons.svg");
        let kinds = &knowledge::Knowledge::built_in().kinds;
        assert!(kinds.iter().count() > 100);
        for kind in kinds.iter() {
            assert!(!kind.name_ja.is_empty() && !kind.name_en.is_empty(), "{kind:?}");
            let icon = icon(Some(&kind.id), Some(true));
            assert!(sprite.contains(&format!("id=\"i-{icon}\"")), "{} wants {icon}", kind.id);
        }
    }
}
