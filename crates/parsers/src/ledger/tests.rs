//! Ledgers of every shape, read end to end.

use std::path::Path;

use domain::ledger::Column;

use super::*;

fn csv(text: &str) -> Reading {
    read_rows(&open("台帳.csv", text.as_bytes()).unwrap(), &Mapping::default())
}

#[test]
fn title_sections_totals_and_repeated_headings() {
    let reading = csv(
        "○○病院 医療機器台帳,,,,\n\n管理番号,機器名,IPアドレス,MACアドレス,設置場所\n【放射線科】,,,,\nME-1,CT装置,10.0.0.1,18:66:DA:10:00:21,\n〃,MRI,10.0.0.2,,MR室\n小計,2台,,,\n管理番号,機器名,IPアドレス,MACアドレス,設置場所\n■ICU,,,,\nME-3,モニタ,DHCP,00A09A100041,\n※DHCPは情シス管理,,,,\n合計,3,,,\n",
    );
    assert_eq!(reading.rows.len(), 3, "{:?}", reading.warnings);
    let [ct, mri, monitor] = &reading.rows[..] else { panic!() };
    assert_eq!(
        (ct.row, ct.asset_no.as_deref(), ct.department.as_deref()),
        (5, Some("ME-1"), Some("放射線科"))
    );
    assert_eq!((mri.asset_no.as_deref(), mri.location.as_deref()), (None, Some("MR室")));
    assert_eq!(mri.problems[0].code, "ditto-in-key");
    assert_eq!((monitor.row, monitor.location.as_deref(), monitor.dhcp), (10, Some("ICU"), true));
    assert_eq!(reading.fixes.repeated_headers, 1);
}

#[test]
fn two_lines_of_headings() {
    let reading = csv(
        "No,機器情報,,,ネットワーク,,導入\n,機器名,メーカー,型式,IP,MAC,年月日\n1,CT,キヤノン,Aq,10.0.0.1,001B54100001,H24.3.30\n2,MR,GE,Sig,10.0.0.2,001B54100002,R6.13.1\n",
    );
    let table = &reading.guesses.tables[0];
    let meant: Vec<Column> = table.columns.iter().map(|c| c.column).collect();
    assert_eq!(
        meant,
        [
            Column::Other,
            Column::Name,
            Column::Maker,
            Column::Model,
            Column::Ip,
            Column::Mac,
            Column::PurchasedOn
        ]
    );
    assert_eq!(reading.rows[0].purchased_on.as_deref(), Some("2012-03-30"));
    assert_eq!(
        (reading.rows[1].problems[0].cell.as_str(), reading.rows[1].problems[0].code.as_str()),
        ("G4", "bad-date")
    );
}

#[test]
fn addresses_over_several_columns() {
    let octets = csv(
        "管理番号,機器名,IPアドレス,,,,MACアドレス\nME-1,CT装置,10,20,3,11,001B54100001\nME-2,MRI,１０,020,003,12,\nME-3,モニタ,,,,,\n",
    );
    let ips: Vec<Vec<String>> =
        octets.rows.iter().map(|row| row.ips.iter().map(ToString::to_string).collect()).collect();
    assert_eq!(ips, [vec!["10.20.3.11"], vec!["10.20.3.12"], vec![]], "{:?}", octets.guesses);
    assert!(octets.rows.iter().all(|row| row.problems.is_empty()));
    let halves = csv(
        "機器番号,品名,ネットワーク部,ホスト部,備考\n1,CT,192.168.10.,21,本体\n2,MRI,192.168.10.,22,\n3,DR,192.168.11,5,\n",
    );
    let ips: Vec<String> = halves.rows.iter().flat_map(|row| &row.ips).map(ToString::to_string).collect();
    assert_eq!(ips, ["192.168.10.21", "192.168.10.22", "192.168.11.5"]);
}

#[test]
fn a_row_below_that_only_adds_addresses_belongs_to_the_device_above() {
    let reading = csv(
        "管理番号,機器名,型式,IPアドレス,MACアドレス,備考\nME-1,CT装置,Aq,10.0.0.1,001B54100001,有線\n,,,10.0.1.1,001B54100002,無線\nME-2,MRI,Sig,10.0.0.2,,\n,,,,,\n,,,10.0.0.9,,\n",
    );
    assert_eq!(reading.rows.len(), 3);
    let ct = &reading.rows[0];
    assert_eq!((ct.row, ct.ips.len(), ct.macs.len()), (2, 2, 2));
    assert_eq!(ct.remarks.as_deref(), Some("有線 / 無線"));
    assert_eq!((reading.rows[1].ips.len(), reading.fixes.continued), (1, 1));
    assert_eq!((reading.rows[2].row, reading.rows[2].asset_no.as_deref()), (6, None));
}

#[test]
fn two_rows_for_each_device() {
    let reading = csv(
        "管理番号,機器名,設置場所,IPアドレス\n,型式,部署,MACアドレス\nME-1,CT装置,CT室,10.0.0.1\n,Aquilion ONE,放射線科,001B54100001\nME-2,モニタ,3F,10.0.0.2\n,BSM-6000,ICU,001B54100002\n",
    );
    let rows: Vec<_> = reading
        .rows
        .iter()
        .map(|row| (row.row, row.model.as_deref(), row.department.as_deref(), row.ips.len(), row.macs.len()))
        .collect();
    assert_eq!(
        rows,
        [(3, Some("Aquilion ONE"), Some("放射線科"), 1, 1), (5, Some("BSM-6000"), Some("ICU"), 1, 1)]
    );
}

#[test]
fn combined_columns_are_split() {
    let reading = csv(
        "機 器 名,メーカ/型式,設置場所(部署),IP/MAC\nCT装置,北斗/HX128,CT室1(放射線),10.10.20.11 001B54100001\n",
    );
    let row = &reading.rows[0];
    assert_eq!((row.maker.as_deref(), row.model.as_deref()), (Some("北斗"), Some("HX128")));
    assert_eq!((row.location.as_deref(), row.department.as_deref()), (Some("CT室1"), Some("放射線")));
    assert_eq!((row.ips.len(), row.macs.len(), row.problems.len()), (1, 1, 0));
}

#[test]
fn headings_that_say_nothing_are_judged_by_content() {
    let reading =
        csv("名前,あれ,これ\nCT,10.0.0.1,001B54100001\nMR,10.0.0.2,001B54100002\nUS,10.0.0.3,001B54100003\n");
    assert_eq!((reading.rows.len(), reading.rows[0].row), (3, 2), "{:?}", reading.guesses.skipped);
    let reading = csv("CT,10.0.0.1,001B54100001\nMR,10.0.0.2,001B54100002\nUS,10.0.0.3,001B54100003\n");
    assert_eq!(reading.rows.len(), 3);
    assert_eq!(reading.rows[2].macs[0].to_string(), "00:1b:54:10:00:03");
}

#[test]
fn a_users_word_is_remembered() {
    let text = "管理番号,機器名,アドレス,局\nME-1,CT,10.0.0.1,CT01\n";
    let workbook = open("a.csv", text.as_bytes()).unwrap();
    let first = guess(&workbook, &Mapping::default());
    let column = &first.tables[0].columns[3];
    assert_eq!(column.column, Column::Other);
    let mut mapping = Mapping::default();
    mapping.set_by_key(
        &first.tables[0].signature,
        &column.key,
        ColumnUse { column: Column::AeTitle, second: None },
    );
    let again = read_rows(&open("b.csv", text.as_bytes()).unwrap(), &mapping);
    assert_eq!(again.rows[0].ae_titles, ["CT01"]);
    assert!(again.guesses.tables[0].remembered);
}

#[test]
fn retired_rows_and_remote_lines() {
    let reading = csv(
        "管理番号,機器名,IPアドレス,状態,保守契約,備考\n1-A,CT,10.0.0.1,使用中,有（ﾘﾓｰﾄ保守あり）,\n1-B,MR,10.0.0.2,廃棄済,,\n1-C,US,10.0.0.3,使用中,,R9廃棄予定\n",
    );
    let retired: Vec<bool> = reading.rows.iter().map(|r| r.retired).collect();
    assert_eq!(retired, [false, true, false]);
    assert_eq!(reading.rows[0].remote_maintenance.as_deref(), Some("有(リモート保守あり)"));
}

#[test]
fn a_row_says_how_many_pieces_it_stands_for() {
    let reading = csv(
        "管理番号,機器名,型式,台数,IPアドレス\n1-A,輸液ポンプ,TE-LM830,５台,10.0.0.1-9\n1-B,CT,Aq,1,10.0.0.20\n1-C,US,Ap,多数,10.0.0.30\n",
    );
    let pieces: Vec<Option<u32>> = reading.rows.iter().map(|r| r.quantity).collect();
    assert_eq!(pieces, [Some(5), Some(1), None]);
    assert_eq!(reading.rows[2].problems[0].code, "bad-quantity");
}

#[test]
fn the_laboratory_ledger_is_read() {
    let path = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/captures/expected/lab__ledger_messy_ja.xlsx"
    ));
    let Ok(bytes) = std::fs::read(path) else {
        println!("skipped: {} is not there", path.display());
        return;
    };
    let reading = read_rows(&open("lab.xlsx", &bytes).unwrap(), &Mapping::default());
    assert_eq!(reading.rows.len(), 15);
    assert_eq!(reading.rows.iter().map(|r| r.problems.len()).sum::<usize>(), 0);
    let mri = &reading.rows[1];
    assert_eq!((mri.row, mri.ips[0].to_string().as_str()), (5, "10.77.0.22"));
    assert_eq!(mri.macs[0].to_string(), "00:18:65:10:00:22");
    assert!(reading.rows[3].dhcp);
    assert!(reading.rows.iter().all(|r| !r.retired));
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..600)) {
        if let Ok(workbook) = open("x.csv", &bytes) {
            let _ = read_rows(&workbook, &Mapping::default());
        }
    }

    #[test]
    fn any_cells_are_survived(rows in proptest::collection::vec(proptest::collection::vec("\\PC{0,12}|10\\.[0-9]\\.0\\.[0-9]{1,3}|〃|合計|【.】", 0..7), 0..12)) {
        let mut text = String::from("管理番号,機器名,メーカー/型式,IPアドレス,MAC,購入日,VLAN\n");
        for row in rows {
            text.push_str(&row.join(","));
            text.push('\n');
        }
        let _ = read_rows(&open("x.csv", text.as_bytes()).unwrap(), &Mapping::default());
    }
}

#[test]
fn an_address_that_became_a_number_gets_its_zeros_back() {
    let mut workbook = open("a.csv", "機器名,管理番号,MACアドレス\nUS,1-A,x\n".as_bytes()).unwrap();
    workbook.sheets[0].rows[1][2] = Cell::number(1_865_100_022.0);
    let reading = read_rows(&workbook, &Mapping::default());
    assert_eq!(reading.rows[0].macs[0].to_string(), "00:18:65:10:00:22");
}

#[test]
fn prepared_lines_and_free_addresses_are_no_devices() {
    let reading = csv("No,IPアドレス,ホスト名,用途\n1,10.0.0.1,PC1,受付\n2,10.0.0.2,,空き\n3,,,\n4,,,\n");
    assert_eq!(reading.rows.len(), 1, "{:?}", reading.rows);
    let codes: Vec<&str> = reading.warnings.iter().map(|w| w.code.as_str()).collect();
    assert_eq!(codes, ["free-address-row"]);
}

#[test]
fn a_heading_may_stand_in_any_column() {
    let reading = csv(
        "管理番号,製造番号,機器名,MACアドレス\nME-1,A1234,CT装置,18:66:DA:10:00:21\n,■ 2病棟,,\nME-2,A1235,モニタ,00A09A100041\n",
    );
    assert_eq!(reading.rows.len(), 2, "{:?}", reading.rows);
    let place = reading.rows[1].department.as_deref().or(reading.rows[1].location.as_deref());
    assert_eq!(place, Some("2病棟"));
}
