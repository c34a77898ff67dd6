//! RADIUS: the switch or access point names itself, and says on which port or radio a device hangs.

use std::net::IpAddr;

use domain::{
    addresses::Endpoint,
    certainty::Certainty::{Certain, Likely},
    facts::Attribute,
};
use parsers::packet::{names::radius::RadiusMessage, sink::Context};

use super::super::Facts;

const SOURCE: &str = "radius";

/// Facts of one request about the network access server and the station behind it.
pub fn apply(context: &Context, message: &RadiusMessage, facts: &mut Facts<'_>) {
    if message.from_server {
        facts.sender(Attribute::NetworkRole, "radius_server", Certain, SOURCE, "answers RADIUS");
        return;
    }
    // A proxy passes on what another access server wrote.
    let own = message.nas_ip.is_none_or(|ip| context.sender.ip == Some(IpAddr::V4(ip)));
    if let Some(name) = message.nas_name.as_ref().filter(|_| own) {
        facts.sender(Attribute::Hostname, name, Likely, SOURCE, &format!("NAS-Identifier {name}"));
    }
    if message.wireless && own {
        facts.sender(Attribute::NetworkRole, "access_point", Likely, SOURCE, "NAS-Port-Type wireless");
    }
    let Some(station) = message.station else { return };
    let station = Endpoint { mac: Some(station), ip: message.station_ip.map(IpAddr::V4), vlan: 0 };
    let at = message.nas_name.clone().or_else(|| message.nas_ip.map(|ip| ip.to_string())).unwrap_or_default();
    let port = message.nas_port.as_deref().unwrap_or_default();
    if at.is_empty() {
        return;
    }
    let said = format!("{at} port {port}");
    facts.say(station, Attribute::SwitchPort, &format!("{at}|{port}"), Certain, SOURCE, &said);
    facts.say(station, Attribute::Eapol, "radius", Likely, SOURCE, &said);
}

#[cfg(test)]
mod tests {
    use domain::addresses::MacAddr;
    use parsers::packet::names::NamesMessage;

    use super::{super::testing as t, *};

    #[test]
    fn a_station_hangs_on_a_port() {
        let mac = MacAddr([0, 0x1b, 0x54, 9, 9, 9]);
        let message = RadiusMessage {
            nas_name: Some("sw-2f".into()),
            nas_port: Some("Gi1/0/7".into()),
            station: Some(mac),
            ..RadiusMessage::default()
        };
        let message = NamesMessage::Radius(Box::new(message));
        t::says(&message, &[(Attribute::Hostname, "sw-2f")]);
        let said = t::about(&t::context(), &message, Endpoint { mac: Some(mac), ip: None, vlan: 0 });
        assert_eq!(said[0], (Attribute::SwitchPort, "sw-2f|Gi1/0/7".to_owned(), Certain));
    }
}
