//! The steps of a week in words: what is to be done, which version is asked for, what is done meanwhile, how the unknown becomes known.

use domain::counted::counted;
use domain::ids::DeviceId;

use super::{Concern, Missing};
use crate::{
    decision::{
        actions::{ActionKind, Role},
        evaluate::Decided,
        situation::{Interim, Situation},
        words::Both,
    },
    schemes::{Relation, Version, compare},
};

pub(super) fn what(
    kind: ActionKind,
    members: &[(&Concern, Decided)],
    vulnerabilities: &[String],
    devices: &[DeviceId],
    products: &[String],
) -> Both {
    let product = members.first().map(|(concern, _)| concern.product.name.as_str()).unwrap_or_default();
    let label = members.first().map(|(concern, _)| concern.product.label().ja).unwrap_or_default();
    let maker = members.first().and_then(|(concern, _)| concern.product.maker.as_deref());
    let step = match kind {
        ActionKind::Identify => Both::new(
            format!("{label}にあたる機器が院内にあるかを確かめる"),
            format!("Find out whether a device here is {label}"),
        ),
        ActionKind::Fix => match target(members) {
            Some(version) => Both::new(
                format!("{product}を{version}に上げるよう、メーカーに依頼する"),
                format!("Ask the maker to bring {product} to {version}"),
            ),
            None => Both::new(
                format!("{product}への修正の適用を、メーカーに依頼する"),
                format!("Ask the maker to apply the fixes to {product}"),
            ),
        },
        ActionKind::Mitigation => Both::new(
            format!("{label}に、メーカーの示す当面の対策をとる"),
            format!("Take the maker's measure for {label}"),
        ),
        ActionKind::Control => Both::new(
            format!("{label}の通信を、必要な相手だけに絞る"),
            format!("Limit the conversations of {label} to those that it needs"),
        ),
        ActionKind::AskMaker | ActionKind::Disconnect => {
            let several = products.len() > 1;
            let about = if several { format!("{}製品", products.len()) } else { product.to_owned() };
            let about_en = if several { format!("{} products", products.len()) } else { product.to_owned() };
            Both::new(
                format!("{}に、{about}の修正版と当面の対策を尋ねる", maker.unwrap_or("メーカー")),
                format!(
                    "Ask {} for fixes of {about_en} and measures until then",
                    maker.unwrap_or("the maker")
                ),
            )
        }
    };
    let (weak, many) = (vulnerabilities.len(), devices.len());
    if many == 0 {
        return step.and(&Both::new(
            format!("（弱点{weak}件、つながっている機器は不明）"),
            format!("({}, devices not known)", counted(weak, "vulnerability", "vulnerabilities")),
        ));
    }
    step.and(&Both::new(
        format!("（弱点{weak}件、{many}台）"),
        format!(
            "({}, {})",
            counted(weak, "vulnerability", "vulnerabilities"),
            counted(many, "device", "devices")
        ),
    ))
}

/// The version that mends all of them: of each the lowest above the version in use, of those the highest. `None` when versions have no order
/// or a fix names none.
pub(super) fn target(members: &[(&Concern, Decided)]) -> Option<String> {
    let mut highest: Option<&str> = None;
    for (concern, _) in members {
        let own = concern.product.version.as_deref();
        let higher: Vec<&str> = concern
            .says
            .fixed_in
            .iter()
            .map(String::as_str)
            .filter(|fixed| own.is_none_or(|own| is_above(own, fixed) != Some(false)))
            .collect();
        let lowest = extreme(&higher, false)?;
        highest = Some(match highest {
            Some(before) => extreme(&[before, lowest], true)?,
            None => lowest,
        });
    }
    highest.map(str::to_owned)
}

/// The highest or lowest of versions; `None` when there is none or they have no order.
fn extreme<'v>(versions: &[&'v str], highest: bool) -> Option<&'v str> {
    let (first, rest) = versions.split_first()?;
    rest.iter().try_fold(*first, |best, other| {
        let above = if best == *other { Some(false) } else { is_above(best, other) };
        Some(if above? == highest { *other } else { best })
    })
}

/// Whether `right` is above `left`, as makers of devices number.
fn is_above(left: &str, right: &str) -> Option<bool> {
    match compare(&Version::parse(left)?, &Version::parse(right)?) {
        Relation::Less | Relation::Coarser(_) => Some(true),
        Relation::Greater | Relation::Equal | Relation::Finer(_) => Some(false),
        Relation::Incomparable => None,
    }
}

/// What lowers the risk until the maker has done its part.
pub(super) fn meanwhile(kind: ActionKind, situation: &Situation) -> Both {
    match (kind, situation.interim.value) {
        (ActionKind::Control | ActionKind::Identify, _) => Both::default(),
        (_, Some(Interim::Yes)) => Both::new(
            "終わるまでの間、通信を必要な相手に絞るか、メーカーの示す対策をとります。",
            "Until it is done, limit its conversations or take the maker's measure.",
        ),
        (_, Some(Interim::No)) => Both::new(
            "当面の対策がありません。ネットワークから外すかどうかを、使用部署と決めます。",
            "There is no measure until then: decide with the ward whether to take it off the network.",
        ),
        (_, None) => {
            Both::new("当面の対策があるかを確かめます。", "Find out whether there is a measure until then.")
        }
    }
}

pub(super) fn next_step(missing: Missing) -> (Role, Both, Both) {
    use Role::{ClinicalEngineering, Maker, Network};
    let (by, ja, en, next_ja, next_en) = match missing {
        Missing::Version => (
            ClinicalEngineering,
            "版が分からないため判定できません。",
            "The version is not known.",
            "機器の画面か点検記録で版を確かめ、台帳に書きます。",
            "Read the version on the device or in its records and write it into the ledger.",
        ),
        Missing::Model => (
            ClinicalEngineering,
            "どの製品か分からないため判定できません。",
            "It is not known which product it is.",
            "銘板で型式を確かめ、台帳の行と機器を結びます。",
            "Read the model on the label and link the ledger's row with the device.",
        ),
        Missing::Parts => (
            Maker,
            "部品表（SBOM）がないため判定できません。",
            "There is no bill of materials.",
            "メーカーに部品表（SBOM）を依頼します。",
            "Ask the maker for the bill of materials.",
        ),
        Missing::Sources => (
            Network,
            "脆弱性の情報が古いか足りないため判定できません。",
            "What the sources say is missing or too old.",
            "脆弱性の情報を取り込み直します。",
            "Load the sources anew.",
        ),
        Missing::MakerAnswer => (
            Maker,
            "メーカーが調査中です。",
            "The maker is looking into it.",
            "メーカーに回答の時期を尋ねます。",
            "Ask the maker when the answer will come.",
        ),
        Missing::Judgement => (
            Maker,
            "版の比べ方や条件が分からないため判定できません。",
            "Versions cannot be compared or a condition cannot be seen.",
            "該当するかどうかをメーカーに尋ねます。",
            "Ask the maker whether it applies.",
        ),
    };
    (by, Both::new(ja, en), Both::new(next_ja, next_en))
}
