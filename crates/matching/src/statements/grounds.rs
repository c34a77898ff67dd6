//! Whether the grounds of a decision still hold for what is asked about now.

use domain::{
    statements::{Ground, Statement},
    time::Timestamp,
};
use serde::Serialize;

use super::{fit::Fit, thing::Asked};
use crate::vulnerability::keys;

/// Why a ground holds no longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "gone")]
pub enum Gone {
    /// The component has another name or version now.
    Component { was: String, is: String },
    /// The file is another one, or has no digest to compare.
    File,
    /// A component that was absent is on the list.
    Present { name: String },
    /// Looked at for another version: to be looked at again.
    Renewal,
    /// A setting without a date on which somebody looks again.
    Unlimited,
    /// The vulnerability record says something else now.
    Record,
    /// Said of another version, and no ground would carry it over.
    Version,
}

/// What is known of the vulnerability now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordState {
    /// Digest of the claims that concern the component.
    pub digest: Option<String>,
    /// When the newest record was last touched.
    pub dated: Option<Timestamp>,
}

/// The first ground that does not hold. With another version, there must be one that carries over.
pub(super) fn gone(statement: &Statement, fit: Fit, asked: &Asked<'_>, record: &RecordState) -> Option<Gone> {
    let carried = fit == Fit::OtherVersion;
    if carried && statement.grounds.iter().all(|ground| matches!(ground, Ground::RecordUnchanged { .. })) {
        return Some(Gone::Version);
    }
    statement.grounds.iter().find_map(|ground| one(ground, carried, statement, asked, record))
}

fn one(
    ground: &Ground,
    carried: bool,
    statement: &Statement,
    asked: &Asked<'_>,
    record: &RecordState,
) -> Option<Gone> {
    let thing = asked.thing;
    match ground {
        Ground::ComponentUnchanged { name, version } => {
            let named = thing.names.contains(&keys::squeezed(name));
            let same = named && thing.version.as_deref() == Some(version);
            let shown = |name: &str, version: &str| format!("{name} {version}").trim().to_owned();
            let is = shown(&thing.name, thing.version.as_deref().unwrap_or_default());
            (!same).then(|| Gone::Component { was: shown(name, version), is })
        }
        Ground::FileUnchanged { algorithm, value } => {
            let same = thing
                .hashes
                .iter()
                .any(|own| own.algorithm == *algorithm && own.value.eq_ignore_ascii_case(value));
            (!same).then_some(Gone::File)
        }
        Ground::ComponentAbsent { name } => {
            asked.listed.contains(&keys::squeezed(name)).then(|| Gone::Present { name: name.clone() })
        }
        Ground::CodeNotReachable => carried.then_some(Gone::Renewal),
        Ground::Configuration { .. } => {
            (carried && statement.valid_until.is_none()).then_some(Gone::Unlimited)
        }
        Ground::RecordUnchanged { digest, dated } => {
            let digest_differs = digest.is_some() && record.digest.is_some() && *digest != record.digest;
            let same_digest = digest.is_some() && *digest == record.digest;
            let newer = dated.is_some_and(|dated| record.dated.is_some_and(|now| now > dated));
            (digest_differs || (!same_digest && newer)).then_some(Gone::Record)
        }
    }
}
