//! SMB 1 and 2 ([MS-SMB], [MS-SMB2]), NTLM ([MS-NLMP]), Kerberos (RFC 4120), LDAP (RFC 4511): what Windows PCs say all day.

use crate::wire::{
    tcp::Stack,
    write::{Bytes, tlv},
};

/// A NetBIOS session message (RFC 1002 §4.3.1).
fn session(message: Vec<u8>) -> Vec<u8> {
    Bytes::new().u8(0).u24(message.len()).raw(message).done()
}

/// SMB 1 negotiation with the old dialects.
#[must_use]
pub fn smb1_negotiate() -> Vec<u8> {
    let mut dialects = Vec::new();
    for name in ["PC NETWORK PROGRAM 1.0", "LANMAN1.0", "NT LM 0.12"] {
        dialects.push(2);
        dialects.extend_from_slice(name.as_bytes());
        dialects.push(0);
    }
    let smb = Bytes::new()
        .raw(b"\xffSMB\x72\0\0\0\0\x18\x53\xc8")
        .zeros(12)
        .raw([0xff, 0xff, 0xfe, 0xca, 0, 0, 0, 0])
        .u8(0)
        .le16(dialects.len() as u16)
        .raw(dialects);
    session(smb.done())
}

/// The server chooses NT LM 0.12, challenge and names follow ([MS-SMB] §2.2.4.5.2).
#[must_use]
pub fn smb1_answer(domain: &str, server: &str) -> Vec<u8> {
    let tail = Bytes::new().raw([7; 8]).utf16(domain).zeros(2).utf16(server).zeros(2).done();
    let smb = Bytes::new()
        .raw(b"\xffSMB\x72\0\0\0\0\x98\x53\xc8")
        .zeros(12)
        .raw([0xff, 0xff, 0xfe, 0xca, 0, 0, 0, 0])
        .u8(17)
        .le16(2)
        .raw([3, 10, 0, 1, 0])
        .le32(16644)
        .le32(65536)
        .le32(0)
        .le32(0x0000_f3fd)
        .le64(0x01d9_0000_0000_0000)
        .le16((-540_i16) as u16)
        .u8(8)
        .le16(tail.len() as u16)
        .raw(tail);
    session(smb.done())
}

fn smb2(command: u16, reply: bool, id: u64, status: u32, body: Vec<u8>) -> Vec<u8> {
    let header = Bytes::new()
        .raw(b"\xfeSMB")
        .le16(64)
        .le16(1)
        .le32(status)
        .le16(command)
        .le16(31)
        .le32(u32::from(reply))
        .le32(0)
        .le64(id)
        .le32(0xfeff)
        .le32(0)
        .le64(if command == 0 { 0 } else { 0x0004_0000_0001 })
        .zeros(16);
    session(header.raw(body).done())
}

/// SMB 2 negotiate request: 2.0.2 to 3.0.2 ([MS-SMB2] §2.2.3).
#[must_use]
pub fn smb2_negotiate(guid: [u8; 16]) -> Vec<u8> {
    let body = Bytes::new()
        .le16(36)
        .le16(4)
        .le16(1)
        .le16(0)
        .le32(0x7f)
        .raw(guid)
        .zeros(8)
        .le16(0x0202)
        .le16(0x0210)
        .le16(0x0300)
        .le16(0x0302);
    smb2(0, false, 0, 0, body.done())
}

/// The chosen dialect ([MS-SMB2] §2.2.4).
#[must_use]
pub fn smb2_negotiated(guid: [u8; 16]) -> Vec<u8> {
    let body = Bytes::new()
        .le16(65)
        .le16(1)
        .le16(0x0302)
        .le16(0)
        .raw(guid)
        .le32(0x7f)
        .le32(1 << 20)
        .le32(1 << 20)
        .le32(1 << 20)
        .le64(0x01d9_1000_0000_0000)
        .le64(0)
        .le16(128)
        .le16(0)
        .le32(0);
    smb2(0, true, 0, 0, body.done())
}

/// Session set-up with an NTLM token ([MS-SMB2] §2.2.5, §2.2.6).
#[must_use]
pub fn smb2_session(reply: bool, token: &[u8]) -> Vec<u8> {
    if reply {
        let body = Bytes::new().le16(9).le16(0).le16(72).le16(token.len() as u16).raw(token);
        return smb2(1, true, 1, 0xc000_0016, body.done());
    }
    let body = Bytes::new()
        .le16(25)
        .raw([0, 1])
        .le32(1)
        .le32(0)
        .le16(88)
        .le16(token.len() as u16)
        .le64(0)
        .raw(token);
    smb2(1, false, 1, 0, body.done())
}

/// Windows version of a stack as NTLM writes it ([MS-NLMP] §2.2.2.10).
#[must_use]
pub fn version(stack: Stack) -> Vec<u8> {
    let (major, minor, build) = match stack {
        Stack::WindowsXp => (5, 1, 2600),
        Stack::Windows7 => (6, 1, 7601),
        _ => (10, 0, 19041),
    };
    Bytes::new().raw([major, minor]).le16(build).raw([0, 0, 0, 15]).done()
}

/// NTLM NEGOTIATE ([MS-NLMP] §2.2.1.1).
#[must_use]
pub fn ntlm_negotiate(stack: Stack) -> Vec<u8> {
    Bytes::new().raw(b"NTLMSSP\0").le32(1).le32(0xe208_8297).zeros(16).raw(version(stack)).done()
}

/// NTLM CHALLENGE: the server names itself ([MS-NLMP] §2.2.1.2).
#[must_use]
pub fn ntlm_challenge(domain: &str, server: &str, stack: Stack) -> Vec<u8> {
    let pair = |id: u16, text: &str| {
        let text = Bytes::new().utf16(text).done();
        Bytes::new().le16(id).le16(text.len() as u16).raw(text).done()
    };
    let dns = format!("{}.aobane.example", server.to_lowercase());
    let info = [pair(2, domain), pair(1, server), pair(4, "aobane.example"), pair(3, &dns), vec![0, 0, 0, 0]]
        .concat();
    let target = Bytes::new().utf16(domain).done();
    let (a, b) = (target.len() as u16, info.len() as u16);
    Bytes::new()
        .raw(b"NTLMSSP\0")
        .le32(2)
        .le16(a)
        .le16(a)
        .le32(56)
        .le32(0xe289_8215)
        .raw([1, 2, 3, 4, 5, 6, 7, 8])
        .zeros(8)
        .le16(b)
        .le16(b)
        .le32(56 + u32::from(a))
        .raw(version(stack))
        .raw(target)
        .raw(info)
        .done()
}

/// Kerberos AS-REQ over UDP (RFC 4120 §5.4.1): carries a user's name, which must never come out.
#[must_use]
pub fn kerberos(user: &str, host: &str) -> Vec<u8> {
    let text = |value: &str| tlv(0x1b, value);
    let name = |kind: u8, parts: Vec<u8>| {
        tlv(0x30, [tlv(0xa0, tlv(2, [kind])), tlv(0xa1, tlv(0x30, parts))].concat())
    };
    let address = tlv(
        0x30,
        [tlv(0xa0, tlv(2, [20])), tlv(0xa1, tlv(4, format!("{host:<16}").to_uppercase()))].concat(),
    );
    let body = [
        tlv(0xa0, tlv(3, [0, 0x40, 0x81, 0, 0x10])),
        tlv(0xa1, name(1, text(user))),
        tlv(0xa2, text("AOBANE.EXAMPLE")),
        tlv(0xa3, name(2, [text("krbtgt"), text("AOBANE.EXAMPLE")].concat())),
        tlv(0xa5, tlv(0x18, "20370913024805Z")),
        tlv(0xa7, tlv(2, [0x12, 0x34, 0x56, 0x78])),
        tlv(0xa8, tlv(0x30, [tlv(2, [18]), tlv(2, [17]), tlv(2, [23])].concat())),
        tlv(0xa9, tlv(0x30, address)),
    ]
    .concat();
    let request = [tlv(0xa1, tlv(2, [5])), tlv(0xa2, tlv(2, [10])), tlv(0xa4, tlv(0x30, body))].concat();
    tlv(0x6a, tlv(0x30, request))
}

/// CLDAP ping for a domain controller ([MS-ADTS] §6.3.3): a search for `Netlogon`.
#[must_use]
pub fn ldap_ping(host: &str) -> Vec<u8> {
    let equal = |name: &str, value: &[u8]| tlv(0xa3, [tlv(4, name), tlv(4, value)].concat());
    let filter = tlv(
        0xa0,
        [
            equal("DnsDomain", b"aobane.example"),
            equal("Host", host.as_bytes()),
            equal("NtVer", &[0x16, 0, 0, 0]),
        ]
        .concat(),
    );
    let search = [
        tlv(4, ""),
        tlv(0x0a, [0]),
        tlv(0x0a, [0]),
        tlv(2, [0]),
        tlv(2, [0]),
        tlv(1, [0]),
        filter,
        tlv(0x30, tlv(4, "Netlogon")),
    ]
    .concat();
    tlv(0x30, [tlv(2, [1]), tlv(0x63, search)].concat())
}
