//! Which remote lines the ledger or a person declared.

use domain::{
    ids::DeviceId,
    ledger::{LedgerRow, Reconciliation, RowStatus},
    remote_lines::RemoteLine,
};
use hashbrown::HashMap;

use super::similar::key;

/// A line somebody registered by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredLine {
    /// MAC or IP of the device.
    pub device: DeviceId,
    /// Method word; `None` covers every method.
    pub method: Option<String>,
    /// ISO 8601 day of registration.
    pub on: String,
    /// Company, contract or desk, as the person wrote it; may be empty.
    pub note: String,
}

impl RegisteredLine {
    /// Who answers for the line, and since when.
    fn words(&self) -> String {
        if self.note.is_empty() {
            format!("registered {}", self.on)
        } else {
            format!("{}（{}）", self.note, self.on)
        }
    }
}

/// Sets `declared` on every line. With neither ledger nor register, it stays unknown.
///
/// A row that speaks of remote maintenance declares the outside lines of its device, and of the method it names when it
/// names one. A row that denies it, or says nothing, does not.
pub fn declare_lines(
    lines: &mut [RemoteLine],
    rows: &[LedgerRow],
    reconciliation: &Reconciliation,
    registered: &[RegisteredLine],
) {
    if rows.is_empty() && registered.is_empty() {
        return;
    }
    let mut by_device: HashMap<&DeviceId, Vec<&LedgerRow>> = HashMap::new();
    for (row, result) in rows.iter().zip(&reconciliation.rows) {
        if matches!(result.status, RowStatus::Matched | RowStatus::Conflict) {
            for device in &result.devices {
                by_device.entry(device).or_default().push(row);
            }
        }
    }
    for line in lines {
        let registered = registered
            .iter()
            .find(|r| r.device == line.device && r.method.as_ref().is_none_or(|m| *m == line.method));
        let declaring =
            by_device.get(&line.device).into_iter().flatten().find(|row| declares(row, &line.method));
        (line.declared, line.declared_by) = match (registered, declaring) {
            (Some(r), _) => (Some(true), Some(r.words())),
            (None, Some(row)) => (Some(true), Some(format!("ledger {} row {}", row.sheet, row.row))),
            (None, None) => (Some(false), None),
        };
    }
}

/// Words for methods in ledgers, and the lines they cover.
const METHODS: &[(&str, &[&str])] = &[
    ("vpn", &["ipsec", "openvpn", "wireguard", "l2tp", "pptp", "sstp", "maker_gateway", "lte_router"]),
    ("ipsec", &["ipsec"]),
    ("openvpn", &["openvpn"]),
    ("teamviewer", &["teamviewer"]),
    ("anydesk", &["anydesk"]),
    ("splashtop", &["splashtop"]),
    ("リモトデスクトップ", &["rdp"]),
    ("rdp", &["rdp"]),
    ("vnc", &["vnc"]),
    ("ssh", &["ssh", "ssh_reverse"]),
    ("lte", &["lte_router", "maker_gateway"]),
];

fn declares(row: &LedgerRow, method: &str) -> bool {
    let Some(raw) = row.remote_maintenance.as_deref() else { return false };
    let said = key(raw);
    if denies(raw, &said) {
        return false;
    }
    let named: Vec<_> = METHODS.iter().filter(|(word, _)| said.contains(word)).collect();
    named.is_empty()
        || named.iter().any(|(_, methods)| methods.contains(&method))
        || !METHODS.iter().any(|(_, m)| m.contains(&method))
}

/// 無, なし, 未契約, × … A circle or tick alone affirms.
fn denies(raw: &str, said: &str) -> bool {
    (said.is_empty() && !raw.contains(['○', '◯', '〇', '●', '◎', '✓', '✔', '☑']))
        || matches!(
            said,
            "無" | "無し"
                | "なし"
                | "no"
                | "none"
                | "false"
                | "n"
                | "未契約"
                | "対象外"
                | "不可"
                | "禁止"
                | "0"
        )
        || [
            "リモト保守なし",
            "リモト保守無",
            "リモトなし",
            "リモト無",
            "遠隔保守なし",
            "遠隔保守無",
            "遠隔なし",
            "リモト不可",
            "リモト接続なし",
            "vpnなし",
            "vpn無",
        ]
        .iter()
        .any(|word| said.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(said: Option<&str>) -> LedgerRow {
        LedgerRow { remote_maintenance: said.map(str::to_owned), ..LedgerRow::default() }
    }

    #[test]
    fn what_declares_a_line() {
        let cases = [
            (Some("有（ﾘﾓｰﾄ保守あり）"), "ipsec", true),
            (Some("○"), "outbound_tls", true),
            (Some("×"), "outbound_tls", false),
            (Some("VPN"), "openvpn", true),
            (Some("VPN"), "teamviewer", false),
            (Some("TeamViewer"), "teamviewer", true),
            (Some("無"), "openvpn", false),
            (Some("リモート保守なし"), "rdp", false),
            (None, "rdp", false),
        ];
        for (said, method, expected) in cases {
            assert_eq!(declares(&row(said), method), expected, "{said:?} {method}");
        }
    }
}
