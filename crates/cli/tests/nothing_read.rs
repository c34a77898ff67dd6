//! A file of which nothing can be read is told as such, and never as "nothing found".

use std::{fs, process::Command};

#[test]
fn noise_is_no_quiet_hospital() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [("noise.pcap", b"no recording of traffic at all".as_slice()), ("empty.pcap", b"")] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let out = Command::new(env!("CARGO_BIN_EXE_kikimori")).arg("discover").arg(&path).output().unwrap();
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.code(), Some(1), "{name}: {said}");
        assert!(said.contains("no packet could be read"), "{said}");
    }
}
