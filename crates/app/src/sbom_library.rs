//! 部品表（SBOM）の保管: any bill of materials that is dropped is read, kept as it came, and attached to a version of a product.

use std::{path::Path, sync::Arc};

use domain::{
    facts::clean_value,
    ids::{OrgId, ProductId, SbomId, VersionId},
    products::Product,
    sbom::{Sbom, SbomFormat},
    time::Timestamp,
};
use knowledge::names::{company_key, model_key};
use parsers::document::sbom;
use serde::{Deserialize, Serialize};
use store::{
    files::File,
    records::{Noun, Record},
};

use crate::{
    digest,
    error::{AppError, Refusal},
    kept::values,
    node::Node,
    open_sboms::OpenSbom,
    products::{ProductDraft, VersionDraft},
    sbom_exports::{ExportFormat, export},
    sbom_files::InFile,
    sbom_making,
};

/// Larger files are refused as they come; unpacked, a document may be larger.
pub const MAX_MEBIBYTES: usize = 128;

/// What a document says of the product it is about, in its own words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Described {
    pub maker: Option<String>,
    pub name: Option<String>,
    pub version: Option<String>,
}

impl Described {
    /// The product of the document; where none is named, the document's own name and supplier.
    #[must_use]
    pub fn of(sbom: &Sbom) -> Self {
        let product = sbom.primary.first().and_then(|id| sbom.component(id));
        let supplier = sbom.supplier.as_ref().or(sbom.manufacturer.as_ref()).map(|party| party.name.clone());
        let said = |text: String| Some(text).filter(|text| !text.trim().is_empty());
        Self {
            maker: product.and_then(|c| c.supplied_by().map(str::to_owned)).or(supplier).and_then(said),
            name: product.map(|c| c.name.clone()).or_else(|| sbom.name.clone()).and_then(said),
            version: product.and_then(|c| c.version.clone()).and_then(said),
        }
    }
}

/// A kept bill of materials without its components; those are read when they are asked for ([`Node::sbom`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptSbom {
    /// Made of the SHA-256 of the bytes.
    pub id: SbomId,
    pub file_name: String,
    pub format: SbomFormat,
    pub packages: usize,
    pub warnings: usize,
    /// As the document says.
    pub created: Option<String>,
    pub describes: Described,
    pub received: Timestamp,
    pub by: String,
    /// Removed by a person; the bytes stay, so that it can come back.
    #[serde(default)]
    pub removed: bool,
    /// Files with several documents in which it came.
    #[serde(default)]
    pub in_files: Vec<InFile>,
    /// The versions it is attached to.
    #[serde(skip)]
    pub versions: Vec<(ProductId, VersionId)>,
}

impl KeptSbom {
    /// Lower-case hex.
    #[must_use]
    pub fn sha256(&self) -> &str {
        self.id.as_str().get(SbomId::PREFIX.len() + 1..).unwrap_or_default()
    }
}

/// A file that was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenIn {
    pub id: SbomId,
    /// `false`: the same bytes were there already.
    pub new: bool,
}

/// Which product and version a document is about: chosen, or to be registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    pub product: Choice<ProductId, ProductDraft>,
    pub version: Choice<VersionId, VersionDraft>,
}

/// Something that is there, or a draft of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice<Id, Draft> {
    Known(Id),
    New(Draft),
}

impl Node {
    /// Takes a bill of materials in: any standard, any serialisation. The same bytes twice are one; removed ones come back.
    ///
    /// # Errors
    /// [`AppError::Refused`] for bytes that hold no bill of materials.
    pub async fn take_in_sbom(
        &self,
        org: &OrgId,
        name: &str,
        bytes: Vec<u8>,
        by: &str,
    ) -> Result<TakenIn, AppError> {
        let taken = self.keep_sbom(org, name, bytes, by).await?;
        self.show(org).await?;
        Ok(taken)
    }

    /// Takes several files in, with every document of each; what is no bill of materials is left out and told. The picture is drawn anew once.
    ///
    /// # Errors
    /// [`AppError::Store`] when they cannot be kept.
    pub async fn take_in_sboms(
        &self,
        org: &OrgId,
        files: Vec<(String, Vec<u8>)>,
        by: &str,
    ) -> Result<Vec<Refusal>, AppError> {
        let mut left_out = Vec::new();
        for (name, bytes) in files {
            match self.keep_sbom_file(org, &name, bytes, by).await {
                Err(AppError::Refused(refusal)) => left_out.push(refusal),
                other => left_out.extend(other?.inside.left_out),
            }
        }
        self.show(org).await?;
        Ok(left_out)
    }

    /// Makes a bill of materials of a product from files (lock files, programs, lists filled by hand) and takes it in.
    /// `folder` is made, used and removed.
    ///
    /// # Errors
    /// [`AppError::Refused`] when a file tells nothing of parts.
    pub async fn make_sbom(
        &self,
        org: &OrgId,
        folder: &Path,
        files: Vec<(String, Vec<u8>)>,
        product: sbom_making::Product,
        by: &str,
    ) -> Result<TakenIn, AppError> {
        let (name, place, now) = (product.file_name(), folder.to_owned(), self.now());
        let making = tokio::task::spawn_blocking(move || {
            let made = make_in(&place, &files, &product);
            let removed = std::fs::remove_dir_all(&place);
            let exported = export(&made?, ExportFormat::CycloneDx16Json, now)?;
            if let Err(error) = removed {
                tracing::warn!(%error, folder = %place.display(), "a folder for making was not removed");
            }
            Ok::<Vec<u8>, AppError>(exported.bytes)
        });
        let bytes =
            making.await.map_err(|_| AppError::Interrupted { doing: "making a bill of materials" })??;
        self.take_in_sbom(org, &clean_value(&name), bytes, by).await
    }

    /// The same without drawing the picture anew.
    pub(crate) async fn keep_sbom(
        &self,
        org: &OrgId,
        name: &str,
        bytes: Vec<u8>,
        by: &str,
    ) -> Result<TakenIn, AppError> {
        of_a_size(name, &bytes)?;
        let sha256 = digest::sha256(&bytes);
        let id = SbomId::from_tail(&sha256);
        if let Some(mut known) = self.store.get::<KeptSbom>(org, Noun::Sboms, id.as_str()).await? {
            if known.removed {
                known.removed = false;
                self.store.put(org, Noun::Sboms, id.as_str(), self.now(), &known).await?;
            }
            return Ok(TakenIn { id, new: false });
        }
        let reading = tokio::task::spawn_blocking(move || (sbom::read(&bytes), bytes));
        let (read, body) =
            reading.await.map_err(|_| AppError::Interrupted { doing: "reading a bill of materials" })?;
        let read = read.map_err(|why| Refusal::NotASbom { file: name.to_owned(), why: why.into() })?;
        let kept = KeptSbom {
            id: id.clone(),
            file_name: name.to_owned(),
            format: read.format.clone(),
            packages: read.packages(),
            warnings: read.told().len(),
            created: read.created.clone(),
            describes: Described::of(&read),
            received: self.now(),
            by: by.to_owned(),
            removed: false,
            in_files: Vec::new(),
            versions: Vec::new(),
        };
        let file = File { sha256, name: name.to_owned(), received: self.now(), body };
        self.store.put_file(org, &file).await?;
        self.store.put(org, Noun::Sboms, id.as_str(), self.now(), &kept).await?;
        self.open_sboms.put(org, &id, Arc::new(OpenSbom::new(read)));
        Ok(TakenIn { id, new: true })
    }

    /// A kept document with all its components, read again or from memory.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when it is not kept; [`AppError::Unreadable`] when the bytes no longer read.
    pub async fn sbom(&self, org: &OrgId, id: &SbomId) -> Result<Arc<OpenSbom>, AppError> {
        if let Some(open) = self.open_sboms.get(org, id) {
            return Ok(open);
        }
        let (name, body) = self.sbom_file(org, id).await?;
        let reading = tokio::task::spawn_blocking(move || sbom::read(&body).map(OpenSbom::new));
        let read =
            reading.await.map_err(|_| AppError::Interrupted { doing: "reading a bill of materials" })?;
        let open =
            Arc::new(read.map_err(|why| AppError::Unreadable { file: name, reason: why.to_string() })?);
        self.open_sboms.put(org, id, Arc::clone(&open));
        Ok(open)
    }

    /// What is kept of a document beside its bytes, without the versions it is attached to.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when it is not kept.
    pub async fn kept_sbom(&self, org: &OrgId, id: &SbomId) -> Result<KeptSbom, AppError> {
        self.store.get(org, Noun::Sboms, id.as_str()).await?.ok_or_else(|| missing(id))
    }

    /// The file as it came: name and bytes.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when it is not kept.
    pub async fn sbom_file(&self, org: &OrgId, id: &SbomId) -> Result<(String, Vec<u8>), AppError> {
        let kept = self.kept_sbom(org, id).await?;
        let file = self.store.file(org, kept.sha256()).await?.ok_or_else(|| missing(id))?;
        Ok((kept.file_name, file.body))
    }

    /// Attaches a document to a version of a product; what is new is registered first.
    ///
    /// # Errors
    /// [`AppError::NotFound`]; [`AppError::Refused`] as for new products and versions.
    pub async fn file_sbom(
        &self,
        org: &OrgId,
        id: &SbomId,
        filing: &Filing,
        by: &str,
    ) -> Result<(ProductId, VersionId), AppError> {
        self.kept_sbom(org, id).await?;
        if let Choice::New(draft) = &filing.version {
            // Before anything is kept: a product without the version that was meant would be half an answer.
            draft.lifecycle()?;
        }
        let product = match &filing.product {
            Choice::Known(product) => product.clone(),
            Choice::New(draft) => self.keep_new_product(org, draft, by).await?,
        };
        let version = match &filing.version {
            Choice::Known(version) => version.clone(),
            Choice::New(draft) => self.keep_new_version(org, &product, draft, by).await?,
        };
        let attach = |version: &mut domain::products::ProductVersion| {
            if !version.sboms.contains(id) {
                version.sboms.push(id.clone());
            }
        };
        self.edit_version(org, &product, &version, by, attach).await?;
        self.show(org).await?;
        Ok((product, version))
    }

    /// Takes a document off a version; the document stays.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub async fn detach_sbom(
        &self,
        org: &OrgId,
        id: &SbomId,
        product: &ProductId,
        version: &VersionId,
        by: &str,
    ) -> Result<(), AppError> {
        self.edit_version(org, product, version, by, |version| version.sboms.retain(|own| own != id)).await?;
        self.show(org).await?;
        Ok(())
    }

    /// Removes a document from everywhere, or brings it back to where it was.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub async fn remove_sbom(
        &self,
        org: &OrgId,
        id: &SbomId,
        removed: bool,
        by: &str,
    ) -> Result<(), AppError> {
        let mut kept = self.kept_sbom(org, id).await?;
        kept.removed = removed;
        by.clone_into(&mut kept.by);
        self.store.put(org, Noun::Sboms, id.as_str(), self.now(), &kept).await?;
        self.show(org).await?;
        Ok(())
    }

    /// Every kept document, removed ones too, newest first, with the versions they are attached to.
    ///
    /// # Errors
    /// [`AppError::Store`] when they cannot be read.
    pub async fn kept_sboms(&self, org: &OrgId, products: &[Product]) -> Result<Vec<KeptSbom>, AppError> {
        let records: Vec<Record<KeptSbom>> = self.store.all(org, Noun::Sboms).await?;
        let mut all: Vec<KeptSbom> = values(records);
        for kept in &mut all {
            let attached = |product: &Product| {
                let versions = product.versions.iter().filter(|version| version.sboms.contains(&kept.id));
                versions.map(|version| (product.id.clone(), version.id.clone())).collect::<Vec<_>>()
            };
            kept.versions = products.iter().flat_map(attached).collect();
        }
        all.sort_by(|a, b| b.received.cmp(&a.received).then_with(|| a.id.cmp(&b.id)));
        Ok(all)
    }
}

/// Larger files are not kept.
pub(crate) fn of_a_size(name: &str, bytes: &[u8]) -> Result<(), AppError> {
    if bytes.len() > MAX_MEBIBYTES << 20 {
        return Err(Refusal::SbomTooLarge { file: name.to_owned(), limit: MAX_MEBIBYTES }.into());
    }
    Ok(())
}

fn missing(id: &SbomId) -> AppError {
    AppError::NotFound { what: "bill of materials", id: id.to_string() }
}

/// Puts the files into the folder, each under its own name, and makes a list of all of them.
fn make_in(
    folder: &Path,
    files: &[(String, Vec<u8>)],
    product: &sbom_making::Product,
) -> Result<Sbom, AppError> {
    let mut paths = Vec::new();
    for (number, (name, bytes)) in files.iter().enumerate() {
        // Two lock files of one name are two; the name itself says what it is.
        let place = folder.join(number.to_string());
        let path = place.join(name);
        let failed = |source| AppError::File { doing: "writing", path: path.clone(), source };
        std::fs::create_dir_all(&place).map_err(failed)?;
        std::fs::write(&path, bytes).map_err(failed)?;
        paths.push(path);
    }
    sbom_making::make(&paths, product, &[]).map(|made| made.sbom).map_err(|error| match error {
        AppError::Unreadable { file, reason } => {
            let file = file.rsplit('/').next().unwrap_or_default().to_owned();
            Refusal::NothingToMake { file, reason }.into()
        }
        other => other,
    })
}

/// What a document's own words propose. A person confirms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub product: Option<ProductId>,
    pub version: Option<VersionId>,
    /// For registering, when the product is not there.
    pub draft: ProductDraft,
    /// For registering, when the version is not there.
    pub version_draft: VersionDraft,
}

/// Compares what a document says with the products that are registered.
#[must_use]
pub fn propose(describes: &Described, products: &[Product]) -> Proposal {
    let text = |said: &Option<String>| said.clone().unwrap_or_default();
    let maker = describes.maker.as_deref().map(company_key);
    let name = describes.name.as_deref().map(model_key).unwrap_or_default();
    let named = |product: &&Product| {
        let own = product.names().chain(product.models.iter().map(String::as_str));
        !product.retired && !name.is_empty() && own.map(model_key).any(|own| own == name)
    };
    let of_maker = |product: &&Product| maker.as_ref().is_some_and(|m| company_key(&product.maker) == *m);
    let found: Vec<&Product> = products.iter().filter(named).collect();
    // A name alone proposes only where it is nobody else's.
    let product = match found.as_slice() {
        [one] => Some(*one),
        several => several.iter().copied().find(of_maker),
    };
    let stated = describes.version.as_deref().map(model_key);
    let version = product
        .and_then(|product| product.current().find(|version| Some(model_key(&version.version)) == stated));
    Proposal {
        product: product.map(|product| product.id.clone()),
        version: version.map(|version| version.id.clone()),
        draft: ProductDraft {
            maker: text(&describes.maker),
            name: text(&describes.name),
            ..ProductDraft::default()
        },
        version_draft: VersionDraft { version: text(&describes.version), ..VersionDraft::default() },
    }
}
