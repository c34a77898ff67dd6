//! How long a version is looked after: end of sale, end of life (EOL), limited support, end of support (EOS).
//!
//! Between EOL and EOS the maker gives limited support, so that hospitals can plan the replacement: EOS is later than EOL, never
//! the same day (questions and answers of 2024-01-31 on article 12 (3) of the essential principles, Q10).

use serde::{Deserialize, Serialize};

use crate::date::Date;

/// The dates of a version. `None` is not told, never "no end".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Lifecycle {
    /// 販売終了.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_of_sale: Option<Date>,
    /// EOL 製品寿命の終了: full support ends, limited support begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_of_life: Option<Date>,
    /// 限定的サポート: the day to which the promise of limited support reaches; not after EOS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limited_support_until: Option<Date>,
    /// EOS サポート終了: from this day nothing can be expected of the maker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_of_support: Option<Date>,
}

/// Dates that contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LifecycleClash {
    /// EOS on the day of EOL: no time is left for limited support.
    SameDay,
    /// EOS before EOL.
    SupportEndsFirst,
    /// Limited support that ends before it begins, or after EOS.
    LimitedOutside,
}

/// Where a version stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupportState {
    /// EOS has passed.
    Ended,
    /// EOL has passed; when support ends is not told.
    EndNotTold,
    /// Between EOL and EOS.
    Limited,
    /// No date is told.
    Unknown,
    /// Before EOL, or before EOS when no EOL is told.
    Supported,
}

impl SupportState {
    /// Every state, worst first.
    pub const ALL: [Self; 5] = [Self::Ended, Self::EndNotTold, Self::Limited, Self::Unknown, Self::Supported];

    /// The stable word used in JSON, URLs and locale keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ended => "ended",
            Self::EndNotTold => "end_not_told",
            Self::Limited => "limited",
            Self::Unknown => "unknown",
            Self::Supported => "supported",
        }
    }
}

/// What a notice announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Milestone {
    EndOfLife,
    EndOfSupport,
}

impl Milestone {
    /// The stable word used in JSON and locale keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EndOfLife => "end_of_life",
            Self::EndOfSupport => "end_of_support",
        }
    }
}

/// Months before a milestone at which a notice falls due, earliest first.
pub const LEADS: [u16; 5] = [24, 12, 6, 3, 1];

/// A notice before the end of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Notice {
    /// The day from which it is given.
    pub due: Date,
    pub milestone: Milestone,
    /// The day announced.
    pub date: Date,
    /// One of [`LEADS`].
    pub months: u16,
}

impl Lifecycle {
    /// The first contradiction among the dates.
    #[must_use]
    pub fn clash(&self) -> Option<LifecycleClash> {
        if let (Some(life), Some(support)) = (self.end_of_life, self.end_of_support) {
            match support.cmp(&life) {
                std::cmp::Ordering::Less => return Some(LifecycleClash::SupportEndsFirst),
                std::cmp::Ordering::Equal => return Some(LifecycleClash::SameDay),
                std::cmp::Ordering::Greater => {}
            }
        }
        let limited = self.limited_support_until?;
        let early = self.end_of_life.is_some_and(|life| limited <= life);
        let late = self.end_of_support.is_some_and(|support| limited > support);
        (early || late).then_some(LifecycleClash::LimitedOutside)
    }

    /// Both ends are told: of life and of support.
    #[must_use]
    pub const fn is_told(&self) -> bool {
        self.end_of_life.is_some() && self.end_of_support.is_some()
    }

    /// Where the version stands. A date has passed on its day.
    #[must_use]
    pub fn state(&self, today: Date) -> SupportState {
        let passed = |date: Option<Date>| date.map(|date| date <= today);
        match (passed(self.end_of_life), passed(self.end_of_support)) {
            (_, Some(true)) => SupportState::Ended,
            (Some(true), Some(false)) => SupportState::Limited,
            (Some(true), None) => SupportState::EndNotTold,
            (Some(false), _) | (None, Some(false)) => SupportState::Supported,
            (None, None) => SupportState::Unknown,
        }
    }

    /// Every notice that its dates ask for, in the order in which they fall due.
    #[must_use]
    pub fn notices(&self) -> Vec<Notice> {
        let milestones =
            [(Milestone::EndOfLife, self.end_of_life), (Milestone::EndOfSupport, self.end_of_support)];
        let told = milestones.into_iter().filter_map(|(milestone, date)| Some((milestone, date?)));
        let mut notices: Vec<Notice> = told
            .flat_map(|(milestone, date)| {
                LEADS.map(|months| Notice { due: date.months_before(months), milestone, date, months })
            })
            .collect();
        notices.sort();
        notices
    }

    /// The notices that stand today: for each day still to come the latest that fell due.
    #[must_use]
    pub fn standing_notices(&self, today: Date) -> Vec<Notice> {
        let fallen = self.notices().into_iter().filter(|n| n.due <= today && today < n.date);
        let mut standing: Vec<Notice> = Vec::new();
        for notice in fallen {
            match standing.iter_mut().find(|known| known.milestone == notice.milestone) {
                Some(known) => *known = notice,
                None => standing.push(notice),
            }
        }
        standing.sort_by_key(|notice| notice.date);
        standing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Option<Date> {
        (!text.is_empty()).then(|| Date::parse(text).unwrap())
    }

    fn dates(life: &str, limited: &str, support: &str) -> Lifecycle {
        Lifecycle {
            end_of_sale: None,
            end_of_life: date(life),
            limited_support_until: date(limited),
            end_of_support: date(support),
        }
    }

    #[test]
    fn support_ends_after_life_and_limited_support_lies_between() {
        use LifecycleClash::{LimitedOutside, SameDay, SupportEndsFirst};
        for (life, limited, support, clash) in [
            ("2028-03-31", "", "2030-03-31", None),
            ("2028-03-31", "", "2028-04-01", None),
            ("2028-03-31", "", "2028-03-31", Some(SameDay)),
            ("2028-03-31", "", "2028-03-30", Some(SupportEndsFirst)),
            ("2028-03-31", "2030-03-31", "2030-03-31", None),
            ("2028-03-31", "2029-03-31", "", None),
            ("2028-03-31", "2028-03-31", "2030-03-31", Some(LimitedOutside)),
            ("2028-03-31", "2030-04-01", "2030-03-31", Some(LimitedOutside)),
            ("", "2031-01-01", "2030-03-31", Some(LimitedOutside)),
            ("", "", "2030-03-31", None),
            ("", "", "", None),
        ] {
            assert_eq!(dates(life, limited, support).clash(), clash, "{life} {limited} {support}");
        }
    }

    #[test]
    fn where_a_version_stands() {
        use SupportState::{EndNotTold, Ended, Limited, Supported, Unknown};
        let today = Date::parse("2028-03-31").unwrap();
        for (life, support, state) in [
            ("", "", Unknown),
            ("2028-04-01", "", Supported),
            ("", "2028-04-01", Supported),
            ("2028-03-31", "", EndNotTold),
            ("2028-03-31", "2028-04-01", Limited),
            ("2027-01-01", "2028-03-31", Ended),
            ("", "2028-03-31", Ended),
        ] {
            assert_eq!(dates(life, "", support).state(today), state, "{life} {support}");
        }
    }

    #[test]
    fn notices_stand_at_two_years_one_year_six_three_and_one_months() {
        let life = dates("2028-03-31", "", "2030-03-31");
        assert_eq!(life.notices().len(), 10);
        let standing = |today: &str| {
            let notices = life.standing_notices(Date::parse(today).unwrap());
            notices.iter().map(|n| (n.milestone.as_str(), n.months)).collect::<Vec<_>>()
        };
        assert_eq!(standing("2026-03-30"), []);
        assert_eq!(standing("2026-03-31"), [("end_of_life", 24)]);
        assert_eq!(standing("2027-03-31"), [("end_of_life", 12)]);
        assert_eq!(standing("2027-09-30"), [("end_of_life", 6)]);
        assert_eq!(standing("2027-12-31"), [("end_of_life", 3)]);
        assert_eq!(standing("2028-02-29"), [("end_of_life", 1)]);
        assert_eq!(standing("2028-03-30"), [("end_of_life", 1)]);
        assert_eq!(standing("2028-03-31"), [("end_of_support", 24)], "the day itself is no notice");
        assert_eq!(standing("2030-03-31"), []);
        assert_eq!(dates("", "", "").notices(), []);
    }
}
