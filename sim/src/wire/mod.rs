//! Byte-correct headers: what a network card would put on the wire.

pub mod ether;
pub mod ip;
pub mod tcp;
pub mod write;
