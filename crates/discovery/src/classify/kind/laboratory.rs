//! Kinds in the laboratory: who reports results is an analyser, who takes them is the laboratory system.

use domain::{
    certainty::Certainty::{Guess, Likely},
    facts::{Attribute as A, Fact},
};

use super::{
    super::{View, proposals::Proposals, text::tokens},
    families,
};

/// What an analyser's name or its maker's trade says: word, kind.
const WORDS: &[(&str, &str)] = &[
    ("haematology", "haematology_analyser"),
    ("hematology", "haematology_analyser"),
    ("xn", "haematology_analyser"),
    ("xs", "haematology_analyser"),
    ("xe", "haematology_analyser"),
    ("coagulation", "coagulation_analyser"),
    ("cs", "coagulation_analyser"),
    ("blood gas", "blood_gas"),
    ("abl", "blood_gas"),
    ("rapidlab", "blood_gas"),
    ("rapidpoint", "blood_gas"),
    ("gem", "blood_gas"),
    ("bg", "blood_gas"),
    ("stat", "blood_gas"),
    ("istat", "blood_gas"),
    ("cobas", "chemistry_analyser"),
    ("au", "chemistry_analyser"),
    ("architect", "chemistry_analyser"),
    ("chemistry", "chemistry_analyser"),
    ("lumipulse", "immuno_analyser"),
    ("access", "immuno_analyser"),
    ("dxi", "immuno_analyser"),
    ("immuno", "immuno_analyser"),
    ("urine", "urine_analyser"),
    ("uf", "urine_analyser"),
    ("glucose", "glucose_analyser"),
    ("accu", "glucose_analyser"),
    ("hba", "glucose_analyser"),
    ("bactec", "blood_culture"),
    ("vitek", "microbiology_id"),
    ("genexpert", "molecular"),
];

/// Proposes kinds.
pub fn propose(view: &View<'_>, out: &mut Proposals) {
    let takes = |fact: &&Fact| {
        matches!(
            fact.value.as_str(),
            "astm server" | "poct1a server" | "poct1-a server" | "poct server" | "poct1a data_manager"
        )
    };
    if let Some(fact) = view.of(A::MedicalProtocol).find(takes) {
        out.because(fact, "lis", Likely, 70);
        return;
    }
    let reports = |fact: &&Fact| {
        matches!(
            fact.value.as_str(),
            "astm client" | "poct1a client" | "poct1-a client" | "poct client" | "poct1a device"
        )
    };
    let Some(fact) = view
        .of(A::MedicalProtocol)
        .find(reports)
        .or_else(|| view.of(A::AstmSender).next())
        .or_else(|| view.of(A::PoctDevice).next())
    else {
        return;
    };
    let named = [A::AstmSender, A::PoctDevice, A::Model, A::Hostname].into_iter().flat_map(|a| view.of(a));
    let mut known = false;
    for told in named {
        known |= families::find(&told.value).is_some() || of_words(&told.value).is_some();
        if let Some(row) = families::find(&told.value).filter(|row| !row.kind_id.is_empty()) {
            out.because(told, &row.kind_id, row.ceiling(), 78);
        } else if let Some(kind) = of_words(&told.value) {
            out.because(told, kind, Guess, 72);
        }
    }
    if let Some(kind) = of_maker(view).filter(|_| !known) {
        out.because(fact, kind, Guess, 40);
    }
    let poct = fact.value.starts_with("poct") || fact.attribute == A::PoctDevice;
    out.because(fact, if poct { "poct" } else { "chemistry_analyser" }, Guess, if poct { 45 } else { 25 });
}

fn of_words(text: &str) -> Option<&'static str> {
    let words = tokens(text);
    let lower = text.to_lowercase();
    WORDS
        .iter()
        .find(|(word, _)| words.iter().any(|w| w == word) || (word.len() > 5 && lower.contains(word)))
        .map(|(_, kind)| *kind)
}

/// A maker known for one kind of analyser.
fn of_maker(view: &View<'_>) -> Option<&'static str> {
    match view.card_maker()? {
        "sysmex" => Some("haematology_analyser"),
        "radiometer" | "werfen_il" | "nova_biomedical" | "techno_medica" => Some("blood_gas"),
        "beckman_coulter" | "jeol" | "hitachi_hightech" => Some("chemistry_analyser"),
        "fujirebio" | "tosoh" => Some("immuno_analyser"),
        "horiba" => Some("haematology_analyser"),
        "cepheid" => Some("molecular"),
        "biomerieux" => Some("microbiology_id"),
        _ => None,
    }
}
