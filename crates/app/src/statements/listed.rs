//! Every kept statement and declaration as a list shows it: how it stands now, until when, and which rows it is about.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ids::StatementId,
    statements::{Product, Role, VexFormat, Withdrawal},
    time::Timestamp,
};
use matching::statements::{Gone, Weight};
use serde::Serialize;
use store::records::Record;

use super::Kept;
use crate::exposures::{Exposures, StatedHere};

/// Days before its end in which a decision is to be looked at again.
pub const SOON: i64 = 30;

/// How a decision stands now. In the order of what a person has to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// What it rests on holds no longer for a row: open again.
    GroundGone,
    Expired,
    /// Under investigation: what ranges say goes on counting.
    Undecided,
    /// It is about a row and is not taken: no reason, no version, or not known to be about it.
    NotTaken,
    /// Something newer, or somebody who knows the product better, counts instead.
    Superseded,
    /// It decides at least one row, or says the same as what decides it.
    Counts,
    /// Nothing here is concerned by it now.
    NotHere,
    Withdrawn,
}

impl Standing {
    /// Every standing, in the order of filters.
    pub const ALL: [Self; 8] = [
        Self::Counts,
        Self::Superseded,
        Self::Undecided,
        Self::GroundGone,
        Self::Expired,
        Self::NotTaken,
        Self::NotHere,
        Self::Withdrawn,
    ];

    /// The stable word used in JSON, addresses and locale keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GroundGone => "ground_gone",
            Self::Expired => "expired",
            Self::Undecided => "undecided",
            Self::NotTaken => "not_taken",
            Self::Superseded => "superseded",
            Self::Counts => "counts",
            Self::NotHere => "not_here",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A kept statement or declaration and how it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decision {
    pub id: StatementId,
    #[serde(flatten)]
    pub kept: Kept,
    /// When it was last written here.
    #[serde(with = "domain::civil::written")]
    pub recorded: Timestamp,
    pub standing: Standing,
    /// Whole days until it ends; negative after that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_left: Option<i64>,
    /// Rows of the exposures that it is about, in their order.
    pub rows: Vec<About>,
}

/// A row that a decision is about, and what became of it there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct About {
    /// Id of the row.
    pub row: String,
    /// It decides the row.
    pub counts: bool,
    pub why_ja: String,
    pub why_en: String,
}

impl Decision {
    /// It ends within a month, and somebody should look again before.
    #[must_use]
    pub fn is_ending(&self) -> bool {
        self.days_left.is_some_and(|days| (0..=SOON).contains(&days))
            && !matches!(self.standing, Standing::Withdrawn | Standing::Expired)
    }

    /// It is open again, or will soon be.
    #[must_use]
    pub fn wants_a_look(&self) -> bool {
        matches!(self.standing, Standing::GroundGone | Standing::Expired) || self.is_ending()
    }

    /// Recorded here by a person, not read from a file.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        match &self.kept {
            Kept::Statement(statement) => statement.document.is_none(),
            Kept::Declaration(_) => true,
        }
    }

    /// The form it came in.
    #[must_use]
    pub fn format(&self) -> VexFormat {
        match &self.kept {
            Kept::Statement(statement) => statement.document.as_ref().map(|document| document.format),
            Kept::Declaration(_) => None,
        }
        .unwrap_or_default()
    }
}

impl Kept {
    /// Whose word it is.
    #[must_use]
    pub fn author(&self) -> (&str, Role) {
        match self {
            Self::Statement(statement) => (&statement.author, statement.role),
            Self::Declaration(declaration) => (&declaration.author, declaration.role),
        }
    }

    /// When it was said.
    #[must_use]
    pub fn said_at(&self) -> Option<Timestamp> {
        match self {
            Self::Statement(statement) => statement.said_at,
            Self::Declaration(declaration) => declaration.said_at,
        }
    }

    /// Until when it counts.
    #[must_use]
    pub fn valid_until(&self) -> Option<Timestamp> {
        match self {
            Self::Statement(statement) => statement.valid_until,
            Self::Declaration(declaration) => declaration.valid_until,
        }
    }

    /// Who took it back, when and why.
    #[must_use]
    pub fn withdrawal(&self) -> Option<&Withdrawal> {
        match self {
            Self::Statement(statement) => statement.withdrawn.as_ref(),
            Self::Declaration(declaration) => declaration.withdrawn.as_ref(),
        }
    }

    /// The vulnerabilities it names, the one it is about first.
    #[must_use]
    pub fn vulnerabilities(&self) -> Vec<&str> {
        match self {
            Self::Statement(statement) => statement.names().collect(),
            Self::Declaration(declaration) => declaration.patched().iter().map(String::as_str).collect(),
        }
    }

    /// Product, and component inside it, of everything it is about.
    #[must_use]
    pub fn subjects(&self) -> Vec<(Option<&Product>, Option<&Product>)> {
        match self {
            Self::Statement(statement) => {
                let subjects = statement.subjects.iter();
                subjects.map(|subject| (Some(&subject.product), subject.component.as_ref())).collect()
            }
            Self::Declaration(declaration) => {
                vec![(declaration.inside.as_ref(), Some(&declaration.component))]
            }
        }
    }
}

/// Puts what is kept beside what became of it; newest first.
#[must_use]
pub fn listed(kept: Vec<Record<Kept>>, exposures: &Exposures, now: Timestamp) -> Vec<Decision> {
    let mut about: BTreeMap<&StatementId, Vec<(&str, &StatedHere)>> = BTreeMap::new();
    for concern in &exposures.concerns {
        let mut told = BTreeSet::new();
        for stated in &concern.stated.statements {
            // A declaration about several vulnerabilities is heard once a row.
            if told.insert(&stated.id) {
                about.entry(&stated.id).or_default().push((&concern.id, stated));
            }
        }
    }
    let mut made: Vec<Decision> = kept
        .into_iter()
        .filter_map(|record| {
            let id = StatementId::parse(&record.id)?;
            let heard = about.get(&id).map(Vec::as_slice).unwrap_or_default();
            let until = record.value.valid_until();
            Some(Decision {
                standing: standing(&record.value, heard, now),
                days_left: until.map(|until| until.since(now).div_euclid(86_400_000_000)),
                rows: heard.iter().map(|(row, stated)| row_of(row, stated)).collect(),
                recorded: record.changed,
                kept: record.value,
                id,
            })
        })
        .collect();
    made.sort_by(|x, y| (y.kept.said_at(), y.recorded, &x.id).cmp(&(x.kept.said_at(), x.recorded, &y.id)));
    made
}

fn row_of(row: &str, stated: &StatedHere) -> About {
    About {
        row: row.to_owned(),
        counts: stated.counts,
        why_ja: stated.why_ja.clone(),
        why_en: stated.why_en.clone(),
    }
}

fn standing(kept: &Kept, heard: &[(&str, &StatedHere)], now: Timestamp) -> Standing {
    let any = |is: fn(&Weight) -> bool| heard.iter().any(|(_, stated)| is(&stated.weight));
    match () {
        () if kept.withdrawal().is_some() => Standing::Withdrawn,
        () if kept.valid_until().is_some_and(|until| until < now) => Standing::Expired,
        () if any(|weight| matches!(weight, Weight::GroundGone { reason } if *reason != Gone::Version)) => {
            Standing::GroundGone
        }
        () if any(|weight| matches!(weight, Weight::Counts | Weight::Agrees)) => Standing::Counts,
        // Said of one version, it was never meant to carry over to the others; only without its own row it has lost its ground.
        () if any(|weight| matches!(weight, Weight::GroundGone { .. })) => Standing::GroundGone,
        // Withdrawn by its own publisher: a newer edition of the document takes it back.
        () if any(|weight| matches!(weight, Weight::Older | Weight::Outranked | Weight::Withdrawn)) => {
            Standing::Superseded
        }
        () if any(|weight| matches!(weight, Weight::Undecided)) => Standing::Undecided,
        () if heard.is_empty() => stands_alone(kept),
        () => Standing::NotTaken,
    }
}

/// Declarations that give a component its true name work before anything is judged, without being heard at a row.
fn stands_alone(kept: &Kept) -> Standing {
    match kept {
        Kept::Declaration(declaration)
            if matches!(declaration.declared, domain::statements::Declared::Is { .. }) =>
        {
            Standing::Counts
        }
        _ => Standing::NotHere,
    }
}

#[cfg(test)]
mod tests {
    use domain::{advisories::Verdict, statements::Statement};

    use super::*;

    const NOW: Timestamp = Timestamp::from_parts(1_795_133_520, 0);

    fn heard(weight: Weight) -> StatedHere {
        StatedHere {
            id: StatementId::from_tail("1"),
            author: "臨床工学室".into(),
            role: Role::Hospital,
            status: Verdict::NotAffected,
            said_at: None,
            document: None,
            from_feed: false,
            origin: None,
            counts: weight == Weight::Counts,
            weight,
            why_ja: String::new(),
            why_en: String::new(),
        }
    }

    #[test]
    fn a_decision_stands_as_its_worst_row_that_it_was_meant_for() {
        let gone = |reason: Gone| Weight::GroundGone { reason };
        for (weights, wanted) in [
            (vec![Weight::Counts], Standing::Counts),
            (vec![gone(Gone::Version), Weight::Counts], Standing::Counts),
            (vec![gone(Gone::Version)], Standing::GroundGone),
            (vec![gone(Gone::Record), Weight::Counts], Standing::GroundGone),
            (vec![Weight::Outranked], Standing::Superseded),
            (vec![Weight::Undecided], Standing::Undecided),
            (vec![Weight::Perhaps], Standing::NotTaken),
            (vec![], Standing::NotHere),
        ] {
            let statement = Statement::new(StatementId::from_tail("1"), "CVE-2099-1", Verdict::NotAffected);
            let mut kept = Kept::Statement(Box::new(statement));
            let all: Vec<StatedHere> = weights.into_iter().map(heard).collect();
            let rows: Vec<(&str, &StatedHere)> = all.iter().map(|stated| ("row", stated)).collect();
            assert_eq!(standing(&kept, &rows, NOW), wanted);
            let by = Withdrawal { by: "係".into(), at: NOW, reason: "x".into() };
            *kept.withdrawn() = Some(by);
            assert_eq!(standing(&kept, &rows, NOW), Standing::Withdrawn);
        }
    }
}
