//! The steps for one vulnerability of a product, on a device when it is known which.

use domain::devices::Device;
use knowledge::patient_effects::{CareStop, PatientEffect};

use super::{Action, ActionKind, Control, InUse, Letter, MakerSays, Role, Said, control, letter};
use crate::decision::{
    evaluate::Decided,
    situation::{Interim, Situation, Surroundings},
    words::Both,
};

/// What the steps are made from.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    pub vulnerability: &'a str,
    pub product: &'a InUse,
    pub says: &'a MakerSays,
    /// The device and what is around it; `None` when it is not known on the network.
    pub device: Option<(&'a Device, &'a Surroundings<'a>)>,
    pub situation: &'a Situation,
    pub decided: &'a Decided,
}

/// Every step that can be taken, in order.
#[must_use]
pub fn actions(case: &Case<'_>) -> Vec<Action> {
    let control = case.device.and_then(|(device, around)| control(device, around));
    let peers = control.as_ref().map(|control| control.permits.len());
    let days = case.decided.outcome.days;
    let letter = letter(case.product, &[case.vulnerability.to_owned()], case.says, days, peers);
    let mut found: Vec<Action> = case.device.is_none().then(|| identify(case)).into_iter().collect();
    let measure = measures(case);
    // A measure that is known comes before a question.
    if case.says.has_fix() {
        found.push(maker(case, letter));
        found.extend(measure);
    } else {
        found.extend(measure);
        found.push(maker(case, letter));
    }
    // A limit that cannot stop the attack is no step.
    let useless = case.situation.interim.value == Some(Interim::No);
    if let Some(control) = control.filter(|_| !useless) {
        found.push(limit(case, control));
    }
    // What is only watched is not taken off, and what is not known to be here cannot be.
    if case.device.is_some() && case.decided.outcome.rank > 0 {
        found.push(disconnect(case));
    }
    found
}

fn action(case: &Case<'_>, kind: ActionKind, by: Role, seen_to_by: Role, what: Both) -> Action {
    Action {
        kind,
        by,
        seen_to_by,
        what,
        why: why(case),
        within_days: case.decided.outcome.days,
        if_not: if_not(case.situation),
        done_when: Both::default(),
        watch: watch(case.situation),
        maker_says: Vec::new(),
        letter: None,
        control: None,
    }
}

/// Whether it is here at all.
fn identify(case: &Case<'_>) -> Action {
    let name = case.product.label();
    let what = Both::new(
        format!("{}にあたる機器が院内にあるかを確かめ、あれば製品の画面で結びつけます。", name.ja),
        format!("Find out whether a device here is {}, and link it on the page of the product.", name.en),
    );
    let by = Role::ClinicalEngineering;
    let mut action = action(case, ActionKind::Identify, by, by, what);
    action.done_when = Both::new(
        "使っている機器を結びつけたか、院内にないことを確かめて製品の登録を外した。",
        "The devices are linked; or there is none, and the product was taken off the list.",
    );
    action
}

/// The fix, or the question whether there is one.
fn maker(case: &Case<'_>, letter: Letter) -> Action {
    let (kind, what, done_when) = if case.says.has_fix() { fix(case) } else { question(case) };
    let mut action = action(case, kind, Role::Maker, Role::ClinicalEngineering, what);
    action.done_when = done_when;
    action.maker_says = case.says.fixes.clone();
    if !case.says.has_fix() {
        action.maker_says.clone_from(&case.says.refusals);
    }
    action.letter = Some(letter);
    action
}

fn fix(case: &Case<'_>) -> (ActionKind, Both, Both) {
    let name = case.product.label();
    let (what, done_when) = match case.says.fixed_in.join("、").as_str() {
        "" => (
            Both::new(
                format!("{}への修正の適用を、メーカーに依頼します。", name.ja),
                format!("Ask the maker to apply the fix to {}.", name.en),
            ),
            Both::new("メーカーの作業報告を受け取った。", "The maker's report has arrived."),
        ),
        fixed => (
            Both::new(
                format!("{}を、修正版 {fixed} にするよう、メーカーに適用を依頼します。", name.ja),
                format!("Ask the maker to bring {} to the fixed version {fixed}.", name.en),
            ),
            Both::new(
                format!("メーカーの作業報告に版 {fixed} とあり、機器の画面でも同じ版を確かめた。"),
                format!("The maker's report says version {fixed}, and the device shows it."),
            ),
        ),
    };
    (ActionKind::Fix, what, done_when)
}

fn question(case: &Case<'_>) -> (ActionKind, Both, Both) {
    let name = case.product.label();
    let mended = case.says.part.as_ref().filter(|part| !part.fixed_in.is_empty());
    let what = match (case.says.none, mended) {
        (true, _) => Both::new(
            format!(
                "{}の修正は出ないとされています。使い続ける条件と入替えの時期を、メーカーと決めます。",
                name.ja
            ),
            format!(
                "No fix of {} will come. Agree with the maker on what terms it stays, and when it is replaced.",
                name.en
            ),
        ),
        (false, Some(part)) => Both::new(
            format!(
                "部品 {} を {} 以降にした{}の更新があるかを、メーカーに尋ねます。",
                part.part,
                part.fixed_in.join("、"),
                name.ja
            ),
            format!(
                "Ask the maker for an update of {} that brings {} to {} or later.",
                name.en,
                part.part,
                part.fixed_in.join(", ")
            ),
        ),
        (false, None) => Both::new(
            format!("{}の修正版と当面の対策を、メーカーに尋ねます。", name.ja),
            format!("Ask the maker for a fix of {} and a measure until then.", name.en),
        ),
    };
    let done_when = Both::new(
        "修正の有無・時期・当面の対策について、メーカーの回答を受け取った。",
        "The maker has answered: whether, when, and what until then.",
    );
    (ActionKind::AskMaker, what, done_when)
}

/// What the maker says to do until then, and what authorities ask a hospital to do.
fn measures(case: &Case<'_>) -> Vec<Action> {
    let asked = |said: &&Said| said.line.is_some();
    let (of_authority, of_maker): (Vec<&Said>, Vec<&Said>) = case.says.measures.iter().partition(asked);
    let one = |list: Vec<&Said>, make: fn(&Case<'_>) -> Action| {
        let listed: Vec<Said> = list.into_iter().cloned().collect();
        (!listed.is_empty()).then(|| Action { maker_says: listed, ..make(case) })
    };
    one(of_authority, asked_by_authority).into_iter().chain(one(of_maker, mitigation)).collect()
}

fn asked_by_authority(case: &Case<'_>) -> Action {
    let name = case.product.label();
    let what = Both::new(
        format!(
            "{}について、公的機関が医療機関に求めている対応を、順に行います。機器の設定に関わる作業はメーカーに依頼します。",
            name.ja
        ),
        format!(
            "Do in order what the authority asks hospitals to do about {}. What touches the device's settings is asked of the maker.",
            name.en
        ),
    );
    let by = Role::ClinicalEngineering;
    let mut action = action(case, ActionKind::Mitigation, by, by, what);
    action.done_when = Both::new(
        "求められている対応のそれぞれについて、行った内容と日付、または行わない理由を記録した。",
        "Of each point it is on record what was done and when, or why not.",
    );
    action
}

fn mitigation(case: &Case<'_>) -> Action {
    let name = case.product.label();
    let what = Both::new(
        format!(
            "{}に、メーカーの示す当面の対策をとります。機器の設定に関わる作業はメーカーに依頼します。",
            name.ja
        ),
        format!(
            "Take the maker's measure for {}. What touches the device's settings is asked of the maker.",
            name.en
        ),
    );
    let mut action = action(case, ActionKind::Mitigation, Role::Maker, Role::ClinicalEngineering, what);
    action.done_when = Both::new(
        "対策の内容・日付・行った人の部署を記録した。",
        "What was done, when and by which department is on record.",
    );
    action
}

fn limit(case: &Case<'_>, control: Control) -> Action {
    let mut action = action(case, ActionKind::Control, Role::Network, Role::Network, control.in_words());
    action.done_when = Both::new(
        "設定の後1日以上、機器が使えており、止めた通信の記録に必要な相手がない。",
        "For a day or longer the device works and nothing that it needs is among what was denied.",
    );
    action.control = Some(control);
    action
}

fn disconnect(case: &Case<'_>) -> Action {
    let name = case.product.label();
    let before = match case.situation.care.value {
        Some(CareStop::No) => Both::new("診療は続けられます。", "Care goes on without it."),
        Some(CareStop::Degraded) => Both::new(
            "先に、手作業や見回りの分担を使用部署と決めます。",
            "First agree with the ward who does by hand what it did.",
        ),
        Some(CareStop::Yes) => Both::new(
            "外すと診療が止まります。代わりの機器か手順を決めるまでは外しません。",
            "Care stops without it: do not take it off before there is a substitute.",
        ),
        None => Both::new(
            "先に、診療を続けられるかを使用部署に確かめます。",
            "First ask the ward whether care can go on.",
        ),
    };
    let what = Both::new(
        format!("ほかの対策が間に合わないときは、{}のLANの線だけを抜きます。電源は切りません。", name.ja),
        format!("If nothing else is in time, unplug the network cable of {}. Leave the power on.", name.en),
    )
    .and(&before);
    let mut action =
        action(case, ActionKind::Disconnect, Role::ClinicalEngineering, Role::ClinicalEngineering, what);
    // The last resort has no date.
    action.within_days = None;
    action.done_when = Both::new(
        "構成図で、機器の通信が止まったことを確かめた。使用部署が代わりの手順を知っている。",
        "The map shows that it no longer speaks, and the ward knows how to work without it.",
    );
    action
}

/// The reasons that decided, in the order of the table.
pub(in crate::decision) fn reasons(situation: &Situation) -> Vec<Both> {
    let first = |because: &[Both]| because.first().cloned();
    [
        first(&situation.exploitation.because),
        first(&situation.exposure.because),
        first(&situation.effect.because),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn why(case: &Case<'_>) -> Both {
    reasons(case.situation).iter().fold(Both::default(), |all, each| all.and(each))
}

/// What may happen, for patients and care rather than for computers.
pub(in crate::decision) fn if_not(situation: &Situation) -> Both {
    let patient = match situation.effect.value {
        Some(PatientEffect::Critical) => Both::new(
            "機器が外から操作されたり止められたりすると、患者の命に関わることがあります。",
            "If outsiders operate or stop it, a patient's life can be in danger.",
        ),
        Some(PatientEffect::Serious) => Both::new(
            "機器が外から操作されたり止められたりすると、治療や診断を誤ることがあります。",
            "If outsiders operate or stop it, treatment or diagnosis can go wrong.",
        ),
        Some(PatientEffect::Minor) => Both::new(
            "機器が使えず、検査や処置が遅れることがあります。",
            "It may be out of use, and examinations are delayed.",
        ),
        Some(PatientEffect::None) => Both::new(
            "患者への害はありませんが、院内のほかの機器への入口に使われることがあります。",
            "No patient is harmed, but it can become a way in to other devices.",
        ),
        None => Both::new(
            "患者への影響は分かっていません。軽いとは言えません。",
            "What it means for patients is not known; it cannot be called slight.",
        ),
    };
    match situation.care.value {
        Some(CareStop::Yes) => {
            patient.and(&Both::new("その機器を使う診療が止まります。", "Care that needs it stops."))
        }
        _ => patient,
    }
}

/// What those at the device look out for.
fn watch(situation: &Situation) -> Both {
    let stops = situation.care.value == Some(CareStop::Yes);
    let watch = Both::new(
        "いつもと違う動き、勝手な再起動、画面の表示、設定の変化に気づいたら、使用を続けてよいかを臨床工学部門に連絡して確かめます。",
        "If it behaves, restarts, shows or is set other than usual, ask the clinical engineering department whether to go on using it.",
    );
    if stops {
        return watch.and(&Both::new(
            "止まったときの代わりの手順を、手元に用意します。",
            "Keep at hand how to work when it stops.",
        ));
    }
    watch
}

#[cfg(test)]
mod tests {
    use domain::{certainty::Certainty, picture::Picture, vulnerabilities::Exploitation};
    use knowledge::Knowledge;

    use super::*;
    use crate::decision::{
        actions::PartFix,
        situation::Answer,
        testing::{device, peer},
    };

    fn product() -> InUse {
        InUse {
            id: "prd_pump".to_owned(),
            name: "輸液ポンプ X".to_owned(),
            version: Some("1.0".to_owned()),
            maker: None,
        }
    }

    fn situation() -> Situation {
        let said = || Both::new("根拠。", "Reason.");
        let mut situation = Situation::unknown(&said());
        situation.exploitation = Answer::known(Exploitation::Active, Certainty::Certain, said());
        situation.care = Answer::known(CareStop::Yes, Certainty::Confirmed, said());
        situation
    }

    fn kinds(says: &MakerSays, with_device: bool, interim: Option<Interim>) -> Vec<ActionKind> {
        steps(says, with_device, interim).iter().map(|action| action.kind).collect()
    }

    fn steps(says: &MakerSays, with_device: bool, interim: Option<Interim>) -> Vec<Action> {
        let mut pump = device("pump", "10.0.1.5");
        pump.peers = vec![peer(None, "10.0.2.9", 443, true)];
        let picture = Picture { devices: vec![pump], ..Picture::default() };
        let around = Surroundings::of(&picture);
        let mut situation = situation();
        situation.interim.value = interim;
        let decided = situation.decide_medical(Knowledge::built_in()).unwrap();
        let device = picture.devices.first().filter(|_| with_device).map(|device| (device, &around));
        let product = product();
        let case = Case {
            vulnerability: "CVE-2099-0001",
            product: &product,
            says,
            device,
            situation: &situation,
            decided: &decided,
        };
        actions(&case)
    }

    #[test]
    fn steps_come_in_order_and_only_those_that_help() {
        use ActionKind::{AskMaker, Control, Disconnect, Fix, Identify, Mitigation};
        let none = MakerSays::default();
        let fixed = MakerSays { fixed_in: vec!["2.1".to_owned()], ..MakerSays::default() };
        let measure = || Said { text: "Close it.".to_owned(), ..Said::default() };
        let both = MakerSays { measures: vec![measure()], ..fixed.clone() };
        let only = MakerSays { measures: vec![measure()], ..none.clone() };
        for (says, with_device, interim, expected) in [
            (&none, false, None, vec![Identify, AskMaker]),
            (&none, true, None, vec![AskMaker, Control, Disconnect]),
            (&none, true, Some(Interim::No), vec![AskMaker, Disconnect]),
            (&fixed, true, None, vec![Fix, Control, Disconnect]),
            (&both, true, Some(Interim::Yes), vec![Fix, Mitigation, Control, Disconnect]),
            (&only, true, Some(Interim::Yes), vec![Mitigation, AskMaker, Control, Disconnect]),
        ] {
            assert_eq!(kinds(says, with_device, interim), expected);
        }
    }

    #[test]
    fn the_question_says_what_is_known() {
        let part = PartFix { part: "zlib 1.2.11".to_owned(), fixed_in: vec!["1.3".to_owned()] };
        let says = MakerSays { part: Some(part), ..MakerSays::default() };
        let first = steps(&says, true, None).remove(0);
        assert_eq!(first.kind, ActionKind::AskMaker);
        assert!(first.what.ja.contains("部品 zlib 1.2.11 を 1.3 以降にした"), "{}", first.what.ja);
        assert!(first.letter.unwrap().body.ja.contains("版 1.3 以降で直っています"));
        let never = MakerSays { none: true, ..says };
        assert!(steps(&never, true, None).remove(0).what.ja.contains("入替え"));
    }

    #[test]
    fn what_touches_the_device_is_asked_of_the_maker() {
        let says = MakerSays {
            fixed_in: vec!["2.1".to_owned()],
            measures: vec![Said { text: "Close port 21.".to_owned(), ..Said::default() }],
            ..MakerSays::default()
        };
        for action in steps(&says, true, None) {
            let touches = matches!(action.kind, ActionKind::Fix | ActionKind::Mitigation);
            assert_eq!(action.by == Role::Maker, touches, "{:?}", action.kind);
            for text in [&action.what, &action.why, &action.if_not, &action.done_when, &action.watch] {
                assert!(!text.ja.is_empty() && !text.en.is_empty(), "{:?}", action.kind);
            }
            let words = format!("{}{}", action.what.ja, action.what.en.to_lowercase());
            for word in ["インストールし", "適用してください", "install", "patch yourself"] {
                assert!(!words.contains(word), "{words}");
            }
            assert_eq!(action.within_days, (action.kind != ActionKind::Disconnect).then_some(1));
        }
        let last = steps(&says, true, None).pop().unwrap();
        assert!(last.what.ja.contains("代わりの機器か手順を決めるまでは外しません"));
    }
}
