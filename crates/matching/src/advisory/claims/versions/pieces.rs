//! The pieces of a slot without its conditions: one operator, range word, version or model each.

use super::Constraint;
use crate::{advisory::words, schemes::Version};

/// Sign, whether the version itself is meant, whether it is an upper end. Longer signs stand first.
const OPERATORS: [(&str, bool, bool); 6] = [
    ("<=", true, true),
    ("≤", true, true),
    (">=", true, false),
    ("≥", true, false),
    ("<", false, true),
    (">", false, false),
];

/// The version and all earlier ones.
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
/// Earlier than the version.
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
/// The version and all later ones.
const FROM: [&str; 8] = ["-later", "or later", "or newer", "or higher", "or above", "以降", "以上", "から"];

/// One piece of a slot.
pub(super) enum Piece {
    Lower(Version, bool),
    Upper(Version, bool),
    Closed(Constraint),
    Model(String),
}

/// Parts a slot into its pieces.
pub(super) fn split(text: &str) -> Vec<String> {
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
        .flat_map(|piece| piece.split(" / "))
        .map(|piece| piece.trim().to_owned())
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// `1.3.2 1.4.0 1.4.1`: versions with dots, parted by spaces only.
fn part_lists(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let version = |word: &&&str| {
        let mut chars = word.chars();
        let first = chars
            .next()
            .is_some_and(|c| c.is_ascii_digit() || (c.is_ascii_uppercase() && chars.next() == Some('.')));
        first && word.contains('.')
    };
    let plain = |word: &&&str| {
        version(word) || word.chars().all(char::is_alphabetic) && word.to_lowercase().starts_with(['v', 'r'])
    };
    if words.iter().filter(version).count() >= 2 && words.iter().all(|word| plain(&word)) {
        return words.iter().filter(version).copied().collect::<Vec<_>>().join("|");
    }
    text.to_owned()
}

/// Reads one piece.
pub(super) fn read_piece(piece: &str) -> Option<Piece> {
    let lower = piece.to_lowercase();
    if OPERATORS.iter().any(|(sign, ..)| piece.contains(sign)) {
        return by_operator(piece);
    }
    if let Some(range) = from_to(&lower) {
        return Some(range);
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

/// `<= 2.3`, `A10 < A11`.
fn by_operator(piece: &str) -> Option<Piece> {
    let bare = |text: &str| Version::parse(text.trim().trim_start_matches(|c| "<>=".contains(c)).trim());
    for (sign, inclusive, upper) in OPERATORS {
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
    None
}

/// `1.0.0 through 1.1.1`, `2.0から2.3まで`.
fn from_to(lower: &str) -> Option<Piece> {
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
    None
}

/// Range words and "versions" away, so that the version is left.
fn clean(piece: &str) -> String {
    const WORDS: [&str; 29] = [
        "to",
        "up",
        "including",
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

/// `053L000091`: three digits, the letter of a region, six digits. B. Braun numbers its software so.
fn is_line_number(folded: &str) -> bool {
    folded.split(['/', ' ']).filter(|word| !word.is_empty()).all(|word| {
        let shape: String = word.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        shape.len() == 10
            && shape.starts_with("000")
            && shape.ends_with("000000")
            && word.as_bytes().get(3).is_some_and(u8::is_ascii_alphabetic)
    })
}

/// `MMT-1710`, `24950`, `620`, `Accu-Chek Inform II`: a model where a version belongs.
fn looks_like_model(text: &str) -> bool {
    let folded = words::fold(text);
    let letters_first: usize = folded.chars().take_while(char::is_ascii_alphabetic).count();
    let digits = folded.chars().filter(char::is_ascii_digit).count();
    let dotted = folded.contains('.') || is_line_number(&folded);
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
