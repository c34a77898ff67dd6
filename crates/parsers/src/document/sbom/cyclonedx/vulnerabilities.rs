//! Vulnerabilities and their VEX analysis, as CycloneDX tells them since 1.4.

use domain::sbom::{Affected, Sbom, ToldVulnerability};

use super::{super::super::tree::Fields, properties};

/// Reads one of `vulnerabilities`.
pub(super) fn read(fields: &Fields<'_, '_>, sbom: &mut Sbom) {
    let mut told = ToldVulnerability {
        id: fields.text("id").unwrap_or_default(),
        source: fields.inside("source", source).flatten(),
        description: fields.text("description").or_else(|| fields.text("detail")),
        recommendation: fields.text("recommendation"),
        ..ToldVulnerability::default()
    };
    if told.id.is_empty() {
        fields.warn("id", "missing");
    }
    fields.each_node("cwes", |node, _| {
        if let crate::document::tree::Node::Number(number) = node {
            told.cwes.push(format!("CWE-{number}"));
        }
    });
    fields.each("ratings", |rating| {
        let parts =
            [rating.text("method"), rating.text("vector"), rating.scalar("score"), rating.text("severity")];
        told.ratings.push(parts.into_iter().flatten().collect::<Vec<_>>().join(" "));
        rating.skip(&["source", "justification"]);
    });
    fields.inside("analysis", |analysis| {
        told.state = analysis.text("state");
        told.justification = analysis.text("justification");
        told.responses = analysis.texts("response");
        told.detail = analysis.text("detail");
        let first = analysis.text("firstIssued");
        told.analysed = analysis.text("lastUpdated").or(first);
    });
    fields.each("affects", |affects| {
        let mut affected =
            Affected { component: affects.text("ref").unwrap_or_default(), versions: Vec::new() };
        affects.each("versions", |version| {
            let which = version.scalar("version").or_else(|| version.text("range")).unwrap_or_default();
            affected.versions.push((which, version.text("status").unwrap_or_default()));
        });
        told.affects.push(affected);
    });
    fields.each("references", |reference| {
        told.aliases.extend(reference.text("id").filter(|id| *id != told.id));
        reference.skip(&["source"]);
    });
    properties(fields, &mut told.properties);
    fields.skip(&["bom-ref", "advisories", "created", "published", "updated", "detail"]);
    sbom.vulnerabilities.push(told);
}

fn source(fields: &Fields<'_, '_>) -> Option<String> {
    let url = fields.text("url");
    fields.text("name").or(url)
}
