//! WS-Discovery: types and scopes of the device that says hello or answers a search.
//!
//! A `wsd_type` value is the local name, a blank, and the namespace: `MedicalDevice http://…`. SDC is read from it elsewhere.

use domain::{certainty::Certainty::Certain, facts::Attribute};
use parsers::packet::names::ws_discovery::{WsdAction, WsdMessage};

use super::super::Facts;

const SOURCE: &str = "ws-discovery";

/// Facts of one message about its sender.
pub fn apply(message: &WsdMessage, facts: &mut Facts<'_>) {
    let own = matches!(
        message.action,
        WsdAction::Hello | WsdAction::Bye | WsdAction::ProbeMatches | WsdAction::ResolveMatches
    );
    if !own {
        return;
    }
    for target in &message.targets {
        for kind in &target.types {
            let value = format!("{} {}", kind.name, kind.namespace);
            facts.sender(
                Attribute::WsdType,
                &value,
                Certain,
                SOURCE,
                &format!("{:?} type {value}", message.action),
            );
        }
        for scope in &target.scopes {
            scoped(scope, facts);
        }
    }
}

/// ONVIF cameras put name, hardware and place into scopes (ONVIF Core §7.3.2.2).
fn scoped(scope: &str, facts: &mut Facts<'_>) {
    let said = format!("scope {scope}");
    let Some(onvif) = scope.strip_prefix("onvif://www.onvif.org/") else {
        facts.sender(Attribute::WsdScope, scope, Certain, SOURCE, &said);
        return;
    };
    facts.sender(Attribute::OnvifScope, onvif, Certain, SOURCE, &said);
    let Some((key, value)) = onvif.split_once('/') else { return };
    match key {
        "hardware" => facts.sender(Attribute::Model, &percent_decoded(value), Certain, SOURCE, &said),
        "location" => facts.sender(Attribute::Location, &percent_decoded(value), Certain, SOURCE, &said),
        _ => {}
    }
}

/// RFC 3986 §2.1; broken escapes stay as they are.
fn percent_decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        match (byte, digit(ahead.next()), digit(ahead.next())) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                bytes = ahead;
            }
            _ => out.push(byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use parsers::packet::names::{
        NamesMessage,
        ws_discovery::{WsdTarget, WsdType},
    };

    use super::{super::testing as t, *};

    #[test]
    fn types_carry_their_namespace() {
        let target = WsdTarget {
            types: vec![WsdType { namespace: "urn:x".into(), name: "Pump".into() }],
            scopes: vec!["sdc.ctxt.loc:/a".into(), "onvif://www.onvif.org/hardware/X%201".into()],
            ..WsdTarget::default()
        };
        let message = |action| {
            NamesMessage::WsDiscovery(Box::new(WsdMessage { action, targets: vec![target.clone()] }))
        };
        let expected = [
            (Attribute::WsdType, "Pump urn:x"),
            (Attribute::WsdScope, "sdc.ctxt.loc:/a"),
            (Attribute::OnvifScope, "hardware/X%201"),
            (Attribute::Model, "X 1"),
        ];
        t::says(&message(WsdAction::Hello), &expected);
        t::says(&message(WsdAction::Probe), &[]);
    }
}
