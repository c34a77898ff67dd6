//! Which standard and encoding a file is in, by what it says.

use domain::sbom::{Encoding, Standard};

use super::{
    super::tree::{Element, Log, Map, Node, read_json, xml, yaml},
    SbomError, cyclonedx, plain, spdx2, spdx3, swid, table,
};
use crate::ledger::{self, Workbook};

/// A document of a known format.
pub(super) enum Found<'a> {
    /// CycloneDX or SPDX 2 in the shape of their JSON forms, whatever the file looked like.
    Tree {
        standard: Standard,
        encoding: Encoding,
        root: Map<'a>,
    },
    /// SPDX 3.
    Graph(Map<'a>),
    Swid(Element),
    Table(Workbook, Encoding),
    /// JSON of no standard.
    List(Vec<Node<'a>>),
    Results(Map<'a>),
    Licences(Map<'a>),
}

/// Spreadsheets are known by their first bytes.
pub(super) fn spreadsheet(bytes: &[u8]) -> Option<Result<Found<'static>, SbomError>> {
    if !(bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0")) {
        return None;
    }
    Some(match ledger::open("the file", bytes) {
        Ok(workbook) if spdx2::spreadsheet::is_spdx(&workbook) => {
            let root = spdx2::spreadsheet::read(&workbook);
            Ok(Found::Tree { standard: Standard::Spdx, encoding: Encoding::Spreadsheet, root })
        }
        Ok(workbook) if table::is_table(&workbook) => Ok(Found::Table(workbook, Encoding::Spreadsheet)),
        Ok(_) => Err(SbomError::not_a_sbom("no sheet of the workbook has headings of a list of components")),
        Err(error) => Err(SbomError::Broken { format: "Excel", line: 1, reason: error.to_string() }),
    })
}

/// CycloneDX in protobuf is known by the fields at its top.
pub(super) fn protobuf(bytes: &[u8]) -> Option<Result<Found<'_>, SbomError>> {
    cyclonedx::protobuf::is_bom(bytes).then(|| match cyclonedx::protobuf::read(bytes) {
        Ok(root) => Ok(Found::Tree { standard: Standard::CycloneDx, encoding: Encoding::Protobuf, root }),
        Err(error) => {
            Err(SbomError::Broken { format: "CycloneDX in protobuf", line: 1, reason: error.to_string() })
        }
    })
}

/// Finds out what a text is.
pub(super) fn text<'a>(text: &'a str, log: &Log) -> Result<Found<'a>, SbomError> {
    let start = text.trim_start();
    match start.chars().next() {
        None => Err(SbomError::Empty),
        Some('{' | '[') => json(text, log),
        Some('<') => from_xml(text, log),
        _ if spdx2::tag_value::looks_like(start) => {
            let root = spdx2::tag_value::read(text);
            Ok(Found::Tree { standard: Standard::Spdx, encoding: Encoding::TagValue, root })
        }
        _ if looks_like_yaml(start) => from_yaml(text, log),
        _ => csv(text),
    }
}

fn json<'a>(text: &'a str, log: &Log) -> Result<Found<'a>, SbomError> {
    let (node, rest) = read_json(text).map_err(|problem| SbomError::Broken {
        format: "JSON",
        line: problem.line,
        reason: problem.reason,
    })?;
    tell_rest(rest > 0, log);
    match node {
        Node::Map(root) => by_keys(unwrapped(root), Encoding::Json),
        Node::List(items) if plain::is_list(&items) => Ok(Found::List(items)),
        _ => Err(SbomError::not_a_sbom("the top level is a list, and not of components")),
    }
}

fn tell_rest(has_rest: bool, log: &Log) {
    if has_rest {
        log.warn(String::new(), "rest".to_owned(), domain::sbom::REST_NOT_READ);
    }
}

fn from_yaml(text: &str, log: &Log) -> Result<Found<'static>, SbomError> {
    let (node, has_rest) = yaml::read_first(text).map_err(|problem| SbomError::Broken {
        format: "YAML",
        line: problem.line,
        reason: problem.reason,
    })?;
    tell_rest(has_rest, log);
    match node {
        Node::Map(root) => by_keys(unwrapped(root), Encoding::Yaml),
        _ => Err(SbomError::not_a_sbom("the YAML is no mapping")),
    }
}

fn from_xml(text: &str, log: &Log) -> Result<Found<'static>, SbomError> {
    let xml::Document { root, entities, has_rest } = xml::read(text)
        .map_err(|problem| SbomError::Broken { format: "XML", line: problem.line, reason: problem.reason })?;
    tell_rest(has_rest, log);
    for (place, what) in entities.told(0) {
        log.warn(place, "entity".to_owned(), &what);
    }
    let tree = |standard, encoding, root| Ok(Found::Tree { standard, encoding, root });
    if cyclonedx::xml::is_bom(&root) {
        tree(Standard::CycloneDx, Encoding::Xml, cyclonedx::xml::read(&root))
    } else if spdx2::xml::is_document(&root) {
        tree(Standard::Spdx, Encoding::Xml, spdx2::xml::read(&root))
    } else if spdx2::rdf::is_rdf(&root) {
        tree(Standard::Spdx, Encoding::RdfXml, spdx2::rdf::read(&root))
    } else if swid::is_tag(&root) {
        Ok(Found::Swid(root))
    } else {
        Err(SbomError::not_a_sbom("the root element of the XML is of no format that is known here"))
    }
}

fn csv(text: &str) -> Result<Found<'static>, SbomError> {
    let unknown = || SbomError::not_a_sbom("the file begins like no format that is known here");
    // A table has commas or tabs; anything else would only be looked at for nothing.
    if !text.contains([',', '\t', ';']) || text.contains('\0') {
        return Err(unknown());
    }
    match ledger::open("the file", text.as_bytes()) {
        Ok(workbook) if table::is_table(&workbook) => Ok(Found::Table(workbook, Encoding::Csv)),
        _ => Err(unknown()),
    }
}

/// One of the members that SPDX or CycloneDX must have, at the beginning of a line.
fn looks_like_yaml(text: &str) -> bool {
    let keys = ["spdxVersion", "SPDXID", "bomFormat", "specVersion"];
    text.lines().take(200_000).any(|line| {
        let line = line.trim_start_matches(['"', '\'']);
        keys.iter().any(|key| {
            line.strip_prefix(key).is_some_and(|rest| rest.trim_start_matches(['"', '\'']).starts_with(':'))
        })
    })
}

/// Other programs put documents into envelopes: `{"sbom": …}`, `{"Document": …}`, in-toto statements.
fn unwrapped(mut root: Map<'_>) -> Map<'_> {
    for key in ["sbom", "Document", "predicate", "bom"] {
        if is_known(&root) {
            break;
        }
        if let Some(Node::Map(inner)) = root.get_mut(key) {
            root = std::mem::take(inner);
        }
    }
    root
}

fn is_known(root: &Map<'_>) -> bool {
    ["bomFormat", "spdxVersion", "@graph", "SPDXID"].iter().any(|key| root.has(key))
}

/// Which standard a tree of the JSON forms is.
fn by_keys(root: Map<'_>, encoding: Encoding) -> Result<Found<'_>, SbomError> {
    let text = |key: &str| root.get(key).and_then(Node::as_text).unwrap_or_default();
    let tree = |standard, root| Ok(Found::Tree { standard, encoding, root });
    if text("bomFormat").eq_ignore_ascii_case("CycloneDX")
        || (root.has("specVersion") && !root.has("bomFormat") && root.has("components"))
    {
        return tree(Standard::CycloneDx, root);
    }
    if spdx3::is_graph(&root) {
        return Ok(Found::Graph(root));
    }
    if root.has("spdxVersion") || (root.has("SPDXID") && root.has("creationInfo")) {
        return tree(Standard::Spdx, root);
    }
    if plain::is_results(&root) {
        return Ok(Found::Results(root));
    }
    if plain::is_licences(&root) {
        return Ok(Found::Licences(root));
    }
    Err(SbomError::not_a_sbom(other(&root)))
}

/// Says what a JSON file is instead, so that the reader knows what to do with it.
fn other(root: &Map<'_>) -> &'static str {
    let context = || root.get("@context").and_then(Node::as_text).unwrap_or_default();
    if root.has("bomFormat") {
        "/bomFormat says something else than CycloneDX"
    } else if root.has("statements") && context().contains("openvex") {
        "this is an OpenVEX document: it tells vulnerabilities, not components"
    } else if root.get("document").is_some_and(|d| d.as_map().is_some_and(|d| d.has("csaf_version"))) {
        "this is a CSAF advisory"
    } else if root.has("cveMetadata") || root.has("CVE_data_type") {
        "this is a CVE record"
    } else if root.has("$schema") && root.has("runs") {
        "this is a SARIF report"
    } else if root.has("lockfileVersion") {
        "this is a lock file; make a bill of materials of it with `kikimori sbom make`"
    } else if root.entries.is_empty() {
        "the object is empty"
    } else {
        "the file has none of the members `bomFormat`, `spdxVersion` and `@graph`"
    }
}
