//! Link-local multicast name resolution (RFC 4795): Windows asks its neighbours, and asks whether its own name is free.

use super::{NamesMessage, dns_wire};
use crate::packet::{
    message::Message,
    protocol::{Datagram, DatagramProtocol, Probe, Side},
};

/// UDP port 5355.
pub const DATAGRAM: DatagramProtocol = DatagramProtocol { name: "llmnr", probe, parse, limit: 64 };

fn probe(datagram: &Datagram<'_>) -> Probe {
    let on_port = datagram.sender_port == 5355 || datagram.receiver_port == 5355;
    if on_port && dns_wire::looks_right(datagram.payload) { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let message = dns_wire::message(datagram.payload).ok()?;
    let side = if message.response { Side::Server } else { Side::Client };
    out(NamesMessage::Llmnr(message).into());
    Some(side)
}

#[cfg(test)]
mod tests {
    use super::{
        super::{dns_wire::testing, testing as t},
        *,
    };

    #[test]
    fn question_and_answer() {
        let question = testing::message(0, &[("vm-pc3", 255)], &[]);
        let (side, messages) = t::read(&DATAGRAM, &t::datagram(&question, 50_000, 5355));
        assert_eq!(side, Some(Side::Client));
        assert!(
            matches!(&messages[..], [NamesMessage::Llmnr(m)] if m.questions[0].kind == dns_wire::TYPE_ANY)
        );
        let answer =
            testing::message(0x8000, &[("vm-pc3", 1)], &[testing::record("vm-pc3", 1, &[10, 0, 0, 9])]);
        assert_eq!(t::read(&DATAGRAM, &t::datagram(&answer, 5355, 50_000)).0, Some(Side::Server));
        t::torture_datagram(&DATAGRAM, &answer, (5355, 50_000));
    }
}
