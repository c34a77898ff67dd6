//! Kinds of devices that may be called by each other's name: they do not disagree.

/// Families by `kind_id` of the knowledge. A kind may stand in several.
const FAMILIES: &[&[&str]] = &[
    &[
        "patient_monitor_bedside",
        "patient_monitor_central",
        "telemetry_transmitter",
        "vital_signs_spot",
        "pulse_oximeter",
        "capnograph",
    ],
    &["infusion_pump", "syringe_pump", "pca_pump", "enteral_pump", "pump_rack_gateway"],
    &["ventilator", "niv_ventilator", "cpap", "high_flow", "anaesthesia_machine"],
    &[
        "general_xray",
        "mobile_xray",
        "cr",
        "dr_fpd",
        "fluoroscopy",
        "c_arm",
        "angiography",
        "mammography",
        "dental_xray",
    ],
    &["ct", "pet", "nuclear_medicine", "rt_planning"],
    &[
        "radiotherapy_linac",
        "rt_planning",
        "rt_record_verify",
        "brachytherapy",
        "particle_therapy",
        "gamma_knife",
    ],
    &["dialysis_machine", "dialysis_console_central", "dialysis_fluid_supply", "crrt"],
    &["ecg", "holter", "stress_test", "physio_system", "eeg", "emg", "psg"],
    &["blood_gas", "poct", "glucose_analyser"],
    &[
        "chemistry_analyser",
        "immuno_analyser",
        "haematology_analyser",
        "coagulation_analyser",
        "urine_analyser",
        "specimen_transport",
    ],
    &["ultrasound", "ivus"],
    &["endoscope_processor", "endoscope_system_info", "endoscope_washer"],
    &["fundus_camera", "oct_ophthalmic", "refractometer", "visual_field"],
    &["fetal_monitor", "perinatal_system"],
    &["dispensing_machine", "drug_cabinet", "pharmacy_system"],
    &["network_switch", "wireless_ap", "firewall_vpn"],
    &["building_mgmt", "ups_power", "medical_gas", "freezer_medical"],
    &["ip_phone", "patient_phone", "nurse_call"],
    &["printer_mfp", "image_printer"],
];

/// Not a computer with software on it: these never hide behind `pc_workstation` or `server_generic`.
const NO_COMPUTER: &[&str] = &[
    "printer_mfp",
    "network_switch",
    "wireless_ap",
    "firewall_vpn",
    "ip_camera",
    "ip_phone",
    "patient_phone",
    "ups_power",
];

/// What a console or a server looks like from outside.
const COMPUTERS: &[&str] = &[
    "pc_workstation",
    "server_generic",
    "emr_client",
    "handheld",
    "nas",
    "serial_device_server",
    "image_workstation",
];

/// Systems that run on servers and PCs, with each other's functions.
fn is_system(kind: &str) -> bool {
    kind.ends_with("_system")
        || kind.ends_with("_server")
        || matches!(
            kind,
            "pacs"
                | "ris"
                | "lis"
                | "integration_engine"
                | "image_workstation"
                | "dose_management"
                | "media_writer"
                | "receipt_computer"
                | "online_qualification"
                | "report_system"
                | "anaesthesia_record"
                | "rt_record_verify"
        )
}

/// Whether two kinds may be one device under two names.
#[must_use]
pub fn compatible(a: &str, b: &str) -> bool {
    if a == b || (is_system(a) && is_system(b)) {
        return true;
    }
    let console =
        |computer: &str, other: &str| COMPUTERS.contains(&computer) && !NO_COMPUTER.contains(&other);
    console(a, b) || console(b, a) || FAMILIES.iter().any(|family| family.contains(&a) && family.contains(&b))
}

/// A computer, which says little about the device it belongs to.
#[must_use]
pub fn is_generic(kind: &str) -> bool {
    COMPUTERS.contains(&kind)
}

/// Whether a bought-in computer may be what shows on the network: not for printers, switches, telephones.
#[must_use]
pub fn may_be_computer(kind: &str) -> bool {
    !NO_COMPUTER.contains(&kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consoles_and_families() {
        assert!(compatible("ct", "pc_workstation") && compatible("pacs", "ris"));
        assert!(compatible("patient_monitor_central", "patient_monitor_bedside"));
        assert!(!compatible("ct", "mri") && !compatible("printer_mfp", "pc_workstation"));
    }
}
