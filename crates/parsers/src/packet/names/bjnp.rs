//! Canon BJNP, the discovery and print protocol of Canon printers: model by IEEE 1284 device id. Job owners are not read.

use domain::addresses::MacAddr;

use super::{NamesMessage, text::text};
use crate::{
    cursor::{Cursor, Parse, Reason},
    packet::{
        message::Message,
        protocol::{Datagram, DatagramProtocol, Probe, Side},
    },
};

/// UDP ports 8611–8614; recognised by its mark.
pub const DATAGRAM: DatagramProtocol = DatagramProtocol { name: "bjnp", probe, parse, limit: 32 };

/// One BJNP message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BjnpMessage {
    /// The printer or scanner answers.
    pub from_device: bool,
    pub scanner: bool,
    pub mac: Option<MacAddr>,
    /// `MFG` and `MDL` of the IEEE 1284 device id.
    pub maker: Option<String>,
    pub model: Option<String>,
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    match datagram.payload {
        [b'B', b'J', b'N', b'P' | b'B' | b'S', ..] | [b'M', b'F', b'N', b'P', ..]
            if datagram.payload.len() >= 16 =>
        {
            Probe::Yes
        }
        _ => Probe::No,
    }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let message = read(datagram.payload).ok()?;
    let side = if message.from_device { Side::Server } else { Side::Client };
    out(NamesMessage::Bjnp(message).into());
    Some(side)
}

fn read(bytes: &[u8]) -> Parse<BjnpMessage> {
    let mut cursor = Cursor::new("BJNP message", bytes);
    cursor.skip(4)?;
    let kind = cursor.u8()?;
    let command = cursor.u8()?;
    cursor.skip(6)?;
    let length = usize::try_from(cursor.u32()?).map_err(|_| cursor.error(Reason::TooLarge))?;
    let mut body = cursor.sub("BJNP body", length.min(cursor.remaining()))?;
    let mut message =
        BjnpMessage { from_device: kind & 0x80 != 0, scanner: kind & 0x7f == 2, ..BjnpMessage::default() };
    match command {
        // Discover: four octets, two lengths, then MAC and address.
        0x01 if message.from_device => message.mac = mac(&mut body).ok(),
        // Get device id: a length that counts itself, then the id.
        0x30 if message.from_device => {
            body.skip(2)?;
            let id = text(body.rest());
            message.maker = field(&id, &["MFG", "MANUFACTURER"]);
            message.model = field(&id, &["MDL", "MODEL"]);
        }
        _ => {}
    }
    message.mac = message.mac.filter(|mac| mac.is_unicast());
    Ok(message)
}

fn mac(body: &mut Cursor<'_>) -> Parse<MacAddr> {
    body.skip(4)?;
    let length = body.u8()?;
    body.ensure(length == 6)?;
    body.skip(1)?;
    Ok(MacAddr(body.array()?))
}

/// A field of an IEEE 1284 device id: `KEY:value;`.
#[must_use]
pub fn field(id: &str, keys: &[&str]) -> Option<String> {
    id.split(';')
        .filter_map(|pair| pair.split_once(':'))
        .find(|(key, _)| keys.iter().any(|wanted| key.trim().eq_ignore_ascii_case(wanted)))
        .map(|(_, value)| value.trim().to_owned())
        .filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{super::testing as t, *};

    #[test]
    fn a_printer_names_its_model() {
        let id = b"MFG:Canon;CMD:BJL;MDL:MX920 series;CLS:PRINTER;";
        let mut bytes = b"BJNP\x81\x30\0\0\0\x01\0\0\0\0\0".to_vec();
        bytes.push(id.len() as u8 + 2);
        bytes.extend([0, id.len() as u8 + 2]);
        bytes.extend(id);
        let NamesMessage::Bjnp(message) = t::read_one(&DATAGRAM, &t::datagram(&bytes, 8611, 50_000)) else {
            panic!()
        };
        assert!(message.from_device);
        assert_eq!(message.model.as_deref(), Some("MX920 series"));
        assert_eq!(message.maker.as_deref(), Some("Canon"));
        t::torture_datagram(&DATAGRAM, &bytes, (8611, 50_000));
    }

    #[test]
    fn discovery_gives_the_mac() {
        let bytes =
            b"BJNP\x81\x01\0\0\0\x01\0\0\0\0\0\x10\0\0\0\0\x06\x04\x00\x1e\x8f\x01\x02\x03\x0a\0\0\x09";
        assert_eq!(read(bytes).unwrap().mac, Some(MacAddr([0, 0x1e, 0x8f, 1, 2, 3])));
    }
}
