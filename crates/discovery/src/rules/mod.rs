//! Rules: parsed message to facts. One family a folder, one protocol a file.

pub mod link;
pub mod medical;
pub mod names;
pub mod plant;
pub mod remote;
pub mod web;

use domain::{
    addresses::Endpoint,
    certainty::Certainty,
    facts::{Attribute, Evidence, Fact, clean_value, is_clean},
    time::{Span, Timestamp},
};
use parsers::packet::{message::Message, sink::Context};

/// What a rule concludes, before anything is copied.
#[derive(Clone, Copy, Debug)]
pub struct Statement<'s> {
    pub subject: Endpoint,
    pub attribute: Attribute,
    pub value: &'s str,
    pub certainty: Certainty,
    pub source: &'s str,
    pub said: &'s str,
    pub frame: u64,
    pub time: Timestamp,
}

impl Statement<'_> {
    /// The statement as a fact of its own.
    #[must_use]
    pub fn to_fact(&self) -> Fact {
        Fact {
            subject: self.subject,
            attribute: self.attribute,
            value: clean_value(self.value),
            certainty: self.certainty,
            seen: Span::at(self.time),
            count: 1,
            evidence: Evidence {
                source: self.source.into(),
                said: if is_clean(self.said) { self.said.into() } else { clean_value(self.said).into() },
                frame: Some(self.frame),
                origin: None,
            },
        }
    }
}

/// Where statements go: the collector folds them without a copy, tests take them as facts.
enum Keep<'a> {
    Fact(&'a mut dyn FnMut(Fact)),
    Statement(&'a mut dyn FnMut(&Statement<'_>)),
}

/// Takes what a rule concludes, adds place and time, and hands it on to be folded.
pub struct Facts<'a> {
    context: &'a Context,
    keep: Keep<'a>,
}

impl<'a> Facts<'a> {
    /// Facts of one message.
    pub fn new(context: &'a Context, keep: &'a mut dyn FnMut(Fact)) -> Self {
        Self { context, keep: Keep::Fact(keep) }
    }

    /// As [`Facts::new`], for a receiver that copies only what is new to it.
    pub fn borrowed(context: &'a Context, keep: &'a mut dyn FnMut(&Statement<'_>)) -> Self {
        Self { context, keep: Keep::Statement(keep) }
    }

    /// States something about an endpoint. Empty values are not facts.
    /// `source` is the protocol word; `said` is the short quotation shown as evidence (never patient data, never a user name).
    pub fn say(
        &mut self,
        subject: Endpoint,
        attribute: Attribute,
        value: &str,
        certainty: Certainty,
        source: &str,
        said: &str,
    ) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        let (frame, time) = (self.context.frame, self.context.time);
        let statement = Statement { subject, attribute, value, certainty, source, said, frame, time };
        match &mut self.keep {
            Keep::Statement(keep) => keep(&statement),
            Keep::Fact(keep) => {
                let fact = statement.to_fact();
                if !fact.value.is_empty() {
                    keep(fact);
                }
            }
        }
    }

    /// States something about the message's sender.
    pub fn sender(
        &mut self,
        attribute: Attribute,
        value: &str,
        certainty: Certainty,
        source: &str,
        said: &str,
    ) {
        self.say(self.context.sender, attribute, value, certainty, source, said);
    }

    /// States something about the message's receiver.
    pub fn receiver(
        &mut self,
        attribute: Attribute,
        value: &str,
        certainty: Certainty,
        source: &str,
        said: &str,
    ) {
        self.say(self.context.receiver, attribute, value, certainty, source, said);
    }
}

/// Every fact of one message.
pub fn apply(context: &Context, message: &Message, keep: &mut dyn FnMut(Fact)) {
    state(context, message, &mut Facts::new(context, keep));
}

/// Every statement of one message, not copied.
pub fn apply_borrowed(context: &Context, message: &Message, keep: &mut dyn FnMut(&Statement<'_>)) {
    state(context, message, &mut Facts::borrowed(context, keep));
}

fn state(context: &Context, message: &Message, facts: &mut Facts<'_>) {
    match message {
        Message::Link(message) => link::apply(context, message, facts),
        Message::Names(message) => names::apply(context, message, facts),
        Message::Web(message) => web::apply(context, message, facts),
        Message::Remote(message) => remote::apply(context, message, facts),
        Message::Medical(message) => medical::apply(context, message, facts),
        Message::Plant(message) => plant::apply(context, message, facts),
    }
}
