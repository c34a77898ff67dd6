//! Teaching: a user's own makers, address blocks, kinds and services, kept and exported in the shape of `signatures/`.

use domain::{ids::OrgId, time::Timestamp};
use knowledge::{Knowledge, LocalFile};
use serde::{Deserialize, Serialize};
use store::records::{Noun, Record};

use crate::{alerts::short_hash, error::AppError, node::Node};

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
        return Err(AppError::Refused(format!("{} is not one of {}", taught.file, names.join(", "))));
    };
    if let Some((column, _)) =
        taught.cells.iter().find(|(column, _)| !header.split(',').any(|known| known == column))
    {
        return Err(AppError::Refused(format!(
            "{} has no column {column}; its columns are {header}",
            taught.file
        )));
    }
    let (_, warnings) = Knowledge::load(&[LocalFile { name: taught.file.clone(), text: taught.as_csv() }]);
    warnings.first().map_or(Ok(()), |warning| Err(AppError::Refused(warning.reason.clone())))
}

impl Node {
    /// Teaches a row; every device is looked at anew with it.
    ///
    /// # Errors
    /// [`AppError::Refused`] when the row cannot be read.
    pub async fn teach(&self, org: &OrgId, taught: &Taught) -> Result<(), AppError> {
        check(taught)?;
        let id = short_hash(taught.as_csv().as_bytes());
        self.store.put(org, Noun::TaughtSignatures, &id, self.now(), taught).await?;
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
}
