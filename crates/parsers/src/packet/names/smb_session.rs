//! Inside SMB messages: dialect negotiation and session set-up ([MS-CIFS] §2.2.4.52–53, [MS-SMB2] §2.2.3–4).

use super::{
    smb::SmbMessage,
    text::{is_host_name, text, utf16_le},
};
use crate::{
    cursor::{Cursor, Parse},
    packet::protocol::Side,
};

/// Free text about its own software that an SMB 1 host sends. The account name before it is skipped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SmbHosts {
    pub native_os: Option<String>,
    pub lan_manager: Option<String>,
    /// Only from servers: the workgroup or domain it belongs to.
    pub domain: Option<String>,
}

/// Length of the SMB 1 header.
const SMB1_HEADER: usize = 32;
/// SMB_FLAGS2_UNICODE
const UNICODE: u16 = 0x8000;

/// What an SMB 1 message says; `body` begins with the protocol mark.
#[must_use]
pub fn smb1(side: Side, body: &[u8]) -> Vec<SmbMessage> {
    let read = match (body.get(4), side) {
        (Some(0x72), Side::Client) => smb1_offer(body),
        (Some(0x72), Side::Server) => {
            let (choice, names) = (smb1_choice(body), smb1_names(body));
            return choice.ok().flatten().into_iter().chain(names.ok().flatten()).collect();
        }
        (Some(0x73), _) => smb1_hosts(side, body).map(|hosts| Some(SmbMessage::Hosts(hosts))),
        _ => return Vec::new(),
    };
    read.ok().flatten().into_iter().collect()
}

/// Negotiate request: a list of dialect strings, each behind a 0x02.
fn smb1_offer(body: &[u8]) -> Parse<Option<SmbMessage>> {
    let mut cursor = Cursor::new("SMB negotiate", body);
    cursor.skip(SMB1_HEADER)?;
    let words = usize::from(cursor.u8()?);
    cursor.skip(words * 2 + 2)?;
    let newer = cursor.rest().split(|b| *b == 2).any(|dialect| dialect.starts_with(b"SMB 2."));
    Ok((!newer).then_some(SmbMessage::OnlySmb1))
}

/// Negotiate response: 17 parameter words mean NT LM 0.12; 13 LAN Manager; 1 PC network program or nothing in common.
fn smb1_choice(body: &[u8]) -> Parse<Option<SmbMessage>> {
    let mut cursor = Cursor::new("SMB negotiate", body);
    cursor.skip(SMB1_HEADER)?;
    let words = cursor.u8()?;
    let chosen = cursor.u16_le()?;
    let security = cursor.u8()?;
    let dialect = match words {
        _ if chosen == 0xffff => return Ok(None),
        17.. => "NT LM 0.12",
        10..=16 => "LANMAN",
        _ => "PC NETWORK PROGRAM 1.0",
    };
    Ok(Some(SmbMessage::Dialect {
        dialect: dialect.to_owned(),
        signing_required: words >= 17 && security & 8 != 0,
    }))
}

/// Names behind the challenge of a server without extended security ([MS-CIFS] §2.2.4.52.2): domain, then server. They begin
/// right behind the challenge; not every server gives its own.
fn smb1_names(body: &[u8]) -> Parse<Option<SmbMessage>> {
    const EXTENDED_SECURITY: u32 = 0x8000_0000;
    let mut cursor = Cursor::new("SMB negotiate", body);
    cursor.skip(10)?;
    let unicode = cursor.u16_le()? & UNICODE != 0;
    cursor.skip(SMB1_HEADER - 12)?;
    if cursor.u8()? != 17 {
        return Ok(None);
    }
    let mut words = cursor.sub("SMB negotiate words", 34)?;
    words.skip(19)?;
    let capabilities = words.u32_le()?;
    words.skip(10)?;
    let challenge = usize::from(words.u8()?);
    if capabilities & EXTENDED_SECURITY != 0 {
        return Ok(None);
    }
    cursor.skip(2 + challenge)?;
    let mut next = || string(&mut cursor, unicode).ok().filter(|name| is_host_name(name));
    let (domain, name) = (next(), next());
    Ok((domain.is_some() || name.is_some()).then_some(SmbMessage::Server { domain, name }))
}

/// Session set-up in its four shapes: with and without a security blob, from client and server.
fn smb1_hosts(side: Side, body: &[u8]) -> Parse<SmbHosts> {
    let mut cursor = Cursor::new("SMB session setup", body);
    cursor.skip(10)?;
    let unicode = cursor.u16_le()? & UNICODE != 0;
    cursor.skip(SMB1_HEADER - 12)?;
    let words = cursor.u8()?;
    let mut parameters = cursor.sub("SMB session setup words", usize::from(words) * 2)?;
    cursor.skip(2)?;
    // Bytes before the strings, and strings to skip: account and its domain in a request without a blob.
    let (before, skip) = match (side, words) {
        (Side::Client, 13) => {
            parameters.skip(14)?;
            (usize::from(parameters.u16_le()?) + usize::from(parameters.u16_le()?), 2)
        }
        (Side::Client, 12) => {
            parameters.skip(14)?;
            (usize::from(parameters.u16_le()?), 0)
        }
        (Side::Client, 10) => {
            parameters.skip(14)?;
            (usize::from(parameters.u16_le()?), 2)
        }
        (Side::Server, 4) => {
            parameters.skip(6)?;
            (usize::from(parameters.u16_le()?), 0)
        }
        (Side::Server, 3) => (0, 0),
        _ => return Err(cursor.error(crate::cursor::Reason::Unsupported)),
    };
    cursor.skip(before)?;
    // UTF-16 strings begin at an even distance from the header.
    if unicode && cursor.position() % 2 == 1 {
        cursor.skip(1)?;
    }
    for _ in 0..skip {
        string(&mut cursor, unicode)?;
    }
    let mut next = || string(&mut cursor, unicode).ok().filter(|text| !text.is_empty());
    let mut hosts = SmbHosts { native_os: next(), lan_manager: next(), domain: None };
    if side == Side::Server {
        hosts.domain = next();
    }
    Ok(hosts)
}

/// A string up to its NUL, or up to the end of the message.
fn string(cursor: &mut Cursor<'_>, unicode: bool) -> Parse<String> {
    let rest = cursor.rest();
    if unicode {
        let length = rest.chunks_exact(2).position(|pair| pair == [0, 0]).map_or(rest.len(), |n| n * 2);
        let text = utf16_le(cursor.take(length)?);
        cursor.skip(cursor.remaining().min(2))?;
        Ok(text)
    } else {
        let length = rest.iter().position(|b| *b == 0).unwrap_or(rest.len());
        let text = text(cursor.take(length)?);
        cursor.skip(cursor.remaining().min(1))?;
        Ok(text)
    }
}

/// The command of an SMB 2 message.
#[must_use]
pub fn smb2_command(body: &[u8]) -> Option<u16> {
    let mut cursor = Cursor::new("SMB2 header", body);
    cursor.skip(12).ok()?;
    cursor.u16_le().ok()
}

/// Negotiate response: security mode and dialect.
#[must_use]
pub fn smb2_negotiate(body: &[u8]) -> Option<SmbMessage> {
    let mut cursor = Cursor::new("SMB2 negotiate", body);
    cursor.skip(64 + 2).ok()?;
    let mode = cursor.u16_le().ok()?;
    let dialect = match cursor.u16_le().ok()? {
        0x0202 => "2.0.2",
        0x0210 => "2.1",
        0x0300 => "3.0",
        0x0302 => "3.0.2",
        0x0311 => "3.1.1",
        // 0x02FF: "ask again with SMB 2", not a dialect.
        _ => return None,
    };
    Some(SmbMessage::Dialect { dialect: dialect.to_owned(), signing_required: mode & 2 != 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smb1_message(command: u8, flags2: u16, words: &[u8], data: &[u8]) -> Vec<u8> {
        let mut out = b"\xffSMB".to_vec();
        out.push(command);
        out.resize(10, 0);
        out.extend(flags2.to_le_bytes());
        out.resize(SMB1_HEADER, 0);
        out.push((words.len() / 2) as u8);
        out.extend(words);
        out.extend((data.len() as u16).to_le_bytes());
        out.extend(data);
        out
    }

    #[test]
    fn an_old_client_offers_only_smb1() {
        let old = smb1_message(0x72, 0, &[], b"\x02LANMAN2.1\0\x02NT LM 0.12\0");
        assert_eq!(smb1(Side::Client, &old), [SmbMessage::OnlySmb1]);
        let both = smb1_message(0x72, 0, &[], b"\x02NT LM 0.12\0\x02SMB 2.002\0");
        assert_eq!(smb1(Side::Client, &both), []);
    }

    #[test]
    fn the_server_chooses_smb1() {
        let mut words = vec![0; 34];
        words[2] = 0x0f;
        let dialect = SmbMessage::Dialect { dialect: "NT LM 0.12".into(), signing_required: true };
        assert_eq!(smb1(Side::Server, &smb1_message(0x72, 0, &words, b"")), [dialect]);
    }

    #[test]
    fn an_old_server_names_itself() {
        let mut words = vec![0; 34];
        words[33] = 8;
        let names: Vec<u8> = "KITA\0FILESV1\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let answer = smb1_message(0x72, UNICODE, &words, &[&[9; 8], &names[..]].concat());
        let named = SmbMessage::Server { domain: Some("KITA".into()), name: Some("FILESV1".into()) };
        assert_eq!(smb1(Side::Server, &answer).last(), Some(&named));
        words[22] = 0x80;
        let extended = smb1_message(0x72, UNICODE, &words, &[7; 40]);
        assert_eq!(smb1(Side::Server, &extended).len(), 1, "a GUID and a token are no names");
    }

    #[test]
    fn account_names_are_skipped() {
        let mut words = vec![0; 26];
        words[14] = 4;
        let data = b"pass\0somebody\0KITA\0Unix\0Samba\0";
        let message =
            smb1_message(0x73, 0, &words, &data[..4].iter().chain(&data[5..]).copied().collect::<Vec<_>>());
        let expected =
            SmbHosts { native_os: Some("Unix".into()), lan_manager: Some("Samba".into()), domain: None };
        assert_eq!(smb1(Side::Client, &message), [SmbMessage::Hosts(expected)]);
    }

    #[test]
    fn a_unicode_answer_is_aligned() {
        let strings: Vec<u8> =
            "Windows 6.1\0Samba 4\0KITA\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
        // Header 32 + count 1 + 3 words 6 + byte count 2 = 41: one octet of padding.
        let message = smb1_message(0x73, UNICODE, &[0; 6], &[&[0], &strings[..]].concat());
        let [SmbMessage::Hosts(hosts)] = &smb1(Side::Server, &message)[..] else { panic!() };
        assert_eq!(hosts.native_os.as_deref(), Some("Windows 6.1"));
        assert_eq!(hosts.domain.as_deref(), Some("KITA"));
    }
}
