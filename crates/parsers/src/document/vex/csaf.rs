//! CSAF: the `product_status` of VEX documents and of security advisories (2.0 section 3.2.3.9, 2.1 section 3.2.4.11).

use std::collections::{BTreeMap, HashMap};

use domain::{
    advisories::{Advisory, AdvisoryProduct, AdvisoryVulnerability, Verdict},
    civil::Civil,
    statements::{Justification, Product, Response, Role, Subject, VexFormat},
};

use super::{super::csaf, Vex, VexError};

/// Relationships of relationships are followed this far.
const DEEPEST: usize = 8;
/// Products with a status that one document may name, each counted once a vulnerability. The largest that distributions publish have some
/// hundred thousand.
const MOST_STATUSES: usize = 500_000;

pub(super) fn read(bytes: &[u8], vex: &mut Vex) -> Result<(), VexError> {
    let advisory = csaf::read(bytes)?;
    vex.format = VexFormat::Csaf;
    (vex.id, vex.version) = (advisory.id.clone(), advisory.revision.clone());
    vex.author.clone_from(&advisory.publisher);
    vex.namespace.clone_from(&advisory.publisher_namespace);
    vex.withdrawn = advisory.withdrawn;
    vex.role = match advisory.publisher_category.as_str() {
        "vendor" => Role::Maker,
        "user" => Role::Hospital,
        _ => Role::Other,
    };
    vex.said_at = Civil::read(&advisory.current_release).or_else(|| Civil::read(&advisory.initial_release));
    vex.warnings.extend(advisory.warnings.iter().cloned());
    if advisory.withdrawn {
        vex.warnings.push("/document: the document was taken back; it states nothing".to_owned());
        return Ok(());
    }
    let statuses: usize = advisory.vulnerabilities.iter().map(|each| each.statuses.len()).sum();
    if statuses > MOST_STATUSES {
        return Err(VexError::TooMany { most: MOST_STATUSES });
    }
    let tree: BTreeMap<&str, &AdvisoryProduct> =
        advisory.products.iter().map(|product| (product.id.as_str(), product)).collect();
    for (at, vulnerability) in advisory.vulnerabilities.iter().enumerate() {
        one(&advisory, vulnerability, at, &tree, vex);
    }
    Ok(())
}

type Tree<'a> = BTreeMap<&'a str, &'a AdvisoryProduct>;

/// What products must have in common to stand in one statement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    status: Verdict,
    justification: Option<Justification>,
    impact: Option<String>,
    action: Option<String>,
    responses: Vec<Response>,
}

fn one(
    advisory: &Advisory,
    vulnerability: &AdvisoryVulnerability,
    at: usize,
    tree: &Tree<'_>,
    vex: &mut Vex,
) {
    let mut names = vulnerability.cve.iter().chain(vulnerability.ids.iter().map(|(_, text)| text));
    let Some(name) = names.next().or(Some(&advisory.id).filter(|id| !id.is_empty())) else {
        vex.warnings.push(format!("/vulnerabilities/{at}: neither CVE nor another id; left out"));
        return;
    };
    if vulnerability.cve.is_none() && vulnerability.ids.is_empty() {
        let what = "neither CVE nor another id; the document's own id stands for it";
        vex.warnings.push(format!("/vulnerabilities/{at}: {what}"));
    }
    let aliases: Vec<String> = names.cloned().collect();
    let about = About::of(vulnerability, tree);
    let mut groups: BTreeMap<Said, Vec<Subject>> = BTreeMap::new();
    for (word, id) in &vulnerability.statuses {
        let Some((status, bound)) = meaning(word) else {
            if !matches!(word.as_str(), "recommended" | "unknown") {
                vex.warnings
                    .push(format!("/vulnerabilities/{at}/product_status/{word}: no status of VEX; left out"));
            }
            continue;
        };
        // The reader of the tree has told it.
        let Some(mut subject) = subject(tree, id) else { continue };
        if let Some(sign) = bound {
            bounded(&mut subject, sign);
        }
        if status == Verdict::NotAffected && word == "known_not_affected" && !about.has_reason(id) {
            let place = format!("/vulnerabilities/{at}/product_status/{word}");
            told_once(&mut vex.warnings, &place, "not affected without a flag or an impact statement");
        }
        groups.entry(about.said(id, status)).or_default().push(subject);
    }
    for (said, subjects) in groups {
        let mut made = vex.statement(name, said.status, format!("/vulnerabilities/{at}"));
        made.aliases.clone_from(&aliases);
        made.subjects = subjects;
        (made.justification, made.impact) = (said.justification, said.impact);
        (made.action, made.responses) = (said.action, said.responses);
        vex.statements.push(made);
    }
}

fn told_once(warnings: &mut Vec<String>, place: &str, what: &str) {
    let line = format!("{place}: {what}");
    if !warnings.contains(&line) {
        warnings.push(line);
    }
}

/// The status of a word, and for bounds on which side of the version it holds.
fn meaning(word: &str) -> Option<(Verdict, Option<&'static str>)> {
    Some(match word {
        "known_affected" => (Verdict::Affected, None),
        "first_affected" => (Verdict::Affected, Some(">=")),
        "last_affected" => (Verdict::Affected, Some("<=")),
        "fixed" => (Verdict::Fixed, None),
        "first_fixed" => (Verdict::Fixed, Some(">=")),
        "known_not_affected" => (Verdict::NotAffected, None),
        "under_investigation" => (Verdict::UnderInvestigation, None),
        _ => return None,
    })
}

/// The first of two bounds alone says nothing of the other end; a version and later ones, or earlier ones, is what it says.
fn bounded(subject: &mut Subject, sign: &str) {
    let part = subject.component.as_mut().unwrap_or(&mut subject.product);
    if let (Some(version), None) = (&part.version, &part.range) {
        part.range = Some(format!("vers:generic/{sign}{version}"));
        part.version = None;
        part.purls = part.purls.iter().map(|purl| without_version(purl)).collect();
    }
}

/// The package, whatever its version.
pub(super) fn without_version(purl: &str) -> String {
    domain::purl::Purl::read(purl).map_or_else(|_| purl.to_owned(), |(purl, _)| purl.package().to_string())
}

/// Entries by the product that they are about; those without products are about all.
#[derive(Default)]
struct ById<'v> {
    all: Vec<usize>,
    of: HashMap<&'v str, Vec<usize>>,
}

impl<'v> ById<'v> {
    fn of(lists: impl Iterator<Item = &'v [String]>) -> Self {
        let mut made = Self::default();
        for (at, ids) in lists.enumerate() {
            if ids.is_empty() {
                made.all.push(at);
            }
            ids.iter().for_each(|id| made.of.entry(id.as_str()).or_default().push(at));
        }
        made
    }

    /// Their positions, in the order of the document.
    fn about(&self, id: &str) -> Vec<usize> {
        let mut found: Vec<usize> = self.of.get(id).into_iter().flatten().chain(&self.all).copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// What a vulnerability says of its products beside their status.
struct About<'v> {
    vulnerability: &'v AdvisoryVulnerability,
    flags: ById<'v>,
    threats: ById<'v>,
    remediations: ById<'v>,
    /// Names of the products that are recommended.
    recommended: Vec<String>,
}

impl<'v> About<'v> {
    fn of(vulnerability: &'v AdvisoryVulnerability, tree: &Tree<'_>) -> Self {
        let recommended = vulnerability.statuses.iter().filter(|(word, _)| word == "recommended");
        let names = recommended.filter_map(|(_, id)| Some(format!("→ {}", tree.get(id.as_str())?.name)));
        Self {
            vulnerability,
            flags: ById::of(vulnerability.flags.iter().map(|(_, ids)| ids.as_slice())),
            threats: ById::of(vulnerability.threats.iter().map(|(.., ids)| ids.as_slice())),
            remediations: ById::of(vulnerability.remediations.iter().map(|each| each.products.as_slice())),
            recommended: names.collect(),
        }
    }

    fn flags(&self, id: &str) -> impl Iterator<Item = &'v str> {
        let flags = &self.vulnerability.flags;
        self.flags.about(id).into_iter().filter_map(|at| Some(flags.get(at)?.0.as_str()))
    }

    fn impacts(&self, id: &str) -> impl Iterator<Item = &'v str> {
        let threats = &self.vulnerability.threats;
        let all = self.threats.about(id).into_iter().filter_map(|at| threats.get(at));
        all.filter(|(kind, text, _)| kind == "impact" && !text.is_empty()).map(|(_, text, _)| text.as_str())
    }

    fn has_reason(&self, id: &str) -> bool {
        self.flags(id).next().is_some() || self.impacts(id).next().is_some()
    }

    fn said(&self, id: &str, status: Verdict) -> Said {
        let is = |wanted: Verdict| status == wanted;
        let all = &self.vulnerability.remediations;
        let remediations: Vec<_> =
            self.remediations.about(id).into_iter().filter_map(|at| all.get(at)).collect();
        let mut responses: Vec<Response> =
            remediations.iter().filter_map(|each| response(&each.category)).collect();
        responses.sort();
        responses.dedup();
        let mut actions = Vec::new();
        if is(Verdict::Affected) {
            actions.extend(remediations.iter().map(|each| each.details.clone()));
            actions.extend(self.recommended.iter().cloned());
            actions.retain(|action| !action.is_empty());
            actions.dedup();
        }
        let justification = self.flags(id).filter_map(Justification::named).min();
        Said {
            status,
            justification: justification.filter(|_| is(Verdict::NotAffected)),
            impact: joined(self.impacts(id).map(str::to_owned).collect())
                .filter(|_| is(Verdict::NotAffected)),
            action: joined(actions),
            responses: if is(Verdict::Affected) { responses } else { Vec::new() },
        }
    }
}

fn joined(texts: Vec<String>) -> Option<String> {
    (!texts.is_empty()).then(|| texts.join("\n"))
}

fn response(category: &str) -> Option<Response> {
    match category {
        "vendor_fix" | "optional_patch" => Some(Response::Update),
        "workaround" => Some(Response::WorkaroundAvailable),
        "no_fix_planned" => Some(Response::WillNotFix),
        _ => None,
    }
}

/// The product of an id; of relationships the outermost product and the innermost component.
fn subject(tree: &Tree<'_>, id: &str) -> Option<Subject> {
    let end = |id: &str, inwards: bool| {
        let mut product = *tree.get(id)?;
        for _ in 0..DEEPEST {
            let Some((_, part, whole)) = &product.relationship else { break };
            product = *tree.get(if inwards { part.as_str() } else { whole.as_str() })?;
        }
        Some(product)
    };
    let own = *tree.get(id)?;
    if own.relationship.is_none() {
        return Some(Subject::whole(named(own)));
    }
    Some(Subject::inside(named(end(id, false)?), named(end(id, true)?)))
}

/// Everything that the tree says of a product.
fn named(product: &AdvisoryProduct) -> Product {
    let of = |kind: &str| {
        let found = product.path.iter().rev().find(|(category, _)| category == kind);
        found.map(|(_, name)| name.trim().to_owned()).filter(|name| !name.is_empty())
    };
    let is_link = |uri: &String| uri.starts_with("urn:cdx:") || uri.contains("#SPDXRef-");
    let (mut links, uris): (Vec<String>, Vec<String>) = product.uris.iter().cloned().partition(is_link);
    links.extend(product.sbom_urls.iter().cloned());
    let models = [&product.model_numbers, &product.skus];
    let (version, range) = (of("product_version"), of("product_version_range"));
    let mut made = Product {
        vendor: of("vendor"),
        name: of("product_name").or_else(|| Some(product.name.clone()).filter(|name| !name.is_empty())),
        version: version.filter(|_| range.is_none()),
        range,
        purls: product.purls.clone(),
        cpes: product.cpe.iter().cloned().collect(),
        models: models.into_iter().flatten().cloned().collect(),
        serials: product.serial_numbers.clone(),
        hashes: product.hashes.clone(),
        links,
        uris,
    };
    // Without branches there is only a name for people: the identifiers say it better.
    let leaf = product.path.last().is_some_and(|(category, _)| category == "product_version");
    let lists = [&made.purls, &made.cpes, &made.links, &made.models, &made.serials, &made.uris];
    let identified = !made.hashes.is_empty() || lists.into_iter().any(|list| !list.is_empty());
    let nameless = of("product_name").is_none() && identified;
    if nameless {
        made.name = None;
        if leaf && !made.purls.is_empty() {
            // A package under a branch that repeats its name instead of a version.
            (made.vendor, made.version) = (None, None);
        }
    }
    made
}
