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
    facts::{Attribute, Evidence, Fact, clean_value},
    time::Span,
};
use parsers::packet::{message::Message, sink::Context};

/// Takes what a rule concludes, adds place and time, and hands it on to be folded.
pub struct Facts<'a> {
    context: &'a Context,
    keep: &'a mut dyn FnMut(Fact),
}

impl<'a> Facts<'a> {
    /// Facts of one message.
    pub fn new(context: &'a Context, keep: &'a mut dyn FnMut(Fact)) -> Self {
        Self { context, keep }
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
        let value = clean_value(value);
        if value.is_empty() {
            return;
        }
        (self.keep)(Fact {
            subject,
            attribute,
            value,
            certainty,
            seen: Span::at(self.context.time),
            count: 1,
            evidence: Evidence {
                source: source.to_owned(),
                said: clean_value(said),
                frame: Some(self.context.frame),
                origin: None,
            },
        });
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
    let mut facts = Facts::new(context, keep);
    match message {
        Message::Link(message) => link::apply(context, message, &mut facts),
        Message::Names(message) => names::apply(context, message, &mut facts),
        Message::Web(message) => web::apply(context, message, &mut facts),
        Message::Remote(message) => remote::apply(context, message, &mut facts),
        Message::Medical(message) => medical::apply(context, message, &mut facts),
        Message::Plant(message) => plant::apply(context, message, &mut facts),
    }
}
