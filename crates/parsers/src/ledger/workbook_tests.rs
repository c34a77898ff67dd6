//! Workbooks as Excel writes them, made here: merged cells, several sheets, dates; and hostile ones.

use std::io::Write;

use domain::ledger::Column;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook as Book};

use super::*;

fn read(mut book: Book) -> Reading {
    let bytes = book.save_to_buffer().unwrap();
    read_rows(&open("台帳.xlsx", &bytes).unwrap(), &Mapping::default())
}

#[test]
fn merged_headings_and_cells() {
    let mut book = Book::new();
    let sheet = book.add_worksheet().set_name("医療機器").unwrap();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 7, "○○病院 医療機器台帳（令和8年度）", &plain).unwrap();
    sheet.merge_range(2, 0, 3, 0, "管理番号", &plain).unwrap();
    sheet.merge_range(2, 1, 3, 1, "機器名", &plain).unwrap();
    sheet.merge_range(2, 2, 3, 2, "設置場所", &plain).unwrap();
    sheet.merge_range(2, 3, 2, 4, "有線", &plain).unwrap();
    sheet.merge_range(2, 5, 2, 6, "無線", &plain).unwrap();
    sheet.merge_range(2, 7, 3, 7, "導入日", &plain).unwrap();
    for (column, text) in [(3, "ＩＰアドレス"), (4, "MAC"), (5, "ＩＰアドレス"), (6, "MAC")] {
        sheet.write_string(3, column, text).unwrap();
    }
    sheet.merge_range(4, 2, 5, 2, "ICU", &plain).unwrap();
    let date = Format::new().set_num_format("ggge.m.d");
    for (row, asset, ip, mac) in
        [(4, "ME-1", "10.0.0.1", "001B54100001"), (5, "ME-2", "10.0.0.2", "001B54100002")]
    {
        sheet.write_string(row, 0, asset).unwrap();
        sheet.write_string(row, 1, "モニタ").unwrap();
        sheet.write_string(row, 3, ip).unwrap();
        sheet.write_string(row, 4, mac).unwrap();
        sheet.write_string(row, 6, format!("02{}", &mac[2..])).unwrap();
        sheet
            .write_datetime_with_format(row, 7, ExcelDateTime::from_ymd(2012, 3, 30).unwrap(), &date)
            .unwrap();
    }
    let reading = read(book);
    let columns: Vec<Column> = reading.guesses.tables[0].columns.iter().map(|c| c.column).collect();
    assert_eq!(
        columns,
        [
            Column::AssetNo,
            Column::Name,
            Column::Location,
            Column::Ip,
            Column::Mac,
            Column::Ip,
            Column::Mac,
            Column::PurchasedOn
        ]
    );
    assert_eq!(reading.guesses.tables[0].header_rows, Some((3, 4)));
    let second = &reading.rows[1];
    assert_eq!((second.row, second.location.as_deref(), second.macs.len()), (6, Some("ICU"), 2));
    assert_eq!(second.purchased_on.as_deref(), Some("2012-03-30"));
    assert_eq!((reading.rows.len(), reading.fixes.merged), (2, 1));
}

fn fixture(name: &str) -> Reading {
    let path = format!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/ledgers/{}"), name);
    read_rows(&open(name, &std::fs::read(path).unwrap()).unwrap(), &Mapping::default())
}

fn texts<T: ToString>(list: &[T]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

#[test]
fn an_old_xls_with_a_hidden_sheet() {
    let reading = fixture("ward.xls");
    let places: Vec<_> = reading.rows.iter().map(|row| (row.sheet.as_str(), row.row)).collect();
    assert_eq!(places, [("医療機器", 4), ("医療機器", 5), ("医療機器", 6), ("旧機器", 2)]);
    let second = &reading.rows[1];
    assert_eq!(
        (second.asset_no.as_deref(), second.name.as_deref(), second.model.as_deref()),
        (Some("102"), Some("輸液ポンプ"), Some("FN-300"))
    );
    assert_eq!(texts(&second.macs), ["00:00:5e:00:53:12"]);
    assert_eq!(second.purchased_on.as_deref(), Some("2012-03-30"));
    assert!(reading.rows[3].retired);
    let told: Vec<&str> = reading.warnings.iter().map(|warning| warning.code.as_str()).collect();
    assert!(told.contains(&"total-row") && told.contains(&"hidden-sheet"), "{told:?}");
}

#[test]
fn octet_columns_merged_devices_and_split_addresses() {
    let reading = fixture("radiology.xlsx");
    let seen: Vec<_> = reading
        .rows
        .iter()
        .map(|row| (row.row, row.name.as_deref().unwrap_or_default(), texts(&row.ips).join(" ")))
        .collect();
    let expected = [
        (7, "CT装置", "172.16.20.11 172.16.20.12"),
        (9, "一般撮影", "172.16.20.13"),
        (10, "骨塩定量", ""),
        (13, "麻酔器", "172.16.30.5"),
        (14, "電気メス", "172.16.30.6"),
        (2, "モニタA", "172.16.40.21"),
        (3, "モニタB", "172.16.40.22"),
        (4, "ポンプ", "172.16.41.7"),
    ];
    assert_eq!(seen, expected.map(|(row, name, ips)| (row, name, ips.to_owned())));
    let ct = &reading.rows[0];
    assert_eq!((ct.macs.len(), ct.maker.as_deref(), ct.model.as_deref()), (2, Some("北斗"), Some("HX-128")));
    assert_eq!(ct.purchased_on.as_deref(), Some("2018-04-01"));
    assert_eq!(reading.rows[1].purchased_on.as_deref(), Some("2019-05"));
    assert!(!reading.rows[2].retired && reading.rows[4].retired);
    assert_eq!(reading.rows[3].department.as_deref(), Some("手術部"));
    assert!(reading.rows.iter().all(|row| row.problems.is_empty()));
}

#[test]
fn sheets_that_are_no_ledgers_are_left_out() {
    let mut book = Book::new();
    let mut write = |name: &str, rows: &[&[&str]]| {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, text) in cells.iter().enumerate().filter(|(_, t)| !t.is_empty()) {
                sheet.write_string(row as u32, column as u16, *text).unwrap();
            }
        }
    };
    write("はじめに", &[&["この台帳は臨床工学室が管理しています。"], &["更新は毎月1日"]]);
    write("医療機器", &[&["管理No", "品名", "ﾒｰｶｰ", "ＩＰ"], &["1-1", "CT", "GE", "10.0.0.1"]]);
    write("PC", &[&["端末名", "コンピュータ名", "物理アドレス"], &["受付1", "PC-001", "001B54100009"]]);
    write("集計", &[&["部署", "機器名", "メーカー", "台数"], &["ICU", "モニタ", "日本光電", "3"]]);
    write("連絡先", &[&["メーカー", "担当者", "電話番号"], &["GE", "営業所", "03-0000-0000"]]);
    write("空", &[]);
    let reading = read(book);
    let sheets: Vec<&str> = reading.rows.iter().map(|r| r.sheet.as_str()).collect();
    assert_eq!(sheets, ["医療機器", "PC"]);
    assert_eq!(reading.rows[1].hostname.as_deref(), Some("PC-001"));
    assert_eq!(reading.guesses.skipped.len(), 4, "{:?}", reading.guesses.skipped);
}

#[test]
fn shift_jis_from_an_old_export() {
    let text = "資産番号,機　種,ﾒｰｶ,機番,ＩＰｱﾄﾞﾚｽ,購入年月日\r\nA-1,ﾍﾞｯﾄﾞｻｲﾄﾞﾓﾆﾀ,日本光電,0123,１０．１．２．３,H24.3.30\r\n";
    let (bytes, ..) = encoding_rs::SHIFT_JIS.encode(text);
    let workbook = open("export.csv", &bytes).unwrap();
    assert_eq!(workbook.encoding.as_deref(), Some("Shift_JIS"));
    let reading = read_rows(&workbook, &Mapping::default());
    let row = &reading.rows[0];
    assert_eq!((row.model.as_deref(), row.serial.as_deref()), (Some("ベッドサイドモニタ"), Some("0123")));
    assert_eq!(
        (row.ips[0].to_string().as_str(), row.purchased_on.as_deref()),
        ("10.1.2.3", Some("2012-03-30"))
    );
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn a_zip_bomb_is_refused() {
    let block = vec![0u8; 110 << 20];
    let bytes =
        zip(&[("xl/workbook.xml", &block), ("xl/a.xml", &block), ("xl/b.xml", &block), ("xl/c.xml", &block)]);
    assert!(bytes.len() < 1 << 20);
    assert_eq!(open("a.xlsx", &bytes).unwrap_err().code(), "ledger-file-bomb");
}

#[test]
fn entities_of_a_document_are_not_expanded() {
    let sheet = br#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
        <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"#;
    let mut book = Book::new();
    book.add_worksheet().write_string(0, 0, "x").unwrap();
    let good = book.save_to_buffer().unwrap();
    let mut source = zip::ZipArchive::new(std::io::Cursor::new(&good)).unwrap();
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for index in 0..source.len() {
        let mut part = source.by_index(index).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
        let name = part.name().to_owned();
        parts.push((name.clone(), if name.ends_with("sheet1.xml") { sheet.to_vec() } else { bytes }));
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    if let Ok(workbook) = open("a.xlsx", &zip(&parts)) {
        assert!(!workbook.sheets.iter().any(|s| s.text(0, 0).contains("aaaa")));
    }
}

#[test]
fn a_far_away_cell_takes_no_memory() {
    let mut book = Book::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "管理番号").unwrap();
    sheet.write_string(1_048_575, 16_383, "x").unwrap();
    let workbook = open("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(workbook.sheets[0].rows.len(), 1);
    assert_eq!(workbook.warnings[0].0, "too-many-rows");
}

#[test]
fn every_truncation_of_a_workbook_is_survived() {
    let mut book = Book::new();
    book.add_worksheet().write_string(0, 0, "管理番号").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    for end in (0..bytes.len()).step_by(37) {
        let _ = open("a.xlsx", &bytes[..end]);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]
    #[test]
    fn damaged_workbooks_are_survived(flips in proptest::collection::vec((0usize..20_000, 0u8..=255), 1..12)) {
        let mut book = Book::new();
        let sheet = book.add_worksheet();
        for row in 0..20 {
            sheet.write_string(row, 0, "ME-1").unwrap();
            sheet.write_string(row, 1, "10.0.0.1").unwrap();
        }
        let mut bytes = book.save_to_buffer().unwrap();
        let length = bytes.len();
        for (at, value) in flips {
            bytes[at % length] = value;
        }
        if let Ok(workbook) = open("a.xlsx", &bytes) {
            let _ = read_rows(&workbook, &Mapping::default());
        }
    }
}
