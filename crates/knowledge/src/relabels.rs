//! Relabelled, OEM and renamed products: what is on the label, and whose product it is.

use serde::Deserialize;

use crate::{Grade, table::Row};

/// A row of `relabels.csv`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Relabel {
    #[serde(rename = "relabelled_product")]
    pub label: String,
    #[serde(default, rename = "seller_id_or_name")]
    pub seller: String,
    #[serde(rename = "original_product")]
    pub original: String,
    /// `maker_id`, or a name when the maker is not in `makers.csv`.
    #[serde(default, rename = "original_maker_id_or_name")]
    pub original_maker: String,
    #[serde(default)]
    pub relation: String,
    #[serde(default, rename = "certainty")]
    pub grade: Grade,
    #[serde(default)]
    pub source: String,
}

impl Row for Relabel {
    fn problem(&self) -> Option<&'static str> {
        (self.label.is_empty() && self.original.is_empty()).then_some("a relabel needs both products")
    }
}

/// All relabels.
#[derive(Debug)]
pub struct Relabels {
    rows: Vec<Relabel>,
}

impl Relabels {
    pub(crate) const fn new(rows: Vec<Relabel>) -> Self {
        Self { rows }
    }

    /// Every row, in file order.
    pub fn iter(&self) -> impl Iterator<Item = &Relabel> {
        self.rows.iter()
    }
}
