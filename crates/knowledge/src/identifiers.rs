//! Product numbers (UDI-DI, GTIN) of products that advisories only name.

use serde::Deserialize;

use crate::{Grade, table::Row};

/// A row of `udi_di.csv`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Identifier {
    /// Fourteen digits.
    pub udi_di: String,
    pub maker_id: String,
    pub product: String,
    #[serde(default, rename = "certainty")]
    pub grade: Grade,
    #[serde(default)]
    pub source: String,
}

impl Row for Identifier {
    fn problem(&self) -> Option<&'static str> {
        let number = self.udi_di.len() >= 11 && self.udi_di.bytes().all(|byte| byte.is_ascii_digit());
        (!number || self.product.is_empty()).then_some("a product number needs digits and a product")
    }
}

/// All product numbers.
#[derive(Debug)]
pub struct Identifiers {
    rows: Vec<Identifier>,
}

impl Identifiers {
    pub(crate) const fn new(rows: Vec<Identifier>) -> Self {
        Self { rows }
    }

    /// Every row, in file order.
    pub fn iter(&self) -> impl Iterator<Item = &Identifier> {
        self.rows.iter()
    }
}
