//! Any bytes as a lock file, package database, its log, list of files or program: the first byte chooses the name.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parsers::document::inventory;

const PATHS: [&str; 31] = [
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
    "var/lib/rpm/Packages.db",
    "var/lib/rpm/rpmdb.sqlite",
    LOG,
    "var/lib/dpkg/info/zlib1g:amd64.list",
    "var/lib/dpkg/info/zlib1g.md5sums",
    "usr/lib/opkg/info/zlib1g.list",
    "usr/lib/python3/dist-packages/a.dist-info/METADATA",
    "usr/lib/node_modules/@s/a/package.json",
    "var/lib/dpkg/diversions",
    "usr/lib/os-release",
];

/// The log of changes beside rpm's database.
const LOG: &str = "var/lib/rpm/rpmdb.sqlite-wal";
/// Bytes of a log before its frames, and of a frame before its page.
const HEAD: usize = 32;
const FRAME_HEAD: usize = 24;
/// Bytes of a page of the database that the log is laid over.
const PAGE: usize = 512;

fuzz_target!(|data: &[u8]| {
    let Some((which, rest)) = data.split_first() else { return };
    let path = PATHS[usize::from(*which) % PATHS.len()];
    match inventory::database_of(path) {
        Some(database) => log(database, rest.to_vec()),
        None => _ = inventory::read(path, rest),
    }
});

/// Lays a log over the first page of a database and reads what comes out.
fn log(path: &str, mut log: Vec<u8>) {
    let mut database = b"SQLite format 3\0".to_vec();
    // Pages of 512 bytes, as SQLite leaves it when a log is switched on.
    database.extend([2, 0, 2, 2, 0, 64, 32, 32]);
    database.resize(PAGE, 0);
    set_sums(&mut log);
    let _ = inventory::apply_log(&log, &mut database);
    assert!(database.len() <= inventory::limit(path));
    let _ = inventory::read(path, &database);
}

/// Makes the sums of a log right, so that what is behind them is reached (SQLite, "Database File Format", section 4.2).
fn set_sums(log: &mut [u8]) {
    let is_reversed = log.get(3).is_some_and(|last| last & 1 == 0);
    let mut sums = [0_u32; 2];
    let mut add = |bytes: &[u8]| {
        for eight in bytes.chunks_exact(8) {
            let [one, two] = [&eight[..4], &eight[4..]].map(|four| {
                let four = four.try_into().expect("four bytes");
                if is_reversed { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) }
            });
            sums[0] = sums[0].wrapping_add(one).wrapping_add(sums[1]);
            sums[1] = sums[1].wrapping_add(two).wrapping_add(sums[0]);
        }
        [sums[0].to_be_bytes(), sums[1].to_be_bytes()].concat()
    };
    let Some((head, frames)) = log.split_at_mut_checked(HEAD) else { return };
    let sum = add(&head[..HEAD - 8]);
    head[HEAD - 8..].copy_from_slice(&sum);
    for frame in frames.chunks_exact_mut(FRAME_HEAD + PAGE) {
        add(&frame[..8]);
        let sum = add(&frame[FRAME_HEAD..]);
        frame[FRAME_HEAD - 8..FRAME_HEAD].copy_from_slice(&sum);
    }
}
