//! JSON, YAML and XML as one kind of tree, with readers that remember what nobody asked for.

mod fields;
mod json;
mod log;
mod node;
pub(crate) mod xml;
pub(crate) mod yaml;

pub(crate) use fields::Fields;
pub(crate) use json::read as read_json;
pub(crate) use log::{Log, Place};
pub(crate) use node::{Map, Node};
pub(crate) use xml::Element;
