//! Which devices are which registered product. Facts suggest, a person's word outranks them and survives the next capture.

use std::collections::BTreeMap;

use domain::{
    certainty::Certainty,
    corrections::CorrectionSubject,
    devices::Device,
    facts::clean_value,
    ids::{DeviceId, OrgId, ProductId, VersionId},
    ledger::{LedgerRow, Reconciliation, RowStatus},
    picture::Picture,
    products::{DeviceLink, LinkGround, LinkStanding, Product, ProductLink},
    time::Timestamp,
};
use knowledge::Knowledge;
use matching::products::{Candidate, ProductFit, fits};
use store::records::Noun;

use crate::{assemble::place, corrections::subject_in, digest, error::AppError, kept::values, node::Node};

/// Products and devices that are them.
#[derive(Clone, Debug)]
pub struct Linked {
    pub picture: Picture,
    pub products: Vec<Product>,
    pub links: Vec<DeviceLink>,
    pub taken: Timestamp,
}

/// What a person says about a device and a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linking {
    pub device: DeviceId,
    pub product: ProductId,
    /// `false`: it is not this product.
    pub accepted: bool,
    /// `None`: the version that the device states counts.
    pub version: Option<VersionId>,
    pub reason: String,
}

impl Node {
    /// Keeps what a person says about devices and products, and draws the picture anew once.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a device, product or version that is not there; then nothing is kept.
    pub async fn link_devices(&self, org: &OrgId, linkings: &[Linking], by: &str) -> Result<(), AppError> {
        let snapshot = self.snapshot(org)?;
        self.keep_links(org, (&snapshot.products, &snapshot.picture), linkings, by).await?;
        self.refresh(org).await?;
        Ok(())
    }

    /// The same among what [`Node::linked`] found. No picture is drawn.
    ///
    /// # Errors
    /// As [`Node::link_devices`].
    pub async fn link_found(
        &self,
        org: &OrgId,
        found: &Linked,
        linkings: &[Linking],
        by: &str,
    ) -> Result<(), AppError> {
        self.keep_links(org, (&found.products, &found.picture), linkings, by).await?;
        self.show(org).await
    }

    async fn keep_links(
        &self,
        org: &OrgId,
        (products, picture): (&[Product], &Picture),
        linkings: &[Linking],
        by: &str,
    ) -> Result<(), AppError> {
        let mut links = Vec::new();
        for linking in linkings {
            let missing = |what, id: &dyn std::fmt::Display| AppError::NotFound { what, id: id.to_string() };
            let product = products.iter().find(|product| product.id == linking.product);
            let product = product.ok_or_else(|| missing("product", &linking.product))?;
            if let Some(version) = &linking.version {
                product.version(version).ok_or_else(|| missing("version", version))?;
            }
            let link = ProductLink {
                device: subject_in(picture, &linking.device)?,
                product: linking.product.clone(),
                accepted: linking.accepted,
                version: linking.version.clone(),
                reason: clean_value(&linking.reason),
                by: by.to_owned(),
                at: self.now(),
            };
            links.push((key(&link.device, &link.product), link));
        }
        self.store.put_all(org, Noun::ProductLinks, self.now(), &links).await?;
        Ok(())
    }

    /// Products and the devices that are them, concluded from what is kept without drawing what else pages show.
    ///
    /// # Errors
    /// [`AppError::Store`] when the database cannot be read.
    pub async fn linked(&self, org: &OrgId) -> Result<Linked, AppError> {
        let products = self.shelf(org).await?.products;
        let kept = self.load_placing(org).await?;
        let said = values(self.store.all(org, Noun::ProductLinks).await?);
        let (knowledge, now) = (self.knowledge(), self.now());
        let concluding = tokio::task::spawn_blocking(move || {
            let (picture, reconciliation) = place(&kept.inputs(&knowledge, now));
            let links = conclude(&picture, &kept.rows, &reconciliation, &products, &said, &knowledge);
            Linked { picture, products, links, taken: now }
        });
        concluding.await.map_err(|_| AppError::Interrupted { doing: "finding devices" })
    }

    /// Takes a person's word about a device and a product back; the facts speak again. `false` when there was none.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a device that is not there.
    pub async fn unlink_device(
        &self,
        org: &OrgId,
        device: &DeviceId,
        product: &ProductId,
    ) -> Result<bool, AppError> {
        let snapshot = self.snapshot(org)?;
        let device = snapshot
            .picture
            .devices
            .iter()
            .find(|known| known.id == *device)
            .ok_or_else(|| AppError::NotFound { what: "device", id: device.to_string() })?;
        // An address may have been the strongest one when the link was made.
        let mut removed = false;
        let macs = device.macs.iter().copied().map(CorrectionSubject::Mac);
        for subject in macs.chain(device.ips.iter().copied().map(CorrectionSubject::Ip)) {
            removed |= self.store.remove(org, Noun::ProductLinks, &key(&subject, product)).await?;
        }
        self.refresh(org).await?;
        Ok(removed)
    }
}

fn key(device: &CorrectionSubject, product: &ProductId) -> String {
    digest::short(format!("{device:?}|{product}").as_bytes())
}

/// Every link there is, by device in the order of the picture.
#[must_use]
pub fn conclude(
    picture: &Picture,
    rows: &[LedgerRow],
    reconciliation: &Reconciliation,
    products: &[Product],
    said: &[ProductLink],
    knowledge: &Knowledge,
) -> Vec<DeviceLink> {
    if products.is_empty() {
        return Vec::new();
    }
    let rows_of = rows_of(rows, reconciliation);
    let candidate = |device: &Device| Candidate::new(device, rows_of.get(&device.id).copied(), knowledge);
    let candidates: Vec<Candidate> = picture.devices.iter().map(candidate).collect();
    let found = fits(&candidates, products, knowledge);
    let mut links = Vec::new();
    for ((device, candidate), fits) in picture.devices.iter().zip(&candidates).zip(found) {
        let said: Vec<&ProductLink> = said.iter().filter(|link| is_of(link, device)).collect();
        of_device(device, candidate, fits, &said, products, &mut links);
    }
    links
}

/// The row that is each device, when there is one.
fn rows_of<'r>(rows: &'r [LedgerRow], reconciliation: &Reconciliation) -> BTreeMap<DeviceId, &'r LedgerRow> {
    let mut found = BTreeMap::new();
    for (row, result) in rows.iter().zip(&reconciliation.rows) {
        if matches!(result.status, RowStatus::Matched | RowStatus::Conflict) {
            for device in &result.devices {
                found.entry(device.clone()).or_insert(row);
            }
        }
    }
    found
}

fn is_of(link: &ProductLink, device: &Device) -> bool {
    match &link.device {
        CorrectionSubject::Mac(mac) => device.macs.contains(mac),
        CorrectionSubject::Ip(ip) => device.ips.contains(ip),
    }
}

fn of_device(
    device: &Device,
    candidate: &Candidate,
    fits: Vec<ProductFit>,
    said: &[&ProductLink],
    products: &[Product],
    links: &mut Vec<DeviceLink>,
) {
    let of = |at: usize| products.get(at);
    let rejected = |product: &Product| said.iter().any(|link| link.product == product.id && !link.accepted);
    let accepted = |product: &Product| said.iter().find(|link| link.product == product.id && link.accepted);
    let confirmed = products.iter().filter(|product| !product.retired && accepted(product).is_some());
    let confirmed: Vec<&Product> = confirmed.collect();
    let open = fits.iter().filter(|fit| of(fit.product).is_some_and(|product| !rejected(product))).count();
    let link = |product: &Product, standing, certainty, grounds| DeviceLink {
        device: device.id.clone(),
        product: product.id.clone(),
        version: accepted(product)
            .and_then(|link| link.version.clone())
            .filter(|version| product.version(version).is_some_and(|version| !version.retired))
            .or_else(|| candidate.version_of(product)),
        version_seen: candidate.version().map(str::to_owned),
        certainty,
        standing,
        grounds,
    };
    for product in &confirmed {
        let word = accepted(product).map(|link| LinkGround {
            code: "person".to_owned(),
            product_says: link.reason.clone(),
            device_says: link.by.clone(),
        });
        let by_fact = fits.iter().filter(|fit| of(fit.product).is_some_and(|found| found.id == product.id));
        let grounds = word.into_iter().chain(by_fact.flat_map(|fit| fit.grounds.clone())).collect();
        links.push(link(product, LinkStanding::Confirmed, Certainty::Confirmed, grounds));
    }
    for fit in fits {
        let Some(product) = of(fit.product) else { continue };
        let standing = if rejected(product) {
            LinkStanding::Rejected
        } else if !confirmed.is_empty() {
            continue;
        } else if fit.certainty >= Certainty::Likely && open == 1 {
            LinkStanding::ByFact
        } else {
            LinkStanding::Suggested
        };
        links.push(link(product, standing, fit.certainty, fit.grounds));
    }
}
