//! Habits of naming: what host names, AE titles and station names usually mean. Hints, unless something else agrees.

use std::sync::OnceLock;

use domain::{
    certainty::Certainty::{Guess, Likely},
    facts::Attribute as A,
};
use knowledge::Grade;
use serde::Deserialize;

use super::{
    super::{View, proposals::Proposals, text::tokens},
    Known,
};

/// A row of `name_habits.csv`: a word in names and the kind it means.
#[derive(Clone, Debug, Deserialize)]
struct Habit {
    word: String,
    kind_id: String,
    /// `any` word of the name, or the `first` one only.
    place: String,
    weight: u16,
    certainty: Grade,
}

fn habits() -> &'static [Habit] {
    static HABITS: OnceLock<Vec<Habit>> = OnceLock::new();
    HABITS.get_or_init(|| {
        let text = include_str!("../../../../../signatures/name_habits.csv");
        csv::Reader::from_reader(text.as_bytes()).deserialize().filter_map(Result::ok).collect()
    })
}

/// Proposes kinds.
pub fn propose(view: &View<'_>, known: &Known<'_>, out: &mut Proposals) {
    if let Some(hostname) = known.hostname {
        for habit in of_name(&hostname.value) {
            if let Some(evidence) = hostname.evidence.first() {
                let certainty = if habit.certainty.may_decide() { Likely } else { Guess };
                let kind = named_kind(view, known, &habit.kind_id);
                out.add(kind, certainty, habit.weight, evidence.clone());
                // A desktop that is named for its use: the system supports the name.
                let desktop = known.os.filter(|os| is_desktop(&os.value) && DESKS.contains(&kind));
                if let Some(evidence) = desktop.and_then(|os| os.evidence.first()) {
                    out.add(kind, Guess, 48, evidence.clone());
                }
            }
        }
    }
    for attribute in [A::AeTitle, A::DicomStation, A::SnmpSysName, A::Purpose] {
        for fact in view.of(attribute).filter(|fact| fact.certainty >= Likely) {
            for habit in of_name(&fact.value) {
                out.because(fact, &habit.kind_id, Guess, habit.weight);
            }
        }
    }
}

/// Kinds that are an ordinary desktop with a use.
const DESKS: &[&str] = &["image_workstation", "emr_client", "online_qualification", "receipt_computer"];

/// Terminals are named after the system they are for: what serves nobody and runs a desktop is the system's terminal.
fn named_kind<'a>(view: &View<'_>, known: &Known<'_>, kind: &'a str) -> &'a str {
    let desktop = known.os.is_some_and(|os| is_desktop(&os.value));
    if !desktop || view.answers().next().is_some() {
        return kind;
    }
    match kind {
        "his_emr_server" => "emr_client",
        "lis" | "ris" | "pharmacy_system" | "physio_system" | "receipt_computer" => "pc_workstation",
        "pacs" | "report_system" => "image_workstation",
        other => other,
    }
}

/// Windows for desks, not a server's.
fn is_desktop(os: &str) -> bool {
    os.starts_with("Windows") && !os.contains("Server") && os != "Windows CE"
}

/// The habits that fit a name; the first word outranks later ones.
fn of_name(name: &str) -> Vec<&'static Habit> {
    let words = tokens(name);
    let first = words.first().map(String::as_str).unwrap_or_default();
    let leading: Vec<&Habit> = habits().iter().filter(|habit| habit.word == first).collect();
    if !leading.is_empty() {
        return leading;
    }
    habits()
        .iter()
        .filter(|habit| habit.place == "any" && words.iter().skip(1).any(|word| *word == habit.word))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use knowledge::Knowledge;

    #[test]
    fn every_habit_names_a_kind() {
        assert!(!habits().is_empty());
        for habit in habits() {
            assert!(Knowledge::built_in().kinds.get(&habit.kind_id).is_some(), "{}", habit.kind_id);
            assert!(matches!(habit.place.as_str(), "any" | "first"), "{}", habit.word);
        }
    }

    #[test]
    fn the_first_word_tells_most() {
        let kinds = |name: &str| of_name(name).iter().map(|habit| habit.kind_id.as_str()).collect::<Vec<_>>();
        assert_eq!(kinds("CT-01"), ["ct"]);
        assert_eq!(kinds("PC-CT-READING"), ["pc_workstation"]);
        assert!(kinds("XYZZY").is_empty());
    }
}
