//! Who is judged: a ledger row or a device, reduced to makers, words, codes, kinds and versions.

use std::collections::BTreeSet;

use domain::{devices::Device, ledger::LedgerRow};
use hashbrown::HashSet;
use knowledge::Knowledge;

use super::{
    claims::{self, digits},
    katakana, kindwords, words,
};
use crate::schemes::{Day, Version, reading};

/// A row or device as judging needs it.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    pub maker_text: Option<String>,
    /// Maker of the maker column, when known.
    pub maker_id: Option<String>,
    /// Makers that model and name mention.
    pub mentioned: Vec<String>,
    /// Name and model as shown in grounds.
    pub shown: String,
    pub tokens: Vec<String>,
    /// Letters and digits of the maker column.
    pub maker_plain: String,
    /// Katakana words of the maker column.
    pub maker_kana: Vec<String>,
    /// Words of the maker column.
    pub maker_tokens: Vec<String>,
    pub maker_grams: HashSet<String>,
    pub grams: HashSet<String>,
    /// Words with digits in model and name.
    pub codes: Vec<String>,
    pub sounds: Vec<(String, String)>,
    pub kinds: Vec<&'static str>,
    pub versions: Vec<Version>,
    pub version_text: Option<String>,
    pub os: Option<String>,
    pub udi: Option<String>,
    /// Folded.
    pub serial: Option<String>,
    pub remarks: String,
    pub bought: Option<Day>,
}

impl Subject {
    /// From a ledger row.
    #[must_use]
    pub fn from_row(row: &LedgerRow, knowledge: &Knowledge) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let mut subject = Self::named(
            row.maker.as_deref(),
            &text(&row.name),
            &text(&row.model),
            &text(&row.kind),
            knowledge,
        );
        subject.version_text = row.software_version.clone().or_else(|| version_cell(row));
        subject.os.clone_from(&row.os);
        subject.serial = row.serial.as_deref().map(words::fold).filter(|serial| !serial.trim().is_empty());
        subject.remarks = text(&row.remarks);
        subject.udi = row.udi_di.as_deref().map(digits).filter(|d| d.len() >= 12).or_else(|| udi_cell(row));
        subject.bought = row.purchased_on.as_deref().and_then(|date| Day::find(date, None));
        subject.read_versions(&[&text(&row.model), &text(&row.name), &subject.remarks.clone()]);
        subject
    }

    /// From a registered product: maker, every name and model, version.
    #[must_use]
    pub fn from_product(maker: &str, names: &[&str], version: Option<&str>, knowledge: &Knowledge) -> Self {
        let (model, further) =
            names.split_first().map_or(("", String::new()), |(model, rest)| (*model, rest.join(" ")));
        let mut subject = Self::named(Some(maker), &further, model, "", knowledge);
        subject.version_text = version.map(str::to_owned);
        subject.read_versions(&[model]);
        subject
    }

    /// From a device on the network. Guesses are hints and never decide, so they are left out.
    #[must_use]
    pub fn from_device(device: &Device, knowledge: &Knowledge) -> Self {
        use domain::certainty::Certainty;
        let sure = |stated: &Option<domain::devices::Stated<String>>| {
            stated.as_ref().filter(|s| s.certainty != Certainty::Guess).map(|s| s.value.clone())
        };
        let maker =
            device.vendor.as_ref().filter(|s| s.certainty != Certainty::Guess).map(|s| s.value.name.clone());
        let kind = sure(&device.kind)
            .and_then(|id| knowledge.kinds.get(&id).map(|kind| kind.name_ja.clone()))
            .unwrap_or_default();
        let model = sure(&device.model).unwrap_or_default();
        let mut subject = Self::named(maker.as_deref(), "", &model, &kind, knowledge);
        subject.version_text = sure(&device.software);
        subject.os = sure(&device.os);
        subject.serial = sure(&device.serial).map(|serial| words::fold(&serial));
        subject.udi = sure(&device.udi_di).map(|udi| digits(&udi)).filter(|d| d.len() >= 12);
        subject.read_versions(&[&model]);
        subject
    }

    /// What the device does not say is taken from its ledger row.
    #[must_use]
    pub fn linked(device: &Device, row: &LedgerRow, knowledge: &Knowledge) -> Self {
        let (seen, written) = (Self::from_device(device, knowledge), Self::from_row(row, knowledge));
        if seen.tokens.is_empty() {
            return Self {
                os: seen.os.or(written.os.clone()),
                versions: if seen.versions.is_empty() { written.versions.clone() } else { seen.versions },
                ..written
            };
        }
        let mut both = written;
        both.grams.extend(seen.grams);
        both.tokens.extend(seen.tokens);
        both.codes.extend(seen.codes);
        both.kinds.extend(seen.kinds);
        both.maker_id = both.maker_id.or(seen.maker_id);
        both.os = seen.os.or(both.os);
        both.udi = both.udi.or(seen.udi);
        if !seen.versions.is_empty() {
            both.versions = seen.versions;
            both.version_text = seen.version_text;
        }
        both
    }

    pub(super) fn named(
        maker: Option<&str>,
        name: &str,
        model: &str,
        kind: &str,
        knowledge: &Knowledge,
    ) -> Self {
        let maker = maker.map(str::trim).filter(|text| !text.is_empty() && !reading::is_unknown(text));
        let mut subject = Self {
            maker_text: maker.map(str::to_owned),
            maker_id: maker.and_then(|text| maker_id(text, knowledge)),
            maker_kana: maker.map(kana).unwrap_or_default(),
            maker_plain: maker.map(claims::plain).unwrap_or_default(),
            maker_tokens: maker.map(words::latin_tokens).unwrap_or_default(),
            shown: [maker.unwrap_or_default(), model, name]
                .iter()
                .filter(|t| !t.is_empty())
                .copied()
                .collect::<Vec<_>>()
                .join(" / "),
            ..Self::default()
        };
        subject.maker_grams = words::grams(&subject.maker_tokens).collect();
        for text in [model, name, kind] {
            let tokens = words::latin_tokens(text);
            subject.grams.extend(words::grams(&tokens));
            subject.tokens.extend(tokens);
            let folded = words::fold(text);
            subject.sounds.extend(
                katakana::kana_words(&folded).map(|word| (word.to_owned(), katakana::kana_sounds(word))),
            );
        }
        let folded = words::fold(&format!("{name} {kind} {model}"));
        subject.kinds = kindwords::of_text(&folded, &subject.tokens);
        subject.codes = [model, name]
            .iter()
            .flat_map(|text| words::latin_tokens(text))
            .filter(|token| token.chars().any(|c| c.is_ascii_digit()))
            .collect();
        subject.mentioned = mentioned(&[model, name], knowledge);
        subject
    }

    fn read_versions(&mut self, elsewhere: &[&str]) {
        if let Some(text) = &self.version_text {
            self.versions = reading::versions(text);
            return;
        }
        for text in elsewhere {
            let found = announced(text);
            if !found.is_empty() {
                self.versions = found;
                self.version_text = Some((*text).to_owned());
                return;
            }
        }
    }

    /// All words that may start a claim's name, for the index.
    #[must_use]
    pub fn keys(&self) -> BTreeSet<&str> {
        self.grams.iter().map(String::as_str).collect()
    }
}

fn kana(text: &str) -> Vec<String> {
    katakana::kana_words(&words::fold(text)).map(str::to_owned).collect()
}

fn maker_id(text: &str, knowledge: &Knowledge) -> Option<String> {
    let pieces = text
        .split(['/', '／', '(', '（', ')', '）', '、', '・'])
        .map(str::trim)
        .filter(|piece| piece.chars().count() > 1);
    let find = |text: &str| knowledge.makers.find(text).map(|maker| maker.id.clone());
    let without_former = text.trim_start_matches('旧');
    find(text)
        .or_else(|| find(without_former))
        .or_else(|| pieces.clone().find_map(find))
        .or_else(|| knowledge.makers.find_leading(text).map(|maker| maker.id.clone()))
}

/// Makers named inside model and name, one or two words long.
fn mentioned(texts: &[&str], knowledge: &Knowledge) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in texts {
        let parts: Vec<&str> = text
            .split(|c: char| !(c.is_alphanumeric() || c == '.' || c == '&' || c == 'ー'))
            .filter(|p| !p.is_empty())
            .take(12)
            .collect();
        for start in 0..parts.len() {
            for count in 1..=2 {
                let Some(lead) = parts.get(start..start + count).map(|slice| slice.join(" ")) else {
                    continue;
                };
                let enough = if lead.is_ascii() {
                    lead.len() >= 2 && !lead.chars().all(|c| c.is_ascii_digit())
                } else {
                    lead.chars().count() >= 3
                };
                if let Some(maker) = enough.then(|| knowledge.makers.find(&lead)).flatten()
                    && !found.contains(&maker.id)
                {
                    found.push(maker.id.clone());
                }
            }
        }
    }
    found
}

/// A cell whose header speaks of versions, when the import did not know the column.
fn version_cell(row: &LedgerRow) -> Option<String> {
    row.cells
        .iter()
        .find(|(header, text)| !text.trim().is_empty() && is_version_header(header))
        .map(|(_, text)| text.clone())
}

fn is_version_header(header: &str) -> bool {
    let header = words::fold(header);
    let named = ["バージョン", "VERSION", "ソフト", "ファーム", "VER.", "F/W", "S/W", "版数"]
        .iter()
        .any(|word| header.contains(word));
    named && !header.contains("OS")
}

fn is_number_header(header: &str) -> bool {
    let header = words::fold(header);
    ["UDI", "GTIN", "JAN", "商品コード"].iter().any(|word| header.contains(word))
}

/// The column is read though the import may not have known it: versions and product numbers.
#[must_use]
pub fn is_telling(header: &str) -> bool {
    is_version_header(header) || is_number_header(header)
}

fn udi_cell(row: &LedgerRow) -> Option<String> {
    row.cells
        .iter()
        .filter(|(header, _)| is_number_header(header))
        .map(|(_, text)| digits(text))
        .find(|digits| digits.len() >= 12)
}

/// Versions announced by a word inside model, name or remarks: `Ver.2.1`, `Rev B.06`, `ソフト 3.0`. Without such a word
/// only what has dots counts.
fn announced(text: &str) -> Vec<Version> {
    let folded = words::fold(text);
    const SIGNS: [&str; 9] =
        ["VERSION", "VER.", "VER", "REV.", "REV ", "バージョン", "ソフト", "ファーム", "FW"];
    for sign in SIGNS {
        if let Some(at) = folded.find(sign) {
            let rest: String = folded.get(at..).unwrap_or_default().chars().take(40).collect();
            let found = reading::versions(&rest);
            if !found.is_empty() {
                return found.into_iter().take(1).collect();
            }
        }
    }
    folded
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '、'))
        .filter(|word| word.contains('.') && word.chars().any(|c| c.is_ascii_digit()) && !word.ends_with('T'))
        .filter_map(Version::parse)
        .take(1)
        .collect()
}
