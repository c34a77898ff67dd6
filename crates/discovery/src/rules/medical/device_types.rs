//! Device types of ISO/IEEE 11073-10101 as device kinds of ours: by reference name, and by the codes in common use.

/// Part of a reference name, kind. First match wins: the more special part stands first.
const REFERENCES: &[(&str, &str)] = &[
    ("PUMP_INFUS_PCA", "pca_pump"),
    ("PUMP_INFUS_ENTERAL", "enteral_pump"),
    ("PUMP_INFUS_SYRINGE", "syringe_pump"),
    ("PUMP_SYRINGE", "syringe_pump"),
    ("PUMP_INFUS", "infusion_pump"),
    ("SYS_ANESTH", "anaesthesia_machine"),
    ("ANESTH", "anaesthesia_machine"),
    ("PT_VENT", "ventilator"),
    ("VENTILATOR", "ventilator"),
    ("MON_PHYSIO", "patient_monitor_bedside"),
    ("HEMODIALYSIS", "dialysis_machine"),
    ("DIALYSIS", "dialysis_machine"),
    ("DEFIB", "defibrillator"),
    ("INCUBATOR", "infant_incubator"),
    ("PULS_OXIM", "pulse_oximeter"),
    ("ANALY_SAT_O2", "pulse_oximeter"),
    ("BALLOON_PUMP", "iabp"),
    ("HEART_LUNG", "heart_lung"),
    ("BLD_GAS", "blood_gas"),
    ("SPIROMETER", "spirometer"),
];

/// Context-free codes (partition 1, 65536 + term) of complete devices, ISO/IEEE 11073-10101 annex A.
const CODES: &[(u32, &str)] = &[
    (69965, "patient_monitor_bedside"), // MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS
    (69985, "infusion_pump"),           // MDC_DEV_PUMP_INFUS_MDS
    (70001, "ventilator"),              // MDC_DEV_SYS_PT_VENT_MDS
];

/// Kind of a reference name such as `MDC_DEV_PUMP_INFUS_MDS`. Channels and parts of a device (`…_CHAN`) tell nothing.
#[must_use]
pub fn kind_of_reference(name: &str) -> Option<&'static str> {
    let whole = name.ends_with("_MDS") || name.ends_with("_VMD") || !name.contains("_CHAN");
    if !whole || !name.starts_with("MDC_DEV_") {
        return None;
    }
    // A monitor has a VMD for each of its parameters: only complete devices of these count.
    let parameter = name.contains("ANALY_") && !name.ends_with("_MDS");
    REFERENCES.iter().filter(|_| !parameter).find(|(part, _)| name.contains(part)).map(|(_, kind)| *kind)
}

/// Kind of a context-free nomenclature code of a complete device.
#[must_use]
pub fn kind_of_code(code: u32) -> Option<&'static str> {
    CODES.iter().find(|(known, _)| *known == code).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes() {
        let cases = [
            ("MDC_DEV_PUMP_INFUS_MDS", Some("infusion_pump")),
            ("MDC_DEV_PUMP_INFUS_SYRINGE_VMD", Some("syringe_pump")),
            ("MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS", Some("patient_monitor_bedside")),
            ("MDC_DEV_SYS_PT_VENT_MDS", Some("ventilator")),
            ("MDC_DEV_ANALY_SAT_O2_VMD", None),
            ("MDC_DEV_ANALY_SAT_O2_MDS", Some("pulse_oximeter")),
            ("MDC_DEV_PUMP_DELIVERY_CHAN", None),
            ("PUMP_INFUS", None),
        ];
        for (name, kind) in cases {
            assert_eq!(kind_of_reference(name), kind, "{name}");
        }
        assert_eq!(kind_of_code(69965), Some("patient_monitor_bedside"));
        assert_eq!(kind_of_code(1), None);
    }
}
