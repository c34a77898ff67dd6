//! Building and plant: BACnet, Modbus, EtherNet/IP, S7, PROFINET DCP, OPC UA and their neighbours.
//!
//! One protocol, one file: bytes to a message type, with tests beside it. This file only lists them.

pub mod ads;
pub mod bacnet;
pub mod dnp3;
pub mod enip;
pub mod fins;
pub mod fox;
mod frames;
pub mod hartip;
pub mod iec104;
pub mod knx;
pub mod melsec;
pub mod modbus;
pub mod opcua;
pub mod profinet;
pub mod s7;

use super::protocol::{DatagramProtocol, FrameProtocol, Side, StreamProtocol};

/// What this family can say.
#[derive(Clone, Debug, PartialEq)]
pub enum PlantMessage {
    Bacnet(Box<bacnet::BacnetDevice>),
    Modbus(Box<modbus::ModbusDevice>),
    Enip(enip::EnipIdentity),
    S7(Box<s7::S7Module>),
    Profinet(Box<profinet::ProfinetStation>),
    OpcUa(opcua::OpcUaMessage),
    Fox(Box<fox::FoxHello>),
    Knx(knx::KnxDevice),
    Fins(fins::FinsController),
    Melsec {
        model: String,
    },
    Ads(ads::AdsDevice),
    /// The sender speaks a protocol; nothing else told.
    Spoken(Spoken),
}

/// A protocol word, and the sender's side when the content tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spoken {
    pub protocol: &'static str,
    /// `None`: as the flow has it.
    pub side: Option<Side>,
}

/// TCP protocols of this family, most specific probe first.
pub const STREAMS: &[StreamProtocol] = &[
    fox::PROTOCOL,
    opcua::PROTOCOL,
    fins::STREAM,
    s7::PROTOCOL,
    s7::MMS,
    dnp3::PROTOCOL,
    enip::STREAM,
    ads::PROTOCOL,
    iec104::PROTOCOL,
    modbus::PROTOCOL,
    melsec::STREAM,
    hartip::STREAM,
];

/// UDP protocols of this family, most specific probe first.
pub const DATAGRAMS: &[DatagramProtocol] =
    &[bacnet::PROTOCOL, knx::PROTOCOL, enip::DATAGRAM, fins::DATAGRAM, melsec::DATAGRAM, hartip::DATAGRAM];

/// Protocols of this family that have no IP header.
pub const FRAMES: &[FrameProtocol] = &[profinet::PROTOCOL];
