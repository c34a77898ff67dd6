//! A browser for tests: asks, fills in forms and drops files at a site over a real node.

use std::{path::Path, sync::Arc};

use app::{
    clock::Clock,
    feeds::{Folder, import::import},
    node::Node,
    products::{ProductDraft, VersionDraft},
    sbom_library::{Choice, Filing},
};
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::ids::OrgId;
use serde_json::{Value, json};
use store::organisations::Organisation;
use tower::ServiceExt as _;

use crate::{
    backend::{Config, Site},
    fixture::NOW,
    routes,
};

/// Files of our own.
pub const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures");

/// A fictional organisation.
pub fn organisation(tail: &str) -> Organisation {
    Organisation { id: OrgId::from_tail(tail), name: "架空病院".into(), fictional: true }
}

/// A browser at the site of one organisation.
pub struct Browser {
    site: Router,
    token: String,
}

/// A page as it arrived: status, where it sends to, text.
pub struct Answer {
    pub status: StatusCode,
    pub to: String,
    pub text: String,
}

impl Browser {
    /// At any site, without sending forms.
    pub fn at(site: Router) -> Self {
        Self { site, token: String::new() }
    }

    /// Over an empty node of its own.
    pub async fn new() -> Self {
        let node = Node::open("sqlite::memory:", Clock::Fixed(NOW), &organisation("test")).await.unwrap();
        Self::over(Arc::new(node), "test")
    }

    /// At the site of an organisation of a node.
    pub fn over(node: Arc<Node>, org: &str) -> Self {
        let org = organisation(org).id;
        let site = Site::of_node(Config { hosts: Vec::new(), secret: [7; 32], org: org.clone() }, node);
        let token = site.form_token(&org);
        Self { site: routes::site(site), token }
    }

    /// Any request.
    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let answer = self.site.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let to = answer.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
        let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status, to: to.unwrap_or_default(), text }
    }

    /// A page.
    pub async fn get(&self, path: &str) -> Answer {
        let host = (header::HOST, "127.0.0.1:8600");
        self.ask(Request::get(path).header(host.0, host.1).body(Body::empty()).unwrap()).await
    }

    /// A form.
    pub async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = format!("token={}", self.token);
        for (name, value) in fields {
            body.push_str(&format!("&{name}={}", crate::query::encode(value)));
        }
        let request = Request::post(path)
            .header(header::HOST, "127.0.0.1:8600")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(body)).unwrap()).await
    }

    /// A form with files.
    pub async fn drop_files(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
        let mut body = Vec::new();
        let token = ("token", self.token.as_str());
        for (name, value) in std::iter::once(&token).chain(fields) {
            body.extend(
                format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        for (name, bytes) in files {
            body.extend(
                format!("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n")
                    .bytes(),
            );
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--b--\r\n");
        let request = Request::post(path)
            .header(header::HOST, "127.0.0.1:8600")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
        self.ask(request.body(Body::from(body)).unwrap()).await
    }
}

/// A feed of our own into a data folder.
pub fn bring_feeds(data: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let go = std::fs::read_to_string(format!("{FIXTURES}/vuln/osv-go.json")).unwrap();
    std::fs::write(folder.path().join("osv-go.json"), go.replace("2026-10-", "2026-11-")).unwrap();
    import(&Folder::of(data), &[folder.path().to_owned()], NOW, &mut |_| {}).unwrap();
}

/// A node that knows the fixtures' vulnerabilities, with a pump that has one of them.
pub async fn hospital(data: &Path) -> Arc<Node> {
    bring_feeds(data);
    let first = organisation("test");
    let node = Node::open("sqlite::memory:", Clock::Fixed(NOW), &first).await.unwrap().with_feeds(data);
    node.read_feeds().await.unwrap();
    pump(&node, &first.id, "2.1").await;
    Arc::new(node)
}

/// A registered version of a pump and its bill of materials.
pub async fn pump(node: &Node, org: &OrgId, version: &str) {
    let draft = ProductDraft { maker: "青葉".into(), name: "Infuse".into(), ..ProductDraft::default() };
    let product = node.add_product(org, &draft, "係").await.unwrap();
    let draft = VersionDraft { version: version.into(), ..VersionDraft::default() };
    let known = node.add_version(org, &product, &draft, "係").await.unwrap();
    let gateway = "pkg:golang/example.com/acme/gateway@v1.4.1";
    let bom = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6",
        "metadata": { "component": { "type": "device", "name": "Infuse", "version": version, "bom-ref": "p", "purl": format!("pkg:generic/aoba/infuse@{version}") } },
        "components": [{ "type": "library", "name": "gateway", "version": "v1.4.1", "purl": gateway, "bom-ref": "g" }],
        "dependencies": [{ "ref": "p", "dependsOn": ["g"] }]
    });
    let sbom = node.take_in_sbom(org, "bom.json", bom.to_string().into_bytes(), "係").await.unwrap();
    let filing = Filing { product: Choice::Known(product), version: Choice::Known(known) };
    node.file_sbom(org, &sbom.id, &filing, "係").await.unwrap();
}

/// An answer of the API.
pub async fn api(browser: &Browser, path: &str) -> Value {
    serde_json::from_str(&browser.get(path).await.text).unwrap()
}

/// The one row, and its verdict.
pub async fn row(browser: &Browser) -> (String, String) {
    let rows = api(browser, "/api/v1/vulnerabilities").await;
    let row = &rows["vulnerabilities"][0];
    (row["id"].as_str().unwrap().to_owned(), row["verdict"].as_str().unwrap().to_owned())
}

/// Words that end in `s` and are no plural: what one thing or somebody called 1 does, and others.
const NO_PLURALS: [&str; 25] = [
    "is",
    "has",
    "was",
    "does",
    "needs",
    "uses",
    "comes",
    "concerns",
    "disagrees",
    "covers",
    "learns",
    "tries",
    "belongs",
    "calls",
    "speaks",
    "runs",
    "differs",
    "lacks",
    "weakness",
    "this",
    "across",
    "as",
    "its",
    "less",
    "address",
];

/// `1` before a plural: `1 devices`.
pub fn plural_of_one(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let plural = |word: &str| {
        let word = word.trim_end_matches([',', '.', ';', ':', ')', '?']);
        let letters = word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
        letters && word.ends_with('s') && !NO_PLURALS.contains(&word)
    };
    let found =
        words.windows(2).find(|pair| pair[0].trim_start_matches(['(', '“']) == "1" && plural(pair[1]));
    found.map(|pair| pair.join(" "))
}
