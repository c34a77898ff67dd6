//! TFTP (RFC 1350 §5): a request without any password. Only the kind of file is kept, never its name.

use super::{NamesMessage, text::is_plain_word};
use crate::packet::{
    message::Message,
    protocol::{Datagram, DatagramProtocol, Probe, Side},
};

/// Requests go to UDP port 69.
pub const DATAGRAM: DatagramProtocol = DatagramProtocol { name: "tftp", probe, parse, limit: 8 };

/// One read or write request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TftpMessage {
    pub write: bool,
    /// Lower-case, without the dot, at most 8 letters and digits.
    pub extension: Option<String>,
    /// The file is of a well-known kind.
    pub hint: Option<TftpHint>,
}

/// Kinds of files whose names makers fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TftpHint {
    /// `SEP<MAC>.cnf.xml` and companions: a Cisco IP telephone.
    CiscoPhone,
    /// `pxelinux.0`, `bootx64.efi` …: boots from the network.
    NetworkBoot,
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    if datagram.receiver_port == 69 && read(datagram.payload).is_some() { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    out(NamesMessage::Tftp(read(datagram.payload)?).into());
    Some(Side::Client)
}

fn read(payload: &[u8]) -> Option<TftpMessage> {
    let (write, rest) = match payload {
        [0, 1, rest @ ..] => (false, rest),
        [0, 2, rest @ ..] => (true, rest),
        _ => return None,
    };
    let mut strings = rest.splitn(3, |b| *b == 0);
    let name = std::str::from_utf8(strings.next()?).ok()?.to_ascii_lowercase();
    let mode = strings.next()?.to_ascii_lowercase();
    let known = matches!(mode.as_slice(), b"netascii" | b"octet" | b"mail");
    if !known || name.is_empty() {
        return None;
    }
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let extension = file.rsplit_once('.').map(|(_, extension)| extension);
    let extension = extension.filter(|text| text.len() <= 8 && is_plain_word(text)).map(str::to_owned);
    Some(TftpMessage { write, extension, hint: hint(file) })
}

fn hint(file: &str) -> Option<TftpHint> {
    let phone = file.starts_with("sep") && file.len() >= 15 && file.ends_with(".xml")
        || matches!(file, "xmldefault.cnf.xml" | "ctlfile.tlv");
    let boot = file.starts_with("pxelinux")
        || file.starts_with("bootx64")
        || file == "undionly.kpxe"
        || file == "ipxe.efi";
    match (phone, boot) {
        (true, _) => Some(TftpHint::CiscoPhone),
        (_, true) => Some(TftpHint::NetworkBoot),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::testing as t, *};

    #[test]
    fn only_the_kind_of_file_is_kept() {
        let bytes = b"\0\x01patient_list.csv\0octet\0";
        let NamesMessage::Tftp(message) = t::read_one(&DATAGRAM, &t::datagram(bytes, 50_000, 69)) else {
            panic!()
        };
        assert_eq!(message, TftpMessage { write: false, extension: Some("csv".into()), hint: None });
        let phone = read(b"\0\x01SEP001B54100001.cnf.xml\0netascii\0").unwrap();
        assert_eq!(phone.hint, Some(TftpHint::CiscoPhone));
        assert_eq!(read(b"\0\x02pxelinux.0\0octet\0").unwrap().hint, Some(TftpHint::NetworkBoot));
        t::torture_datagram(&DATAGRAM, bytes, (50_000, 69));
    }
}
