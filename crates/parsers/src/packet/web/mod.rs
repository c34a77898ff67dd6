//! Sessions and services: HTTP, TLS, QUIC, SSH, Telnet, FTP, SMTP, RDP, VNC, printing, SIP, RTSP …
//!
//! One protocol, one file: bytes to a message type, with tests beside it. This file only lists them.

pub mod base64;
pub mod database;
pub mod der;
pub mod device_page;
pub mod dtls;
pub mod ftp;
pub mod gather;
pub mod hpack;
pub mod http;
pub mod http2;
mod http_body;
pub mod http_fields;
pub mod http_head;
pub mod ipp;
pub mod ja4;
pub mod mail;
pub mod pjl;
pub mod plain;
pub mod quic;
pub mod rdp;
pub mod rpc;
pub mod rtsp;
pub mod sip;
pub mod ssh;
pub mod telnet;
pub mod tls;
pub mod tls_hello;
pub mod vnc;
pub mod x509;

pub use http_head::{HttpHead, http_head};

use super::protocol::{DatagramProtocol, DatagramSession, StreamProtocol};

/// What this family can say.
#[derive(Clone, Debug, PartialEq)]
pub enum WebMessage {
    Tls(tls::TlsMessage),
    Http(http::HttpMessage),
    Ipp(Box<ipp::Printer>),
    Ssh(ssh::SshBanner),
    SshFingerprint(ssh::SshFingerprint),
    Telnet(telnet::TelnetMessage),
    Ftp(ftp::FtpMessage),
    Rdp(rdp::RdpMessage),
    Vnc(vnc::VncMessage),
    Sip(sip::SipMessage),
    Rtsp(rtsp::RtspMessage),
    Mail(mail::MailMessage),
    Database(database::DatabaseServer),
    Rpc(rpc::RpcCall),
}

/// TCP protocols of this family, most specific probe first.
pub const STREAMS: &[StreamProtocol] = &[
    tls::PROTOCOL,
    tls::SSL2_HELLO,
    http::PROTOCOL,
    ssh::PROTOCOL,
    rdp::PROTOCOL,
    vnc::PROTOCOL,
    http2::PROTOCOL,
    plain::MQTT,
    plain::X11,
    plain::ICA,
    plain::LPD,
    pjl::PROTOCOL,
    database::MYSQL,
    database::POSTGRESQL,
    rpc::STREAM,
    rtsp::PROTOCOL,
    sip::STREAM,
    mail::SMTP,
    mail::POP3,
    mail::IMAP,
    ftp::PROTOCOL,
    telnet::PROTOCOL,
];

/// UDP protocols of this family, most specific probe first.
pub const DATAGRAMS: &[DatagramProtocol] = &[quic::PROTOCOL, dtls::PROTOCOL, sip::PROTOCOL, rpc::PROTOCOL];

/// Those of [`DATAGRAMS`] whose messages go over several datagrams.
pub const SESSIONS: &[DatagramSession] = &[quic::SESSION];
