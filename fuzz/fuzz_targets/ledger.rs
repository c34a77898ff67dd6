//! Any bytes as a ledger of any format: the first byte chooses the file name, all steps up to the rows are taken.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parsers::ledger::{Mapping, guess, open, read_rows};

fuzz_target!(|data: &[u8]| {
    let Some((name, data)) = data.split_first() else { return };
    let names = ["a.csv", "a.tsv", "a.xlsx", "a.xls", "a.ods", "a.xlsm"];
    let name = names.get(usize::from(*name) % names.len()).copied().unwrap_or_default();
    let Ok(workbook) = open(name, data) else { return };
    let _ = guess(&workbook, &Mapping::default());
    let _ = read_rows(&workbook, &Mapping::default());
});
