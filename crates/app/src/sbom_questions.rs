//! What to ask the maker for, as a letter that can be sent: Japanese or English, from what a bill of materials lacks.

use std::fmt::Write as _;

use matching::sbom::completeness::{Completeness, Element};

/// Components named for one question; the rest is counted.
const NAMED: usize = 20;

/// In which language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    Japanese,
    English,
}

/// What an element is called.
#[must_use]
pub const fn name(element: Element, language: Language) -> &'static str {
    match (element, language) {
        (Element::Supplier, Language::Japanese) => "サプライヤー名（作った会社・団体）",
        (Element::Supplier, Language::English) => "supplier (who makes it)",
        (Element::Name, Language::Japanese) => "コンポーネント名",
        (Element::Name, Language::English) => "component name",
        (Element::Version, Language::Japanese) => "バージョン",
        (Element::Version, Language::English) => "version",
        (Element::Identifier, Language::Japanese) => "一意な識別子（purl、CPEなど）",
        (Element::Identifier, Language::English) => "unique identifier (purl, CPE …)",
        (Element::Relation, Language::Japanese) => "依存関係（どの部品に含まれるか）",
        (Element::Relation, Language::English) => "relationship (what contains or needs it)",
        (Element::Author, Language::Japanese) => "SBOMの作成者",
        (Element::Author, Language::English) => "author of the SBOM",
        (Element::Time, Language::Japanese) => "SBOMの作成日時",
        (Element::Time, Language::English) => "time when the SBOM was made",
        (Element::Hash, Language::Japanese) => "ハッシュ値",
        (Element::Hash, Language::English) => "hash",
        (Element::Licence, Language::Japanese) => "ライセンス",
        (Element::Licence, Language::English) => "licence",
        (Element::Tool, Language::Japanese) => "SBOMを作成したツールの名前",
        (Element::Tool, Language::English) => "name of the tool that made the SBOM",
        (Element::Context, Language::Japanese) => "作成した段階（設計・ビルド・出荷後など）",
        (Element::Context, Language::English) => {
            "phase in which it was made (design, build, after release …)"
        }
        (Element::SupportLevel, Language::Japanese) => "サポートの状態（保守中・保守終了など）",
        (Element::SupportLevel, Language::English) => "level of support",
        (Element::EndOfSupport, Language::Japanese) => "サポート終了日",
        (Element::EndOfSupport, Language::English) => "end of support",
    }
}

/// The letter; `None` when nothing is missing.
#[must_use]
pub fn letter(product: &str, judged: &Completeness, language: Language) -> Option<String> {
    let lacking: Vec<_> = judged.scores.iter().filter(|score| score.present < score.total).collect();
    if lacking.is_empty() {
        return None;
    }
    let mut text = opening(product, language);
    for (number, score) in (1..).zip(&lacking) {
        let title = name(score.element, language);
        if score.element.is_of_document() {
            let _ = match language {
                Language::Japanese => writeln!(text, "{number}. {title}: 記載がありません。"),
                Language::English => writeln!(text, "{number}. {title}: not given."),
            };
            continue;
        }
        let missing: Vec<String> = judged
            .gaps
            .iter()
            .filter(|gap| gap.missing.contains(&score.element))
            .map(|gap| match &gap.version {
                Some(version) => format!("{} {version}", shown(&gap.name, &gap.place)),
                None => shown(&gap.name, &gap.place),
            })
            .collect();
        let (count, total) = (missing.len(), score.total);
        let _ = match language {
            Language::Japanese => {
                writeln!(text, "{number}. {title}: {total}件中{count}件に記載がありません。")
            }
            Language::English => {
                writeln!(text, "{number}. {title}: missing for {count} of {total} components.")
            }
        };
        for name in missing.iter().take(NAMED) {
            let _ = writeln!(text, "   - {name}");
        }
        if count > NAMED {
            let _ = match language {
                Language::Japanese => writeln!(text, "   - ほか{}件", count - NAMED),
                Language::English => writeln!(text, "   - and {} more", count - NAMED),
            };
        }
    }
    text.push_str(closing(language));
    Some(text)
}

fn shown(name: &str, place: &str) -> String {
    let clean: String = name.chars().filter(|c| !c.is_control()).collect();
    if clean.is_empty() { place.to_owned() } else { clean }
}

fn opening(product: &str, language: Language) -> String {
    let product: String = product.chars().filter(|c| !c.is_control()).collect();
    match language {
        Language::Japanese => format!(
            "{product}のSBOM（ソフトウェア部品表）について\n\n\
             いただいたSBOMを確認したところ、次の項目が分かりませんでした。脆弱性への対応を判断するために必要です。\n\
             追記したSBOM（SPDXまたはCycloneDX）をお送りいただくか、分からない項目はその旨をお知らせください。\n\n"
        ),
        Language::English => format!(
            "About the SBOM (software bill of materials) of {product}\n\n\
             We have read the SBOM that you provided and could not find the following. We need it to judge vulnerabilities.\n\
             Please send a completed SBOM (SPDX or CycloneDX), or tell us which of this you cannot know.\n\n"
        ),
    }
}

const fn closing(language: Language) -> &'static str {
    match language {
        Language::Japanese => {
            "\n基準: NTIA 最小要素（2021年）、CISA 最小要素案（2025年）、FDA 医療機器サイバーセキュリティ（2023年）。\n"
        }
        Language::English => {
            "\nNorms: NTIA minimum elements (2021), CISA minimum elements (draft of 2025), FDA medical device cybersecurity (2023).\n"
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::sbom::{Component, Sbom};
    use matching::sbom::completeness::judge;

    use super::*;

    #[test]
    fn letters_name_what_is_missing() {
        let sbom = Sbom {
            components: vec![Component { name: "zlib".into(), ..Component::default() }],
            ..Sbom::default()
        };
        let judged = judge(&sbom);
        let japanese = letter("輸液ポンプ", &judged, Language::Japanese).unwrap();
        assert!(
            japanese.contains("バージョン: 1件中1件")
                && japanese.contains("- zlib")
                && japanese.contains("輸液ポンプ")
        );
        let english = letter("the pump", &judged, Language::English).unwrap();
        assert!(
            english.contains("version: missing for 1 of 1")
                && english.contains("author of the SBOM: not given")
        );
    }
}
