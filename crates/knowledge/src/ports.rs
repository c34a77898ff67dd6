//! Ports and what uses them. A number alone is a hint, never a finding: protocols are recognised by content.

use serde::Deserialize;

use crate::{
    Grade,
    table::{Row, list},
};

/// A row of `ports.csv`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct PortRow {
    transport: String,
    port: String,
    #[serde(default)]
    protocol: String,
    #[serde(default)]
    maker_id: String,
    #[serde(default)]
    product_or_kind: String,
    #[serde(default)]
    meaning: String,
    #[serde(default)]
    false_positive_note: String,
    #[serde(default)]
    certainty: Grade,
}

impl Row for PortRow {
    fn problem(&self) -> Option<&'static str> {
        self.port.is_empty().then_some("a port row needs a port")
    }
}

/// A use of ports.
#[derive(Clone, Debug, PartialEq)]
pub struct PortUse {
    /// `tcp`, `udp` or `tcp/udp`.
    pub transport: String,
    pub ports: Vec<u16>,
    pub protocol: String,
    pub maker_id: Option<String>,
    pub product_or_kind: String,
    pub meaning: String,
    pub caution: String,
    pub grade: Grade,
}

/// All uses.
#[derive(Debug)]
pub struct Ports {
    rows: Vec<PortUse>,
}

impl Ports {
    pub(crate) fn new(rows: Vec<PortRow>) -> Self {
        let rows = rows.into_iter().map(|row| PortUse {
            ports: list(&row.port).flat_map(ports_of).collect(),
            transport: row.transport,
            protocol: row.protocol,
            maker_id: (!row.maker_id.is_empty()).then_some(row.maker_id),
            product_or_kind: row.product_or_kind,
            meaning: row.meaning,
            caution: row.false_positive_note,
            grade: row.certainty,
        });
        Self { rows: rows.collect() }
    }

    /// Known uses of a port (`transport` is `tcp` or `udp`).
    pub fn uses<'a>(&'a self, transport: &'a str, port: u16) -> impl Iterator<Item = &'a PortUse> {
        self.rows.iter().filter(move |row| row.transport.contains(transport) && row.ports.contains(&port))
    }
}

/// `5000` or `5000-5010` (at most 4,096 ports).
pub(crate) fn ports_of(text: &str) -> Vec<u16> {
    match text.split_once('-') {
        Some((low, high)) => match (low.trim().parse::<u16>(), high.trim().parse::<u16>()) {
            (Ok(low), Ok(high)) if low <= high && high - low < 4096 => (low..=high).collect(),
            _ => Vec::new(),
        },
        None => text.trim().parse().into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use crate::Knowledge;

    #[test]
    fn dicom_port() {
        let ports = &Knowledge::built_in().ports;
        assert!(ports.uses("tcp", 104).any(|row| row.protocol == "DICOM"));
        assert_eq!(ports.uses("tcp", 1).count(), 0);
    }
}
