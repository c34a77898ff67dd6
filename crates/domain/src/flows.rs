//! Conversations, summed up: who spoke with whom, over what, how much, when.

use serde::{Deserialize, Serialize};

use crate::{Label, addresses::Endpoint, time::Span};

/// Layer-4 protocol of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    Tcp,
    Udp,
    Sctp,
    /// Any other IP protocol number (ESP 50, GRE 47 …); ports are 0.
    Ip(u8),
}

impl Transport {
    /// `tcp`, `udp`, `sctp` or `ip/50`.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Tcp => "tcp".into(),
            Self::Udp => "udp".into(),
            Self::Sctp => "sctp".into(),
            Self::Ip(number) => format!("ip/{number}"),
        }
    }
}

/// How we know who is client and who is server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opening {
    /// SYN and SYN/ACK seen: the server's port really answered.
    Answered,
    /// SYN/ACK alone (one-way mirror): the port answered, the question was not seen.
    AnswerOnly,
    /// SYN without answer.
    Attempted,
    /// Refused with RST.
    Refused,
    /// UDP: request and reply seen.
    Replied,
    /// Joined mid-stream, or UDP one way: sides guessed from content and port.
    MidStream,
}

/// Many packets of one client–server–port relation folded into one row
/// (client's own port does not matter: all connections of a client to the same service are one row).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    pub client: Endpoint,
    pub server: Endpoint,
    pub transport: Transport,
    /// Server port; 0 for transports without ports.
    pub port: u16,
    /// What it turned out to be by content (`dicom`, `tls`, `hl7` …); `None` when not recognised.
    pub protocol: Option<Label>,
    pub opening: Opening,
    /// How many connections (TCP) or address/port pairs (UDP) were folded into this row.
    pub connections: u64,
    pub client_packets: u64,
    pub client_bytes: u64,
    pub server_packets: u64,
    pub server_bytes: u64,
    /// Longest single connection, microseconds.
    pub longest: i64,
    pub seen: Span,
    /// First frame number.
    pub frame: u64,
}
