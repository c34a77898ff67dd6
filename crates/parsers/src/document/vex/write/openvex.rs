//! OpenVEX 0.2.0.

use domain::{
    advisories::Verdict,
    civil::Civil,
    percent,
    purl::Purl,
    statements::{Product, Role, Statement},
    time::Timestamp,
};

use super::super::super::{
    sbom::write::{Lost, json, put, put_list, texts},
    tree::{Map, Node},
};
use super::{Heading, beside};

type Tree = Map<'static>;

/// Addresses of products that have no identifier of their own: maker, name, version and models follow, each percent-encoded.
const OWN: &str = "urn:kikimori:product:";
/// What stands there when nobody says what to do; the format asks for something.
pub(in super::super) const NO_ACTION: &str = "No action was stated.";
/// What stands there when nobody says why.
pub(in super::super) const NO_REASON: &str = "No reason was stated.";

pub(super) fn write(statements: &[Statement], heading: &Heading, lost: &mut Lost) -> String {
    let mut root = Map::default();
    put(&mut root, "@context", Some("https://openvex.dev/ns/v0.2.0"));
    let is_address = heading.id.contains("://") || heading.id.starts_with("urn:");
    let own = format!("urn:kikimori:vex:{}", percent::encode(&heading.id));
    put(&mut root, "@id", Some(if is_address { &heading.id } else { &own }));
    put(&mut root, "author", Some(&heading.author));
    put(&mut root, "role", Some(heading.role.as_str()).filter(|_| heading.role != Role::Other));
    put(&mut root, "timestamp", Some(&time(heading.now)));
    root.put("version", Node::Number(1.into()));
    put(&mut root, "tooling", Some("Kikimori"));
    let mut items: Vec<Node<'static>> = Vec::new();
    for statement in statements {
        match one(statement, heading, lost) {
            Some(item) if !items.contains(&item) => items.push(item),
            _ => {}
        }
    }
    root.put("statements", Node::List(items));
    json(&root)
}

fn time(time: Timestamp) -> String {
    Civil::utc(time).iso()
}

fn one(statement: &Statement, heading: &Heading, lost: &mut Lost) -> Option<Node<'static>> {
    let products = products(statement, lost);
    if products.is_empty() {
        return None;
    }
    beside(statement, heading, lost);
    lost.add("responses", statement.responses.len());
    let mut map = Map::default();
    let mut vulnerability = Map::default();
    put(&mut vulnerability, "name", Some(&statement.vulnerability));
    let mut aliases = statement.aliases.clone();
    aliases.dedup();
    put_list(&mut vulnerability, "aliases", aliases.into_iter().map(Node::text).collect());
    map.put("vulnerability", Node::Map(vulnerability));
    put(&mut map, "timestamp", statement.said_at.map(time).as_deref());
    put_list(&mut map, "products", products);
    put(&mut map, "status", Some(statement.status.as_str()));
    put(&mut map, "status_notes", statement.note.as_deref());
    let (mut impact, mut action) = (statement.impact.as_deref(), statement.action.as_deref());
    match statement.status {
        Verdict::NotAffected => {
            let word = statement.justification.map(|justification| {
                let (nearest, same) = justification.in_vex();
                lost.add("justifications for which VEX has only a nearest word", usize::from(!same));
                nearest.as_str()
            });
            put(&mut map, "justification", word);
            impact = impact.or(word.is_none().then_some(NO_REASON));
        }
        Verdict::Affected => action = action.or(Some(NO_ACTION)),
        _ => {}
    }
    put(&mut map, "impact_statement", impact);
    put(&mut map, "action_statement", action);
    Some(Node::Map(map))
}

/// Products, each with the components inside it. What can only be said of a range of versions without a package URL is left out: without
/// the range it would be said of every version.
fn products(statement: &Statement, lost: &mut Lost) -> Vec<Node<'static>> {
    let mut found: Vec<(Tree, Vec<Node<'static>>)> = Vec::new();
    for subject in &statement.subjects {
        let parts =
            (product(&subject.product, lost), subject.component.as_ref().map(|part| product(part, lost)));
        let (Some(whole), inside @ (None | Some(Some(_)))) = parts else {
            lost.add(
                "products of which only a range of versions or single pieces are named: they were left out",
                1,
            );
            continue;
        };
        let inside = inside.flatten().map(Node::Map);
        // A product alone and one with components say different things.
        let same =
            found.iter_mut().find(|(other, parts)| *other == whole && parts.is_empty() == inside.is_none());
        match same {
            Some((_, parts)) => {
                parts.extend(inside.filter(|part| !parts.contains(part)).into_iter().collect::<Vec<_>>())
            }
            None => found.push((whole, inside.into_iter().collect())),
        }
    }
    let whole = |(mut map, parts): (Tree, Vec<Node<'static>>)| {
        put_list(&mut map, "subcomponents", parts);
        Node::Map(map)
    };
    found.into_iter().map(whole).collect()
}

fn product(product: &Product, lost: &mut Lost) -> Option<Tree> {
    if !product.serials.is_empty() {
        return None;
    }
    let mut purls = product.purls.iter();
    let mut purl = purls.next().cloned();
    if let Some(range) = &product.range {
        purl = Some(ranged(purl.as_deref()?, range)?);
    }
    let cpe = |prefix: &str| product.cpes.iter().find(|cpe| cpe.starts_with(prefix));
    let (new, old) = (cpe("cpe:2.3:"), cpe("cpe:/"));
    let written = usize::from(new.is_some()) + usize::from(old.is_some());
    let id = purl.clone().or_else(|| product.links.first().cloned());
    let models = if id.is_some() { product.models.len() } else { 0 };
    let further = purls.len() + product.cpes.len() - written + models + product.uris.len();
    lost.add("further identifiers of products", further);
    let has_name = product.name.is_some() && (id.is_some() || written > 0);
    lost.add("names of products beside their identifiers", usize::from(has_name));
    let mut map = Map::default();
    let id = id.or_else(|| (written == 0 || !product.models.is_empty()).then(|| own(product)).flatten());
    put(&mut map, "@id", id.as_deref());
    let pairs = [("purl", purl.as_ref()), ("cpe23", new), ("cpe22", old)];
    let given: Vec<(&'static str, &str)> =
        pairs.into_iter().filter_map(|(key, text)| Some((key, text?.as_str()))).collect();
    if !given.is_empty() {
        map.put("identifiers", texts(&given));
    }
    let mut hashes = Map::default();
    for hash in &product.hashes {
        let key = match hash.algorithm.as_str() {
            "MD5" => "md5",
            "SHA-1" => "sha1",
            "SHA-256" => "sha-256",
            "SHA-384" => "sha-384",
            "SHA-512" => "sha-512",
            _ => {
                lost.add("hashes of algorithms that OpenVEX does not have", 1);
                continue;
            }
        };
        put(&mut hashes, key, Some(&hash.value));
    }
    if !hashes.entries.is_empty() {
        map.put("hashes", Node::Map(hashes));
    }
    (map.has("@id") || map.has("identifiers")).then_some(map)
}

/// The package with its range as qualifier (purl specification, `vers`).
fn ranged(purl: &str, range: &str) -> Option<String> {
    if !range.starts_with("vers:") {
        return None;
    }
    let mark = if purl.contains('?') { '&' } else { '?' };
    let (front, subpath) = purl.split_once('#').map_or((purl, None), |(front, back)| (front, Some(back)));
    let tail = subpath.map(|subpath| format!("#{subpath}")).unwrap_or_default();
    Some(format!("{front}{mark}vers={}{tail}", percent::encode(range)))
}

fn own(product: &Product) -> Option<String> {
    if product.name.is_none() && product.models.is_empty() {
        return None;
    }
    let part = |text: &Option<String>| percent::encode(text.as_deref().unwrap_or_default());
    let [vendor, name, version] = [&product.vendor, &product.name, &product.version].map(part);
    let models: String = product.models.iter().map(|model| format!(":{}", percent::encode(model))).collect();
    Some(format!("{OWN}{vendor}:{name}:{version}{models}"))
}

/// What an address says that [`own`] made, and a range that stands in a package URL.
pub(in super::super) fn product_of(text: &str) -> Option<Product> {
    if let Some(rest) = text.strip_prefix(OWN) {
        let mut parts =
            rest.split(':').map(|part| percent::decode(part).ok().filter(|part| !part.is_empty()));
        let (vendor, name, version) = (parts.next()?, parts.next()?, parts.next().flatten());
        let models: Vec<String> = parts.flatten().collect();
        return Some(Product { vendor, name, version, models, ..Product::default() })
            .filter(|product| !product.is_nameless());
    }
    let (purl, _) = Purl::read(text).ok()?;
    let range = purl.qualifier("vers")?.to_owned();
    let qualifiers = purl.qualifiers().iter().filter(|(key, _)| *key != "vers");
    let parts = domain::purl::Parts {
        kind: purl.kind().to_owned(),
        namespace: purl.namespace().unwrap_or_default().to_owned(),
        name: purl.name().to_owned(),
        version: purl.version().unwrap_or_default().to_owned(),
        qualifiers: qualifiers.map(|(key, value)| (key.clone(), value.clone())).collect(),
        subpath: purl.subpath().unwrap_or_default().to_owned(),
    };
    let plain = Purl::build(parts).ok()?.to_string();
    Some(Product { range: Some(range), ..Product::of_purl(&plain) })
}
