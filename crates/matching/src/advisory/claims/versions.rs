//! Version slots and version prose: operators, pipes as AND or OR, range words English and Japanese, dates, models that
//! hide in the slot, conditions behind the version.

use super::names::os_name;
use crate::{
    advisory::words,
    schemes::{Day, Version},
};

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
}

/// Reads a version slot or the words behind the product name. `year` completes dates without one.
#[must_use]
pub fn read(text: &str, year: Option<u16>) -> Slot {
    let mut slot = Slot::default();
    let text = text.trim();
    if text.is_empty() {
        return slot;
    }
    let body = cut_conditions(text, &mut slot);
    let lower = body.to_lowercase();
    if let Some(dated) = dated(&lower, year) {
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

/// Takes brackets, `model …`, `on Windows …` and `with …` out; returns what is left.
fn cut_conditions(text: &str, slot: &mut Slot) -> String {
    let mut body = unwrap_brackets(text);
    if let Some(at) = body.to_lowercase().find("windows ") {
        slot.os = os_name(body.get(at..).unwrap_or_default());
        slot.condition.get_or_insert_with(|| body.get(at..).unwrap_or_default().to_owned());
        body = body
            .get(..at)
            .unwrap_or_default()
            .trim_end_matches(['(', ' '])
            .trim_end_matches(" on")
            .trim_end_matches("running")
            .to_owned();
        if body.to_lowercase().contains("running on") || body.trim() == "*" {
            body = "*".to_owned();
        }
        if body.trim().is_empty() {
            body = "*".to_owned();
        }
    }
    while let (Some(open), true) = (body.find('('), body.contains(" (") || body.starts_with('(')) {
        let close = matching_bracket(&body, open);
        let inner = body.get(open + 1..close).unwrap_or_default().trim().to_owned();
        let mut chars = inner.chars();
        let words_in = chars.next().is_some_and(char::is_alphabetic) && inner.contains(' ');
        let harmless = ["end-of-life", "end of life", "integrated", "global", "aka", "released"]
            .iter()
            .any(|w| inner.to_lowercase().starts_with(w));
        let own_piece = body.get(..open).is_some_and(|before| before.trim_end().ends_with('|'));
        if words_in && !harmless && !own_piece {
            slot.condition = Some(inner);
        }
        body =
            format!("{} {}", body.get(..open).unwrap_or_default(), body.get(close + 1..).unwrap_or_default());
    }
    if let Some((before, model)) =
        body.to_lowercase().find("model ").and_then(|at| Some((body.get(..at)?, body.get(at + 6..)?)))
    {
        slot.models.extend(
            model
                .split([',', '|'])
                .map(|m| m.trim().to_owned())
                .filter(|m| m.contains(|c: char| c.is_ascii_digit())),
        );
        body = before.to_owned();
    }
    if body.trim().to_lowercase().starts_with("with ") {
        slot.condition = Some(body.clone());
        return "*".to_owned();
    }
    body
}

/// `(R4.10)` and `<=(R4.10)` lose brackets that hold the whole version.
fn unwrap_brackets(text: &str) -> String {
    let body = text.trim();
    let start = body.find(|c: char| !"<>= ".contains(c)).unwrap_or(0);
    let (operator, rest) = body.split_at(start);
    if rest.starts_with('(') && matching_bracket(rest, 0) == rest.len() - 1 {
        return format!("{operator}{}", rest.trim_start_matches('(').trim_end_matches(')'));
    }
    body.to_owned()
}

fn matching_bracket(text: &str, open: usize) -> usize {
    let mut depth = 0_i32;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < open) {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth == 0 && c == ')' {
            return at;
        }
    }
    text.len().saturating_sub(1).max(open)
}

fn dated(lower: &str, year: Option<u16>) -> Option<Constraint> {
    let day = Day::find(lower, year)?;
    if lower.contains("_build_") || lower.contains("build ") {
        return None;
    }
    if let Some((_, end)) = ["through", " to ", " and "].iter().find_map(|word| lower.split_once(word))
        && let Some(end) = Day::find(end, year)
    {
        return Some(Constraint::Between(day, end));
    }
    Some(Constraint::Before(day))
}

enum Piece {
    Lower(Version, bool),
    Upper(Version, bool),
    Closed(Constraint),
    Model(String),
}

fn split(text: &str) -> Vec<String> {
    let text = text
        .replace(" and prior", "-prior")
        .replace(" and below", "-prior")
        .replace(" and  below", "-prior")
        .replace(" and earlier", "-prior");
    let text = text
        .replace(" and previous", "-prior")
        .replace(" and lower", "-prior")
        .replace(" and older", "-prior")
        .replace(" and up", "-later");
    let text = text
        .replace(" and later", "-later")
        .replace(" and above", "-later")
        .replace(" and newer", "-later")
        .replace(" and higher", "-later");
    let text = text.replace(" and ", "|");
    let text = part_lists(&text);
    text.split(['|', ',', ';', '、'])
        .map(|piece| piece.trim().to_owned())
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// `1.3.2 1.4.0 1.4.1`: versions with dots, parted by spaces only.
fn part_lists(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let version = |word: &&&str| word.contains('.') && word.starts_with(|c: char| c.is_ascii_digit());
    let plain = |word: &&&str| {
        version(word) || word.chars().all(char::is_alphabetic) && word.to_lowercase().starts_with(['v', 'r'])
    };
    if words.iter().filter(version).count() >= 2 && words.iter().all(|word| plain(&word)) {
        return words.iter().filter(version).copied().collect::<Vec<_>>().join("|");
    }
    text.to_owned()
}

fn read_piece(piece: &str) -> Option<Piece> {
    let lower = piece.to_lowercase();
    let bare = |text: &str| Version::parse(text.trim().trim_start_matches(|c| "<>=".contains(c)).trim());
    for (sign, inclusive, upper) in [
        ("<=", true, true),
        ("≤", true, true),
        (">=", true, false),
        ("≥", true, false),
        ("<", false, true),
        (">", false, false),
    ] {
        let Some(at) = piece.find(sign) else { continue };
        let version = bare(piece.get(at + sign.len()..)?)?;
        let before = piece.get(..at).and_then(bare);
        return Some(match (before, upper) {
            (Some(from), true) => Piece::Closed(Constraint::Range {
                lower: Some((from, true)),
                upper: Some((version, inclusive)),
            }),
            (_, true) => Piece::Upper(version, inclusive),
            (_, false) => Piece::Lower(version, inclusive),
        });
    }
    const UP_TO: [&str; 15] = [
        "-prior",
        "or prior",
        "or earlier",
        "or lower",
        "or below",
        "or older",
        "up to",
        "and prior",
        "以前",
        "以下",
        "まで",
        "prior versions",
        "and lower",
        "earlier all",
        "or previous",
    ];
    const BELOW: [&str; 9] = [
        "prior to",
        "before",
        "earlier than",
        "older than",
        "lower than",
        "less than",
        "below",
        "未満",
        "より前",
    ];
    const FROM: [&str; 8] =
        ["-later", "or later", "or newer", "or higher", "or above", "以降", "以上", "から"];
    for (from, to) in [
        ("through to", ""),
        ("through", ""),
        (" to ", ""),
        ("から", "まで"),
        (" - ", ""),
        ("～", ""),
        ("〜", ""),
    ] {
        if let Some((left, right)) = lower.split_once(from)
            && right.contains(to)
            && let (Some(left), Some(right)) = (Version::parse(&clean(left)), Version::parse(&clean(right)))
        {
            let inclusive = !lower.contains("before") && !lower.contains("not including");
            return Some(Piece::Closed(Constraint::Range {
                lower: Some((left, true)),
                upper: Some((right, inclusive)),
            }));
        }
    }
    let cleaned = clean(piece);
    if let Some(range) = letter_range(&cleaned) {
        return Some(Piece::Closed(range));
    }
    let version = Version::parse(&cleaned);
    if UP_TO.iter().any(|word| lower.contains(word)) {
        return version.map(|version| Piece::Upper(version, true));
    }
    if BELOW.iter().any(|word| lower.contains(word)) {
        return version.map(|version| Piece::Upper(version, false));
    }
    if FROM.iter().any(|word| lower.contains(word)) {
        return version.map(|version| Piece::Lower(version, true));
    }
    if looks_like_model(&cleaned) {
        return Some(Piece::Model(cleaned));
    }
    Some(version.map_or_else(|| Piece::Model(cleaned), |version| Piece::Closed(Constraint::Exact(version))))
}

/// Range words and "versions" away, so that the version is left.
fn clean(piece: &str) -> String {
    const WORDS: [&str; 27] = [
        "to",
        "-prior",
        "-later",
        "versions",
        "version",
        "prior to",
        "prior",
        "earlier",
        "lower",
        "below",
        "previous",
        "older",
        "newer",
        "higher",
        "above",
        "later",
        "releases",
        "release",
        "revisions",
        "software",
        "firmware",
        "or",
        "all",
        "and",
        "以前",
        "未満",
        "以下",
    ];
    piece
        .split_whitespace()
        .map(|word| {
            WORDS
                .iter()
                .filter(|w| w.starts_with('-') || !w.is_ascii())
                .fold(word.to_owned(), |word, cut| word.replace(cut, ""))
        })
        .filter(|word| !WORDS.contains(&word.to_lowercase().trim_matches(|c: char| !c.is_alphanumeric())))
        .collect::<Vec<_>>()
        .join(" ")
}

/// `Rev J-M`, `B-M`.
fn letter_range(text: &str) -> Option<Constraint> {
    let text = text.trim().trim_start_matches("Rev.").trim_start_matches("Rev").trim();
    let (left, right) = text.split_once('-')?;
    let single = |part: &str| part.len() == 1 && part.chars().all(|c| c.is_ascii_uppercase());
    (single(left) && single(right)).then_some(())?;
    Some(Constraint::Range {
        lower: Some((Version::parse(left)?, true)),
        upper: Some((Version::parse(right)?, true)),
    })
}

/// `MMT-1710`, `24950`, `620`, `Accu-Chek Inform II`: a model where a version belongs.
fn looks_like_model(text: &str) -> bool {
    let folded = words::fold(text);
    let letters_first: usize = folded.chars().take_while(char::is_ascii_alphabetic).count();
    let digits = folded.chars().filter(char::is_ascii_digit).count();
    let dotted = folded.contains('.');
    let words = folded
        .split_whitespace()
        .filter(|word| word.len() > 2 && word.chars().all(|c| c.is_ascii_alphabetic() || c == '-'))
        .count();
    let trailing = folded.chars().rev().take_while(char::is_ascii_alphabetic).count();
    if dotted {
        return false;
    }
    let year = folded.parse::<u32>().is_ok_and(|n| (1990..2100).contains(&n));
    let long = folded.split_whitespace().any(|word| {
        word.len() >= 5
            && word.chars().all(|c| c.is_ascii_alphabetic())
            && crate::schemes::qualifier::of(word).is_none()
    });
    words >= 2
        || (long && !folded.contains("VERSION"))
        || (words == 1 && digits == 0)
        || folded.contains("EDITION")
        || (digits >= 3
            && !year
            && letters_first > 0
            && !folded.starts_with('V')
            && !folded.starts_with("SR"))
        || (digits >= 3
            && !year
            && letters_first == 0
            && folded.chars().count() == digits + trailing
            && trailing <= 4
            && digits <= 6)
        || (digits >= 3 && folded.contains(' ') && !folded.contains("BUILD") && !year)
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
