//! HTTP (RFC 9112) and the clear beginning of TLS 1.2 (RFC 5246).

use crate::{
    rng::Rng,
    wire::write::{Bytes, oid, tlv},
};

/// A GET request.
#[must_use]
pub fn get(host: &str, path: &str, agent: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {agent}\r\nAccept: */*\r\nConnection: keep-alive\r\n\r\n").into_bytes()
}

/// A page with a title.
#[must_use]
pub fn page(server: &str, title: &str) -> Vec<u8> {
    let body = format!("<!DOCTYPE html><html><head><title>{title}</title></head><body></body></html>");
    format!(
        "HTTP/1.1 200 OK\r\nServer: {server}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn record(kind: u8, contents: Vec<u8>) -> Vec<u8> {
    Bytes::new().raw([kind, 3, 3]).long(contents).done()
}

fn handshake(kind: u8, contents: Vec<u8>) -> Vec<u8> {
    Bytes::new().u8(kind).u24(contents.len()).raw(contents).done()
}

/// ClientHello with a server name (RFC 6066 §3).
#[must_use]
pub fn hello(name: &str, rng: &mut Rng) -> Vec<u8> {
    let extension = |id: u16, data: Vec<u8>| Bytes::new().u16(id).long(data).done();
    let list = Bytes::new().u8(0).long(name).done();
    let mut extensions = Vec::new();
    if !name.is_empty() {
        extensions.push(extension(0, Bytes::new().long(list).done()));
    }
    extensions.push(extension(10, vec![0, 4, 0, 29, 0, 23]));
    extensions.push(extension(11, vec![1, 0]));
    extensions.push(extension(13, vec![0, 6, 4, 3, 8, 4, 4, 1]));
    let body = Bytes::new()
        .u16(0x0303)
        .raw(rng.bytes::<32>())
        .short(rng.bytes::<32>())
        .long([0xc0, 0x2b, 0xc0, 0x2f, 0xc0, 0x2c, 0xc0, 0x30, 0, 0x9c, 0, 0x2f])
        .raw([1, 0])
        .long(extensions.concat());
    record(22, handshake(1, body.done()))
}

/// ServerHello, certificate and ServerHelloDone.
#[must_use]
pub fn server_hello(subject: &str, issuer: &str, rng: &mut Rng) -> Vec<u8> {
    let body = Bytes::new().u16(0x0303).raw(rng.bytes::<32>()).short(rng.bytes::<32>()).raw([0xc0, 0x2f, 0]);
    let hello = handshake(2, body.raw([0, 5, 0xff, 1, 0, 1, 0]).done());
    let der = certificate(subject, issuer, rng);
    let one = Bytes::new().u24(der.len()).raw(der).done();
    let chain = handshake(11, Bytes::new().u24(one.len()).raw(one).done());
    [record(22, hello), record(22, chain), record(22, handshake(14, Vec::new()))].concat()
}

/// The rest of a handshake and some encrypted data.
#[must_use]
pub fn sealed(length: usize, rng: &mut Rng) -> Vec<u8> {
    record(23, rng.noise(length))
}

/// ClientKeyExchange, ChangeCipherSpec and the encrypted Finished of a client.
#[must_use]
pub fn finish_client(rng: &mut Rng) -> Vec<u8> {
    let exchange = handshake(16, Bytes::new().short(rng.bytes::<32>()).done());
    [record(22, exchange), record(20, vec![1]), record(22, rng.noise(40))].concat()
}

/// An X.509 v3 certificate (RFC 5280 §4.1) with a made-up key and signature.
#[must_use]
pub fn certificate(subject: &str, issuer: &str, rng: &mut Rng) -> Vec<u8> {
    let name = |text: &str| {
        let pair = tlv(0x30, [oid("2.5.4.3"), tlv(0x0c, text)].concat());
        tlv(0x30, tlv(0x31, pair))
    };
    let algorithm = tlv(0x30, [oid("1.2.840.113549.1.1.11"), tlv(5, [])].concat());
    let rsa = tlv(0x30, [oid("1.2.840.113549.1.1.1"), tlv(5, [])].concat());
    let mut modulus = rng.noise(128);
    modulus.insert(0, 0);
    let key = tlv(0x30, [tlv(2, modulus), tlv(2, [1, 0, 1])].concat());
    let key = tlv(0x30, [rsa, tlv(3, [vec![0], key].concat())].concat());
    let dates = tlv(0x30, [tlv(0x17, "240101000000Z"), tlv(0x17, "340101000000Z")].concat());
    let body = tlv(
        0x30,
        [
            tlv(0xa0, tlv(2, [2])),
            tlv(2, [1, 2, 3]),
            algorithm.clone(),
            name(issuer),
            dates,
            name(subject),
            key,
        ]
        .concat(),
    );
    let signature = tlv(3, [vec![0], rng.noise(128)].concat());
    tlv(0x30, [body, algorithm, signature].concat())
}
