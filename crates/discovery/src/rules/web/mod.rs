//! Facts from the web family: what each parsed message says about its sender and receiver.

use domain::facts::Attribute;
use parsers::packet::{sink::Context, web::WebMessage};

use super::Facts;

/// Turns one message into facts.
pub fn apply(context: &Context, message: &WebMessage, facts: &mut Facts<'_>) {
    let _ = (context, facts, Attribute::ALL);
    match *message {}
}
