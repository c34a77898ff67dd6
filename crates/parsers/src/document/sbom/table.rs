//! Components listed in a spreadsheet or CSV file: headings in Japanese or English, in any order, at any height.
//!
//! The form of the Ministry's guide names the minimum elements (supplier, component, version, identifier, relation, author of
//! the data, time); makers add their own columns. What a column means is guessed from its heading.

use std::{collections::HashMap, sync::LazyLock};

use domain::sbom::{Component, Identifier, IdentifierKind, Licence, Property, Relation, Sbom};

use super::{
    super::tree::{Log, Place},
    words,
};
use crate::ledger::{
    Sheet, Workbook,
    normalise::{key, normalise},
};

/// Rows that are looked at for headings.
const HEADING_ROWS: usize = 60;

/// What a column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Number,
    Name,
    Group,
    Version,
    Supplier,
    Identifier,
    Purl,
    Cpe,
    Swid,
    Relation,
    Author,
    Time,
    Licence,
    Hash,
    Level,
    EndOfLife,
    EndOfSupport,
    Kind,
    Description,
    Product,
    Copyright,
    Download,
}

use Column::{
    Author, Copyright, Cpe, Description, Download, EndOfLife, EndOfSupport, Group, Hash, Kind, Level,
    Licence as LicenceColumn, Name, Number, Product, Purl, Relation as RelationColumn, Supplier, Swid, Time,
    Version,
};

/// Words of headings. Compared by [`key`].
const WORDS: &[(Column, &str)] = &[
    (Number, "no;番号;項番;id;#;コンポーネントid;部品番号;componentid;bomref;bom-ref;spdxid"),
    (
        Name,
        "コンポーネント名;コンポーネント;コンポーネントの名称;コンポーネント名称;部品名;ソフトウェア名;ソフトウェア部品名;ソフトウェア部品;ソフトウェア名称;ソフトウェア;ソフト名;構成部品;名称;名前;パッケージ名;パッケージ;ライブラリ名;ライブラリ;component;componentname;name;software;softwarename;package;packagename;library;component_name;oss名;oss;nameofcomponent",
    ),
    (Group, "グループ;名前空間;group;namespace"),
    (
        Version,
        "バージョン;コンポーネントのバージョン;コンポーネントバージョン;版;版数;バージョン番号;バージョン情報;ver;version;versionofcomponent;componentversion;softwareversion;versionstring;packageversion",
    ),
    (
        Supplier,
        "サプライヤー名;サプライヤー;サプライヤ;供給者名;供給者;提供者;ベンダー;ベンダー名;メーカー;メーカー名;開発元;製造元;製造者;提供元;作者;supplier;suppliername;vendor;manufacturer;publisher;maker;developer",
    ),
    (
        Column::Identifier,
        "一意な識別子;その他の一意な識別子;一意の識別子;識別子;ユニークid;固有識別子;uniqueidentifier;otheruniqueidentifiers;otheruniqueidentifier;identifier;identifiers;uniqueid;cpe/purl;purl/cpe",
    ),
    (Purl, "purl;packageurl;パッケージurl"),
    (Cpe, "cpe;cpe名;cpename;cpe2.3"),
    (Swid, "swid;swidタグ;swidtag;タグid"),
    (
        RelationColumn,
        "依存関係;依存関係の関係性;関係;関係性;親子関係;依存先;上位コンポーネント;親コンポーネント;含まれる先;relationship;dependencyrelationship;dependency;dependencies;relation;parent;upstream",
    ),
    (
        Author,
        "sbom作成者;sbomデータの作成者;sbomの作成者;作成者;作成者名;データ作成者;author;authorofsbomdata;sbomauthor;authorname",
    ),
    (Time, "タイムスタンプ;作成日時;作成日;sbom作成日;sbom作成日時;日時;timestamp;created;date"),
    (
        LicenceColumn,
        "ライセンス;ライセンス名;ライセンス情報;licence;license;licenses;declaredlicense;spdxlicense",
    ),
    (
        Hash,
        "ハッシュ;ハッシュ値;コンポーネントハッシュ;コンポーネントのハッシュ;hash;hashes;componenthash;checksum;sha256",
    ),
    (
        Level,
        "サポートレベル;サポート状況;サポート状態;サポート;levelofsupport;supportlevel;supportstatus;support",
    ),
    (EndOfLife, "eol;eol日;販売終了日;販売終了;製品寿命終了日;寿命終了日;endoflife;eoldate"),
    (
        EndOfSupport,
        "eos;eos日;サポート終了日;サポート終了;サポート期限;サポート終了予定日;endofsupport;eosdate;endofsupportdate;supportend",
    ),
    (Kind, "種別;種類;分類;区分;type;kind;category;componenttype"),
    (Description, "備考;説明;用途;概要;コメント;description;comment;note;notes;remarks;purpose"),
    (Product, "製品名;製品;対象製品;医療機器名;機器名;product;productname;device;devicename"),
    (Copyright, "著作権;著作権表示;copyright"),
    (Download, "入手先;ダウンロード先;url;入手先url;download;downloadlocation;downloadurl"),
];

fn meaning(heading: &str) -> Option<Column> {
    let plain = heading.split(['(', '（', '\n', '※']).next().unwrap_or(heading);
    [heading, plain]
        .iter()
        .map(|text| key(text))
        .filter(|text| !text.is_empty())
        .find_map(|wanted| HEADINGS.get(&wanted).copied())
}

/// Columns by the words of their headings; of two with one word the first counts.
static HEADINGS: LazyLock<HashMap<String, Column>> = LazyLock::new(|| {
    let words = |(column, words): &(Column, &'static str)| {
        let column = *column;
        words.split(';').map(move |word| (key(word), column))
    };
    WORDS.iter().rev().flat_map(words).collect()
});

/// A heading row: its place, and the columns that mean something.
struct Heading {
    row: usize,
    columns: Vec<(usize, Column)>,
    unknown: Vec<(usize, String)>,
}

fn heading(sheet: &Sheet) -> Option<Heading> {
    let rows = 0..sheet.rows.len().min(HEADING_ROWS);
    let found = rows.map(|row| of_row(sheet, row)).filter(|heading| {
        let any = |wanted: Column| heading.columns.iter().any(|(_, column)| *column == wanted);
        // A list of products with a software column beside other things is no list of components.
        any(Name) && (any(Version) || any(Supplier) || any(Purl) || any(Cpe) || any(Column::Identifier))
    });
    found.max_by_key(|heading| (heading.columns.len(), std::cmp::Reverse(heading.row)))
}

fn of_row(sheet: &Sheet, row: usize) -> Heading {
    let mut heading = Heading { row, columns: Vec::new(), unknown: Vec::new() };
    let width = sheet.rows.get(row).map_or(0, Vec::len);
    for at in 0..width {
        let text = normalise(sheet.text(row, at));
        match meaning(&text) {
            // The first column of a meaning counts; a second one is kept as a property.
            Some(column) if heading.columns.iter().all(|(_, known)| *known != column) => {
                heading.columns.push((at, column))
            }
            _ if !text.is_empty() => heading.unknown.push((at, text)),
            _ => {}
        }
    }
    // A name beside a product is the product's when nothing else names components.
    let has = |wanted: Column| heading.columns.iter().any(|(_, column)| *column == wanted);
    if !has(Name) && has(Product) {
        for (_, column) in &mut heading.columns {
            if *column == Product {
                *column = Name;
            }
        }
    }
    heading
}

/// Whether any sheet lists components.
pub(super) fn is_table(workbook: &Workbook) -> bool {
    workbook.sheets.iter().any(|sheet| heading(sheet).is_some())
}

/// Reads every sheet that lists components.
pub(super) fn read(workbook: &Workbook, sbom: &mut Sbom, log: &Log) {
    for (code, sheet) in &workbook.warnings {
        log.warn(sheet.clone(), code.clone(), &code.replace('-', " "));
    }
    for sheet in &workbook.sheets {
        match heading(sheet) {
            Some(heading) => {
                above(sheet, &heading, sbom);
                rows(sheet, &heading, sbom, log);
            }
            None if sheet.rows.iter().flatten().any(|cell| !cell.is_blank()) => {
                log.warn(
                    sheet.name.clone(),
                    "sheet".to_owned(),
                    "this sheet lists no components and was not read",
                );
            }
            None => {}
        }
    }
    relations(sbom, log);
}

/// What stands above the table: `作成者: …`, in one cell or in two side by side.
fn above(sheet: &Sheet, heading: &Heading, sbom: &mut Sbom) {
    for row in 0..heading.row {
        let cells: Vec<String> =
            sheet.rows.get(row).into_iter().flatten().map(|cell| normalise(&cell.text)).collect();
        let cells: Vec<&String> = cells.iter().filter(|text| !text.is_empty()).collect();
        let pair = match cells.as_slice() {
            [one] => one.split_once([':', '：']),
            [name, value, ..] => Some((name.trim_end_matches([':', '：']), value.as_str())),
            [] => None,
        };
        let Some((name, value)) = pair.map(|(name, value)| (name.trim(), value.trim())) else { continue };
        if value.is_empty() {
            continue;
        }
        match meaning(name) {
            Some(Author) => sbom.authors.extend(words::party(value)),
            Some(Time) => sbom.created = Some(value.to_owned()),
            Some(Product) => sbom.name = Some(value.to_owned()),
            Some(Supplier) => sbom.supplier = words::party(value),
            Some(Version) => sbom.revision = Some(value.to_owned()),
            _ => sbom.properties.push(Property { name: name.to_owned(), value: value.to_owned() }),
        }
    }
}

fn rows(sheet: &Sheet, heading: &Heading, sbom: &mut Sbom, log: &Log) {
    for row in heading.row + 1..sheet.rows.len() {
        let text = |at: usize| normalise(sheet.text(row, at));
        let filled = |at: &usize| !text(*at).is_empty();
        if !heading.columns.iter().map(|(at, _)| at).any(filled) {
            continue;
        }
        let place = format!("{}!{}", sheet.name, row + 1);
        let again = heading.columns.iter().filter(|(at, _)| meaning(&text(*at)).is_some()).count();
        if again >= 2 && again == heading.columns.iter().filter(|(at, _)| filled(at)).count() {
            continue; // the headings once more
        }
        let mut component =
            Component { id: format!("#{}", sbom.components.len() + 1), place, ..Component::default() };
        for (at, column) in &heading.columns {
            let cell = sheet.cell(row, *at);
            let value = cell.and_then(|cell| cell.date.clone()).unwrap_or_else(|| text(*at));
            if !value.is_empty() && value != "-" {
                put(&mut component, *column, value, sbom);
            }
        }
        for (at, name) in &heading.unknown {
            if filled(at) {
                component.properties.push(Property { name: name.clone(), value: text(*at) });
                log.unread(&Place::Key(&Place::Root, name));
            }
        }
        if component.name.is_empty() {
            log.warn(component.place.clone(), "row".to_owned(), "the row names no component");
        }
        sbom.components.push(component);
    }
}

fn put(component: &mut Component, column: Column, value: String, sbom: &mut Sbom) {
    match column {
        Number => component.id = value,
        Name => component.name = value,
        Group => component.group = Some(value),
        Version => component.version = words::said(Some(value)),
        Supplier => component.supplier = words::party(&value),
        Column::Identifier => {
            for part in value.split(['\n', ' ', ';']).filter(|part| !part.is_empty()) {
                component.identifiers.push(identifier(part));
            }
        }
        Purl => component.identifiers.push(Identifier { kind: IdentifierKind::Purl, value }),
        Cpe => component.identifiers.push(identifier(&value)),
        Swid => component.identifiers.push(Identifier { kind: IdentifierKind::Swid, value }),
        // Names of other rows: looked up when all are read.
        RelationColumn => sbom.relations.push(Relation::new(&component.place, "TABLE", value)),
        Author => {
            if let Some(party) = words::party(&value).filter(|party| !sbom.authors.contains(party)) {
                sbom.authors.push(party);
            }
        }
        Time => sbom.created = sbom.created.take().or(Some(value)),
        LicenceColumn => component.licences.push(licence(value)),
        Hash => component.hashes.extend(hash(&value)),
        Level => component.support.level = Some(value),
        EndOfLife => component.support.end_of_life = Some(value),
        EndOfSupport => component.support.end_of_support = Some(value),
        Kind => component.kind = Some(value),
        Description => component.description = Some(value),
        Product => sbom.name = sbom.name.take().or(Some(value)),
        Copyright => component.copyright = Some(value),
        Download => component.download = Some(value),
    }
}

/// What kind of identifier a text is, by its beginning.
fn identifier(text: &str) -> Identifier {
    let lower = text.to_ascii_lowercase();
    let kind = match lower.as_str() {
        text if text.starts_with("pkg:") => IdentifierKind::Purl,
        text if text.starts_with("cpe:2.3:") => IdentifierKind::Cpe23,
        text if text.starts_with("cpe:/") => IdentifierKind::Cpe22,
        text if text.starts_with("swid:") => IdentifierKind::Swid,
        _ => return Identifier { kind: IdentifierKind::Other, value: format!("table: {text}") },
    };
    Identifier { kind, value: text.to_owned() }
}

fn licence(text: String) -> Licence {
    // A free text of a person is a name unless every word of it is an id.
    let is_name = domain::sbom::LicenceExpression::parse(&text)
        .map_or(true, |expression| !expression.licences.iter().all(|id| super::strict::is_licence_id(id)));
    Licence { text, is_name, ..Licence::default() }
}

/// `SHA-256: …`, or digits alone whose number tells the algorithm.
fn hash(text: &str) -> Option<domain::sbom::Hash> {
    let (algorithm, value) = match text.split_once([':', ' ']) {
        Some((algorithm, value)) => (words::algorithm(algorithm.trim()), value.trim()),
        None => {
            let algorithm = match text.len() {
                32 => "MD5",
                40 => "SHA-1",
                64 => "SHA-256",
                128 => "SHA-512",
                _ => return None,
            };
            (algorithm.to_owned(), text)
        }
    };
    Some(domain::sbom::Hash { algorithm, value: value.to_owned() })
}

/// Names in the column of relations become ids of rows; `含まれる`, `Included in` and `Primary` say how.
fn relations(sbom: &mut Sbom, log: &Log) {
    let by_place: Vec<(String, String, String)> =
        sbom.components.iter().map(|c| (c.place.clone(), c.id.clone(), key(&c.name))).collect();
    let mut kept = Vec::new();
    for relation in std::mem::take(&mut sbom.relations) {
        if relation.kind != "TABLE" {
            kept.push(relation);
            continue;
        }
        let Some((_, from, _)) = by_place.iter().find(|(place, ..)| *place == relation.from) else {
            continue;
        };
        let wanted = key(&relation.to);
        if matches!(
            wanted.as_str(),
            "primary" | "主" | "主コンポーネント" | "対象製品" | "self" | "自身" | "最上位"
        ) {
            sbom.primary.push(from.clone());
            continue;
        }
        let inside = ["includedin", "含まれる"].iter().any(|word| wanted.starts_with(word));
        let name = relation.to.trim_start_matches(|c: char| !c.is_alphanumeric());
        let name = ["Included in", "included in", "含まれる", "DEPENDS_ON", "depends on"]
            .iter()
            .find_map(|start| name.strip_prefix(start))
            .unwrap_or(name);
        let wanted = key(name);
        match by_place.iter().find(|(_, id, known)| key(id) == wanted || *known == wanted) {
            Some((_, to, _)) => {
                let kind = if inside { "CONTAINED_BY" } else { "DEPENDS_ON" };
                kept.push(Relation::new(from, kind, to));
            }
            None => log.warn(
                relation.from,
                "relation".to_owned(),
                "the column of relations names no component of the table",
            ),
        }
    }
    sbom.relations = kept;
}

#[cfg(test)]
mod tests {
    use super::super::read;

    #[test]
    fn the_form_of_the_ministry_is_read() {
        let table = "SBOM作成者：株式会社れい 品質保証部\n作成日,2026-04-01\n\n\
            No,サプライヤー名,コンポーネント名,バージョン,その他の一意な識別子,依存関係,サポート終了日,メモ\n\
            1,れい社,輸液ポンプ制御ソフト,2.1,,Primary,,\n\
            2,OpenSSL,openssl,１．０．２ｋ,cpe:2.3:a:openssl:openssl:1.0.2k:*:*:*:*:*:*:*,Included in 輸液ポンプ制御ソフト,2019-12-31,古い\n";
        for bytes in [table.as_bytes().to_vec(), encoding_rs::SHIFT_JIS.encode(table).0.into_owned()] {
            let sbom = read(&bytes).unwrap();
            assert_eq!(sbom.packages(), 2);
            assert_eq!(sbom.components[1].version.as_deref(), Some("1.0.2k"));
            assert!(sbom.components[1].cpe().is_some());
            assert_eq!(sbom.components[1].support.end_of_support.as_deref(), Some("2019-12-31"));
            assert_eq!(sbom.primary, ["1"]);
            assert_eq!((sbom.relations[0].from.as_str(), sbom.relations[0].to.as_str()), ("2", "1"));
            assert_eq!(sbom.authors[0].name, "株式会社れい 品質保証部");
            assert_eq!(sbom.created.as_deref(), Some("2026-04-01"));
        }
    }

    #[test]
    fn other_tables_are_no_bills_of_materials() {
        for text in ["a,b\n1,2\n", "管理番号,機器名,IPアドレス\n1,CT,10.0.0.1\n"] {
            assert!(read(text.as_bytes()).is_err(), "{text}");
        }
    }
}
