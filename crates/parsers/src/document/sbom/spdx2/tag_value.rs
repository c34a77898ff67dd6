//! SPDX tag-value text into the shape of the JSON form: one `Tag: value` a line, long values between `<text>` and `</text>`.

use crate::document::tree::{Map, Node};

/// Which object a tag belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::document::sbom) enum Scope {
    Document,
    Creation,
    Package,
    File,
    Snippet,
    Licence,
    Annotation,
    Review,
}

/// How the value is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    List,
    Checksum,
    ExternalRef,
    ExternalDocument,
    VerificationCode,
}

use Kind::{Checksum, ExternalDocument, ExternalRef, List, Text, VerificationCode};
use Scope::{Annotation, Creation, Document, File, Licence, Package, Review, Snippet};

/// Tag, where it belongs, and the member of the JSON form.
const TAGS: &[(&str, Scope, &str, Kind)] = &[
    ("SPDXVersion", Document, "spdxVersion", Text),
    ("DataLicense", Document, "dataLicense", Text),
    ("DocumentNamespace", Document, "documentNamespace", Text),
    ("DocumentName", Document, "name", Text),
    ("DocumentComment", Document, "comment", Text),
    ("ExternalDocumentRef", Document, "externalDocumentRefs", ExternalDocument),
    ("Creator", Creation, "creators", List),
    ("Created", Creation, "created", Text),
    ("CreatorComment", Creation, "comment", Text),
    ("LicenseListVersion", Creation, "licenseListVersion", Text),
    ("PackageName", Package, "name", Text),
    ("PackageVersion", Package, "versionInfo", Text),
    ("PackageFileName", Package, "packageFileName", Text),
    ("PackageSupplier", Package, "supplier", Text),
    ("PackageOriginator", Package, "originator", Text),
    ("PackageDownloadLocation", Package, "downloadLocation", Text),
    ("FilesAnalyzed", Package, "filesAnalyzed", Text),
    ("PackageVerificationCode", Package, "packageVerificationCode", VerificationCode),
    ("PackageChecksum", Package, "checksums", Checksum),
    ("PackageHomePage", Package, "homepage", Text),
    ("PackageSourceInfo", Package, "sourceInfo", Text),
    ("PackageLicenseConcluded", Package, "licenseConcluded", Text),
    ("PackageLicenseInfoFromFiles", Package, "licenseInfoFromFiles", List),
    ("PackageLicenseDeclared", Package, "licenseDeclared", Text),
    ("PackageLicenseComments", Package, "licenseComments", Text),
    ("PackageCopyrightText", Package, "copyrightText", Text),
    ("PackageSummary", Package, "summary", Text),
    ("PackageDescription", Package, "description", Text),
    ("PackageComment", Package, "comment", Text),
    ("PackageAttributionText", Package, "attributionTexts", List),
    ("PrimaryPackagePurpose", Package, "primaryPackagePurpose", Text),
    ("ReleaseDate", Package, "releaseDate", Text),
    ("BuiltDate", Package, "builtDate", Text),
    ("ValidUntilDate", Package, "validUntilDate", Text),
    ("ExternalRef", Package, "externalRefs", ExternalRef),
    ("FileName", File, "fileName", Text),
    ("FileType", File, "fileTypes", List),
    ("FileChecksum", File, "checksums", Checksum),
    ("LicenseConcluded", File, "licenseConcluded", Text),
    ("LicenseInfoInFile", File, "licenseInfoInFiles", List),
    ("LicenseComments", File, "licenseComments", Text),
    ("FileCopyrightText", File, "copyrightText", Text),
    ("FileComment", File, "comment", Text),
    ("FileNotice", File, "noticeText", Text),
    ("FileContributor", File, "fileContributors", List),
    ("FileAttributionText", File, "attributionTexts", List),
    ("FileDependency", File, "fileDependencies", List),
    ("SnippetSPDXID", Snippet, "SPDXID", Text),
    ("SnippetFromFileSPDXID", Snippet, "snippetFromFile", Text),
    ("SnippetLicenseConcluded", Snippet, "licenseConcluded", Text),
    ("LicenseInfoInSnippet", Snippet, "licenseInfoInSnippets", List),
    ("SnippetLicenseComments", Snippet, "licenseComments", Text),
    ("SnippetCopyrightText", Snippet, "copyrightText", Text),
    ("SnippetComment", Snippet, "comment", Text),
    ("SnippetName", Snippet, "name", Text),
    ("SnippetAttributionText", Snippet, "attributionTexts", List),
    ("LicenseID", Licence, "licenseId", Text),
    ("ExtractedText", Licence, "extractedText", Text),
    ("LicenseName", Licence, "name", Text),
    ("LicenseCrossReference", Licence, "seeAlsos", List),
    ("LicenseComment", Licence, "comment", Text),
    ("Annotator", Annotation, "annotator", Text),
    ("AnnotationDate", Annotation, "annotationDate", Text),
    ("AnnotationComment", Annotation, "comment", Text),
    ("AnnotationType", Annotation, "annotationType", Text),
    ("SPDXREF", Annotation, "spdxElementId", Text),
    ("Reviewer", Review, "reviewer", Text),
    ("ReviewDate", Review, "reviewDate", Text),
    ("ReviewComment", Review, "comment", Text),
];

/// The tag of a member.
pub(in crate::document::sbom) fn tag_of(scope: Scope, member: &str) -> Option<&'static str> {
    TAGS.iter().find(|(_, of, key, _)| *of == scope && *key == member).map(|(tag, ..)| *tag)
}

/// Whether a text begins like tag-value: one of its first lines that is no comment has a tag of a document or package. `SPDXID` is a member
/// of YAML, too; there the other members begin with a small letter.
pub(in crate::document::sbom) fn looks_like(text: &str) -> bool {
    let lines = || {
        let lines = text.split(['\n', '\r']).map(str::trim);
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).take(5)
    };
    let tags = || lines().filter_map(|line| line.split_once(':'));
    let yaml = lines().any(|line| line.starts_with(|c: char| c.is_ascii_lowercase() || "-'\"".contains(c)));
    tags().any(|(tag, value)| match tag.trim() {
        "SPDXVersion" | "PackageName" | "DocumentNamespace" => true,
        "SPDXID" => !yaml && !value.trim().starts_with(['"', '{']),
        "DataLicense" | "DocumentName" => !value.trim().starts_with(['"', '{']),
        _ => false,
    })
}

/// Reads the text. Cannot fail: lines that are no tags become entries named after themselves, which are then told as unread.
pub(in crate::document::sbom) fn read(text: &str) -> Map<'static> {
    let mut builder = Builder::default();
    // Old programs end lines with a carriage return alone, some of them only a few.
    let lines = text.split('\n').flat_map(|line| line.trim_end_matches('\r').split('\r'));
    let mut lines = (1_u32..).zip(lines);
    while let Some((number, line)) = lines.next() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let Some((tag, value)) = trimmed.split_once(':') else {
            builder.odd(number, trimmed);
            continue;
        };
        let mut value = value.trim().to_owned();
        if let Some(open) = value.strip_prefix("<text>") {
            let mut whole = open.to_owned();
            while !whole.contains("</text>") {
                let Some((_, more)) = lines.next() else { break };
                whole.push('\n');
                whole.push_str(more);
            }
            value = whole.split("</text>").next().unwrap_or_default().trim_end().to_owned();
        }
        builder.take(number, tag.trim(), value);
    }
    builder.finish()
}

#[derive(Default)]
struct Builder {
    root: Map<'static>,
    creation: Map<'static>,
    /// Packages, files, snippets, licences, annotations, reviews: finished when the next begins.
    open: Vec<(Scope, Map<'static>)>,
    /// What `SPDXID` belongs to.
    current: Option<Scope>,
}

impl Builder {
    fn take(&mut self, line: u32, tag: &str, value: String) {
        match tag {
            "SPDXID" => return self.id(value),
            "Relationship" => return self.relationship(line, &value),
            "RelationshipComment" => return self.relationship_comment(value),
            "ExternalRefComment" => return self.reference_comment(value),
            "SnippetByteRange" => return self.range(line, "offset", &value),
            "SnippetLineRange" => return self.range(line, "lineNumber", &value),
            _ => {}
        }
        let Some((_, scope, key, kind)) = TAGS.iter().find(|(name, ..)| *name == tag) else {
            return self.odd(line, tag);
        };
        let begins = matches!(
            tag,
            "PackageName" | "FileName" | "SnippetSPDXID" | "LicenseID" | "Annotator" | "Reviewer"
        );
        if begins {
            self.open.push((*scope, Map { entries: Vec::new(), line }));
        }
        if matches!(tag, "PackageName" | "FileName" | "SnippetSPDXID") {
            self.current = Some(*scope);
        }
        let target = match scope {
            Document => &mut self.root,
            Creation => &mut self.creation,
            inner => match self.open.iter_mut().rev().find(|(scope, _)| scope == inner) {
                Some((_, map)) => map,
                None => return self.odd(line, tag),
            },
        };
        put(target, key, *kind, line, value);
    }

    fn id(&mut self, value: String) {
        let open = self
            .current
            .and_then(|scope| self.open.iter_mut().rev().find(|(open, _)| *open == scope))
            .map(|(_, map)| map);
        // The id of the document may come anywhere, also after packages that have theirs.
        let target = match open {
            Some(map) if !map.has("SPDXID") || self.root.has("SPDXID") => map,
            _ => &mut self.root,
        };
        target.put("SPDXID", Node::text(value));
    }

    /// Belongs to the external reference before it.
    fn reference_comment(&mut self, value: String) {
        let package = self.open.iter_mut().rev().find(|(scope, _)| *scope == Package).map(|(_, map)| map);
        if let Some(Node::List(references)) = package.and_then(|map| map.get_mut("externalRefs"))
            && let Some(Node::Map(last)) = references.last_mut()
        {
            last.put("comment", Node::text(value));
        }
    }

    /// `310:420`: bytes or lines of a snippet.
    fn range(&mut self, line: u32, unit: &'static str, value: &str) {
        let Some((_, snippet)) = self.open.iter_mut().rev().find(|(scope, _)| *scope == Snippet) else {
            return self.odd(line, "SnippetByteRange");
        };
        let file = snippet.get("snippetFromFile").and_then(Node::as_text).unwrap_or_default().to_owned();
        let mut range = Map { entries: Vec::new(), line };
        for (key, number) in ["startPointer", "endPointer"].into_iter().zip(value.split(':')) {
            let mut pointer = Map { entries: Vec::new(), line };
            pointer.put("reference", Node::text(file.clone()));
            if let Ok(number) = number.trim().parse::<i64>() {
                pointer.put(unit, Node::Number(number.into()));
            }
            range.put(key, Node::Map(pointer));
        }
        snippet.push("ranges", Node::Map(range));
    }

    /// `Relationship: from TYPE to`
    fn relationship(&mut self, line: u32, value: &str) {
        let mut words = value.split_whitespace();
        let mut map = Map { entries: Vec::new(), line };
        for key in ["spdxElementId", "relationshipType", "relatedSpdxElement"] {
            if let Some(word) = words.next() {
                map.put(key, Node::text(word.to_owned()));
            }
        }
        self.root.push("relationships", Node::Map(map));
    }

    /// `RelationshipComment: <text>…</text>`, about the relation before it.
    fn relationship_comment(&mut self, value: String) {
        let Some(Node::List(relations)) = self.root.get_mut("relationships") else { return };
        if let Some(Node::Map(map)) = relations.last_mut() {
            map.put("comment", Node::text(value));
        }
    }

    fn odd(&mut self, _line: u32, text: &str) {
        let name: String = text.chars().take(60).collect();
        self.root.put(name, Node::Bool(true));
    }

    fn finish(mut self) -> Map<'static> {
        let mut notes: Vec<Map<'static>> = Vec::new();
        for (scope, map) in self.open {
            if scope == Annotation {
                notes.push(map);
                continue;
            }
            let key = match scope {
                Package => "packages",
                File => "files",
                Snippet => "snippets",
                Licence => "hasExtractedLicensingInfos",
                Review => "revieweds",
                _ => "annotations",
            };
            self.root.push(key, Node::Map(map));
        }
        for note in notes {
            self.root.note(note);
        }
        if !self.creation.entries.is_empty() {
            self.root.put("creationInfo", Node::Map(self.creation));
        }
        self.root
    }
}

impl Map<'static> {
    /// An annotation goes to the package it names, or to the document.
    fn note(&mut self, note: Map<'static>) {
        let about = note.get("spdxElementId").and_then(Node::as_text).unwrap_or_default().to_owned();
        let package = match self.get_mut("packages") {
            Some(Node::List(packages)) => packages.iter_mut().find_map(|package| match package {
                Node::Map(map) if map.get("SPDXID").and_then(Node::as_text) == Some(&about) => Some(map),
                _ => None,
            }),
            _ => None,
        };
        match package {
            Some(map) => map.push("annotations", Node::Map(note)),
            None => self.push("annotations", Node::Map(note)),
        }
    }
}

fn put(target: &mut Map<'static>, key: &'static str, kind: Kind, line: u32, value: String) {
    match kind {
        Text => match value.as_str() {
            "true" | "false" if key == "filesAnalyzed" => target.put(key, Node::Bool(value == "true")),
            _ => target.put(key, Node::text(value)),
        },
        List => target.push(key, Node::text(value)),
        Checksum => target.push(key, checksum(&value, line)),
        ExternalRef => {
            let mut map = Map { entries: Vec::new(), line };
            let mut words = value.splitn(3, char::is_whitespace);
            for key in ["referenceCategory", "referenceType", "referenceLocator"] {
                if let Some(word) = words.next() {
                    map.put(key, Node::text(word.trim().to_owned()));
                }
            }
            target.push(key, Node::Map(map));
        }
        ExternalDocument => {
            let mut words = value.splitn(3, char::is_whitespace);
            let mut map = Map { entries: Vec::new(), line };
            for key in ["externalDocumentId", "spdxDocument"] {
                if let Some(word) = words.next() {
                    map.put(key, Node::text(word.to_owned()));
                }
            }
            if let Some(sum) = words.next() {
                map.put("checksum", checksum(sum, line));
            }
            target.push(key, Node::Map(map));
        }
        VerificationCode => {
            let mut map = Map { entries: Vec::new(), line };
            let (code, excluded) = value.split_once('(').unwrap_or((&value, ""));
            map.put("packageVerificationCodeValue", Node::text(code.trim().to_owned()));
            let excluded = excluded.trim_end_matches(')').trim_start_matches("excludes:");
            for file in excluded.split(',').map(str::trim).filter(|file| !file.is_empty()) {
                map.push("packageVerificationCodeExcludedFiles", Node::text(file.to_owned()));
            }
            target.put(key, Node::Map(map));
        }
    }
}

/// `SHA1: d6a770…`
fn checksum(value: &str, line: u32) -> Node<'static> {
    let mut map = Map { entries: Vec::new(), line };
    if let Some((algorithm, digest)) = value.split_once(':') {
        map.put("algorithm", Node::text(algorithm.trim().to_owned()));
        map.put("checksumValue", Node::text(digest.trim().to_owned()));
    }
    Node::Map(map)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_become_objects() {
        let node = read(
            "# comment\nSPDXVersion: SPDX-2.3\nPackageName: a\nSPDXID: SPDXRef-a\nPackageChecksum: SHA1: ab\n\
             PackageCopyrightText: <text>two\nlines: x</text>\nPackageName: b\nnonsense\nRelationship: SPDXRef-a CONTAINS SPDXRef-b\n",
        );
        let root = &node;
        let packages = root.get("packages").unwrap().as_list().unwrap();
        assert_eq!(packages.len(), 2);
        let first = packages[0].as_map().unwrap();
        assert_eq!(first.line, 3);
        assert_eq!(first.get("copyrightText").unwrap().as_text(), Some("two\nlines: x"));
        assert_eq!(first.get("SPDXID").unwrap().as_text(), Some("SPDXRef-a"));
        assert!(root.has("nonsense") && root.has("relationships"));
    }

    #[test]
    fn an_unclosed_text_ends_with_the_file() {
        let node = read("SPDXVersion: SPDX-2.3\nDocumentComment: <text>no end\n");
        assert_eq!(node.get("comment").unwrap().as_text(), Some("no end"));
    }
}
