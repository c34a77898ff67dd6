//! Makers with all their Japanese, English, former and group names.

use hashbrown::HashMap;
use serde::Deserialize;

use crate::{
    Grade,
    names::company_key,
    table::{Row, list},
};

/// A row of `makers.csv`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct MakerRow {
    maker_id: String,
    #[serde(default)]
    name_en: String,
    #[serde(default)]
    name_ja: String,
    #[serde(default)]
    short_names_ja: String,
    #[serde(default)]
    former_names: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    categories: String,
    #[serde(default)]
    certainty: Grade,
    #[serde(default)]
    source: String,
}

impl Row for MakerRow {
    fn problem(&self) -> Option<&'static str> {
        (self.maker_id.is_empty() || (self.name_en.is_empty() && self.name_ja.is_empty()))
            .then_some("a maker needs maker_id and a name")
    }
}

/// A maker.
#[derive(Clone, Debug, PartialEq)]
pub struct MakerEntry {
    pub id: String,
    pub name_en: String,
    pub name_ja: Option<String>,
    /// Every other spelling, former and acquired company.
    pub aliases: Vec<String>,
    /// Key of the group; makers of one group share it.
    pub group: Option<String>,
    /// What it makes: `imaging`, `infusion pump`, `printer/MFP` …
    pub categories: Vec<String>,
    pub grade: Grade,
    pub source: String,
    keys: Keys,
}

/// Keys of a maker's names, worked out once.
#[derive(Clone, Debug, Default, PartialEq)]
struct Keys {
    english: String,
    /// English and Japanese name, with and without brackets.
    names: Vec<String>,
    /// Aliases.
    others: Vec<String>,
}

impl MakerEntry {
    /// [`company_key`] of the English name.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.keys.english
    }

    /// Makes at least one kind of medical device (by category words).
    #[must_use]
    pub fn is_medical(&self) -> bool {
        self.categories.iter().any(|category| {
            let bare = category.split('(').next().unwrap_or_default().trim();
            !NOT_MEDICAL.contains(&bare)
        })
    }

    /// Makes boards: its name says nothing of what the device is for.
    #[must_use]
    pub fn makes_boards(&self) -> bool {
        self.categories.iter().any(|category| category == BOARD)
    }
}

/// Boards that others build into devices of any sort.
const BOARD: &str = "embedded board";

/// Categories (as written before any bracket) of makers of ordinary equipment.
const NOT_MEDICAL: &[&str] = &[
    BOARD,
    "network",
    "camera",
    "PC",
    "printer",
    "printer/MFP",
    "phone",
    "label printer",
    "server",
    "UPS",
    "NAS",
    "HIS/EMR",
    "HIS/IT",
    "receipt computer",
    "firewall",
    "firewall/VPN",
    "device server",
    "building automation",
    "virtual machine",
    "wireless phone",
    "voice badge",
    "robot",
    "handheld",
    "display",
    "database",
    "control",
    "pneumatic tube",
    "supplies",
    "cyclotron",
    "alarm distribution",
    "group",
    "simulator",
    "industrial/medical camera",
    "integration engine",
    "device integration",
];

/// How two makers relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Same,
    /// One group, a former name, or one took over the other: devices carry either name.
    Group,
    Different,
}

/// All makers.
#[derive(Debug)]
pub struct Makers {
    entries: Vec<MakerEntry>,
    by_id: HashMap<String, usize>,
    by_key: HashMap<String, usize>,
    /// Former or acquired names that point to another entry's owner: key → owners.
    successors: HashMap<String, Vec<usize>>,
}

impl Makers {
    pub(crate) fn new(rows: Vec<MakerRow>) -> Self {
        let mut makers = Self {
            entries: Vec::new(),
            by_id: HashMap::new(),
            by_key: HashMap::new(),
            successors: HashMap::new(),
        };
        for row in rows {
            makers.add(row);
        }
        makers.index_aliases();
        makers
    }

    fn add(&mut self, row: MakerRow) {
        if self.by_id.contains_key(&row.maker_id) {
            return;
        }
        let mut aliases: Vec<String> = list(&row.short_names_ja).map(str::to_owned).collect();
        aliases.extend(list(&row.former_names).flat_map(former_spellings));
        let index = self.entries.len();
        self.by_id.insert(row.maker_id.clone(), index);
        let spellings = [&row.name_en, &row.name_ja].into_iter().flat_map(|name| with_brackets(name));
        let names: Vec<String> = spellings.map(|spelling| company_key(&spelling)).collect();
        for key in &names {
            self.by_key.entry(key.clone()).or_insert(index);
        }
        let name_en = if row.name_en.is_empty() { row.name_ja.clone() } else { row.name_en };
        let keys = Keys {
            english: company_key(&name_en),
            names,
            others: aliases.iter().map(|alias| company_key(alias)).collect(),
        };
        self.entries.push(MakerEntry {
            id: row.maker_id,
            name_en,
            keys,
            name_ja: (!row.name_ja.is_empty()).then_some(row.name_ja),
            aliases,
            group: group_key(&row.group),
            categories: list(&row.categories).map(str::to_owned).collect(),
            grade: row.certainty,
            source: row.source,
        });
    }

    /// Aliases come after every full name, so that a maker's own name is never another one's alias.
    fn index_aliases(&mut self) {
        for (index, entry) in self.entries.iter().enumerate() {
            for alias in &entry.aliases {
                let key = company_key(alias);
                if key.is_empty() {
                    continue;
                }
                match self.by_key.get(&key) {
                    Some(&owner) if owner != index => self.successors.entry(key).or_default().push(index),
                    Some(_) => {}
                    None => {
                        self.by_key.insert(key, index);
                    }
                }
            }
        }
    }

    /// A maker by id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&MakerEntry> {
        self.by_id.get(id).and_then(|&index| self.entries.get(index))
    }

    /// A maker by any of its names. Legal forms, width, case and spaces do not matter; national subsidiaries
    /// (`… Japan`, `…ジャパン`) are the maker.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<&MakerEntry> {
        let key = company_key(text);
        let index = self.by_key.get(&key).or_else(|| {
            NATIONAL.iter().find_map(|word| {
                let shorter = key.strip_suffix(word).or_else(|| key.strip_prefix(word))?;
                self.by_key.get(shorter)
            })
        })?;
        self.entries.get(*index)
    }

    /// The maker whose name begins the text, longest name first: `Siemens MAGNETOM Sola` → Siemens.
    /// Names shorter than three Latin letters or two Japanese characters are not tried.
    #[must_use]
    pub fn find_leading(&self, text: &str) -> Option<&MakerEntry> {
        let spaced = crate::names::words(text);
        let parts: Vec<&str> = spaced.split(' ').collect();
        (1..=parts.len().min(6)).rev().find_map(|count| {
            let lead: String = parts.iter().take(count).copied().collect::<Vec<_>>().join(" ");
            let long_enough = if lead.is_ascii() { lead.len() >= 3 } else { lead.chars().count() >= 2 };
            if long_enough { self.find(&lead) } else { None }
        })
    }

    /// How two makers relate: the same, one group or succession, or different.
    #[must_use]
    pub fn relation(&self, a: &str, b: &str) -> Relation {
        if a == b {
            return Relation::Same;
        }
        let (Some(left), Some(right)) = (self.get(a), self.get(b)) else { return Relation::Different };
        let one_group = left.group.is_some() && left.group == right.group;
        if one_group || self.succeeds(left, right) || self.succeeds(right, left) {
            Relation::Group
        } else {
            Relation::Different
        }
    }

    fn succeeds(&self, later: &MakerEntry, earlier: &MakerEntry) -> bool {
        let later_group = later.group.as_deref().unwrap_or_default();
        let listed = later.keys.others.iter().any(|alias| earlier.keys.names.contains(alias));
        let owner = earlier.group.as_deref().is_some_and(|group| {
            group == later.keys.english || (!later_group.is_empty() && group.starts_with(later_group))
        });
        listed || owner
    }

    /// Every maker, in file order.
    pub fn iter(&self) -> impl Iterator<Item = &MakerEntry> {
        self.entries.iter()
    }
}

/// National subsidiaries carry the maker's name and one of these.
const NATIONAL: &[&str] = &[
    "ジャパン",
    "日本",
    "japan",
    "ヘルスケアジャパン",
    "メディカルジャパン",
    "グループジャパン",
    "healthcare",
    "medical",
    "medicalsystems",
    "ヘルスケア",
    "メディカル",
];

/// `東芝メディカルシステムズ株式会社/Toshiba Medical Systems Corporation (-2018-01; …)` → the two names without the note.
fn former_spellings(text: &str) -> Vec<String> {
    let bare = text.split(['(', '（']).next().unwrap_or_default();
    bare.split('/').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// A name, and the name without and within brackets: `Koninklijke Philips N.V. (Philips Healthcare)`.
fn with_brackets(name: &str) -> Vec<String> {
    let mut spellings = vec![name.to_owned()];
    if let Some((before, rest)) = name.split_once('(') {
        spellings.push(before.trim().to_owned());
        spellings.push(rest.trim_end_matches(')').trim().to_owned());
    }
    spellings.retain(|spelling| !company_key(spelling).is_empty());
    spellings
}

/// `Baxter (via Hillrom, 2021)` → `baxter`.
fn group_key(text: &str) -> Option<String> {
    let key = company_key(text.split('(').next().unwrap_or_default());
    (!key.is_empty()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Knowledge;

    #[test]
    fn names_that_ledgers_and_devices_use() {
        let makers = &Knowledge::built_in().makers;
        let cases = [
            ("キヤノンメディカルシステムズ株式会社", "canon_medical"),
            ("東芝メディカル", "canon_medical"),
            ("ｷﾔﾉﾝﾒﾃﾞｨｶﾙ", "canon_medical"),
            ("TOSHIBA Medical Systems Corporation", "canon_medical"),
            ("日本光電", "nihon_kohden"),
            ("NIHON KOHDEN CORPORATION", "nihon_kohden"),
            ("フィリップス", "philips"),
            ("Philips Healthcare", "philips"),
            ("シーメンス", "siemens_healthineers"),
            ("GEヘルスケア・ジャパン", "ge_healthcare"),
            ("ドレーゲル", "draeger"),
            ("テルモ", "terumo"),
            ("シスメックス", "sysmex"),
            ("日立メディコ", "fujifilm_healthcare"),
            ("フクダ電子", "fukuda_denshi"),
        ];
        for (text, id) in cases {
            assert_eq!(makers.find(text).map(|m| m.id.as_str()), Some(id), "{text}");
        }
        assert!(makers.find("○○メディカル").is_none());
        assert!(makers.find("").is_none());
    }

    #[test]
    fn groups_and_successions() {
        let makers = &Knowledge::built_in().makers;
        assert_eq!(makers.relation("baxter", "hillrom"), Relation::Group);
        assert_eq!(makers.relation("welch_allyn", "baxter"), Relation::Group);
        assert_eq!(makers.relation("smiths_medical", "icu_medical"), Relation::Group);
        assert_eq!(makers.relation("philips", "philips"), Relation::Same);
        assert_eq!(makers.relation("philips", "terumo"), Relation::Different);
    }

    #[test]
    fn a_maker_at_the_head_of_a_product_name() {
        let makers = &Knowledge::built_in().makers;
        assert_eq!(makers.find_leading("Nihon Kohden CNS-6201").map(|m| m.id.as_str()), Some("nihon_kohden"));
        assert_eq!(makers.find_leading("日本光電 BSM").map(|m| m.id.as_str()), Some("nihon_kohden"));
        assert!(makers.find_leading("X").is_none());
    }

    #[test]
    fn printer_makers_are_not_medical_makers() {
        let makers = &Knowledge::built_in().makers;
        assert!(makers.get("nihon_kohden").is_some_and(MakerEntry::is_medical));
        assert!(makers.get("fujifilm_bi").is_some_and(|m| !m.is_medical()));
        assert!(makers.get("cisco").is_some_and(|m| !m.is_medical()));
    }
}
