//! Any bytes as a lock file, package database or program: the first byte chooses the name.
#![no_main]

use libfuzzer_sys::fuzz_target;

const PATHS: [&str; 21] = [
    "Cargo.lock",
    "package-lock.json",
    "pnpm-lock.yaml",
    "yarn.lock",
    "poetry.lock",
    "requirements.txt",
    "Pipfile.lock",
    "go.sum",
    "gradle.lockfile",
    "pom.xml",
    "packages.lock.json",
    "composer.lock",
    "Gemfile.lock",
    "conan.lock",
    "etc/os-release",
    "lib/apk/db/installed",
    "var/lib/dpkg/status",
    "usr/lib/opkg/status",
    "bin/program",
    "program.exe",
    "var/lib/rpm/Packages",
];

fuzz_target!(|data: &[u8]| {
    let Some((which, rest)) = data.split_first() else { return };
    let path = PATHS[usize::from(*which) % PATHS.len()];
    let _ = parsers::document::inventory::read(path, rest);
});
