//! Concerns of an invented hospital, put together.

use domain::{certainty::Certainty, vulnerabilities::Exploitation};
use knowledge::patient_effects::CareStop;
use proptest::prelude::*;

use super::{wording::target, *};
use crate::decision::situation::{Answer, Exposure};

fn concern(vulnerability: &str, product: &str, devices: &[&str], exploitation: Exploitation) -> Concern {
    let said = || Both::new("根拠。", "Reason.");
    let situation = Situation {
        exploitation: Answer::known(exploitation, Certainty::Certain, said()),
        exposure: Answer::known(Exposure::Controlled, Certainty::Likely, said()),
        effect: Answer::known(PatientEffect::Serious, Certainty::Likely, said()),
        care: Answer::known(CareStop::Degraded, Certainty::Likely, said()),
        interim: Answer::unknown(said()),
    };
    Concern {
        vulnerability: vulnerability.to_owned(),
        product: InUse {
            id: format!("prd_{product}"),
            name: product.to_owned(),
            version: Some("1.0".to_owned()),
            maker: Some("例示メディカル".to_owned()),
        },
        devices: devices.iter().map(|name| DeviceId::from_tail(name)).collect(),
        verdict: Verdict::Affected,
        missing: None,
        score: Some(7.5),
        exploited: exploitation == Exploitation::Active,
        likelihood: None,
        says: MakerSays::default(),
        situation,
    }
}

fn fixed(mut concern: Concern, versions: &[&str]) -> Concern {
    concern.says.fixed_in = versions.iter().map(|version| (*version).to_owned()).collect();
    concern
}

fn week(concerns: &[Concern]) -> Week {
    five_things_this_week(Knowledge::built_in(), concerns).unwrap()
}

fn ja(things: &[Thing]) -> Vec<&str> {
    things.iter().map(|thing| thing.what.ja.as_str()).collect()
}

#[test]
fn one_step_removes_many_and_what_is_attacked_comes_first() {
    let week = week(&[
        fixed(concern("CVE-2099-0001", "ポンプX", &["a", "b"], Exploitation::Poc), &["1.2"]),
        fixed(concern("CVE-2099-0002", "ポンプX", &["b", "c"], Exploitation::None), &["1.10", "0.9"]),
        concern("CVE-2099-0003", "モニタY", &["d"], Exploitation::Active),
        concern("CVE-2099-0004", "モニタZ", &["e"], Exploitation::Poc),
    ]);
    assert_eq!(
        ja(&week.first),
        [
            "例示メディカルに、2製品の修正版と当面の対策を尋ねる（弱点2件、2台）",
            "ポンプXを1.10に上げるよう、メーカーに依頼する（弱点2件、3台）",
        ]
    );
    let first = week.first.first().unwrap();
    assert_eq!((first.exploited, first.within_days, first.by), (1, Some(7), Role::Maker));
    assert!(first.if_not.ja.contains("治療や診断を誤る"));
    assert!(first.letter.as_ref().is_some_and(|letter| letter.body.ja.contains("CVE-2099-0004")));
    let counts: Vec<(&str, usize, usize)> = week
        .counts
        .iter()
        .map(|count| (count.outcome.called.ja.as_str(), count.vulnerabilities, count.devices))
        .collect();
    assert_eq!(counts, [("今すぐ", 0, 0), ("今週", 3, 4), ("計画的に", 1, 2), ("見守る", 0, 0)]);
}

#[test]
fn five_come_first_and_the_rest_waits() {
    let concerns: Vec<Concern> = (0..9)
        .map(|at| {
            fixed(
                concern(&format!("CVE-2099-{at:04}"), &format!("製品{at}"), &["a"], Exploitation::Poc),
                &["2"],
            )
        })
        .collect();
    let week = week(&concerns);
    assert_eq!((week.first.len(), week.waiting.len()), (FIRST, 4));
}

#[test]
fn what_cannot_be_told_has_its_own_place_and_next_step() {
    let mut version = concern("CVE-2099-0001", "X", &["a"], Exploitation::Active);
    (version.verdict, version.missing) = (Verdict::Unknown, Some(Missing::Version));
    let mut looking = concern("CVE-2099-0002", "Y", &["b"], Exploitation::Active);
    looking.verdict = Verdict::UnderInvestigation;
    let mut fine = concern("CVE-2099-0003", "Z", &["c"], Exploitation::Active);
    fine.verdict = Verdict::NotAffected;
    let week = week(&[version, looking, fine]);
    assert_eq!((week.first.len(), week.settled), (0, 1));
    let unknown: Vec<(Missing, usize, Role)> =
        week.unknown.iter().map(|each| (each.missing, each.vulnerabilities, each.by)).collect();
    assert_eq!(
        unknown,
        [(Missing::Version, 1, Role::ClinicalEngineering), (Missing::MakerAnswer, 1, Role::Maker)]
    );
}

#[test]
fn what_is_only_watched_is_counted_and_not_done() {
    let mut calm = concern("CVE-2099-0001", "X", &["a"], Exploitation::None);
    calm.situation.effect.value = Some(PatientEffect::None);
    calm.situation.care.value = Some(CareStop::No);
    let week = week(&[calm]);
    assert_eq!((week.first.len(), week.waiting.len()), (0, 0));
    assert_eq!(week.counts.last().map(|count| count.vulnerabilities), Some(1));
}

#[test]
fn the_version_to_ask_for() {
    for (own, fixes, expected) in [
        ("1.0", &[&["1.2"][..], &["1.10"]][..], Some("1.10")),
        ("2.0", &[&["1.9", "2.4", "3.0"], &["2.5"]], Some("2.5")),
        ("1.0", &[&["1.2"], &[]], None),
        ("1.0", &[&["blue"], &["1.2"]], None),
    ] {
        let mut members = Vec::new();
        for fix in fixes {
            let mut concern = fixed(concern("CVE-2099-0001", "X", &[], Exploitation::Poc), fix);
            concern.product.version = Some(own.to_owned());
            members.push(concern);
        }
        let knowledge = Knowledge::built_in();
        let members: Vec<(&Concern, Decided)> = members
            .iter()
            .map(|concern| (concern, concern.situation.decide_medical(knowledge).unwrap()))
            .collect();
        assert_eq!(target(&members).as_deref(), expected, "{own} {fixes:?}");
    }
}

proptest! {
    #[test]
    fn the_order_of_arrival_changes_nothing(
        seeds in proptest::collection::vec((0_usize..12, 0_usize..6, 0_usize..3, any::<bool>()), 1..30),
        turn in any::<prop::sample::Index>(),
    ) {
        let states = [Exploitation::None, Exploitation::Poc, Exploitation::Active];
        let mut concerns: Vec<Concern> = seeds.iter().map(|(vulnerability, product, state, mended)| {
            let devices: Vec<String> = (0..*product).map(|at| format!("d{at}")).collect();
            let devices: Vec<&str> = devices.iter().map(String::as_str).collect();
            let made = concern(&format!("CVE-2099-{vulnerability:04}"), &format!("P{product}"), &devices, states[*state]);
            if *mended { fixed(made, &["2.0"]) } else { made }
        }).collect();
        let before = week(&concerns);
        let at = turn.index(concerns.len());
        concerns.rotate_left(at);
        prop_assert_eq!(&week(&concerns), &before);
        concerns.reverse();
        prop_assert_eq!(&week(&concerns), &before);
        // Nothing gets lost.
        let shown: BTreeSet<&String> = before.first.iter().chain(&before.waiting).flat_map(|thing| &thing.vulnerabilities).collect();
        let given: BTreeSet<&String> = concerns.iter().map(|concern| &concern.vulnerability).collect();
        prop_assert_eq!(shown, given);
    }
}
