//! What advisories and statements tell to do about a row: remediations of the product's own advisories that name the same vulnerability.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use domain::{
    advisories::{Advisory, AdvisoryVulnerability, Judgement, Verdict},
    devices::Device,
    ids::DeviceId,
    products::Product,
};
use matching::{
    advisory::{Catalogue, Subject},
    decision::{MakerSays, PartFix},
};

use super::{Concern, Exposures, Inputs, On};

/// Advisories that are looked at.
const MOST: usize = 2_000;

impl Concern {
    /// What is told to do about it, with the versions that mend it. Versions of a part mend the part: the maker of the product has to bring it.
    #[must_use]
    pub fn says(&self) -> MakerSays {
        let mut says = self.remedies.as_deref().cloned().unwrap_or_default();
        let mut fixed_in = self.found.fixed_in.clone();
        match &self.part {
            Some(part) => {
                let named = format!("{} {}", part.name, part.version.as_deref().unwrap_or_default());
                says.part = Some(PartFix { part: named.trim().to_owned(), fixed_in });
            }
            None => says.fixed_in.append(&mut fixed_in),
        }
        says
    }
}

/// A vulnerability as one advisory has it.
type Told<'a> = (&'a Advisory, &'a AdvisoryVulnerability);

/// Gives every row what advisories say of it. Rows of one thing and vulnerability share it.
pub(super) fn attach(made: &mut Exposures, inputs: &Inputs<'_>) {
    let told = told(inputs.advisories);
    if told.is_empty() {
        return;
    }
    let concerned: Vec<&Concern> =
        made.concerns.iter().filter(|row| told.contains_key(row.found.vulnerability.as_str())).collect();
    let documents: BTreeSet<&str> = concerned
        .iter()
        .flat_map(|row| told.get(row.found.vulnerability.as_str()).into_iter().flatten())
        .map(|(advisory, _)| advisory.sha256.as_str())
        .collect();
    let wanted: Vec<Advisory> = inputs
        .advisories
        .iter()
        .filter(|advisory| documents.contains(advisory.sha256.as_str()))
        .take(MOST)
        .cloned()
        .collect();
    let catalogue = Catalogue::new(&wanted, inputs.knowledge);
    let devices = inputs.picture.by_id();
    let mut judged: BTreeMap<&On, Vec<Judgement>> = BTreeMap::new();
    for row in &concerned {
        judged.entry(&row.on).or_insert_with(|| {
            subject(inputs, &devices, &row.on).map(|subject| catalogue.judge(&subject)).unwrap_or_default()
        });
    }
    let mut found: BTreeMap<(On, String), Arc<MakerSays>> = BTreeMap::new();
    for row in concerned {
        let (Some(told), Some(judged)) = (told.get(row.found.vulnerability.as_str()), judged.get(&row.on))
        else {
            continue;
        };
        let says = says(told, judged);
        if !says.is_empty() {
            found.insert((row.on.clone(), row.found.vulnerability.clone()), Arc::new(says));
        }
    }
    for row in &mut made.concerns {
        let Some(says) = found.get(&(row.on.clone(), row.found.vulnerability.clone())) else { continue };
        match &mut row.remedies {
            Some(known) => Arc::make_mut(known).join(says),
            none => *none = Some(Arc::clone(says)),
        }
    }
}

/// Vulnerabilities that an advisory says what to do about, by every name.
fn told(advisories: &[Advisory]) -> BTreeMap<&str, Vec<Told<'_>>> {
    let mut found: BTreeMap<&str, Vec<Told<'_>>> = BTreeMap::new();
    for advisory in advisories.iter().filter(|advisory| !advisory.withdrawn) {
        for vulnerability in advisory.vulnerabilities.iter().filter(|each| !each.remediations.is_empty()) {
            let names = vulnerability.cve.iter().chain(vulnerability.ids.iter().map(|(_, text)| text));
            for name in names {
                found.entry(name).or_default().push((advisory, vulnerability));
            }
        }
    }
    found
}

/// Remediations for the product that the judgement found; what is said of other products of the same advisory is left out.
fn says(told: &[Told<'_>], judged: &[Judgement]) -> MakerSays {
    let mut says = MakerSays::default();
    for (advisory, vulnerability) in told {
        let concerns = |judgement: &&Judgement| {
            judgement.document == advisory.sha256
                && !matches!(judgement.verdict, Verdict::NotAffected | Verdict::Fixed)
        };
        let Some(judgement) = judged.iter().find(concerns) else { continue };
        let own = vulnerability.remediations.iter().filter(|each| judgement.remediations.contains(each));
        says.add(own, &advisory.id);
    }
    says
}

fn subject(inputs: &Inputs<'_>, devices: &BTreeMap<&DeviceId, &Device>, on: &On) -> Option<Subject> {
    match on {
        On::Version { product, version } => {
            let own: &Product = inputs.products.iter().find(|own| own.id == *product)?;
            let names: Vec<&str> = own.models.iter().map(String::as_str).chain(own.names()).collect();
            let version =
                own.version(version).map(|own| own.version.as_str()).filter(|told| !told.is_empty());
            Some(Subject::from_product(&own.maker, &names, version, inputs.knowledge))
        }
        On::Device { device } => {
            devices.get(device).map(|device| Subject::from_device(device, inputs.knowledge))
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::advisories::{AdvisoryProduct, AdvisoryRemediation};
    use knowledge::Knowledge;

    use super::*;

    fn advisory() -> Advisory {
        let product = |id: &str, model: &str, range: &str| AdvisoryProduct {
            id: id.into(),
            name: format!("Example Medical {model} {range}"),
            path: vec![
                ("vendor".into(), "Example Medical".into()),
                ("product_name".into(), model.into()),
                ("product_version_range".into(), range.into()),
            ],
            ..AdvisoryProduct::default()
        };
        let remediation = |category: &str, details: &str, product: &str| AdvisoryRemediation {
            category: category.into(),
            details: details.into(),
            products: vec![product.into()],
            ..AdvisoryRemediation::default()
        };
        Advisory {
            id: "EX-2099-1".into(),
            products: vec![product("p1", "EX-500", "<2.0"), product("p2", "ZQ-900", "<7.0")],
            vulnerabilities: vec![AdvisoryVulnerability {
                cve: Some("CVE-2099-0001".into()),
                statuses: vec![
                    ("known_affected".into(), "p1".into()),
                    ("known_affected".into(), "p2".into()),
                ],
                remediations: vec![
                    remediation("vendor_fix", "Update to 2.0.", "p1"),
                    remediation("vendor_fix", "Update to 7.0.", "p2"),
                    remediation("workaround", "Close port 21.", "p1"),
                ],
                ..AdvisoryVulnerability::default()
            }],
            ..Advisory::default()
        }
    }

    #[test]
    fn only_what_is_said_of_the_own_product_counts() {
        let (advisories, knowledge) = (vec![advisory()], Knowledge::built_in());
        let told = told(&advisories);
        let told = told.get("CVE-2099-0001").unwrap();
        let catalogue = Catalogue::new(&advisories, knowledge);
        let of = |version| {
            let subject = Subject::from_product("Example Medical", &["EX-500"], Some(version), knowledge);
            says(told, &catalogue.judge(&subject))
        };
        let texts = |list: &[matching::decision::Said]| {
            list.iter().map(|said| format!("{} {}", said.by, said.text)).collect::<Vec<_>>()
        };
        assert_eq!(texts(&of("1.0").fixes), ["EX-2099-1 Update to 2.0."]);
        assert_eq!(texts(&of("1.0").measures), ["EX-2099-1 Close port 21."]);
        assert!(of("2.0").is_empty());
    }

    #[test]
    fn an_advisory_that_was_taken_back_tells_nothing() {
        let mut advisory = advisory();
        advisory.withdrawn = true;
        assert!(told(&[advisory]).is_empty());
    }
}
