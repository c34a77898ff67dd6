//! The rules of the house that a compiler does not check: which room may use which, and that every file says what it is for.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Room and the rooms it may use (ARCHITECTURE.md). An edge that is not here is a broken wall.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("knowledge", &["domain"]),
    ("parsers", &["domain"]),
    ("store", &["domain"]),
    ("discovery", &["domain", "knowledge", "parsers"]),
    ("matching", &["domain", "knowledge"]),
    ("app", &["discovery", "domain", "knowledge", "matching", "parsers", "store"]),
    ("sensor", &["discovery", "domain", "parsers"]),
    ("web", &["app", "discovery", "domain", "knowledge", "matching", "parsers"]),
    ("sim", &["domain", "knowledge"]),
    (
        "cli",
        &["app", "discovery", "domain", "knowledge", "matching", "parsers", "sensor", "sim", "store", "web"],
    ),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn members() -> Vec<(String, PathBuf)> {
    let mut found = vec![("sim".to_owned(), root().join("sim"))];
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let path = entry.unwrap().path();
        if path.join("Cargo.toml").exists() {
            found.push((path.file_name().unwrap().to_string_lossy().into_owned(), path));
        }
    }
    found
}

/// Names in `[dependencies]` (not in `[dev-dependencies]`).
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut inside = false;
    let mut names = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line == "[dependencies]";
        } else if inside
            && let Some(name) = line.split(['.', '=', ' ']).next().filter(|name| !name.is_empty())
        {
            names.insert(name.to_owned());
        }
    }
    names
}

#[test]
fn no_room_uses_a_room_it_must_not_know() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    for (name, path) in members() {
        let may =
            allowed.get(name.as_str()).unwrap_or_else(|| panic!("{name} is not in the plan of the house"));
        let manifest = fs::read_to_string(path.join("Cargo.toml")).unwrap();
        for dependency in dependencies(&manifest) {
            let is_room = allowed.contains_key(dependency.as_str());
            assert!(!is_room || may.contains(&dependency.as_str()), "{name} must not use {dependency}");
        }
    }
}

#[test]
fn only_the_store_knows_sql_and_only_web_knows_http() {
    for (name, path) in members() {
        let manifest = fs::read_to_string(path.join("Cargo.toml")).unwrap();
        let names = dependencies(&manifest);
        assert!(name == "store" || !names.contains("sqlx"), "{name} uses sqlx");
        assert!(matches!(name.as_str(), "web") || !names.contains("axum"), "{name} uses axum");
    }
}

#[test]
fn every_source_file_says_in_its_first_line_what_it_is_for() {
    let mut silent = Vec::new();
    for (_, path) in members() {
        visit(&path, &mut silent);
    }
    assert!(silent.is_empty(), "no `//!` first line: {silent:#?}");
}

fn visit(folder: &Path, silent: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            visit(&path, silent);
        } else if path.extension().is_some_and(|e| e == "rs")
            && !fs::read_to_string(&path).unwrap().starts_with("//!")
        {
            silent.push(path);
        }
    }
}

#[test]
fn unsafe_code_lives_in_the_sensor_only() {
    for (name, path) in members().into_iter().filter(|(name, _)| name != "sensor") {
        let manifest = fs::read_to_string(path.join("Cargo.toml")).unwrap();
        assert!(
            manifest.contains("[lints]\nworkspace = true"),
            "{name} does not keep the lints of the house"
        );
    }
}

/// `national/` is a workspace of its own, outside CI: a room that gains a dependency must not leave its lock file behind, or its one command
/// (`cargo build --locked`) fails.
#[test]
fn the_national_job_locks_what_the_rooms_use() {
    let locked = locked(&fs::read_to_string(root().join("national/Cargo.lock")).unwrap());
    let rooms: Vec<_> =
        members().into_iter().filter(|(name, _)| locked.contains_key(name.as_str())).collect();
    assert!(rooms.iter().any(|(name, _)| name == "matching"), "the job uses matching: {:?}", locked.keys());
    for (name, path) in rooms {
        let used = dependencies(&fs::read_to_string(path.join("Cargo.toml")).unwrap());
        let missing: Vec<_> = used.difference(&locked[&name]).collect();
        assert!(
            missing.is_empty(),
            "national/Cargo.lock does not know that {name} uses {missing:?}: cargo update --workspace there"
        );
    }
}

/// Package and the names of what it depends on, of a `Cargo.lock`.
fn locked(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let named = |block: &str| {
        Some(block.lines().find_map(|line| line.strip_prefix("name = "))?.trim_matches('"').to_owned())
    };
    let names = |block: &str| {
        let listed = block.split_once("dependencies = [").map_or("", |(_, rest)| rest);
        listed
            .lines()
            .filter_map(|line| line.trim().strip_prefix('"')?.split(['"', ' ']).next())
            .map(str::to_owned)
            .collect()
    };
    text.split("[[package]]").filter_map(|block| Some((named(block)?, names(block)))).collect()
}
