//! Frames to messages: link, network, transport, a bounded look at the first bytes of each direction, and the protocol
//! by its content.
//!
//! * [`capture`] splits capture files into frames, [`engine`] follows flows and finds the protocol,
//! * one protocol is one file in its family: [`link`], [`names`], [`web`], [`remote`], [`medical`], [`plant`],
//! * a family lists its protocols in `STREAMS` and `DATAGRAMS`; the engine knows nothing else about them,
//! * what comes out goes to a [`sink::Sink`].
//!
//! No message type has a field that can hold a patient identifier or a user name.

pub mod capture;
pub mod engine;
pub mod link;
pub mod medical;
pub mod message;
pub mod names;
pub mod plant;
pub mod protocol;
pub mod remote;
pub mod search;
pub mod sink;
pub mod web;
