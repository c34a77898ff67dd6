//! Building and plant: BACnet, Modbus, EtherNet/IP, S7, PROFINET DCP, OPC UA.
//!
//! One protocol, one file: bytes to a message type, with tests beside it. This file only lists them.

use super::protocol::{DatagramProtocol, FrameProtocol, StreamProtocol};

/// What this family can say.
#[derive(Clone, Debug, PartialEq)]
pub enum PlantMessage {}

/// TCP protocols of this family, most specific probe first.
pub const STREAMS: &[StreamProtocol] = &[];

/// UDP protocols of this family, most specific probe first.
pub const DATAGRAMS: &[DatagramProtocol] = &[];

/// Protocols of this family that have no IP header (PROFINET DCP).
pub const FRAMES: &[FrameProtocol] = &[];
