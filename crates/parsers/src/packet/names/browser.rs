//! NetBIOS datagrams (RFC 1002 §4.4) with the browser mailslot ([MS-BRWS] §2.2): hosts announce name, Windows version and role.

use std::net::Ipv4Addr;

use super::{
    NamesMessage,
    nbns::{self, NetbiosName},
    text::text,
};
use crate::{
    cursor::{Cursor, Parse},
    packet::{
        message::Message,
        protocol::{Datagram, DatagramProtocol, Probe, Side},
        search::find,
    },
};

/// UDP port 138.
pub const DATAGRAM: DatagramProtocol = DatagramProtocol { name: "netbios-dgm", probe, parse, limit: 64 };

/// A datagram from the host named in `source`.
#[derive(Clone, Debug, PartialEq)]
pub struct BrowserMessage {
    /// Address the sender writes into the datagram; differs from the IP header behind NAT.
    pub source_ip: Ipv4Addr,
    pub source: NetbiosName,
    pub destination: Option<NetbiosName>,
    pub announcement: Option<Announcement>,
}

/// A host or domain announcement.
#[derive(Clone, Debug, PartialEq)]
pub struct Announcement {
    /// Host name; for a domain announcement the workgroup.
    pub name: String,
    pub about: Announced,
    /// Windows NT version, major and minor.
    pub os_version: (u8, u8),
    /// Server type bits, [MS-BRWS] §2.2.5.
    pub server_type: u32,
    /// The Samba version, when the comment begins with it. Other comments are free text about people and places: not kept.
    pub samba: Option<String>,
}

/// Whom an announcement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Announced {
    Host,
    /// The sender is the local master browser.
    MasterBrowser,
    Workgroup,
}

fn probe(datagram: &Datagram<'_>) -> Probe {
    let on_port = datagram.sender_port == 138 || datagram.receiver_port == 138;
    if on_port && read(datagram.payload).is_ok() { Probe::Yes } else { Probe::No }
}

fn parse(datagram: &Datagram<'_>, out: &mut dyn FnMut(Message)) -> Option<Side> {
    let message = read(datagram.payload).ok()?;
    out(NamesMessage::Browser(message).into());
    None
}

fn read(bytes: &[u8]) -> Parse<BrowserMessage> {
    let mut cursor = Cursor::new("NetBIOS datagram", bytes);
    // Direct unique, direct group, broadcast.
    let kind = cursor.u8()?;
    cursor.ensure((0x10..=0x12).contains(&kind))?;
    cursor.skip(3)?;
    let source_ip = Ipv4Addr::from(cursor.array::<4>()?);
    cursor.skip(6)?;
    let source = name(&mut cursor)?;
    let destination = name(&mut cursor).ok();
    Ok(BrowserMessage { source_ip, source, destination, announcement: announcement(cursor.rest()) })
}

/// A name without compression, optionally with scope labels.
fn name(cursor: &mut Cursor<'_>) -> Parse<NetbiosName> {
    let length = cursor.u8()?;
    cursor.ensure(length == 32)?;
    let name = nbns::decode(cursor.take(32)?);
    for _ in 0..16 {
        match cursor.u8()? {
            0 => break,
            length => cursor.skip(usize::from(length))?,
        }
    }
    name.ok_or(cursor.error(crate::cursor::Reason::Invalid))
}

/// The SMB transaction to `\MAILSLOT\BROWSE`: the announcement follows the mailslot's name.
fn announcement(smb: &[u8]) -> Option<Announcement> {
    const SLOT: &[u8] = b"\\MAILSLOT\\BROWSE\0";
    if !smb.starts_with(b"\xffSMB\x25") {
        return None;
    }
    let body = smb.get(find(smb, SLOT)? + SLOT.len()..)?;
    read_announcement(Cursor::new("browser announcement", body)).ok()
}

fn read_announcement(mut cursor: Cursor<'_>) -> Parse<Announcement> {
    let about = match cursor.u8()? {
        0x01 => Announced::Host,
        0x0f => Announced::MasterBrowser,
        0x0c => Announced::Workgroup,
        _ => return Err(cursor.error(crate::cursor::Reason::Unsupported)),
    };
    cursor.skip(5)?;
    let name = text(cursor.take(16)?);
    let os_version = (cursor.u8()?, cursor.u8()?);
    let server_type = cursor.u32_le()?;
    cursor.skip(4)?;
    let comment = text(cursor.rest());
    let samba = comment.starts_with("Samba ").then_some(comment).filter(|_| about != Announced::Workgroup);
    Ok(Announcement { name, about, os_version, server_type, samba })
}

#[cfg(test)]
mod tests {
    use super::{super::testing as t, *};

    fn sample(comment: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0x11, 0x0a, 0, 1, 10, 0, 0, 81, 0, 138, 0, 0, 0, 0];
        bytes.extend(nbns::testing::encode("FILESV1", 0x20));
        bytes.extend(nbns::testing::encode("KITA", 0x1e));
        bytes.extend(b"\xffSMB\x25");
        bytes.extend([0; 40]);
        bytes.extend(b"\\MAILSLOT\\BROWSE\0");
        bytes.extend([0x01, 0, 0x60, 0xea, 0, 0]);
        bytes.extend(b"FILESV1\0\0\0\0\0\0\0\0\0");
        bytes.extend([6, 1, 0x03, 0x9a, 0x01, 0, 0x0f, 1, 0x55, 0xaa]);
        bytes.extend(comment);
        bytes
    }

    #[test]
    fn a_host_announces_itself() {
        let bytes = sample(b"Samba 4.17.12-Debian\0");
        let NamesMessage::Browser(message) = t::read_one(&DATAGRAM, &t::datagram(&bytes, 138, 138)) else {
            panic!()
        };
        assert_eq!((message.source.name.as_str(), message.source.suffix), ("FILESV1", 0x20));
        let announcement = message.announcement.unwrap();
        assert_eq!(announcement.os_version, (6, 1));
        assert_eq!(announcement.server_type, 0x0001_9a03);
        assert_eq!(announcement.samba.as_deref(), Some("Samba 4.17.12-Debian"));
        t::torture_datagram(&DATAGRAM, &bytes, (138, 138));
    }

    #[test]
    fn free_comments_are_not_kept() {
        let bytes = sample(b"desk of somebody\0");
        let message = read(&bytes).unwrap();
        assert_eq!(message.announcement.unwrap().samba, None);
    }
}
