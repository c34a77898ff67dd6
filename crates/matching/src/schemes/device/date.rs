//! Dates in version slots: `july 1 2017`, `May 2018`, `8/30/2024`, `September_19_2025`, `2018-05-01`, `2018年5月`.

/// A day, or a whole month when the day is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl Day {
    /// The first date in the text. `year` helps where only day and month are written.
    #[must_use]
    pub fn find(text: &str, year: Option<u16>) -> Option<Self> {
        let text = super::plain_width(text).to_lowercase();
        if !text.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let words: Vec<&str> =
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        by_month_name(&words, year).or_else(|| by_numbers(&text))
    }
}

fn by_month_name(words: &[&str], year: Option<u16>) -> Option<Day> {
    let at = words.iter().position(|word| month(word).is_some())?;
    let month = month(words.get(at)?)?;
    let number = |index: Option<usize>| index.and_then(|i| words.get(i)).and_then(|word| ordinal(word));
    let (before, after, second) = (number(at.checked_sub(1)), number(Some(at + 1)), number(Some(at + 2)));
    let day_of = |n: u16| u8::try_from(n).ok().filter(|day| (1..=31).contains(day));
    let is_year = |n: &u16| (1990..2100).contains(n);
    match (before, after, second) {
        (_, Some(day), Some(y)) if is_year(&y) => Some(Day { year: y, month, day: day_of(day)? }),
        (Some(day), Some(y), _) if is_year(&y) => Some(Day { year: y, month, day: day_of(day)? }),
        (_, Some(y), _) if is_year(&y) => Some(Day { year: y, month, day: 0 }),
        (_, Some(day), _) => Some(Day { year: year?, month, day: day_of(day)? }),
        _ => None,
    }
}

fn month(word: &str) -> Option<u8> {
    let at = MONTHS.iter().position(|name| *name == word || (word.len() == 3 && name.starts_with(word)))?;
    u8::try_from(at + 1).ok()
}

fn ordinal(word: &str) -> Option<u16> {
    word.trim_end_matches(|c: char| c.is_alphabetic()).parse().ok()
}

/// `2018-05-01`, `2018/5/1`, `8/30/2024`, `2018年5月1日`, `2018年5月`. Dots are versions, not dates.
fn by_numbers(text: &str) -> Option<Day> {
    let clean = text.replace(['年', '月'], "/").replace('日', " ");
    clean.split(|c: char| !(c.is_ascii_digit() || c == '-' || c == '/')).find_map(|word| {
        let numbers: Vec<u16> = word.split(['-', '/']).filter_map(|part| part.parse().ok()).collect();
        let (year, month, day) = match *numbers.as_slice() {
            [year @ 1990..=2099, month, day] => (year, month, day),
            [month, day, year @ 1990..=2099] if word.contains('/') => (year, month, day),
            [year @ 1990..=2099, month] if text.contains('月') => (year, month, 0),
            _ => return None,
        };
        let month = u8::try_from(month).ok().filter(|month| (1..=12).contains(month))?;
        let day = u8::try_from(day).ok().filter(|day| *day <= 31)?;
        Some(Day { year, month, day })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        let day = |year, month, day| Some(Day { year, month, day });
        for (text, expected) in [
            ("<  july 1 2017", day(2017, 7, 1)),
            ("<May 2018", day(2018, 5, 0)),
            ("distributed  < april 1, 2018", day(2018, 4, 1)),
            ("<8/30/2024", day(2024, 8, 30)),
            ("<=September_19_2025", day(2025, 9, 19)),
            ("< august 28", day(2016, 8, 28)),
            ("shipped between 26-June-2017 through 07-August 2018", day(2017, 6, 26)),
            ("2018年5月", day(2018, 5, 0)),
            ("2019-12-03", day(2019, 12, 3)),
            ("2018.3", None),
            ("2018-1", None),
            ("1.7.1", None),
        ] {
            assert_eq!(Day::find(text, Some(2016)), expected, "{text}");
        }
    }
}
