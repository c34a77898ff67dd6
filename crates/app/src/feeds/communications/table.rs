//! Entries as a table: a row a product. What it writes it reads.

use domain::vulnerabilities::{
    Communication,
    communication::{Affected, written},
};
use parsers::document::vulnerability::hand::{self, HEADS};

use crate::{
    error::{AppError, Refusal},
    workbook::{self, Cell},
};

/// Entries of a table (CSV) or of a filled form (TOML), by content.
///
/// # Errors
/// [`Refusal::CommunicationTable`] or [`Refusal::CommunicationForm`] when not everything can be read.
pub fn read(file: &str, bytes: &[u8]) -> Result<Vec<Communication>, AppError> {
    if hand::is(bytes) {
        let told: Result<Vec<_>, String> = hand::of_file(bytes).into_iter().collect();
        return told.map_err(|why| Refusal::CommunicationForm { file: file.to_owned(), why }.into());
    }
    Ok(hand::read_table(bytes).map_err(Refusal::CommunicationTable)?)
}

/// The table; without entries its heads. The texts of an entry stand in its first row only.
#[must_use]
pub fn write(all: &[&Communication], japanese: bool) -> String {
    let heads = HEADS.map(|(name, ja)| if japanese { ja } else { name }.to_owned());
    let nothing = [Affected::default()];
    let mut rows = Vec::new();
    for told in all {
        let products = if told.products.is_empty() { &nothing[..] } else { &told.products[..] };
        rows.extend(products.iter().enumerate().map(|(at, product)| cells(told, product, at == 0)));
    }
    workbook::csv(&heads, &rows)
}

fn cells(told: &Communication, product: &Affected, first: bool) -> Vec<Cell> {
    let text = |text: &str| if first { text.to_owned() } else { String::new() };
    let yes = |yes: bool| if yes { "yes" } else { "" }.to_owned();
    let cells: [String; HEADS.len()] = [
        told.issuer.clone(),
        told.id.clone(),
        text(&told.date),
        text(&told.updated),
        text(&told.title),
        text(&told.summary),
        text(&told.risk),
        text(&told.actions.join("\n")),
        text(&told.links.join("\n")),
        text(&written(&told.also)),
        yes(told.japanese && first),
        product.maker.clone(),
        product.model.clone(),
        yes(product.every_version),
        written(&product.versions),
        product.from.clone(),
        product.up_to.clone(),
        product.before.clone(),
        written(&product.udi_dis),
    ];
    cells.map(Cell::Text).into()
}
