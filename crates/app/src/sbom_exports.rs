//! Bills of materials in another standard or as a table, with what the target cannot hold.

use domain::{civil::Civil, sbom::Sbom, time::Timestamp};
use parsers::document::sbom::write::{Target, write};

use crate::{error::AppError, sbom_tables};

/// Formats that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    CycloneDx16Json,
    CycloneDx16Xml,
    Spdx23Json,
    Spdx23TagValue,
    Spdx30,
    Xlsx,
}

/// A file, and what of the document is not in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    pub bytes: Vec<u8>,
    pub lost: Vec<String>,
}

impl ExportFormat {
    /// Every format, in the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::CycloneDx16Json,
        Self::CycloneDx16Xml,
        Self::Spdx23Json,
        Self::Spdx23TagValue,
        Self::Spdx30,
        Self::Xlsx,
    ];

    /// The stable word, as `kikimori sbom convert --to` takes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CycloneDx16Json => "cyclonedx-1.6-json",
            Self::CycloneDx16Xml => "cyclonedx-1.6-xml",
            Self::Spdx23Json => "spdx-2.3-json",
            Self::Spdx23TagValue => "spdx-2.3-tv",
            Self::Spdx30 => "spdx-3.0",
            Self::Xlsx => "xlsx",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }

    /// What people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CycloneDx16Json => "CycloneDX 1.6 JSON",
            Self::CycloneDx16Xml => "CycloneDX 1.6 XML",
            Self::Spdx23Json => "SPDX 2.3 JSON",
            Self::Spdx23TagValue => "SPDX 2.3 tag-value",
            Self::Spdx30 => "SPDX 3.0 JSON-LD",
            Self::Xlsx => "Excel",
        }
    }

    /// Ending of the file's name, with its dot.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::CycloneDx16Json => ".cdx.json",
            Self::CycloneDx16Xml => ".cdx.xml",
            Self::Spdx23Json => ".spdx.json",
            Self::Spdx23TagValue => ".spdx",
            Self::Spdx30 => ".spdx3.json",
            Self::Xlsx => ".xlsx",
        }
    }

    /// Media type (IANA).
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::CycloneDx16Json => "application/vnd.cyclonedx+json",
            Self::CycloneDx16Xml => "application/vnd.cyclonedx+xml",
            Self::Spdx23Json | Self::Spdx30 => "application/json",
            Self::Spdx23TagValue => "text/spdx",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// Writes a document. `now` stands in for a missing or unreadable time.
///
/// # Errors
/// [`AppError::Unreadable`] when it has more components than a sheet of Excel has rows.
pub fn export(sbom: &Sbom, format: ExportFormat, now: Timestamp) -> Result<Exported, AppError> {
    let target = match format {
        ExportFormat::CycloneDx16Json => Target::CycloneDx16Json,
        ExportFormat::CycloneDx16Xml => Target::CycloneDx16Xml,
        ExportFormat::Spdx23Json => Target::Spdx23Json,
        ExportFormat::Spdx23TagValue => Target::Spdx23TagValue,
        ExportFormat::Spdx30 => Target::Spdx30,
        ExportFormat::Xlsx => {
            let table = sbom_tables::table(sbom);
            let bytes = sbom_tables::xlsx(&table).map_err(|error| AppError::Unreadable {
                file: "Excel".to_owned(),
                reason: error.to_string(),
            })?;
            return Ok(Exported { bytes, lost: table.lost });
        }
    };
    let written = write(sbom, target, &Civil::utc(now).iso());
    Ok(Exported { bytes: written.text.into_bytes(), lost: written.lost })
}
