//! An IP packet with its place in the capture, as the stages of the engine hand it on.

use domain::{flows::Transport, time::Timestamp};

use crate::packet::{
    link::{
        address::{Address, Station},
        ip,
    },
    sink::{Context, SenderRole},
};

/// One IP packet of one frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packet<'a> {
    pub(super) number: u64,
    pub(super) time: Timestamp,
    /// Length of the frame on the wire.
    pub(super) wire_len: u32,
    pub(super) sender: Station,
    pub(super) receiver: Station,
    pub(super) ip: ip::Packet<'a>,
}

impl Packet<'_> {
    /// Multicast or broadcast, by IP or link address.
    pub(super) const fn is_to_group(&self) -> bool {
        self.ip.destination.is_group() || self.receiver.mac().is_group()
    }
}

/// Where a message came from, before it is put into the sink's words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    pub(super) number: u64,
    pub(super) time: Timestamp,
    pub(super) sender: (Station, Address, u16),
    pub(super) receiver: (Station, Address, u16),
    pub(super) transport: Option<Transport>,
    pub(super) role: SenderRole,
}

impl Origin {
    pub(super) fn context(&self) -> Context {
        let (sender, sender_ip, sender_port) = self.sender;
        let (receiver, receiver_ip, receiver_port) = self.receiver;
        Context {
            frame: self.number,
            time: self.time,
            sender: sender.endpoint(Some(sender_ip)),
            receiver: receiver.endpoint(Some(receiver_ip)),
            sender_port,
            receiver_port,
            transport: self.transport,
            sender_role: self.role,
        }
    }

    /// The same place, said by the other side.
    pub(super) const fn turned(&self) -> Self {
        let role = match self.role {
            SenderRole::Client => SenderRole::Server,
            SenderRole::Server => SenderRole::Client,
            SenderRole::Unknown => SenderRole::Unknown,
        };
        Self { sender: self.receiver, receiver: self.sender, role, ..*self }
    }
}

/// Transport of an IP protocol number.
pub(super) const fn transport(protocol: u8) -> Transport {
    match protocol {
        6 => Transport::Tcp,
        17 => Transport::Udp,
        132 => Transport::Sctp,
        other => Transport::Ip(other),
    }
}
