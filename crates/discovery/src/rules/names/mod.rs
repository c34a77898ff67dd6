//! Facts from the names family: what each parsed message says about its sender and receiver.

use domain::facts::Attribute;
use parsers::packet::{names::NamesMessage, sink::Context};

use super::Facts;

/// Turns one message into facts.
pub fn apply(context: &Context, message: &NamesMessage, facts: &mut Facts<'_>) {
    let _ = (context, facts, Attribute::ALL);
    match *message {}
}
