//! 製品とバージョン: registered, changed, taken off the list and brought back by persons. Dates must make sense (EOS after EOL).

use domain::{
    date::Date,
    facts::clean_value,
    ids::{OrgId, ProductId, VersionId},
    products::{Lifecycle, LifecycleClash, Product, ProductVersion},
    udi,
};
use knowledge::names::{company_key, model_key};
use store::records::Noun;

use crate::{
    digest,
    error::{AppError, Refusal},
    kept::values,
    node::Node,
};

/// Entries of one list (model numbers, former names, UDI-DIs) that are kept.
const LONGEST_LIST: usize = 60;
/// Longest text of a field, in characters.
const LONGEST: usize = 200;

/// A product as a person fills it in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductDraft {
    pub maker: String,
    pub name: String,
    pub name_ja: String,
    pub models: Vec<String>,
    pub former_names: Vec<String>,
    pub udi_dis: Vec<String>,
    /// `kind_id`; empty: not known.
    pub kind: String,
    pub note: String,
}

/// A version as a person fills it in. Dates are texts like `2027-03-31`; empty: not told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionDraft {
    pub version: String,
    pub released: String,
    pub end_of_sale: String,
    pub end_of_life: String,
    pub limited_support_until: String,
    pub end_of_support: String,
    pub legacy: Option<bool>,
    pub note: String,
}

impl VersionDraft {
    /// The dates, when they are dates and do not contradict each other.
    ///
    /// # Errors
    /// [`Refusal`] with the reason.
    pub fn lifecycle(&self) -> Result<Lifecycle, Refusal> {
        let lifecycle = Lifecycle {
            end_of_sale: date(&self.end_of_sale)?,
            end_of_life: date(&self.end_of_life)?,
            limited_support_until: date(&self.limited_support_until)?,
            end_of_support: date(&self.end_of_support)?,
        };
        match lifecycle.clash() {
            None => Ok(lifecycle),
            Some(LifecycleClash::SameDay) => Err(Refusal::SupportEndsWithLife),
            Some(LifecycleClash::SupportEndsFirst) => Err(Refusal::SupportEndsBeforeLife),
            Some(LifecycleClash::LimitedOutside) => Err(Refusal::LimitedSupportOutside),
        }
    }
}

impl From<&ProductVersion> for VersionDraft {
    fn from(version: &ProductVersion) -> Self {
        let text = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        let life = &version.lifecycle;
        Self {
            version: version.version.clone(),
            released: text(version.released),
            end_of_sale: text(life.end_of_sale),
            end_of_life: text(life.end_of_life),
            limited_support_until: text(life.limited_support_until),
            end_of_support: text(life.end_of_support),
            legacy: version.legacy,
            note: version.note.clone(),
        }
    }
}

impl From<&Product> for ProductDraft {
    fn from(product: &Product) -> Self {
        Self {
            maker: product.maker.clone(),
            name: product.name.clone(),
            name_ja: product.name_ja.clone().unwrap_or_default(),
            models: product.models.clone(),
            former_names: product.former_names.clone(),
            udi_dis: product.udi_dis.clone(),
            kind: product.kind.clone().unwrap_or_default(),
            note: product.note.clone(),
        }
    }
}

impl Node {
    /// Registers a product.
    ///
    /// # Errors
    /// [`AppError::Refused`] without maker or name, for an unknown kind, and for a product that is registered already.
    pub async fn add_product(
        &self,
        org: &OrgId,
        draft: &ProductDraft,
        by: &str,
    ) -> Result<ProductId, AppError> {
        let product = self.keep_new_product(org, draft, by).await?;
        self.show(org).await?;
        Ok(product)
    }

    /// The same without drawing the picture anew.
    pub(crate) async fn keep_new_product(
        &self,
        org: &OrgId,
        draft: &ProductDraft,
        by: &str,
    ) -> Result<ProductId, AppError> {
        let _one_at_a_time = self.writing.lock().await;
        let (maker, name) = (text(&draft.maker), text(&draft.name));
        let key = format!("{}|{}", company_key(&maker), model_key(&name));
        let mut product = Product {
            id: ProductId::from_tail(&digest::short(key.as_bytes())),
            maker,
            name,
            name_ja: None,
            models: Vec::new(),
            former_names: Vec::new(),
            udi_dis: Vec::new(),
            kind: None,
            note: String::new(),
            versions: Vec::new(),
            retired: false,
            by: by.to_owned(),
            changed: self.now(),
        };
        self.fill(&mut product, draft)?;
        let known: Option<Product> = self.store.get(org, Noun::Products, product.id.as_str()).await?;
        if let Some(known) = known {
            return Err(Refusal::ProductTwice { name: known.name }.into());
        }
        self.store.put(org, Noun::Products, product.id.as_str(), self.now(), &product).await?;
        Ok(product.id)
    }

    /// Changes what is said of a product; its versions stay.
    ///
    /// # Errors
    /// [`AppError::NotFound`], or [`AppError::Refused`] as for a new one.
    pub async fn change_product(
        &self,
        org: &OrgId,
        id: &ProductId,
        draft: &ProductDraft,
        by: &str,
    ) -> Result<(), AppError> {
        self.edit_product(org, id, by, |product| self.fill(product, draft)).await?;
        self.show(org).await?;
        Ok(())
    }

    /// Takes a product off the list, or brings it back. Nothing is lost.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub async fn retire_product(
        &self,
        org: &OrgId,
        id: &ProductId,
        retired: bool,
        by: &str,
    ) -> Result<(), AppError> {
        let set = |product: &mut Product| {
            product.retired = retired;
            Ok(())
        };
        self.edit_product(org, id, by, set).await?;
        self.show(org).await?;
        Ok(())
    }

    /// Registers a version.
    ///
    /// # Errors
    /// [`AppError::NotFound`]; [`AppError::Refused`] for dates that contradict each other and for a version that is there.
    pub async fn add_version(
        &self,
        org: &OrgId,
        product: &ProductId,
        draft: &VersionDraft,
        by: &str,
    ) -> Result<VersionId, AppError> {
        let id = self.keep_new_version(org, product, draft, by).await?;
        self.show(org).await?;
        Ok(id)
    }

    /// The same without drawing the picture anew.
    pub(crate) async fn keep_new_version(
        &self,
        org: &OrgId,
        product: &ProductId,
        draft: &VersionDraft,
        by: &str,
    ) -> Result<VersionId, AppError> {
        let key = format!("{product}|{}", text(&draft.version));
        let id = VersionId::from_tail(&digest::short(key.as_bytes()));
        let add = |product: &mut Product| {
            let mut version = ProductVersion {
                id: id.clone(),
                version: String::new(),
                released: None,
                lifecycle: Lifecycle::default(),
                legacy: None,
                sboms: Vec::new(),
                note: String::new(),
                retired: false,
            };
            fill_version(product, &mut version, draft)?;
            product.versions.push(version);
            Ok(())
        };
        self.edit_product(org, product, by, add).await?;
        Ok(id)
    }

    /// Changes what is said of a version; its bills of materials and links stay.
    ///
    /// # Errors
    /// As for a new one.
    pub async fn change_version(
        &self,
        org: &OrgId,
        product: &ProductId,
        version: &VersionId,
        draft: &VersionDraft,
        by: &str,
    ) -> Result<(), AppError> {
        let change = |product: &mut Product| {
            let at = place(product, version)?;
            let mut changed = product.versions.get(at).cloned().ok_or_else(|| missing(version))?;
            fill_version(product, &mut changed, draft)?;
            product.versions.splice(at..=at, [changed]);
            Ok(())
        };
        self.edit_product(org, product, by, change).await?;
        self.show(org).await?;
        Ok(())
    }

    /// Takes a version off the list, or brings it back.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub async fn retire_version(
        &self,
        org: &OrgId,
        product: &ProductId,
        version: &VersionId,
        retired: bool,
        by: &str,
    ) -> Result<(), AppError> {
        self.edit_version(org, product, version, by, |version| version.retired = retired).await?;
        self.show(org).await?;
        Ok(())
    }

    /// Changes one version where it is kept.
    pub(crate) async fn edit_version(
        &self,
        org: &OrgId,
        product: &ProductId,
        version: &VersionId,
        by: &str,
        change: impl FnOnce(&mut ProductVersion) + Send,
    ) -> Result<(), AppError> {
        let edit = |product: &mut Product| {
            let at = place(product, version)?;
            product.versions.get_mut(at).map(change);
            Ok(())
        };
        self.edit_product(org, product, by, edit).await
    }

    /// Reads a product, changes it and keeps it, one change at a time.
    async fn edit_product(
        &self,
        org: &OrgId,
        id: &ProductId,
        by: &str,
        change: impl FnOnce(&mut Product) -> Result<(), AppError> + Send,
    ) -> Result<(), AppError> {
        let _one_at_a_time = self.writing.lock().await;
        let kept: Option<Product> = self.store.get(org, Noun::Products, id.as_str()).await?;
        let mut product = kept.ok_or_else(|| AppError::NotFound { what: "product", id: id.to_string() })?;
        change(&mut product)?;
        product.by = by.to_owned();
        product.changed = self.now();
        self.store.put(org, Noun::Products, id.as_str(), self.now(), &product).await?;
        Ok(())
    }

    /// Every product, retired ones too, by maker and name.
    ///
    /// # Errors
    /// [`AppError::Store`] when they cannot be read.
    pub async fn products(&self, org: &OrgId) -> Result<Vec<Product>, AppError> {
        let mut products: Vec<Product> = values(self.store.all(org, Noun::Products).await?);
        products.sort_by(|a, b| (&a.maker, &a.name, &a.id).cmp(&(&b.maker, &b.name, &b.id)));
        Ok(products)
    }

    fn fill(&self, product: &mut Product, draft: &ProductDraft) -> Result<(), AppError> {
        let (maker, name) = (text(&draft.maker), text(&draft.name));
        if maker.is_empty() || name.is_empty() {
            return Err(Refusal::ProductNeedsName.into());
        }
        let kind = text(&draft.kind);
        if !kind.is_empty() && self.knowledge().kinds.get(&kind).is_none() {
            return Err(Refusal::UnknownKind { kind }.into());
        }
        let udi_dis = list(&draft.udi_dis);
        if let Some(odd) = udi_dis.iter().find(|di| udi::key(di).is_none()) {
            return Err(Refusal::OddUdi { udi: odd.clone() }.into());
        }
        product.maker = maker;
        product.name = name;
        product.name_ja = Some(text(&draft.name_ja)).filter(|name| !name.is_empty());
        product.models = list(&draft.models);
        product.former_names = list(&draft.former_names);
        product.udi_dis = udi_dis;
        product.kind = Some(kind).filter(|kind| !kind.is_empty());
        product.note = clean_value(&draft.note);
        Ok(())
    }
}

fn fill_version(
    product: &Product,
    version: &mut ProductVersion,
    draft: &VersionDraft,
) -> Result<(), AppError> {
    let written = text(&draft.version);
    if written.is_empty() {
        return Err(Refusal::VersionNeedsText.into());
    }
    if product.versions.iter().any(|other| other.id != version.id && other.version == written)
        || product.versions.iter().any(|other| other.id == version.id && version.version.is_empty())
    {
        return Err(Refusal::VersionTwice { version: written }.into());
    }
    version.lifecycle = draft.lifecycle()?;
    version.released = date(&draft.released)?;
    version.version = written;
    version.legacy = draft.legacy;
    version.note = clean_value(&draft.note);
    Ok(())
}

fn place(product: &Product, version: &VersionId) -> Result<usize, AppError> {
    product.versions.iter().position(|known| known.id == *version).ok_or_else(|| missing(version))
}

fn missing(version: &VersionId) -> AppError {
    AppError::NotFound { what: "version", id: version.to_string() }
}

fn date(text: &str) -> Result<Option<Date>, Refusal> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    Date::parse(text).map(Some).map_err(|odd| Refusal::NoDate { text: odd.0 })
}

fn text(text: &str) -> String {
    clean_value(text).chars().take(LONGEST).collect()
}

/// Cleaned entries, each once, in their order.
fn list(entries: &[String]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for entry in entries.iter().map(|entry| text(entry)).filter(|entry| !entry.is_empty()) {
        if kept.len() < LONGEST_LIST && !kept.contains(&entry) {
            kept.push(entry);
        }
    }
    kept
}
