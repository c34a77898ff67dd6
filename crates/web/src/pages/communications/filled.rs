//! What the form of a communication sends: fields by name, those of products with their number before.

use std::collections::BTreeMap;

use domain::vulnerabilities::{
    Communication,
    communication::{Affected, MOST_PRODUCTS, entries},
};

/// Fields by name.
#[derive(Clone, Debug, Default)]
pub struct Filled(BTreeMap<String, String>);

impl Filled {
    /// From the pairs of a form; of two with one name the first counts.
    #[must_use]
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        Self(pairs.into_iter().rev().collect())
    }

    /// The text of a field, without white space around it.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map(|text| text.trim()).unwrap_or_default()
    }

    /// The entries of a field: the line break at its end counts.
    fn list(&self, name: &str) -> Vec<String> {
        self.0.get(name).map(|text| entries(text)).unwrap_or_default()
    }

    fn lines(&self, name: &str) -> Vec<String> {
        self.text(name).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    /// How many products have fields.
    #[must_use]
    pub fn blocks(&self) -> usize {
        self.text("products").parse::<usize>().unwrap_or(1).clamp(1, MOST_PRODUCTS)
    }

    /// What is told. Products of which no field is filled in are left out.
    #[must_use]
    pub fn told(&self) -> Communication {
        let owned = |name: &str| self.text(name).to_owned();
        Communication {
            issuer: owned("from"),
            id: owned("id"),
            date: owned("date"),
            updated: owned("updated"),
            title: owned("title"),
            summary: owned("summary"),
            risk: owned("risk"),
            actions: self.lines("actions"),
            japanese: !self.text("japanese").is_empty(),
            links: self.lines("links"),
            also: self.list("also"),
            withdrawn: false,
            products: (0..self.blocks())
                .map(|at| self.product(at))
                .filter(|told| *told != Affected::default())
                .collect(),
            history: Vec::new(),
        }
    }

    fn product(&self, at: usize) -> Affected {
        let name = |field: &str| format!("p{at}-{field}");
        let owned = |field: &str| self.text(&name(field)).to_owned();
        Affected {
            maker: owned("maker"),
            model: owned("model"),
            every_version: !self.text(&name("every-version")).is_empty(),
            versions: self.list(&name("versions")),
            from: owned("from"),
            up_to: owned("up-to"),
            before: owned("before"),
            udi_dis: self.list(&name("udi-di")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_products_have_their_number() {
        let pairs = [
            ("products", "3"),
            ("from", " FDA "),
            ("actions", "a\r\n\r\n b"),
            ("also", "CVE-1、CVE-2，CVE-3"),
            ("p0-model", "P"),
            ("p0-versions", "2.1, build 7\r\n"),
            ("p2-model", "Q"),
            ("p2-udi-di", "04987000000017"),
            ("p9-model", "beyond"),
        ];
        let filled = Filled::of(pairs.map(|(name, text)| (name.to_owned(), text.to_owned())).to_vec());
        let told = filled.told();
        assert_eq!((told.issuer.as_str(), told.actions.len(), told.also.len()), ("FDA", 2, 3));
        let models: Vec<&str> = told.products.iter().map(|product| product.model.as_str()).collect();
        assert_eq!(models, ["P", "Q"]);
        assert_eq!(told.products[0].versions, ["2.1, build 7"]);
        let huge = Filled::of(vec![("products".to_owned(), "99999999".to_owned())]);
        assert_eq!(huge.blocks(), MOST_PRODUCTS);
    }
}
