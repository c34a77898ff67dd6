//! Whether the grounds of a decision still hold for what is asked about now.

use domain::{
    statements::{Ground, Statement},
    time::Timestamp,
    vulnerabilities::is_cve,
};
use serde::Serialize;

use super::{fit::Fit, thing::Asked};
use crate::vulnerability::{Knowledge, keys};

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
    /// No list is known on which one could see that it is absent.
    NoList { name: String },
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
    /// The CVEs that its name means; empty where nobody tells.
    pub cves: Vec<String>,
}

impl RecordState {
    /// What is known of the vulnerability, whatever it is about.
    pub(super) fn of(knowledge: &Knowledge, vulnerability: &str) -> Self {
        let cves = knowledge.cves_of(vulnerability).into_iter();
        Self {
            digest: None,
            dated: knowledge.touched(vulnerability),
            cves: cves.map(str::to_owned).collect(),
        }
    }

    /// A statement about other CVEs, or about some of those of a notice, says nothing here, whatever further names they share.
    pub(super) fn is_meant_by(&self, statement: &Statement) -> bool {
        !statement.names().any(is_cve)
            || self.cves.iter().all(|cve| statement.names().any(|name| name == cve))
    }
}

/// The first ground that does not hold. With another version, there must be one that carries over.
pub(super) fn gone(statement: &Statement, fit: Fit, asked: &Asked<'_>, record: &RecordState) -> Option<Gone> {
    let carried = fit == Fit::OtherVersion;
    if carried && statement.grounds.iter().all(|ground| matches!(ground, Ground::RecordUnchanged { .. })) {
        return Some(Gone::Version);
    }
    statement.grounds.iter().find_map(|ground| one(ground, fit, statement, asked, record))
}

fn one(
    ground: &Ground,
    fit: Fit,
    statement: &Statement,
    asked: &Asked<'_>,
    record: &RecordState,
) -> Option<Gone> {
    let (thing, carried) = (asked.thing, fit == Fit::OtherVersion);
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
        Ground::ComponentAbsent { name } => match asked.listed {
            Some(listed) => {
                listed.contains(&keys::squeezed(name)).then(|| Gone::Present { name: name.clone() })
            }
            // In the very version that was looked at, it is as it was.
            None => (fit != Fit::Exactly).then(|| Gone::NoList { name: name.clone() }),
        },
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
