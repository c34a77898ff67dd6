//! Is there a safe measure until the fix is there? The maker's own, or limiting the device's conversations where that can stop an attack.

use domain::certainty::Certainty;
use domain::counted::counted;

use super::{Answer, Interim};
use crate::{
    cvss::Vector,
    decision::{actions::Control, words::Both},
};

/// What measures are there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measures<'a> {
    /// The maker names a mitigation or workaround.
    pub of_maker: bool,
    /// The maker says that there is none.
    pub none_of_maker: bool,
    /// The CVSS vector, for whether the attack comes over the network.
    pub cvss: Option<&'a str>,
    /// A limit of the conversations was drafted: how many peers are allowed, and how many of them nobody knows.
    pub limit: Option<(usize, usize)>,
}

impl Measures<'_> {
    /// With a drafted limit, if the device was watched for `enough` microseconds: what was not seen yet may be needed. Who is in no row
    /// of the draft is as unknown as a stranger.
    #[must_use]
    pub fn limited_to(mut self, control: Option<&Control>, enough: i64) -> Self {
        self.limit = control
            .filter(|control| control.recorded >= enough)
            .map(|control| (control.permits.len(), control.strangers() + control.left_out));
        self
    }
}

/// The answer with its reason.
#[must_use]
pub fn interim(measures: &Measures<'_>) -> Answer<Interim> {
    if measures.of_maker {
        let because = Both::new("メーカーが当面の対策を示しています。", "The maker names a measure.");
        return Answer::known(Interim::Yes, Certainty::Certain, because);
    }
    let vector = measures.cvss.and_then(|vector| Vector::parse(vector).ok());
    let by_network = vector.map(|vector| matches!(vector.value("AV"), "N" | "A"));
    let unknown = match (by_network, measures.limit) {
        (Some(false), _) if measures.none_of_maker => {
            let because = Both::new(
                "通信を絞っても防げず、メーカーの対策もありません。",
                "Limiting its conversations does not stop the attack and the maker has no measure.",
            );
            return Answer::known(Interim::No, Certainty::Certain, because);
        }
        (Some(false), _) => Both::new(
            "機器に触れて行う攻撃なので、通信を絞っても防げません。メーカーの対策を尋ねます。",
            "The attack needs access to the device itself; ask the maker for a measure.",
        ),
        (Some(true), Some((peers, 0))) if peers > 0 => {
            let because = Both::new(
                format!(
                    "通信の相手は{peers}件で、すべて正体が分かっています。通信をその相手だけに絞れます。"
                ),
                format!("Every peer ({peers}) is known; its conversations can be limited to what it needs."),
            );
            return Answer::known(Interim::Yes, Certainty::Likely, because);
        }
        (_, Some((_, strangers))) if strangers > 0 => Both::new(
            format!("通信を絞る前に、正体の分からない相手{strangers}件を確かめます。"),
            format!(
                "{} to be identified before its conversations can be limited.",
                counted(strangers, "peer has", "peers have")
            ),
        ),
        (None, _) => Both::new(
            "攻撃が通信を通るか分からないため、通信を絞って防げるか判断できません。",
            "It is not known whether the attack comes over the network.",
        ),
        (Some(true), _) => Both::new(
            "機器が実際に使う通信を、まだ1日以上見ていません。",
            "The conversations that the device needs have not been watched for a day yet.",
        ),
    };
    Answer::unknown(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_must_stop_the_attack() {
        let network = Some("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
        let local = Some("CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
        let base = Measures::default();
        for (measures, expected) in [
            (Measures { of_maker: true, cvss: local, ..base }, Some(Interim::Yes)),
            (Measures { cvss: network, limit: Some((4, 0)), ..base }, Some(Interim::Yes)),
            (Measures { cvss: network, limit: Some((4, 1)), ..base }, None),
            (Measures { cvss: network, limit: Some((0, 0)), ..base }, None),
            (Measures { cvss: local, limit: Some((4, 0)), ..base }, None),
            (Measures { cvss: local, none_of_maker: true, ..base }, Some(Interim::No)),
            (Measures { limit: Some((4, 0)), ..base }, None),
            (base, None),
        ] {
            assert_eq!(interim(&measures).value, expected, "{measures:?}");
        }
    }
}
