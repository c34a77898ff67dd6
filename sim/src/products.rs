//! Products of invented makers with their bills of materials: dates and parts are invented, names and versions of open-source
//! parts are public facts. Each says of itself that it is fictional.

use serde_json::{Value, json};

/// A product as the demo registers it.
pub struct DemoProduct {
    pub maker: &'static str,
    pub name: &'static str,
    pub kind: &'static str,
    pub models: &'static [&'static str],
    pub versions: Vec<DemoVersion>,
}

/// A version with its dates (empty: not told) and its bill of materials.
pub struct DemoVersion {
    pub version: &'static str,
    pub end_of_life: &'static str,
    pub end_of_support: &'static str,
    /// File name and document.
    pub sbom: Option<(&'static str, Value)>,
}

/// What every registration says of itself.
pub const NOTE: &str = "［架空］見本のための登録です。期限も部品も実在の製品のものではありません。";

/// Name, version, kind, licence, supplier and end of support of a part; `-` where the document does not say.
type Part = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const OPENSSL_OLD: Part = ("openssl", "1.0.2k", "library", "OpenSSL", "OpenSSL Project", "2019-12-31");
const OPENSSL_NEW: Part = ("openssl", "3.0.13", "library", "Apache-2.0", "OpenSSL Project", "2026-09-07");
const ZLIB_OLD: Part = ("zlib", "1.2.11", "library", "Zlib", "zlib", "-");
const ZLIB_NEW: Part = ("zlib", "1.3.1", "library", "Zlib", "zlib", "-");
const BUSYBOX: Part = ("busybox", "1.30.1", "application", "GPL-2.0-only", "BusyBox", "-");
const LINUX: Part = ("linux", "4.9.337", "operating-system", "GPL-2.0-only", "kernel.org", "2023-01-07");
const DROPBEAR: Part = ("dropbear", "2019.78", "application", "MIT", "-", "-");
const HL7: Part = ("hl7-gateway", "-", "library", "-", "-", "-");
const SQLITE: Part = ("sqlite", "3.36.0", "library", "blessing", "SQLite", "-");
const DCMTK: Part = ("dcmtk", "3.6.5", "library", "BSD-3-Clause", "OFFIS", "-");
const CURL: Part = ("curl", "7.79.1", "library", "curl", "curl", "-");
const XERCES: Part = ("xerces-c", "3.2.2", "library", "Apache-2.0", "Apache Software Foundation", "-");

/// Every product of the demo: one with two versions to compare, one whose support has ended, one without a bill of materials.
#[must_use]
pub fn all() -> Vec<DemoProduct> {
    let monitor = |version, parts: &[Part]| cyclonedx("KAKU WORKS", "KM-6100", version, parts);
    vec![
        DemoProduct {
            maker: "架空製作所",
            name: "KM-6100",
            kind: "patient_monitor_bedside",
            models: &["KM-6100"],
            versions: vec![
                DemoVersion {
                    version: "V20-10",
                    end_of_life: "2029-03-31",
                    end_of_support: "2030-06-30",
                    sbom: Some((
                        "fictional-km-6100-v20-10.cdx.json",
                        monitor("V20-10", &[LINUX, BUSYBOX, OPENSSL_OLD, ZLIB_OLD, DROPBEAR, HL7]),
                    )),
                },
                DemoVersion {
                    version: "V20-11",
                    end_of_life: "2030-12-31",
                    end_of_support: "2033-12-31",
                    sbom: Some((
                        "fictional-km-6100-v20-11.cdx.json",
                        monitor("V20-11", &[LINUX, BUSYBOX, OPENSSL_NEW, ZLIB_NEW, SQLITE, HL7]),
                    )),
                },
            ],
        },
        DemoProduct {
            maker: "架空画像機器",
            name: "KE-800",
            kind: "ultrasound",
            models: &["KE-800"],
            versions: vec![DemoVersion {
                version: "V5.0",
                end_of_life: "2027-03-31",
                end_of_support: "2029-03-31",
                sbom: Some((
                    "fictional-ke-800-v5.0.spdx.json",
                    spdx("KE-800", "V5.0", &[DCMTK, OPENSSL_OLD, ZLIB_OLD, CURL, XERCES]),
                )),
            }],
        },
        DemoProduct {
            maker: "架空製作所",
            name: "KP-800",
            kind: "infusion_pump",
            models: &["KP-800"],
            versions: vec![DemoVersion { version: "1.07", end_of_life: "", end_of_support: "", sbom: None }],
        },
    ]
}

fn said(text: &str) -> Option<&str> {
    (text != "-").then_some(text)
}

/// CycloneDX 1.6. The product depends on every part; TLS stands on compression.
fn cyclonedx(maker: &str, name: &str, version: &str, parts: &[Part]) -> Value {
    let component = |(name, version, kind, licence, supplier, end): &Part| {
        let mut component = json!({"type": kind, "bom-ref": name, "name": name});
        let Some(map) = component.as_object_mut() else { return component };
        if let Some(version) = said(version) {
            map.insert("version".into(), json!(version));
            map.insert("purl".into(), json!(format!("pkg:generic/{name}@{version}")));
        }
        if let Some(licence) = said(licence) {
            map.insert("licenses".into(), json!([{"license": {"id": licence}}]));
        }
        if let Some(supplier) = said(supplier) {
            map.insert("supplier".into(), json!({"name": supplier}));
        }
        if let Some(end) = said(end) {
            map.insert("properties".into(), json!([{"name": "end-of-support", "value": end}]));
        }
        component
    };
    let names: Vec<&str> = parts.iter().map(|part| part.0).collect();
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": "2030-01-04T00:00:00Z",
            "tools": {"components": [{"type": "application", "name": "sim (fictional)"}]},
            "component": {"type": "firmware", "bom-ref": "product", "name": name, "version": version, "supplier": {"name": maker}},
            "properties": [{"name": "note", "value": NOTE}]
        },
        "components": parts.iter().map(component).collect::<Vec<_>>(),
        "dependencies": [{"ref": "product", "dependsOn": names}, {"ref": "openssl", "dependsOn": ["zlib"]}],
    })
}

/// SPDX 2.3 in JSON.
fn spdx(name: &str, version: &str, parts: &[Part]) -> Value {
    let unsaid = "NOASSERTION";
    let package = |(name, version, _, licence, supplier, _): &Part| {
        json!({
            "SPDXID": format!("SPDXRef-{name}"),
            "name": name,
            "versionInfo": said(version).unwrap_or(unsaid),
            "downloadLocation": unsaid,
            "filesAnalyzed": false,
            "licenseDeclared": said(licence).unwrap_or(unsaid),
            "licenseConcluded": unsaid,
            "supplier": said(supplier).map_or_else(|| unsaid.to_owned(), |name| format!("Organization: {name}")),
            "externalRefs": [{
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": format!("pkg:generic/{name}@{version}")
            }]
        })
    };
    let mut packages = vec![json!({
        "SPDXID": "SPDXRef-product",
        "name": name,
        "versionInfo": version,
        "downloadLocation": unsaid,
        "filesAnalyzed": false,
        "primaryPackagePurpose": "APPLICATION",
        "supplier": "Organization: 架空画像機器"
    })];
    packages.extend(parts.iter().map(package));
    let relation = |from: &str, kind: &str, to: &str| json!({"spdxElementId": from, "relationshipType": kind, "relatedSpdxElement": to});
    let mut relations = vec![relation("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-product")];
    relations.extend(
        parts.iter().map(|part| relation("SPDXRef-product", "DEPENDS_ON", &format!("SPDXRef-{}", part.0))),
    );
    json!({
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": name,
        "documentNamespace": "https://aobane.example/fictional/ke-800-v5.0",
        "comment": NOTE,
        "creationInfo": {"created": "2030-01-04T00:00:00Z", "creators": ["Tool: sim (fictional)"]},
        "packages": packages,
        "relationships": relations,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_maker_is_real() {
        let real = knowledge::Knowledge::built_in();
        for product in all() {
            assert!(
                product.maker.contains("架空") && real.makers.find(product.maker).is_none(),
                "{}",
                product.maker
            );
        }
    }

    #[test]
    fn every_document_says_that_it_is_fictional() {
        let documents: Vec<_> = all().into_iter().flat_map(|p| p.versions).filter_map(|v| v.sbom).collect();
        assert_eq!(documents.len(), 3);
        for (file, document) in documents {
            assert!(file.contains("fictional") && document.to_string().contains("架空"), "{file}");
        }
    }
}
