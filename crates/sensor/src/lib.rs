//! The sensor: frames from an interface to batches of observations, without rights and without a way to send a frame.
//!
//! Two kinds of processes. The **watcher** (one per interface) opens the packet socket, gives up every right, installs a
//! filter that leaves it one pipe to write to, and only then looks at a byte of traffic. The **courier** never holds a packet
//! socket; it keeps what the watchers say on disk and brings it to the node. See `docs/decisions/0008-sensor-processes.md`.

pub mod block;
pub mod buffer;
pub mod capture;
pub mod client;
pub mod clock_jump;
pub mod courier;
pub mod error;
pub mod filter;
pub mod interface;
pub mod message;
pub mod privileges;
pub mod ring;
pub mod thinning;
pub mod watcher;
