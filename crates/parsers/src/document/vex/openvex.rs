//! OpenVEX 0.2.0 and the forms before it (0.0.x: vulnerability and products as plain texts, subcomponents beside the products).

use domain::{
    civil::Civil,
    sbom::Hash,
    statements::{Justification, Product, Subject, VexFormat, status_named},
};

use super::{
    super::tree::{Fields, Log, Map, Node, Place},
    Vex, role,
};

/// Products and components that one document may name; products and components beside each other multiply.
const MOST_SUBJECTS: usize = 200_000;

/// A single statement without a document around it.
pub(super) fn is_alone(root: &Map<'_>) -> bool {
    root.has("vulnerability") && root.has("status") && root.has("products")
}

pub(super) fn read(root: &Map<'_>, log: &Log, vex: &mut Vex) {
    let fields = Fields::new(root, Place::Root, log);
    vex.format = VexFormat::OpenVex;
    if is_alone(root) {
        vex.id = fields.text("identifier").unwrap_or_default();
        statement(&fields, log, vex, &mut { MOST_SUBJECTS });
        return;
    }
    let required = |key: &str| {
        let text = fields.text(key);
        if text.is_none() {
            fields.warn(key, "missing; a document must have it");
        }
        text
    };
    vex.id = required("@id").unwrap_or_default();
    vex.author = required("author").unwrap_or_default();
    let issued = required("timestamp");
    vex.said_at = time(&fields, "last_updated", fields.text("last_updated"))
        .or_else(|| time(&fields, "timestamp", issued));
    vex.version = fields.scalar("version").unwrap_or_default();
    if let Some(words) = fields.text("role") {
        vex.role = domain::statements::Role::named(&words).unwrap_or_else(|| role(&words));
        if vex.role == domain::statements::Role::Other && words != "other" {
            fields.warn("role", "the role is in other words than those known here; the author is taken for somebody else than the maker");
        }
    }
    fields.skip(&["@context", "tooling"]);
    let mut left = MOST_SUBJECTS;
    fields.each("statements", |item| statement(item, log, vex, &mut left));
}

fn time(fields: &Fields<'_, '_>, key: &str, text: Option<String>) -> Option<domain::time::Timestamp> {
    let time = Civil::read(text.as_deref()?);
    if time.is_none() {
        fields.warn(key, "not readable as a time");
    }
    time
}

fn statement(fields: &Fields<'_, '_>, log: &Log, vex: &mut Vex, left: &mut usize) {
    let Some((vulnerability, aliases)) = vulnerability(fields, log) else {
        fields.warn("vulnerability", "missing; the statement was left out");
        return;
    };
    let word = fields.text("status").unwrap_or_default();
    let Some(status) = status_named(&word.to_ascii_lowercase().replace([' ', '-'], "_")) else {
        fields.warn("status", "no status of VEX; the statement was left out");
        return;
    };
    let mut made = vex.statement(&vulnerability, status, fields.place());
    made.aliases = aliases;
    let Some(subjects) = subjects(fields, log, *left) else {
        let what = format!(
            "the document names more than {MOST_SUBJECTS} products and components; the statement was left out"
        );
        fields.warn("products", &what);
        return;
    };
    *left -= subjects.len();
    made.subjects = subjects;
    if made.subjects.is_empty() {
        fields.warn("products", "no product is named; the statement was left out");
        return;
    }
    if let Some(word) = fields.text("justification") {
        made.justification = Justification::named(&word);
        if made.justification.is_none_or(|justification| !justification.is_vex()) {
            fields.warn("justification", "not one of the five words of VEX");
        }
    }
    (made.impact, made.action) = (fields.text("impact_statement"), fields.text("action_statement"));
    made.note = fields.text("status_notes").or_else(|| fields.text("statement"));
    made.author = fields.text("author").unwrap_or(made.author);
    made.said_at = time(fields, "last_updated", fields.text("last_updated"))
        .or_else(|| time(fields, "timestamp", fields.text("timestamp")))
        .or(made.said_at);
    fields.skip(&["@id", "version", "action_statement_timestamp", "vuln_description"]);
    match status {
        domain::advisories::Verdict::NotAffected if !made.has_reason() => {
            fields.warn("", "not affected without a justification or an impact statement");
        }
        domain::advisories::Verdict::Affected if made.action.is_none() => {
            fields.warn("", "affected without an action statement");
        }
        _ => {}
    }
    vex.statements.push(made);
}

/// Name and aliases.
fn vulnerability(fields: &Fields<'_, '_>, log: &Log) -> Option<(String, Vec<String>)> {
    let node = fields.node("vulnerability")?;
    let Node::Map(map) = node else { return Some((node.as_text()?.trim().to_owned(), Vec::new())) };
    let inner = Fields::new(map, Place::Root, log);
    let mut aliases = inner.texts("aliases");
    let address = inner.text("@id");
    inner.skip(&["description"]);
    let name = inner.text("name").or_else(|| {
        // Only the address of a record: https://nvd.nist.gov/vuln/detail/CVE-2021-44228
        address.as_deref().and_then(|address| address.rsplit('/').next()).map(str::to_owned)
    })?;
    aliases.retain(|alias| *alias != name);
    Some((name, aliases))
}

/// `None`: they are more than may be.
fn subjects(fields: &Fields<'_, '_>, log: &Log, most: usize) -> Option<Vec<Subject>> {
    let mut beside = Inside::default();
    fields.each_node("subcomponents", |node, place| beside.read(node, place, log));
    let mut found = Vec::new();
    let mut too_many = false;
    fields.each_node("products", |node, place| {
        let Some((product, own)) = product(node, place, log) else { return };
        let inside = || beside.parts.iter().chain(&own.parts);
        if (beside.listed || own.listed) && inside().next().is_none() {
            // Of the product as a whole nothing was said.
            log.at(&place, "none of its subcomponents could be read; it was left out");
            return;
        }
        too_many = too_many || found.len() + inside().count().max(1) > most;
        match inside().next() {
            _ if too_many => {}
            None => found.push(Subject::whole(product)),
            Some(_) => found.extend(inside().map(|part| Subject::inside(product.clone(), part.clone()))),
        }
    });
    (!too_many).then_some(found)
}

/// Components that are listed inside of a product, as far as they could be read.
#[derive(Default)]
struct Inside {
    listed: bool,
    parts: Vec<Product>,
}

impl Inside {
    fn read(&mut self, node: &Node<'_>, place: Place<'_>, log: &Log) {
        self.listed = true;
        if node.as_map().is_some_and(|map| map.has("subcomponents")) {
            log.at(&place, "a subcomponent has no subcomponents of its own in OpenVEX; it was left out");
            return;
        }
        self.parts.extend(product(node, place, log).map(|(part, _)| part));
    }
}

/// A product and the components that are named inside it. What has no name at all is told.
fn product(node: &Node<'_>, place: Place<'_>, log: &Log) -> Option<(Product, Inside)> {
    let map = match node {
        Node::Text(text) => return Some((named(text), Inside::default())),
        Node::Map(map) => map,
        _ => {
            log.at(&place, "a text or an object was expected here");
            return None;
        }
    };
    let fields = Fields::new(map, place, log);
    let mut product = fields.text("@id").as_deref().map(named).unwrap_or_default();
    fields.inside("identifiers", |identifiers| {
        let more = |list: &mut Vec<String>, text: Option<String>| {
            list.extend(text.filter(|text| !list.contains(text)).into_iter().collect::<Vec<_>>());
        };
        if let Some(purl) = identifiers.text("purl") {
            let named = named(&purl);
            product.range = product.range.take().or(named.range);
            more(&mut product.purls, named.purls.into_iter().next().or(Some(purl)));
        }
        more(&mut product.cpes, identifiers.text("cpe23"));
        more(&mut product.cpes, identifiers.text("cpe22"));
    });
    fields.inside("hashes", |hashes| {
        for algorithm in ["md5", "sha1", "sha-256", "sha-384", "sha-512", "sha3-256", "sha3-384", "sha3-512"]
        {
            if let Some(value) = hashes.text(algorithm) {
                let algorithm = algorithm.to_uppercase().replace("SHA1", "SHA-1");
                product.hashes.push(Hash { algorithm, value: value.to_lowercase() });
            }
        }
    });
    let mut inside = Inside::default();
    fields.each_node("subcomponents", |node, place| inside.read(node, place, log));
    if product.is_nameless() {
        fields.warn("", "the product has no name; it was left out");
        return None;
    }
    Some((product, inside))
}

/// What an `@id` says: an identifier, or an address that [`super::write`] made of maker, name and version.
fn named(text: &str) -> Product {
    super::write::openvex::product_of(text).unwrap_or_else(|| {
        let text = text.trim();
        match text.starts_with("http://") || text.starts_with("https://") {
            // An address may have an @ in it that parts nothing.
            true => Product::named(text, None),
            false => Product::of_text(text),
        }
    })
}
