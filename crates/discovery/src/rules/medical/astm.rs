//! ASTM: the analyser or host that sent a header record.

use domain::{
    certainty::Certainty::{Certain, Likely},
    facts::Attribute as A,
};
use parsers::packet::{
    medical::astm::AstmHeader,
    sink::{Context, SenderRole},
};

use crate::rules::Facts;

const SOURCE: &str = "astm";

/// Facts of one header record.
pub fn apply(context: &Context, header: &AstmHeader, facts: &mut Facts<'_>) {
    let side = if context.sender_role == SenderRole::Server { "astm server" } else { "astm client" };
    facts.sender(A::MedicalProtocol, side, Certain, SOURCE, "header record");
    let part = |value: &Option<String>| value.clone().unwrap_or_default();
    let sender = [part(&header.name), part(&header.version), part(&header.serial)].join("^");
    if header.name.is_some() {
        facts.sender(A::AstmSender, &sender, Certain, SOURCE, &format!("H-5 {sender}"));
    }
    if let Some(receiver) = &header.receiver {
        facts.receiver(A::AstmSender, receiver, Likely, SOURCE, &format!("H-10 {receiver}"));
    }
    if header.sends_results {
        // Who sends results measured them: the name is the instrument's.
        for (attribute, value) in
            [(A::Model, &header.name), (A::SoftwareVersion, &header.version), (A::Serial, &header.serial)]
        {
            if let Some(value) = value {
                facts.sender(
                    attribute,
                    value,
                    Likely,
                    SOURCE,
                    &format!("H-5 of a sender of results: {value}"),
                );
            }
        }
        facts.sender(A::IsMedical, "true", Likely, SOURCE, "sends laboratory results");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::medical::testing::{facts_of, says};

    #[test]
    fn an_analyser_is_told_from_a_host() {
        let header = |sends_results| AstmHeader {
            name: Some("AN-100".into()),
            serial: Some("S9".into()),
            sends_results,
            ..AstmHeader::default()
        };
        let host = facts_of(&header(false));
        assert!(says(&host, true, A::AstmSender, "AN-100^^S9", Certain));
        assert!(!host.iter().any(|f| f.attribute == A::Model));
        assert!(says(&facts_of(&header(true)), true, A::Model, "AN-100", Likely));
    }
}
