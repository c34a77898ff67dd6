//! Teaching: a user's own makers, address blocks, kinds and services, kept and exported in the shape of `signatures/`.

use domain::{ids::OrgId, time::Timestamp};
use knowledge::{Knowledge, LocalFile};
use serde::{Deserialize, Serialize};
use store::records::{Noun, Record};

use crate::{
    digest,
    error::{AppError, Refusal},
    node::Node,
};

/// One taught row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taught {
    /// File of `signatures/` that the row belongs to, `makers.csv`.
    pub file: String,
    /// Column and value, in the order of the file.
    pub cells: Vec<(String, String)>,
    pub by: String,
    pub at: Timestamp,
}

impl Taught {
    /// Header and row as CSV text.
    #[must_use]
    pub fn as_csv(&self) -> String {
        let line = |cells: Vec<&str>| cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",");
        let header = line(self.cells.iter().map(|(column, _)| column.as_str()).collect());
        format!("{header}\n{}\n", self.row_csv())
    }

    fn row_csv(&self) -> String {
        self.cells.iter().map(|(_, value)| quoted(value)).collect::<Vec<_>>().join(",")
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// Checks a row as it would be read.
///
/// # Errors
/// [`AppError::Refused`] with the reason.
pub fn check(taught: &Taught) -> Result<(), AppError> {
    let known = Knowledge::teachable();
    let Some((_, header)) = known.iter().find(|(name, _)| *name == taught.file) else {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        return Err(Refusal::NoSuchTable { file: taught.file.clone(), known: names.join(", ") }.into());
    };
    if let Some((column, _)) =
        taught.cells.iter().find(|(column, _)| !header.split(',').any(|known| known == column))
    {
        let (file, column) = (taught.file.clone(), column.clone());
        return Err(Refusal::NoSuchColumn { file, column, columns: header }.into());
    }
    let (_, warnings) = Knowledge::load(&[LocalFile { name: taught.file.clone(), text: taught.as_csv() }]);
    let Some(warning) = warnings.first() else { return Ok(()) };
    let cells = taught.cells.iter().map(|(_, value)| value.as_str()).filter(|value| !value.is_empty());
    let cells = cells.collect::<Vec<_>>().join("・");
    Err(Refusal::RowUnusable { file: taught.file.clone(), cells, needs: warning.reason.clone() }.into())
}

impl Node {
    /// Teaches a row; every device is looked at anew with it.
    ///
    /// # Errors
    /// [`AppError::Refused`] when the row cannot be read.
    pub async fn teach(&self, org: &OrgId, taught: &Taught) -> Result<(), AppError> {
        self.teach_all(org, std::slice::from_ref(taught)).await
    }

    /// Teaches several rows, all or none.
    ///
    /// # Errors
    /// [`AppError::Refused`] when a row cannot be read.
    pub async fn teach_all(&self, org: &OrgId, taught: &[Taught]) -> Result<(), AppError> {
        taught.iter().try_for_each(check)?;
        let records: Vec<_> =
            taught.iter().map(|row| (digest::short(row.as_csv().as_bytes()), row)).collect();
        self.store.put_all(org, Noun::TaughtSignatures, self.now(), &records).await?;
        self.reload_knowledge().await?;
        self.refresh(org).await?;
        Ok(())
    }

    /// Forgets a taught row. `false` when it was not there.
    ///
    /// # Errors
    /// [`AppError::Store`] when it cannot be removed.
    pub async fn forget(&self, org: &OrgId, id: &str) -> Result<bool, AppError> {
        let removed = self.store.remove(org, Noun::TaughtSignatures, id).await?;
        self.reload_knowledge().await?;
        self.refresh(org).await?;
        Ok(removed)
    }

    /// Everything taught, with ids, oldest first.
    ///
    /// # Errors
    /// [`AppError::Store`] when it cannot be read.
    pub async fn taught(&self, org: &OrgId) -> Result<Vec<Record<Taught>>, AppError> {
        Ok(self.store.all(org, Noun::TaughtSignatures).await?)
    }
}

/// Taught rows as one text to share: file names as comments, then header and rows as in `signatures/`.
#[must_use]
pub fn export(taught: &[Taught]) -> String {
    let mut text = String::new();
    let mut last: Option<(&str, Vec<&str>)> = None;
    for row in taught {
        let columns: Vec<&str> = row.cells.iter().map(|(column, _)| column.as_str()).collect();
        if last.as_ref() != Some(&(row.file.as_str(), columns.clone())) {
            text.push_str(&format!("# {}\n{}\n", row.file, columns.join(",")));
            last = Some((row.file.as_str(), columns));
        }
        text.push_str(&row.row_csv());
        text.push('\n');
    }
    text
}

/// Reads what [`export`] wrote, or a file of `signatures/` whose name says what it holds.
///
/// # Errors
/// [`AppError::Refused`] for text that says nowhere which file its rows belong to, and for rows that are no CSV.
pub fn read_shared(name: &str, text: &str, by: &str, at: Timestamp) -> Result<Vec<Taught>, AppError> {
    let known = |file: &str| Knowledge::teachable().iter().any(|(teachable, _)| *teachable == file);
    let mut sections: Vec<(String, String)> =
        if known(name) { vec![(name.to_owned(), String::new())] } else { Vec::new() };
    for line in text.trim_start_matches('\u{feff}').lines() {
        if let Some(file) = line.strip_prefix("# ").map(str::trim).filter(|file| known(file)) {
            sections.push((file.to_owned(), String::new()));
        } else if let Some((_, body)) = sections.last_mut() {
            body.push_str(line);
            body.push('\n');
        } else if !line.trim().is_empty() {
            return Err(Refusal::RowsOfNoTable { file: name.to_owned() }.into());
        }
    }
    let mut rows = Vec::new();
    for (file, body) in sections {
        let odd = |error: csv::Error| Refusal::NotCsv {
            file: name.to_owned(),
            table: file.clone(),
            line: error.position().map_or(0, csv::Position::line),
        };
        let mut reader = csv::Reader::from_reader(body.as_bytes());
        let columns = reader.headers().map_err(odd)?.clone();
        for record in reader.records() {
            let record = record.map_err(odd)?;
            let cells = columns.iter().zip(record.iter());
            let cells = cells.map(|(column, value)| (column.to_owned(), value.to_owned())).collect();
            rows.push(Taught { file: file.clone(), cells, by: by.to_owned(), at });
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taught(file: &str, cells: &[(&str, &str)]) -> Taught {
        let cells = cells.iter().map(|(c, v)| ((*c).to_owned(), (*v).to_owned())).collect();
        Taught { file: file.into(), cells, by: "係".into(), at: Timestamp(0) }
    }

    #[test]
    fn rows_are_checked_before_they_are_kept() {
        assert!(check(&taught("makers.csv", &[("maker_id", "x"), ("name_en", "X, Ltd \"Y\"")])).is_ok());
        assert!(check(&taught("makers.csv", &[("maker_id", "x")])).is_err(), "a maker needs a name");
        assert!(check(&taught("makers.csv", &[("colour", "x")])).is_err(), "no such column");
        assert!(check(&taught("../etc/passwd", &[])).is_err(), "no such file");
        assert!(check(&taught("oui_medical.csv", &[("prefix", "zz")])).is_err(), "not hexadecimal");
    }

    #[test]
    fn an_export_reads_back() {
        let row = taught("makers.csv", &[("maker_id", "x"), ("name_en", "X, Ltd")]);
        assert_eq!(export(&[row]), "# makers.csv\nmaker_id,name_en\nx,\"X, Ltd\"\n");
    }

    #[test]
    fn what_is_exported_is_read_again() {
        let rows = [
            taught("makers.csv", &[("maker_id", "aoba"), ("name_en", "Aoba, \"Ltd\"")]),
            taught(
                "kinds.csv",
                &[("kind_id", "aoba_pump"), ("name_ja", "あおばポンプ"), ("name_en", "Aoba pump")],
            ),
        ];
        assert_eq!(read_shared("shared.csv", &export(&rows), "係", Timestamp(0)).unwrap(), rows);
        let own = "maker_id,name_en\naoba,Aoba\n";
        assert_eq!(read_shared("makers.csv", own, "係", Timestamp(0)).unwrap().len(), 1);
        assert!(read_shared("shared.csv", own, "係", Timestamp(0)).is_err(), "rows of which file?");
        assert_eq!(read_shared("shared.csv", "", "係", Timestamp(0)).unwrap(), []);
    }
}
