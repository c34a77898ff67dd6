//! TCP segments and the way each family of systems opens a connection.

use super::{
    ip::{Header, transport_sum},
    write::Bytes,
};

pub const FIN: u8 = 1;
pub const SYN: u8 = 2;
pub const RST: u8 = 4;
pub const PSH: u8 = 8;
pub const ACK: u8 = 16;

/// Network stack of a device, as far as TCP and TTL show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Stack {
    #[default]
    Windows10,
    Windows7,
    WindowsXp,
    Linux,
    Apple,
    /// VxWorks, lwIP, µC/OS and the like: MSS only, small window.
    Embedded,
    /// Network gear with TTL 255.
    NetworkGear,
}

impl Stack {
    /// Initial time to live.
    #[must_use]
    pub const fn ttl(self) -> u8 {
        match self {
            Self::Windows10 | Self::Windows7 | Self::WindowsXp => 128,
            Self::Linux | Self::Apple | Self::Embedded => 64,
            Self::NetworkGear => 255,
        }
    }

    /// Receive window of the first segment.
    #[must_use]
    pub const fn window(self) -> u16 {
        match self {
            Self::Windows10 | Self::Linux => 64240,
            Self::Windows7 => 8192,
            Self::WindowsXp | Self::Apple => 65535,
            Self::Embedded => 5840,
            Self::NetworkGear => 4128,
        }
    }

    /// Options of the first segment (RFC 9293 §3.2, RFC 7323, RFC 2018).
    #[must_use]
    pub const fn syn_options(self) -> &'static [u8] {
        match self {
            Self::Windows10 | Self::Windows7 => &[2, 4, 5, 0xb4, 1, 3, 3, 8, 1, 1, 4, 2],
            Self::WindowsXp => &[2, 4, 5, 0xb4, 1, 1, 4, 2],
            Self::Linux => &[2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 1, 0x35, 0x7a, 0, 0, 0, 0, 1, 3, 3, 7],
            Self::Apple => {
                &[2, 4, 5, 0xb4, 1, 3, 3, 6, 1, 1, 8, 10, 0x3b, 0x1c, 0x22, 9, 0, 0, 0, 0, 4, 2, 0, 0]
            }
            Self::Embedded | Self::NetworkGear => &[2, 4, 5, 0xb4],
        }
    }
}

/// Fields of one segment.
#[derive(Clone, Copy, Debug)]
pub struct Segment<'a> {
    pub ports: (u16, u16),
    pub sequence: u32,
    pub acknowledge: u32,
    pub flags: u8,
    pub window: u16,
    pub options: &'a [u8],
    pub payload: &'a [u8],
}

/// The segment's bytes (RFC 9293 §3.1) with checksum.
#[must_use]
pub fn segment(header: &Header, segment: &Segment<'_>) -> Vec<u8> {
    let words = 5 + segment.options.len().div_ceil(4);
    let build = |sum: u16| {
        Bytes(Vec::with_capacity(words * 4 + segment.payload.len()))
            .u16(segment.ports.0)
            .u16(segment.ports.1)
            .u32(segment.sequence)
            .u32(segment.acknowledge)
            .u8((words as u8) << 4)
            .u8(segment.flags)
            .u16(segment.window)
            .u16(sum)
            .u16(0)
            .raw(segment.options)
            .zeros(words * 4 - 20 - segment.options.len())
            .raw(segment.payload)
            .done()
    };
    build(transport_sum(header, &build(0)))
}
