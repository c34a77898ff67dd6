//! Facts from the remote family: what each parsed message says about its sender and receiver.

use domain::facts::Attribute;
use parsers::packet::{remote::RemoteMessage, sink::Context};

use super::Facts;

/// Turns one message into facts.
pub fn apply(context: &Context, message: &RemoteMessage, facts: &mut Facts<'_>) {
    let _ = (context, facts, Attribute::ALL);
    match *message {}
}
