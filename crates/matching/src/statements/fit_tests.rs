//! Tables: what a statement is about.

use domain::{
    sbom::{Component, Hash, Identifier, IdentifierKind, Party, Sbom},
    statements::{Product, Role, Subject},
};

use super::{
    tests::{component, pump},
    *,
};

fn fit_of(subject: Subject) -> Option<(Scope, Fit)> {
    let setting = Setting::of(&pump("2.1", "5.2-1"));
    fit::best(&[subject], &setting.asked(2).unwrap(), (Role::Other, None)).map(|hit| (hit.scope, hit.fit))
}

fn range(text: &str) -> Product {
    Product { range: Some(text.into()), ..Product::of_purl("pkg:deb/debian/bash") }
}

#[test]
fn what_a_statement_is_about() {
    use Fit::{AnyVersion, Exactly, InRange, OtherVersion, Perhaps};
    use Scope::{Component as Alone, ComponentInProduct as Inside, Product as Whole};
    let text = Product::of_text;
    let vendor = |vendor: &str, product: Product| Product { vendor: Some(vendor.into()), ..product };
    let hash = |value: &str| Product {
        hashes: vec![Hash { algorithm: "SHA-256".into(), value: value.into() }],
        ..Product::default()
    };
    for (product, expected) in [
        (text("pkg:deb/debian/bash@5.2-1"), Some((Alone, Exactly))),
        (text("pkg:deb/debian/bash"), Some((Alone, AnyVersion))),
        (text("pkg:deb/debian/bash@5.1-1"), Some((Alone, OtherVersion))),
        (text("pkg:deb/debian/bash@5.2-1?arch=amd64"), Some((Alone, Exactly))),
        (text("pkg:deb/debian/bash@5.2-1?arch=arm64"), None),
        (text("pkg:deb/debian/bash-src?arch=src"), Some((Alone, AnyVersion))),
        (text("pkg:deb/ubuntu/bash@5.2-1"), None),
        (range("vers:deb/<5.3"), Some((Alone, InRange))),
        (range("vers:deb/>=5.3"), Some((Alone, OtherVersion))),
        (range("the newest"), Some((Alone, Perhaps))),
        (text("cpe:2.3:a:gnu:bash:*:*:*:*:*:*:*:*"), Some((Alone, AnyVersion))),
        (text("cpe:2.3:a:gnu:zsh:*:*:*:*:*:*:*:*"), None),
        // A name alone, where the component has identifiers: it may be somebody else's.
        (text("bash@5.2-1"), Some((Alone, Perhaps))),
        (vendor("GNU", text("bash@5.2-1")), Some((Alone, Perhaps))),
        (vendor("", text("bash@5.2-1")), Some((Alone, Perhaps))),
        // Identifiers of one kind decide, whatever the names are.
        (Product { cpes: vec!["cpe:2.3:a:acme:curl:8:*:*:*:*:*:*:*".into()], ..text("curl@8") }, None),
        (hash("aa11"), Some((Alone, Exactly))),
        (hash("bb22"), None),
        (text("urn:cdx:3E671687-395b-41f5-a30f-a58921a69b79/1#b"), Some((Alone, AnyVersion))),
        (text("urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/2#b"), None),
        (text("urn:cdx:00000000-395b-41f5-a30f-a58921a69b79/1#b"), None),
        (text("Pump X@2.1"), Some((Whole, Exactly))),
        (text("pump-x"), Some((Whole, AnyVersion))),
        (vendor("Example Medical", text("Pump X@2.1")), Some((Whole, Exactly))),
        (vendor("Another", text("Pump X@2.1")), None),
        (text("Pump X@2.0"), Some((Whole, OtherVersion))),
        (text("cpe:2.3:o:debian:debian_linux:12:*:*:*:*:*:*:*"), Some((Whole, Exactly))),
    ] {
        assert_eq!(fit_of(Subject::whole(product.clone())), expected, "{product:?}");
    }
    for (product, component, expected) in [
        ("Pump X@2.1", "pkg:deb/debian/bash@5.2-1", Some((Inside, Exactly))),
        ("Pump X@2.1", "pkg:deb/debian/bash", Some((Inside, Exactly))),
        ("Pump X", "pkg:deb/debian/bash", Some((Inside, AnyVersion))),
        ("Pump X@2.0", "pkg:deb/debian/bash@5.2-1", Some((Inside, OtherVersion))),
        ("Pump Y", "pkg:deb/debian/bash@5.2-1", None),
        ("Pump X@2.1", "pkg:deb/debian/dash", None),
    ] {
        let subject = Subject::inside(text(product), text(component));
        assert_eq!(fit_of(subject), expected, "{component} in {product}");
    }
}

/// Every helper of CSAF 2.0 section 3.1.3.3: what it names, and that nothing else is named by it.
#[test]
fn every_way_to_identify_a_product() {
    use Fit::{AnyVersion, Exactly, OtherVersion, Perhaps};
    let digest = |algorithm: &str, value: &str| Hash { algorithm: algorithm.into(), value: value.into() };
    let tag = Identifier::new(IdentifierKind::Swid, "Example.example_Pump-2.1");
    let listed = Component {
        identifiers: vec![Identifier::new(IdentifierKind::Purl, "pkg:generic/acme/pump@2.1"), tag],
        hashes: vec![digest("SHA-256", "aa11"), digest("SHA-1", "cc33")],
        ..component("SPDXRef-p", "Pump", "2.1", &[])
    };
    let sbom = Sbom {
        id: Some("https://acme.example/boms/pump".into()),
        primary: vec!["SPDXRef-p".into()],
        components: vec![listed.clone()],
        ..Sbom::default()
    };
    let thing = Thing::of(&listed, &sbom).with_models(&["6RA8018-4MV62-0AA0".into()]);
    let of = |change: &dyn Fn(&mut Product)| {
        let mut product = Product::default();
        change(&mut product);
        fit::of(&product, &thing)
    };
    let purl = |version: &str| vec![format!("pkg:generic/acme/pump{version}")];
    let list = |text: &str| vec![text.to_owned()];
    for (found, expected, what) in [
        (
            of(&|p| p.hashes = vec![digest("SHA-256", "bb22"), digest("SHA-256", "AA11")]),
            Some(Exactly),
            "a file of several",
        ),
        (of(&|p| p.hashes = vec![digest("SHA-512", "aa11")]), None, "nothing to compare"),
        (
            of(&|p| (p.hashes, p.purls) = (vec![digest("SHA-1", "dd44")], purl("@2.1"))),
            Some(Perhaps),
            "another build",
        ),
        (
            of(&|p| (p.hashes, p.purls) = (vec![digest("SHA-512", "ee")], purl("@2.1"))),
            Some(Exactly),
            "not compared",
        ),
        (of(&|p| p.uris = list("swid:example.example_pump-2.1")), Some(Exactly), "a SWID tag"),
        (
            of(&|p| p.purls = list("pkg:swid/Acme/Pump@2.1?tag_id=Example.example_Pump-2.1")),
            Some(Exactly),
            "in a purl",
        ),
        (of(&|p| (p.uris, p.purls) = (list("swid:other"), purl("@2.1"))), Some(Perhaps), "another tag"),
        (
            of(&|p| (p.uris, p.version) = (list("swid:example.example_pump-2.1"), Some("3".into()))),
            Some(OtherVersion),
            "contradicts",
        ),
        (of(&|p| p.uris = list("urn:gtin:04912345678904")), None, "nobody knows what it names"),
        (
            of(&|p| p.links = list("https://acme.example/boms/pump#SPDXRef-p")),
            Some(AnyVersion),
            "an SPDX element",
        ),
        (
            of(&|p| p.links = list("https://acme.example/boms/pump")),
            Some(AnyVersion),
            "the document's own product",
        ),
        (
            of(&|p| (p.links, p.purls) = (list("https://acme.example/boms/pump#SPDXRef-q"), purl(""))),
            None,
            "another element",
        ),
        (
            of(&|p| (p.links, p.purls) = (list("https://acme.example/boms/other"), purl("@2.1"))),
            Some(Exactly),
            "by its package",
        ),
        (of(&|p| (p.purls, p.models) = (purl("@2.0"), vec![])), Some(OtherVersion), "another version"),
    ] {
        assert_eq!(found, expected, "{what}");
    }
}

/// Model numbers with placeholders (CSAF 2.0 section 3.1.3.3.5).
#[test]
fn model_numbers_with_gaps() {
    use Fit::AnyVersion;
    let list = |text: &str| vec![text.to_owned()];
    let thing = Thing::named(Some("Acme"), "Drive", Some("2")).with_models(&["6RA8018-4MV62-0AA0".into()]);
    for (model, expected) in [
        ("6RA801?-??V62-0AA0", Some(AnyVersion)),
        ("6RA80*", Some(AnyVersion)),
        ("6RA801?", None),
        ("6RA90*", None),
        ("*", Some(AnyVersion)),
    ] {
        let product =
            Product { vendor: Some("Acme".into()), models: list(model), ..Product::named("Drive", None) };
        assert_eq!(fit::of(&product, &thing), expected, "{model}");
        let nameless = Product { name: None, ..product };
        assert_eq!(fit::of(&nameless, &thing), expected.filter(|_| model != "*"), "{model} alone");
    }
}

/// The product of the document, by maker, name and model numbers.
#[test]
fn makers_models_and_pieces() {
    use Fit::{AnyVersion, Exactly, OtherVersion, Perhaps};
    let thing = |maker: &str, models: &[&str]| {
        let models: Vec<String> = models.iter().map(|model| (*model).to_owned()).collect();
        Thing::named(Some(maker), "Monitor", Some("2")).with_models(&models)
    };
    let product = |maker: &str, name: &str, models: &[&str]| Product {
        vendor: Some(maker.to_owned()).filter(|maker| !maker.is_empty()),
        name: Some(name.to_owned()).filter(|name| !name.is_empty()),
        models: models.iter().map(|model| (*model).to_owned()).collect(),
        ..Product::default()
    };
    for (thing, product, expected) in [
        (thing("Getinge", &[]), product("GE", "Monitor", &[]), Some(Perhaps)),
        (thing("Acme", &[]), product("Acme Medical", "Monitor", &[]), Some(AnyVersion)),
        (thing("Acme", &[]), product("Other", "Monitor", &[]), None),
        (thing("Acme", &[]), product("", "Monitor", &[]), Some(AnyVersion)),
        (thing("Acme", &["M-200"]), product("Acme", "Monitor", &["M-100"]), None),
        (thing("Acme", &["M-100"]), product("Acme", "Monitor", &["M100", "M200"]), Some(AnyVersion)),
        (thing("Acme", &["M-100", "M-200"]), product("Acme", "Monitor", &["M-100"]), Some(Perhaps)),
        (thing("Acme", &[]), product("Acme", "Monitor", &["M-100"]), Some(Perhaps)),
        (thing("Acme", &["M-100"]), product("Acme", "", &["M-100"]), Some(AnyVersion)),
        (thing("Acme", &["M-100"]), product("", "", &["M-100"]), Some(Perhaps)),
        (thing("Acme", &[]), product("Acme", "Monitor", &["https://example.com/monitor"]), Some(AnyVersion)),
    ] {
        assert_eq!(fit::of(&product, &thing), expected, "{product:?} {thing:?}");
    }
    let piece = Product { serials: vec!["1".into()], ..Product::named("Monitor", Some("2")) };
    assert_eq!(fit::of(&piece, &thing("Acme", &[])), Some(Perhaps));
    let other = Product { version: Some("3".into()), ..piece };
    assert_eq!(fit::of(&other, &thing("Acme", &[])), Some(OtherVersion));
    // A package and a CPE name cannot be compared; the name may be somebody else's.
    let component = component("x", "openssl", "3.0.7", &["pkg:npm/openssl@3.0.7"]);
    let package = Thing::of(&component, &Sbom::default());
    let cpe = "cpe:2.3:a:openssl:openssl:3.0.7:*:*:*:*:*:*:*";
    let named = Product { cpes: vec![cpe.into()], ..Product::of_text("OpenSSL@3.0.7") };
    assert_eq!(fit::of(&named, &package), Some(Perhaps));
    let maker = Product { vendor: Some("OpenSSL".into()), ..named };
    let party = Party { name: "OpenSSL".into(), ..Party::default() };
    let made = Thing::of(&Component { supplier: Some(party), ..component }, &Sbom::default());
    assert_eq!(fit::of(&maker, &made), Some(Exactly));
}

/// Two images beside each other, a device with firmware, and one system.
#[test]
fn what_is_said_of_one_part_is_not_said_of_the_others() {
    let part = |id: &str, kind: &str, parent: Option<&str>| Component {
        kind: Some(kind.into()),
        parent: parent.map(str::to_owned),
        ..component(id, id, "1", &[])
    };
    let mut sbom = Sbom {
        primary: vec!["product".into()],
        components: vec![
            part("product", "device", None),
            part("one", "container", None),
            part("two", "container", None),
            part("in-one", "library", Some("one")),
            part("in-two", "library", None),
            part("beside", "library", None),
            part("linux", "operating-system", None),
            part("in-both", "library", None),
        ],
        relations: ["in-two", "in-both"]
            .map(|part| domain::sbom::Relation::new("two", "CONTAINS", part))
            .into_iter()
            .chain([domain::sbom::Relation::new("in-both", "CONTAINED_BY", "one")])
            .chain([domain::sbom::Relation::new("product", "CONTAINS", "in-two")])
            .collect(),
        ..Sbom::default()
    };
    let wholes = |sbom: &Sbom| -> Vec<String> {
        let setting = Setting::of(sbom);
        let of = |at| setting.asked(at).unwrap().wholes.iter().map(|w| w.name.clone()).collect::<Vec<_>>();
        (0..sbom.components.len()).map(|at| of(at).join(" ")).collect()
    };
    let both = "product linux";
    let expected =
        ["", both, both, "product linux one", "product linux two", both, "product", both].map(str::to_owned);
    assert_eq!(wholes(&sbom), expected);
    // A document about two products, and a second system: nobody knows what is in which.
    sbom.primary.push("beside".into());
    sbom.components.push(part("rtos", "operating-system", None));
    assert_eq!(wholes(&sbom), ["", "", "", "one", "", "", "", "", ""].map(str::to_owned));
}

/// A part that the statement names without identifiers, and a list with package URLs.
#[test]
fn a_maker_may_name_the_one_part_so_called() {
    use Fit::{Exactly, Perhaps};
    let named = |name: &str, version: Option<&str>| Product::named(name, version);
    let bash = || named("Bash", Some("5.2-1"));
    let vendor = |vendor: &str| Product { vendor: Some(vendor.into()), ..bash() };
    let pump_21 = || named("Pump X", Some("2.1"));
    let plain = pump("2.1", "5.2-1");
    let with = |version: &str, id: &str| {
        let mut sbom = plain.clone();
        sbom.components.push(component("other", "bash", version, &[id]));
        sbom
    };
    let cases = [
        (Role::Maker, pump_21(), bash(), plain.clone(), Some(Exactly)),
        (Role::Maker, pump_21(), bash(), with("4.0-1", "pkg:deb/debian/bash@4.0-1"), Some(Exactly)),
        // Who does not make it.
        (Role::Distributor, pump_21(), bash(), plain.clone(), Some(Perhaps)),
        (Role::Hospital, pump_21(), bash(), plain.clone(), Some(Perhaps)),
        (Role::Other, pump_21(), bash(), plain.clone(), Some(Perhaps)),
        // Not this version of the product, or every one.
        (Role::Maker, named("Pump X", None), bash(), plain.clone(), Some(Perhaps)),
        (Role::Maker, named("Pump X", Some("2.2")), bash(), plain.clone(), Some(Fit::OtherVersion)),
        (Role::Maker, named("Pump Y", Some("2.1")), bash(), plain.clone(), None),
        // Not this version of the part, or not letter by letter.
        (Role::Maker, pump_21(), named("bash", None), plain.clone(), Some(Perhaps)),
        (Role::Maker, pump_21(), named("bash", Some("5.2-1.0")), plain.clone(), Some(Perhaps)),
        (Role::Maker, pump_21(), named("bash-static", Some("5.2-1")), plain.clone(), None),
        (Role::Maker, pump_21(), vendor("Somebody"), plain.clone(), Some(Perhaps)),
        // Another part of that name in that version, or in one that nobody tells.
        (Role::Maker, pump_21(), bash(), with("5.2-1", "pkg:npm/bash@5.2-1"), Some(Perhaps)),
        (Role::Maker, pump_21(), bash(), with("", "pkg:npm/bash"), Some(Perhaps)),
        // Better names are there, and say something else.
        (
            Role::Maker,
            pump_21(),
            Product { models: vec!["K1".into()], ..bash() },
            plain.clone(),
            Some(Perhaps),
        ),
    ];
    for (role, product, part, sbom, expected) in cases {
        let said = format!("{role:?} {product:?} {part:?}");
        let setting = Setting::of(&sbom);
        let subject = Subject::inside(product, part);
        let found = fit::best(&[subject], &setting.asked(2).unwrap(), (role, None));
        assert_eq!(found.map(|hit| hit.fit), expected, "{said}");
    }
    // Alone, without the product, it is as doubtful as ever.
    let setting = Setting::of(&plain);
    let found = fit::best(&[Subject::whole(bash())], &setting.asked(2).unwrap(), (Role::Maker, None));
    assert_eq!(found.map(|hit| hit.fit), Some(Perhaps));
}
