//! Reading good, odd and hostile VEX documents, and the way there and back through every format.

use domain::{
    advisories::Verdict,
    civil::Civil,
    ids::StatementId,
    sbom::Hash,
    statements::{
        Declaration, Declared, Ground, Justification, Product, Response, Role, Statement, Subject, Treatment,
        VexFormat,
    },
};
use proptest::prelude::*;

use super::{
    Vex, VexError, read,
    write::{Heading, Target, write},
};

const OPENVEX: &str = r#"{"@context":"https://openvex.dev/ns/v0.2.0","@id":"urn:x:1","author":"Acme","role":"maker",
 "timestamp":"2026-01-02T03:04:05Z","version":2,"statements":[
 {"vulnerability":{"name":"CVE-2024-0001","aliases":["GHSA-1"]},"status":"not_affected","justification":"component_not_present",
  "products":[{"@id":"pkg:oci/pump","subcomponents":[{"@id":"pkg:deb/debian/bash"},"pkg:deb/debian/dash@1"]},{"colour":1}]},
 {"vulnerability":"CVE-2024-0002","products":["pkg:npm/a@1"],"subcomponents":["pkg:npm/b@2"],"status":"Affected"},
 {"vulnerability":{"name":"CVE-2024-0003"},"status":"fine","products":["pkg:npm/a@1"]},
 {"vulnerability":{"@id":"https://nvd.nist.gov/vuln/detail/CVE-2024-0004"},"status":"fixed",
  "products":[{"identifiers":{"purl":"pkg:npm/a?vers=vers%3Anpm%2F%3E%3D2"},"hashes":{"sha-256":"AB"}}]},
 {"vulnerability":{"name":"CVE-2024-0005"},"status":"not_affected","products":["pkg:npm/a@1"]}]}"#;

fn shown(vex: &Vex) -> Vec<(String, Verdict, Vec<String>)> {
    let subjects = |statement: &Statement| statement.subjects.iter().map(Subject::shown).collect();
    vex.statements.iter().map(|s| (s.vulnerability.clone(), s.status, subjects(s))).collect()
}

#[test]
fn openvex_of_both_forms() {
    let vex = read(OPENVEX.as_bytes()).unwrap();
    assert_eq!((vex.format, vex.role, vex.version.as_str()), (VexFormat::OpenVex, Role::Maker, "2"));
    let text = |text: &str| text.to_owned();
    assert_eq!(
        shown(&vex),
        [
            (
                text("CVE-2024-0001"),
                Verdict::NotAffected,
                vec![
                    text("pkg:deb/debian/bash in pkg:oci/pump"),
                    text("pkg:deb/debian/dash@1 in pkg:oci/pump")
                ]
            ),
            (text("CVE-2024-0002"), Verdict::Affected, vec![text("pkg:npm/b@2 in pkg:npm/a@1")]),
            (text("CVE-2024-0004"), Verdict::Fixed, vec![text("pkg:npm/a")]),
            (text("CVE-2024-0005"), Verdict::NotAffected, vec![text("pkg:npm/a@1")]),
        ]
    );
    let first = &vex.statements[0];
    assert_eq!((first.author.as_str(), first.said_at), ("Acme", Civil::read("2026-01-02T03:04:05Z")));
    assert_eq!(vex.statements[2].subjects[0].product.range.as_deref(), Some("vers:npm/>=2"));
    let told = vex.warnings.join("\n");
    for part in ["no status of VEX", "has no name", "without an action", "without a justification", "colour"]
    {
        assert!(told.contains(part), "{part} is not in\n{told}");
    }
    assert_eq!(read(OPENVEX.as_bytes()).unwrap(), vex, "the ids of statements are lasting");
}

#[test]
fn csaf_status_with_reason_action_and_bounds() {
    let text = r#"{"document":{"category":"csaf_vex","csaf_version":"2.0","title":"T","publisher":{"category":"vendor","name":"Acme"},
      "tracking":{"id":"A-1","version":"3","current_release_date":"2026-02-01T00:00:00Z"}},
     "product_tree":{"branches":[{"category":"vendor","name":"Acme","branches":[{"category":"product_name","name":"Pump","branches":[
        {"category":"product_version","name":"1.0","product":{"product_id":"P1","name":"Pump 1.0"}},
        {"category":"product_version","name":"2.0","product":{"product_id":"P2","name":"Pump 2.0"}}]}]}],
       "full_product_names":[{"product_id":"C","name":"curl","product_identification_helper":{"purl":"pkg:generic/curl@8"}}],
       "relationships":[{"category":"default_component_of","product_reference":"C","relates_to_product_reference":"P1",
         "full_product_name":{"product_id":"C-P1","name":"curl in Pump 1.0"}}]},
     "vulnerabilities":[{"cve":"CVE-2024-0001","ids":[{"system_name":"Acme","text":"A-77"}],
       "flags":[{"label":"vulnerable_code_not_in_execute_path","product_ids":["C-P1"]}],
       "remediations":[{"category":"vendor_fix","details":"Install 2.0","product_ids":["P1"]}],
       "product_status":{"known_not_affected":["C-P1"],"known_affected":["P1"],"first_fixed":["P2"],"recommended":["P2"],"odd":["P1"]}},
      {"title":"no name"}]}"#;
    let vex = read(text.as_bytes()).unwrap();
    assert_eq!((vex.role, vex.statements.len()), (Role::Maker, 3));
    let of = |status| vex.statements.iter().find(|statement| statement.status == status).unwrap();
    let affected = of(Verdict::Affected);
    assert_eq!(affected.action.as_deref(), Some("Install 2.0\n→ Pump 2.0"));
    assert_eq!(
        (affected.responses.as_slice(), affected.aliases.as_slice()),
        (&[Response::Update][..], &["A-77".to_owned()][..])
    );
    assert_eq!(of(Verdict::Fixed).subjects[0].product.range.as_deref(), Some("vers:generic/>=2.0"));
    let good = of(Verdict::NotAffected);
    assert_eq!(good.justification, Some(Justification::VulnerableCodeNotInExecutePath));
    assert_eq!(good.subjects[0].shown(), "pkg:generic/curl@8 in Acme Pump 1.0");
    let told = vex.warnings.join("\n");
    assert!(told.contains("/odd: no status") && told.contains("/vulnerabilities/1: neither"), "{told}");
}

#[test]
fn cyclonedx_with_and_without_components() {
    let text = r#"{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"metadata":{"timestamp":"2026-01-01T00:00:00Z",
       "component":{"type":"device","bom-ref":"p","name":"Pump","version":"2"},"manufacture":{"name":"Acme"}},
      "components":[{"type":"library","bom-ref":"c","name":"curl","version":"8","purl":"pkg:generic/curl@8"}],
      "vulnerabilities":[
       {"id":"CVE-1","references":[{"id":"GHSA-1","source":{"name":"g"}}],"affects":[{"ref":"c"}],
        "analysis":{"state":"not_affected","justification":"code_not_reachable","detail":"D"}},
       {"id":"CVE-2","affects":[{"ref":"p","versions":[{"version":"1","status":"affected"},{"range":"vers:generic/>=2","status":"unaffected"}]}]},
       {"id":"CVE-3","affects":[{"ref":"urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg:maven/a/b@1"}],"analysis":{"state":"in_triage"}},
       {"id":"CVE-4","affects":[{"ref":"c"}]}]}"#;
    let vex = read(text.as_bytes()).unwrap();
    let found: Vec<String> = vex
        .statements
        .iter()
        .map(|s| format!("{} {} {}", s.vulnerability, s.status.as_str(), s.subjects[0].shown()))
        .collect();
    assert_eq!(
        found,
        [
            "CVE-1 not_affected curl 8 in Pump 2",
            "CVE-2 affected Pump 1",
            "CVE-2 not_affected Pump vers:generic/>=2",
            "CVE-3 under_investigation pkg:maven/a/b@1",
        ]
    );
    assert_eq!((vex.author.as_str(), vex.role), ("Acme", Role::Maker));
    assert_eq!(vex.statements[0].aliases, ["GHSA-1"]);
    assert_eq!(vex.statements[3].subjects[0].product.links.len(), 1);
    assert!(vex.warnings.join("\n").contains("1 without an analysis"), "{:?}", vex.warnings);
}

fn states(text: &str) -> (Vec<String>, String) {
    let vex = read(text.as_bytes()).unwrap();
    let line = |s: &Statement| {
        let subjects: Vec<String> = s.subjects.iter().map(Subject::shown).collect();
        format!("{} {} {}", s.vulnerability, s.status.as_str(), subjects.join(", "))
    };
    (vex.statements.iter().map(line).collect(), vex.warnings.join("\n"))
}

#[test]
fn a_statement_about_a_part_is_never_one_about_the_whole() {
    let document = |products: &str, beside: &str| {
        format!(
            r#"{{"@context":"https://openvex.dev/ns/v0.2.0","@id":"a","author":"A","timestamp":"2026-01-01T00:00:00Z","version":1,
            "statements":[{{"vulnerability":{{"name":"CVE-1"}},"products":[{products}],"status":"fixed"{beside}}}]}}"#
        )
    };
    for (products, beside, expected, part) in [
        (
            r#"{"@id":"pkg:oci/a","subcomponents":[{"identifiers":{}}]}"#,
            "",
            None,
            "none of its subcomponents",
        ),
        (r#"{"@id":"pkg:oci/a"}"#, r#","subcomponents":[7]"#, None, "none of its subcomponents"),
        (
            r#"{"@id":"pkg:oci/a","subcomponents":[{"@id":"pkg:oci/b","subcomponents":[{"@id":"pkg:npm/c"}]}]}"#,
            "",
            None,
            "of its own",
        ),
        (
            r#"{"@id":"pkg:oci/a","subcomponents":[{},{"@id":"pkg:npm/c"}]},"pkg:oci/b""#,
            "",
            Some("CVE-1 fixed pkg:npm/c in pkg:oci/a, pkg:oci/b"),
            "no name",
        ),
    ] {
        let (found, told) = states(&document(products, beside));
        assert_eq!(found.first().map(String::as_str), expected, "{products}");
        assert!(told.contains(part), "{told}");
    }
    // Products and components multiply; what would fill the memory is left out.
    let many = vec![r#""pkg:npm/a""#; 500].join(",");
    let (found, told) = states(&document(&many, &format!(r#","subcomponents":[{many}]"#)));
    assert!(found.is_empty() && told.contains("more than 200000"), "{told}");
}

#[test]
fn versions_that_are_called_affected_are_affected() {
    let document = |state: &str, version: &str| {
        format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"metadata":{{"component":{{"type":"device","bom-ref":"p","name":"Pump"}}}},
            "vulnerabilities":[{{"id":"CVE-1","affects":[{{"ref":"p","versions":[{version}]}}]{state}}}]}}"#
        )
    };
    let analysis = |state: &str| format!(r#","analysis":{{"state":"{state}"}}"#);
    let affected = r#"{"version":"1","status":"affected"}"#;
    let bare = r#"{"version":"1"}"#;
    for (state, version, expected) in [
        (String::new(), bare, "CVE-1 affected Pump 1"),
        (String::new(), affected, "CVE-1 affected Pump 1"),
        (analysis("resolved"), affected, "CVE-1 affected Pump 1"),
        (analysis("not_affected"), affected, "CVE-1 affected Pump 1"),
        (analysis("not_affected"), bare, "CVE-1 not_affected Pump 1"),
        (analysis("resolved"), r#"{"version":"1","status":"unaffected"}"#, "CVE-1 fixed Pump 1"),
        (analysis("in_triage"), affected, "CVE-1 under_investigation Pump 1"),
    ] {
        assert_eq!(states(&document(&state, version)).0, [expected], "{state} {version}");
    }
}

#[test]
fn what_is_around_a_document_and_its_characters_change_nothing() {
    let own = write(&rich(), &[], &heading(), Target::Own).text;
    let mut wide = vec![0xff, 0xfe];
    wide.extend(own.encode_utf16().flat_map(u16::to_le_bytes));
    for bytes in [wide, [b"\xef\xbb\xbf", own.as_bytes()].concat()] {
        assert_eq!(read(&bytes).unwrap().statements.len(), 4);
    }
    for target in [Target::OpenVex, Target::Csaf, Target::CycloneDx] {
        let text = write(&rich(), &[], &heading(), target).text;
        let inside = read(text.as_bytes()).unwrap();
        let around = read(format!(r#"{{"_type":"x","predicate":{text}}}"#).as_bytes()).unwrap();
        assert_eq!(plain(around.statements), plain(inside.statements), "{target:?}");
        assert_eq!(around.format, inside.format);
    }
}

/// Ranges and versions beside identifiers alone: written so that others read them, or left out.
#[test]
fn a_range_is_never_widened_by_another_format() {
    let ranged = |range: &str, product: Product| Product { range: Some(range.into()), ..product };
    let npm = || Product::of_purl("pkg:npm/x");
    let version = Product { version: Some("2".into()), ..npm() };
    let digest = Hash { algorithm: "SHA-256".into(), value: "ab".repeat(32) };
    for (product, target, expected) in [
        (ranged("vers:npm/<2", npm()), Target::Csaf, Some("x vers:npm/<2")),
        (version, Target::Csaf, Some("x 2")),
        (
            ranged("<2", Product { models: vec!["M".into()], ..Product::default() }),
            Target::Csaf,
            Some("M <2"),
        ),
        (ranged("<2", Product { hashes: vec![digest], ..Product::default() }), Target::Csaf, None),
        (ranged("vers:npm/<2", Product::named("x", None)), Target::CycloneDx, Some("x vers:npm/<2")),
        (ranged("<2", Product::named("x", None)), Target::CycloneDx, Some("x <2")),
        (ranged("the old ones", Product::named("x", None)), Target::CycloneDx, Some("x the old ones")),
        (Product { serials: vec!["1".into()], ..npm() }, Target::OpenVex, None),
    ] {
        let mut statement = rich().swap_remove(0);
        statement.subjects = vec![Subject::whole(product.clone())];
        let written = write(&[statement], &[], &heading(), target);
        let back = read(written.text.as_bytes()).map(|back| back.statements).unwrap_or_default();
        let shown = back.first().map(|back| back.subjects[0].product.shown());
        assert_eq!(shown.as_deref(), expected, "{product:?}\n{}", written.text);
        assert_eq!(written.lost.iter().any(|line| line.contains("left out")), expected.is_none());
        if target == Target::CycloneDx && expected.is_some() {
            assert!(written.text.contains(r#""status": "unaffected""#), "{}", written.text);
        }
    }
}

#[test]
fn models_and_serials_are_kept() {
    let models = || vec!["M-1".to_owned(), "M:2".to_owned()];
    for target in [Target::OpenVex, Target::Csaf, Target::CycloneDx] {
        let mut statement = rich().swap_remove(0);
        let named = Product { models: models(), ..Product::named("Monitor", None) };
        let cpes = vec!["cpe:2.3:h:acme:monitor:*:*:*:*:*:*:*:*".to_owned()];
        statement.subjects = vec![Subject::whole(named.clone()), Subject::whole(Product { cpes, ..named })];
        let back = read(write(&[statement.clone()], &[], &heading(), target).text.as_bytes()).unwrap();
        let subjects = &back.statements[0].subjects;
        assert!(subjects.iter().all(|s| s.product.models == models()), "{target:?} {subjects:?}");
    }
    for target in [Target::Csaf, Target::CycloneDx] {
        let mut statement = rich().swap_remove(0);
        let piece = Product { serials: vec!["77".into()], ..Product::named("Monitor", None) };
        statement.subjects = vec![Subject::whole(piece.clone())];
        let back = read(write(&[statement], &[], &heading(), target).text.as_bytes()).unwrap();
        assert_eq!(back.statements[0].subjects, [Subject::whole(piece)], "{target:?}");
    }
}

/// CSAF 2.0 section 3.1.3.3: what each helper becomes, and back.
#[test]
fn every_helper_of_a_product_is_kept() {
    let text = r#"{"document":{"csaf_version":"2.0","publisher":{"category":"vendor","name":"Acme","namespace":"https://acme.example"},
        "tracking":{"id":"A-1","version":"1","current_release_date":"2026-11-01T00:00:00Z"}},
        "product_tree":{"full_product_names":[{"name":"Pump 2.1","product_id":"P","product_identification_helper":{
            "cpe":"cpe:2.3:h:acme:pump:2.1:*:*:*:*:*:*:*","purl":"pkg:generic/acme/pump@2.1",
            "hashes":[{"filename":"pump.bin","file_hashes":[{"algorithm":"sha256","value":"ABababababababababababababababababababababababababababababababab"},
                {"algorithm":"sha512","value":"no digest"}]},{"filename":"b","file_hashes":[{"value":"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"}]}],
            "model_numbers":["P-1*"],"skus":["4711"],"serial_numbers":["77"],"sbom_urls":["https://acme.example/boms/pump"],
            "x_generic_uris":[{"namespace":"https://cyclonedx.org/capabilities/bomlink/","uri":"urn:cdx:3e67/1#p"},
                {"namespace":"https://spdx.org/","uri":"https://acme.example/spdx#SPDXRef-p"},
                {"namespace":"http://standards.iso.org/iso/19770/-2/2015/schema.xsd","uri":"swid:acme-pump-2.1"}]}}]},
        "vulnerabilities":[{"cve":"CVE-2099-1","product_status":{"known_affected":["P"]}}]}"#;
    let vex = read(text.as_bytes()).unwrap();
    assert!(vex.warnings.iter().any(|line| line.contains("/file_hashes/1: no digest")), "{:?}", vex.warnings);
    assert_eq!(vex.namespace, "https://acme.example");
    let digest = |value: &str| Hash { algorithm: "SHA-256".into(), value: value.into() };
    let product = Product {
        purls: vec!["pkg:generic/acme/pump@2.1".into()],
        cpes: vec!["cpe:2.3:h:acme:pump:2.1:*:*:*:*:*:*:*".into()],
        hashes: vec![digest(&"ab".repeat(32)), digest(&"cd".repeat(16))],
        links: ["urn:cdx:3e67/1#p", "https://acme.example/spdx#SPDXRef-p", "https://acme.example/boms/pump"]
            .map(str::to_owned)
            .to_vec(),
        uris: vec!["swid:acme-pump-2.1".into()],
        models: vec!["P-1*".into(), "4711".into()],
        serials: vec!["77".into()],
        ..Product::default()
    };
    assert_eq!(vex.statements[0].subjects, [Subject::whole(product.clone())]);
    for target in [Target::Csaf, Target::CycloneDx] {
        let mut statement = rich().swap_remove(0);
        statement.subjects = vec![Subject::whole(product.clone())];
        let back = read(write(&[statement], &[], &heading(), target).text.as_bytes()).unwrap();
        let back = &back.statements[0].subjects[0].product;
        assert_eq!(
            (&back.uris, &back.models, &back.serials),
            (&product.uris, &product.models, &product.serials)
        );
        assert!(product.links.iter().all(|link| back.links.contains(link)), "{target:?} {back:?}");
    }
}

#[test]
fn a_document_that_would_fill_the_memory_is_refused() {
    let many: Vec<String> = (0..5_000).map(|number| format!("\"P{number}\"")).collect();
    let each = format!(r#"{{"cve":"CVE-2099-1","product_status":{{"fixed":[{}]}}}}"#, many.join(","));
    let text = format!(
        r#"{{"document":{{"csaf_version":"2.0"}},"vulnerabilities":[{}]}}"#,
        vec![each; 101].join(",")
    );
    assert!(read(text.as_bytes()).unwrap_err().to_string().contains("more than 500000 statuses"));
}

#[test]
fn other_files_are_refused_with_a_reason() {
    for (bytes, part) in [
        (&b""[..], "empty"),
        (b"{}", "none of the members"),
        (b"[]", "list"),
        (b"{\"document\":{\"csaf_version\":\"2.0\"},", "line 1"),
        (b"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\"}", "tells no vulnerabilities"),
        (b"{\"kikimori\":\"statements\",\"statements\":[{}]}", "/statements/0"),
        (b"\x1f\x8bxx", "gzip"),
    ] {
        let error = read(bytes).unwrap_err();
        assert!(error.to_string().contains(part), "{error}");
    }
    assert!(matches!(read("{\"a\":".repeat(100_000).as_bytes()), Err(VexError::Broken { .. })));
}

/// Statements that use everything a statement can hold.
fn rich() -> Vec<Statement> {
    let pump = Product { vendor: Some("例示 Medical".into()), ..Product::named("Pump X", Some("2.1")) };
    let library = Product::of_purl("pkg:deb/debian/bash@5.1-2?arch=amd64");
    let id = |tail: &str| StatementId::from_tail(tail);
    let said_at = Civil::read("2026-03-04T05:06:07Z");
    vec![
        Statement {
            subjects: vec![Subject::inside(pump.clone(), library.clone())],
            aliases: vec!["GHSA-aaaa".into()],
            justification: Some(Justification::VulnerableCodeNotInExecutePath),
            impact: Some("The shell is never started.".into()),
            author: "例示 Medical".into(),
            role: Role::Maker,
            said_at,
            ..Statement::new(id("1"), "CVE-2024-0001", Verdict::NotAffected)
        },
        Statement {
            subjects: vec![Subject::whole(pump)],
            action: Some("Update to 2.2".into()),
            responses: vec![Response::Update],
            author: "例示 Medical".into(),
            role: Role::Maker,
            said_at,
            ..Statement::new(id("2"), "CVE-2024-0002", Verdict::Affected)
        },
        Statement {
            subjects: vec![Subject::whole(Product::of_text("cpe:2.3:h:example:pump:3:*:*:*:*:*:*:*"))],
            author: "例示 Medical".into(),
            role: Role::Maker,
            said_at,
            ..Statement::new(id("3"), "CVE-2024-0002", Verdict::Fixed)
        },
        Statement {
            subjects: vec![Subject::whole(library)],
            author: "例示 Medical".into(),
            role: Role::Maker,
            said_at,
            ..Statement::new(id("4"), "CVE-2024-0003", Verdict::UnderInvestigation)
        },
    ]
}

/// What must be the same after the way there and back: everything but ids and the document.
fn plain(mut statements: Vec<Statement>) -> Vec<Statement> {
    for statement in &mut statements {
        (statement.id, statement.document) = (StatementId::from_tail("x"), None);
    }
    statements.sort_by(|x, y| (&x.vulnerability, x.status).cmp(&(&y.vulnerability, y.status)));
    statements
}

fn heading() -> Heading {
    Heading { now: Civil::read("2026-05-01").unwrap(), ..Heading::default() }
}

#[test]
fn every_format_holds_what_vex_has() {
    for target in [Target::OpenVex, Target::Csaf, Target::CycloneDx, Target::Own] {
        let mut rich = rich();
        if target == Target::OpenVex {
            rich.iter_mut().for_each(|statement| statement.responses.clear());
        }
        let written = write(&rich, &[], &heading(), target);
        assert_eq!(written.lost, Vec::<String>::new(), "{target:?}");
        let back = read(written.text.as_bytes()).unwrap();
        assert_eq!(plain(back.statements), plain(rich.clone()), "{target:?}\n{}", written.text);
        assert_eq!(back.warnings, Vec::<String>::new(), "{target:?}");
        assert_eq!(write(&rich, &[], &heading(), target), written);
    }
}

/// A decision of a hospital: what VEX formats have no place for.
fn decision() -> Statement {
    let mut statement = rich().swap_remove(1);
    statement.treatment = Some(Treatment::RiskAccepted);
    statement.valid_until = Civil::read("2027-01-01");
    statement.grounds = vec![Ground::Configuration { setting: "Telnet is off".into() }];
    statement.role = Role::Hospital;
    statement
}

#[test]
fn what_a_format_cannot_hold_is_told() {
    let ranged = Product { range: Some("vers:generic/<2".into()), ..Product::named("Pump", None) };
    let hashed = Product {
        hashes: vec![Hash { algorithm: "SHA-256".into(), value: "ab".repeat(32) }],
        ..Product::of_purl("pkg:npm/a@1")
    };
    let mut narrow = rich().swap_remove(0);
    narrow.justification = Some(Justification::ProtectedAtPerimeter);
    narrow.subjects = vec![Subject::whole(ranged), Subject::whole(hashed)];
    for (target, parts) in [
        (
            Target::OpenVex,
            &["until when", "grounds", "hospital does", "nearest word", "range of versions", "responses"][..],
        ),
        (Target::Csaf, &["until when", "grounds", "hospital does", "nearest word", "hashes of products"]),
        (Target::CycloneDx, &[]),
    ] {
        let written = write(&[decision(), narrow.clone()], &[], &heading(), target);
        let told = written.lost.join("\n");
        assert!(parts.iter().all(|part| told.contains(part)), "{target:?}: {told}");
        assert_eq!(told.is_empty(), parts.is_empty(), "{target:?}: {told}");
        let back = read(written.text.as_bytes()).unwrap();
        // A range that does not fit is never widened.
        let whole = |product: &Product| product.name.as_deref() == Some("Pump") && product.range.is_none();
        assert!(!back.statements.iter().flat_map(|s| &s.subjects).any(|s| whole(&s.product)), "{target:?}");
        if target == Target::CycloneDx {
            assert_eq!(plain(back.statements), plain(vec![decision(), narrow.clone()]));
        }
    }
}

#[test]
fn declared_patches_are_fixes_in_every_format() {
    let declaration = Declaration {
        id: StatementId::from_tail("d"),
        component: Product::of_purl("pkg:generic/openssl@1.0.2k"),
        inside: Some(Product::named("Pump", Some("2"))),
        declared: Declared::Patched { vulnerabilities: vec!["CVE-2020-1971".into(), "CVE-2021-3712".into()] },
        reason: "source package of the maker".into(),
        author: "Acme".into(),
        role: Role::Maker,
        said_at: Civil::read("2026-01-01"),
        valid_until: None,
        withdrawn: None,
    };
    for target in [Target::OpenVex, Target::Csaf, Target::CycloneDx] {
        let written = write(&[], std::slice::from_ref(&declaration), &heading(), target);
        let back = read(written.text.as_bytes()).unwrap();
        assert!(back.statements.iter().all(|s| s.status == Verdict::Fixed), "{target:?}");
        assert_eq!(back.statements.len(), 2, "{target:?}");
    }
    let own = write(&[], std::slice::from_ref(&declaration), &heading(), Target::Own);
    assert_eq!(read(own.text.as_bytes()).unwrap().declarations, [declaration]);
}

proptest! {
    #[test]
    fn never_panics_on_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn never_panics_on_damaged_documents(at in 0..OPENVEX.len(), byte in any::<u8>()) {
        let mut bytes = OPENVEX.as_bytes().to_vec();
        bytes[at] = byte;
        let _ = read(&bytes);
        let _ = read(&bytes[..at]);
    }
}
