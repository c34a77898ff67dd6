//! The maker of the device. Its network card's maker is the device's maker only where such devices have cards of their own make.

pub mod card;

use domain::{
    certainty::Certainty::{self, Certain, Guess, Likely},
    devices::{Maker, Other, Stated},
    facts::{Attribute as A, Fact},
};
use knowledge::{Knowledge, makers::MakerEntry, names::company_key};

use super::{
    View,
    kind::{bedside, families},
    proposals::Proposals,
    text::has_any,
};

/// Concludes the maker. `forwards`: images it sends are of other makers.
#[must_use]
pub fn conclude(
    view: &View<'_>,
    kind: Option<&str>,
    model: Option<&Stated<String>>,
    os: Option<&Stated<String>>,
    forwards: bool,
) -> Option<Stated<Maker>> {
    let mut out = Proposals::default();
    stated(view, forwards, &mut out);
    implementation(view, &mut out);
    descriptions(view, &mut out);
    for (fact, entry, certainty) in view.maker_protocols() {
        if let Some(id) = &entry.maker_id {
            out.because(fact, id, certainty, 52);
        }
    }
    of_system(os, &mut out);
    if let Some(model) = model {
        of_model(view.knowledge, model, &mut out);
    }
    if let Some((banner, evidence)) = bedside::known_destination(view)
        && let Some(id) = banner.maker_id.as_deref()
    {
        out.add(id, Likely, 60, evidence);
    }
    card::propose(view, kind, &mut out);
    let stated = out.decide(|value| key(view.knowledge, value))?;
    Some(named(view.knowledge, stated))
}

/// Spellings of one maker, and makers of one group, are one.
fn key(knowledge: &Knowledge, value: &str) -> String {
    knowledge.makers.get(value).map_or_else(|| company_key(value), |maker| maker.id.clone())
}

fn named(knowledge: &Knowledge, stated: Stated<String>) -> Stated<Maker> {
    Stated {
        value: maker(knowledge, &stated.value),
        certainty: stated.certainty,
        evidence: stated.evidence,
        others: stated
            .others
            .into_iter()
            .map(|other| Other {
                value: maker(knowledge, &other.value),
                certainty: other.certainty,
                evidence: other.evidence,
            })
            .collect(),
    }
}

/// A maker by id, else a name that is not in the knowledge.
#[must_use]
pub fn maker(knowledge: &Knowledge, value: &str) -> Maker {
    match knowledge.makers.get(value) {
        Some(entry) => of_entry(entry),
        None => Maker { id: None, name: value.to_owned(), name_ja: None },
    }
}

fn of_entry(entry: &MakerEntry) -> Maker {
    Maker { id: Some(entry.id.clone()), name: entry.name_en.clone(), name_ja: entry.name_ja.clone() }
}

/// The maker's id of a name as a device spells it.
#[must_use]
pub fn recognise<'a>(knowledge: &'a Knowledge, text: &str) -> Option<&'a str> {
    let key = company_key(text);
    let banner = knowledge
        .banners
        .of("dicom", "manufacturer_value")
        .find(|banner| banner.value.eq_ignore_ascii_case(text.trim()) || company_key(&banner.value) == key)
        .and_then(|banner| banner.maker_id.as_deref());
    banner
        .or_else(|| knowledge.makers.find(text).map(|maker| maker.id.as_str()))
        .or_else(|| knowledge.makers.get(&key).map(|maker| maker.id.as_str()))
        .or_else(|| knowledge.makers.find_leading(text).map(|maker| maker.id.as_str()))
        .or_else(|| {
            text.to_uppercase()
                .starts_with("GE ")
                .then(|| knowledge.makers.get("ge_healthcare"))
                .flatten()
                .map(|m| m.id.as_str())
        })
        .or_else(|| of_short_name(knowledge, &key))
}

/// The only maker whose full name begins with the short one: `Brother` → Brother Industries.
fn of_short_name<'a>(knowledge: &'a Knowledge, key: &str) -> Option<&'a str> {
    let mut fits = knowledge.makers.iter().filter(|maker| key.len() >= 5 && maker.key().starts_with(key));
    let first = fits.next()?;
    fits.next().is_none().then_some(first.id.as_str())
}

/// Programs and toolkits that are no device makers.
const TOOLKITS: &[&str] = &[
    "offis",
    "dcmtk",
    "pynetdicom",
    "pydicom",
    "dcm4che",
    "net-snmp",
    "samba",
    "microsoft",
    "apache",
    "orthanc",
    "linux",
    "raspberry",
    "busybox",
    "bacpypes",
    "pymodbus",
];

/// What it names as its manufacturer itself.
fn stated(view: &View<'_>, forwards: bool, out: &mut Proposals) {
    for fact in view.of(A::Vendor) {
        let dicom = fact.evidence.source == "dicom";
        if (dicom && forwards) || has_any(&fact.value, TOOLKITS) {
            continue;
        }
        let weight = if dicom || fact.evidence.source.starts_with("sdc") { 80 } else { 60 };
        match recognise(view.knowledge, &fact.value) {
            // Hitachi's imaging devices are Fujifilm Healthcare's today.
            Some("hitachi") if dicom => out.because(fact, "fujifilm_healthcare", Certain, weight),
            Some(id) => out.because(fact, id, Certain, weight),
            None => out.fact(fact, Certain, weight),
        }
    }
}

/// DICOM implementation UID roots and version names of makers; a toolkit's name no maker.
fn implementation(view: &View<'_>, out: &mut Proposals) {
    for fact in view.of(A::DicomImplementationUid) {
        if let Some((entry, id)) =
            view.knowledge.dicom.root(&fact.value).and_then(|e| Some((e, e.maker_id.as_deref()?)))
        {
            out.because(fact, id, if entry.grade.may_decide() { Likely } else { Guess }, 55);
        }
    }
    for fact in view.of(A::DicomImplementationVersion) {
        if let Some((entry, id)) =
            view.knowledge.dicom.version_name(&fact.value).and_then(|e| Some((e, e.maker_id.as_deref()?)))
        {
            out.because(fact, id, if entry.grade.may_decide() { Likely } else { Guess }, 45);
        }
    }
}

/// SNMP object ids, DHCP classes, banners and titles that begin with a maker's name.
fn descriptions(view: &View<'_>, out: &mut Proposals) {
    for fact in view.of(A::SnmpSysObjectId) {
        let found = view.knowledge.banners.find_object_id(&fact.value);
        if let Some(id) = found.and_then(|banner| banner.maker_id.as_deref()) {
            out.because(fact, id, Likely, 50);
        }
    }
    // The enterprise number of an SNMP version 3 engine (RFC 3411 §5): the root of its maker's object ids.
    for fact in view.of(A::SnmpEngine) {
        let root = format!("1.3.6.1.4.1.{}", fact.value);
        let found = view.knowledge.banners.find_object_id(&root);
        if let Some(id) = found.and_then(|banner| banner.maker_id.as_deref()) {
            out.because(fact, id, Likely, 44);
        }
    }
    for fact in view.of(A::DhcpVendorClass) {
        let found = view.knowledge.banners.find_template("dhcp", "option60", &fact.value);
        match found.and_then(|found| found.banner.maker_id.as_deref()) {
            Some(id) => out.because(fact, id, Likely, 55),
            None => leading(view.knowledge, fact, 40, out),
        }
    }
    for (attribute, weight) in [
        (A::SnmpSysDescr, 45),
        (A::TelnetBanner, 40),
        (A::FtpBanner, 40),
        (A::HttpTitle, 35),
        (A::HttpRealm, 35),
        (A::MdnsText, 35),
        (A::PrinterModel, 55),
        (A::SipUserAgent, 45),
        (A::EnipIdentity, 40),
        (A::S7Module, 40),
        (A::ModbusDevice, 40),
        (A::BacnetDevice, 35),
    ] {
        for fact in view.of(attribute).filter(|fact| !has_any(&fact.value, TOOLKITS)) {
            leading(view.knowledge, fact, weight, out);
        }
    }
    for fact in view.of(A::Hl7Application) {
        if let Some(row) = families::find(&fact.value) {
            out.because(fact, &row.maker_id, Guess, 41);
        }
        leading(view.knowledge, fact, 40, out);
    }
    for fact in view.of(A::AstmSender) {
        let sender = fact.value.split('^').next().unwrap_or_default();
        let known =
            view.knowledge.banners.of("astm", "sender").find(|row| row.value.eq_ignore_ascii_case(sender));
        if let Some(id) = known.and_then(|row| row.maker_id.as_deref()) {
            out.because(fact, id, Guess, 40);
        }
    }
    for fact in view.of(A::Hostname).chain(view.of(A::AstmSender)) {
        if let Some(row) = families::find(&fact.value) {
            out.because(fact, &row.maker_id, Guess, 30);
        }
    }
    for fact in view.of(A::TlsCertSubject) {
        let organisation = fact.value.split(',').map(str::trim).find_map(|part| part.strip_prefix("O="));
        if let Some(id) =
            organisation.and_then(|text| view.knowledge.makers.find(text)).filter(|m| m.is_medical())
        {
            out.because(fact, &id.id, Guess, 30);
        }
    }
}

/// Systems that only their maker's own machines run.
fn of_system(os: Option<&Stated<String>>, out: &mut Proposals) {
    let Some(os) = os else { return };
    let apple = ["macOS", "iOS", "iPadOS"].iter().any(|name| os.value.starts_with(name));
    if let Some(evidence) = os.evidence.first().filter(|_| apple) {
        out.add("apple", os.certainty.min(Likely), 40, evidence.clone());
    }
}

fn leading(knowledge: &Knowledge, fact: &Fact, weight: u16, out: &mut Proposals) {
    let long = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    if let Some(row) = families::find(&fact.value) {
        out.because(fact, &row.maker_id, Guess, weight.saturating_sub(5));
    }
    let spaced = fact.value.replace(['-', '_', '/', '|'], " ");
    if let Some(maker) = knowledge.makers.find_leading(&spaced).filter(|maker| long(&maker.name_en)) {
        out.because(fact, &maker.id, Likely, weight);
    }
}

fn of_model(knowledge: &Knowledge, model: &Stated<String>, out: &mut Proposals) {
    let Some(evidence) = model.evidence.first() else { return };
    if let Some(row) = families::find(&model.value) {
        out.add(&row.maker_id, model.certainty.min(row.ceiling()), 46, evidence.clone());
    }
    if let Some(maker) = knowledge.makers.find_leading(&model.value) {
        out.add(&maker.id, model.certainty.min(Certainty::Likely), 40, evidence.clone());
    }
}
