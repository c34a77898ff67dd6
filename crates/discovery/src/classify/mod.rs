//! What a host is: maker, model, kind, medical or not, system, names. One rule a file; every value with its reasons.
//!
//! Rules only propose ([`proposals`]). Kinds are settled first, because what a card's maker means depends on the kind.

pub mod kind;
pub mod labels;
pub mod maker;
pub mod medical;
pub mod model;
pub mod names;
pub mod os;
pub mod proposals;
pub mod text;
pub mod view;

use domain::devices::{Maker, Stated};

pub use self::view::View;

/// Everything concluded about one host.
#[derive(Clone, Debug, Default)]
pub struct Conclusions {
    pub vendor: Option<Stated<Maker>>,
    pub card_maker: Option<Stated<Maker>>,
    pub model: Option<Stated<String>>,
    pub kind: Option<Stated<String>>,
    pub is_medical: Option<Stated<bool>>,
    pub os: Option<Stated<String>>,
    pub hostname: Option<Stated<String>>,
    pub serial: Option<Stated<String>>,
    pub software: Option<Stated<String>>,
    pub department: Option<Stated<String>>,
    pub purpose: Option<Stated<String>>,
    pub udi_di: Option<Stated<String>>,
    pub switch_port: Option<Stated<String>>,
    pub ae_titles: Vec<Stated<String>>,
    pub hl7_applications: Vec<Stated<String>>,
    pub network_roles: Vec<String>,
}

/// Applies every rule.
#[must_use]
pub fn classify(view: &View<'_>) -> Conclusions {
    let os = os::conclude(view);
    let hostname = names::hostname(view);
    let forwards = kind::dicom::forwards(view);
    let model = model::conclude(view, forwards);
    let kind = kind::conclude(
        view,
        &kind::Known { os: os.as_ref(), hostname: hostname.as_ref(), model: model.as_ref() },
    );
    let vendor = maker::conclude(
        view,
        kind.as_ref().map(|kind| kind.value.as_str()),
        model.as_ref(),
        os.as_ref(),
        forwards,
    );
    let is_medical = medical::conclude(view, kind.as_ref(), vendor.as_ref());
    Conclusions {
        card_maker: maker::card::conclude(view),
        serial: labels::serial(view, forwards),
        software: labels::software(view, forwards),
        department: labels::department(view),
        purpose: labels::purpose(view),
        udi_di: labels::udi(view),
        switch_port: labels::switch_port(view),
        ae_titles: names::ae_titles(view),
        hl7_applications: names::hl7_applications(view),
        network_roles: labels::network_roles(view),
        vendor,
        model,
        kind,
        is_medical,
        os,
        hostname,
    }
}
