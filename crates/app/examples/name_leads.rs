//! Which products names lead to: `name_leads CACHE FEED…` reads lines of name, maker, version and package URL (tabs between, empty where not told)
//! and writes, line by line, every key under which something is known and how it was recognised.

use std::{
    io::{BufRead as _, Write as _},
    path::PathBuf,
};

use app::knowledge_cache;
use domain::sbom::{Component, Identifier, IdentifierKind, Party};
use matching::vulnerability::{Subject, rows::leads};

fn main() {
    let mut paths = std::env::args_os().skip(1).map(PathBuf::from);
    let Some(cache) = paths.next() else { return println!("name_leads CACHE FEED…") };
    let feeds: Vec<PathBuf> = paths.collect();
    let Ok(packed) = knowledge_cache::load(&feeds, Some(&cache), &mut |_| {}) else {
        return println!("no feed was read");
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let leads = leads(&packed.knowledge, &Subject::of(&component(&line)));
        drop(serde_json::to_writer(&mut out, &leads));
        drop(out.write_all(b"\n"));
    }
}

fn component(line: &str) -> Component {
    let mut parts = line.split('\t').map(str::to_owned);
    let mut part = || parts.next().filter(|part| !part.is_empty());
    let name = part().unwrap_or_default();
    let supplier = part().map(|name| Party { name, ..Party::default() });
    let version = part();
    let purl = part().map(|purl| Identifier::new(IdentifierKind::Purl, &purl));
    Component { name, supplier, version, identifiers: purl.into_iter().collect(), ..Component::default() }
}
