//! What a DICOM SOP class is for: from the unique identifiers of PS3.4 and PS3.6 annex A to a purpose and a modality.

/// What a service-object pair lets two sides do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Purpose {
    /// C-ECHO.
    Verification,
    /// C-STORE of objects of one modality, when the class belongs to one.
    Storage(Option<&'static str>),
    /// Modality worklist.
    Worklist,
    /// Modality performed procedure step.
    PerformedStep,
    StorageCommitment,
    /// C-FIND in an archive.
    Query,
    /// C-MOVE or C-GET from an archive.
    Retrieve,
    Print,
    /// The printer itself (N-GET of its identity).
    Printer,
    /// Unified procedure step.
    WorkItem,
    /// CD/DVD writing.
    MediaCreation,
    InstanceAvailability,
    /// Anything else, private classes included.
    Other,
}

const ROOT: &str = "1.2.840.10008.";
const STORAGE: &str = "5.1.4.1.1.";
const QUERY_RETRIEVE: &str = "5.1.4.1.2.";

impl Purpose {
    /// Purpose of an abstract syntax.
    #[must_use]
    pub fn of(uid: &str) -> Self {
        let Some(tail) = uid.strip_prefix(ROOT) else {
            return Self::Other;
        };
        if let Some(class) = tail.strip_prefix(STORAGE) {
            return Self::Storage(modality(class));
        }
        if let Some(class) = tail.strip_prefix(QUERY_RETRIEVE) {
            return if class.ends_with(".1") { Self::Query } else { Self::Retrieve };
        }
        match tail {
            "1.1" => Self::Verification,
            "1.20.1" => Self::StorageCommitment,
            "5.1.4.31" => Self::Worklist,
            "3.1.2.3.3" | "3.1.2.3.4" | "3.1.2.3.5" => Self::PerformedStep,
            "5.1.1.16" => Self::Printer,
            "5.1.1.33" => Self::MediaCreation,
            "5.1.4.33" => Self::InstanceAvailability,
            _ if tail.starts_with("5.1.1.") => Self::Print,
            _ if tail.starts_with("5.1.4.34.") => Self::WorkItem,
            _ => Self::Other,
        }
    }

    /// The word used in `dicom_role` facts before `_scu` and `_scp`; `None` when it says nothing about the device.
    #[must_use]
    pub const fn word(self) -> Option<&'static str> {
        Some(match self {
            Self::Verification => "echo",
            Self::Storage(_) => "store",
            Self::Worklist => "worklist",
            Self::PerformedStep => "mpps",
            Self::StorageCommitment => "commitment",
            Self::Query => "query",
            Self::Retrieve => "retrieve",
            Self::Print | Self::Printer => "print",
            Self::WorkItem => "work_item",
            Self::MediaCreation => "media",
            Self::InstanceAvailability => "availability",
            Self::Other => return None,
        })
    }
}

/// Modality (PS3.3 C.7.3.1.1.1) that creates objects of a storage class, by the part after `1.2.840.10008.5.1.4.1.1.`.
/// `None` for classes any system makes: secondary capture, presentation states, reports, raw data.
fn modality(class: &str) -> Option<&'static str> {
    let mut numbers = class.split('.');
    let (first, second, third) = (numbers.next()?, numbers.next(), numbers.next());
    Some(match (first, second, third) {
        ("1", None, _) => "CR",
        ("1", Some("1"), _) => "DX",
        ("1", Some("2"), _) => "MG",
        ("1", Some("3"), _) => "IO",
        ("2", ..) => "CT",
        ("3" | "6", ..) => "US",
        ("4", ..) => "MR",
        ("5" | "20", ..) => "NM",
        ("9", Some("1"), _) => "ECG",
        ("9", Some("2"), _) => "HD",
        ("9", Some("3"), _) => "EPS",
        ("9", Some("5" | "6"), _) => "RESP",
        ("9", Some("7"), _) => "EEG",
        ("12", Some("2"), _) => "RF",
        ("12", ..) | ("13", Some("1"), Some("1")) => "XA",
        ("13", Some("1"), Some("3" | "4" | "5")) => "MG",
        ("14", ..) => "IVOCT",
        ("77", Some("1"), Some("1")) => "ES",
        ("77", Some("1"), Some("2")) => "GM",
        ("77", Some("1"), Some("3" | "6")) => "SM",
        ("77", Some("1"), Some("4")) => "XC",
        ("77", Some("1"), Some("5")) if class.ends_with(".5.4") => "OPT",
        ("77", Some("1"), Some("5")) => "OP",
        ("78", Some("1"), _) => "LEN",
        ("78", Some("2"), _) => "AR",
        ("78", Some("3"), _) => "KER",
        ("78", Some("4"), _) => "SRF",
        ("78", Some("5"), _) => "VA",
        ("78", Some("7" | "8"), _) => "IOL",
        ("79" | "81", ..) => "OPM",
        ("80", ..) => "OPV",
        ("128" | "130", ..) => "PT",
        ("481", Some("1" | "23"), _) => "RTIMAGE",
        ("481", Some("2"), _) => "RTDOSE",
        ("481", Some("3"), _) => "RTSTRUCT",
        ("481", Some("5" | "8"), _) => "RTPLAN",
        ("481", Some("4" | "6" | "7" | "9"), _) => "RTRECORD",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_classes() {
        let cases = [
            ("1.2.840.10008.1.1", Purpose::Verification),
            ("1.2.840.10008.5.1.4.1.1.2", Purpose::Storage(Some("CT"))),
            ("1.2.840.10008.5.1.4.1.1.4.1", Purpose::Storage(Some("MR"))),
            ("1.2.840.10008.5.1.4.1.1.1.1.1", Purpose::Storage(Some("DX"))),
            ("1.2.840.10008.5.1.4.1.1.12.2", Purpose::Storage(Some("RF"))),
            ("1.2.840.10008.5.1.4.1.1.77.1.5.4", Purpose::Storage(Some("OPT"))),
            ("1.2.840.10008.5.1.4.1.1.77.1.5.1", Purpose::Storage(Some("OP"))),
            ("1.2.840.10008.5.1.4.1.1.7", Purpose::Storage(None)),
            ("1.2.840.10008.5.1.4.1.1.88.67", Purpose::Storage(None)),
            ("1.2.840.10008.5.1.4.31", Purpose::Worklist),
            ("1.2.840.10008.3.1.2.3.3", Purpose::PerformedStep),
            ("1.2.840.10008.1.20.1", Purpose::StorageCommitment),
            ("1.2.840.10008.5.1.4.1.2.2.1", Purpose::Query),
            ("1.2.840.10008.5.1.4.1.2.2.2", Purpose::Retrieve),
            ("1.2.840.10008.5.1.1.9", Purpose::Print),
            ("1.2.840.10008.5.1.1.16", Purpose::Printer),
            ("1.2.840.113619.4.26", Purpose::Other),
            ("", Purpose::Other),
        ];
        for (uid, purpose) in cases {
            assert_eq!(Purpose::of(uid), purpose, "{uid}");
        }
    }
}
