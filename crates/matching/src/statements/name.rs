//! Which document it is: files are called as anybody likes, a publisher and its tracking id name one document (CSAF 2.0 section 3.2.1.12.4).

use domain::{link, statements::Statement};

/// A document, whichever file and edition of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentName {
    /// Namespace of the publisher in one spelling; its name where the document tells no namespace.
    publisher: String,
    id: String,
}

impl DocumentName {
    /// `None` without an id: nobody can tell what it is an edition of.
    #[must_use]
    pub fn of(namespace: &str, author: &str, id: &str) -> Option<Self> {
        let (told, id) = (self::namespace(namespace), id.trim());
        let publisher = if told.is_empty() { author.trim().to_lowercase() } else { told };
        (!id.is_empty()).then(|| Self { publisher, id: id.to_owned() })
    }

    /// Of the document that a statement is of.
    #[must_use]
    pub fn of_statement(statement: &Statement) -> Option<Self> {
        let document = statement.document.as_ref()?;
        Self::of(&document.namespace, &statement.author, &document.id)
    }
}

/// A publisher's address in one spelling: without scheme and final slashes, the host in small letters.
#[must_use]
pub fn namespace(text: &str) -> String {
    let text = text.trim();
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest).trim_end_matches('/');
    match rest.split_once('/') {
        Some((host, path)) => format!("{}/{path}", host.to_lowercase()),
        None => rest.to_lowercase(),
    }
}

/// Whether an address lies on the host of a namespace or below it: `https://cert.acme.example/x` is of `https://www.acme.example`.
#[must_use]
pub fn is_hosted_by(address: &str, namespace: &str) -> bool {
    /// Where everybody may lay documents.
    const SHARED: [&str; 4] = ["github.com", "github.io", "gitlab.com", "gitlab.io"];
    let Some((host, own)) = host(address).zip(host(namespace)) else { return false };
    let shared = |host: &str| SHARED.iter().any(|one| host == *one || host.ends_with(&format!(".{one}")));
    if shared(&own) {
        return false;
    }
    let below = || host.strip_suffix(&own).is_some_and(|front| front.ends_with('.'));
    host == own || own.contains('.') && !own.ends_with(|last: char| last.is_ascii_digit()) && below()
}

/// Without port and `www.`. `None`: it is no plain address.
pub(super) fn host(address: &str) -> Option<String> {
    let address = format!("https://{}", namespace(address));
    let host = link::host(&address)?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_document_whatever_its_spelling() {
        let name = |namespace, id| DocumentName::of(namespace, "Acme", id);
        let one = name("https://Acme.Example", "A-1");
        assert!(one.is_some());
        for (namespace, id) in [
            ("https://acme.example/", "A-1"),
            (" http://acme.example ", " A-1\n"),
            ("HTTPS://ACME.EXAMPLE//", "A-1"),
        ] {
            assert_eq!(name(namespace, id), one, "{namespace} {id}");
        }
        for (namespace, id) in [
            ("https://acme.example", "A-2"),
            ("https://psirt.acme.example", "A-1"),
            ("https://acme.example/PSIRT", "A-1"),
            ("", "A-1"),
        ] {
            assert_ne!(name(namespace, id), one, "{namespace} {id}");
        }
        assert_ne!(
            name("https://a.example/X", "1"),
            name("https://a.example/x", "1"),
            "paths are told apart"
        );
        assert_eq!(DocumentName::of("", "Acme ", "1"), DocumentName::of("", "ACME", "1"));
        assert_eq!(name("https://acme.example", "  "), None);
    }

    #[test]
    fn who_is_at_home_where() {
        for (address, namespace, expected) in [
            ("https://cert.acme.example/csaf/x.json", "https://www.acme.example", true),
            ("https://www.acme.example/x.json", "https://acme.example/psirt", true),
            ("http://127.0.0.1:8080/x.json", "http://127.0.0.1:9090", true),
            ("https://acme.example/x.json", "https://psirt.acme.example", false),
            ("https://notacme.example/x.json", "https://acme.example", false),
            ("https://acme.example.evil.example/x.json", "https://acme.example", false),
            ("https://other.example/x.json", "https://acme.example", false),
            ("https://github.com/evil/x.json", "https://github.com/acme", false),
            ("https://evil.github.io/x.json", "https://acme.github.io", false),
            ("https://a.example/x.json", "https://example", false),
            ("https://cert.acme.example:1@evil.example/x.json", "https://acme.example", false),
            ("https://evil.example\\.acme.example/x.json", "https://acme.example", false),
            ("https://9.127.0.0.1/x.json", "http://127.0.0.1", false),
            ("https://acme.example/x.json", "", false),
            ("", "", false),
        ] {
            assert_eq!(is_hosted_by(address, namespace), expected, "{address} {namespace}");
        }
    }
}
