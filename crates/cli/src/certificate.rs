//! The certificate that a node makes for itself, so that sensors reach it over TLS without anybody buying or copying keys.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    net::IpAddr,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

/// Certificate and key (PEM) of this node in its data folder, made when they are not there. The certificate names this machine,
/// the address listened on and `names`; to name others, remove both files and start again.
///
/// # Errors
/// When the files cannot be made, or a name is none.
pub fn own(data: &Path, listen: IpAddr, names: &[String]) -> anyhow::Result<(PathBuf, PathBuf)> {
    let (certificate, key) = (data.join("node.pem"), data.join("node.key"));
    if certificate.exists() && key.exists() {
        return Ok((certificate, key));
    }
    let mut all = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    all.extend(fs::read_to_string("/proc/sys/kernel/hostname").map(|name| name.trim().to_owned()));
    all.extend((!listen.is_unspecified()).then(|| listen.to_string()));
    all.extend(names.iter().cloned());
    all.sort();
    all.dedup();
    let made = rcgen::generate_simple_self_signed(all.clone())
        .with_context(|| format!("making a certificate for {}", all.join(", ")))?;
    fs::create_dir_all(data).with_context(|| format!("making the folder {}", data.display()))?;
    write(&key, &made.signing_key.serialize_pem(), 0o600)?;
    write(&certificate, &made.cert.pem(), 0o644)?;
    eprintln!("made a certificate for {}: copy {} to the sensors", all.join(", "), certificate.display());
    Ok((certificate, key))
}

fn write(path: &Path, text: &str, mode: u32) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    let file = options.write(true).create(true).truncate(true).mode(mode).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .with_context(|| format!("writing {}", path.display()))
}
