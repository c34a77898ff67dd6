//! Who delivered a document, what is known of newer editions, and whether it is still listed: each decides whether it ends a finding.

use serde_json::{Value, json};

use super::*;

/// The document of the fixtures as the provider of the settings delivered it.
const FILE: &str = "aoba/1.json";

/// What is remembered of [`FILE`], of its provider, and of what was kept out.
fn state(url: &str, provider: Option<Value>, more: &Value) -> Value {
    let mut file = json!({ "url": url, "sha256": "00", "bytes": 1, "records": 1 });
    file.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let providers = provider.map(|provider| ("aoba".to_owned(), provider));
    let providers: serde_json::Map<String, Value> = providers.into_iter().collect();
    json!({ "last_success": "2026-11-11T00:00:00Z", "files": { FILE: file }, "providers": providers })
}

fn provider(url: &str, name: &str, namespace: &str) -> Option<Value> {
    Some(json!({ "url": url, "name": name, "namespace": namespace }))
}

const OWN: &str = "https://csaf.aoba.example/provider-metadata.json";
const PLACE: &str = "https://csaf.aoba.example/1.json";
const AOBA: &str = "https://aoba.example";

#[tokio::test]
async fn a_document_is_known_by_publisher_and_id_whatever_its_file_is_called() {
    let hospital = Hospital::new().await;
    hospital.lay("1.json", &edition("2", "2026-11-03T00:00:00Z"));
    let told = |namespace: &str, id: &str, version: &str, date: &str| json!({ "namespace": namespace, "publisher": "Another spelling", "id": id, "version": version, "released": date });
    let (newer, older) = ("2026-11-04T00:00:00Z", "2026-11-01T00:00:00Z");
    let same = told(" HTTP://Aoba.example/ ", "AOBA-2026-0007 ", "3", newer);
    let elsewhere = "elsewhere/aoba-2026-0007.json";
    for (file, why, told, shaken) in [
        (elsewhere, "no-signature", same.clone(), true),
        (elsewhere, "no-signature", told(AOBA, "AOBA-2026-0007", "2", "2026-11-03T00:00:00Z"), true),
        (elsewhere, "no-signature", told(AOBA, "AOBA-2026-0007", "1", older), false),
        // What was changed on its way says what it likes.
        (elsewhere, "wrong-hash", told(AOBA, "AOBA-2026-0007", "1", older), true),
        (elsewhere, "no-signature", told(AOBA, "AOBA-2026-0008", "3", newer), false),
        (elsewhere, "no-signature", told("https://another.example", "AOBA-2026-0007", "3", newer), false),
        // What cannot be read is known by its file only.
        (elsewhere, "no-signature", Value::Null, false),
        (FILE, "no-signature", Value::Null, true),
        (FILE, "no-signature", told(AOBA, "AOBA-2026-0008", "3", newer), true),
        (FILE, "no-signature", told(AOBA, "AOBA-2026-0007", "1", older), false),
    ] {
        let kept_out = json!([{ "document": file, "why": why, "name": "x", "told": told }]);
        hospital.remember(&json!({ "last_success": "2026-11-11T00:00:00Z", "kept_out": kept_out }));
        let (row, ..) = hospital.looked().await;
        let expected = if shaken { Verdict::Affected } else { Verdict::NotAffected };
        assert_eq!(row.found.verdict, expected, "{kept_out}");
        assert_eq!(row.stated.statements[0].weight == Weight::Shaken, shaken, "{kept_out}");
    }
    // The very file that is here, which its provider does not sign, is no newer edition of itself.
    let bytes = fs::read(hospital.folder().feed(Feed::Csaf).join(FILE)).unwrap();
    let mut itself = told(AOBA, "AOBA-2026-0007", "2", "2026-11-03T00:00:00Z");
    itself["sha256"] = json!(parsers::document::vex::read(&bytes).unwrap().sha256);
    let kept_out = json!([{ "document": elsewhere, "why": "no-signature", "told": itself }]);
    hospital.remember(&json!({ "last_success": "2026-11-11T00:00:00Z", "kept_out": kept_out }));
    assert_eq!(hospital.counts().await, Verdict::NotAffected);
}

#[tokio::test]
async fn an_edition_is_the_same_under_another_spelling_of_its_publisher() {
    let hospital = Hospital::new().await;
    hospital.lay("1.json", &fixture());
    assert_eq!(hospital.counts().await, Verdict::NotAffected);
    let mut renamed = says(edition("2", "2026-11-03T00:00:00Z"), "known_affected");
    renamed["document"]["publisher"]["name"] = json!("Aoba PSIRT");
    renamed["document"]["publisher"]["namespace"] = json!("https://AOBA.example/");
    hospital.lay("2.json", &renamed);
    let (row, ..) = hospital.looked().await;
    assert_eq!((row.found.verdict, row.stated.statements.len()), (Verdict::Affected, 1), "{:?}", row.stated);
    // A person took the older one in: it is older still.
    let file = ("old.json".to_owned(), fixture().to_string().into_bytes());
    hospital.node.take_in_vex(&hospital.org, &[file]).await.unwrap();
    let (row, ..) = hospital.row(&hospital.org);
    assert_eq!(row.found.verdict, Verdict::Affected);
    let own = row.stated.statements.iter().find(|one| !one.from_feed).unwrap();
    assert_eq!(own.weight, Weight::Older);
}

/// What counts of the document's *not affected*.
async fn weight(hospital: &Hospital) -> Weight {
    let (row, ..) = hospital.looked().await;
    let stated = &row.stated.statements[0];
    let expected = if stated.counts { Verdict::NotAffected } else { Verdict::Affected };
    assert_eq!(row.found.verdict, expected, "{stated:?}");
    stated.weight.clone()
}

#[tokio::test]
async fn whom_nobody_confirmed_ends_nothing() {
    let mirror = "https://mirror.example/provider-metadata.json";
    let settings = |more: &str| format!("[[csaf.provider]]\nname = 'aoba'\nmetadata = '{OWN}'\n{more}");
    let (trusted, others) =
        (settings("speaks-for = ['https://Aoba.example/']"), settings("speaks-for = ['https://b.example']"));
    for (settings, provider, before, after) in [
        ("", provider(OWN, "Aoba Medical", AOBA), Weight::Unconfirmed, Weight::Counts),
        // A person knows that this address is theirs, too.
        ("", provider(mirror, "Aoba Medical", AOBA), Weight::Unconfirmed, Weight::Counts),
        ("", provider(OWN, "Aoba Medical", "https://www.aoba.example"), Weight::HandedOn, Weight::HandedOn),
        ("", provider(OWN, "Stranger", "https://stranger.example"), Weight::HandedOn, Weight::HandedOn),
        (&others, provider(mirror, "M", "https://mirror.example"), Weight::HandedOn, Weight::HandedOn),
        (&trusted, provider(mirror, "M", "https://mirror.example"), Weight::Counts, Weight::Counts),
        // Its own name counts, not what the document calls it.
        ("", provider(OWN, "Another", AOBA), Weight::Unconfirmed, Weight::NotTheirs),
    ] {
        let hospital = Hospital::new().await;
        hospital.lay("1.json", &fixture());
        fs::write(hospital.folder().settings(), settings).unwrap();
        hospital.remember(&state(PLACE, provider.clone(), &json!({})));
        assert_eq!(weight(&hospital).await, before, "{provider:?}");
        hospital.confirm().await;
        assert_eq!(weight(&hospital).await, after, "{provider:?}");
        hospital.lay("1.json", &says(fixture(), "known_affected"));
        assert_eq!(hospital.counts().await, Verdict::Affected);
    }
}

#[tokio::test]
async fn a_confirmation_holds_for_what_was_said_and_for_one_organisation() {
    let hospital = Hospital::new().await;
    hospital.lay("1.json", &fixture());
    let says = |name: &str, namespace: &str| state(PLACE, provider(OWN, name, namespace), &json!({}));
    hospital.remember(&says("Aoba Medical", AOBA));
    hospital.confirm().await;
    hospital.confirm().await;
    assert_eq!(weight(&hospital).await, Weight::Counts);
    let second = organisation("b");
    Store::open(&database(hospital.data.path())).await.unwrap().put_organisation(&second).await.unwrap();
    let of = async |org: &OrgId| hospital.node.providers(org).await.unwrap().remove(0);
    assert!(of(&hospital.org).await.confirmed && !of(&second.id).await.confirmed);
    let stated = async |org: &OrgId| hospital.node.fed_statements(org).await.unwrap().edition().to_owned();
    assert_ne!(stated(&hospital.org).await, stated(&second.id).await);
    // It says something else of itself.
    hospital.remember(&says("Aoba Medical Devices", AOBA));
    assert_eq!(weight(&hospital).await, Weight::Unconfirmed);
    let standing = of(&hospital.org).await;
    assert!(standing.outlived().is_some() && standing.history.len() == 1, "{standing:?}");
    let before = standing.history[0].provider.clone();
    let (node, org) = (&hospital.node, &hospital.org);
    assert!(node.confirm_provider(org, "aoba", &before, ("係", "x")).await.is_err(), "not what it says now");
    // As before, until a person takes it back.
    hospital.remember(&says("Aoba Medical", AOBA));
    assert_eq!(weight(&hospital).await, Weight::Counts);
    assert!(node.doubt_provider(org, "aoba", ("係", "")).await.is_err());
    node.doubt_provider(org, "aoba", ("係", "担当者に電話がつながらない")).await.unwrap();
    assert_eq!(weight(&hospital).await, Weight::Unconfirmed);
    let standing = of(org).await;
    assert!(!standing.confirmed && standing.outlived().is_none());
    let told = standing.history[0].withdrawn.as_ref().unwrap();
    assert_eq!((told.by.as_str(), standing.history[0].by.as_str()), ("係", "臨床工学室"));
    hospital.confirm().await;
    assert_eq!((weight(&hospital).await, of(org).await.history.len()), (Weight::Counts, 2));
}

#[tokio::test]
async fn what_was_confirmed_at_another_address_can_be_taken_back() {
    let hospital = Hospital::new().await;
    hospital.lay("1.json", &fixture());
    let at = |url: &str| hospital.remember(&state(PLACE, provider(url, "Aoba Medical", AOBA), &json!({})));
    let take_back =
        async || hospital.node.doubt_provider(&hospital.org, "aoba", ("係", "別の会社のもの")).await;
    at(OWN);
    assert!(take_back().await.is_err(), "nobody confirmed anything");
    hospital.confirm().await;
    at("https://mirror.example/provider-metadata.json");
    assert_eq!(weight(&hospital).await, Weight::Unconfirmed);
    let standing = hospital.node.providers(&hospital.org).await.unwrap().remove(0);
    assert_eq!(standing.outlived().unwrap().provider.url, OWN);
    take_back().await.unwrap();
    assert!(take_back().await.is_err(), "taken back already");
    at(OWN);
    assert_eq!(weight(&hospital).await, Weight::Unconfirmed);
    // Another provider at the same address is another one.
    hospital.confirm().await;
    let other = json!({ "aoba2": provider(OWN, "Aoba Medical", AOBA) });
    hospital.remember(&json!({ "last_success": "2026-11-11T00:00:00Z", "providers": other }));
    assert!(!hospital.node.providers(&hospital.org).await.unwrap()[0].confirmed);
}

#[tokio::test]
async fn who_delivered_or_brought_a_document_is_told() {
    let hospital = Hospital::new().await;
    hospital.lay("1.json", &fixture());
    for (url, provider, expected) in [
        (PLACE, provider(OWN, "Aoba Medical", AOBA), Weight::Unconfirmed),
        (PLACE, None, Weight::HandedOn),
        // By hand: whoever brought it trusts it.
        ("", None, Weight::Counts),
    ] {
        hospital.remember(&state(url, provider, &json!({ "by": "医療機器管理室" })));
        assert_eq!(weight(&hospital).await, expected);
        let (row, ..) = hospital.looked().await;
        let origin = row.stated.statements[0].origin.as_ref().unwrap();
        let by = (url.is_empty()).then(|| "医療機器管理室".to_owned());
        assert_eq!((origin.provider.is_some(), &origin.brought_by), (!url.is_empty(), &by));
    }
    // Brought by hand, and signed by a provider that nobody confirmed: whoever brought it trusts it all the same.
    let signed = json!({ "proof": { "signature": "good", "provider": "aoba" }, "by": "医療機器管理室" });
    hospital.remember(&state("", provider(OWN, "Aoba Medical", AOBA), &signed));
    assert_eq!(weight(&hospital).await, Weight::Counts);
    // Nobody knows any more who delivered it.
    hospital.remember(&json!("broken"));
    assert_eq!(weight(&hospital).await, Weight::HandedOn);
    // A state that was lost with a disk: the folder is the provider's all the same.
    hospital.remember(&json!({}));
    fs::write(
        hospital.folder().settings(),
        format!("[[csaf.provider]]\nname = 'aoba'\nmetadata = '{OWN}'\n"),
    )
    .unwrap();
    assert_eq!(weight(&hospital).await, Weight::HandedOn);
}

#[tokio::test]
async fn what_somebody_hands_on_takes_the_place_of_nothing() {
    let hospital = Hospital::new().await;
    hospital.lay("1.json", &says(fixture(), "known_affected"));
    let mut other = fixture();
    other["document"]["tracking"]["version"] = json!("9");
    other["document"]["tracking"]["current_release_date"] = json!("2026-11-09T00:00:00Z");
    let mut withdrawn = other.clone();
    withdrawn["document"]["category"] = json!("csaf_withdrawn");
    let mut remembered = state(PLACE, provider(OWN, "Aoba Medical", AOBA), &json!({}));
    remembered["files"]["stranger/1.json"] = json!({ "url": "https://stranger.example/1.json" });
    remembered["providers"]["stranger"] = json!({ "url": "https://stranger.example/p.json", "name": "Aoba Medical", "namespace": "https://stranger.example" });
    let place = hospital.folder().feed(Feed::Csaf).join("stranger/1.json");
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    hospital.remember(&remembered);
    hospital.confirm().await;
    for document in [&other, &withdrawn] {
        fs::write(&place, document.to_string()).unwrap();
        let (row, ..) = hospital.looked().await;
        let counts = row.stated.statements.first().map(|stated| (stated.counts, stated.role));
        assert_eq!((row.found.verdict, counts), (Verdict::Affected, Some((true, Role::Maker))), "{document}");
    }
    // The publisher's own good news of before is doubtful.
    hospital.lay("1.json", &fixture());
    for document in [&says(other, "known_affected"), &withdrawn] {
        fs::write(&place, document.to_string()).unwrap();
        let (row, ..) = hospital.looked().await;
        assert_eq!(row.found.verdict, Verdict::Affected, "{document}");
        let own = row.stated.statements.iter().find(|stated| stated.role == Role::Maker).unwrap();
        assert_eq!(own.weight, Weight::Shaken);
    }
}

#[tokio::test]
async fn what_its_provider_lists_no_more_ends_nothing() {
    let hospital = Hospital::new().await;
    hospital.lay("1.json", &fixture());
    let listed = |more: Value| state(PLACE, provider(OWN, "Aoba Medical", AOBA), &more);
    hospital.remember(&listed(json!({})));
    hospital.confirm().await;
    assert_eq!(hospital.counts().await, Verdict::NotAffected);
    hospital.remember(&listed(json!({ "unlisted": "2026-11-10T00:00:00Z" })));
    let (row, state, _) = hospital.looked().await;
    assert_eq!((row.found.verdict, state), (Verdict::Affected, State::Affected));
    let stated = &row.stated.statements[0];
    assert_eq!(stated.weight, Weight::Unlisted { since: "2026-11-10".into() });
    assert!(
        stated.why_ja.contains("2026-11-10") && row.found.sentence_ja.contains("2026-11-10"),
        "{stated:?}"
    );
    // The same document by another way is listed.
    hospital.lay("2.json", &fixture());
    assert_eq!(hospital.counts().await, Verdict::NotAffected);
    fs::remove_file(hospital.folder().feed(Feed::Csaf).join("aoba/2.json")).unwrap();
    hospital.lay("1.json", &says(fixture(), "known_affected"));
    assert!(hospital.looked().await.0.stated.statements[0].counts, "worse is heard all the same");
}
