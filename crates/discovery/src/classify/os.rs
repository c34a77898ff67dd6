//! Operating system: what it says itself, Windows build numbers, and families from habits of its network stack.

use domain::{
    certainty::Certainty::{Certain, Guess, Likely},
    devices::Stated,
    facts::Attribute as A,
};

use super::{View, proposals::Proposals, text::has_any};

/// Concludes the operating system; a named version outranks a family.
#[must_use]
pub fn conclude(view: &View<'_>) -> Option<Stated<String>> {
    let mut out = Proposals::default();
    for fact in view.of(A::Os) {
        let name = if fact.value.eq_ignore_ascii_case("linux") { "Linux" } else { fact.value.as_str() };
        out.because(fact, name, Certain, if has_digit(name) { 60 } else { 30 });
    }
    for fact in view.of(A::NtlmOsVersion) {
        if let Some(name) = windows_of_build(&fact.value, is_server(view)) {
            out.because(fact, name, Likely, 55);
        }
    }
    for attribute in [
        A::SmbNativeOs,
        A::SnmpSysDescr,
        A::SshBanner,
        A::FtpBanner,
        A::TelnetBanner,
        A::HttpServer,
        A::UserAgent,
        A::UpnpServer,
    ] {
        for fact in view.of(attribute) {
            if let Some((name, weight)) = named_in(&fact.value) {
                out.because(fact, &name, Likely, weight);
            }
        }
    }
    for fact in view.of(A::SmbNativeOs).filter(|fact| has_any(&fact.value, &["samba"])) {
        let name = if fact.value.contains("Debian") { "Debian" } else { "Linux" };
        out.because(fact, name, Certain, 70);
    }
    habits(view, &mut out);
    out.decide(str::to_lowercase)
}

fn is_server(view: &View<'_>) -> bool {
    view.of(A::NetworkRole).any(|fact| fact.value == "domain_controller")
        || view.of(A::Os).any(|fact| fact.value.contains("Server"))
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit()) || has_any(text, &["xp", "vista", "vxworks"])
}

/// Windows version numbers of NTLM (MS-NLMP §2.2.2.10) to product names. A number that two products share is named for the
/// kind of host it is on.
fn windows_of_build(version: &str, server: bool) -> Option<&'static str> {
    let mut parts = version.split('.');
    let major: u32 = parts.next()?.parse().ok()?;
    let minor: u32 = parts.next()?.parse().ok()?;
    let build: u32 = parts.next().and_then(|part| part.parse().ok()).unwrap_or(0);
    Some(match (major, minor, server) {
        (5, 0, _) => "Windows 2000",
        (5, 1, _) => "Windows XP",
        (5, 2, _) => "Windows Server 2003",
        (6, 0, false) => "Windows Vista",
        (6, 0, true) => "Windows Server 2008",
        // 6.1.0 is what Samba says of itself.
        (6, 1, _) if build == 0 => return None,
        (6, 1, false) => "Windows 7",
        (6, 1, true) => "Windows Server 2008 R2",
        (6, 2, false) => "Windows 8",
        (6, 2, true) => "Windows Server 2012",
        (6, 3, false) => "Windows 8.1",
        (6, 3, true) => "Windows Server 2012 R2",
        (10, 0, false) if build >= 22_000 => "Windows 11",
        (10, 0, false) => "Windows 10",
        (10, 0, true) => match build {
            14_393 => "Windows Server 2016",
            17_763 => "Windows Server 2019",
            20_348 => "Windows Server 2022",
            26_100 => "Windows Server 2025",
            _ => "Windows Server",
        },
        _ => return None,
    })
}

/// System names inside banners: word in lower case, name, weight.
const NAMED: &[(&str, &str, u16)] = &[
    ("openssh_for_windows", "Windows", 30),
    ("windows ce", "Windows CE", 45),
    ("windows 2000", "Windows 2000", 50),
    ("windows xp", "Windows XP", 50),
    ("windows server 2003", "Windows Server 2003", 50),
    ("windows server 2008 r2", "Windows Server 2008 R2", 50),
    ("windows server 2008", "Windows Server 2008", 48),
    ("windows server 2012 r2", "Windows Server 2012 R2", 50),
    ("windows server 2012", "Windows Server 2012", 48),
    ("windows server 2016", "Windows Server 2016", 50),
    ("windows server 2019", "Windows Server 2019", 50),
    ("windows server 2022", "Windows Server 2022", 50),
    ("windows 7", "Windows 7", 46),
    ("windows 10", "Windows 10", 46),
    ("windows nt 5.1", "Windows XP", 45),
    ("windows nt 6.1", "Windows 7", 45),
    ("windows nt 6.3", "Windows 8.1", 45),
    ("microsoft-iis/5.1", "Windows XP", 45),
    ("microsoft-iis/6.0", "Windows Server 2003", 45),
    ("microsoft-iis/7.5", "Windows Server 2008 R2", 40),
    ("microsoft-iis/8.5", "Windows Server 2012 R2", 40),
    ("cisco ios xe", "Cisco IOS XE", 50),
    ("cisco ios", "Cisco IOS", 48),
    ("cisco nx-os", "Cisco NX-OS", 50),
    ("junos", "Junos OS", 50),
    ("fortios", "FortiOS", 50),
    ("routeros", "RouterOS", 50),
    ("qnx", "QNX", 45),
    ("windows", "Windows", 25),
    ("ubuntu", "Ubuntu", 35),
    ("debian", "Debian", 35),
    ("raspbian", "Raspbian", 36),
    ("centos", "CentOS", 35),
    ("red hat", "Red Hat Enterprise Linux", 35),
    ("freebsd", "FreeBSD", 35),
    ("macintosh", "macOS", 30),
    ("iphone os", "iOS", 35),
    ("linux", "Linux", 20),
];

/// The system a banner names, with its version where the banner gives it (`VxWorks 5.4.2`, `Android 9`).
fn named_in(text: &str) -> Option<(String, u16)> {
    let lower = text.to_lowercase();
    for (word, name) in [("vxworks", "VxWorks"), ("android ", "Android "), ("qnx ", "QNX ")] {
        if let Some(at) = lower.find(word) {
            let version: String = lower
                .get(at + word.len()..)
                .unwrap_or_default()
                .trim_start()
                .chars()
                .take_while(|c| c.is_ascii_digit() || *c == '.')
                .collect();
            let version = version.trim_end_matches('.');
            return Some((format!("{} {version}", name.trim()).trim().to_owned(), 50));
        }
    }
    if lower.contains("samba") {
        return None;
    }
    NAMED
        .iter()
        .find(|(word, ..)| lower.contains(word))
        .map(|(_, name, weight)| ((*name).to_owned(), *weight))
}

/// Families told by DHCP habits and by the initial TTL.
fn habits(view: &View<'_>, out: &mut Proposals) {
    for fact in view.of(A::DhcpVendorClass) {
        let value = fact.value.as_str();
        if let Some(version) = value.strip_prefix("android-dhcp-") {
            out.because(fact, &format!("Android {version}"), Likely, 45);
        } else if value.starts_with("MSFT 5.0") {
            out.because(fact, "Windows", Likely, 24);
        } else if value == "MSFT 98" {
            out.because(fact, "Windows 98", Likely, 40);
        } else if has_any(value, &["microsoft windows ce"]) {
            out.because(fact, "Windows CE", Likely, 40);
        } else if has_any(value, &["udhcp", "dhcpcd", "linux"]) {
            out.because(fact, "Linux", Likely, 18);
        }
    }
    for fact in view.of(A::DhcpFingerprint) {
        if let Some(name) = of_fingerprint(&fact.value) {
            out.because(fact, name, Guess, 20);
        }
    }
    for fact in view.of(A::TcpFingerprint) {
        if let Some(name) = has_any(&fact.value, &["windows"]).then_some("Windows") {
            out.because(fact, name, Guess, 10);
        }
    }
}

/// Families by the options asked for (option 55). Hints only.
fn of_fingerprint(list: &str) -> Option<&'static str> {
    let starts = |prefix: &str| list.starts_with(prefix);
    if starts("1,15,3,6,44,46,47,31,33,249,43") || starts("1,3,6,15,31,33,43,44,46,47,119,121,249,252") {
        Some("Windows")
    } else if starts("1,121,3,6,15") && list.ends_with(",95,44,46") {
        Some("macOS")
    } else if starts("1,121,3,6,15,119,252") || starts("1,121,3,6,15,108,114,119") {
        Some("macOS or iOS")
    } else if starts("1,3,6,15,26,28,51,58,59") {
        Some("Android")
    } else if starts("1,28,2,3,15,6,12") {
        Some("Linux")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_and_banners() {
        assert_eq!(windows_of_build("6.1.7601", false), Some("Windows 7"));
        assert_eq!(windows_of_build("6.1.0", false), None, "Samba");
        assert_eq!(windows_of_build("10.0.17763", true), Some("Windows Server 2019"));
        assert_eq!(windows_of_build("x", true), None);
        let name = |text: &str| named_in(text).map(|(name, _)| name);
        assert_eq!(name("XN-LAB FTP (VxWorks 5.4.2)").as_deref(), Some("VxWorks 5.4.2"));
        assert_eq!(name("LabTablet/2.3 (Android 9; ward app)").as_deref(), Some("Android 9"));
        assert_eq!(name("Samba 4.17.12-Debian"), None);
        assert_eq!(name("SSH-2.0-OpenSSH_9.2p1 Debian-2").as_deref(), Some("Debian"));
    }
}
