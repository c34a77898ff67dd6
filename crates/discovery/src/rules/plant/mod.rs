//! Facts from the plant family: what each parsed message says about its sender and receiver.

mod bacnet;
mod industrial;

use domain::{certainty::Certainty::Certain, facts::Attribute};
use parsers::packet::{
    plant::{PlantMessage, Spoken},
    protocol::Side,
    sink::{Context, SenderRole},
};

use super::Facts;

/// Turns one message into facts.
pub fn apply(context: &Context, message: &PlantMessage, facts: &mut Facts<'_>) {
    match message {
        PlantMessage::Spoken(spoken) => self::spoken(context, *spoken, facts),
        PlantMessage::Bacnet(device) => bacnet::apply(device, facts),
        other => industrial::apply(other, facts),
    }
}

fn spoken(context: &Context, spoken: Spoken, facts: &mut Facts<'_>) {
    let side = match (spoken.side, context.sender_role) {
        (Some(Side::Server), _) | (None, SenderRole::Server) => " server",
        (Some(Side::Client), _) | (None, SenderRole::Client) => " client",
        (None, SenderRole::Unknown) => "",
    };
    let protocol = spoken.protocol;
    facts.sender(Attribute::PlantProtocol, &format!("{protocol}{side}"), Certain, protocol, "its own frames");
}
