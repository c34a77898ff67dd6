//! Root file systems written for these tests, in which somebody or nobody owns a library.

use super::*;

fn unpacked(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/rpm/");
    zstd::decode_all(&std::fs::read(format!("{folder}{name}.zst")).unwrap()[..]).unwrap()
}

#[test]
fn a_root_file_system_becomes_a_list() {
    let root = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &[u8]| {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    put("etc/os-release", b"ID=debian\nNAME=Debian\nVERSION_ID=11\n");
    put(
        "var/lib/dpkg/status",
        b"Package: zlib1g\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1:1.2\n",
    );
    put("usr/bin/x", b"\x7fELF\0\0BusyBox v1.30.1 \0");
    put("app/Cargo.lock", b"[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n");
    put("var/lib/rpm/rpmdb.sqlite", b"x");
    put("usr/lib/sysimage/rpm/Packages.db", &unpacked("Packages.db"));
    put("usr/lib64/libacme.so.2", b"\x7fELF\0\0OpenSSL 1.0.2k \0");
    let product = Product { name: "pump".into(), version: Some("2".into()), ..Product::default() };
    let edits = [Edit { component: "a".into(), supplier: Some("us".into()), ..Edit::default() }];
    let made = make(&[root.path().to_owned()], &product, &edits).unwrap();
    let purls: Vec<&str> = made.sbom.components.iter().filter_map(Component::purl).collect();
    assert!(purls.contains(&"pkg:deb/debian/zlib1g@1:1.2?arch=amd64&distro=debian-11"), "{purls:?}");
    assert!(purls.contains(&"pkg:generic/busybox@1.30.1"));
    assert!(purls.contains(
        &"pkg:rpm/debian/acme-libs@2.0-3.el8?arch=x86_64&distro=debian-11&epoch=1&upstream=acme-2.0-3.el8.src.rpm"
    ));
    let owner = |name: &str| {
        let component = made.sbom.components.iter().find(|c| c.name == name).unwrap();
        component.properties.iter().find(|p| p.name == "kikimori:owned-by").map(|p| p.value.as_str())
    };
    assert!(owner("openssl").is_some_and(|owner| owner.starts_with("pkg:rpm/debian/acme-libs@")));
    assert_eq!(owner("busybox"), None, "nobody's file");
    assert_eq!(made.sbom.packages(), 11);
    assert!(made.notes.iter().any(|note| note.contains("rpmdb.sqlite: not readable")));
    let edited = made.sbom.components.iter().find(|c| c.name == "a").unwrap();
    assert_eq!(edited.supplied_by(), Some("us"));
}

#[test]
fn systems_in_one_folder_and_in_two_are_kept_apart() {
    let roots = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let put = |root: usize, path: &str, bytes: &[u8]| {
        let path = roots[root].path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    let library = b"\x7fELF\0\0OpenSSL 1.0.2k \0";
    put(0, "usr/lib/os-release", b"ID=ubuntu\nVERSION_ID=22.04\n");
    put(0, "usr/lib64/libacme.so.2", library);
    put(0, "var/lib/docker/x/var/lib/rpm/Packages.db", &unpacked("Packages.db"));
    put(1, "etc/os-release", b"ID=rhel\nVERSION_ID=8.6\n");
    put(1, "usr/lib64/libacme.so.2", library);
    put(1, "var/lib/rpm/Packages.db", &unpacked("Packages.db"));
    let told = |paths: &[PathBuf]| {
        let made = make(paths, &Product::default(), &[]).unwrap().sbom;
        let one = made.components.iter().find(|c| c.name == "openssl").unwrap();
        let is_owned = one.properties.iter().any(|p| p.name == "kikimori:owned-by");
        let purls = made.components.iter().filter_map(Component::purl).map(str::to_owned);
        (purls.filter(|purl| purl.contains("/acme-libs@")).collect::<Vec<_>>(), is_owned)
    };
    let [first, second] = [0, 1].map(|at: usize| roots[at].path().to_owned());
    let (purls, is_owned) = told(std::slice::from_ref(&first));
    assert_eq!((purls, is_owned), (vec!["pkg:rpm/acme-libs@2.0-3.el8".to_owned()], false));
    let (purls, is_owned) = told(std::slice::from_ref(&second));
    assert!(is_owned && purls[0].contains("distro=rhel-8.6"), "{purls:?}");
    let (both, is_owned) = told(&[second, first]);
    assert_eq!((both.len(), is_owned), (purls.len() + 1, false), "{both:?}");
}

#[test]
fn the_log_beside_a_database_is_read_with_it() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("var/lib/rpm");
    std::fs::create_dir_all(&folder).unwrap();
    let (database, log) = (folder.join("rpmdb.sqlite"), folder.join("rpmdb.sqlite-wal"));
    let made = |path: &Path| {
        let made = make(&[path.to_owned()], &Product::default(), &[]).unwrap();
        let names: Vec<String> = made.sbom.components.into_iter().map(|component| component.name).collect();
        (names.contains(&"acme-more".to_owned()), made.notes.join("\n"))
    };
    std::fs::write(&log, unpacked("rpmdb.sqlite-wal")).unwrap();
    assert!(made(root.path()).1.contains("the database that this log belongs to is not here"));
    std::fs::write(&database, unpacked("rpmdb.sqlite")).unwrap();
    for path in [root.path(), &database] {
        let (has_more, notes) = made(path);
        assert!(has_more && notes.contains("rpmdb.sqlite: the database was in use"), "{notes}");
    }
    std::fs::write(&log, b"x").unwrap();
    assert!(made(&database).1.contains("are not read"));
    std::fs::write(&log, b"").unwrap();
    let (has_more, notes) = made(&database);
    assert!(!has_more && !notes.contains("in use"), "{notes}");
}

const DPKG: &str = "Package: libssl\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0-1\n";
const OPKG: &str = "Package: libssl\nStatus: install user installed\nArchitecture: mips\nVersion: 1.0-1\n";
const SUMS: &str = "d41d8cd98f00b204e9800998ecf8427e  usr/lib/libssl.so\n";
const APK: &str = "P:libssl\nV:1.0-r1\nF:usr/lib\nR:libssl.so\n\n";

/// Who owns the library at this place of a root file system, when the database is of these files, and these folders are links.
fn owner_of(library: &str, database: &[(&str, &str)], links: &[(&str, &str)]) -> Option<String> {
    let root = tempfile::tempdir().unwrap();
    let put = |path: &str, bytes: &[u8]| {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    put("etc/os-release", b"ID=acme\nVERSION_ID=3\n");
    put(library, b"\x7fELF\0\0OpenSSL 1.0.2k \0");
    database.iter().for_each(|(path, text)| put(path, text.as_bytes()));
    for (at, to) in links {
        std::os::unix::fs::symlink(to, root.path().join(at)).unwrap();
    }
    let made = make(&[root.path().to_owned()], &Product::default(), &[]).unwrap().sbom;
    let openssl = made.components.iter().find(|c| c.name == "openssl").unwrap();
    openssl.properties.iter().find(|p| p.name == "kikimori:owned-by").map(|p| p.value.clone())
}

#[test]
fn every_kind_of_package_owns_its_files() {
    let list = "/.\n/usr\n/usr/lib\n/usr/lib/libssl.so\n";
    for (database, wanted) in [
        (
            &[("var/lib/dpkg/status", DPKG), ("var/lib/dpkg/info/libssl:amd64.list", list)][..],
            "pkg:deb/acme/libssl@1.0-1?arch=amd64&distro=acme-3",
        ),
        (
            &[("var/lib/dpkg/status", DPKG), ("var/lib/dpkg/info/libssl.md5sums", SUMS)],
            "pkg:deb/acme/libssl@1.0-1?arch=amd64&distro=acme-3",
        ),
        (
            &[("var/lib/dpkg/status.d/ssl", DPKG), ("var/lib/dpkg/status.d/ssl.md5sums", SUMS)],
            "pkg:deb/acme/libssl@1.0-1?arch=amd64&distro=acme-3",
        ),
        (&[("lib/apk/db/installed", APK)], "pkg:apk/acme/libssl@1.0-r1?distro=acme-3"),
        (&[("usr/lib/apk/db/installed", APK)], "pkg:apk/acme/libssl@1.0-r1?distro=acme-3"),
        (
            &[("usr/lib/opkg/status", OPKG), ("usr/lib/opkg/info/libssl.list", "/usr/lib/libssl.so\n")],
            "pkg:opkg/libssl@1.0-1",
        ),
        (
            &[("var/lib/opkg/info/libssl.control", OPKG), ("var/lib/opkg/info/libssl.list", list)],
            "pkg:opkg/libssl@1.0-1",
        ),
    ] {
        assert_eq!(owner_of("usr/lib/libssl.so", database, &[]).as_deref(), Some(wanted), "{database:?}");
        assert_eq!(owner_of("opt/lib/libssl.so", database, &[]), None, "{database:?}");
    }
}

#[test]
fn lists_of_packages_that_are_gone_and_of_other_roots_own_nothing() {
    let list = ("var/lib/dpkg/info/libssl.list", "/usr/lib/libssl.so\n");
    let gone = DPKG.replace("install ok installed", "deinstall ok config-files");
    for database in [
        &[list][..],
        &[list, ("var/lib/dpkg/status", &gone)],
        &[list, ("a/var/lib/dpkg/status", DPKG)],
        &[list, ("usr/lib/opkg/status", OPKG)],
        &[("a/var/lib/dpkg/info/libssl.list", list.1), ("a/var/lib/dpkg/status", DPKG)],
    ] {
        assert_eq!(owner_of("usr/lib/libssl.so", database, &[]), None, "{database:?}");
    }
}

#[test]
fn folders_that_are_links_are_the_folders_they_lead_to() {
    let of = |path: &'static str| [("var/lib/dpkg/status", DPKG), ("var/lib/dpkg/info/libssl.list", path)];
    for (library, listed, links, wanted) in [
        ("usr/lib/libssl.so", "/lib/libssl.so\n", &[("lib", "usr/lib")][..], true),
        ("usr/lib/libssl.so", "/lib/libssl.so\n", &[], true),
        ("srv/acme/libssl.so", "/opt/acme/libssl.so\n", &[("opt", "/srv")], true),
        ("srv/acme/libssl.so", "/opt/acme/libssl.so\n", &[], false),
        // The link is the package's, the file that it leads to is not.
        ("srv/libssl.so", "/usr/libssl.so\n", &[("usr", "srv")], true),
        ("srv/own.so", "/libssl.so\n", &[("libssl.so", "srv/own.so")], false),
    ] {
        assert_eq!(owner_of(library, &of(listed), links).is_some(), wanted, "{library} {listed} {links:?}");
    }
    // Not merged: the same path below `/lib` and `/usr/lib` is two files.
    let mut database = of("/lib/libssl.so\n").to_vec();
    database.push(("lib/other", "x"));
    assert_eq!(owner_of("usr/lib/libssl.so", &database, &[]), None);
}

#[test]
fn a_diverted_file_belongs_to_the_package_that_diverts_it() {
    let other = DPKG.replace("libssl", "wrapper");
    let status = format!("{DPKG}\n{other}");
    let both = |diversions: &str, library: &str| {
        let lists = [
            ("var/lib/dpkg/status", status.as_str()),
            ("var/lib/dpkg/diversions", diversions),
            ("var/lib/dpkg/info/libssl:amd64.list", "/usr/lib/libssl.so\n"),
            ("var/lib/dpkg/info/wrapper.list", "/usr/lib/libssl.so\n"),
        ];
        owner_of(library, &lists, &[]).map(|owner| owner.contains("/wrapper@"))
    };
    let by = |package: &str| format!("/usr/lib/libssl.so\n/usr/lib/libssl.so.real\n{package}\n");
    for (diversions, library, is_wrapper) in [
        (by("wrapper"), "usr/lib/libssl.so", Some(true)),
        (by("wrapper"), "usr/lib/libssl.so.real", Some(false)),
        (by("libssl"), "usr/lib/libssl.so", Some(false)),
        (by("libssl"), "usr/lib/libssl.so.real", Some(true)),
        // What the administrator put there is nobody's.
        (by(":"), "usr/lib/libssl.so", None),
        (String::new(), "usr/lib/libssl.so.real", None),
        // Broken off: nobody knows whose it is, and where the other lies.
        ("/usr/lib/libssl.so\n".to_owned(), "usr/lib/libssl.so", None),
        ("/usr/lib/libssl.so\n/usr/lib/libssl.so.real\n".to_owned(), "usr/lib/libssl.so.real", None),
    ] {
        assert_eq!(both(&diversions, library), is_wrapper, "{diversions} {library}");
    }
    // Folders that are links, sums instead of lists, another root's diversions.
    let sums = [("var/lib/dpkg/status", DPKG), ("var/lib/dpkg/info/libssl.md5sums", SUMS)];
    let moved = "/usr/lib/libssl.so\n/lib/real.so\n:\n";
    for (at, wanted) in [("var/lib/dpkg/diversions", true), ("a/var/lib/dpkg/diversions", false)] {
        let database = [&sums[..], &[(at, moved)]].concat();
        assert_eq!(owner_of("usr/lib/real.so", &database, &[]).is_some(), wanted, "{at}");
        assert_eq!(owner_of("usr/lib/libssl.so", &database, &[]).is_some(), !wanted, "{at}");
    }
}

/// Files that are named one by one, in any order.
#[test]
fn diversions_are_known_before_lists_wherever_they_are_named() {
    let root = tempfile::tempdir().unwrap();
    let put = |path: &str, bytes: &[u8]| {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let mut paths = [
        put("var/lib/dpkg/info/libssl:amd64.list", b"/usr/lib/libssl.so\n"),
        put("var/lib/dpkg/status", DPKG.as_bytes()),
        put("var/lib/dpkg/diversions", b"/usr/lib/libssl.so\n/usr/lib/libssl.so.real\n:\n"),
        put("usr/lib/libssl.so", b"\x7fELF\0\0OpenSSL 1.0.2k \0"),
    ];
    for _ in 0..paths.len() {
        paths.rotate_left(1);
        let made = make(&paths, &Product::default(), &[]).unwrap().sbom;
        let openssl = made.components.iter().find(|c| c.name == "openssl").unwrap();
        assert!(openssl.properties.iter().all(|p| p.name != "kikimori:owned-by"), "{paths:?}");
    }
}

#[test]
fn a_link_of_alternatives_belongs_to_nobody_and_its_file_to_its_package() {
    let database = [
        ("var/lib/dpkg/status", DPKG),
        ("var/lib/dpkg/info/libssl.list", "/usr/lib/acme/libssl.so.real\n"),
        (
            "var/lib/dpkg/alternatives/libssl.so",
            "auto\n/usr/lib/libssl.so\n\n/usr/lib/acme/libssl.so.real\n10\n",
        ),
        ("etc/alternatives/README", "x"),
        ("usr/lib/x", "x"),
    ];
    // From a folder of links, too: a whole folder may be an alternative.
    for links in [
        &[
            ("etc/alternatives/libssl.so", "/usr/lib/acme/libssl.so.real"),
            ("usr/lib/libssl.so", "/etc/alternatives/libssl.so"),
        ][..],
        &[("etc/alternatives/acme", "/usr/lib/acme"), ("usr/lib/current", "/etc/alternatives/acme")],
    ] {
        let owner = owner_of("usr/lib/acme/libssl.so.real", &database, links);
        assert!(owner.is_some_and(|owner| owner.contains("/libssl@")), "{links:?}");
    }
    // A package may list a path that an alternative leads elsewhere.
    let listed = ("var/lib/dpkg/info/libssl.list", "/usr/lib/current/libssl.so\n");
    let through =
        [("var/lib/dpkg/status", DPKG), listed, ("etc/alternatives/README", "x"), ("usr/lib/x", "x")];
    let links = [("etc/alternatives/acme", "/opt/acme"), ("usr/lib/current", "/etc/alternatives/acme")];
    assert!(owner_of("opt/acme/libssl.so", &through, &links).is_some());
    assert_eq!(owner_of("opt/acme/libssl.so", &through, &links[..1]), None);
}
