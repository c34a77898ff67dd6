//! The hospital's own messy Excel ledger, and the truth about each of its rows.

use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde_json::{Value, json};

use crate::{
    hospital::{Device, Hospital},
    rng::Rng,
    truth::id,
};

/// A ledger written, and what is true of its rows.
pub struct Ledger {
    /// The bytes of the .xlsx file.
    pub workbook: Vec<u8>,
    /// One entry per device row: sheet, row as Excel shows it, asset number, how it stands, which device.
    pub truth: Vec<Value>,
}

/// Layout of a sheet: departments do not agree on columns.
struct Sheet {
    name: &'static str,
    title: &'static str,
    headers: &'static [&'static str],
    medical: bool,
}

const SHEETS: [Sheet; 3] = [
    Sheet {
        name: "ME機器",
        title: "医療機器管理台帳（臨床工学科）",
        headers: &[
            "管理番号",
            "機器名",
            "メーカー",
            "型式",
            "製造番号",
            "設置場所",
            "IPアドレス",
            "MACアドレス",
            "購入年月日",
            "遠隔保守",
            "備考",
        ],
        medical: true,
    },
    Sheet {
        name: "放射線・検査",
        title: "放射線科・検査科 装置一覧",
        headers: &[
            "No.",
            "装置名称",
            "製造元",
            "機種",
            "シリアルNo",
            "部署",
            "IP",
            "AEタイトル",
            "導入日",
            "リモート保守",
            "状態",
            "MAC Address",
        ],
        medical: true,
    },
    Sheet {
        name: "情報機器",
        title: "院内情報機器一覧（医療情報課）",
        headers: &[
            "資産番号",
            "コンピュータ名",
            "種別",
            "ベンダー",
            "モデル",
            "設置部署",
            "IPｱﾄﾞﾚｽ",
            "物理アドレス",
            "OS",
            "設置日",
            "メモ",
        ],
        medical: false,
    },
];

/// Writes the ledger: it knows about half of the devices, and some that are long gone.
///
/// # Errors
/// When the workbook cannot be built.
pub fn write(hospital: &Hospital) -> Result<Ledger, XlsxError> {
    let mut workbook = Workbook::new();
    let mut truth = Vec::new();
    let mut rng = Rng::new(hospital.seed).fork(7);
    for (number, sheet) in SHEETS.iter().enumerate() {
        let page = workbook.add_worksheet();
        page.set_name(sheet.name)?;
        let bold = Format::new().set_bold();
        page.merge_range(0, 0, 0, 6, sheet.title, &bold)?;
        page.write(1, 0, "あおばね総合病院（架空）　令和11年度版　※印は未確認")?;
        for (column, header) in sheet.headers.iter().enumerate() {
            page.write_with_format(3, column as u16, *header, &bold)?;
        }
        let mut row = 4u32;
        for device in hospital.devices.iter().filter(|device| belongs(device, number)) {
            let chance = if sheet.medical { 62 } else { 40 };
            if !rng.chance(chance) {
                continue;
            }
            if rng.chance(3) {
                page.write(row, 0, format!("■ {}", device.location))?;
                row += 1;
            }
            let copies = if rng.chance(2) { 2 } else { 1 };
            for copy in 0..copies {
                let (cells, kept) = cells(device, sheet, row, copy > 0, &mut rng);
                for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                    page.write(row, column as u16, cell)?;
                }
                truth.push(json!({
                    "sheet": sheet.name, "row": row + 1, "asset_no": cells.first(), "status": kept.0,
                    "device": id(device.index), "mistake": kept.1,
                }));
                row += 1;
            }
        }
        row = gone(page, sheet, row, &mut truth, &mut rng)?;
        page.write(row + 1, 0, "合計")?;
        page.write(row + 1, 1, format!("{}台", row - 4))?;
    }
    Ok(Ledger { workbook: workbook.save_to_buffer()?, truth })
}

fn belongs(device: &Device, sheet: usize) -> bool {
    if device.random_mac || device.kind.is_empty() || device.model.is_empty() && device.hostname.is_empty() {
        return false;
    }
    let imaging = matches!(device.department, "放射線科" | "検査科");
    match sheet {
        0 => device.medical && !imaging,
        1 => imaging,
        _ => !device.medical && !imaging,
    }
}

/// Cells in the order of the headers, with what is true: the status expected and the mistake put in.
fn cells(
    device: &Device,
    sheet: &Sheet,
    row: u32,
    copy: bool,
    rng: &mut Rng,
) -> (Vec<String>, (&'static str, &'static str)) {
    let mut mac = mac_text(device, rng);
    let mut ip = ip_text(device, rng);
    let mut truth = ("matched", "");
    if copy {
        truth = ("ambiguous", "duplicate_row");
    } else if rng.chance(4) {
        mac = slip(&mac);
        truth = ("conflict", "mac_typo");
    } else if rng.chance(4) && !device.dhcp {
        let [a, b, c, d] = device.place.ip.octets();
        ip = format!("{a}.{b}.{c}.{}", d.wrapping_add(97) % 250 + 1);
        truth = ("conflict", "old_ip");
    }
    let remote =
        if device.talks.iter().any(|talk| is_line(talk)) && rng.chance(45) { "有（VPN）" } else { "" };
    let year = rng.between(20, 30);
    let bought = match rng.below(4) {
        0 => format!("H{year}.{}.{}", rng.between(4, 12), rng.between(1, 28)),
        1 => format!("平成{year}年{}月", rng.between(4, 12)),
        2 => format!("R{}.{}", rng.between(1, 9), rng.between(1, 12)),
        _ => format!("20{:02}/{:02}/01", rng.between(10, 28), rng.between(1, 12)),
    };
    let cells = sheet
        .headers
        .iter()
        .map(|header| match *header {
            "管理番号" => format!("ME-{row:04}"),
            "No." => format!("RL{row:03}"),
            "資産番号" => format!("IT{row:05}"),
            "機器名" | "装置名称" | "種別" => kind_name(&device.kind, rng).to_owned(),
            "メーカー" | "製造元" | "ベンダー" => maker_name(&device.maker).to_owned(),
            "型式" | "機種" | "モデル" => spelled(&device.model, rng),
            "製造番号" | "シリアルNo" => device.serial.clone(),
            "設置場所" => device.location.clone(),
            "部署" | "設置部署" => device.department.to_owned(),
            "コンピュータ名" => device.hostname.clone(),
            "IPアドレス" | "IP" | "IPｱﾄﾞﾚｽ" => ip.clone(),
            "MACアドレス" | "MAC Address" | "物理アドレス" => mac.clone(),
            "AEタイトル" => device.ae_title.clone(),
            "OS" => device.os().unwrap_or_default().to_owned(),
            "購入年月日" | "導入日" | "設置日" => bought.clone(),
            "遠隔保守" | "リモート保守" => remote.to_owned(),
            "状態" => "使用中".to_owned(),
            _ if rng.chance(6) => "※要確認".to_owned(),
            _ => String::new(),
        })
        .collect();
    (cells, truth)
}

fn is_line(talk: &str) -> bool {
    matches!(talk, "ipsec" | "openvpn" | "teamviewer" | "anydesk") || talk.starts_with("tls:")
}

/// Retired and never-connected things that are still in the list.
fn gone(
    page: &mut rust_xlsxwriter::Worksheet,
    sheet: &Sheet,
    mut row: u32,
    truth: &mut Vec<Value>,
    rng: &mut Rng,
) -> Result<u32, XlsxError> {
    for n in 0..6u64 {
        let last = sheet.headers.len() as u16 - 1;
        page.write(row, 0, format!("旧-{n:03}"))?;
        page.write(row, 1, rng.word(&["輸液ポンプ", "心電計", "超音波診断装置", "ノートPC"]))?;
        page.write(row, 6, format!("10.20.30.{}", 245 + n))?;
        page.write(row, last, if n % 2 == 0 { "R5.3.31 廃棄済" } else { "倉庫に保管" })?;
        truth.push(json!({
            "sheet": sheet.name, "row": row + 1, "asset_no": format!("旧-{n:03}"), "status": "not_seen",
            "device": null, "mistake": if n % 2 == 0 { "retired" } else { "stored" },
        }));
        row += 1;
    }
    Ok(row)
}

fn wide(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xfee0).unwrap_or(c) } else { c })
        .collect()
}

fn ip_text(device: &Device, rng: &mut Rng) -> String {
    let plain = device.place.ip.to_string();
    if device.dhcp {
        return rng.word(&["DHCP", "自動取得", "ＤＨＣＰ", ""]).to_owned();
    }
    match rng.below(12) {
        0 => wide(&plain),
        1 => format!(" {plain} "),
        2 => format!("{plain}/24"),
        _ => plain,
    }
}

fn mac_text(device: &Device, rng: &mut Rng) -> String {
    if device.behind.is_some() || rng.chance(25) {
        return String::new();
    }
    let plain = device.own_mac.to_string();
    let bare = plain.replace(':', "");
    match rng.below(6) {
        0 => plain.to_uppercase(),
        1 => plain.replace(':', "-").to_uppercase(),
        2 => bare.to_uppercase(),
        3 => {
            let part = |from: usize| bare.get(from..from + 4).unwrap_or_default().to_owned();
            format!("{}.{}.{}", part(0), part(4), part(8))
        }
        4 => wide(&plain.to_uppercase()),
        _ => plain,
    }
}

/// One digit mistyped.
fn slip(text: &str) -> String {
    let mut out: Vec<char> = text.chars().collect();
    if let Some(last) = out.last_mut() {
        *last = match *last {
            '8' => '3',
            'B' | 'b' => '8',
            '0' => '6',
            _ => '0',
        };
    }
    out.into_iter().collect()
}

/// A model as people write it: spaces, case and width differ.
fn spelled(model: &str, rng: &mut Rng) -> String {
    match rng.below(8) {
        0 => model.to_uppercase(),
        1 => model.replace([' ', '-'], ""),
        2 => wide(model),
        _ => model.to_owned(),
    }
}

fn maker_name(maker: &str) -> &str {
    match maker {
        "canon_medical" => "キヤノンメディカルシステムズ",
        "ge_healthcare" => "GEヘルスケア",
        "siemens_healthineers" => "シーメンス",
        "philips" => "フィリップス",
        "fujifilm" => "富士フイルム",
        "fujifilm_healthcare" => "日立メディコ",
        "nihon_kohden" => "日本光電",
        "fukuda_denshi" => "フクダ電子",
        "terumo" => "テルモ",
        "nikkiso" => "日機装",
        "sysmex" => "シスメックス",
        "olympus" => "オリンパス",
        "konica_minolta" => "コニカミノルタ",
        "shimadzu" => "島津",
        "contec_medical" => "CONTEC",
        "kaku_works" => "架空製作所",
        "kaku_imaging" => "架空画像機器",

        "nipro" => "ニプロ",
        "draeger" => "ドレーゲル",
        other => other,
    }
}

fn kind_name(kind: &str, rng: &mut Rng) -> &'static str {
    match kind {
        "ct" => "X線CT装置",
        "mri" => "MRI",
        "ultrasound" => rng.word(&["超音波診断装置", "エコー", "ｴｺｰ"]),
        "patient_monitor_bedside" => rng.word(&["ベッドサイドモニタ", "生体情報モニター", "ﾍﾞｯﾄﾞｻｲﾄﾞﾓﾆﾀ"]),
        "patient_monitor_central" => "セントラルモニタ",
        "infusion_pump" => "輸液ポンプ",
        "syringe_pump" => "シリンジポンプ",
        "ventilator" => "人工呼吸器",
        "dialysis_machine" => "透析装置",
        "ecg" => "心電計",
        "printer_mfp" => rng.word(&["複合機", "プリンタ"]),
        "emr_client" | "pc_workstation" => rng.word(&["電カル端末", "PC", "ノートPC"]),
        "network_switch" => "スイッチ",
        "wireless_ap" => "無線AP",
        "ip_phone" | "patient_phone" => "電話機",
        "ip_camera" => "監視カメラ",
        "dr_fpd" | "general_xray" => "一般撮影",
        "haematology_analyser" => "血算装置",
        "chemistry_analyser" => "生化学",
        _ => "装置",
    }
}
