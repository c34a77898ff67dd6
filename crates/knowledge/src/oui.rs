//! IEEE registry: who a MAC address block was assigned to. That is the maker of the network card, not always of the device.

use domain::addresses::MacAddr;
use hashbrown::HashMap;
use serde::Deserialize;

use crate::{Grade, table::Row};

/// A row of `oui_medical.csv`: a block whose owner is known to us.
#[derive(Clone, Debug, Deserialize)]
pub struct MappedRow {
    prefix: String,
    #[serde(default)]
    prefix_bits: u8,
    #[serde(default)]
    registered_name: String,
    #[serde(default)]
    maker_id: String,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    certainty: Grade,
}

impl Row for MappedRow {
    fn problem(&self) -> Option<&'static str> {
        if hex_prefix(&self.prefix).is_none() {
            Some("prefix must be 6, 7 or 9 hexadecimal digits")
        } else if !matches!(self.prefix_bits, 0 | 24 | 28 | 36) {
            Some("prefix_bits must be 24, 28 or 36")
        } else {
            None
        }
    }
}

/// A row of `ieee_oui.csv`: 6, 7 or 9 hexadecimal digits and the registered name.
#[derive(Clone, Debug, Deserialize)]
pub struct RegistryRow {
    prefix: String,
    registered_name: String,
}

impl Row for RegistryRow {
    fn problem(&self) -> Option<&'static str> {
        hex_prefix(&self.prefix).is_none().then_some("prefix must be 6, 7 or 9 hexadecimal digits")
    }
}

/// What the owner of a block makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OuiScope {
    /// Medical devices: the block is good evidence for the maker of the device.
    Medical,
    /// PCs, printers, cameras, network or embedded modules: weak evidence.
    GeneralIt,
    /// Known by registered name only.
    Unmapped,
}

/// Owner of a block.
#[derive(Clone, Debug, PartialEq)]
pub struct OuiEntry {
    pub registered_name: String,
    /// `maker_id` of `makers.csv`, when mapped.
    pub maker_id: Option<String>,
    pub scope: OuiScope,
    pub grade: Grade,
}

/// All blocks, longest prefix first.
#[derive(Debug)]
pub struct OuiTable {
    /// Key: prefix value and its length in bits.
    blocks: HashMap<(u64, u8), OuiEntry>,
}

impl OuiTable {
    pub(crate) fn new(mapped: Vec<MappedRow>, registry: Vec<RegistryRow>) -> Self {
        let mut blocks = HashMap::with_capacity(registry.len());
        for row in mapped {
            let Some((value, digits)) = hex_prefix(&row.prefix) else { continue };
            let bits = if row.prefix_bits == 0 { digits } else { row.prefix_bits };
            let scope = match row.scope.as_str() {
                "medical" => OuiScope::Medical,
                "general_it" => OuiScope::GeneralIt,
                _ => OuiScope::Unmapped,
            };
            blocks.entry((value >> digits.saturating_sub(bits), bits)).or_insert(OuiEntry {
                registered_name: row.registered_name,
                maker_id: (!row.maker_id.is_empty()).then_some(row.maker_id),
                scope,
                grade: row.certainty,
            });
        }
        for row in registry {
            let Some((value, bits)) = hex_prefix(&row.prefix) else { continue };
            blocks.entry((value, bits)).or_insert(OuiEntry {
                registered_name: row.registered_name,
                maker_id: None,
                scope: OuiScope::Unmapped,
                grade: Grade::A,
            });
        }
        Self { blocks }
    }

    /// The owner of the longest block that contains the address; `None` for group and locally administered addresses.
    #[must_use]
    pub fn lookup(&self, mac: MacAddr) -> Option<&OuiEntry> {
        if mac.is_group() || mac.is_local() {
            return None;
        }
        let value = mac.to_u64();
        [36u8, 28, 24].iter().find_map(|&bits| self.blocks.get(&(value >> (48 - bits), bits)))
    }
}

/// Hexadecimal digits with or without separators to value and bits.
fn hex_prefix(text: &str) -> Option<(u64, u8)> {
    let digits: String = text.chars().filter(|c| !matches!(c, ':' | '-' | '.')).collect();
    let bits = match digits.len() {
        6 => 24,
        7 => 28,
        9 => 36,
        _ => return None,
    };
    Some((u64::from_str_radix(&digits, 16).ok()?, bits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Knowledge;

    #[test]
    fn blocks_of_each_length() {
        let oui = &Knowledge::built_in().oui;
        let name = |mac: &str| {
            mac.parse()
                .ok()
                .and_then(|mac| oui.lookup(mac))
                .map(|entry| (entry.maker_id.clone(), entry.scope))
        };
        assert_eq!(name("00:a0:9a:10:00:41"), Some((Some("nihon_kohden".into()), OuiScope::Medical)));
        assert_eq!(name("00:1b:54:10:00:01"), Some((Some("cisco".into()), OuiScope::GeneralIt)));
        assert!(name("02:00:00:00:00:01").is_none(), "locally administered");
        assert!(name("01:00:5e:00:00:fb").is_none(), "group");
    }

    #[test]
    fn an_owner_we_do_not_know_is_named_as_registered() {
        let entry = "00:00:01:00:00:01".parse().ok().and_then(|mac| Knowledge::built_in().oui.lookup(mac));
        assert!(entry.is_some_and(|entry| entry.registered_name.to_lowercase().contains("xerox")));
    }
}
