//! Files with several bills of materials, on the command line: which of them is meant.

use std::path::Path;

use anyhow::{bail, ensure};
use app::{
    sbom_library::Described,
    sboms::{self, Numbered},
};
use domain::sbom::Sbom;

/// The list of a file that is meant, by its number where there are several. `otherwise` says how to have all of them.
pub fn meant<T>(
    inside: Numbered<T>,
    document: Option<usize>,
    line: impl Fn(&T) -> (Described, usize),
    otherwise: &str,
) -> anyhow::Result<T> {
    let is_meant = |number: usize| document.map_or(inside.of == 1, |document| document == number);
    let lines: String = inside
        .lists
        .iter()
        .map(|(number, list)| {
            let (said, packages) = line(list);
            let words: Vec<&str> =
                [&said.name, &said.version].into_iter().flatten().map(String::as_str).collect();
            format!("\n  {number}  {}, {packages} packages", words.join(" "))
        })
        .collect();
    let of = inside.of;
    if let Some((_, list)) = inside.lists.into_iter().find(|(number, _)| is_meant(*number)) {
        return Ok(list);
    }
    ensure!(of > 1, "the file holds one bill of materials");
    bail!(
        "the file holds several bills of materials:{lines}\nchoose one with --document NUMBER, or put all together with {otherwise}"
    )
}

/// Reads the list of a file that is meant. What else is in the file and cannot be read is told.
pub fn read(path: &Path, document: Option<usize>) -> anyhow::Result<Sbom> {
    let inside = sboms::of_file(path)?;
    inside.left_out.iter().for_each(|why| eprintln!("{why}"));
    let line = |sbom: &Sbom| (Described::of(sbom), sbom.packages());
    meant(inside, document, line, "`kikimori sbom merge FILE --name NAME`")
}
