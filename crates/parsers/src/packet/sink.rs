//! Where messages, flows and bindings go. `discovery` implements it; tests use a vector.

use domain::{
    addresses::Endpoint,
    flows::{Flow, Transport},
    observations::{Binding, CaptureWarning},
    time::Timestamp,
};

use super::message::Message;

/// Where and when a message was seen. Fields are the sender's and receiver's of *this message*.
#[derive(Clone, Debug, PartialEq)]
pub struct Context {
    /// Frame number in the capture, from 1 (the frame that completed the message).
    pub frame: u64,
    pub time: Timestamp,
    pub sender: Endpoint,
    pub receiver: Endpoint,
    pub sender_port: u16,
    pub receiver_port: u16,
    /// `None` for messages below IP (LLDP, ARP …).
    pub transport: Option<Transport>,
    /// Which side the sender is. Unknown for layer 2 and for UDP before a reply.
    pub sender_role: SenderRole,
}

/// Which side of the conversation sent the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SenderRole {
    Client,
    Server,
    Unknown,
}

/// Receives what the engine finds. Every method is called in capture order.
pub trait Sink {
    /// A parsed message.
    fn message(&mut self, context: &Context, message: Message);

    /// A folded flow row. Called when flows are flushed; the same row may come again with further counts to add.
    fn flow(&mut self, flow: Flow);

    /// A folded (MAC, IP, VLAN) source. Called at flush; counts are to be added.
    fn binding(&mut self, binding: Binding);

    /// Something odd. Reading goes on.
    fn warning(&mut self, warning: CaptureWarning);
}
