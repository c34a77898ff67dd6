//! Version slots and version prose: operators, pipes as AND or OR, range words English and Japanese, dates, models that
//! hide in the slot, conditions behind the version.

mod conditions;
mod pieces;
pub mod serials;

use conditions::{cut_clause, cut_conditions, dated, is_made};
use pieces::{Piece, read_piece, split};
pub use serials::{SerialFit, SerialRange, serial};

use crate::schemes::{Day, Version};

/// One piece of the affected set. The set is the union of its pieces.
#[derive(Clone, Debug, PartialEq)]
pub enum Constraint {
    All,
    Range {
        lower: Option<(Version, bool)>,
        upper: Option<(Version, bool)>,
    },
    Exact(Version),
    /// Made, shipped or released before the day.
    Before(Day),
    /// Made or shipped between the days.
    Between(Day, Day),
    /// Words that nobody but a person can apply.
    Unread(String),
}

/// What a slot says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Slot {
    pub versions: Vec<Constraint>,
    /// Model codes or names written where a version belongs.
    pub models: Vec<String>,
    /// The operating system it must run on.
    pub os: Option<String>,
    /// Further conditions in words: options, modules.
    pub condition: Option<String>,
    /// Serial numbers that it holds for.
    pub serials: Vec<SerialRange>,
}

/// Reads a version slot or the words behind the product name. `year` completes dates without one.
#[must_use]
pub fn read(text: &str, year: Option<u16>) -> Slot {
    let mut slot = Slot::default();
    let (text, serials) = serials::cut(cut_clause(text.trim()));
    slot.serials = serials;
    if text.is_empty() {
        return slot;
    }
    let body = cut_conditions(&text, &mut slot);
    let lower = body.to_lowercase();
    let made =
        dated(&lower, year).or_else(|| is_made(&text).then(|| dated(&text.to_lowercase(), year)).flatten());
    if let Some(dated) = made {
        slot.versions.push(dated);
        return slot;
    }
    let body = strip_vers(&body);
    let plain = body.trim().trim_start_matches("all ").trim();
    if body.trim().starts_with('*') || is_all(&lower) {
        slot.versions.push(Constraint::All);
        return slot;
    }
    let pieces: Vec<Piece> = split(plain).iter().filter_map(|piece| read_piece(piece)).collect();
    combine(pieces, &mut slot);
    slot
}

fn is_all(lower: &str) -> bool {
    let lower = lower.trim().trim_end_matches('.');
    matches!(
        lower,
        "all"
            | "all versions"
            | "all models"
            | "all version"
            | "vers:all/*"
            | "any"
            | "全バージョン"
            | "すべてのバージョン"
            | "全て"
            | "全版"
    ) || (lower.starts_with("all ") && !lower.contains(|c: char| c.is_ascii_digit()) && lower.len() < 60)
}

fn strip_vers(text: &str) -> String {
    match text.trim().strip_prefix("vers:").and_then(|rest| rest.split_once('/')) {
        Some((_, range)) => range.to_owned(),
        None => text.to_owned(),
    }
}

fn combine(pieces: Vec<Piece>, slot: &mut Slot) {
    let mut open: Option<(Version, bool)> = None;
    for piece in pieces {
        match piece {
            Piece::Lower(version, inclusive) => {
                if let Some(lower) = open.replace((version, inclusive)) {
                    slot.versions.push(Constraint::Range { lower: Some(lower), upper: None });
                }
            }
            Piece::Upper(version, inclusive) => {
                slot.versions
                    .push(Constraint::Range { lower: open.take(), upper: Some((version, inclusive)) });
            }
            Piece::Closed(constraint) => slot.versions.push(constraint),
            Piece::Model(model) if !model.is_empty() => slot.models.push(model),
            Piece::Model(_) => {}
        }
    }
    if let Some(lower) = open {
        slot.versions.push(Constraint::Range { lower: Some(lower), upper: None });
    }
    if slot.versions.is_empty() && !slot.models.is_empty() {
        slot.versions.push(Constraint::All);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let slot = read(text, Some(2017));
        let version = |v: &Version| v.written.to_uppercase();
        let mut out: Vec<String> = slot
            .versions
            .iter()
            .map(|constraint| match constraint {
                Constraint::All => "all".to_owned(),
                Constraint::Exact(v) => format!("={}", version(v)),
                Constraint::Range { lower, upper } => {
                    let l = lower
                        .as_ref()
                        .map(|(v, i)| format!("{}{}", if *i { "[" } else { "(" }, version(v)))
                        .unwrap_or_default();
                    let u = upper
                        .as_ref()
                        .map(|(v, i)| format!("{}{}", version(v), if *i { "]" } else { ")" }))
                        .unwrap_or_default();
                    format!("{l}..{u}")
                }
                Constraint::Before(day) => format!("before {}-{}-{}", day.year, day.month, day.day),
                Constraint::Between(a, b) => format!("between {}-{} {}-{}", a.year, a.month, b.year, b.month),
                Constraint::Unread(text) => format!("?{text}"),
            })
            .collect();
        out.extend(slot.models.iter().map(|model| format!("model {model}")));
        out.extend(slot.os.iter().map(|os| format!("os {os}")));
        out.join("; ")
    }

    #[test]
    fn idioms() {
        for (text, expected) in [
            ("vers:all/*", "all"),
            ("< 8.2.2", "..8.2.2)"),
            ("<=2.3.5", "..2.3.5]"),
            ("vers:all/<=3.0.11.5_BN9", "..3.0.11.5_BN9]"),
            ("1.1.7.333 | 2.1.1.3069", "=1.1.7.333; =2.1.1.3069"),
            (">= 4.01 | <= 4.34", "[4.01..4.34]"),
            ("<= U61 |<= L81", "..U61]; ..L81]"),
            ("A10 < A11", "[A10..A11)"),
            ("A.01 <= C.0x | 4.0", "[A.01..C.0X]; =4.0"),
            ("2.3.6 and  below", "..2.3.6]"),
            ("Versions 9.33 and prior", "..9.33]"),
            ("all versions prior to 3.x", "..3.X)"),
            ("Versions 1.0.0 through 1.1.1", "[1.0.0..1.1.1]"),
            ("Rev J-M | (X3/MX100 for Rev M only)", "[J..M]"),
            ("24950 | 24952", "all; model 24950; model 24952"),
            ("2131 and 2141", "all; model 2131; model 2141"),
            ("CR-IR 357", "all; model CR-IR 357"),
            ("Accu-Chek Inform II", "all; model Accu-Chek Inform II"),
            ("v8.x model 35700BAX2", "=V8.X; model 35700BAX2"),
            ("<=11.2 on Windows 8.1 with IIS 7.5", "..11.2]; os WINDOWS 8"),
            ("* running on old, unsupported operating systems such as Windows 2000", "all; os WINDOWS 2000"),
            ("<  july 1 2017", "before 2017-7-1"),
            ("distributed  < april 1, 2018", "before 2018-4-1"),
            ("4.20 | 4.20 SR1 | 4.30", "=4.20; =4.20 SR1; =4.30"),
            ("HD 16 | HD23", "=HD 16; =HD23"),
            ("<=(R4.10)", "..R4.10]"),
            ("3.2.1未満", "..3.2.1)"),
            ("Ver.2.0 以前", "..VER.2.0]"),
            ("1.3.1 Build 13", "=1.3.1 BUILD 13"),
            (">= 2.0", "[2.0.."),
            ("<=14.0.1_Build_2024-02-28", "..14.0.1_BUILD_2024-02-28]"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_slot_is_read(text in "\\PC{0,60}") {
            let _ = read(&text, None);
        }
    }
}
