//! Pages and API. No rules, no SQL.

pub mod api;
pub mod kinds;
pub mod when;
