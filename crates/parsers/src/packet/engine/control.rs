//! What is not a conversation: ARP, LLDP and the like below IP, and ICMP, IGMP and VRRP beside TCP and UDP.

use domain::time::Timestamp;
use foldhash::fast::RandomState;
use std::hash::BuildHasher;

use super::{Engine, packet::Packet};
use crate::packet::{
    capture::RawFrame,
    link::{
        LinkMessage,
        address::{Address, Station},
        arp, cdp, eapol,
        frame::{Carried, Frame, ethertype},
        icmp::{self, Control},
        lldp, ndp, redundancy, stp, syn, tcp,
    },
    message::Message,
    plant,
    sink::{Context, SenderRole, Sink},
};

/// The same statement by the same sender is not repeated within this time: tables of facts need no more.
const QUIET_MICROS: u64 = 30_000_000;

/// Slots of the direct-mapped memory of statements.
const SLOTS: usize = 8192;

/// Remembers what was just said.
pub(super) struct Said {
    slots: Vec<(u64, i64)>,
    hasher: RandomState,
}

impl Said {
    pub(super) fn new() -> Self {
        Self { slots: vec![(0, 0); SLOTS], hasher: RandomState::default() }
    }

    /// Was this said a moment ago? If not, it is remembered.
    pub(super) fn again<T: std::hash::Hash>(&mut self, statement: &T, now: Timestamp) -> bool {
        let hash = self.hasher.hash_one(statement);
        let Some(slot) = self.slots.get_mut((hash >> 16) as usize % SLOTS) else { return false };
        if slot.0 == hash && now.0.abs_diff(slot.1) < QUIET_MICROS {
            return true;
        }
        *slot = (hash, now.0);
        false
    }
}

impl Engine {
    /// ARP, LLDP and the rest that has no IP header.
    pub(super) fn below_ip<S: Sink>(&mut self, raw: &RawFrame<'_>, frame: &Frame<'_>, sink: &mut S) {
        let sender = Station::new(frame.source, frame.vlan);
        self.sources.layer_2(sender, raw);
        let context = Context {
            frame: raw.number,
            time: raw.time,
            sender: sender.endpoint(None),
            receiver: Station::new(frame.destination, frame.vlan).endpoint(None),
            sender_port: 0,
            receiver_port: 0,
            transport: None,
            sender_role: SenderRole::Unknown,
        };
        let payload = frame.payload;
        let parsed = match frame.carried {
            Carried::EtherType(ethertype::ARP | ethertype::RARP) => {
                if self.said.again(&(sender, payload.first_chunk::<28>()), raw.time) {
                    return;
                }
                arp::parse(payload).map(|arp| Some(LinkMessage::Arp(arp)))
            }
            Carried::EtherType(ethertype::LLDP) => {
                lldp::parse(payload).map(|told| Some(LinkMessage::Lldp(told.into())))
            }
            Carried::EtherType(ethertype::EAPOL) => Ok(eapol::parse(payload).map(LinkMessage::Eapol)),
            Carried::Snap(0x0c, 0x2000) => {
                cdp::parse(payload).map(|told| Some(LinkMessage::Cdp(told.into())))
            }
            Carried::Snap(0x0c, 0x010b) => stp::parse(payload).map(|bpdu| bpdu.map(LinkMessage::Stp)),
            Carried::Llc(0x42) => {
                stp::parse(payload.get(3..).unwrap_or_default()).map(|bpdu| bpdu.map(LinkMessage::Stp))
            }
            Carried::EtherType(kind) => {
                for protocol in plant::FRAMES.iter().filter(|protocol| protocol.ethertype == kind) {
                    (protocol.parse)(payload, &mut |message| sink.message(&context, message));
                }
                return;
            }
            _ => return,
        };
        match parsed {
            Ok(Some(message)) => self.link_message(&context, message, sink),
            Ok(None) => {}
            Err(_) => self.summary.malformed += 1,
        }
    }

    /// BPDUs come every two seconds from every port: said once in a while is enough.
    fn link_message<S: Sink>(&mut self, context: &Context, message: LinkMessage, sink: &mut S) {
        let again = match &message {
            LinkMessage::Stp(stp) => {
                self.said.again(&(context.sender, stp.root, stp.bridge, stp.port), context.time)
            }
            _ => false,
        };
        if !again {
            sink.message(context, Message::Link(message));
        }
    }

    /// ICMP, ICMPv6, IGMP and VRRP.
    pub(super) fn control<S: Sink>(&mut self, packet: &Packet<'_>, sink: &mut S) {
        let ip = &packet.ip;
        let control = |control: Option<Control>| control.map(LinkMessage::Control);
        let message = match ip.protocol {
            1 => control(icmp::icmp_v4(ip.source, ip.payload)),
            2 => control(icmp::igmp(ip.payload)),
            58 => match ip.payload.first() {
                Some(3) => Some(LinkMessage::Control(Control::TimeExceeded)),
                _ => ndp::parse(std::net::Ipv6Addr::from_bits(ip.source.0), ip.payload)
                    .ok()
                    .flatten()
                    .map(LinkMessage::Ndp),
            },
            112 => redundancy::vrrp(ip.payload, ip.version == 6).ok().map(LinkMessage::VirtualRouter),
            _ => None,
        };
        if let Some(message) = message
            && !self.said.again(
                &(packet.sender, ip.source, ip.payload.first_chunk::<2>(), ip.payload.len()),
                packet.time,
            )
        {
            sink.message(&beside(packet, ip.protocol), Message::Link(message));
        }
    }

    /// The fingerprint of a SYN, once per sender and habit.
    pub(super) fn syn<S: Sink>(&mut self, packet: &Packet<'_>, segment: &tcp::Segment<'_>, sink: &mut S) {
        let habit = (
            (packet.sender, packet.ip.source, packet.ip.ttl),
            (segment.window, segment.options.len(), segment.options.first_chunk::<4>()),
        );
        if self.said.again(&habit, packet.time) {
            return;
        }
        let text = syn::fingerprint(&packet.ip, segment);
        let mut context = beside(packet, packet.ip.protocol);
        (context.sender_port, context.receiver_port) = (segment.source_port, segment.destination_port);
        context.sender_role = SenderRole::Client;
        sink.message(&context, Message::Link(LinkMessage::Syn(text)));
    }
}

/// Place of a message that belongs to no conversation.
fn beside(packet: &Packet<'_>, protocol: u8) -> Context {
    let endpoint = |station: Station, address: Address| station.endpoint(Some(address));
    Context {
        frame: packet.number,
        time: packet.time,
        sender: endpoint(packet.sender, packet.ip.source),
        receiver: endpoint(packet.receiver, packet.ip.destination),
        sender_port: 0,
        receiver_port: 0,
        transport: Some(super::packet::transport(protocol)),
        sender_role: SenderRole::Unknown,
    }
}
