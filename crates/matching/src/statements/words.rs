//! Statements and what counts, in Japanese and English sentences.

use domain::{
    advisories::Verdict,
    civil::{Civil, JST},
    statements::{Justification, Role, Treatment},
};

use super::{
    conclude::{Concluded, Heard, Weight},
    grounds::Gone,
    origin::Doubt,
};

/// `該当します` and the others, and their English.
const fn verdict(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Affected => ("該当する", "affected"),
        Verdict::Unknown => ("判定できない", "cannot tell"),
        Verdict::UnderInvestigation => ("調査中", "under investigation"),
        Verdict::Fixed => ("修正済み", "fixed"),
        Verdict::NotAffected => ("該当しない", "not affected"),
    }
}

const fn role(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Maker => ("製造元", "the maker"),
        Role::Distributor => ("配布元・販売業者", "the distributor"),
        Role::Supporter => ("保守業者", "the supporter"),
        Role::Hospital => ("院内の判断", "the hospital"),
        Role::Other => ("第三者", "somebody else"),
    }
}

/// Why something is not affected, in Japanese and English.
#[must_use]
pub const fn justification(reason: Justification) -> (&'static str, &'static str) {
    use Justification as J;
    match reason {
        J::ComponentNotPresent => ("該当する部品が入っていない", "the component is not present"),
        J::VulnerableCodeNotPresent | J::CodeNotPresent => {
            ("弱点のあるコードが入っていない", "the vulnerable code is not present")
        }
        J::VulnerableCodeNotInExecutePath | J::CodeNotReachable => {
            ("弱点のあるコードが実行されない", "the vulnerable code is not in the execute path")
        }
        J::VulnerableCodeCannotBeControlledByAdversary => (
            "攻撃者が弱点のあるコードを操作できない",
            "the vulnerable code cannot be controlled by an adversary",
        ),
        J::InlineMitigationsAlreadyExist => {
            ("製品に防御が組み込まれている", "inline mitigations already exist")
        }
        J::RequiresConfiguration => ("特定の設定でだけ影響する", "it takes a configuration that is not used"),
        J::RequiresDependency => {
            ("特定の部品があるときだけ影響する", "it takes a dependency that is not there")
        }
        J::RequiresEnvironment => ("特定の環境でだけ影響する", "it takes an environment that is not there"),
        J::ProtectedByCompiler => ("コンパイル時の保護が働く", "protected by the compiler"),
        J::ProtectedAtRuntime => ("実行時の保護が働く", "protected at runtime"),
        J::ProtectedAtPerimeter => ("境界の防御で守られている", "protected at the perimeter"),
        J::ProtectedByMitigatingControl => ("別の対策で守られている", "protected by a mitigating control"),
    }
}

impl Weight {
    /// Why it counts or not, in Japanese and English.
    #[must_use]
    pub fn words(&self) -> (String, String) {
        let (ja, en) = match self {
            Self::Counts => ("この見解を採用", "counts"),
            Self::Agrees => ("採用した見解と同じ内容", "agrees with what counts"),
            Self::Older => (
                "同じ発信者がより新しい、または詳しい見解を出している",
                "its author said something newer or more exact",
            ),
            Self::Outranked => (
                "製品をよりよく知る立場の見解と食い違う",
                "somebody who knows the product better says otherwise",
            ),
            Self::Undecided => ("調査中のため判定を変えない", "under investigation decides nothing"),
            Self::Withdrawn => ("取り下げられた", "withdrawn"),
            Self::Expired => ("期限が切れた", "expired"),
            Self::NoReason => ("理由が書かれていない", "gives no reason"),
            Self::NoVersion => ("どの版で修正されたか書かれていない", "does not say which version is fixed"),
            Self::Perhaps => (
                "この版・この製品についてか確かめられない",
                "whether it is about this version or product cannot be told",
            ),
            Self::NotTheirs => (
                "製造元が自社の製品について述べたものではないため、「該当しない」「修正済み」の根拠にはしない",
                "not the maker's word about an own product: what a feed brings makes nothing better",
            ),
            Self::NotTied => (
                "この部品・製品が発信者のものだと、こちらの情報では確かめられないため、「該当しない」「修正済み」の根拠にはしない",
                "nothing known here says that this is the publisher's product: it makes nothing better",
            ),
            Self::HandedOn => return makes_nothing_better(Doubt::HandedOn.words()),
            Self::Unconfirmed => return makes_nothing_better(Doubt::Unconfirmed.words()),
            Self::Shaken => return makes_nothing_better(Doubt::Shaken.words()),
            Self::Unlisted { since } => return makes_nothing_better(unlisted(since)),
            Self::GroundGone { reason } => {
                let (ja, en) = reason.words();
                return (
                    format!("判断の根拠が成り立たなくなった：{ja}"),
                    format!("its ground no longer holds: {en}"),
                );
            }
        };
        (ja.to_owned(), en.to_owned())
    }
}

fn makes_nothing_better((ja, en): (String, String)) -> (String, String) {
    (
        format!("{ja}ため、「該当しない」「修正済み」の根拠にはしない"),
        format!("{en}: it makes nothing better"),
    )
}

fn unlisted(since: &str) -> (String, String) {
    (
        format!("この文書が {since} から配信元の一覧に載っていない"),
        format!("its document is no longer listed since {since}"),
    )
}

impl Doubt {
    /// What speaks against the document, in Japanese and English.
    #[must_use]
    pub fn words(self) -> (String, String) {
        let (ja, en) = match self {
            Self::Unlisted { since } => return unlisted(&Civil::at(since, JST).date()),
            Self::Shaken => (
                "この文書には新しい版があるが、確かめられず取り込めていない",
                "there is a newer edition of its document, which cannot be used",
            ),
            Self::Unconfirmed => (
                "この配信元が名乗っている相手だと、まだだれも確認していない",
                "nobody confirmed yet that its provider is who it says it is (`kikimori feeds provider`)",
            ),
            Self::HandedOn => (
                "発信者自身が配った文書だと確かめられない",
                "its document is not known to be delivered by its publisher itself",
            ),
        };
        (ja.to_owned(), en.to_owned())
    }
}

impl Gone {
    /// What changed, in Japanese and English.
    #[must_use]
    pub fn words(&self) -> (String, String) {
        let (ja, en): (&str, &str) = match self {
            Self::Component { was, is } => {
                return (
                    format!("部品が {was} から {is} に変わった"),
                    format!("the component was {was} and is {is}"),
                );
            }
            Self::Present { name } => {
                return (format!("{name} が部品表に載っている"), format!("{name} is on the list"));
            }
            Self::NoList { name } => {
                return (
                    format!("部品表がなく、{name} が入っていないことを確かめられない"),
                    format!("without a parts list nobody can see that {name} is absent"),
                );
            }
            Self::File => ("部品のファイルが同じだと確かめられない", "the file is not known to be the same"),
            Self::Renewal => {
                ("版が変わったため、実行されないことの再確認が要る", "another version: to be looked at again")
            }
            Self::Unlimited => (
                "設定による判断に見直しの期日がない",
                "a decision by configuration without a date to look again",
            ),
            Self::Record => ("脆弱性情報の内容が変わった", "the vulnerability record changed"),
            Self::Version => ("別の版についての判断である", "it is about another version"),
        };
        (ja.to_owned(), en.to_owned())
    }
}

impl Heard<'_> {
    /// Who says what, when and why: one sentence in Japanese and English.
    #[must_use]
    pub fn sentences(&self) -> (String, String) {
        let statement = self.statement;
        let (role_ja, role_en) = role(self.role);
        let (says_ja, says_en) = verdict(statement.status);
        let date = statement.said_at.map(|said| Civil::at(said, JST).date());
        let words = statement.justification.map(justification);
        let free = statement.impact.as_deref().or(statement.note.as_deref()).map(short);
        let reason_ja = words.map(|(ja, _)| ja).or(free.as_deref());
        let reason_en = words.map(|(_, en)| en).or(free.as_deref());
        let author = if statement.author.is_empty() { "—" } else { &statement.author };
        let with = |text: Option<&str>, front: &str, back: &str| {
            text.map(|text| format!("{front}{text}{back}")).unwrap_or_default()
        };
        let ja = format!(
            "{author}（{role_ja}{}）の見解：「{says_ja}」{}。",
            with(date.as_deref(), "、", ""),
            with(reason_ja, "（理由：", "）")
        );
        let en = format!(
            "{author} ({role_en}{}) says: {says_en}{}.",
            with(date.as_deref(), ", ", ""),
            with(reason_en, " (", ")")
        );
        (ja, en)
    }
}

fn short(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(120).collect();
    line.trim().to_owned()
}

impl Concluded<'_> {
    /// What counts and why, beside what ranges say. `None` where nobody states anything.
    #[must_use]
    pub fn sentences(&self) -> Option<(String, String)> {
        let first = self.heard.first()?;
        let (counts_ja, counts_en) = verdict(self.counts);
        let (mut ja, mut en) = first.sentences();
        if first.weight == Weight::Counts {
            let (ranges_ja, ranges_en) = self.by_ranges.map_or(("情報なし", "nothing"), verdict);
            ja.push_str(&format!(
                "これを採用し「{counts_ja}」とします。影響範囲だけで見ると「{ranges_ja}」です。"
            ));
            en.push_str(&format!(" This counts: {counts_en}. Ranges alone say: {ranges_en}."));
        } else {
            let (why_ja, why_en) = first.weight.words();
            ja.push_str(&format!(
                "ただし採用しません（{why_ja}）。影響範囲による「{counts_ja}」のままです。"
            ));
            en.push_str(&format!(" It does not count ({why_en}). Ranges go on counting: {counts_en}."));
        }
        if self.disputed {
            ja.push_str("見解どうしが食い違っています。発信者に確認してください。");
            en.push_str(" Statements contradict each other; ask their authors.");
        }
        match self.treatment {
            Some(Treatment::Mitigated) => {
                ja.push_str("院内で軽減策を取っています。");
                en.push_str(" The hospital keeps the danger away by other means.");
            }
            Some(Treatment::RiskAccepted) => {
                ja.push_str("院内でリスクを受け入れると判断しています。");
                en.push_str(" The hospital accepts the risk.");
            }
            None => {}
        }
        Some((ja, en))
    }
}
