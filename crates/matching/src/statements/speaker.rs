//! Whether a publisher speaks of its own products. What feeds bring was taken in by nobody: it counts as the maker's word only of what is the
//! publisher's own.

use domain::{
    cpe::{Cpe, Value},
    purl::Purl,
    statements::{Product, Role, Statement, Subject},
};
use knowledge::{
    Knowledge,
    makers::Relation,
    names::{company_key, words},
};

use super::{Thing, name};
use crate::vulnerability::keys::squeezed;

/// Who publishes a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Publisher<'a> {
    pub name: &'a str,
    /// Address of the publisher, as the document tells.
    pub namespace: &'a str,
}

/// A statement as it counts when a feed brings it: what a maker says of its own products and what it says of others' apart.
#[must_use]
pub fn of_feed(statement: Statement, publisher: Publisher<'_>) -> Vec<Statement> {
    let is_vendor = statement.role == Role::Maker;
    let all = statement.subjects.iter().cloned();
    let (own, others): (Vec<Subject>, Vec<Subject>) =
        all.partition(|subject| is_vendor && publisher.makes(&subject.product));
    let with = |role, subjects: Vec<Subject>| Statement { role, subjects, ..statement.clone() };
    let both = [with(Role::Maker, own), with(Role::Other, others)];
    both.into_iter().filter(|one| !one.subjects.is_empty()).collect()
}

impl Publisher<'_> {
    /// The product is its own: by the maker that the document names and by every identifier, else by its name. The publisher writes the
    /// maker's name itself: alone it makes no library of others its own.
    fn makes(&self, product: &Product) -> bool {
        let vendor = product.vendor.as_deref().filter(|vendor| !vendor.trim().is_empty());
        if vendor.is_some_and(|vendor| !self.is(vendor)) {
            return false;
        }
        let cpes: Vec<Cpe> = product.cpes.iter().filter_map(|text| Cpe::parse(text).ok()).collect();
        let purls: Vec<Purl> =
            product.purls.iter().filter_map(|text| Some(Purl::read(text).ok()?.0)).collect();
        if cpes.is_empty() && purls.is_empty() {
            return vendor.is_some() || product.name.as_deref().is_some_and(|name| begins(name, self.name));
        }
        cpes.iter().all(|cpe| self.is_in_cpe(cpe)) && purls.iter().all(|purl| self.is_in_purl(purl))
    }

    /// What is known here of a thing says that it is the publisher's: its maker, a package URL or a CPE name.
    pub(super) fn owns(&self, thing: &Thing) -> bool {
        thing.supplier.as_deref().is_some_and(|maker| !maker.trim().is_empty() && self.is(maker))
            || thing.cpes.iter().any(|cpe| self.is_in_cpe(cpe))
            || thing.purls.iter().any(|purl| self.is_in_purl(purl))
    }

    fn is_in_cpe(&self, cpe: &Cpe) -> bool {
        let vendor = cpe.value("vendor").and_then(Value::plain);
        vendor.is_some_and(|vendor| self.is(&vendor.replace('_', " ")))
    }

    fn is_in_purl(&self, purl: &Purl) -> bool {
        let maker = purl.namespace().and_then(|all| all.split('/').next());
        maker.is_some_and(|maker| self.is(maker.trim_start_matches('@')))
    }

    /// The name is one of the publisher's.
    fn is(&self, vendor: &str) -> bool {
        let makers = &Knowledge::built_in().makers;
        let own = makers.find(self.name).or_else(|| makers.find_leading(self.name));
        let related = own
            .zip(makers.find(vendor))
            .is_some_and(|(one, other)| makers.relation(&one.id, &other.id) != Relation::Different);
        let site = self.site();
        let of_site = !site.is_empty() && (site == squeezed(vendor) || site == company_key(vendor));
        related || begins(self.name, vendor) || begins(vendor, self.name) || of_site
    }

    /// `paloaltonetworks` of `https://security.paloaltonetworks.com`; empty where it is nobody's own.
    fn site(&self) -> String {
        const SECOND: [&str; 8] = ["co", "com", "ac", "or", "ne", "go", "org", "gov"];
        const HOSTS: [&str; 3] = ["github", "gitlab", "example"];
        let host = name::host(self.namespace).unwrap_or_default();
        let mut labels: Vec<&str> = host.split('.').collect();
        labels.pop();
        if labels.len() > 1 && labels.last().is_some_and(|label| SECOND.contains(label)) {
            labels.pop();
        }
        let own = labels.last().copied().filter(|label| !HOSTS.contains(label));
        own.map(squeezed).unwrap_or_default()
    }
}

/// Whole words: `Siemens ProductCERT` begins with `Siemens`, `Getinge` does not begin with `GE`.
fn begins(text: &str, with: &str) -> bool {
    let (text, with) = (words(text), words(with));
    !with.is_empty() && text.strip_prefix(&with).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_publisher_makes_what_carries_its_name() {
        let publisher = |name: &'static str, namespace: &'static str| Publisher { name, namespace };
        let siemens = publisher("Siemens ProductCERT", "https://www.siemens.com");
        let palo = publisher("PSIRT", "https://security.paloaltonetworks.com");
        let red_hat = publisher("Red Hat Product Security", "https://www.redhat.com");
        let vendor = |vendor: &str| Product { vendor: Some(vendor.into()), ..Product::named("X", None) };
        for (publisher, product, own) in [
            (siemens, vendor("Siemens"), true),
            (siemens, vendor("Siemens AG"), true),
            (siemens, vendor("Siemensstadt Pumps"), false),
            (siemens, vendor("Microsoft"), false),
            (palo, vendor("Palo Alto Networks"), true),
            (palo, vendor("Security"), false),
            (publisher("", ""), vendor("Siemens"), false),
            (publisher("GE", "https://ge.example"), vendor("Getinge"), false),
            (publisher("Philips", ""), vendor("フィリップス"), true),
            (publisher("x", "https://github.com/x"), vendor("GitHub"), false),
            (red_hat, Product::of_purl("pkg:rpm/redhat/openssl@3"), true),
            (red_hat, Product::of_purl("pkg:npm/lodash"), false),
            (red_hat, Product::of_text("cpe:2.3:o:redhat:enterprise_linux:9:*:*:*:*:*:*:*"), true),
            (red_hat, Product::of_text("cpe:2.3:a:openssl:openssl:3:*:*:*:*:*:*:*"), false),
            (publisher("Red Hat", ""), Product::named("Red Hat Enterprise Linux 9", None), true),
            (red_hat, Product::named("OpenSSL", None), false),
            (
                siemens,
                Product { vendor: Some("Siemens".into()), ..Product::of_purl("pkg:npm/lodash@4.17.20") },
                false,
            ),
            (
                siemens,
                Product { vendor: Some("Siemens".into()), ..Product::of_purl("pkg:generic/siemens/x@1") },
                true,
            ),
            (red_hat, Product::default(), false),
        ] {
            assert_eq!(publisher.makes(&product), own, "{publisher:?} {product:?}");
        }
    }

    #[test]
    fn own_and_others_products_part() {
        use domain::{advisories::Verdict, ids::StatementId};
        let publisher = Publisher { name: "Acme", namespace: "https://acme.example" };
        let vendor = |vendor: &str| Product { vendor: Some(vendor.into()), ..Product::named("X", None) };
        let subjects = vec![Subject::whole(vendor("Acme Medical")), Subject::whole(vendor("Other"))];
        for (role, expected) in [
            (Role::Maker, &[(Role::Maker, 1), (Role::Other, 1)][..]),
            (Role::Hospital, &[(Role::Other, 2)]),
            (Role::Other, &[(Role::Other, 2)]),
        ] {
            let statement = Statement {
                role,
                subjects: subjects.clone(),
                ..Statement::new(StatementId::from_tail("1"), "CVE-2099-1", Verdict::Fixed)
            };
            let parted: Vec<(Role, usize)> =
                of_feed(statement, publisher).iter().map(|one| (one.role, one.subjects.len())).collect();
            assert_eq!(parted, expected);
        }
    }
}
