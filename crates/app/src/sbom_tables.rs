//! Bills of materials as tables for people: Excel and CSV out, and the template that is filled by hand.

use std::collections::BTreeMap;

use domain::sbom::{Component, IdentifierKind, LicenceRole, Party, Sbom};

use crate::workbook::{self, Cell};

/// Headings: the minimum elements first. `parsers::document::sbom` reads them back.
const HEADINGS: [&str; 16] = [
    "No",
    "サプライヤー名",
    "コンポーネント名",
    "バージョン",
    "purl",
    "CPE",
    "依存関係",
    "SBOM作成者",
    "タイムスタンプ",
    "ライセンス",
    "ハッシュ値",
    "種別",
    "サポートレベル",
    "EOL",
    "EOS",
    "備考",
];

/// A table, and what of the document is not in it.
pub struct Table {
    pub headings: Vec<String>,
    pub rows: Vec<Vec<String>>,
    pub lost: Vec<String>,
}

/// Every component as a row.
#[must_use]
pub fn table(sbom: &Sbom) -> Table {
    let numbers: BTreeMap<&str, usize> =
        sbom.components.iter().enumerate().map(|(at, component)| (component.id.as_str(), at + 1)).collect();
    // Who holds or needs a component: one of them has room.
    let mut above: BTreeMap<&str, usize> = BTreeMap::new();
    let mut relations = 0;
    for relation in &sbom.relations {
        let (from, to) = match relation.kind.as_str() {
            "DEPENDS_ON" | "CONTAINS" => (&relation.from, &relation.to),
            "DEPENDENCY_OF" | "CONTAINED_BY" => (&relation.to, &relation.from),
            _ => {
                relations += 1;
                continue;
            }
        };
        match numbers.get(from.as_str()) {
            Some(number) if !above.contains_key(to.as_str()) => {
                above.insert(to, *number);
            }
            _ => relations += 1,
        }
    }
    for component in &sbom.components {
        if let Some(number) = component.parent.as_deref().and_then(|parent| numbers.get(parent)) {
            above.entry(&component.id).or_insert(*number);
        }
    }
    let author = sbom.authors.first().map(|author| author.name.clone()).unwrap_or_default();
    let row = |(at, component): (usize, &Component)| {
        let relation = match above.get(component.id.as_str()) {
            _ if sbom.primary.contains(&component.id) => "Primary".to_owned(),
            Some(number) => format!("Included in {number}"),
            None => String::new(),
        };
        row(at + 1, component, relation, &author, sbom.created.as_deref().unwrap_or_default())
    };
    let rows = sbom.components.iter().enumerate().map(row).collect();
    Table { headings: HEADINGS.map(str::to_owned).to_vec(), rows, lost: lost(sbom, relations) }
}

fn row(number: usize, component: &Component, relation: String, author: &str, created: &str) -> Vec<String> {
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let declared = component.licences.iter().find(|licence| licence.role != LicenceRole::Found);
    let hash = component.hashes.iter().max_by_key(|hash| hash.value.len());
    vec![
        number.to_string(),
        text(component.supplied_by()),
        component.full_name(),
        text(component.version.as_deref()),
        text(component.purl()),
        text(component.cpe()),
        relation,
        author.to_owned(),
        created.to_owned(),
        text(declared.map(|licence| licence.text.as_str())),
        hash.map(|hash| format!("{}:{}", hash.algorithm, hash.value)).unwrap_or_default(),
        text(component.kind.as_deref()),
        text(component.support.level.as_deref()),
        text(component.support.end_of_life.as_deref()),
        text(component.support.end_of_support.as_deref()),
        text(component.description.as_deref().or(component.comment.as_deref())),
    ]
}

fn lost(sbom: &Sbom, relations: usize) -> Vec<String> {
    let sum = |count: &dyn Fn(&Component) -> usize| sbom.components.iter().map(count).sum::<usize>();
    let further =
        |kind| move |c: &Component| c.identifiers.iter().filter(|i| i.kind == kind).count().saturating_sub(1);
    let parties = |party: &Option<Party>| usize::from(party.is_some());
    let counts = [
        ("relations beyond one for each component", relations),
        ("files", sbom.files.len()),
        ("services", sbom.services.len()),
        ("vulnerabilities and their analysis", sbom.vulnerabilities.len()),
        ("texts of licences", sbom.licence_texts.len()),
        ("further authors of the document", sbom.authors.len().saturating_sub(1)),
        ("properties", sbom.properties.len() + sum(&|c| c.properties.len())),
        ("references", sbom.references.len() + sum(&|c| c.references.len())),
        ("further licences of a component", sum(&|c| c.licences.len().saturating_sub(1))),
        ("further hashes of a component", sum(&|c| c.hashes.len().saturating_sub(1))),
        ("further package URLs of a component", sum(&further(IdentifierKind::Purl))),
        ("copyright texts", sum(&|c| usize::from(c.copyright.is_some()))),
        ("supplier and maker of the product", parties(&sbom.supplier) + parties(&sbom.manufacturer)),
        ("fields that were not understood when reading", sbom.unread.iter().map(|field| field.count).sum()),
    ];
    let some = counts.into_iter().filter(|(_, count)| *count > 0);
    some.map(|(what, count)| format!("{what} ({count})")).collect()
}

/// The table as Excel file.
///
/// # Errors
/// When the document has more components than a sheet has rows.
pub fn xlsx(table: &Table) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let rows: Vec<Vec<Cell>> =
        table.rows.iter().map(|row| row.iter().map(|cell| Cell::from(cell.clone())).collect()).collect();
    workbook::table("SBOM", &table.headings, &rows)
}

/// An empty table with three rows that show how it is filled: for products whose outsourcer is gone.
///
/// # Errors
/// Those of the writer.
pub fn template() -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let example = |cells: [&str; 16]| cells.map(str::to_owned).to_vec();
    let rows = vec![
        example([
            "1",
            "（自社名）",
            "（製品のソフトウェア名）",
            "2.1",
            "",
            "",
            "Primary",
            "（作成した部署）",
            "2026-04-01",
            "",
            "",
            "firmware",
            "actively maintained",
            "2030-03-31",
            "2033-03-31",
            "この3行は記入例です。消してから記入してください",
        ]),
        example([
            "2",
            "Microsoft",
            "Windows Embedded Standard 7",
            "6.1.7601",
            "",
            "cpe:2.3:o:microsoft:windows_embedded_standard:7:sp1:*:*:*:*:*:*",
            "Included in 1",
            "（作成した部署）",
            "2026-04-01",
            "",
            "",
            "operating-system",
            "no longer maintained",
            "2015-10-13",
            "2020-10-13",
            "起動画面とラベルから読み取り",
        ]),
        example([
            "3",
            "OpenSSL",
            "openssl",
            "1.0.2k",
            "pkg:generic/openssl@1.0.2k",
            "",
            "Included in 2",
            "（作成した部署）",
            "2026-04-01",
            "OpenSSL",
            "",
            "library",
            "",
            "",
            "",
            "分からない欄は空けておく（不明は安全と扱われません）",
        ]),
    ];
    xlsx(&Table { headings: HEADINGS.map(str::to_owned).to_vec(), rows, lost: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_read_as_it_is_meant() {
        let sbom = parsers::document::sbom::read(&template().unwrap()).unwrap();
        assert_eq!(sbom.packages(), 3);
        assert_eq!(sbom.primary, ["1"]);
        assert_eq!(sbom.relations.len(), 2);
        assert!(sbom.components[1].cpe().is_some() && sbom.components[2].purl().is_some());
        assert_eq!(sbom.components[0].support.end_of_support.as_deref(), Some("2033-03-31"));
        assert!(sbom.told().is_empty(), "{:?}", sbom.told());
    }

    #[test]
    fn a_table_reads_back_to_the_same_components() {
        let sbom = parsers::document::sbom::read(&template().unwrap()).unwrap();
        let again = parsers::document::sbom::read(&xlsx(&table(&sbom)).unwrap()).unwrap();
        let essence = |sbom: &Sbom| {
            sbom.components
                .iter()
                .map(|c| (c.name.clone(), c.version.clone(), c.supplier.clone(), c.support.clone()))
                .collect::<Vec<_>>()
        };
        assert_eq!(essence(&again), essence(&sbom));
        assert_eq!(again.relations, sbom.relations);
    }
}
