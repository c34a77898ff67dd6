//! What an authority tells that nobody publishes for machines (FDA, PMDA, 厚生労働省, IPA …), as a person wrote it down.

use std::fmt;

use serde::Serialize;

use crate::{civil::Civil, date::Date, link, time::Timestamp, udi};

/// Longest number and name of who speaks, in characters.
pub const LONGEST_NAME: usize = 80;
/// Longest title.
pub const LONGEST_TITLE: usize = 500;
/// Longest summary, and longest text about patients.
pub const LONGEST_TEXT: usize = 4_000;
/// Longest action: one step that a hospital takes.
pub const LONGEST_ACTION: usize = 500;
/// Actions of one communication.
pub const MOST_ACTIONS: usize = 20;
/// Links, other numbers, versions and UDI-DIs in one list.
pub const MOST: usize = 50;
/// Products of one communication.
pub const MOST_PRODUCTS: usize = 200;
/// Changes that are remembered.
pub const MOST_REVISIONS: usize = 100;

const SEPARATORS: [char; 5] = [',', '，', '、', ';', '；'];

/// Entries of a field or cell that a person filled in: a line each; of a text without line breaks, with commas or semicolons of any width between.
#[must_use]
pub fn entries(text: &str) -> Vec<String> {
    let lines = text.contains('\n');
    text.split(|sign: char| if lines { sign == '\n' } else { SEPARATORS.contains(&sign) })
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A text of which [`entries`] reads this list back: a line each, with a line break behind the only one where it would be split.
#[must_use]
pub fn written(list: &[String]) -> String {
    let mut text = list.join("\n");
    if !text.contains('\n') && text.contains(SEPARATORS) {
        text.push('\n');
    }
    text
}

/// A communication, as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Communication {
    /// Who speaks: `FDA`, `PMDA`.
    pub issuer: String,
    /// The issuer's number, or one of the hospital's own.
    pub id: String,
    /// `2026-01-30`
    pub date: String,
    /// Last changed by the issuer; empty when it never was.
    pub updated: String,
    pub title: String,
    pub summary: String,
    /// What may happen to a patient.
    pub risk: String,
    /// What a hospital is asked to do, a step each, in order.
    pub actions: Vec<String>,
    /// Title and texts are Japanese.
    pub japanese: bool,
    pub links: Vec<String>,
    /// CVE numbers, CISA advisories, recall numbers.
    pub also: Vec<String>,
    pub withdrawn: bool,
    pub products: Vec<Affected>,
    /// What was done to this entry here, the oldest first; empty for one that came with a file and was never touched.
    pub history: Vec<Revision>,
}

/// A product of a communication and the versions that are meant. Nothing told of versions: they are not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Affected {
    pub maker: String,
    pub model: String,
    pub every_version: bool,
    pub versions: Vec<String>,
    /// First affected version.
    pub from: String,
    /// Last affected version.
    pub up_to: String,
    /// First version that is not affected any more.
    pub before: String,
    /// UDI-DIs, GTINs included.
    pub udi_dis: Vec<String>,
}

/// Something that was done to an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Revision {
    #[serde(with = "crate::civil::written")]
    pub at: Timestamp,
    pub by: String,
    pub what: Deed,
    pub why: String,
    /// Names of the fields that changed, each with what stood there before.
    pub was: Vec<(String, String)>,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    Written,
    Changed,
    Withdrawn,
    Restored,
}

impl Deed {
    /// Every deed.
    pub const ALL: [Self; 4] = [Self::Written, Self::Changed, Self::Withdrawn, Self::Restored];

    /// The stable word used in files and texts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Changed => "changed",
            Self::Withdrawn => "withdrawn",
            Self::Restored => "restored",
        }
    }

    /// The deed of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.as_str() == word)
    }
}

/// Why an entry cannot be kept. Nothing is cut in silence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A field that must be filled in is empty.
    Empty(&'static str),
    /// A text of so many characters where `most` are allowed.
    TooLong {
        field: &'static str,
        length: usize,
        most: usize,
    },
    /// A list of so many entries where `most` are allowed.
    TooMany {
        field: &'static str,
        count: usize,
        most: usize,
    },
    NoDate {
        field: &'static str,
        text: String,
    },
    /// It was changed by its issuer before it was there.
    UpdatedBefore,
    /// A day that has not come yet.
    ToCome(&'static str),
    /// Two entries of one sending have one issuer and number.
    Twice,
    /// Not an address of a page.
    NoLink(String),
    /// `up-to` and `before` exclude each other.
    TwoEnds {
        product: String,
    },
    NoUdi(String),
    /// Characters in it could not be read.
    NoCharacters {
        field: &'static str,
        text: String,
    },
}

impl Fault {
    /// The field that it is about, as the form of TOML calls it.
    #[must_use]
    pub fn field(&self) -> &str {
        match self {
            Self::Empty(field)
            | Self::TooLong { field, .. }
            | Self::TooMany { field, .. }
            | Self::NoDate { field, .. }
            | Self::NoCharacters { field, .. }
            | Self::ToCome(field) => field,
            Self::UpdatedBefore => "updated",
            Self::Twice => "id",
            Self::NoLink(_) => "links",
            Self::TwoEnds { .. } => "before",
            Self::NoUdi(_) => "udi-di",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(field) => write!(f, "`{field}` is empty"),
            Self::TooLong { field, length, most } => {
                write!(f, "`{field}` has {length} characters; at most {most} are kept, so shorten it")
            }
            Self::TooMany { field, count, most } => {
                write!(f, "`{field}` has {count} entries; at most {most} are kept")
            }
            Self::NoDate { field, text } => write!(f, "`{field}`: `{text}` is no date such as 2026-11-22"),
            Self::UpdatedBefore => write!(f, "`updated` is before `date`"),
            Self::ToCome(field) => write!(f, "`{field}` has not come yet"),
            Self::Twice => f.write_str("it comes twice at once"),
            Self::NoLink(text) => {
                write!(f, "`links`: `{text}` is no address that begins with https:// or http://")
            }
            Self::TwoEnds { product } => write!(f, "{product}: `up-to` and `before` exclude each other"),
            Self::NoCharacters { field, text } => {
                write!(f, "`{field}`: characters in `{text}` could not be read; write it anew")
            }
            Self::NoUdi(text) => write!(
                f,
                "`udi-di`: `{text}` is no UDI-DI: 12 to 14 digits (GS1), or a code that begins with + (HIBC)"
            ),
        }
    }
}

impl Communication {
    /// Everything that keeps it from being kept as a person's entry of `today`.
    #[must_use]
    pub fn faults(&self, today: Date) -> Vec<Fault> {
        let mut found = Vec::new();
        for (field, text, most) in [
            ("from", &self.issuer, LONGEST_NAME),
            ("id", &self.id, LONGEST_NAME),
            ("title", &self.title, LONGEST_TITLE),
        ] {
            found.extend(text.trim().is_empty().then_some(Fault::Empty(field)));
            found.extend(unreadable(field, [text]));
            found.extend(too_long(field, text, most));
        }
        found.extend(too_long("summary", &self.summary, LONGEST_TEXT));
        found.extend(too_long("risk", &self.risk, LONGEST_TEXT));
        found.extend(self.actions.iter().find_map(|text| too_long("actions", text, LONGEST_ACTION)));
        found.extend(self.links.iter().find_map(|text| too_long("links", text, link::LONGEST)));
        found.extend(
            self.links.iter().find(|link| !link::is_page(link)).map(|link| Fault::NoLink(begin(link))),
        );
        found.extend(self.also.iter().find_map(|text| too_long("also", text, LONGEST_NAME)));
        for (field, count, most) in [
            ("actions", self.actions.len(), MOST_ACTIONS),
            ("links", self.links.len(), MOST),
            ("also", self.also.len(), MOST),
            ("product", self.products.len(), MOST_PRODUCTS),
        ] {
            found.extend((count > most).then_some(Fault::TooMany { field, count, most }));
        }
        found.extend(self.faults_of_dates(today));
        found.extend(self.products.iter().flat_map(Affected::faults));
        found
    }

    fn faults_of_dates(&self, today: Date) -> Option<Fault> {
        let read = |field, text: &str| {
            let date = Date::parse(text).map_err(|_| Fault::NoDate { field, text: begin(text) })?;
            // The issuer may sit where the day has begun already.
            if date > today { Err(Fault::ToCome(field)) } else { Ok(date) }
        };
        let date = match read("date", &self.date) {
            Ok(date) => date,
            Err(fault) => return Some(fault),
        };
        match self.updated.trim() {
            "" => None,
            text => match read("updated", text) {
                Ok(updated) => (updated < date).then_some(Fault::UpdatedBefore),
                Err(fault) => Some(fault),
            },
        }
    }

    /// The first thing because of which nothing at all is judged by it. A file of forms may carry such an entry; no form of ours keeps one.
    #[must_use]
    pub fn unjudged(&self) -> Option<Fault> {
        let empty = |field, text: &str| text.trim().is_empty().then_some(Fault::Empty(field));
        let no_date = |field, text: &str| {
            Civil::read(text).is_none().then(|| Fault::NoDate { field, text: begin(text) })
        };
        unreadable("id", [&self.id])
            .or_else(|| unreadable("from", [&self.issuer]))
            .or_else(|| empty("id", &self.id))
            .or_else(|| empty("from", &self.issuer))
            .or_else(|| no_date("date", &self.date))
            .or_else(|| no_date("updated", &self.updated).filter(|_| !self.updated.is_empty()))
            .or_else(|| self.products.iter().find_map(Affected::unjudged))
    }

    /// The texts of every field that a person fills in, by the name that the form of TOML gives it.
    #[must_use]
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let products: Vec<String> = self.products.iter().map(Affected::shown).collect();
        vec![
            ("date", self.date.clone()),
            ("updated", self.updated.clone()),
            ("title", self.title.clone()),
            ("summary", self.summary.clone()),
            ("risk", self.risk.clone()),
            ("actions", self.actions.join("\n")),
            ("japanese", self.japanese.to_string()),
            ("links", self.links.join("\n")),
            ("also", self.also.join("\n")),
            ("product", products.join("\n")),
        ]
    }

    /// Fields in which it differs from `before`, with what stood there.
    #[must_use]
    pub fn changes_since(&self, before: &Self) -> Vec<(String, String)> {
        let (now, was) = (self.fields(), before.fields());
        let pairs = was.into_iter().zip(now).filter(|(was, now)| was != now);
        pairs.map(|((name, was), _)| (name.to_owned(), was)).collect()
    }

    /// When it was last touched here.
    #[must_use]
    pub fn revised(&self) -> Option<Timestamp> {
        self.history.last().map(|revision| revision.at)
    }

    /// Of two entries of one issuer and number the later one stands: when it was touched here, which is after everything its issuer said until
    /// then; else the issuer's day. `None`: that is no date.
    #[must_use]
    pub fn stands_since(&self) -> Option<Timestamp> {
        let day = if self.updated.is_empty() { &self.date } else { &self.updated };
        let day = Civil::read(day).max(Civil::read(&self.date));
        let touched = self.revised().map(|at| at.max(day.map_or(at, after)));
        touched.or(day)
    }

    /// Remembers a deed, never before the one before it; of very many the first and the last stay.
    pub fn remember(&mut self, mut revision: Revision) {
        revision.at = self.revised().map_or(revision.at, |last| revision.at.max(after(last)));
        if self.history.len() >= MOST_REVISIONS {
            self.history.remove(1);
        }
        self.history.push(revision);
    }
}

/// A second later: entries are written in whole seconds.
fn after(time: Timestamp) -> Timestamp {
    Timestamp::from_parts(time.seconds() + 1, 0)
}

impl Affected {
    /// What keeps it from being understood at all.
    fn unjudged(&self) -> Option<Fault> {
        let names = [("maker", &self.maker), ("model", &self.model)];
        let empty = names.into_iter().find(|(_, text)| text.trim().is_empty());
        let ends = [&self.up_to, &self.before].into_iter().all(|text| !text.trim().is_empty());
        let fields = [
            ("maker", &self.maker),
            ("model", &self.model),
            ("from", &self.from),
            ("up-to", &self.up_to),
            ("before", &self.before),
        ];
        let lost = || fields.into_iter().find_map(|(field, text)| unreadable(field, [text]));
        let no_udi = || self.udi_dis.iter().find(|di| udi::key(di).is_none());
        empty
            .map(|(field, _)| Fault::Empty(field))
            .or_else(|| ends.then(|| Fault::TwoEnds { product: self.shown() }))
            .or_else(lost)
            .or_else(|| unreadable("versions", &self.versions))
            .or_else(|| no_udi().map(|di| Fault::NoUdi(begin(di))))
    }

    fn faults(&self) -> Vec<Fault> {
        let mut found: Vec<Fault> = self.unjudged().into_iter().collect();
        let texts = [
            ("maker", &self.maker),
            ("model", &self.model),
            ("from", &self.from),
            ("up-to", &self.up_to),
            ("before", &self.before),
        ];
        found.extend(texts.into_iter().filter_map(|(field, text)| too_long(field, text, 2 * LONGEST_NAME)));
        found.extend(self.versions.iter().find_map(|text| too_long("versions", text, LONGEST_NAME)));
        for (field, count) in [("versions", self.versions.len()), ("udi-di", self.udi_dis.len())] {
            found.extend((count > MOST).then_some(Fault::TooMany { field, count, most: MOST }));
        }
        found
    }

    /// In one line: maker, model and what is said of versions.
    #[must_use]
    pub fn shown(&self) -> String {
        let mut parts = vec![format!("{} {}", self.maker, self.model)];
        if self.every_version {
            parts.push("*".to_owned());
        }
        parts.extend(self.versions.iter().map(|version| format!("={version}")));
        for (sign, text) in [(">=", &self.from), ("<=", &self.up_to), ("<", &self.before)] {
            parts.extend((!text.is_empty()).then(|| format!("{sign}{text}")));
        }
        parts.extend(self.udi_dis.iter().map(|udi| format!("UDI-DI {udi}")));
        parts.join(", ")
    }
}

fn too_long(field: &'static str, text: &str, most: usize) -> Option<Fault> {
    let length = text.trim().chars().count();
    (length > most).then_some(Fault::TooLong { field, length, most })
}

/// A text in which characters could not be read, here or before.
fn unreadable<'t>(field: &'static str, texts: impl IntoIterator<Item = &'t String>) -> Option<Fault> {
    let lost = texts.into_iter().find(|text| text.contains(char::REPLACEMENT_CHARACTER))?;
    Some(Fault::NoCharacters { field, text: begin(lost) })
}

fn begin(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Communication {
        Communication {
            issuer: "FDA".into(),
            id: "FDA-1".into(),
            date: "2026-01-30".into(),
            title: "t".into(),
            links: vec!["https://www.fda.gov/x".into()],
            products: vec![Affected { maker: "Example".into(), model: "P".into(), ..Affected::default() }],
            ..Communication::default()
        }
    }

    fn fields(entry: &Communication) -> Vec<String> {
        let today = Date::parse("2026-11-22").unwrap();
        entry.faults(today).iter().map(|fault| fault.field().to_owned()).collect()
    }

    type Change = fn(&mut Communication);

    #[test]
    fn what_cannot_be_kept_is_told_field_by_field() {
        assert_eq!(fields(&good()), Vec::<String>::new());
        let cases: [(&str, Change); 13] = [
            ("id", |c| c.id = " ".into()),
            ("title", |c| c.title = "長".repeat(501)),
            ("title", |c| c.title = String::new()),
            ("date", |c| c.date = "yesterday".into()),
            ("date", |c| c.date = "2026-11-23".into()),
            ("updated", |c| c.updated = "2026-01-29".into()),
            ("links", |c| c.links = vec!["javascript:alert(1)".into()]),
            ("links", |c| c.links = vec!["https://a\u{202e}b/".into()]),
            ("actions", |c| c.actions = vec!["x".into(); 21]),
            ("actions", |c| c.actions = vec!["x".repeat(501)]),
            ("maker", |c| c.products[0].maker = String::new()),
            ("udi-di", |c| c.products[0].udi_dis = vec!["12".into()]),
            ("before", |c| (c.products[0].up_to, c.products[0].before) = ("1".into(), "2".into())),
        ];
        for (field, spoil) in cases {
            let mut entry = good();
            spoil(&mut entry);
            assert_eq!(fields(&entry), [field], "{entry:?}");
        }
        assert_eq!(fields(&Communication { title: "長".repeat(500), ..good() }), Vec::<String>::new());
    }

    #[test]
    fn changes_are_named_with_what_stood_there() {
        let changed = Communication { title: "u".into(), actions: vec!["a".into()], ..good() };
        let expected = [("title".to_owned(), "t".to_owned()), ("actions".to_owned(), String::new())];
        assert_eq!(changed.changes_since(&good()), expected);
    }

    #[test]
    fn a_line_each_or_signs_between() {
        for (text, wanted) in [
            ("2.1, 2.2；2.3、", &["2.1", "2.2", "2.3"][..]),
            ("2.1, build 7\r\n\r\n 2.2", &["2.1, build 7", "2.2"]),
            ("2.1, build 7\n", &["2.1, build 7"]),
            (" \n", &[]),
        ] {
            assert_eq!(entries(text), wanted, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_list_that_was_written_is_read_back(list in proptest::collection::vec("[a,，、;； .1-]{1,6}", 0..4)) {
            let list: Vec<String> = list.iter().map(|entry| entry.trim().to_owned()).collect();
            proptest::prop_assume!(list.iter().all(|entry| !entry.is_empty()));
            proptest::prop_assert_eq!(entries(&written(&list)), list);
        }
    }
}
