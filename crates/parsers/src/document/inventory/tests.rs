//! One small file of each kind, written for these tests, and hostile ones.

use domain::certainty::Certainty;
use proptest::prelude::*;

use super::read;

fn ids(path: &str, text: &str) -> Vec<String> {
    let found = read(path, text.as_bytes()).unwrap_or_else(|| panic!("{path} is not known")).unwrap();
    found.components.into_iter().map(|component| component.id).collect()
}

const CASES: &[(&str, &str, &[&str])] = &[
    (
        "a/Cargo.lock",
        "version = 4\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\"b\"]\n[[package]]\nname = \"b\"\nversion = \"2.0.0\"\n",
        &["pkg:cargo/a@1.0.0", "pkg:cargo/b@2.0.0"],
    ),
    (
        "package-lock.json",
        r#"{"lockfileVersion":3,"packages":{"":{"name":"me"},"node_modules/@s/a":{"version":"1.0.0","integrity":"sha1-AAECAwQFBgcICQoLDA0ODxAREhM="},
            "node_modules/x/node_modules/b":{"version":"2.0.0","dev":true}}}"#,
        &["pkg:npm/%40s/a@1.0.0", "pkg:npm/b@2.0.0"],
    ),
    (
        "package-lock.json",
        r#"{"lockfileVersion":1,"dependencies":{"a":{"version":"1.0.0","dependencies":{"b":{"version":"2.0.0"}}}}}"#,
        &["pkg:npm/a@1.0.0", "pkg:npm/b@2.0.0"],
    ),
    (
        "pnpm-lock.yaml",
        "lockfileVersion: '9.0'\npackages:\n  '@s/a@1.0.0(b@2.0.0)':\n    resolution: {integrity: sha512-x}\n  /b/2.0.0:\n    dev: false\n",
        &["pkg:npm/%40s/a@1.0.0", "pkg:npm/b@2.0.0"],
    ),
    (
        "yarn.lock",
        "# yarn lockfile v1\n\n\"@s/a@^1.0\":\n  version \"1.0.0\"\n\nb@^2.0, b@^2.1:\n  version: 2.1.0\n",
        &["pkg:npm/%40s/a@1.0.0", "pkg:npm/b@2.1.0"],
    ),
    (
        "poetry.lock",
        "[[package]]\nname = \"Flask_Login\"\nversion = \"1.0\"\n",
        &["pkg:pypi/flask-login@1.0"],
    ),
    (
        "requirements-dev.txt",
        "# x\na==1.0 ; python_version > '3'\nb>=2\n-r other.txt\n",
        &["pkg:pypi/a@1.0", "pkg:pypi/b"],
    ),
    ("Pipfile.lock", r#"{"default":{"a":{"version":"==1.0"}},"develop":{}}"#, &["pkg:pypi/a@1.0"]),
    (
        "go.sum",
        "github.com/x/y v1.0.0 h1:a=\ngithub.com/x/y v1.0.0/go.mod h1:b=\n",
        &["pkg:golang/github.com/x/y@v1.0.0"],
    ),
    ("gradle.lockfile", "# x\norg.a:b:1.0=compileClasspath\nempty=x\n", &["pkg:maven/org.a/b@1.0"]),
    (
        "pom.xml",
        "<project><properties><v>2</v></properties><dependencies><dependency><groupId>org.a</groupId><artifactId>b</artifactId><version>${v}</version></dependency></dependencies></project>",
        &["pkg:maven/org.a/b@2"],
    ),
    (
        "packages.lock.json",
        r#"{"dependencies":{"net8.0":{"A":{"type":"Direct","resolved":"1.0"},"P":{"type":"Project"}}}}"#,
        &["pkg:nuget/A@1.0"],
    ),
    (
        "composer.lock",
        r#"{"packages":[{"name":"v/a","version":"1.0","license":["MIT"]}]}"#,
        &["pkg:composer/v/a@1.0"],
    ),
    (
        "Gemfile.lock",
        "GEM\n  specs:\n    a (1.0)\n      b (>= 1)\n    b (2.0)\n\nPLATFORMS\n  ruby\n",
        &["pkg:gem/a@1.0", "pkg:gem/b@2.0"],
    ),
    ("conan.lock", r#"{"requires":["zlib/1.2.11#rev%1"]}"#, &["pkg:conan/zlib@1.2.11"]),
    (
        "root/var/lib/dpkg/status",
        "Package: libc6\nStatus: install ok installed\nVersion: 2.31-1+deb11\n\nPackage: gone\nStatus: deinstall ok config-files\nVersion: 1\n",
        &["pkg:deb/libc6@2.31-1%2Bdeb11"],
    ),
    (
        "usr/lib/opkg/status",
        "Package: busybox\nVersion: 1.30\nStatus: install user installed\n",
        &["pkg:opkg/busybox@1.30"],
    ),
    (
        "usr/lib/python3/dist-packages/PyYAML-6.0.dist-info/METADATA",
        "Metadata-Version: 2.1\nName: PyYAML\nVersion: 6.0\nLicense: MIT\n\nName: other\n",
        &["pkg:pypi/pyyaml@6.0"],
    ),
    ("a/x-1.egg-info/PKG-INFO", "Name: x\nSummary: no version\n", &[]),
    (
        "usr/lib/node_modules/@s/a/package.json",
        r#"{"name":"@s/a","version":"1.0.0","license":"MIT"}"#,
        &["pkg:npm/%40s/a@1.0.0"],
    ),
    ("lib/apk/db/installed", "P:musl\nV:1.2.3-r0\nL:MIT\n\n", &["pkg:apk/musl@1.2.3-r0"]),
    ("etc/os-release", "ID=debian\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"11\"\n", &["os:debian"]),
];

#[test]
fn lists_in_other_encodings_are_read_and_it_is_told() {
    // As a shell of Windows writes it.
    let wide: Vec<u8> = "\u{feff}a==1.0\r\nb==2.0\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let found = read("requirements.txt", &wide).unwrap().unwrap();
    assert_eq!((found.components.len(), found.warnings.len()), (2, 1));
    assert!(found.warnings[0].contains("UTF-16LE"), "{:?}", found.warnings);
    let status = b"Package: a\nVersion: 1\nMaintainer: J\xf6rg <a@example.org>\n";
    let found = read("var/lib/dpkg/status", status).unwrap().unwrap();
    assert_eq!(found.components[0].supplier.as_ref().unwrap().name, "Jörg");
    assert!(found.warnings[0].contains("windows-1252"), "{:?}", found.warnings);
    let broken = "Package: あいうえおかきくけ\nVersion: 1".bytes().chain(*b"\xff\n").collect::<Vec<_>>();
    let told = read("var/lib/dpkg/status", &broken).unwrap().unwrap().warnings;
    assert!(
        told[0].contains("the first in line 2") && told[1].contains("“1\u{fffd}” is the first"),
        "{told:?}"
    );
}

#[test]
fn every_format_is_read() {
    for (path, text, wanted) in CASES {
        assert_eq!(ids(path, text), *wanted, "{path}");
    }
    assert!(read("README.md", b"hello").is_none());
    assert!(read("Cargo.lock", b"[[").unwrap().is_err());
    let hash = read("package-lock.json", CASES[1].1.as_bytes()).unwrap().unwrap().components[0].hashes[0]
        .value
        .clone();
    assert_eq!(hash, "000102030405060708090a0b0c0d0e0f10111213");
}

#[test]
fn texts_in_programs_are_guesses() {
    let mut bytes = b"\x7fELF\0\0".to_vec();
    bytes.extend_from_slice(b"\0OpenSSL %s\0OpenSSL 1.0.2k  26 Jan 2017\0BusyBox v1.22.1 (2020)\0");
    let found = read("bin/x", &bytes).unwrap().unwrap();
    let names: Vec<&str> = found.components.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(names, ["pkg:generic/openssl@1.0.2k", "pkg:generic/busybox@1.22.1"]);
    assert!(found.components.iter().all(|c| c.certainty == Some(Certainty::Guess) && c.cpe().is_some()));
}

#[test]
fn version_resources_are_read() {
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let mut bytes = vec![0; 0x40];
    bytes[..2].copy_from_slice(b"MZ");
    bytes[0x3c] = 0x40;
    bytes.extend_from_slice(b"PE\0\0");
    for (key, value) in [("CompanyName", "ACME"), ("ProductName", "Viewer"), ("ProductVersion", "3.1")] {
        bytes.extend(wide(key));
        bytes.extend([0, 0, 0, 0]);
        bytes.extend(wide(value));
        bytes.extend([0, 0]);
    }
    let found = read("viewer.exe", &bytes).unwrap().unwrap();
    assert_eq!(
        (found.components[0].name.as_str(), found.components[0].version.as_deref()),
        ("Viewer", Some("3.1"))
    );
}

proptest! {
    #[test]
    fn never_panics_on_damaged_files(case in 0..CASES.len(), at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
        let (path, text, _) = CASES[case];
        let mut bytes = text.as_bytes().to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = read(path, &bytes);
        let _ = read(path, &bytes[..at]);
    }
}
