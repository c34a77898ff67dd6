//! What the registered types ask of their parts: the facts of purl-spec's `types/*-definition.json`.

use super::{Purl, PurlError};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Namespace {
    Required,
    Optional,
    Prohibited,
}

use Namespace::{Optional, Prohibited, Required};

/// Which parts are written in lower case: namespace `s`, name `n`, version `v`, subpath `p`.
type Lower = &'static str;

/// Type, namespace, lower case, required qualifier. Types that are not listed have no rules.
const TYPES: &[(&str, Namespace, Lower, Option<&str>)] = &[
    ("alpm", Required, "sn", None),
    ("apk", Required, "sn", None),
    ("bazel", Prohibited, "", None),
    ("bitbucket", Required, "sn", None),
    ("bitnami", Prohibited, "n", None),
    ("brew", Optional, "sn", None),
    ("cargo", Prohibited, "", None),
    ("chrome-extension", Prohibited, "n", None),
    ("cocoapods", Prohibited, "", None),
    ("composer", Required, "sn", None),
    ("conda", Prohibited, "", None),
    ("cran", Prohibited, "", None),
    ("deb", Required, "sn", None),
    ("gem", Prohibited, "", None),
    ("git", Required, "", None),
    ("github", Required, "sn", None),
    ("gitlab", Optional, "sn", None),
    ("golang", Required, "", None),
    ("hackage", Prohibited, "", None),
    ("hex", Optional, "sn", None),
    ("huggingface", Required, "v", None),
    ("julia", Prohibited, "", Some("uuid")),
    ("luarocks", Optional, "sn", None),
    ("maven", Required, "", None),
    ("mlflow", Prohibited, "", None),
    ("nuget", Prohibited, "", None),
    ("oci", Prohibited, "nv", None),
    ("opam", Prohibited, "", None),
    ("otp", Prohibited, "np", None),
    ("pub", Prohibited, "n", None),
    ("pypi", Prohibited, "nv", None),
    ("qpkg", Required, "s", None),
    ("rpm", Required, "s", None),
    ("swid", Optional, "", Some("tag_id")),
    ("swift", Required, "", None),
    ("vcpkg", Prohibited, "", None),
    ("vscode-extension", Required, "snv", None),
    ("yocto", Optional, "s", None),
];

/// Applies the spelling that the type asks for.
pub(super) fn normalise(purl: &mut Purl) {
    let lower = TYPES.iter().find(|(kind, ..)| *kind == purl.kind).map_or("", |(_, _, lower, _)| lower);
    let apply = |letter: char, text: &mut String| {
        if lower.contains(letter) && text.chars().any(char::is_uppercase) {
            *text = text.to_lowercase();
        }
    };
    apply('n', &mut purl.name);
    let optional = [('s', &mut purl.namespace), ('v', &mut purl.version), ('p', &mut purl.subpath)];
    for (letter, part) in optional {
        if let Some(part) = part {
            apply(letter, part);
        }
    }
    match purl.kind.as_str() {
        "pypi" | "hackage" => purl.name = purl.name.replace('_', "-"),
        "pub" => {
            let plain = |c: char| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '_' };
            purl.name = purl.name.chars().map(plain).collect();
        }
        "cpan" => purl.namespace = purl.namespace.as_ref().map(|author| author.to_uppercase()),
        "mlflow" if is_databricks(purl) => purl.name = purl.name.to_lowercase(),
        "git" if is_github(purl) => purl.name = purl.name.to_lowercase(),
        _ => {}
    }
}

/// Databricks does not tell capitals from small letters, Azure ML does.
fn is_databricks(purl: &Purl) -> bool {
    purl.qualifier("repository_url").is_some_and(|url| url.to_ascii_lowercase().contains("databricks"))
}

/// GitHub does not tell capitals from small letters, other hosts do.
fn is_github(purl: &Purl) -> bool {
    matches!(purl.namespace(), Some("github" | "github.com"))
}

/// Checks the rules of the type.
pub(super) fn check(purl: &Purl) -> Result<(), PurlError> {
    let broken = |rule: &str| Err(PurlError::Rule(purl.kind.clone(), rule.to_owned()));
    if let Some((_, namespace, _, qualifier)) = TYPES.iter().find(|(kind, ..)| *kind == purl.kind) {
        match (namespace, &purl.namespace) {
            (Required, None) => return broken("a namespace is required"),
            (Prohibited, Some(_)) => return broken("a namespace is not allowed"),
            _ => {}
        }
        if let Some(key) = qualifier.filter(|key| purl.qualifier(key).is_none()) {
            return broken(&format!("the qualifier `{key}` is required"));
        }
    }
    match purl.kind.as_str() {
        "cpan" if purl.name.contains("::") => broken("a name may not contain `::`"),
        "cocoapods" if purl.name.starts_with('.') || purl.name.contains([' ', '+']) => {
            broken("a name may not begin with `.` or contain a space or `+`")
        }
        "chrome-extension" if !is_extension(&purl.name) => broken("a name is 32 letters from a to p"),
        "chrome-extension" if !purl.version().is_none_or(is_extension_version) => {
            broken("a version is one to four numbers")
        }
        _ => Ok(()),
    }
}

fn is_extension(name: &str) -> bool {
    name.len() == 32 && name.bytes().all(|byte| (b'a'..=b'p').contains(&byte))
}

fn is_extension_version(version: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    version.split('.').count() <= 4 && version.split('.').all(number)
}
