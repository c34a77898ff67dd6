//! CSAF 2.0, profile 5: VEX (sections 3 and 4.5).

use std::collections::BTreeMap;

use domain::{
    advisories::Verdict,
    civil::Civil,
    cpe::Cpe,
    purl::Purl,
    statements::{Product, Response, Role, Statement, Subject},
    time::Timestamp,
    vulnerabilities::is_cve,
};

use super::super::super::{
    sbom::write::{Lost, json, put, put_list, texts},
    tree::{Map, Node},
};
use super::{
    Heading, beside,
    openvex::{NO_ACTION, NO_REASON},
};

type Tree = Map<'static>;

/// A product id and what is said of it.
type Said<'s> = BTreeMap<String, &'s Statement>;

pub(super) fn write(statements: &[Statement], heading: &Heading, lost: &mut Lost) -> String {
    let mut tree = Products::default();
    let mut by_name: BTreeMap<&str, Said<'_>> = BTreeMap::new();
    for statement in statements {
        beside(statement, heading, lost);
        let said = by_name.entry(&statement.vulnerability).or_default();
        for subject in &statement.subjects {
            let parts = [Some(&subject.product), subject.component.as_ref()];
            if parts.into_iter().flatten().any(|part| has_versions(part) && name_of(part).is_none()) {
                // Without its versions it would be said of every version.
                lost.add("products with versions and without a name: they were left out", 1);
                continue;
            }
            let id = tree.id(subject, lost);
            let older = said.get(&id).is_some_and(|other| other.said_at > statement.said_at);
            let two = said.get(&id).is_some_and(|other| other.status != statement.status);
            // A product may stand in one group only (6.1.6).
            lost.add("older statements that say something else of the same product", usize::from(two));
            if !older {
                said.insert(id, statement);
            }
        }
    }
    let said_at = statements.iter().filter_map(|statement| statement.said_at);
    let (first, last) = (said_at.clone().min().unwrap_or(heading.now), said_at.max().unwrap_or(heading.now));
    let other = statements.iter().filter(|statement| statement.said_at.is_some_and(|said| said != last));
    lost.add("times of single statements", other.count());
    let mut root = Map::default();
    root.put("document", Node::Map(document(heading, first, last)));
    root.put("product_tree", Node::Map(tree.written()));
    let vulnerabilities = by_name.iter().map(|(name, said)| Node::Map(vulnerability(name, said, lost)));
    root.put("vulnerabilities", Node::List(vulnerabilities.collect()));
    json(&root)
}

fn document(heading: &Heading, first: Timestamp, last: Timestamp) -> Tree {
    let category = match heading.role {
        Role::Maker => "vendor",
        Role::Hospital => "user",
        Role::Distributor | Role::Supporter | Role::Other => "other",
    };
    let namespace = if heading.namespace.is_empty() { "urn:kikimori:unstated" } else { &heading.namespace };
    let (first, last) = (Civil::utc(first).iso(), Civil::utc(last).iso());
    let mut map = Map::default();
    put(&mut map, "category", Some("csaf_vex"));
    put(&mut map, "csaf_version", Some("2.0"));
    put(&mut map, "lang", Some("en"));
    map.put(
        "publisher",
        texts(&[("category", category), ("name", &heading.author), ("namespace", namespace)]),
    );
    let title = if heading.title.is_empty() { "Statements about vulnerabilities" } else { &heading.title };
    put(&mut map, "title", Some(title));
    let mut generator = Map::default();
    put(&mut generator, "date", Some(&Civil::utc(heading.now).iso()));
    generator.put("engine", texts(&[("name", "Kikimori")]));
    let mut tracking = Map::default();
    put(&mut tracking, "current_release_date", Some(&last));
    tracking.put("generator", Node::Map(generator));
    put(&mut tracking, "id", Some(&heading.id));
    put(&mut tracking, "initial_release_date", Some(&first));
    let mut history = vec![texts(&[("date", &first), ("number", "1"), ("summary", "First statement.")])];
    if first != last {
        history.push(texts(&[("date", &last), ("number", "2"), ("summary", "Latest statement.")]));
    }
    put(&mut tracking, "version", Some(if history.len() == 1 { "1" } else { "2" }));
    put_list(&mut tracking, "revision_history", history);
    put(&mut tracking, "status", Some("final"));
    map.put("tracking", Node::Map(tracking));
    map
}

/// Products in the order in which they were met, and pairs of component and product.
#[derive(Default)]
struct Products {
    products: Vec<Product>,
    pairs: Vec<(usize, usize)>,
}

impl Products {
    fn id(&mut self, subject: &Subject, lost: &mut Lost) -> String {
        let whole = self.at(&subject.product, lost);
        let Some(component) = &subject.component else { return format!("P{whole}") };
        let pair = (self.at(component, lost), whole);
        if !self.pairs.contains(&pair) {
            self.pairs.push(pair);
        }
        format!("P{}-in-P{}", pair.0, pair.1)
    }

    /// From 1.
    fn at(&mut self, product: &Product, lost: &mut Lost) -> usize {
        if let Some(at) = self.products.iter().position(|known| known == product) {
            return at + 1;
        }
        let more = |list: &[String]| list.len().saturating_sub(1);
        lost.add("further identifiers of products", more(&product.purls) + more(&product.cpes));
        lost.add("hashes of products (CSAF wants names of files)", product.hashes.len());
        self.products.push(product.clone());
        self.products.len()
    }

    fn written(&self) -> Tree {
        let mut map = Map::default();
        let (mut branches, mut names) = (Vec::new(), Vec::new());
        for (at, product) in self.products.iter().enumerate() {
            let leaf = full_name(product, &format!("P{}", at + 1));
            match name_of(product).filter(|_| product.name.is_some() || has_versions(product)) {
                Some(name) => branches.push(branch(product, &name, leaf)),
                None => names.push(Node::Map(leaf)),
            }
        }
        put_list(&mut map, "branches", branches);
        put_list(&mut map, "full_product_names", names);
        let shown = |at: usize| self.products.get(at - 1).map(Product::shown).unwrap_or_default();
        let relation = |(part, whole): &(usize, usize)| {
            let name = format!("{} as a component of {}", shown(*part), shown(*whole));
            let mut map = Map::default();
            put(&mut map, "category", Some("default_component_of"));
            let id = format!("P{part}-in-P{whole}");
            map.put("full_product_name", texts(&[("name", &name), ("product_id", &id)]));
            put(&mut map, "product_reference", Some(&format!("P{part}")));
            put(&mut map, "relates_to_product_reference", Some(&format!("P{whole}")));
            Node::Map(map)
        };
        put_list(&mut map, "relationships", self.pairs.iter().map(relation).collect());
        map
    }
}

/// Versions that only a branch can tell: no package URL holds them.
fn has_versions(product: &Product) -> bool {
    let version = product.version.as_deref();
    let told = |purl: &String| Purl::read(purl).is_ok_and(|(purl, _)| purl.version() == version);
    product.range.is_some() || version.is_some() && !product.purls.iter().any(told)
}

/// Its name, or the one that stands in its package URL or CPE name, or what else it is called by.
fn name_of(product: &Product) -> Option<String> {
    let of_purl = || Some(Purl::read(product.purls.first()?).ok()?.0.name().to_owned());
    let of_cpe = || Cpe::parse(product.cpes.first()?).ok()?.value("product")?.plain();
    let other = || product.links.iter().chain(&product.models).chain(&product.uris).next().cloned();
    product.name.clone().or_else(of_purl).or_else(of_cpe).or_else(other)
}

fn full_name(product: &Product, id: &str) -> Tree {
    let mut map = Map::default();
    put(&mut map, "name", Some(&product.shown()));
    put(&mut map, "product_id", Some(id));
    let mut helper = Map::default();
    put(&mut helper, "cpe", product.cpes.first().map(String::as_str));
    let models = product.models.iter().map(|model| Node::text(model.clone())).collect();
    put_list(&mut helper, "model_numbers", models);
    let serials = product.serials.iter().map(|serial| Node::text(serial.clone())).collect();
    put(&mut helper, "purl", product.purls.first().map(String::as_str));
    put_list(&mut helper, "serial_numbers", serials);
    let (uris, boms): (Vec<&String>, Vec<&String>) =
        product.links.iter().partition(|link| link.starts_with("urn:cdx:") || link.contains("#SPDXRef-"));
    put_list(&mut helper, "sbom_urls", boms.into_iter().map(|link| Node::text(link.clone())).collect());
    let namespace = |uri: &str| uri.split_once(':').map_or_else(String::new, |(scheme, _)| scheme.to_owned());
    let uri = |uri: &String| match uri.starts_with("urn:cdx:") {
        true => texts(&[("namespace", "urn:cdx"), ("uri", uri)]),
        false => texts(&[("namespace", &namespace(uri)), ("uri", uri)]),
    };
    put_list(&mut helper, "x_generic_uris", uris.into_iter().chain(&product.uris).map(uri).collect());
    if !helper.entries.is_empty() {
        map.put("product_identification_helper", Node::Map(helper));
    }
    map
}

/// Vendor, product name and version as branches, as far as they are known.
fn branch(product: &Product, name: &str, leaf: Tree) -> Node<'static> {
    let around = |category: &'static str, name: &str, inner: Inner| {
        let mut map = Map::default();
        match inner {
            Inner::Branch(node) => map.put("branches", Node::List(vec![node])),
            Inner::Leaf(leaf) => map.put("product", Node::Map(leaf)),
        }
        put(&mut map, "category", Some(category));
        put(&mut map, "name", Some(name));
        Node::Map(map)
    };
    let version = match (&product.version, &product.range) {
        (_, Some(range)) => Some(("product_version_range", range)),
        (Some(version), None) => Some(("product_version", version)),
        (None, None) => None,
    };
    let named = match version {
        Some((category, text)) => {
            around("product_name", name, Inner::Branch(around(category, text, Inner::Leaf(leaf))))
        }
        None => around("product_name", name, Inner::Leaf(leaf)),
    };
    match &product.vendor {
        Some(vendor) => around("vendor", vendor, Inner::Branch(named)),
        None => named,
    }
}

enum Inner {
    Branch(Node<'static>),
    Leaf(Tree),
}

fn vulnerability(name: &str, said: &Said<'_>, lost: &mut Lost) -> Tree {
    let mut map = Map::default();
    let mut names: Vec<&str> = said.values().flat_map(|statement| statement.names()).collect();
    names.insert(0, name);
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    let cve = names.iter().copied().find(|name| is_cve(name));
    put(&mut map, "cve", cve);
    let id = |text: &&str| texts(&[("system_name", text.split('-').next().unwrap_or("id")), ("text", text)]);
    put_list(&mut map, "ids", names.iter().filter(|name| Some(**name) != cve).map(id).collect());
    let mut notes = vec![note("description", "Vulnerability", &format!("Statements about {name}."))];
    let mut shown: Vec<&str> = said.values().filter_map(|statement| statement.note.as_deref()).collect();
    shown.sort_unstable();
    shown.dedup();
    lost.add("further words (they stand in notes for people)", shown.len());
    notes.extend(shown.iter().map(|text| note("other", "Further words", text)));
    put_list(&mut map, "notes", notes);
    let mut status = Map::default();
    for (key, verdict) in [
        ("fixed", Verdict::Fixed),
        ("known_affected", Verdict::Affected),
        ("known_not_affected", Verdict::NotAffected),
        ("under_investigation", Verdict::UnderInvestigation),
    ] {
        let ids = said.iter().filter(|(_, statement)| statement.status == verdict);
        put_list(&mut status, key, ids.map(|(id, _)| Node::text(id.clone())).collect());
    }
    // The order of section 3.2.3: flags, ids, notes, product_status, remediations, threats.
    put_list(&mut map, "flags", flags(said, lost));
    map.put("product_status", Node::Map(status));
    put_list(&mut map, "remediations", remediations(said, lost));
    put_list(&mut map, "threats", threats(said));
    map
}

fn note(category: &str, title: &str, text: &str) -> Node<'static> {
    texts(&[("category", category), ("text", text), ("title", title)])
}

/// One entry for all products of which the same is said.
fn grouped<K: Ord>(said: &Said<'_>, key: impl Fn(&Statement) -> Vec<K>) -> BTreeMap<K, Vec<Node<'static>>> {
    let mut groups: BTreeMap<K, Vec<Node<'static>>> = BTreeMap::new();
    for (id, statement) in said {
        for key in key(statement) {
            groups.entry(key).or_default().push(Node::text(id.clone()));
        }
    }
    groups
}

fn entry(pairs: &[(&'static str, &str)], products: Vec<Node<'static>>) -> Node<'static> {
    let Node::Map(mut map) = texts(pairs) else { return Node::Null };
    put_list(&mut map, "product_ids", products);
    Node::Map(map)
}

fn flags(said: &Said<'_>, lost: &mut Lost) -> Vec<Node<'static>> {
    let words = |statement: &Statement| -> Vec<(&'static str, bool)> {
        let reason = statement.justification.filter(|_| statement.status == Verdict::NotAffected);
        reason.map(|reason| (reason.in_vex().0.as_str(), reason.in_vex().1)).into_iter().collect()
    };
    let mut found = Vec::new();
    for ((label, same), products) in grouped(said, words) {
        if !same {
            lost.add("justifications for which VEX has only a nearest word", products.len());
        }
        found.push(entry(&[("label", label)], products));
    }
    found
}

/// An affected product must have one (6.1.27.10).
fn remediations(said: &Said<'_>, lost: &mut Lost) -> Vec<Node<'static>> {
    let category = |response: Option<&Response>| match response {
        Some(Response::Update | Response::Rollback) => "vendor_fix",
        Some(Response::WorkaroundAvailable) => "workaround",
        Some(Response::CanNotFix | Response::WillNotFix) => "no_fix_planned",
        None => "mitigation",
    };
    let actions = |statement: &Statement| -> Vec<(&'static str, String)> {
        let Some(text) = statement.action.clone() else {
            let must = statement.status == Verdict::Affected && statement.responses.is_empty();
            let bare = statement.responses.iter().map(|each| (category(Some(each)), NO_ACTION.to_owned()));
            return bare.chain(must.then(|| ("none_available", NO_ACTION.to_owned()))).collect();
        };
        let mut kinds: Vec<_> = statement.responses.iter().map(|each| category(Some(each))).collect();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.is_empty() {
            kinds.push(category(None));
        }
        kinds.into_iter().map(|kind| (kind, text.clone())).collect()
    };
    for statement in said.values().filter(|statement| statement.status != Verdict::Affected) {
        lost.some("what to do where nothing is affected", statement.action.as_ref());
    }
    let groups = grouped(said, actions);
    groups
        .into_iter()
        .map(|((kind, text), ids)| entry(&[("category", kind), ("details", &text)], ids))
        .collect()
}

/// What is not affected must say why: by a flag, or here (6.1.27.9).
fn threats(said: &Said<'_>) -> Vec<Node<'static>> {
    let impacts = |statement: &Statement| -> Vec<String> {
        let silent = statement.status == Verdict::NotAffected && statement.justification.is_none();
        let text = statement.impact.clone().filter(|_| statement.status == Verdict::NotAffected);
        text.or_else(|| silent.then(|| NO_REASON.to_owned())).into_iter().collect()
    };
    let groups = grouped(said, impacts);
    groups.into_iter().map(|(text, ids)| entry(&[("category", "impact"), ("details", &text)], ids)).collect()
}
