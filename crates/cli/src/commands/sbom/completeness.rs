//! `kikimori sbom completeness`: what a bill of materials lacks, and a letter that asks the maker for it.

use std::path::PathBuf;

use app::sbom_questions::{self, Language};
use matching::sbom::completeness::{Completeness, Norm, judge};
use serde::Serialize;

use crate::{
    Outcome,
    commands::lists,
    output::{self, Format},
    table::Table,
};

/// Arguments of `sbom completeness`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The bill of materials
    file: PathBuf,
    /// Of a file with several: the number of the one that is meant
    #[arg(long, value_name = "NUMBER")]
    document: Option<usize>,
    /// Print only the letter to the maker
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    letter: Option<Letter>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Letter {
    Ja,
    En,
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    ntia_2021: bool,
    cisa_2025: bool,
    fda_2023: bool,
    #[serde(flatten)]
    judged: Completeness,
    letter_ja: Option<String>,
    letter_en: Option<String>,
}

/// Runs it. Anything missing of NTIA's elements is a finding.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let sbom = lists::read(&arguments.file, arguments.document)?;
    let judged = judge(&sbom);
    let complete = judged.meets(Norm::Ntia2021);
    let product = sbom.name.clone().unwrap_or_else(|| arguments.file.display().to_string());
    let letter = |language| sbom_questions::letter(&product, &judged, language);
    if let Some(language) = arguments.letter {
        let language = if matches!(language, Letter::Ja) { Language::Japanese } else { Language::English };
        output::text(&letter(language).unwrap_or_default())?;
        return Ok(Outcome::of(!complete));
    }
    match arguments.format {
        Format::Json => output::json(&Document {
            schema: "kikimori.sbom-completeness/1",
            ntia_2021: complete,
            cisa_2025: judged.meets(Norm::Cisa2025),
            fda_2023: judged.meets(Norm::Fda2023),
            letter_ja: letter(Language::Japanese),
            letter_en: letter(Language::English),
            judged,
        })?,
        Format::Csv => output::text(&gaps(&judged).as_csv())?,
        Format::Table => {
            output::text(&scores(&judged).as_text())?;
            output::text("\n")?;
            output::text(&letter(Language::Japanese).unwrap_or_default())?;
        }
    }
    Ok(Outcome::of(!complete))
}

fn scores(judged: &Completeness) -> Table {
    let mut table = Table::new(&["element", "there", "of", "asked for by"]);
    for score in &judged.scores {
        let norms: Vec<&str> = score
            .norms
            .iter()
            .map(|norm| match norm {
                Norm::Ntia2021 => "NTIA",
                Norm::Cisa2025 => "CISA",
                Norm::Fda2023 => "FDA",
            })
            .collect();
        table.row(vec![
            sbom_questions::name(score.element, Language::English).to_owned(),
            score.present.to_string(),
            score.total.to_string(),
            norms.join(", "),
        ]);
    }
    table
}

fn gaps(judged: &Completeness) -> Table {
    let mut table = Table::new(&["component", "version", "place", "missing"]);
    for gap in &judged.gaps {
        let missing: Vec<&str> =
            gap.missing.iter().map(|element| sbom_questions::name(*element, Language::English)).collect();
        table.row(vec![
            gap.name.clone(),
            gap.version.clone().unwrap_or_default(),
            gap.place.clone(),
            missing.join("; "),
        ]);
    }
    table
}
