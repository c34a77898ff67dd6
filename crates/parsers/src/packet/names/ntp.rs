//! NTP (RFC 5905 §7.3): who serves time, and (mode 6, RFC 9327) what a server says about its own system.

use super::{NamesMessage, text::text};
use crate::packet::{
    message::Message,
    protocol::{Datagram, DatagramProtocol, Probe, Side},
};

/// UDP port 123.
pub const DATAGRAM: DatagramProtocol = DatagramProtocol { name: "ntp", probe, parse, limit: 8 };

/// What an NTP message tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NtpMessage {
    /// Asks for the time.
    Client,
    /// Answers or broadcasts. Stratum 1 has a clock of its own, 2–15 took it from another; 0 and 16 are not synchronised.
    Server { stratum: u8 },
    /// Variables of a control answer.
    System { system: Option<String>, version: Option<String>, processor: Option<String> },
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    let on_port = datagram.sender_port == 123 || datagram.receiver_port == 123;
    if on_port && read(datagram.payload).is_some() { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let message = read(datagram.payload)?;
    let side = if message == NtpMessage::Client { Side::Client } else { Side::Server };
    out(NamesMessage::Ntp(message).into());
    Some(side)
}

fn read(payload: &[u8]) -> Option<NtpMessage> {
    let [first, second, ..] = *payload else { return None };
    let (version, mode) = ((first >> 3) & 7, first & 7);
    if !(1..=4).contains(&version) {
        return None;
    }
    match mode {
        3 if payload.len() >= 48 => Some(NtpMessage::Client),
        4 | 5 if payload.len() >= 48 && second <= 16 => Some(NtpMessage::Server { stratum: second }),
        // Response bit set, no error, READVAR.
        6 if payload.len() > 12 && second & 0xdf == 0x82 => {
            Some(system(payload.get(12..).unwrap_or_default()))
        }
        _ => None,
    }
}

/// `name="value"` pairs separated by commas; commas inside quotes do not occur in the three we read.
fn system(body: &[u8]) -> NtpMessage {
    let body = text(body);
    let value = |wanted: &str| {
        body.split(',')
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == wanted)
            .and_then(|(_, value)| Some(value.trim_matches('"').to_owned()).filter(|value| !value.is_empty()))
    };
    NtpMessage::System { system: value("system"), version: value("version"), processor: value("processor") }
}

#[cfg(test)]
mod tests {
    use super::{super::testing as t, *};

    #[test]
    fn client_server_and_control() {
        let mut bytes = vec![0; 48];
        bytes[0] = 0x23;
        assert_eq!(
            t::read_one(&DATAGRAM, &t::datagram(&bytes, 123, 123)),
            NamesMessage::Ntp(NtpMessage::Client)
        );
        bytes[..2].copy_from_slice(&[0x24, 2]);
        let server = NtpMessage::Server { stratum: 2 };
        assert_eq!(t::read_one(&DATAGRAM, &t::datagram(&bytes, 123, 123)), NamesMessage::Ntp(server));
        let mut control = vec![0x16, 0x82, 0, 1, 6, 0x15, 0, 0, 0, 0, 0, 40];
        control.extend(b"version=\"ntpd 4.2.6\", processor=\"x86_64\", system=\"Linux/2.6.32\", leap=0");
        let system = NtpMessage::System {
            system: Some("Linux/2.6.32".into()),
            version: Some("ntpd 4.2.6".into()),
            processor: Some("x86_64".into()),
        };
        assert_eq!(t::read_one(&DATAGRAM, &t::datagram(&control, 123, 50_000)), NamesMessage::Ntp(system));
        t::torture_datagram(&DATAGRAM, &control, (123, 50_000));
    }
}
