//! What is known about addresses outside: the names they were called by, their certificates, the remote protocols they speak.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use domain::{
    addresses::{AddressScope, scope},
    facts::{Attribute as A, Evidence},
    observations::Observations,
};
use knowledge::{Knowledge, remote_services::RemoteService};

use crate::identity::Identities;

/// One address outside.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outsider {
    /// By what is best to show: server name, then DNS, then certificate.
    pub names: Vec<String>,
    /// Method and product, `openvpn` / `AnyDesk`.
    pub methods: BTreeSet<(String, Option<String>)>,
    pub evidence: Vec<Evidence>,
    ranked: BTreeSet<(u8, String)>,
    /// Somebody looked its name up, or called it by name.
    pub has_name: bool,
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct Outside(BTreeMap<IpAddr, Outsider>);

impl Outside {
    /// Collects from facts whose subject is no device of ours.
    #[must_use]
    pub fn new(observations: &Observations, identities: &Identities) -> Self {
        let mut all: BTreeMap<IpAddr, Outsider> = BTreeMap::new();
        for fact in &observations.facts {
            let rank = match fact.attribute {
                A::CalledAs => 0,
                A::Fqdn => 1,
                A::TlsCertSubject => 2,
                A::RemoteProtocol => 9,
                _ => continue,
            };
            let Some(ip) = fact.subject.ip.filter(|ip| scope(*ip) == AddressScope::Public) else { continue };
            if identities.locator.find(fact.subject, fact.seen).is_some() {
                continue;
            }
            let it = all.entry(ip).or_default();
            if rank == 9 {
                let (words, product) = match fact.value.split_once('|') {
                    Some((words, product)) => (words, Some(product.to_owned())),
                    None => (fact.value.as_str(), None),
                };
                let method = words.split(' ').next().unwrap_or_default().to_owned();
                it.methods.insert((method, product));
            } else if let Some(name) = name_of(fact.attribute, &fact.value) {
                it.has_name |= rank < 2;
                it.ranked.insert((rank, name));
            }
            if it.evidence.len() < 4 {
                it.evidence.push(fact.evidence.clone());
            }
        }
        for it in all.values_mut() {
            it.names = it.ranked.iter().map(|(_, name)| name.clone()).collect();
        }
        Self(all)
    }

    /// What is known about an address.
    #[must_use]
    pub fn get(&self, ip: IpAddr) -> Option<&Outsider> {
        self.0.get(&ip)
    }

    /// The best name.
    #[must_use]
    pub fn name(&self, ip: IpAddr) -> Option<&str> {
        self.0.get(&ip).and_then(|it| it.names.first()).map(String::as_str)
    }

    /// The known service behind any of its names.
    #[must_use]
    pub fn service<'k>(&self, knowledge: &'k Knowledge, ip: IpAddr) -> Option<&'k RemoteService> {
        self.0.get(&ip)?.names.iter().find_map(|name| knowledge.remote_services.by_name(name))
    }
}

/// A domain name; of a certificate the common name.
fn name_of(attribute: A, value: &str) -> Option<String> {
    let name = if attribute == A::TlsCertSubject {
        value.split(',').map(str::trim).find_map(|part| part.strip_prefix("CN="))?
    } else {
        value.split(':').next().unwrap_or(value)
    };
    let name = name.trim_start_matches("*.").to_ascii_lowercase();
    (name.contains('.') && name.parse::<IpAddr>().is_err()).then_some(name)
}
