//! SIP (RFC 3261), RTSP (RFC 7826), NTP (RFC 5905), syslog (RFC 3164), printing.

use std::net::Ipv4Addr;

use crate::wire::write::Bytes;

/// REGISTER of a telephone; extensions are invented numbers.
#[must_use]
pub fn register(agent: &str, ip: Ipv4Addr, server: Ipv4Addr, extension: u32) -> Vec<u8> {
    format!(
        "REGISTER sip:{server} SIP/2.0\r\nVia: SIP/2.0/UDP {ip}:5060;branch=z9hG4bK{extension}\r\nMax-Forwards: 70\r\n\
         From: <sip:{extension}@{server}>;tag=a{extension}\r\nTo: <sip:{extension}@{server}>\r\nCall-ID: {extension}@{ip}\r\n\
         CSeq: 1 REGISTER\r\nContact: <sip:{extension}@{ip}:5060>\r\nUser-Agent: {agent}\r\nExpires: 300\r\nContent-Length: 0\r\n\r\n"
    )
    .into_bytes()
}

/// 200 OK of the exchange.
#[must_use]
pub fn registered(ip: Ipv4Addr, server: Ipv4Addr, extension: u32) -> Vec<u8> {
    format!(
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP {ip}:5060;branch=z9hG4bK{extension}\r\nFrom: <sip:{extension}@{server}>;tag=a{extension}\r\n\
         To: <sip:{extension}@{server}>;tag=s1\r\nCall-ID: {extension}@{ip}\r\nCSeq: 1 REGISTER\r\nServer: PBX 4.2\r\nContent-Length: 0\r\n\r\n"
    )
    .into_bytes()
}

/// RTSP DESCRIBE and its answer.
#[must_use]
pub fn describe(ip: Ipv4Addr) -> Vec<u8> {
    format!("DESCRIBE rtsp://{ip}/stream1 RTSP/1.0\r\nCSeq: 2\r\nUser-Agent: NVR/5.1\r\nAccept: application/sdp\r\n\r\n").into_bytes()
}

/// Session description of a camera.
#[must_use]
pub fn described(server: &str) -> Vec<u8> {
    let body =
        "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=Live\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n";
    format!(
        "RTSP/1.0 200 OK\r\nCSeq: 2\r\nServer: {server}\r\nContent-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// NTP client or server packet.
#[must_use]
pub fn ntp(server: bool, seconds: u32) -> Vec<u8> {
    let (head, stratum) = if server { (0x24, 2) } else { (0x23, 0) };
    Bytes::new().raw([head, stratum, 6, 0xec]).zeros(36).u32(seconds).u32(0).done()
}

/// A syslog line of network gear.
#[must_use]
pub fn syslog(host: &str, text: &str) -> Vec<u8> {
    format!("<189>Jan  5 09:15:00 {host} {text}").into_bytes()
}

/// A print job in PJL with PostScript behind it.
#[must_use]
pub fn pjl() -> Vec<u8> {
    b"\x1b%-12345X@PJL JOB NAME=\"job\"\r\n@PJL SET RESOLUTION=600\r\n@PJL ENTER LANGUAGE=POSTSCRIPT\r\n%!PS-Adobe-3.0\r\nshowpage\r\n\x1b%-12345X@PJL EOJ\r\n".to_vec()
}

/// A label in ZPL.
#[must_use]
pub fn zpl(number: u32) -> Vec<u8> {
    format!("^XA^FO50,50^BCN,100,Y,N,N^FDZZPID{number:06}^FS^XZ\r\n").into_bytes()
}
