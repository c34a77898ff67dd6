//! Bills of materials judged without any outside knowledge: what is missing, what changed, several made one.

pub mod compare;
pub mod completeness;
pub mod merge;
pub mod tree;
