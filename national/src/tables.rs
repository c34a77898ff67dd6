//! A case as Parquet files, one folder for each table, which every node of a cluster reads.
//!
//! | Table | Columns |
//! |---|---|
//! | `parts` | document, subject: this component is part of this product version |
//! | `leads` | subject, key, body: claims under this key are about this component |
//! | `claims` | claim, vulnerability, key, conditional, body |
//! | `conditions` | claim, key: the claim asks for this product beside the component |
//! | `beside` | document, key: this product stands in this product version |
//! | `vulnerabilities` | vulnerability, name |

use std::{
    collections::HashMap,
    fs::{self, File},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, Result};
use datafusion::{
    arrow::{
        array::{
            ArrayBuilder, ArrayRef, BinaryBuilder, BooleanBuilder, RecordBatch, StringBuilder, UInt32Builder,
        },
        datatypes::{DataType, Field, Schema, SchemaRef},
    },
    parquet::{
        arrow::ArrowWriter,
        basic::{Compression, ZstdLevel},
        file::properties::WriterProperties,
    },
};
use matching::vulnerability::rows::leads;

use crate::{
    case::{Case, number},
    functions::LeadBody,
};

/// Every table.
pub const NAMES: [&str; 6] = ["parts", "leads", "claims", "conditions", "beside", "vulnerabilities"];

/// Rows of one batch.
const BATCH: usize = 1 << 16;

/// Writes all tables of a case; what lay there before is gone.
///
/// # Errors
/// When a file cannot be written.
pub fn write(case: &Case, folder: &Path) -> Result<()> {
    let names = case.vulnerabilities();
    let vulnerabilities: HashMap<&str, u32> =
        names.iter().enumerate().map(|(at, name)| (*name, number(at))).collect();

    let mut table = Table::new(folder, "parts", &[Number("document"), Number("subject")])?;
    for (document, subject) in &case.parts {
        table.row(&[Cell::Number(*document), Cell::Number(*subject)])?;
    }
    table.finish()?;

    let mut table = Table::new(folder, "leads", &[Number("subject"), Text("key"), Bytes("body")])?;
    for (at, subject) in case.subjects.iter().enumerate() {
        for lead in leads(&case.knowledge, subject) {
            let body = postcard::to_stdvec(&LeadBody { by: lead.by, cpe: lead.cpe, subject })?;
            table.row(&[Cell::Number(number(at)), Cell::Text(&lead.key), Cell::Bytes(&body)])?;
        }
    }
    table.finish()?;

    let columns =
        [Number("claim"), Number("vulnerability"), Text("key"), Truth("conditional"), Bytes("body")];
    let mut claims = Table::new(folder, "claims", &columns)?;
    let mut conditions = Table::new(folder, "conditions", &[Number("claim"), Text("key")])?;
    for row in case.knowledge.rows() {
        let asked = row.conditions();
        let body = postcard::to_stdvec(&row.body)?;
        claims.row(&[
            Cell::Number(row.claim),
            Cell::Number(vulnerabilities.get(row.vulnerability).copied().unwrap_or(u32::MAX)),
            Cell::Text(&row.body.key),
            Cell::Truth(!asked.is_empty()),
            Cell::Bytes(&body),
        ])?;
        for key in &asked {
            conditions.row(&[Cell::Number(row.claim), Cell::Text(key)])?;
        }
    }
    claims.finish()?;
    conditions.finish()?;

    let mut table = Table::new(folder, "beside", &[Number("document"), Text("key")])?;
    for (document, around) in case.around.iter().enumerate() {
        for key in around.keys() {
            table.row(&[Cell::Number(number(document)), Cell::Text(key)])?;
        }
    }
    table.finish()?;

    let mut table = Table::new(folder, "vulnerabilities", &[Number("vulnerability"), Text("name")])?;
    for (at, name) in names.iter().enumerate() {
        table.row(&[Cell::Number(number(at)), Cell::Text(name)])?;
    }
    table.finish()
}

/// A column and its kind.
#[derive(Clone, Copy)]
enum Column {
    Number(&'static str),
    Text(&'static str),
    Bytes(&'static str),
    Truth(&'static str),
}
use Column::{Bytes, Number, Text, Truth};

/// A value of a row.
enum Cell<'v> {
    Number(u32),
    Text(&'v str),
    Bytes(&'v [u8]),
    Truth(bool),
}

enum Values {
    Number(UInt32Builder),
    Text(StringBuilder),
    Bytes(BinaryBuilder),
    Truth(BooleanBuilder),
}

impl Values {
    fn builder(&mut self) -> &mut dyn ArrayBuilder {
        match self {
            Self::Number(values) => values,
            Self::Text(values) => values,
            Self::Bytes(values) => values,
            Self::Truth(values) => values,
        }
    }
}

/// A table being written: one file.
struct Table {
    file: PathBuf,
    schema: SchemaRef,
    values: Vec<Values>,
    rows: usize,
    writer: ArrowWriter<File>,
}

impl Table {
    fn new(folder: &Path, name: &str, columns: &[Column]) -> Result<Self> {
        let folder = folder.join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("emptying {}", folder.display()))?;
        }
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        let file = folder.join("0.parquet");
        let field = |column: &Column| {
            let (name, kind) = match column {
                Number(name) => (name, DataType::UInt32),
                Text(name) => (name, DataType::Utf8),
                Bytes(name) => (name, DataType::Binary),
                Truth(name) => (name, DataType::Boolean),
            };
            Field::new(*name, kind, false)
        };
        let values = |column: &Column| match column {
            Number(_) => Values::Number(UInt32Builder::new()),
            Text(_) => Values::Text(StringBuilder::new()),
            Bytes(_) => Values::Bytes(BinaryBuilder::new()),
            Truth(_) => Values::Truth(BooleanBuilder::new()),
        };
        let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(BATCH))
            .build();
        let made = File::create(&file).with_context(|| format!("making {}", file.display()))?;
        let writer = ArrowWriter::try_new(made, Arc::clone(&schema), Some(properties))?;
        Ok(Self { file, schema, values: columns.iter().map(values).collect(), rows: 0, writer })
    }

    fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        for (values, cell) in self.values.iter_mut().zip(cells) {
            match (values, cell) {
                (Values::Number(values), Cell::Number(value)) => values.append_value(*value),
                (Values::Text(values), Cell::Text(value)) => values.append_value(value),
                (Values::Bytes(values), Cell::Bytes(value)) => values.append_value(value),
                (Values::Truth(values), Cell::Truth(value)) => values.append_value(*value),
                _ => anyhow::bail!("{}: a value of another kind", self.file.display()),
            }
        }
        self.rows += 1;
        if self.rows == BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        let columns: Vec<ArrayRef> = self.values.iter_mut().map(|values| values.builder().finish()).collect();
        self.rows = 0;
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns)?;
        self.writer.write(&batch).with_context(|| format!("writing {}", self.file.display()))
    }

    fn finish(mut self) -> Result<()> {
        self.flush()?;
        self.writer.close().with_context(|| format!("writing {}", self.file.display()))?;
        Ok(())
    }
}
