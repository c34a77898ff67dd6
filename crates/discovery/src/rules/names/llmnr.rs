//! LLMNR: who answers for a name has it; who asks for "any" record of a name checks that its own is free.

use domain::{
    certainty::Certainty::{Certain, Likely},
    facts::Attribute,
};
use parsers::packet::{
    names::dns_wire::{DnsMessage, RecordData, TYPE_ANY},
    sink::Context,
};

use super::super::Facts;

const SOURCE: &str = "llmnr";

/// Facts of one message about its sender.
pub fn apply(context: &Context, message: &DnsMessage, facts: &mut Facts<'_>) {
    if !message.response {
        for question in message.questions.iter().filter(|question| question.kind == TYPE_ANY) {
            let said = format!("checks that {} is free", question.name);
            facts.sender(Attribute::Hostname, &question.name, Likely, SOURCE, &said);
        }
        return;
    }
    for record in &message.records {
        if let RecordData::Address(ip) = record.data
            && context.sender.ip == Some(ip)
        {
            let said = format!("{} is {ip}", record.name);
            facts.sender(Attribute::Hostname, &record.name, Certain, SOURCE, &said);
        }
    }
}

#[cfg(test)]
mod tests {
    use parsers::packet::names::{
        NamesMessage,
        dns_wire::{Question, Record},
    };

    use super::{super::testing as t, *};

    #[test]
    fn asking_for_another_says_nothing() {
        let ask = |kind| {
            let questions = vec![Question { name: "VM-PC3".into(), kind }];
            NamesMessage::Llmnr(DnsMessage { questions, ..DnsMessage::default() })
        };
        t::says(&ask(1), &[]);
        t::says(&ask(TYPE_ANY), &[(Attribute::Hostname, "VM-PC3")]);
    }

    #[test]
    fn an_answer_about_oneself() {
        let records = vec![Record { name: "VM-PC3".into(), data: RecordData::Address([10, 0, 0, 5].into()) }];
        let message = DnsMessage { response: true, records, ..DnsMessage::default() };
        assert_eq!(
            t::about_sender(&NamesMessage::Llmnr(message)),
            [(Attribute::Hostname, "VM-PC3".to_owned(), Certain)]
        );
    }
}
