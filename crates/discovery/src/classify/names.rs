//! What it is called: host name, AE titles, HL7 applications.

use std::collections::BTreeMap;

use domain::{
    certainty::Certainty::{self, Certain, Guess, Likely},
    devices::Stated,
    facts::{Attribute as A, Fact},
};

use super::{
    View,
    proposals::Proposals,
    text::{first_label, is_host_name},
};

/// The host name: what it calls itself, before what others call it.
#[must_use]
pub fn hostname(view: &View<'_>) -> Option<Stated<String>> {
    let mut out = Proposals::default();
    for (attribute, weight) in
        [(A::Hostname, 60), (A::SnmpSysName, 50), (A::Fqdn, 40), (A::RdpClientName, 30)]
    {
        for fact in view.of(attribute).filter(|fact| is_host_name(&fact.value)) {
            let own = match fact.evidence.source.as_str() {
                "dhcp" | "nbns" | "browser" | "mdns" | "ntlm" => 20,
                _ => 0,
            };
            out.because(fact, first_label(&fact.value), fact.certainty, weight + own);
        }
    }
    for fact in view.of(A::DicomStation).filter(|fact| is_host_name(&fact.value)) {
        out.because(fact, &fact.value, Guess, 10);
    }
    out.decide(str::to_lowercase)
}

/// AE titles it answers to or calls itself. A title that others merely tried is none of its own.
#[must_use]
pub fn ae_titles(view: &View<'_>) -> Vec<Stated<String>> {
    let wrong = |title: &str| view.says(A::AeTitleCalledWrong, title).is_some();
    let certain = view.at_least(A::AeTitle, Certain).next().is_some();
    // Many hosts accept any title: where it calls itself something, another title must be in regular use.
    let used = |fact: &Fact| {
        fact.certainty == Certain || (fact.certainty == Likely && (!certain || fact.count >= 3))
    };
    let own = stated(view.of(A::AeTitle).filter(|fact| used(fact) && !wrong(&fact.value)));
    if !own.is_empty() {
        return own;
    }
    let answers = view.says(A::MedicalProtocol, "dicom server").is_some() || view.serves("dicom").is_some();
    stated(view.of(A::AeTitle).filter(|fact| answers && !wrong(&fact.value)))
}

/// HL7 applications it names itself, or is addressed as and answers.
#[must_use]
pub fn hl7_applications(view: &View<'_>) -> Vec<Stated<String>> {
    stated(view.of(A::Hl7Application))
}

/// One entry a value, surest first.
fn stated<'a>(facts: impl Iterator<Item = &'a Fact>) -> Vec<Stated<String>> {
    let mut values: BTreeMap<&str, Stated<String>> = BTreeMap::new();
    for fact in facts {
        let fresh = || Stated::new(fact.value.clone(), Certainty::Unknown, fact.evidence.clone());
        let entry = values.entry(&fact.value).or_insert_with(fresh);
        if fact.certainty > entry.certainty {
            entry.certainty = fact.certainty;
            entry.evidence.insert(0, fact.evidence.clone());
            entry.evidence.dedup();
        }
    }
    let mut out: Vec<Stated<String>> = values.into_values().collect();
    out.sort_by(|a, b| b.certainty.cmp(&a.certainty).then_with(|| a.value.cmp(&b.value)));
    out.truncate(64);
    out
}
