//! Products, their bills of materials and which devices are they, through a node.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail loudly"
)]

use app::{
    clock::Clock,
    corrections::Correcting,
    error::{AppError, Refusal},
    node::Node,
    product_links::Linking,
    products::{ProductDraft, VersionDraft},
    sbom_library::{Choice, Filing, propose},
    sbom_making::Product,
};
use domain::{
    addresses::Endpoint,
    certainty::Certainty,
    civil::JST,
    date::Date,
    facts::Attribute,
    ids::{OrgId, ProductId, VersionId},
    observations::{Binding, CaptureSummary, Observations},
    products::{LinkStanding, SupportState},
    time::{Span, Timestamp},
};
use store::organisations::Organisation;

const NOW: Timestamp = Timestamp::from_parts(1_795_133_520, 0);
const SBOM: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"component":
 {"type":"firmware","name":"Aoba Infuse","version":"2.1","bom-ref":"p","supplier":{"name":"青葉メディカル株式会社"}}},
 "components":[{"type":"library","name":"openssl","version":"1.0.2k","bom-ref":"o"},{"type":"library","name":"zlib","bom-ref":"z"}],
 "dependencies":[{"ref":"p","dependsOn":["o"]},{"ref":"o","dependsOn":["z"]}]}"#;

fn org() -> OrgId {
    OrgId::from_tail("a")
}

async fn node() -> Node {
    let first = Organisation { id: org(), name: "架空病院".into(), fictional: true };
    Node::open("sqlite::memory:", Clock::Fixed(NOW), &first).await.unwrap()
}

/// So many devices that say nothing but their address.
async fn devices(node: &Node, count: u8) {
    let seen = Span::at(NOW);
    let binding = |last: u8| Binding {
        endpoint: Endpoint {
            mac: Some(format!("02:00:00:00:00:{last:02x}").parse().unwrap()),
            ip: Some(format!("10.9.8.{last}").parse().unwrap()),
            vlan: 0,
        },
        packets: 4,
        bytes: 400,
        seen,
        times: Vec::new(),
        ttl: (64, 64),
        frame: 1,
    };
    let summary = CaptureSummary { packets: 4, seen: Some(seen), ..CaptureSummary::default() };
    let seen = Observations {
        bindings: (1..=count).map(binding).collect(),
        summaries: vec![summary],
        ..Observations::default()
    };
    node.take_in_observations(&org(), "test", &seen).await.unwrap();
}

/// A person reads something from the device at a position.
async fn say(node: &Node, device: usize, attribute: Attribute, value: &str) {
    let device = node.snapshot(&org()).unwrap().picture.devices[device].id.clone();
    let correcting =
        Correcting { device, attribute, value: Some(value.into()), reason: "label".into(), by: "係".into() };
    node.correct(&org(), &correcting).await.unwrap();
}

fn pump() -> ProductDraft {
    ProductDraft {
        maker: "青葉メディカル".into(),
        name: "Aoba Infuse".into(),
        models: vec!["AI-300".into(), " AI-300 ".into(), String::new()],
        udi_dis: vec!["04912345678904".into()],
        kind: "infusion_pump".into(),
        ..ProductDraft::default()
    }
}

fn version(text: &str, life: &str, support: &str) -> VersionDraft {
    VersionDraft {
        version: text.into(),
        end_of_life: life.into(),
        end_of_support: support.into(),
        ..VersionDraft::default()
    }
}

fn refused(error: AppError) -> Refusal {
    let AppError::Refused(refusal) = error else { panic!("{error}") };
    refusal
}

#[tokio::test]
async fn products_are_registered_once_and_dates_make_sense() {
    let (node, org) = (node().await, org());
    let id = node.add_product(&org, &pump(), "係").await.unwrap();
    assert_eq!(node.snapshot(&org).unwrap().products[0].models, ["AI-300"], "each number once");
    let twice =
        ProductDraft {
            maker: "(株)青葉メディカル".into(), name: "ＡＯＢＡ　infuse".into(), ..pump()
        };
    let again = node.add_product(&org, &twice, "係").await.unwrap_err();
    assert_eq!(refused(again), Refusal::ProductTwice { name: "Aoba Infuse".into() });
    for (draft, code) in [
        (ProductDraft::default(), "refusal-product-needs-name"),
        (ProductDraft { kind: "teapot".into(), ..pump() }, "refusal-unknown-kind"),
        (ProductDraft { udi_dis: vec!["12345".into()], ..pump() }, "refusal-odd-udi"),
    ] {
        assert_eq!(refused(node.change_product(&org, &id, &draft, "係").await.unwrap_err()).code(), code);
    }
    for (draft, code) in [
        (version("", "", ""), "refusal-version-needs-text"),
        (version("2.1", "2028-03-31", "2028-03-31"), "refusal-support-ends-with-life"),
        (version("2.1", "2028-03-31", "2027-03-31"), "refusal-support-ends-before-life"),
        (version("2.1", "令和10年", ""), "refusal-no-date"),
    ] {
        assert_eq!(refused(node.add_version(&org, &id, &draft, "係").await.unwrap_err()).code(), code);
    }
    let first = node.add_version(&org, &id, &version("2.1", "2026-03-31", "2028-03-31"), "係").await.unwrap();
    let again = node.add_version(&org, &id, &version("2.1", "", ""), "係").await.unwrap_err();
    assert_eq!(refused(again).code(), "refusal-version-twice");
    node.change_version(&org, &id, &first, &version("2.1 SP1", "2026-03-31", "2026-10-31"), "係")
        .await
        .unwrap();
    let snapshot = node.snapshot(&org).unwrap();
    let kept = snapshot.products[0].version(&first).unwrap();
    assert_eq!(kept.version, "2.1 SP1");
    assert_eq!(kept.lifecycle.state(Date::at(NOW, JST)), SupportState::Ended);
    node.retire_product(&org, &id, true, "係").await.unwrap();
    assert!(node.snapshot(&org).unwrap().products[0].retired, "kept, so that it can come back");
    let gone = ProductId::from_tail("gone");
    assert!(matches!(node.retire_product(&org, &gone, true, "係").await, Err(AppError::NotFound { .. })));
}

#[tokio::test]
async fn an_sbom_proposes_its_product_and_comes_back_after_removal() {
    let (node, org) = (node().await, org());
    let taken = node.take_in_sbom(&org, "pump.cdx.json", SBOM.into(), "係").await.unwrap();
    let again = node.take_in_sbom(&org, "copy.json", SBOM.into(), "係").await.unwrap();
    assert!(taken.new && !again.new && again.id == taken.id, "the same bytes are one document");
    let snapshot = node.snapshot(&org).unwrap();
    let kept = &snapshot.sboms[0];
    assert_eq!((kept.file_name.as_str(), kept.packages, kept.versions.len()), ("pump.cdx.json", 2, 0));
    let proposal = propose(&kept.describes, &snapshot.products);
    assert_eq!((proposal.product, proposal.draft.maker.as_str()), (None, "青葉メディカル株式会社"));
    assert_eq!(proposal.version_draft.version, "2.1");
    let filing = Filing { product: Choice::New(pump()), version: Choice::New(proposal.version_draft) };
    let (product, version) = node.file_sbom(&org, &taken.id, &filing, "係").await.unwrap();
    let snapshot = node.snapshot(&org).unwrap();
    assert_eq!(snapshot.products[0].version(&version).unwrap().sboms, std::slice::from_ref(&taken.id));
    assert_eq!(snapshot.sboms[0].versions, [(product.clone(), version.clone())]);
    let proposal = propose(&snapshot.sboms[0].describes, &snapshot.products);
    assert_eq!((proposal.product, proposal.version), (Some(product.clone()), Some(version.clone())));
    let open = node.sbom(&org, &taken.id).await.unwrap();
    let (at, openssl) = open.component("o").unwrap();
    assert_eq!(
        (openssl.name.as_str(), open.tree.above(at).len(), open.tree.tops()),
        ("openssl", 1, &[0][..])
    );
    node.remove_sbom(&org, &taken.id, true, "係").await.unwrap();
    let snapshot = node.snapshot(&org).unwrap();
    assert_eq!((snapshot.sboms.len(), snapshot.removed_sboms.len()), (0, 1));
    assert!(snapshot.products[0].version(&version).unwrap().sboms.is_empty());
    node.remove_sbom(&org, &taken.id, false, "係").await.unwrap();
    let snapshot = node.snapshot(&org).unwrap();
    assert_eq!(snapshot.products[0].version(&version).unwrap().sboms.len(), 1, "where it was");
    node.detach_sbom(&org, &taken.id, &product, &version, "係").await.unwrap();
    assert!(node.snapshot(&org).unwrap().sboms[0].versions.is_empty());
    let other = node.take_in_sbom(&org, "図.png", vec![0x89, 0x50, 0x4e, 0x47], "係").await.unwrap_err();
    assert!(refused(other).code().starts_with("refusal-"));
}

#[tokio::test]
async fn facts_link_devices_and_a_persons_word_survives() {
    let (node, org) = (node().await, org());
    devices(&node, 3).await;
    let product = node.add_product(&org, &pump(), "係").await.unwrap();
    let older = node.add_version(&org, &product, &version("2.0", "", ""), "係").await.unwrap();
    let newer = node.add_version(&org, &product, &version("2.1", "", ""), "係").await.unwrap();
    for (attribute, value) in [
        (Attribute::Vendor, "青葉メディカル"),
        (Attribute::Model, "AI-300"),
        (Attribute::SoftwareVersion, "Ver 2.1"),
    ] {
        say(&node, 0, attribute, value).await;
    }
    say(&node, 1, Attribute::Model, "AI-300").await;
    let links = || {
        let snapshot = node.snapshot(&org).unwrap();
        let at = |id: &_| snapshot.picture.devices.iter().position(|device| device.id == *id).unwrap();
        let told =
            |link: &domain::products::DeviceLink| (at(&link.device), link.standing, link.version.clone());
        snapshot.links.iter().map(told).collect::<Vec<_>>()
    };
    use LinkStanding::{ByFact, Confirmed, Rejected, Suggested};
    assert_eq!(links(), [(0, ByFact, Some(newer.clone())), (1, Suggested, None)]);
    let word = |device: usize, accepted, version: Option<&VersionId>| Linking {
        device: node.snapshot(&org).unwrap().picture.devices[device].id.clone(),
        product: product.clone(),
        accepted,
        version: version.cloned(),
        reason: "銘板".into(),
    };
    let words = [word(0, true, Some(&older)), word(1, false, None), word(2, true, None)];
    node.link_devices(&org, &words, "係").await.unwrap();
    let expected = [(0, Confirmed, Some(older)), (1, Rejected, None), (2, Confirmed, None)];
    assert_eq!(links(), expected);
    devices(&node, 4).await;
    assert_eq!(links(), expected, "the next capture changes nothing");
    let first = &node.snapshot(&org).unwrap().links[0].clone();
    assert_eq!((first.certainty, first.grounds[0].code.as_str()), (Certainty::Confirmed, "person"));
    assert_eq!(first.version_seen.as_deref(), Some("Ver 2.1"));
    assert!(node.unlink_device(&org, &first.device, &product).await.unwrap());
    assert_eq!(links()[0], (0, ByFact, Some(newer)));
    let nobody = Linking { version: Some(VersionId::from_tail("x")), ..word(0, true, None) };
    assert!(matches!(node.link_devices(&org, &[nobody], "係").await, Err(AppError::NotFound { .. })));
    node.retire_product(&org, &product, true, "係").await.unwrap();
    assert_eq!(links(), [], "a product off the list is no device's");
}

#[tokio::test]
async fn documents_of_one_file_are_kept_apart_and_can_be_put_together() {
    let (node, org) = (node().await, org());
    let one = |name: &str, part: &str| {
        format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.5","metadata":{{"component":{{"type":"firmware","name":"{name}","version":"1"}}}},
                "components":[{{"type":"library","name":"{part}","version":"1"}},{{"type":"library","name":"both","version":"2"}}]}}"#
        )
    };
    let other = r#"{"bomFormat":"none","specVersion":"1.5"}"#;
    let file = format!("[{},{other},{}]", one("本体", "a"), one("表示部", "b"));
    let taken = node.take_in_sbom_file(&org, "all.json", file.clone().into(), "係").await.unwrap();
    let inside = &taken.inside;
    assert_eq!((inside.lists.len(), inside.left_out.len()), (2, 1));
    assert!(inside.left_out[0].to_string().starts_with("all.json!2"), "{:?}", inside.left_out);
    let again = node.take_in_sbom_file(&org, "all.json", file.into(), "係").await.unwrap();
    assert!(again.inside.lists.iter().all(|(_, document)| !document.new));
    let snapshot = node.snapshot(&org).unwrap();
    let places: Vec<_> = snapshot.sboms.iter().flat_map(|kept| &kept.in_files).collect();
    let mut numbers: Vec<usize> = places.iter().map(|place| place.number).collect();
    numbers.sort_unstable();
    assert_eq!((numbers, places[0].of, Some(&places[0].file)), (vec![1, 3], 3, taken.file.as_ref()));
    let ids: Vec<_> = inside.lists.iter().map(|(_, document)| document.id.clone()).collect();
    let renamed = format!("[{},{other},{}]", one("本体", "a"), one("表示部", "b"));
    node.take_in_sbom_file(&org, "again.json", renamed.into(), "係").await.unwrap();
    let places = node.snapshot(&org).unwrap().sboms.iter().flat_map(|kept| kept.in_files.clone()).count();
    assert_eq!(places, 2, "the same file under another name is no other place");
    let product = Product { name: "ポンプ".into(), version: Some("1".into()), ..Product::default() };
    let merged = node.merge_sboms(&org, &ids, product, "係").await.unwrap();
    let open = node.sbom(&org, &merged.taken.id).await.unwrap();
    let mut names: Vec<&str> = open.sbom.components.iter().map(|component| component.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["a", "b", "both", "ポンプ", "本体", "表示部"]);
    let kept = node.kept_sbom(&org, &merged.taken.id).await.unwrap();
    assert_eq!((kept.file_name.as_str(), kept.in_files.len()), ("ポンプ 1.cdx.json", 0));

    let cut = format!("{} {}", one("他", "d"), one("他", "e"));
    let cut = node.take_in_sbom(&org, "cut.json", cut.into(), "係").await.unwrap().id;
    let product = Product { name: "ポンプ".into(), version: Some("2".into()), ..Product::default() };
    let refused = node.merge_sboms(&org, &[ids[0].clone(), cut], product, "係").await.unwrap_err();
    assert!(refused.to_string().contains("not be the whole product"), "{refused}");
    let alone =
        node.take_in_sbom_file(&org, "one.json", format!("[{}]", one("他", "c")).into(), "係").await.unwrap();
    assert_eq!((alone.inside.lists.len(), alone.file), (1, None));
    let many = format!("[{}]", vec![other; 501].join(","));
    let refused = node.take_in_sbom_file(&org, "many.json", many.into(), "係").await.unwrap_err();
    assert!(refused.to_string().contains("more than 500"), "{refused}");
    let none = node.take_in_sbom_file(&org, "none.json", format!("[{other},{other}]").into(), "係").await;
    assert!(none.is_err(), "nothing that can be read");
}

/// A tar archive of files, and links to nowhere.
fn tar(files: &[(&str, &str)], links: &[&str]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, text) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(text.len() as u64);
        tar.append_data(&mut header, name, text.as_bytes()).unwrap();
    }
    for link in links {
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(tar::EntryType::Symlink);
        header.set_size(0);
        tar.append_link(&mut header, link, "/etc/passwd").unwrap();
    }
    tar.into_inner().unwrap()
}

#[tokio::test]
async fn the_lists_of_an_archive_are_those_of_a_file_and_the_rest_is_named() {
    let (node, org) = (node().await, org());
    let second = SBOM.replace("2.1", "2.2");
    let files = [("a/body.json", SBOM), ("read me.txt", "dear colleagues"), ("b/panel.json", &*second)];
    let archive = tar(&files, &["link.json"]);
    let taken = node.take_in_sbom_file(&org, "all.tar", archive.clone(), "係").await.unwrap();
    let named: Vec<_> = taken.inside.left_out.iter().filter_map(Refusal::file).collect();
    assert_eq!(
        (taken.inside.of, named),
        (3, vec!["all.tar!read me.txt", "all.tar!link.json"]),
        "a link may stand for a list"
    );
    let kept = node.kept_sbom(&org, &taken.inside.lists[1].1.id).await.unwrap();
    let place = &kept.in_files[0];
    assert_eq!((kept.file_name.as_str(), place.number, place.of), ("all.tar!b/panel.json", 2, 3));
    assert_eq!((place.name.as_str(), Some(&place.file)), ("all.tar", taken.file.as_ref()));

    // A list that is broken has a number: what is left is not the whole product.
    let broken = tar(&[("a.json", SBOM), ("b.json", "{\"bomFormat\":\"CycloneDX\",")], &[]);
    let taken = node.take_in_sbom_file(&org, "half.tar", broken, "係").await.unwrap();
    assert_eq!((taken.inside.of, taken.inside.lists.len()), (2, 1));
    assert!(taken.inside.all("half.tar").unwrap_err().to_string().contains("not the whole product"));

    let alone = tar(&[("a.json", SBOM), ("read me.txt", "x")], &[]);
    let taken = node.take_in_sbom_file(&org, "one.tar", alone, "係").await.unwrap();
    assert_eq!((taken.inside.lists.len(), taken.inside.left_out.len(), taken.file), (1, 1, None));

    let none = tar(&[("read me.txt", "x"), ("too.txt", "y")], &[]);
    let refusal = refused(node.take_in_sbom_file(&org, "none.tar", none, "係").await.unwrap_err());
    assert_eq!(refusal.code(), "refusal-no-sbom-inside");
    assert!(refusal.to_string().contains("none.tar!read me.txt, none.tar!too.txt"), "{refusal}");
    let names: Vec<String> = (0..501).map(|at| format!("{at}.json")).collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), SBOM)).collect();
    let refusal = refused(node.take_in_sbom_file(&org, "many.tar", tar(&many, &[]), "係").await.unwrap_err());
    assert_eq!(refusal.code(), "refusal-sboms-too-many");
    let cut = node.take_in_sbom_file(&org, "cut.tar", archive[..700].to_vec(), "係").await.unwrap_err();
    let said = refused(cut).to_string();
    assert!(said.contains("cut.tar!a/body.json") && said.ends_with("cut.tar"), "both are named: {said}");
    let nothing = zstd::encode_all(&*tar(&[("a.json", &" ".repeat(65 << 20))], &[]), 1).unwrap();
    let bomb = node.take_in_sbom_file(&org, "bomb.tar.zst", nothing, "係").await.unwrap_err();
    assert_eq!(refused(bomb).code(), "refusal-sbom-too-large-unpacked");
}
