//! Remote maintenance: IKEv2, OpenVPN, TeamViewer, AnyDesk, RDP, VNC, SSH, Telnet, FTP.

use crate::{rng::Rng, wire::write::Bytes};

/// IKE_SA_INIT (RFC 7296 §3) with one proposal.
#[must_use]
pub fn ike(reply: bool, spi: (u64, u64), rng: &mut Rng) -> Vec<u8> {
    let transform = |last: bool, kind: u8, id: u16| {
        Bytes::new().u8(if last { 0 } else { 3 }).u8(0).u16(8).u8(kind).u8(0).u16(id).done()
    };
    let aes = Bytes::new().raw([3, 0, 0, 12, 1, 0, 0, 12, 0x80, 14, 1, 0]).done();
    let transforms = [aes, transform(false, 2, 5), transform(false, 3, 12), transform(true, 4, 14)].concat();
    let proposal =
        Bytes::new().raw([0, 0]).u16(8 + transforms.len() as u16).raw([1, 1, 0, 4]).raw(transforms).done();
    let payload =
        |next: u8, data: &[u8]| Bytes::new().raw([next, 0]).u16(4 + data.len() as u16).raw(data).done();
    let exchange = Bytes::new().u16(14).u16(0).raw(rng.noise(256)).done();
    let body = [payload(34, &proposal), payload(40, &exchange), payload(0, &rng.noise(32))].concat();
    Bytes::new()
        .u64(spi.0)
        .u64(if reply { spi.1 } else { 0 })
        .raw([33, 0x20, 34, if reply { 0x20 } else { 0x08 }])
        .u32(0)
        .u32(28 + body.len() as u32)
        .raw(body)
        .done()
}

/// ESP inside UDP 4500 (RFC 3948) or bare.
#[must_use]
pub fn esp(spi: u32, number: u32, rng: &mut Rng) -> Vec<u8> {
    let length = 64 + rng.below(12) as usize * 16;
    Bytes::new().u32(spi).u32(number).raw(rng.noise(length)).done()
}

/// OpenVPN control packets over UDP: hard reset of the client (7), of the server (8), acknowledgement (5), data (9).
#[must_use]
pub fn openvpn(opcode: u8, session: u64, peer: u64, number: u32, rng: &mut Rng) -> Vec<u8> {
    let head = Bytes::new().u8(opcode << 3);
    match opcode {
        7 => head.u64(session).u8(0).u32(0).done(),
        8 => head.u64(session).u8(1).u32(0).u64(peer).u32(0).done(),
        5 => head.u64(session).u8(1).u32(0).u64(peer).done(),
        4 => head.u64(session).u8(0).u32(number).raw(rng.noise(180)).done(),
        _ => head.raw([0, 0, 1]).u32(number).raw(rng.noise(200)).done(),
    }
}

/// TeamViewer's own protocol on TCP 5938: magic 0x1724, command, length.
#[must_use]
pub fn teamviewer(command: u8, rng: &mut Rng) -> Vec<u8> {
    let length = 20 + rng.below(60) as usize;
    Bytes::new().raw([0x17, 0x24, command, 0]).le16(length as u16).raw([0, 0]).raw(rng.noise(length)).done()
}

/// RDP connection request in TPKT and X.224 ([MS-RDPBCGR] §2.2.1.1); the cookie holds a user name that must not come out.
#[must_use]
pub fn rdp_request(user: &str) -> Vec<u8> {
    let cookie = format!("Cookie: mstshash={user}\r\n");
    let length = 6 + cookie.len() + 8;
    Bytes::new()
        .raw([3, 0])
        .u16(4 + 1 + length as u16)
        .u8(length as u8)
        .raw([0xe0, 0, 0, 0, 0, 0])
        .raw(cookie)
        .raw([1, 0, 8, 0, 3, 0, 0, 0])
        .done()
}

/// RDP connection confirm: TLS chosen.
#[must_use]
pub fn rdp_confirm() -> Vec<u8> {
    vec![3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, 2, 0x1f, 8, 0, 1, 0, 0, 0]
}

/// VNC (RFC 6143 §7.1): the server's side up to its desktop name.
#[must_use]
pub fn vnc_init(name: &str) -> Vec<u8> {
    Bytes::new()
        .u16(1280)
        .u16(1024)
        .raw([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0])
        .u32(name.len() as u32)
        .raw(name)
        .done()
}

/// SSH key exchange (RFC 4253 §7.1) behind a binary packet header.
#[must_use]
pub fn ssh_kexinit(rng: &mut Rng) -> Vec<u8> {
    let lists = [
        "curve25519-sha256,diffie-hellman-group14-sha256",
        "ssh-ed25519,rsa-sha2-512",
        "aes128-ctr,aes256-ctr",
        "aes128-ctr,aes256-ctr",
        "hmac-sha2-256",
        "hmac-sha2-256",
        "none",
        "none",
        "",
        "",
    ];
    let mut body = Bytes::new().u8(20).raw(rng.bytes::<16>());
    for list in lists {
        body = body.u32(list.len() as u32).raw(list);
    }
    let body = body.zeros(5).done();
    let fill = 8 - (body.len() + 5) % 8 + 8;
    Bytes::new().u32((body.len() + 1 + fill) as u32).u8(fill as u8).raw(body).zeros(fill).done()
}
