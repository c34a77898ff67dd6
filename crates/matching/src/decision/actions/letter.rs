//! What to ask the maker, as a letter that can be sent.

use domain::counted::counted;
use serde::Serialize;

use super::{InUse, MakerSays};
use crate::decision::words::Both;

/// A letter in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Letter {
    pub subject: Both,
    pub body: Both,
}

/// Vulnerabilities that are named; the rest is counted.
const NAMED: usize = 20;

/// The letter about vulnerabilities of one product. `peers` is how many conversations a drafted control would allow.
#[must_use]
pub fn letter(
    product: &InUse,
    vulnerabilities: &[String],
    says: &MakerSays,
    days: Option<u32>,
    peers: Option<usize>,
) -> Letter {
    let named = named(vulnerabilities);
    let name = product.label();
    let maker = product.maker.as_deref();
    let subject = Both::new(
        format!("{}の脆弱性への対応について（お願い）", name.ja),
        format!("{}: vulnerabilities, and what we ask of you", name.en),
    );
    let mut ja = format!(
        "{} ご担当者様\n\n当院で使っている{}に、次の脆弱性が該当する可能性があります。\n{}\n\n{}次の点をお知らせください。\n",
        maker.unwrap_or("製造販売業者・販売店"),
        name.ja,
        named.ja,
        days.map(|days| format!("{days}日以内に、")).unwrap_or_default(),
    );
    let mut en = format!(
        "To {}\n\nThese vulnerabilities may concern {}, which we use:\n{}\n\nPlease tell us{}:\n",
        maker.unwrap_or("the manufacturer or distributor"),
        name.en,
        named.en,
        days.map(|days| format!(" within {}", counted(days, "day", "days"))).unwrap_or_default(),
    );
    for (number, question) in (1..).zip(questions(product, says, peers)) {
        ja.push_str(&format!("{number}. {}\n", question.ja));
        en.push_str(&format!("{number}. {}\n", question.en));
    }
    ja.push_str("\n当院では機器に手を加えません。作業が要るときは、日程と、診療への影響をあわせてお知らせください。\n");
    en.push_str("\nWe do not alter the device ourselves. If work is needed, please propose a date and tell us what it means for care.\n");
    Letter { subject, body: Both::new(ja, en) }
}

fn named(vulnerabilities: &[String]) -> Both {
    let shown: Vec<&str> = vulnerabilities.iter().take(NAMED).map(String::as_str).collect();
    let rest = vulnerabilities.len().saturating_sub(NAMED);
    let both = Both::new(shown.join("、"), shown.join(", "));
    if rest == 0 {
        both
    } else {
        both.and(&Both::new(format!("ほか{rest}件"), format!("and {rest} more")))
    }
}

fn questions(product: &InUse, says: &MakerSays, peers: Option<usize>) -> Vec<Both> {
    let mut found = Vec::new();
    found.push(match &product.version {
        Some(version) => Both::new(
            format!(
                "版 {version} は該当しますか。該当しないときは、その根拠（VEX文書など）をお送りください。"
            ),
            format!("Is version {version} affected? If not, on what ground (a VEX document, for example)?"),
        ),
        None => Both::new(
            "当院の機器の版の調べ方と、該当する版の範囲を教えてください。",
            "How do we find the version of our devices, and which versions are affected?",
        ),
    });
    let part = says.part.as_ref().filter(|part| !part.fixed_in.is_empty() && !says.has_fix());
    if let Some(part) = part {
        let (name, versions) = (&part.part, part.fixed_in.join("、"));
        found.push(Both::new(
            format!("部品 {name} は、開発元の版 {versions} 以降で直っています。これを取り込んだ製品の更新はありますか。"),
            format!("The part {name} is mended by its developer in {} or later. Is there an update of the product with it?", part.fixed_in.join(", ")),
        ));
    }
    found.push(match says.fixed_in.as_slice() {
        [] if says.has_fix() => Both::new(
            "公表されている修正を、いつ、どのように適用していただけますか。",
            "When and how can you apply the fix that was announced?",
        ),
        [] => Both::new(
            "修正版はありますか。いつ、どのように適用されますか。薬機法上の手続きが要るときは、その見込みも教えてください。",
            "Is there a fix? When and how will it be applied, and does it need an approval first?",
        ),
        versions => Both::new(
            format!("修正版（{}）を、いつ、どのように適用していただけますか。", versions.join("、")),
            format!("When and how can you apply the fixed version ({})?", versions.join(", ")),
        ),
    });
    found.push(Both::new(
        "修正までの間にできる対策と、それが診療に与える影響を教えてください。",
        "What can be done until then, and what does it mean for care?",
    ));
    if let Some(peers) = peers {
        found.push(Both::new(
            format!("通信の相手を、添付の一覧（{peers}件）に絞ってもよいですか。足りない相手や受け口（ポート）があれば教えてください。"),
            format!("May we limit its conversations to the {peers} of the attached table? Which peers or ports are missing?"),
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_asks_what_is_missing_and_never_offers_to_alter_the_device() {
        let product = InUse {
            id: "prd_pump".to_owned(),
            name: "輸液ポンプ X".to_owned(),
            version: None,
            maker: Some("例示メディカル".to_owned()),
        };
        let many: Vec<String> = (0..30).map(|at| format!("CVE-2099-{at:04}")).collect();
        let letter = letter(&product, &many, &MakerSays::default(), Some(7), Some(4));
        for part in [
            "例示メディカル ご担当者様",
            "CVE-2099-0019ほか10件",
            "7日以内に",
            "4. 通信の相手を、添付の一覧（4件）",
            "当院では機器に手を加えません",
        ] {
            assert!(letter.body.ja.contains(part), "{part}\n{}", letter.body.ja);
        }
        for part in ["and 10 more", "within 7 days", "Is there a fix?", "do not alter"] {
            assert!(letter.body.en.contains(part), "{part}\n{}", letter.body.en);
        }
        let says = MakerSays { fixed_in: vec!["2.1".to_owned()], ..MakerSays::default() };
        let letter = super::letter(
            &InUse { version: Some("1.0".to_owned()), ..product },
            &many[..1],
            &says,
            None,
            None,
        );
        assert!(letter.body.ja.contains("版 1.0 は") && letter.body.ja.contains("修正版（2.1）を"));
    }
}
