//! Headings and words of the exported workbooks, Japanese and English.

use domain::{
    devices::{Device, Stated},
    ledger::{Column, LedgerRow, RowResult, RowStatus},
};
use knowledge::kinds::Kinds;

use super::Filling;

/// The language of headings and words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    Japanese,
    English,
}

impl Language {
    pub(super) const fn pick(self, japanese: &'static str, english: &'static str) -> &'static str {
        match self {
            Self::Japanese => japanese,
            Self::English => english,
        }
    }
}

pub(super) const fn result_headings(language: Language) -> [&'static str; 3] {
    match language {
        Language::Japanese => ["照合結果", "理由", "ネットワークで見えた機器"],
        Language::English => ["Result", "Reason", "Device seen in the network"],
    }
}

pub(super) fn status(result: &RowResult, language: Language) -> &'static str {
    match result.status {
        RowStatus::Matched => language.pick("一致", "Matched"),
        RowStatus::Conflict => language.pick("食い違い", "Differs"),
        RowStatus::Ambiguous => language.pick("候補が複数", "Ambiguous"),
        RowStatus::NotSeen if result.blind.is_some() => language.pick("見えない場所", "Out of sight"),
        RowStatus::NotSeen => language.pick("見えなかった", "Not seen"),
        RowStatus::NoKey => language.pick("手がかりなし", "Nothing to compare"),
    }
}

/// The reason codes as words; codes without words are left out.
pub(super) fn reasons(result: &RowResult, language: Language) -> String {
    let words = result.reasons.iter().filter_map(|code| reason(code, language)).map(str::to_owned);
    let pieces = result.quantity.filter(|pieces| *pieces > 1).map(|stated| {
        let seen = result.pieces_seen().min(stated);
        match language {
            Language::Japanese => format!("台数 {stated} のうち {seen} 台が見えています"),
            Language::English => format!("{seen} of {stated} pieces are seen"),
        }
    });
    words.chain(pieces).collect::<Vec<_>>().join(language.pick("。", ". "))
}

fn reason(code: &str, language: Language) -> Option<&'static str> {
    let (japanese, english) = match code {
        "mac" => ("MACアドレスが同じ", "Same MAC address"),
        "serial" => ("シリアル番号が同じ", "Same serial number"),
        "udi_di" => ("UDIが同じ", "Same UDI"),
        "hostname" => ("ホスト名が同じ", "Same host name"),
        "ae_title" => ("AEタイトルが同じ", "Same AE title"),
        "ip" => ("IPアドレスが同じ", "Same IP address"),
        "earlier_ip" => ("以前のIPアドレスが同じ", "Same as an earlier IP address"),
        "ip_range" => ("IPアドレスの範囲に入る", "Within the IP range"),
        "asset_no_in_hostname" => ("ホスト名に管理番号がある", "Asset number in the host name"),
        "mac_typo" => ("MACアドレスの書き間違いらしい", "MAC address probably mistyped"),
        "other_mac" => ("MACアドレスが違う", "Another MAC address"),
        "behind_router" => ("MACアドレスは確かめられない", "MAC address could not be checked"),
        "duplicate_row" => ("同じ機器の行がほかにもある", "Another row claims the same device"),
        "listed_twice" => ("同じ管理番号の行がほかにもある", "Same asset number on another row"),
        "several_devices" => ("同じくらい近い機器が複数ある", "Several devices fit equally well"),
        "several_devices_in_row" => ("この行は複数の機器を表す", "The row stands for several devices"),
        "doubtful" => ("この機器かもしれないが、確かでない", "Perhaps this device"),
        "ip_used_by_other" => {
            ("台帳のIPアドレスは別の機器が使っている", "Another device uses the IP address")
        }
        "retired" => ("廃棄・除却の行", "No longer in use"),
        "retired_but_seen" => ("廃棄・除却のはずが、つながっている", "Retired, but connected"),
        "blind_spot" => ("見守りの届かない場所", "Out of the sensor's reach"),
        "linked_by_hand" => ("人が結びつけた", "Linked by a person"),
        "accepted" => ("人が確認した", "Accepted by a person"),
        "ignored" => ("対象外にした", "Ignored by a person"),
        _ => return None,
    };
    Some(language.pick(japanese, english))
}

/// MAC and IP addresses of devices, for a cell.
pub(super) fn addresses(devices: &[&Device]) -> String {
    let one = |device: &&Device| {
        let mut texts: Vec<String> = device.macs.iter().map(ToString::to_string).collect();
        texts.extend(device.ips.iter().map(ToString::to_string));
        texts.join(" ")
    };
    devices.iter().take(20).map(one).collect::<Vec<_>>().join("\n")
}

/// What the network says about a column, and who says so. Only what is at least likely is worth a cell.
pub(super) fn learned(filling: &Filling<'_>, column: Column) -> Option<(String, String)> {
    let (device, kinds, language) = (filling.device, filling.kinds, filling.language);
    let plain = |text: String| (!text.is_empty()).then(|| (text, String::new()));
    let stated = |value: &Option<Stated<String>>| {
        let value = value.as_ref().filter(|s| s.certainty >= domain::certainty::Certainty::Likely)?;
        Some((value.value.clone(), said(value)))
    };
    match column {
        Column::Mac => plain(join(&device.macs)),
        Column::Ip => plain(join(&device.ips)),
        Column::Vlan => plain(join(&device.vlans.iter().filter(|v| **v != 0).collect::<Vec<_>>())),
        Column::Maker => {
            let vendor =
                device.vendor.as_ref().filter(|s| s.certainty >= domain::certainty::Certainty::Likely)?;
            Some((maker(device, language), said(vendor)))
        }
        Column::Kind => {
            let (_, said) = stated(&device.kind)?;
            Some((kind(device, kinds, language), said))
        }
        Column::Model => stated(&device.model),
        Column::Serial => stated(&device.serial),
        Column::Hostname => stated(&device.hostname),
        Column::Os => stated(&device.os),
        Column::SoftwareVersion => stated(&device.software),
        Column::UdiDi => stated(&device.udi_di),
        Column::AeTitle => {
            plain(device.ae_titles.iter().map(|t| t.value.as_str()).collect::<Vec<_>>().join(", "))
        }
        _ => None,
    }
}

fn said<T>(stated: &Stated<T>) -> String {
    let line = |e: &domain::facts::Evidence| match e.frame {
        Some(frame) => format!("{}: {} (#{frame})", e.source, e.said),
        None => format!("{}: {}", e.source, e.said),
    };
    stated.evidence.iter().take(3).map(line).collect::<Vec<_>>().join("\n")
}

fn join<T: ToString>(values: &[T]) -> String {
    values.iter().take(8).map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn maker(device: &Device, language: Language) -> String {
    let Some(vendor) = &device.vendor else { return String::new() };
    let japanese = vendor.value.name_ja.clone().filter(|_| language == Language::Japanese);
    japanese.unwrap_or_else(|| vendor.value.name.clone())
}

fn kind(device: &Device, kinds: &Kinds, language: Language) -> String {
    let Some(kind) = &device.kind else { return String::new() };
    match kinds.get(&kind.value) {
        Some(known) if language == Language::Japanese => known.name_ja.clone(),
        Some(known) => known.name_en.clone(),
        None => kind.value.clone(),
    }
}

pub(super) fn device_headings(language: Language) -> Vec<&'static str> {
    match language {
        Language::Japanese => vec![
            "管理番号",
            "機器名",
            "種類",
            "メーカー",
            "型式",
            "シリアル番号",
            "設置場所",
            "部署",
            "IPアドレス",
            "MACアドレス",
            "VLAN",
            "ホスト名",
            "AEタイトル",
            "OS",
            "ソフトウェア版",
            "医療機器",
            "答えた受け口",
            "台帳の行",
            "照合結果",
        ],
        Language::English => vec![
            "Asset no.",
            "Name",
            "Kind",
            "Maker",
            "Model",
            "Serial number",
            "Location",
            "Department",
            "IP address",
            "MAC address",
            "VLAN",
            "Host name",
            "AE title",
            "OS",
            "Software version",
            "Medical device",
            "Answering ports",
            "Ledger row",
            "Result",
        ],
    }
}

/// One device as a row. Unknown stays visible as unknown.
pub(super) fn device_line(
    device: &Device,
    row: Option<&LedgerRow>,
    result: Option<&RowResult>,
    kinds: &Kinds,
    language: Language,
) -> Vec<String> {
    let from_row = |pick: fn(&LedgerRow) -> &Option<String>| row.and_then(|r| pick(r).clone());
    let text = |stated: &Option<Stated<String>>| stated.as_ref().map(|s| s.value.clone());
    let unknown = || language.pick("不明", "unknown").to_owned();
    let medical = match device.is_medical.as_ref().map(|m| m.value) {
        Some(true) => language.pick("はい", "yes").to_owned(),
        Some(false) => language.pick("いいえ", "no").to_owned(),
        None => unknown(),
    };
    let services: Vec<String> = device
        .services
        .iter()
        .take(30)
        .map(|s| s.protocol.as_ref().map_or_else(|| s.port.to_string(), |p| format!("{} {p}", s.port)))
        .collect();
    let or_unknown = |known: String, ledger: Option<String>| {
        if known.is_empty() { ledger.unwrap_or_else(unknown) } else { known }
    };
    vec![
        from_row(|r| &r.asset_no).unwrap_or_default(),
        from_row(|r| &r.name).unwrap_or_default(),
        or_unknown(kind(device, kinds, language), from_row(|r| &r.kind)),
        or_unknown(maker(device, language), from_row(|r| &r.maker)),
        text(&device.model).or(from_row(|r| &r.model)).unwrap_or_else(unknown),
        text(&device.serial).or(from_row(|r| &r.serial)).unwrap_or_default(),
        from_row(|r| &r.location).unwrap_or_default(),
        from_row(|r| &r.department).or(text(&device.department)).unwrap_or_default(),
        join(&device.ips),
        join(&device.macs),
        join(&device.vlans.iter().filter(|v| **v != 0).collect::<Vec<_>>()),
        text(&device.hostname).unwrap_or_default(),
        device.ae_titles.iter().map(|t| t.value.as_str()).collect::<Vec<_>>().join(", "),
        text(&device.os).or(from_row(|r| &r.os)).unwrap_or_else(unknown),
        text(&device.software).or(from_row(|r| &r.software_version)).unwrap_or_else(unknown),
        medical,
        services.join(", "),
        row.map(|r| format!("{} {}", r.sheet, r.row)).unwrap_or_default(),
        result.map_or(language.pick("台帳にない", "Not in the ledger"), |r| status(r, language)).to_owned(),
    ]
}

pub(super) fn row_headings(language: Language) -> Vec<&'static str> {
    match language {
        Language::Japanese => vec![
            "シート",
            "行",
            "管理番号",
            "機器名",
            "メーカー",
            "型式",
            "シリアル番号",
            "設置場所",
            "部署",
            "IPアドレス",
            "MACアドレス",
            "照合結果",
            "理由",
        ],
        Language::English => vec![
            "Sheet",
            "Row",
            "Asset no.",
            "Name",
            "Maker",
            "Model",
            "Serial number",
            "Location",
            "Department",
            "IP address",
            "MAC address",
            "Result",
            "Reason",
        ],
    }
}

pub(super) fn row_line(row: &LedgerRow, result: &RowResult, language: Language) -> Vec<String> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        row.sheet.clone(),
        row.row.to_string(),
        text(&row.asset_no),
        text(&row.name),
        text(&row.maker),
        text(&row.model),
        text(&row.serial),
        text(&row.location),
        text(&row.department),
        join(&row.ips),
        join(&row.macs),
        status(result, language).to_owned(),
        reasons(result, language),
    ]
}
