//! Files with several bills of materials (部品表): each is kept by itself. A person says which one is a product's, or puts all of them under one.

use std::collections::BTreeSet;

use domain::{
    facts::clean_value,
    ids::{OrgId, SbomId},
};
use parsers::document::sbom;
use serde::{Deserialize, Serialize};
use store::records::Noun;

use crate::{
    digest,
    error::{AppError, Refusal},
    node::Node,
    sbom_exports::{ExportFormat, export},
    sbom_library::{KeptSbom, TakenIn, of_a_size},
    sbom_making,
};

/// Documents of one file that are kept.
pub const MOST: usize = 500;

/// Where a kept document stood in a file with several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InFile {
    /// SHA-256 of the file as it came, lower-case hex.
    pub file: String,
    pub name: String,
    /// From 1.
    pub number: usize,
    /// How many the file has.
    pub of: usize,
}

/// What came of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenFile {
    /// In the order of the file.
    pub documents: Vec<TakenIn>,
    /// Those that cannot be read.
    pub left_out: Vec<Refusal>,
    /// SHA-256 of a file with several.
    pub file: Option<String>,
}

/// A list that was made of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    pub taken: TakenIn,
    /// What of them it does not hold; they themselves stay as they came.
    pub lost: Vec<String>,
}

impl Node {
    /// Takes a file in, with every bill of materials in it. What is none is left out and told.
    ///
    /// # Errors
    /// [`AppError::Refused`] when there is none in it, or too many.
    pub async fn take_in_sbom_file(
        &self,
        org: &OrgId,
        name: &str,
        bytes: Vec<u8>,
        by: &str,
    ) -> Result<TakenFile, AppError> {
        let taken = self.keep_sbom_file(org, name, bytes, by).await?;
        self.show(org).await?;
        Ok(taken)
    }

    /// The same without drawing the picture anew.
    pub(crate) async fn keep_sbom_file(
        &self,
        org: &OrgId,
        name: &str,
        bytes: Vec<u8>,
        by: &str,
    ) -> Result<TakenFile, AppError> {
        of_a_size(name, &bytes)?;
        let splitting = tokio::task::spawn_blocking(move || (sbom::several(&bytes), bytes));
        let (several, bytes) = splitting
            .await
            .map_err(|_| AppError::Interrupted { doing: "looking for documents in a file" })?;
        let documents = match several {
            Some(documents) if documents.len() > MOST => {
                return Err(Refusal::SbomsTooMany { file: name.to_owned(), limit: MOST }.into());
            }
            Some(documents) if documents.len() > 1 => documents,
            other => {
                // A list of one is that one.
                let bytes = other.and_then(|mut one| one.pop()).unwrap_or(bytes);
                let one = self.keep_sbom(org, name, bytes, by).await?;
                return Ok(TakenFile { documents: vec![one], ..TakenFile::default() });
            }
        };
        let (file, of) = (digest::sha256(&bytes), documents.len());
        let mut taken = TakenFile { file: Some(file.clone()), ..TakenFile::default() };
        for (number, document) in (1..).zip(documents) {
            match self.keep_sbom(org, &format!("{name}!{number}"), document, by).await {
                Err(AppError::Refused(refusal)) => taken.left_out.push(refusal),
                kept => {
                    let place = InFile { file: file.clone(), name: name.to_owned(), number, of };
                    taken.documents.push(self.stood_in(org, kept?, place).await?);
                }
            }
        }
        match taken.left_out.pop() {
            Some(refusal) if taken.documents.is_empty() => Err(refusal.into()),
            last => {
                taken.left_out.extend(last);
                Ok(taken)
            }
        }
    }

    async fn stood_in(&self, org: &OrgId, taken: TakenIn, place: InFile) -> Result<TakenIn, AppError> {
        let mut kept: KeptSbom = self.kept_sbom(org, &taken.id).await?;
        if !kept.in_files.contains(&place) {
            kept.in_files.push(place);
            self.store.put(org, Noun::Sboms, taken.id.as_str(), self.now(), &kept).await?;
        }
        Ok(taken)
    }

    /// Puts kept documents under one product, and takes the list in.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when one of them is not kept.
    pub async fn merge_sboms(
        &self,
        org: &OrgId,
        ids: &[SbomId],
        product: sbom_making::Product,
        by: &str,
    ) -> Result<Merged, AppError> {
        let mut seen = BTreeSet::new();
        let ids: Vec<&SbomId> = ids.iter().filter(|id| seen.insert(*id)).collect();
        if ids.len() > MOST {
            return Err(Refusal::SbomsTooMany { file: product.file_name(), limit: MOST }.into());
        }
        let (mut parts, mut lost) = (Vec::new(), Vec::new());
        for id in ids {
            let part = self.sbom(org, id).await?;
            lost.extend(part.sbom.told());
            parts.push(part.sbom.clone());
        }
        let (name, now) = (product.file_name(), self.now());
        let merging = tokio::task::spawn_blocking(move || {
            export(&sbom_making::merged(&product, parts), ExportFormat::CycloneDx16Json, now)
        });
        let merged =
            merging.await.map_err(|_| AppError::Interrupted { doing: "merging bills of materials" })??;
        let taken = self.take_in_sbom(org, &clean_value(&name), merged.bytes, by).await?;
        lost.extend(merged.lost);
        Ok(Merged { taken, lost })
    }
}
