//! Program files (ELF, PE): what their texts say about well-known libraries inside them, as a guess; version resources of Windows.

use domain::{
    certainty::Certainty,
    sbom::{Component, Identifier, IdentifierKind, Party, Property},
};

use super::Inventory;

/// Texts that well-known programs and libraries leave in files: what stands before the version, name, CPE vendor and product.
const MARKS: &[(&str, &str, &str)] = &[
    ("OpenSSL ", "openssl", "openssl:openssl"),
    ("BusyBox v", "busybox", "busybox:busybox"),
    ("Linux version ", "linux", "linux:linux_kernel"),
    ("dropbear_", "dropbear", "dropbear_ssh_project:dropbear_ssh"),
    ("OpenSSH_", "openssh", "openbsd:openssh"),
    ("lighttpd/", "lighttpd", "lighttpd:lighttpd"),
    ("nginx/", "nginx", "f5:nginx"),
    ("Apache/", "httpd", "apache:http_server"),
    ("libcurl/", "curl", "haxx:curl"),
    ("deflate ", "zlib", "zlib:zlib"),
    ("libpng version ", "libpng", "libpng:libpng"),
    ("SQLite version ", "sqlite", "sqlite:sqlite"),
    ("U-Boot ", "u-boot", "denx:u-boot"),
    ("dnsmasq-", "dnsmasq", "thekelleys:dnsmasq"),
    ("hostapd v", "hostapd", "w1.fi:hostapd"),
    ("wpa_supplicant v", "wpa_supplicant", "w1.fi:wpa_supplicant"),
    ("mbed TLS ", "mbedtls", "arm:mbed_tls"),
    ("wolfSSL ", "wolfssl", "wolfssl:wolfssl"),
    ("VxWorks ", "vxworks", "windriver:vxworks"),
    ("Samba ", "samba", "samba:samba"),
    ("vsftpd: version ", "vsftpd", "vsftpd_project:vsftpd"),
    ("miniupnpd/", "miniupnpd", "miniupnp_project:miniupnpd"),
    ("OFFIS_DCMTK_", "dcmtk", "offis:dcmtk"),
];

/// Reads program files; `None` for anything else.
pub(super) fn read(path: &str, bytes: &[u8]) -> Option<Inventory> {
    let is_elf = bytes.starts_with(b"\x7fELF");
    let is_pe = bytes.starts_with(b"MZ") && is_pe(bytes);
    if !is_elf && !is_pe {
        return None;
    }
    let mut found = Inventory::new(if is_elf { "ELF program" } else { "Windows program" });
    for (mark, name, cpe) in MARKS {
        if let Some(version) = version_after(bytes, mark.as_bytes()) {
            found.add(guess(path, mark, name, cpe, &version));
        }
    }
    if is_pe {
        found.components.extend(resource(path, bytes));
    }
    Some(found)
}

fn guess(path: &str, mark: &str, name: &str, cpe: &str, version: &str) -> Component {
    let cpe = format!(
        "cpe:2.3:{}:{cpe}:{}:*:*:*:*:*:*:*",
        if matches!(name, "linux" | "vxworks") { "o" } else { "a" },
        version.replace('+', "\\+")
    );
    let purl = format!("pkg:generic/{name}@{version}");
    Component {
        id: purl.clone(),
        kind: Some(if name == "linux" { "operating-system" } else { "library" }.to_owned()),
        name: name.to_owned(),
        version: Some(version.to_owned()),
        identifiers: vec![
            Identifier { kind: IdentifierKind::Purl, value: purl },
            Identifier { kind: IdentifierKind::Cpe23, value: cpe },
        ],
        properties: vec![Property {
            name: "evidence".to_owned(),
            value: format!("{path}: text “{mark}{version}”"),
        }],
        certainty: Some(Certainty::Guess),
        ..Component::default()
    }
}

/// A dotted version right after a mark: digits, dots, a letter, `-` or `_` parts. Format strings (`%s`) are none.
fn version_after(bytes: &[u8], mark: &[u8]) -> Option<String> {
    memchr::memmem::find_iter(bytes, mark).take(64).find_map(|at| {
        let rest = bytes.get(at + mark.len()..)?;
        let end = rest
            .iter()
            .take(24)
            .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+')))?;
        let text = std::str::from_utf8(rest.get(..end)?).ok()?.trim_end_matches(['.', '-', '_']);
        let dotted = text.contains('.') && text.starts_with(|c: char| c.is_ascii_digit());
        (dotted && text.len() >= 3).then(|| text.to_owned())
    })
}

/// `PE\0\0` where the header of DOS points to.
fn is_pe(bytes: &[u8]) -> bool {
    let at = bytes.get(0x3c..0x40).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
    let at = at.and_then(|at| usize::try_from(at).ok()).unwrap_or(usize::MAX);
    at.checked_add(4).and_then(|end| bytes.get(at..end)) == Some(b"PE\0\0")
}

/// The version resource (VS_VERSIONINFO): the maker's own words about the file.
fn resource(path: &str, bytes: &[u8]) -> Option<Component> {
    let text = |key: &str| string_value(bytes, key);
    let name = text("ProductName").or_else(|| text("InternalName"))?;
    let version = text("ProductVersion").or_else(|| text("FileVersion"));
    Some(Component {
        id: format!("pe:{path}"),
        kind: Some("application".to_owned()),
        name,
        version,
        supplier: text("CompanyName").map(|name| Party { name, ..Party::default() }),
        file_name: path.rsplit('/').next().map(str::to_owned),
        properties: vec![Property {
            name: "evidence".to_owned(),
            value: format!("{path}: version resource"),
        }],
        certainty: Some(Certainty::Likely),
        ..Component::default()
    })
}

/// The text after a key of a StringFileInfo, both in UTF-16.
fn string_value(bytes: &[u8], key: &str) -> Option<String> {
    let wide: Vec<u8> = key.encode_utf16().chain(std::iter::once(0)).flat_map(u16::to_le_bytes).collect();
    let at = memchr::memmem::find(bytes, &wide)?;
    let rest = bytes.get(at + wide.len()..)?;
    let units = rest
        .chunks_exact(2)
        .map(|two| u16::from_le_bytes([two.first().copied().unwrap_or(0), two.last().copied().unwrap_or(0)]));
    let value: Vec<u16> =
        units.skip_while(|unit| *unit == 0).take_while(|unit| *unit != 0).take(200).collect();
    let text = String::from_utf16(&value).ok()?;
    let clean = text.trim();
    (!clean.is_empty() && !clean.chars().any(char::is_control)).then(|| clean.to_owned())
}
