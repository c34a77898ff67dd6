//! Which registered product is this device? UDI-DI first, then model numbers and names to the letter, then the names as advisories
//! are matched: former names, relabels, spellings, katakana.

use std::collections::BTreeMap;

use domain::{
    advisories::{Advisory, AdvisoryProduct, AdvisoryVulnerability, Verdict},
    certainty::Certainty,
    devices::Device,
    ids::VersionId,
    ledger::LedgerRow,
    products::{LinkGround, Product, ProductVersion},
};
use knowledge::{
    Knowledge,
    makers::Relation as MakerRelation,
    names::{company_key, model_key},
};

use crate::{
    advisory::{Catalogue, Subject},
    schemes::{Relation, compare, reading},
};

/// A name to the letter says something from so many letters on.
const SHORTEST: usize = 3;

/// A device as linking needs it: with the ledger row that is it, when there is one.
#[derive(Clone, Debug)]
pub struct Candidate {
    subject: Subject,
    said: Vec<Said>,
    maker_key: Option<String>,
}

/// A model or name as written.
#[derive(Clone, Debug)]
struct Said {
    text: String,
    key: String,
    /// How sure it is that it is the device's.
    certainty: Certainty,
}

impl Candidate {
    /// What the device says of itself, and what its row says of it. Guesses are left out.
    #[must_use]
    pub fn new(device: &Device, row: Option<&LedgerRow>, knowledge: &Knowledge) -> Self {
        let subject = match row {
            Some(row) => Subject::linked(device, row, knowledge),
            None => Subject::from_device(device, knowledge),
        };
        let model = device.model.as_ref().filter(|model| model.certainty > Certainty::Guess);
        let mut said: Vec<_> = model.map(|m| (m.value.clone(), m.certainty)).into_iter().collect();
        let written = row.into_iter().flat_map(|row| [&row.model, &row.name]).flatten();
        said.extend(written.map(|text| (text.clone(), Certainty::Likely)));
        Self::saying(subject, said)
    }

    /// Keys are made once: every device is compared with every product.
    fn saying(subject: Subject, texts: impl IntoIterator<Item = (String, Certainty)>) -> Self {
        let maker_key = subject.maker_text.as_deref().map(company_key);
        let said = |(text, certainty): (String, Certainty)| Said { key: model_key(&text), text, certainty };
        Self { subject, said: texts.into_iter().map(said).collect(), maker_key }
    }

    /// The version of its software as stated.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.subject.version_text.as_deref()
    }

    /// The registered version that the device states: by its text, else by what the text means.
    #[must_use]
    pub fn version_of(&self, product: &Product) -> Option<VersionId> {
        let stated = self.version()?;
        let exact = |version: &&ProductVersion| model_key(&version.version) == model_key(stated);
        let same = |version: &&ProductVersion| {
            let own = reading::versions(&version.version);
            own.iter()
                .any(|own| self.subject.versions.iter().any(|seen| compare(seen, own) == Relation::Equal))
        };
        let current = || product.current().filter(|version| !version.version.is_empty());
        current().find(exact).or_else(|| current().find(same)).map(|version| version.id.clone())
    }
}

/// A product that a device may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductFit {
    /// Position in the list of products.
    pub product: usize,
    /// Certain: UDI-DI, or maker and model to the letter as the device said them. Likely: one inference. Guess: a person is asked.
    pub certainty: Certainty,
    /// In order of weight.
    pub grounds: Vec<LinkGround>,
}

/// The products that each candidate may be, surest first. Only fits of the highest certainty are told; retired products fit nothing.
#[must_use]
pub fn fits(candidates: &[Candidate], products: &[Product], knowledge: &Knowledge) -> Vec<Vec<ProductFit>> {
    let advisories: Vec<Advisory> = products.iter().map(as_advisory).collect();
    let places: BTreeMap<&str, usize> =
        products.iter().enumerate().map(|(at, product)| (product.id.as_str(), at)).collect();
    let catalogue = Catalogue::new(&advisories, knowledge);
    let exact: Vec<Exact> = products.iter().map(|product| Exact::new(product, knowledge)).collect();
    let of_one = |candidate: &Candidate| {
        let mut found: BTreeMap<usize, ProductFit> = BTreeMap::new();
        for (at, own) in exact.iter().enumerate() {
            if let Some((certainty, ground)) = own.fit(candidate, knowledge) {
                found.insert(at, ProductFit { product: at, certainty, grounds: vec![ground] });
            }
        }
        for judged in catalogue.decide(&candidate.subject) {
            let Some(&at) = places.get(judged.advisory.id.as_str()) else { continue };
            let Some(ground) = judged.decision.grounds.into_iter().next() else { continue };
            let maker = exact.get(at).and_then(|own| own.same_maker(candidate, knowledge));
            let certainty = match (judged.decision.verdict, ground.code.as_str()) {
                (Verdict::Affected, "udi-di") => Certainty::Certain,
                (Verdict::Affected, "relabel") => Certainty::Likely,
                // Advisories rather name a device too many; here a name without its maker asks a person.
                (Verdict::Affected, _) if maker == Some(true) => Certainty::Likely,
                _ => Certainty::Guess,
            };
            let ground = LinkGround {
                code: ground.code,
                product_says: ground.advisory_says,
                device_says: ground.subject_says,
            };
            let fit =
                found.entry(at).or_insert_with(|| ProductFit { product: at, certainty, grounds: Vec::new() });
            fit.certainty = fit.certainty.max(certainty);
            fit.grounds.push(ground);
        }
        let best = found.values().map(|fit| fit.certainty).max();
        found.into_values().filter(|fit| Some(fit.certainty) == best).collect()
    };
    candidates.iter().map(of_one).collect()
}

/// A product in the words of advisories, so that their matching can be asked: every name a leaf of its own.
fn as_advisory(product: &Product) -> Advisory {
    let leaf = |(number, name): (usize, &str)| AdvisoryProduct {
        id: number.to_string(),
        name: name.to_owned(),
        path: vec![
            ("vendor".to_owned(), product.maker.clone()),
            ("product_name".to_owned(), name.to_owned()),
        ],
        model_numbers: product.models.clone(),
        uris: product.udi_dis.clone(),
        ..AdvisoryProduct::default()
    };
    let products: Vec<AdvisoryProduct> = product.names().enumerate().map(leaf).collect();
    let statuses = products.iter().map(|leaf| ("known_affected".to_owned(), leaf.id.clone())).collect();
    Advisory {
        id: product.id.to_string(),
        withdrawn: product.retired,
        vulnerabilities: vec![AdvisoryVulnerability { statuses, ..AdvisoryVulnerability::default() }],
        products,
        ..Advisory::default()
    }
}

/// Names and numbers of a product, to the letter.
struct Exact {
    maker_id: Option<String>,
    maker_key: String,
    /// Key and text of each.
    names: Vec<(String, String)>,
}

impl Exact {
    fn new(product: &Product, knowledge: &Knowledge) -> Self {
        let texts = product.models.iter().map(String::as_str).chain(product.names());
        let texts = texts.filter(|_| !product.retired).map(|text| (model_key(text), text.to_owned()));
        Self {
            maker_id: knowledge.makers.find(&product.maker).map(|maker| maker.id.clone()),
            maker_key: company_key(&product.maker),
            names: texts.filter(|(key, _)| key.chars().count() >= SHORTEST).collect(),
        }
    }

    fn fit(&self, candidate: &Candidate, knowledge: &Knowledge) -> Option<(Certainty, LinkGround)> {
        let (said, own) = candidate.said.iter().find_map(|said| {
            let (_, own) = self.names.iter().find(|(name, _)| *name == said.key)?;
            Some((said, own))
        })?;
        // Without a maker the same letters may be anybody's model.
        let certainty = if self.same_maker(candidate, knowledge)? {
            said.certainty.clamp(Certainty::Likely, Certainty::Certain)
        } else {
            Certainty::Guess
        };
        let device_says = said.text.clone();
        let ground = LinkGround { code: "model".to_owned(), product_says: own.clone(), device_says };
        Some((certainty, ground))
    }

    /// `Some(true)`: the same maker, or of one house; `Some(false)`: the device does not say; `None`: another one.
    fn same_maker(&self, candidate: &Candidate, knowledge: &Knowledge) -> Option<bool> {
        match (&candidate.maker_key, &candidate.subject.maker_id, &self.maker_id) {
            (Some(written), ..) if *written == self.maker_key => Some(true),
            (_, Some(seen), Some(own)) => {
                (knowledge.makers.relation(seen, own) != MakerRelation::Different).then_some(true)
            }
            (None, ..) => Some(false),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{ids::ProductId, products::Lifecycle, time::Timestamp};

    use super::*;

    fn product(id: &str, maker: &str, name: &str, models: &[&str]) -> Product {
        Product {
            id: ProductId::from_tail(id),
            maker: maker.into(),
            name: name.into(),
            name_ja: None,
            models: models.iter().map(|m| (*m).to_owned()).collect(),
            former_names: Vec::new(),
            udi_dis: Vec::new(),
            kind: None,
            note: String::new(),
            versions: Vec::new(),
            retired: false,
            by: "test".into(),
            changed: Timestamp(0),
        }
    }

    fn version(text: &str) -> ProductVersion {
        ProductVersion {
            id: VersionId::from_tail(text),
            version: text.into(),
            released: None,
            lifecycle: Lifecycle::default(),
            legacy: None,
            sboms: Vec::new(),
            note: String::new(),
            retired: false,
        }
    }

    fn row(maker: &str, name: &str, model: &str, software: &str, udi: &str) -> Candidate {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let row = LedgerRow {
            maker: text(maker),
            name: text(name),
            model: text(model),
            software_version: text(software),
            udi_di: text(udi),
            ..LedgerRow::default()
        };
        let subject = Subject::from_row(&row, Knowledge::built_in());
        let said = [row.model, row.name].into_iter().flatten().map(|text| (text, Certainty::Likely));
        Candidate::saying(subject, said)
    }

    #[test]
    fn a_device_is_the_product_by_number_letter_or_name() {
        let mut pump = product("pump", "青葉メディカル株式会社", "Aoba Infuse", &["AI-300"]);
        pump.former_names.push("Midori Flow".into());
        pump.udi_dis.push("04912345678904".into());
        let monitor = product("monitor", "フィリップス", "IntelliVue MX800", &[]);
        let mut gone = product("gone", "青葉メディカル", "Aoba Old", &["AO-1"]);
        gone.retired = true;
        let products = [pump, monitor, gone];
        for (candidate, expected) in [
            (
                row("(株)青葉メディカル", "輸液ポンプ", "ＡＩ３００", "", ""),
                Some((0, Certainty::Likely, "model")),
            ),
            (row("", "輸液ポンプ", "AI-300", "", ""), Some((0, Certainty::Guess, "model"))),
            (row("他社", "輸液ポンプ", "AI-300", "", ""), Some((0, Certainty::Guess, "leaf"))),
            (row("", "ポンプ", "", "", "4912345678904"), Some((0, Certainty::Certain, "udi-di"))),
            (row("青葉メディカル", "Midori Flow", "", "", ""), Some((0, Certainty::Likely, "model"))),
            (row("Philips", "生体情報モニタ", "MX800", "", ""), Some((1, Certainty::Likely, "leaf"))),
            (row("Philips", "生体情報モニタ", "MX450", "", ""), None),
            (row("青葉メディカル", "", "AO-1", "", ""), None),
        ] {
            let found = fits(std::slice::from_ref(&candidate), &products, Knowledge::built_in());
            let told = found[0].first().map(|f| (f.product, f.certainty, f.grounds[0].code.as_str()));
            assert_eq!(told, expected, "{:?}", candidate.said);
        }
    }

    #[test]
    fn versions_are_found_by_text_and_by_meaning() {
        let mut pump = product("pump", "青葉メディカル", "Aoba Infuse", &["AI-300"]);
        pump.versions = vec![version("2.1"), version("2.1 SP1"), version("Rev B.06.18")];
        for (stated, expected) in [
            ("2.1", Some("2.1")),
            ("Ver.2.1", Some("2.1")),
            ("V2.1 SP1", Some("2.1 SP1")),
            ("B.06.18", Some("Rev B.06.18")),
            ("2.2", None),
            ("不明", None),
            ("", None),
        ] {
            let found = row("青葉メディカル", "", "AI-300", stated, "").version_of(&pump);
            assert_eq!(found, expected.map(VersionId::from_tail), "{stated}");
        }
        pump.versions[0].retired = true;
        assert_eq!(row("", "", "", "2.1", "").version_of(&pump), None);
    }
}
