//! How long a component or product is looked after: level of support, end of life, end of support.

use serde::{Deserialize, Serialize};

use crate::date::Date;

/// Support as a document tells it. Dates are as written, `2027-03-31` when they could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Support {
    /// `actively maintained`, `no longer maintained`, `abandoned` or the document's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// End of life: sale ends, limited support begins (EOL).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_of_life: Option<String>,
    /// End of support: nothing more can be expected (EOS).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_of_support: Option<String>,
}

/// The two dates contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupportClash {
    /// Support ends on the day of the end of life: there is no period of limited support (Q&A Q10 of the notice of 2024-01-31).
    SameDay,
    /// Support ends before the end of life.
    SupportEndsFirst,
}

impl Support {
    /// Nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.level.is_none() && self.end_of_life.is_none() && self.end_of_support.is_none()
    }

    /// Takes a property if its name speaks of support. Names are compared without case, spaces and punctuation.
    pub fn take(&mut self, name: &str, value: &str) -> bool {
        let last = name.rsplit([':', '/']).next().unwrap_or(name);
        let key: String = last.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let field = match key.as_str() {
            "levelofsupport"
            | "supportlevel"
            | "supportstatus"
            | "softwarelevelofsupport"
            | "サポートレベル"
            | "サポート状況"
            | "サポート状態" => &mut self.level,
            "endoflife" | "eol" | "endoflifedate" | "eoldate" | "販売終了日" | "製品寿命終了" => {
                &mut self.end_of_life
            }
            "endofsupport"
            | "eos"
            | "endofsupportdate"
            | "eosdate"
            | "validuntildate"
            | "サポート終了日"
            | "サポート終了"
            | "サポート期限" => &mut self.end_of_support,
            _ => return false,
        };
        if field.is_some() || value.trim().is_empty() {
            return false;
        }
        *field = Some(value.trim().to_owned());
        true
    }

    /// Whether a property of this name is where the support was taken from.
    #[must_use]
    pub fn said_by(&self, name: &str) -> bool {
        !self.is_empty() && Self::default().take(name, "?")
    }

    /// Whether support has ended: by its date, else by the words of its level. `None`: the document does not say.
    #[must_use]
    pub fn has_ended(&self, today: Date) -> Option<bool> {
        let date = self.end_of_support.as_deref().and_then(|text| Date::parse(text.get(..10)?).ok());
        if let Some(date) = date {
            return Some(date <= today);
        }
        let level = self.level.as_deref()?.trim().to_lowercase().replace(['-', '_'], " ");
        match level.as_str() {
            "no longer maintained"
            | "abandoned"
            | "end of life"
            | "end of support"
            | "eol"
            | "eos"
            | "unsupported"
            | "保守終了"
            | "サポート終了" => Some(true),
            "actively maintained" | "maintained" | "supported" | "保守中" | "サポート中" => {
                Some(false)
            }
            _ => None,
        }
    }

    /// Whether the two dates contradict each other, when both are calendar dates.
    #[must_use]
    pub fn clash(&self) -> Option<SupportClash> {
        let day = |text: &Option<String>| {
            text.as_deref().and_then(|text| text.get(..10)).filter(|d| is_date(d)).map(str::to_owned)
        };
        match day(&self.end_of_support)?.cmp(&day(&self.end_of_life)?) {
            std::cmp::Ordering::Less => Some(SupportClash::SupportEndsFirst),
            std::cmp::Ordering::Equal => Some(SupportClash::SameDay),
            std::cmp::Ordering::Greater => None,
        }
    }
}

fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_of_every_spelling_are_taken_once() {
        let mut support = Support::default();
        assert!(support.take("Level of Support", "Actively maintained"));
        assert!(support.take("fda:end-of-support", "2030-01-01"));
        assert!(support.take("EOL", "2028-12-31"));
        assert!(!support.take("EOL", "2029-12-31"));
        assert!(!support.take("colour", "blue"));
        assert_eq!(support.clash(), None);
    }

    #[test]
    fn support_has_ended_by_date_or_by_words_or_nobody_says() {
        let today = Date::parse("2026-11-22").unwrap();
        for (level, end, ended) in [
            ("", "2026-11-22", Some(true)),
            ("No longer maintained", "2027-01-01T00:00:00Z", Some(false)),
            ("no-longer-maintained", "", Some(true)),
            ("Actively maintained", "", Some(false)),
            ("level 3", "soon", None),
            ("", "", None),
        ] {
            let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let support = Support { level: some(level), end_of_life: None, end_of_support: some(end) };
            assert_eq!(support.has_ended(today), ended, "{level} {end}");
        }
    }

    #[test]
    fn support_must_end_after_life() {
        let of = |eol: &str, eos: &str| {
            Support { level: None, end_of_life: Some(eol.into()), end_of_support: Some(eos.into()) }.clash()
        };
        assert_eq!(of("2028-01-01", "2028-01-01"), Some(SupportClash::SameDay));
        assert_eq!(of("2028-01-02", "2028-01-01T00:00:00Z"), Some(SupportClash::SupportEndsFirst));
        assert_eq!(of("2028-01-01", "until hardware support ends"), None);
    }
}
