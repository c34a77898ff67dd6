//! Multicast DNS and DNS-SD (RFC 6762, RFC 6763): devices announce their names, services, models and addresses.

use super::{NamesMessage, dns_wire};
use crate::packet::{
    message::Message,
    protocol::{Datagram, DatagramProtocol, Probe, Side},
};

/// UDP port 5353.
pub const DATAGRAM: DatagramProtocol = DatagramProtocol { name: "mdns", probe, parse, limit: u32::MAX };

fn probe(datagram: &Datagram<'_>) -> Probe {
    let on_port = datagram.sender_port == 5353 || datagram.receiver_port == 5353;
    if on_port && dns_wire::looks_right(datagram.payload) { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let message = dns_wire::message(datagram.payload).ok()?;
    out(NamesMessage::Mdns(message).into());
    None
}

#[cfg(test)]
mod tests {
    use super::{
        super::{dns_wire::testing, testing as t},
        *,
    };

    #[test]
    fn an_announcement_is_read() {
        let text = testing::record("Printer 3F._ipp._tcp.local", 16, b"\x07ty=X-1 \x05a=b=c");
        let service =
            testing::record("Printer 3F._ipp._tcp.local", 33, b"\0\0\0\0\x02\x77\x03prn\x05local\0");
        let bytes = testing::message(0x8400, &[], &[text, service]);
        let NamesMessage::Mdns(message) = t::read_one(&DATAGRAM, &t::datagram(&bytes, 5353, 5353)) else {
            panic!()
        };
        let data: Vec<_> = message.records.iter().map(|record| &record.data).collect();
        let expected = dns_wire::RecordData::Service { port: 631, target: "prn.local".into() };
        assert_eq!(data, [&dns_wire::RecordData::Text(vec!["ty=X-1".into(), "a=b=c".into()]), &expected]);
        t::torture_datagram(&DATAGRAM, &bytes, (5353, 5353));
    }
}
