//! Products, their versions and devices, and kept bills of materials as JSON: the same on the page's API and the command line.

use std::collections::BTreeMap;

use app::sbom_library::KeptSbom;
use domain::{
    civil::JST,
    date::Date,
    ids::ProductId,
    products::{DeviceLink, Product, ProductVersion},
    time::Timestamp,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{sboms::InFileView, stated::iso};

/// Every product of the hospital.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ProductsView {
    /// `kikimori.products/1`
    pub schema: &'static str,
    pub products: Vec<ProductView>,
}

/// A product.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ProductView {
    pub id: String,
    pub maker: String,
    pub name: String,
    pub name_ja: Option<String>,
    pub models: Vec<String>,
    pub former_names: Vec<String>,
    pub udi_dis: Vec<String>,
    pub kind: Option<String>,
    pub note: String,
    pub retired: bool,
    /// Without those that were taken off the list.
    pub versions: Vec<VersionView>,
    /// Devices that are it, may be it, or are not by a person's word.
    pub devices: Vec<LinkedDeviceView>,
}

/// A version. Dates are ISO 8601; `null` is not told.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct VersionView {
    pub id: String,
    pub version: String,
    pub released: Option<String>,
    pub end_of_sale: Option<String>,
    pub end_of_life: Option<String>,
    pub limited_support_until: Option<String>,
    pub end_of_support: Option<String>,
    /// `ended`, `end_not_told`, `limited`, `unknown` or `supported`.
    pub support: &'static str,
    pub legacy: Option<bool>,
    pub notices: Vec<NoticeView>,
    pub sboms: Vec<String>,
}

/// A notice that stands today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NoticeView {
    /// `end_of_life` or `end_of_support`.
    pub milestone: &'static str,
    pub date: String,
    /// 24, 12, 6, 3 or 1.
    pub months: u16,
}

/// A device and why it is taken to be the product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LinkedDeviceView {
    pub device: String,
    /// `null`: not known, or a version that is not registered.
    pub version: Option<String>,
    pub version_seen: Option<String>,
    /// `confirmed`, `by_fact`, `suggested` or `rejected`.
    pub standing: &'static str,
    pub counts: bool,
    pub certainty: &'static str,
    pub grounds: Vec<GroundView>,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct GroundView {
    pub code: String,
    pub product_says: String,
    pub device_says: String,
}

/// A kept bill of materials without its parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SbomView {
    pub id: String,
    pub file: String,
    pub format: String,
    pub packages: usize,
    pub warnings: usize,
    pub sha256: String,
    /// As the document says.
    pub created: Option<String>,
    pub received: String,
    pub maker: Option<String>,
    pub name: Option<String>,
    pub version: Option<String>,
    /// Ids of products and versions it is attached to.
    pub attached: Vec<(String, String)>,
    /// Files with several documents in which it came.
    pub in_files: Vec<InFileView>,
}

/// Every product, with the devices that it is, as of a moment.
#[must_use]
pub fn products_view(products: &[Product], links: &[DeviceLink], at: Timestamp) -> ProductsView {
    let today = Date::at(at, JST);
    let mut links_of: BTreeMap<&ProductId, Vec<&DeviceLink>> = BTreeMap::new();
    for link in links {
        links_of.entry(&link.product).or_default().push(link);
    }
    let view = |product: &Product| {
        let links = links_of.get(&product.id).into_iter().flatten();
        ProductView {
            id: product.id.to_string(),
            maker: product.maker.clone(),
            name: product.name.clone(),
            name_ja: product.name_ja.clone(),
            models: product.models.clone(),
            former_names: product.former_names.clone(),
            udi_dis: product.udi_dis.clone(),
            kind: product.kind.clone(),
            note: product.note.clone(),
            retired: product.retired,
            versions: product.current().map(|version| version_view(version, today)).collect(),
            devices: links.map(|link| LinkedDeviceView::from(*link)).collect(),
        }
    };
    ProductsView { schema: "kikimori.products/1", products: products.iter().map(view).collect() }
}

fn version_view(version: &ProductVersion, today: Date) -> VersionView {
    let text = |date: Option<Date>| date.map(|date| date.to_string());
    let life = &version.lifecycle;
    let notices = life.standing_notices(today).into_iter().map(|notice| NoticeView {
        milestone: notice.milestone.as_str(),
        date: notice.date.to_string(),
        months: notice.months,
    });
    VersionView {
        id: version.id.to_string(),
        version: version.version.clone(),
        released: text(version.released),
        end_of_sale: text(life.end_of_sale),
        end_of_life: text(life.end_of_life),
        limited_support_until: text(life.limited_support_until),
        end_of_support: text(life.end_of_support),
        support: life.state(today).as_str(),
        legacy: version.legacy,
        notices: notices.collect(),
        sboms: version.sboms.iter().map(ToString::to_string).collect(),
    }
}

impl From<&DeviceLink> for LinkedDeviceView {
    fn from(link: &DeviceLink) -> Self {
        let ground = |ground: &domain::products::LinkGround| GroundView {
            code: ground.code.clone(),
            product_says: ground.product_says.clone(),
            device_says: ground.device_says.clone(),
        };
        Self {
            device: link.device.to_string(),
            version: link.version.as_ref().map(ToString::to_string),
            version_seen: link.version_seen.clone(),
            standing: link.standing.as_str(),
            counts: link.standing.counts(),
            certainty: link.certainty.as_str(),
            grounds: link.grounds.iter().map(ground).collect(),
        }
    }
}

impl From<&KeptSbom> for SbomView {
    fn from(kept: &KeptSbom) -> Self {
        let said = &kept.describes;
        Self {
            id: kept.id.to_string(),
            file: kept.file_name.clone(),
            format: kept.format.to_string(),
            packages: kept.packages,
            warnings: kept.warnings,
            sha256: kept.sha256().to_owned(),
            created: kept.created.clone(),
            received: iso(kept.received),
            maker: said.maker.clone(),
            name: said.name.clone(),
            version: said.version.clone(),
            attached: kept.versions.iter().map(|(p, v)| (p.to_string(), v.to_string())).collect(),
            in_files: kept.in_files.iter().map(Into::into).collect(),
        }
    }
}
