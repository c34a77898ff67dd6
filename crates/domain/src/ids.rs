//! One id type per noun. Shown with a prefix (`dev_…`), so that no id can be taken for another.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Letters before the underscore, for example `dev`.
            pub const PREFIX: &'static str = $prefix;

            /// Makes an id from the part behind the prefix (letters, digits, `-`); other characters become `-`.
            #[must_use]
            pub fn from_tail(tail: &str) -> Self {
                let tail: String =
                    tail.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' }).collect();
                Self(format!("{}_{tail}", $prefix))
            }

            /// Reads an id as shown; `None` when the prefix is another noun's or characters are foreign.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                let tail = text.strip_prefix($prefix)?.strip_prefix('_')?;
                let fine = !tail.is_empty()
                    && tail.len() <= 80
                    && tail.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
                fine.then(|| Self(text.to_owned()))
            }

            /// The id as shown.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(/// A hospital, maker or public body: the first part of every stored key.
    OrgId, "org");
id!(/// A device on the network.
    DeviceId, "dev");
id!(/// A row of an imported ledger.
    LedgerRowId, "row");
id!(/// One import of a ledger file.
    LedgerImportId, "imp");
id!(/// A capture file or a span of live watching.
    CaptureId, "cap");
id!(/// A sensor.
    SensorId, "sen");
id!(/// A product of a maker, with its versions.
    ProductId, "prd");
id!(/// A version of a product. The text of the version may be corrected; the id stays.
    VersionId, "ver");
id!(/// A kept bill of materials.
    SbomId, "sbm");
id!(/// What somebody states about a vulnerability and a product.
    StatementId, "stm");
id!(/// A piece of work for somebody.
    TaskId, "tsk");
id!(/// An alert.
    AlertId, "alt");
id!(/// A zone (VLAN or subnet).
    ZoneId, "zon");
id!(/// A remote maintenance line.
    RemoteLineId, "rml");
id!(/// One kept version of the network map.
    MapVersionId, "map");
id!(/// A running or finished job.
    JobId, "job");
id!(/// A person's correction.
    CorrectionId, "cor");
id!(/// A person's answer to a question of the decision table.
    OverruleId, "ovr");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_another_noun_is_refused() {
        assert!(DeviceId::parse("row_1").is_none());
        assert!(DeviceId::parse("dev_").is_none());
        assert!(DeviceId::parse("dev_<script>").is_none());
        assert_eq!(DeviceId::parse("dev_18-66").map(|id| id.to_string()), Some("dev_18-66".into()));
    }

    #[test]
    fn foreign_characters_in_a_tail_become_dashes() {
        assert_eq!(DeviceId::from_tail("18:66:da").as_str(), "dev_18-66-da");
    }
}
