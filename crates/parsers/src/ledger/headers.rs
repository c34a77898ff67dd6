//! What headings mean: Japanese and English names of ledger columns, from exact words to parts of words.

use domain::ledger::Column;

use super::normalise::{key, normalise};

/// How a heading was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderMatch {
    pub column: Column,
    /// The second meaning of a combined heading: `メーカー/型式`, `設置場所(部署)`.
    pub second: Option<Column>,
    /// The whole heading is a known word.
    pub exact: bool,
    /// When two headings claim one meaning, the smaller rank wins.
    pub rank: u8,
}

/// Headings by meaning and rank, one meaning a line. Words are compared by [`key`]: width, case, dashes and long-vowel
/// marks do not matter. `other` are words that must not be taken for something else.
const WORDS: &str = include_str!("headings.csv");

/// Understands one heading. `None` for words not known.
#[must_use]
pub fn understand(header: &str) -> Option<HeaderMatch> {
    let whole = key(header);
    if whole.is_empty() || whole.chars().count() > 30 {
        return None;
    }
    if let Some((column, rank)) = exact(&whole) {
        return Some(HeaderMatch { column, second: None, exact: true, rank });
    }
    combined(header).or_else(|| part(&whole))
}

/// Whether the heading, or each part of a combined one, is a known word: the cheap half of [`understand`].
#[must_use]
pub fn is_known(header: &str) -> bool {
    let whole = key(header);
    let length = whole.chars().count();
    (1..=30).contains(&length) && (exact(&whole).is_some() || combined(header).is_some_and(|m| m.exact))
}

fn table() -> &'static [(String, Column, u8)] {
    static TABLE: std::sync::OnceLock<Vec<(String, Column, u8)>> = std::sync::OnceLock::new();
    TABLE.get_or_init(|| {
        let mut all: Vec<_> = WORDS.lines().skip(1).filter_map(line).flatten().collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    })
}

/// `column,rank,word;word;…`
fn line(text: &str) -> Option<Vec<(String, Column, u8)>> {
    let mut fields = text.splitn(3, ',');
    let column: Column = serde_json::from_value(fields.next()?.into()).ok()?;
    let rank: u8 = fields.next()?.parse().ok()?;
    let words = fields.next()?.split(';').map(key).filter(|word| !word.is_empty());
    Some(words.map(|word| (word, column, rank)).collect())
}

fn exact(word: &str) -> Option<(Column, u8)> {
    let table = table();
    let at = table.binary_search_by(|(known, ..)| known.as_str().cmp(word)).ok()?;
    table.get(at).map(|(_, column, rank)| (*column, *rank))
}

/// `メーカー/型式`, `設置場所(部署)`, `IP/MAC`: two known words.
fn combined(header: &str) -> Option<HeaderMatch> {
    let clean = normalise(header);
    let parts: Vec<String> = clean
        .split(['/', '・', '(', ')', '、', ',', '+', '&', '\n', ' ', '|', ':'])
        .map(key)
        .filter(|k| !k.is_empty())
        .collect();
    if !(2..=4).contains(&parts.len()) {
        return None;
    }
    let known: Vec<(Column, u8)> =
        parts.iter().filter_map(|p| exact(p)).filter(|(column, _)| *column != Column::Other).collect();
    let (first, rank) = *known.first()?;
    let second = known.iter().map(|(column, _)| *column).find(|column| *column != first);
    // A lone known part beside unknown words in brackets, `MACアドレス(有線LAN)`, is still a good heading.
    Some(HeaderMatch { column: first, second, exact: known.len() == parts.len(), rank: rank + 1 })
}

/// The longest known word inside the heading. Short words decide only at its start or end.
fn part(whole: &str) -> Option<HeaderMatch> {
    let mut best: Option<(usize, usize, Column)> = None;
    for (word, column, _) in table() {
        let length = word.chars().count();
        let ascii = word.is_ascii();
        if length < 2 || (ascii && length < 3) {
            continue;
        }
        let Some(at) = whole.find(word.as_str()) else { continue };
        let after = whole.get(at + word.len()..).unwrap_or("");
        if length == 2 && at != 0 && !after.is_empty() {
            continue;
        }
        // Japanese compounds carry their meaning at the end: the later word wins among equals.
        let better = best.is_none_or(|(l, p, _)| (length, at) > (l, p));
        if better {
            best = Some((length, at, *column));
        }
    }
    let (_, _, column) = best?;
    Some(HeaderMatch { column, second: None, exact: false, rank: 6 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_one_meaning() {
        assert!(WORDS.lines().skip(1).all(|text| line(text).is_some()));
        let table = table();
        for pair in table.windows(2) {
            assert!(
                pair[0].0 != pair[1].0 || pair[0].1 == pair[1].1,
                "{} is {:?} and {:?}",
                pair[0].0,
                pair[0].1,
                pair[1].1
            );
        }
    }

    #[test]
    fn headings_of_real_ledgers() {
        let cases = [
            ("ＩＰｱﾄﾞﾚｽ", Column::Ip),
            ("機 器 名", Column::Name),
            ("「ＭＡＣアドレス」", Column::Mac),
            ("物理ｱﾄﾞﾚｽ", Column::Mac),
            ("機番", Column::Serial),
            ("製造番号\n(S/N)", Column::Serial),
            ("管理\nNo.", Column::AssetNo),
            ("備品番号", Column::AssetNo),
            ("コンピューター名", Column::Hostname),
            ("局名", Column::AeTitle),
            ("DICOM AE Title", Column::AeTitle),
            ("製造販売業者", Column::Maker),
            ("設置部署", Column::Department),
            ("IPアドレス（固定）", Column::Ip),
            ("MACアドレス１", Column::Mac),
            ("導入年月（和暦）", Column::PurchasedOn),
            ("ﾘﾓｰﾄ保守の有無", Column::RemoteMaintenance),
            ("サブネットマスク", Column::Other),
            ("接続先IPアドレス", Column::Other),
            ("Serial #", Column::Serial),
        ];
        for (header, column) in cases {
            assert_eq!(understand(header).map(|m| m.column), Some(column), "{header}");
        }
        for header in ["", "10.77.0.1", "あいうえお", "〇〇病院"] {
            assert_eq!(understand(header), None, "{header}");
        }
    }

    #[test]
    fn combined_headings_have_two_meanings() {
        let cases = [
            ("メーカ/型式", Column::Maker, Column::Model),
            ("設置場所(部署)", Column::Location, Column::Department),
            ("IP／MAC", Column::Ip, Column::Mac),
            ("機器名・型番", Column::Name, Column::Model),
        ];
        for (header, first, second) in cases {
            let m = understand(header).unwrap();
            assert_eq!((m.column, m.second), (first, Some(second)), "{header}");
        }
    }
}
