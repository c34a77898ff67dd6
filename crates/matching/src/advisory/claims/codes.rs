//! Model codes as advisories write them: `MX40`, `MP2/X2/MP30`, `522K/722K`, `865240/41/42`, `MX400-550`, `IGS 5x0`.

/// A model code, or many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// Without separators, upper case: `MMT1710`.
    Exact(String),
    /// `MX400-550`: the same letters, and a number between.
    Span { letters: String, from: u32, to: u32 },
    /// `5X0`: X stands for any digit.
    Pattern(String),
}

impl Code {
    /// The code is one of the row's words. `word` is folded and has no separators.
    #[must_use]
    pub fn fits(&self, word: &str) -> bool {
        match self {
            Self::Exact(code) => code == word,
            Self::Span { letters, from, to } => word
                .strip_prefix(letters.as_str())
                .map(|rest| rest.trim_end_matches(|c: char| c.is_ascii_alphabetic()))
                .and_then(|digits| digits.parse::<u32>().ok())
                .is_some_and(|number| (*from..=*to).contains(&number)),
            Self::Pattern(pattern) => {
                pattern.len() == word.len()
                    && pattern
                        .chars()
                        .zip(word.chars())
                        .all(|(p, w)| p == w || (p == 'X' && w.is_ascii_digit()))
            }
        }
    }

    /// How much the code alone proves: five letters and digits mixed prove most, two digits nearly nothing.
    #[must_use]
    pub fn weight(&self) -> f32 {
        let text = match self {
            Self::Exact(code) | Self::Pattern(code) => code.as_str(),
            Self::Span { .. } => return 2.0,
        };
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let mixed = digits < text.len();
        match (mixed, text.len()) {
            (true, 5..) => 3.0,
            (true, 4) => 2.0,
            (true, _) => 1.0,
            (false, 5..) => 2.5,
            (false, 4) => 1.5,
            (false, 3) => 0.75,
            (false, _) => 0.25,
        }
    }
}

/// Codes in one written word, which may hold several with `/` and leave out what repeats.
#[must_use]
pub fn parse(word: &str) -> Vec<Code> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    if let Some(span) = span(word) {
        return vec![span];
    }
    let mut latest: Option<String> = None;
    let mut codes = Vec::new();
    for part in word.split('/').filter(|part| !part.is_empty()) {
        let plain: String = part.chars().filter(char::is_ascii_alphanumeric).collect();
        let full = match &latest {
            Some(latest) if plain.starts_with(|c: char| c.is_ascii_digit()) => complete(latest, &plain),
            _ => plain.clone(),
        };
        latest = Some(full.clone());
        let pattern = full.contains(|c: char| c.is_ascii_digit()) && is_pattern(&full);
        codes.push(if pattern { Code::Pattern(full) } else { Code::Exact(full) });
    }
    codes
}

/// `5X0`, `22XX`: an X between or after digits stands for any digit.
fn is_pattern(code: &str) -> bool {
    let mut previous = ' ';
    let mut found = false;
    for c in code.chars() {
        found |= c == 'X' && previous.is_ascii_digit();
        previous = c;
    }
    let last_letters = code.chars().rev().take_while(|c| c.is_ascii_alphabetic()).collect::<String>();
    found
        && last_letters.chars().all(|c| c == 'X')
        && code.matches('X').count() <= 3
        && !code.starts_with('X')
}

/// `M8001A` and `2A` give `M8002A`; `MX700` and `800` give `MX800`; `522K` and `722K` stay.
fn complete(first: &str, part: &str) -> String {
    let letters: String = first.chars().take_while(char::is_ascii_alphabetic).collect();
    let digits = first.chars().filter(char::is_ascii_digit).count();
    let part_digits = part.chars().filter(char::is_ascii_digit).count();
    if part_digits >= digits || (digits <= 2 && !letters.is_empty()) {
        return format!("{letters}{part}");
    }
    let keep = first.chars().count().saturating_sub(part.chars().count());
    first.chars().take(keep).chain(part.chars()).collect()
}

fn span(word: &str) -> Option<Code> {
    let (left, right) = word.split_once('-')?;
    let letters: String = left.chars().take_while(char::is_ascii_alphabetic).collect();
    let from: u32 = left.get(letters.len()..)?.parse().ok()?;
    let right = right.strip_prefix(letters.as_str()).unwrap_or(right);
    let to: u32 = right.parse().ok()?;
    (!letters.is_empty() && to > from && to < from.saturating_mul(100)).then_some(Code::Span {
        letters,
        from,
        to,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        for (written, fits, fits_not) in [
            ("MX40", vec!["MX40"], vec!["MX400", "MX4"]),
            ("MP2/X2/MP30/MX700/800", vec!["MP2", "X2", "MP30", "MX700", "MX800"], vec!["MP3", "800"]),
            ("522K/722K", vec!["522K", "722K"], vec!["522"]),
            ("865240/41/42", vec!["865241", "865242"], vec!["41"]),
            ("M8001A/2A/10A", vec!["M8002A", "M8010A"], vec!["2A"]),
            ("MX400-550", vec!["MX400", "MX450", "MX550"], vec!["MX40", "MX700"]),
            ("MP20-MP90", vec!["MP70"], vec!["MP5"]),
            ("5X0", vec!["520", "540"], vec!["525"]),
            ("MMT-1710", vec!["MMT1710"], vec!["1710"]),
            ("SX-500", vec!["SX500"], vec![]),
        ] {
            let codes = parse(written);
            for word in fits {
                assert!(codes.iter().any(|code| code.fits(word)), "{written} {word} {codes:?}");
            }
            for word in fits_not {
                assert!(!codes.iter().any(|code| code.fits(word)), "{written} {word} {codes:?}");
            }
        }
    }
}
