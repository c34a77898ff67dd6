//! What an advisory claims about which products.

pub mod codes;
pub mod names;
pub mod versions;
