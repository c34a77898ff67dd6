//! A CVSS base vector as it stands in this hospital: threat metrics from exploitation and fixes, environmental metrics from exposure, the
//! effect on the patient and on care. Each change has its reason. What is unknown stays undefined, and a default that nobody has
//! confirmed never lowers a score.

use domain::vulnerabilities::Exploitation;
use knowledge::patient_effects::{CareStop, PatientEffect};
use serde::Serialize;

use super::{
    situation::{Answer, Exposure},
    words::Both,
};
use crate::cvss::{CvssError, Scores, Vector, Version};

/// What is known of the surroundings of the vulnerable product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Surround {
    pub exploitation: Option<Exploitation>,
    pub exposure: Option<Exposure>,
    pub effect: Option<PatientEffect>,
    pub care: Option<CareStop>,
    /// Effect and care were confirmed or rest on good sources: only then may they lower a score.
    pub effect_confirmed: bool,
    pub care_confirmed: bool,
    /// The maker's fix is there.
    pub fixed: bool,
    /// The maker names a mitigation.
    pub mitigated: bool,
}

impl Surround {
    /// From the answers to the medical table's questions.
    #[must_use]
    pub fn of(situation: &super::situation::Situation, fixed: bool, mitigated: bool) -> Self {
        fn value<T: Copy>(answer: &Answer<T>) -> (Option<T>, bool) {
            (answer.value, !answer.to_confirm)
        }
        let (effect, effect_confirmed) = value(&situation.effect);
        let (care, care_confirmed) = value(&situation.care);
        Self {
            exploitation: situation.exploitation.value,
            exposure: situation.exposure.value,
            effect,
            care,
            effect_confirmed,
            care_confirmed,
            fixed,
            mitigated,
        }
    }
}

/// A metric that was set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Changed {
    pub metric: &'static str,
    pub value: &'static str,
    pub reason: Both,
}

/// Base, threat and environmental score, one after the other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Adjusted {
    pub version: &'static str,
    pub base: f64,
    pub base_severity: &'static str,
    /// Base and threat (temporal) metrics; the same as `base` when none is known.
    pub threat: f64,
    /// With the environment.
    pub environmental: f64,
    pub severity: &'static str,
    /// With every metric that was set.
    pub vector: String,
    pub changed: Vec<Changed>,
}

/// Adjusts a vector. Threat and environmental metrics that it already has are replaced where something better is known.
///
/// # Errors
/// The text is no vector.
pub fn adjust(vector: &str, surround: &Surround) -> Result<Adjusted, CvssError> {
    let base = Vector::parse(vector)?;
    let version = base.version();
    let (threat, mut changed) = set(base.clone(), threat(version, surround))?;
    let (whole, environment) = set(threat.clone(), environment(&base, surround))?;
    changed.extend(environment);
    let own = base.scores();
    let (of_threat, of_whole) = (threat.scores(), whole.scores());
    Ok(Adjusted {
        version: version.number(),
        base: own.base.value(),
        base_severity: own.base.severity(version).word(),
        threat: of_threat.temporal.unwrap_or(of_threat.base).value(),
        environmental: of_whole.overall().value(),
        severity: Scores::severity(&of_whole).word(),
        vector: whole.to_string(),
        changed,
    })
}

fn set(mut vector: Vector, metrics: Vec<Changed>) -> Result<(Vector, Vec<Changed>), CvssError> {
    for each in &metrics {
        vector = vector.with(each.metric, each.value)?;
    }
    Ok((vector, metrics))
}

fn changed(metric: &'static str, value: &'static str, ja: &str, en: &str) -> Changed {
    Changed { metric, value, reason: Both::new(ja, en) }
}

/// Exploit maturity, and before v4.0 the remediation level.
fn threat(version: Version, surround: &Surround) -> Vec<Changed> {
    let mut found = Vec::new();
    if let Some(state) = surround.exploitation {
        let value = match (version, state) {
            (Version::V40, Exploitation::Active) => "A",
            (Version::V40 | Version::V30 | Version::V31, Exploitation::Poc) => "P",
            (_, Exploitation::None) => "U",
            (_, Exploitation::Active) => "H",
            (Version::V2, Exploitation::Poc) => "POC",
        };
        let (ja, en) = match state {
            Exploitation::Active => ("よそで悪用されています。", "It is exploited elsewhere."),
            Exploitation::Poc => ("悪用の手順が公開されています。", "A way to exploit it is public."),
            Exploitation::None => ("悪用の報告はありません。", "No exploitation is reported."),
        };
        found.push(changed("E", value, ja, en));
    }
    let old = version == Version::V2;
    if version != Version::V40 && surround.fixed {
        let value = if old { "OF" } else { "O" };
        found.push(changed("RL", value, "メーカーの修正版があります。", "The maker's fix is there."));
    } else if version != Version::V40 && surround.mitigated {
        found.push(changed("RL", "W", "メーカーの当面の対策があります。", "The maker names a measure."));
    }
    found
}

fn environment(base: &Vector, surround: &Surround) -> Vec<Changed> {
    let version = base.version();
    let mut found = Vec::new();
    let reach = surround.exposure == Some(Exposure::Small) && base.value("AV") == "N";
    if reach && version != Version::V2 {
        found.push(changed(
            "MAV",
            "A",
            "同じ区画の機器とだけ通信しており、攻撃するにはその区画に入る必要があります。",
            "It speaks only with its own zone: an attacker has to be in that zone.",
        ));
    }
    found.extend(integrity(surround));
    found.extend(availability(surround));
    match version {
        Version::V2 => found.extend(collateral(surround)),
        Version::V40 => found.extend(safety(base, surround)),
        Version::V30 | Version::V31 => {}
    }
    found
}

/// Wrong values harm where patients depend on them.
fn integrity(surround: &Surround) -> Option<Changed> {
    match surround.effect? {
        PatientEffect::Critical | PatientEffect::Serious => Some(changed(
            "IR",
            "H",
            "値や動きが誤ると患者に重い害が及びます。",
            "Wrong values or actions can gravely harm a patient.",
        )),
        PatientEffect::Minor => Some(changed(
            "IR",
            "M",
            "値や動きが誤っても害は一時的です。",
            "Wrong values or actions do passing harm.",
        )),
        PatientEffect::None => surround.effect_confirmed.then(|| {
            changed(
                "IR",
                "L",
                "値や動きが誤っても患者に害は及びません。",
                "Wrong values or actions harm no patient.",
            )
        }),
    }
}

fn availability(surround: &Surround) -> Option<Changed> {
    match surround.care? {
        CareStop::Yes => Some(changed("AR", "H", "使えないと診療が止まります。", "Care stops without it.")),
        CareStop::Degraded => Some(changed(
            "AR",
            "M",
            "使えなくても、手間が増えて診療は続きます。",
            "Care goes on with more work.",
        )),
        CareStop::No => surround
            .care_confirmed
            .then(|| changed("AR", "L", "使えなくても診療は続きます。", "Care goes on without it.")),
    }
}

/// v2 Guide §2.3.1: harm beyond the system.
fn collateral(surround: &Surround) -> Option<Changed> {
    let (value, ja, en) = match surround.effect? {
        PatientEffect::Critical => {
            ("H", "患者の命に関わることがあります。", "A patient's life can be in danger.")
        }
        PatientEffect::Serious => {
            ("MH", "患者に重い害が及ぶことがあります。", "A patient can be harmed seriously.")
        }
        PatientEffect::Minor => ("L", "患者への害は一時的です。", "A patient can be harmed in passing."),
        PatientEffect::None => return None,
    };
    Some(changed("CDP", value, ja, en))
}

/// v4.0 §4.2: safety as the effect on what comes after the vulnerable system.
fn safety(base: &Vector, surround: &Surround) -> Vec<Changed> {
    if !matches!(surround.effect, Some(PatientEffect::Critical | PatientEffect::Serious)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    if base.value("VI") != "N" {
        found.push(changed(
            "MSI",
            "S",
            "機器が操作されると、患者の安全に響きます。",
            "If the device is manipulated, a patient's safety is at stake.",
        ));
    }
    if base.value("VA") != "N" {
        found.push(changed(
            "MSA",
            "S",
            "機器が止まると、患者の安全に響きます。",
            "If the device stops, a patient's safety is at stake.",
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const NETWORK: [&str; 3] = [
        "AV:N/AC:L/Au:N/C:P/I:P/A:P",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:L/A:L",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:L/SC:N/SI:N/SA:N",
    ];

    #[test]
    fn what_is_unknown_changes_nothing() {
        for vector in NETWORK {
            let adjusted = adjust(vector, &Surround::default()).unwrap();
            assert_eq!(adjusted.changed, []);
            assert_eq!((adjusted.base, adjusted.base), (adjusted.threat, adjusted.environmental), "{vector}");
        }
        assert!(adjust("CVSS:9", &Surround::default()).is_err());
    }

    #[test]
    fn a_pump_that_is_attacked_elsewhere_is_worse_than_its_base_score() {
        let surround = Surround {
            exploitation: Some(Exploitation::Active),
            exposure: Some(Exposure::Open),
            effect: Some(PatientEffect::Critical),
            care: Some(CareStop::Yes),
            ..Surround::default()
        };
        let set: Vec<String> =
            NETWORK.iter().map(|vector| adjust(vector, &surround).unwrap().vector).collect();
        assert_eq!(
            set,
            [
                "AV:N/AC:L/Au:N/C:P/I:P/A:P/E:H/CDP:H/IR:H/AR:H",
                "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:L/A:L/E:H/IR:H/AR:H",
                "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:L/SC:N/SI:N/SA:N/E:A/IR:H/AR:H/MSI:S/MSA:S"
            ]
        );
        for vector in NETWORK {
            let adjusted = adjust(vector, &surround).unwrap();
            assert!(adjusted.environmental > adjusted.base, "{vector}: {adjusted:?}");
            assert!(adjusted.changed.iter().all(|each| !each.reason.is_empty()));
        }
    }

    #[test]
    fn a_small_network_and_no_exploit_lower_it_and_an_unconfirmed_default_does_not() {
        let calm = Surround {
            exploitation: Some(Exploitation::None),
            exposure: Some(Exposure::Small),
            effect: Some(PatientEffect::None),
            care: Some(CareStop::No),
            fixed: true,
            ..Surround::default()
        };
        let adjusted = adjust(NETWORK[1], &calm).unwrap();
        assert_eq!(adjusted.vector, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:L/A:L/E:U/RL:O/MAV:A");
        assert!(adjusted.environmental < adjusted.threat && adjusted.threat < adjusted.base);
        let confirmed = Surround { effect_confirmed: true, care_confirmed: true, ..calm };
        let lower = adjust(NETWORK[1], &confirmed).unwrap();
        assert!(lower.vector.ends_with("/IR:L/AR:L/MAV:A") && lower.environmental < adjusted.environmental);
    }

    #[test]
    fn every_combination_gives_a_vector() {
        for vector in NETWORK {
            for exploitation in
                [None, Some(Exploitation::None), Some(Exploitation::Poc), Some(Exploitation::Active)]
            {
                for effect in [
                    None,
                    Some(PatientEffect::None),
                    Some(PatientEffect::Minor),
                    Some(PatientEffect::Serious),
                ] {
                    let surround = Surround { exploitation, effect, mitigated: true, ..Surround::default() };
                    let adjusted = adjust(vector, &surround).unwrap();
                    assert_eq!(
                        Scores::of(&adjusted.vector).map(|scores| scores.overall().value()),
                        Ok(adjusted.environmental)
                    );
                }
            }
        }
    }
}
