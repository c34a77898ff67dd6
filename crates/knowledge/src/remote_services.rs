//! Remote support, maker maintenance and cloud services by server name.

use hashbrown::HashMap;
use serde::Deserialize;

use crate::{Grade, table::Row};

/// A row of `remote_services.csv`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct RemoteRow {
    service: String,
    #[serde(default)]
    maker_id_or_vendor: String,
    #[serde(default)]
    class: String,
    #[serde(default)]
    domain_or_sni: String,
    #[serde(default)]
    ports: String,
    #[serde(default)]
    certificate_or_other_sign: String,
    #[serde(default)]
    certainty: Grade,
}

impl Row for RemoteRow {
    fn problem(&self) -> Option<&'static str> {
        self.service.is_empty().then_some("a remote service needs a name")
    }
}

/// A service.
#[derive(Clone, Debug, PartialEq)]
pub struct RemoteService {
    pub service: String,
    /// `maker_id` or vendor name.
    pub vendor: String,
    /// `remote_support`, `rmm`, `maker_remote`, `cloud` … as in the file.
    pub class: String,
    pub domains: Vec<String>,
    pub ports: String,
    pub certificate: String,
    pub grade: Grade,
}

/// All services by domain.
#[derive(Debug)]
pub struct RemoteServices {
    rows: Vec<RemoteService>,
    by_domain: HashMap<String, usize>,
}

impl RemoteServices {
    pub(crate) fn new(rows: Vec<RemoteRow>) -> Self {
        let mut services = Self { rows: Vec::new(), by_domain: HashMap::new() };
        for row in rows {
            let domains: Vec<String> = row
                .domain_or_sni
                .split('|')
                .map(|d| d.trim().to_lowercase())
                .filter(|d| !d.is_empty())
                .collect();
            for domain in &domains {
                services
                    .by_domain
                    .entry(domain.trim_start_matches("*.").to_owned())
                    .or_insert(services.rows.len());
            }
            services.rows.push(RemoteService {
                service: row.service,
                vendor: row.maker_id_or_vendor,
                class: row.class,
                domains,
                ports: row.ports,
                certificate: row.certificate_or_other_sign,
                grade: row.certainty,
            });
        }
        services
    }

    /// The service whose domain is the name or a parent of it (never a bare top-level name).
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<&RemoteService> {
        let name = name.trim_end_matches('.').to_lowercase();
        let mut rest = name.as_str();
        loop {
            if let Some(&index) = self.by_domain.get(rest) {
                return self.rows.get(index);
            }
            let (_, parent) = rest.split_once('.')?;
            parent.contains('.').then_some(())?;
            rest = parent;
        }
    }

    /// A service by its name in the file.
    #[must_use]
    pub fn by_service(&self, service: &str) -> Option<&RemoteService> {
        self.rows.iter().find(|row| row.service.eq_ignore_ascii_case(service))
    }

    /// Every service, in file order.
    pub fn iter(&self) -> impl Iterator<Item = &RemoteService> {
        self.rows.iter()
    }
}

#[cfg(test)]
mod tests {
    use crate::Knowledge;

    #[test]
    fn names_and_their_parents() {
        let services = &Knowledge::built_in().remote_services;
        assert_eq!(
            services.by_name("router15.TeamViewer.com.").map(|s| s.service.as_str()),
            Some("TeamViewer")
        );
        assert_eq!(services.by_name("relay-1.net.anydesk.com").map(|s| s.service.as_str()), Some("AnyDesk"));
        assert!(services.by_name("notteamviewer.com").is_none());
        assert!(services.by_name("com").is_none());
    }
}
