//! Files with several bills of materials (部品表): each is kept by itself. A person says which one is a product's, or puts all of them under one.

use std::{collections::BTreeSet, io::Cursor, path::Path};

use domain::{
    facts::clean_value,
    ids::{OrgId, SbomId},
};
use serde::{Deserialize, Serialize};
use store::records::Noun;

use crate::{
    digest,
    error::{AppError, Refusal},
    node::Node,
    sbom_exports::{ExportFormat, export},
    sbom_library::{KeptSbom, TakenIn, of_a_size},
    sbom_making,
    sboms::{self, MOST, Numbered},
};

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenFile {
    pub inside: Numbered<TakenIn>,
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
    /// Takes a file in, with every bill of materials in it, also those of an archive. What is none is left out and told.
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
        let path = Path::new(name).to_owned();
        let splitting = tokio::task::spawn_blocking(move || {
            let pieces = sboms::inside(&path, Cursor::new(&*bytes))?;
            Ok::<_, AppError>((pieces, digest::sha256(&bytes)))
        });
        let (pieces, file) = splitting
            .await
            .map_err(|_| AppError::Interrupted { doing: "looking for documents in a file" })??;
        let mut outcomes = Vec::new();
        for piece in pieces {
            let (shown, of) = (piece.shown(name), piece.of);
            let kept = match piece.bytes {
                Ok(bytes) => self.keep_sbom(org, &shown, bytes, by).await,
                Err(why) => Err(Refusal::NotASbom { file: shown, why }.into()),
            };
            outcomes.push((
                of,
                match kept {
                    Err(AppError::Refused(refusal)) => Err(refusal),
                    kept => Ok(kept?),
                },
            ));
        }
        let inside = Numbered::of(outcomes).some(name)?;
        if inside.of == 1 {
            return Ok(TakenFile { inside, file: None });
        }
        for (number, taken) in &inside.lists {
            let place = InFile { file: file.clone(), name: name.to_owned(), number: *number, of: inside.of };
            self.stood_in(org, &taken.id, place).await?;
        }
        Ok(TakenFile { inside, file: Some(file) })
    }

    async fn stood_in(&self, org: &OrgId, id: &SbomId, place: InFile) -> Result<(), AppError> {
        let mut kept: KeptSbom = self.kept_sbom(org, id).await?;
        let is_here = |one: &InFile| (&one.file, one.number) == (&place.file, place.number);
        if !kept.in_files.iter().any(is_here) {
            kept.in_files.push(place);
            self.store.put(org, Noun::Sboms, id.as_str(), self.now(), &kept).await?;
        }
        Ok(())
    }

    /// Puts kept documents under one product, and takes the list in.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when one of them is not kept; [`Refusal::SbomNotWhole`] when one was not read to its end: the list that is made
    /// would not say so any more.
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
            sboms::whole(&part.sbom, part.sbom.name.as_deref().unwrap_or_else(|| id.as_str()))?;
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
