//! NTLMSSP messages ([MS-NLMP] §2.2.1) wherever they are carried: SMB, LDAP, HTTP, RDP. User names are skipped, never read.

use super::text::{text, utf16_le};
use crate::cursor::{Cursor, Parse, Reason};
use crate::packet::search::find;

/// Which of the three messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NtlmKind {
    /// From the client.
    Negotiate,
    /// From the server: names and version are the server's.
    Challenge,
    /// From the client: the workstation is the client's own name.
    Authenticate,
}

/// What an NTLM message tells about the machine that sent it.
#[derive(Clone, Debug, PartialEq)]
pub struct NtlmMessage {
    pub kind: NtlmKind,
    /// NetBIOS computer name of the server (Challenge), or the client's workstation name.
    pub computer: Option<String>,
    /// NetBIOS domain of the server.
    pub domain: Option<String>,
    pub dns_computer: Option<String>,
    pub dns_domain: Option<String>,
    /// Windows version: major, minor, build. Samba and others send made-up ones.
    pub os_version: Option<(u8, u8, u16)>,
}

impl NtlmMessage {
    /// Something that tells about a machine.
    #[must_use]
    pub const fn says_something(&self) -> bool {
        self.computer.is_some() || self.os_version.is_some() || self.dns_computer.is_some()
    }
}

const SIGNATURE: &[u8] = b"NTLMSSP\0";
/// NTLMSSP_NEGOTIATE_UNICODE
const UNICODE: u32 = 0x0000_0001;
/// NTLMSSP_NEGOTIATE_VERSION
const VERSION: u32 = 0x0200_0000;

/// Finds and reads the first NTLM message inside other bytes.
#[must_use]
pub fn find_in(bytes: &[u8]) -> Option<NtlmMessage> {
    let message = bytes.get(find(bytes, SIGNATURE)?..)?;
    read(message).ok()
}

/// Reads a message that begins with the signature.
pub fn read(bytes: &[u8]) -> Parse<NtlmMessage> {
    let mut cursor = Cursor::new("NTLMSSP", bytes);
    cursor.skip(SIGNATURE.len())?;
    match cursor.u32_le()? {
        1 => negotiate(bytes, cursor),
        2 => challenge(bytes, cursor),
        3 => authenticate(bytes, cursor),
        _ => Err(cursor.error(Reason::Invalid)),
    }
}

fn empty(kind: NtlmKind) -> NtlmMessage {
    NtlmMessage { kind, computer: None, domain: None, dns_computer: None, dns_domain: None, os_version: None }
}

fn negotiate(bytes: &[u8], mut cursor: Cursor<'_>) -> Parse<NtlmMessage> {
    let flags = cursor.u32_le()?;
    let mut message = empty(NtlmKind::Negotiate);
    // Domain and workstation are in the OEM code page here.
    let _domain = field(bytes, &mut cursor);
    message.computer = field(bytes, &mut cursor).map(text).filter(|name| !name.is_empty());
    message.os_version = version(flags, &mut cursor);
    Ok(message)
}

fn challenge(bytes: &[u8], mut cursor: Cursor<'_>) -> Parse<NtlmMessage> {
    let mut message = empty(NtlmKind::Challenge);
    let _target = field(bytes, &mut cursor);
    let flags = cursor.u32_le()?;
    cursor.skip(16)?;
    if let Some(info) = field(bytes, &mut cursor) {
        pairs(info, &mut message);
    }
    message.os_version = version(flags, &mut cursor);
    Ok(message)
}

/// AV_PAIR list, [MS-NLMP] §2.2.2.1.
fn pairs(info: &[u8], message: &mut NtlmMessage) {
    let mut cursor = Cursor::new("NTLM target info", info);
    for _ in 0..32 {
        let pair = || -> Parse<(u16, &[u8])> {
            let id = cursor.u16_le()?;
            let length = usize::from(cursor.u16_le()?);
            Ok((id, cursor.take(length)?))
        };
        let mut pair = pair;
        let Ok((id, value)) = pair() else { break };
        let field = match id {
            0 => break,
            1 => &mut message.computer,
            2 => &mut message.domain,
            3 => &mut message.dns_computer,
            4 => &mut message.dns_domain,
            _ => continue,
        };
        *field = Some(utf16_le(value)).filter(|name| !name.is_empty());
    }
}

fn authenticate(bytes: &[u8], mut cursor: Cursor<'_>) -> Parse<NtlmMessage> {
    let mut message = empty(NtlmKind::Authenticate);
    // Two responses, the account's domain and the account: not looked at.
    cursor.skip(8 * 4)?;
    let workstation = field(bytes, &mut cursor);
    cursor.skip(8)?;
    let flags = cursor.u32_le()?;
    let name = match workstation {
        Some(name) if flags & UNICODE != 0 => utf16_le(name),
        Some(name) => text(name),
        None => String::new(),
    };
    message.computer = Some(name).filter(|name| !name.is_empty());
    message.os_version = version(flags, &mut cursor);
    Ok(message)
}

/// A (length, allocated, offset) field.
fn field<'a>(bytes: &'a [u8], cursor: &mut Cursor<'_>) -> Option<&'a [u8]> {
    let length = usize::from(cursor.u16_le().ok()?);
    cursor.skip(2).ok()?;
    let start = usize::try_from(cursor.u32_le().ok()?).ok()?;
    bytes.get(start..start.checked_add(length)?)
}

/// VERSION structure, [MS-NLMP] §2.2.2.10. All zero when the field is there but unused.
fn version(flags: u32, cursor: &mut Cursor<'_>) -> Option<(u8, u8, u16)> {
    let version = (cursor.u8().ok()?, cursor.u8().ok()?, cursor.u16_le().ok()?);
    (flags & VERSION != 0 && version.0 != 0).then_some(version)
}

#[cfg(test)]
pub mod testing {
    //! Writes NTLM messages for samples.

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn field(length: usize, offset: usize) -> Vec<u8> {
        let length = (length as u16).to_le_bytes();
        [&length[..], &length, &(offset as u32).to_le_bytes()].concat()
    }

    /// A challenge with these AV pairs and Windows 6.1.7601.
    pub fn challenge(pairs: &[(u16, &str)]) -> Vec<u8> {
        let mut info = Vec::new();
        for (id, name) in pairs {
            let name = utf16(name);
            info.extend(id.to_le_bytes());
            info.extend((name.len() as u16).to_le_bytes());
            info.extend(name);
        }
        info.extend([0; 4]);
        let mut out = b"NTLMSSP\0\x02\0\0\0".to_vec();
        out.extend(field(0, 56));
        out.extend(0x0200_0001u32.to_le_bytes());
        out.extend([0; 16]);
        out.extend(field(info.len(), 56));
        out.extend([6, 1, 0xb1, 0x1d, 0, 0, 0, 15]);
        out.extend(info);
        out
    }

    /// An authenticate message of this account on this workstation.
    pub fn authenticate(account: &str, workstation: &str) -> Vec<u8> {
        let (account, workstation) = (utf16(account), utf16(workstation));
        let mut out = b"NTLMSSP\0\x03\0\0\0".to_vec();
        out.extend([field(0, 72), field(0, 72), field(0, 72), field(account.len(), 72)].concat());
        out.extend(field(workstation.len(), 72 + account.len()));
        out.extend(field(0, 72));
        out.extend(0x0200_0001u32.to_le_bytes());
        out.extend([10, 0, 0x61, 0x4a, 0, 0, 0, 15]);
        out.extend(account);
        out.extend(workstation);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_names_itself() {
        let bytes = testing::challenge(&[(2, "KITA"), (1, "FILESV1"), (3, "filesv1.kita.local")]);
        let message = find_in(&[b"\x60\x28", &bytes[..]].concat()).unwrap();
        assert_eq!(message.computer.as_deref(), Some("FILESV1"));
        assert_eq!(message.domain.as_deref(), Some("KITA"));
        assert_eq!(message.dns_computer.as_deref(), Some("filesv1.kita.local"));
        assert_eq!(message.os_version, Some((6, 1, 7601)));
    }

    #[test]
    fn the_account_is_never_kept() {
        let bytes = testing::authenticate("somebody", "WS02");
        let message = read(&bytes).unwrap();
        assert_eq!(message.computer.as_deref(), Some("WS02"));
        assert!(!format!("{message:?}").contains("somebody"));
    }

    #[test]
    fn truncation_is_an_error_or_less() {
        let bytes = testing::challenge(&[(1, "X")]);
        for end in 0..bytes.len() {
            let _ = find_in(&bytes[..end]);
        }
    }
}
