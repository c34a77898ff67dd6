//! Pages and API. No rules, no SQL.
