//! Steps that make known what nobody told: parts lists by maker, and maker, model and version by whoever stands before the device.

use domain::counted::counted as counted_en;
use std::collections::{BTreeMap, BTreeSet};

use domain::{devices::Device, ids::DeviceId};
use knowledge::names;
use matching::decision::{Both, Letter};

use super::{Cause, Department, Inputs, Step};
use crate::exposures::{On, Reason, Standing};

/// Names of one step that are written out.
const NAMED: usize = 10;

/// Everything that lacks the same thing.
#[derive(Default)]
struct Lacking {
    /// Whoever made it; empty where several did.
    maker: String,
    products: BTreeSet<String>,
    devices: BTreeSet<DeviceId>,
}

/// One step for each maker and each thing that is not known. Devices in `told` are asked about elsewhere.
pub(super) fn steps(inputs: &Inputs<'_>, told: &BTreeSet<&DeviceId>) -> Vec<(String, Step)> {
    let devices = inputs.picture.by_id();
    let (mut parts, mut identity) = (BTreeMap::new(), BTreeMap::new());
    for standing in &inputs.exposures.standings {
        let (maker, name, medical) = of(inputs, &devices, standing);
        for reason in &standing.reasons {
            let group: &mut Lacking = match (reason, &maker) {
                // Whoever makes office computers is not asked for parts lists.
                (Reason::NoSbom | Reason::EmptySbom | Reason::PartsUnidentified(_), Some(maker))
                    if medical =>
                {
                    let group = parts.entry(names::company_key(maker)).or_insert_with(Lacking::default);
                    // One maker, however it is written: the longest name is the whole one.
                    if maker.len() > group.maker.len() {
                        group.maker.clone_from(maker);
                    }
                    group
                }
                (Reason::NoMaker | Reason::NoModel | Reason::NoVersion, _) => {
                    identity.entry((reason.as_str(), medical)).or_default()
                }
                _ => continue,
            };
            group.products.extend(name.clone());
            let own = standing.devices.iter().filter(|id| *reason != Reason::NoVersion || !told.contains(id));
            group.devices.extend(own.cloned());
        }
    }
    let parts = parts.into_iter().map(|(key, lacking)| ask_for_parts(&key, lacking));
    let known = |(_, lacking): &((&str, bool), Lacking)| !lacking.devices.is_empty();
    let identity = identity.into_iter().filter(known);
    parts.chain(identity.map(|((what, medical), lacking)| look(what, medical, lacking))).collect()
}

/// Maker and name of a thing as people here call it, and whether it is used in care.
fn of(
    inputs: &Inputs<'_>,
    devices: &BTreeMap<&DeviceId, &Device>,
    standing: &Standing,
) -> (Option<String>, Option<String>, bool) {
    let is_medical = |id: &DeviceId| {
        let told = devices.get(id).and_then(|device| device.is_medical.as_ref());
        told.is_some_and(|medical| medical.value)
    };
    match &standing.on {
        On::Version { product, .. } => {
            let own = inputs.products.iter().find(|own| own.id == *product);
            let name = own.map(|own| own.name_ja.as_ref().unwrap_or(&own.name).clone());
            (own.map(|own| own.maker.clone()), name, true)
        }
        On::Device { device } => {
            let known = devices.get(device);
            let maker = known.and_then(|device| device.vendor.as_ref()).map(|vendor| &vendor.value);
            let maker = maker.map(|maker| maker.name_ja.as_ref().unwrap_or(&maker.name).clone());
            let model = known.and_then(|device| device.model.as_ref()).map(|model| model.value.clone());
            (maker, model, is_medical(device))
        }
    }
}

fn ask_for_parts(key: &str, lacking: Lacking) -> (String, Step) {
    let maker = lacking.maker.as_str();
    let products: Vec<String> = lacking.products.into_iter().collect();
    let (kinds, count) = (products.len(), lacking.devices.len());
    let counted = |words: [String; 2], between: &str| {
        let told =
            [kinds > 0, count > 0].into_iter().zip(words).filter_map(|(is, words)| is.then_some(words));
        told.collect::<Vec<_>>().join(between)
    };
    let ja = counted([format!("{kinds}製品"), format!("{count}台")], "、");
    let en =
        counted([counted_en(kinds, "product", "products"), counted_en(count, "device", "devices")], ", ");
    let step = Step {
        letter: Some(letter(maker, &products)),
        devices: lacking.devices.into_iter().collect(),
        products,
        ..Step::new(
            Cause::Parts,
            Department::Maker,
            Both::new(
                format!("{maker}に、部品表（SBOM）を依頼する（{ja}）"),
                format!("Ask {maker} for bills of materials ({en})"),
            ),
            Both::new(
                "部品表がないか、足りないため、中の部品の弱点が分かりません。",
                "Without a whole bill of materials nobody knows what is inside.",
            ),
            Both::new(
                "部品に弱点が見つかっても、当てはまるか調べられません。",
                "When a part turns out to be vulnerable, nobody can look it up.",
            ),
        )
    };
    (format!("parts {key}"), step)
}

fn letter(maker: &str, products: &[String]) -> Letter {
    let shown: Vec<&str> = products.iter().take(NAMED).map(String::as_str).collect();
    let rest = products.len().saturating_sub(NAMED);
    let more = if rest > 0 {
        (format!("ほか{rest}製品"), format!(" and {rest} more"))
    } else {
        Default::default()
    };
    let (ja, en) = match shown.as_slice() {
        [] => ("（型名は確かめています）".to_owned(), "(we are finding out the model)".to_owned()),
        shown => (shown.join("、") + &more.0, shown.join(", ") + &more.1),
    };
    Letter {
        subject: Both::new(
            "部品表（SBOM）のご提供について（お願い）",
            "Request for bills of materials (SBOM)",
        ),
        body: Both::new(
            format!(
                "{maker} ご担当者様\n\n当院で使っている次の製品について、お願いがあります。\n{ja}\n\n1. いまの版の部品表（SBOM）を、SPDXかCycloneDXの形式でお送りください。部品ごとの名前、版、供給元、識別名（purlかCPE）が入ったものをお願いします。\n2. 当院の機器の版を調べる方法を教えてください。\n3. サポートの終了日（EOL、EOS）を教えてください。\n\n当院では機器に手を加えません。\n"
            ),
            format!(
                "To {maker}\n\nAbout these products, which we use:\n{en}\n\n1. Please send the bill of materials of the current version as SPDX or CycloneDX, with name, version, supplier and identifier (package URL or CPE) of each part.\n2. How do we find the version of our devices?\n3. When does support end (EOL, EOS)?\n\nWe do not alter the devices ourselves.\n"
            ),
        ),
    }
}

fn look(what: &str, medical: bool, lacking: Lacking) -> (String, Step) {
    let department = if medical { Department::ClinicalEngineering } else { Department::Information };
    let count = lacking.devices.len();
    let kind =
        if medical { Both::new("医療機器", "medical devices") } else { Both::new("機器", "devices") };
    let (ja, en, from) = match what {
        "no_maker" => ("メーカー", "maker", "本体の銘板"),
        "no_model" => ("型名", "model", "本体の銘板"),
        _ => ("ソフトウェアの版", "software version", "本体の画面か点検記録"),
    };
    let step = Step {
        products: lacking.products.into_iter().collect(),
        devices: lacking.devices.into_iter().collect(),
        ..Step::new(
            Cause::Identity,
            department,
            Both::new(
                format!("{}{count}台の{ja}を{from}で確かめ、機器の画面で登録する", kind.ja),
                format!("Find and register the {en} of {count} {}", kind.en),
            ),
            Both::new(
                format!("{ja}が分からないため、弱点を調べられません。"),
                format!("Without the {en}, vulnerabilities cannot be looked up."),
            ),
            Both::new(
                "弱点があっても「不明」のままです。安全には数えません。",
                "They stay unknown, which is never counted as safe.",
            ),
        )
    };
    (format!("identity {what} {medical}"), step)
}

#[cfg(test)]
mod tests {
    use domain::{
        ids::{ProductId, VersionId},
        picture::Picture,
        products::Product,
        time::Timestamp,
    };

    use super::*;
    use crate::{
        exposures::{Exposures, State},
        tasks::causes,
    };

    fn standing(on: On, devices: Vec<DeviceId>, reasons: &[Reason]) -> Standing {
        let reasons = reasons.to_vec();
        let state = State::Unknown;
        Standing { on, devices, state, affected: 0, cannot_tell: 0, exploited: 0, parts: None, reasons }
    }

    fn product(at: usize) -> Product {
        Product {
            id: ProductId::from_tail(&at.to_string()),
            maker: "青葉".into(),
            name: format!("Infuse {at:02}"),
            name_ja: None,
            models: Vec::new(),
            former_names: Vec::new(),
            udi_dis: Vec::new(),
            kind: None,
            note: String::new(),
            versions: Vec::new(),
            retired: false,
            by: "係".into(),
            changed: Timestamp(0),
        }
    }

    #[test]
    fn what_is_missing_of_many_is_one_task_each() {
        let (mut exposures, products) = (Exposures::default(), (0..12).map(product).collect::<Vec<_>>());
        for at in 0..200 {
            let device = DeviceId::from_tail(&at.to_string());
            let reasons = [Reason::NoSbom, Reason::NoVersion, Reason::FeedsNotSound];
            let on = On::Device { device: device.clone() };
            exposures.standings.push(standing(on, vec![device], &reasons));
        }
        for product in &products {
            let on = On::Version { product: product.id.clone(), version: VersionId::from_tail("1") };
            exposures.standings.push(standing(on, Vec::new(), &[Reason::NoSbom]));
        }
        let picture = Picture::default();
        let inputs = Inputs {
            exposures: &exposures,
            decisions: &[],
            products: &products,
            links: &[],
            picture: &picture,
            now: Timestamp(0),
        };
        let all = causes(&inputs);
        let keys: Vec<&str> = all.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["feeds", "parts 青葉", "identity no_version false"]);
        let (_, parts) = &all[1];
        assert_eq!((parts.products.len(), parts.department), (12, Department::Maker));
        let letter = parts.letter.as_ref().unwrap();
        assert!(letter.body.ja.contains("Infuse 09ほか2製品"), "{}", letter.body.ja);
        let (_, look) = &all[2];
        assert_eq!((look.devices.len(), look.department), (200, Department::Information));
        assert!(look.if_not.ja.contains("安全には数えません"));
    }
}
