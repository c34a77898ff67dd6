//! BJNP: a Canon printer or scanner names its model and its own MAC.

use domain::{certainty::Certainty::Certain, facts::Attribute};
use parsers::packet::names::bjnp::BjnpMessage;

use super::super::Facts;

const SOURCE: &str = "bjnp";

/// Facts of one answer about its sender.
pub fn apply(message: &BjnpMessage, facts: &mut Facts<'_>) {
    if !message.from_device {
        return;
    }
    let mac = message.mac.map(|mac| mac.to_string());
    let values = [
        (Attribute::Vendor, &message.maker, "MFG"),
        (Attribute::Model, &message.model, "MDL"),
        (Attribute::PrinterModel, &message.model, "MDL"),
        (Attribute::OwnMac, &mac, "MAC"),
    ];
    for (attribute, value, word) in values {
        if let Some(value) = value {
            facts.sender(attribute, value, Certain, SOURCE, &format!("{word} {value}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use parsers::packet::names::NamesMessage;

    use super::{super::testing as t, *};

    #[test]
    fn only_answers_describe_a_device() {
        let message = |from_device| {
            NamesMessage::Bjnp(BjnpMessage {
                from_device,
                model: Some("MX920 series".into()),
                ..BjnpMessage::default()
            })
        };
        t::says(&message(false), &[]);
        t::says(
            &message(true),
            &[(Attribute::Model, "MX920 series"), (Attribute::PrinterModel, "MX920 series")],
        );
    }
}
