//! The documents as a whole: what stands on which sheet, hostile names, nothing at all, five thousand devices.

use std::sync::Arc;

use domain::ids::ZoneId;

use super::{page::Page, *};
use crate::fixture;

/// Sheets in a file; the catalogue's count is written uncompressed.
fn sheets(pdf: &[u8]) -> usize {
    assert!(pdf.starts_with(b"%PDF-1."));
    assert!(pdf.ends_with(b"%%EOF") || pdf.ends_with(b"%%EOF\n"));
    String::from_utf8_lossy(pdf).matches("/Type/Page/").count()
        + String::from_utf8_lossy(pdf).matches("/Type/Page\n").count()
}

fn words(pages: &[Page]) -> String {
    pages.iter().map(Page::words).collect::<Vec<_>>().join("\n")
}

/// A hospital whose names are meant to break out.
fn hostile() -> Snapshot {
    let mut snapshot = fixture::hospital(60);
    let mut picture = (*snapshot.picture).clone();
    for (at, device) in picture.devices.iter_mut().enumerate() {
        let name =
            ["</text><script>alert(1)</script>", "a\u{0}\u{b}\u{202e}b&amp;<!--", "]]>\u{ffff}", "𠮷田👩‍⚕️"]
                [at % 4];
        if let Some(hostname) = &mut device.hostname {
            hostname.value = name.into();
        }
        if let Some(model) = &mut device.model {
            model.value = name.repeat(200);
        }
    }
    for zone in &mut picture.zones {
        zone.name = Some("<g>\u{1}&zone;".into());
    }
    snapshot.picture = Arc::new(picture);
    let rows = snapshot.ledger.iter().cloned().map(|mut row| {
        row.name = Some("(\\)Tj ET <<".into());
        row
    });
    snapshot.ledger = Arc::new(rows.collect());
    snapshot
}

#[test]
fn the_map_has_every_device_and_an_index_that_leads_to_it() {
    let view = View::new(Arc::new(fixture::hospital(300)));
    let pages = map::compose(&view, Paper::A4, Lang::Ja).unwrap().sheets();
    let text = words(&pages);
    for part in ["ネットワーク構成図", "機器の索引", "架空の病院です", "青葉台総合病院"]
    {
        assert!(text.contains(part), "{part}");
    }
    for device in view.devices() {
        let address = device.ips.first().unwrap().to_string();
        assert!(text.matches(&address).count() >= 2, "{address} is in the list and in the index");
    }
    let last = pages.len();
    assert!(text.contains(&format!("{last} / {last}")));
    let links =
        pages.iter().flat_map(|page| &page.marks).filter(|mark| matches!(mark, page::Mark::Link { .. }));
    assert_eq!(links.count(), 300);
}

#[test]
fn the_report_answers_director_and_inspector() {
    let view = View::new(Arc::new(fixture::hospital(300)));
    let pages = report::compose(&view, Lang::Ja).unwrap().sheets();
    let first = pages.first().unwrap().words();
    for part in [
        "ネットワークに何がつながっているか",
        "ご判断いただきたいこと",
        "病院長",
        "台帳とネットワークの重なり",
    ] {
        assert!(first.contains(part), "{part}");
    }
    let text = words(&pages);
    for part in ["2-①", "2-②", "見えない場所", "調べ方と限り"] {
        assert!(text.contains(part), "{part}");
    }
}

#[test]
fn marks_keep_to_their_sheet() {
    let view = View::new(Arc::new(hostile()));
    for lang in [Lang::Ja, Lang::En] {
        let mut pages = report::compose(&view, lang).unwrap().sheets();
        pages.extend(map::compose(&view, Paper::A3, lang).unwrap().sheets());
        let fonts = font::Fonts::get().unwrap();
        for page in &pages {
            for mark in &page.marks {
                if let page::Mark::Text { x, y, style, text } = mark {
                    assert!(*x >= 0.0 && x + fonts.width(*style, text) <= page.width - 20.0, "{text}");
                    assert!(*y > 0.0 && *y <= page.height - 20.0, "{text}");
                }
            }
        }
    }
}

#[test]
fn hostile_names_neither_break_a_document_nor_become_markup() {
    let snapshot = hostile();
    assert!(sheets(&map_pdf(&snapshot, Paper::A4, Lang::Ja).unwrap()) > 2);
    assert!(sheets(&report_pdf(&snapshot, Lang::En).unwrap()) > 3);
    let device = snapshot.picture.devices.first().unwrap();
    assert_eq!(sheets(&label_pdf(&snapshot, device, "<b>\u{0}理由", Lang::Ja).unwrap()), 1);
    let open: std::collections::BTreeSet<ZoneId> =
        snapshot.picture.zones.iter().map(|zone| zone.id.clone()).collect();
    let view = View::new(Arc::new(snapshot));
    let model = crate::diagram::Model::new(&view, &crate::diagram::Options { open, ..Default::default() });
    let drawing = map::drawing(&model);
    assert!(!drawing.contains("<script") && !drawing.contains("var(--") && !drawing.contains('\u{0}'));
}

#[test]
fn nothing_at_all_makes_documents_too() {
    let nothing = fixture::nothing();
    for lang in [Lang::Ja, Lang::En] {
        assert_eq!(sheets(&map_pdf(&nothing, Paper::A3, lang).unwrap()), 1);
        assert!(sheets(&report_pdf(&nothing, lang).unwrap()) >= 3);
    }
}

#[test]
fn the_same_picture_makes_the_same_file() {
    let snapshot = fixture::hospital(60);
    let once = report_pdf(&snapshot, Lang::Ja).unwrap();
    assert_eq!(once, report_pdf(&snapshot, Lang::Ja).unwrap());
}

/// Writes the documents into `$PDF_SAMPLES`, to be looked at; otherwise only makes them.
#[test]
fn a_large_hospital() {
    let snapshot = fixture::hospital(if std::env::var_os("PDF_SAMPLES").is_some() { 5_000 } else { 800 });
    let keep = |name: &str, pdf: &[u8]| {
        if let Some(folder) = std::env::var_os("PDF_SAMPLES") {
            std::fs::write(std::path::Path::new(&folder).join(name), pdf).unwrap();
        }
    };
    let map = map_pdf(&snapshot, Paper::A3, Lang::Ja).unwrap();
    assert!(sheets(&map) > 10);
    keep("map-a3.pdf", &map);
    keep("report-large.pdf", &report_pdf(&snapshot, Lang::Ja).unwrap());
    let small = fixture::hospital(412);
    keep("map-a4.pdf", &map_pdf(&small, Paper::A4, Lang::Ja).unwrap());
    keep("report.pdf", &report_pdf(&small, Lang::Ja).unwrap());
    keep("report-en.pdf", &report_pdf(&small, Lang::En).unwrap());
    keep("report-empty.pdf", &report_pdf(&fixture::nothing(), Lang::Ja).unwrap());
    let device = small.picture.devices.get(30).unwrap();
    keep(
        "label.pdf",
        &label_pdf(
            &small,
            device,
            "注意喚起 ICSMA-25-030-01 に当たり、ネットワークから外すよう勧められています。",
            Lang::Ja,
        )
        .unwrap(),
    );
}

#[test]
fn the_week_is_one_sheet_and_products_have_their_rows() {
    for (snapshot, rows) in [(fixture::hospital(300), true), (fixture::nothing(), false), (hostile(), true)] {
        let view = View::new(Arc::new(snapshot));
        for lang in [Lang::Ja, Lang::En] {
            let week = weaknesses::week::compose(&view, lang).unwrap().sheets();
            assert_eq!(week.len(), 1);
            let idle = words(&week).contains(&*lang.t("weak-paper-nothing"));
            assert!(!idle || view.snapshot.exposures.sound, "without feeds nobody knows what there is to do");
            let pages = weaknesses::list::compose(&view, &Selection::default(), lang).unwrap().sheets();
            assert_eq!(words(&pages).contains("CVE-2099-"), rows);
            if let Some(concern) = view.snapshot.exposures.concerns.first() {
                let sheet = weaknesses::one::compose(&view, concern, None, lang).unwrap().sheets();
                assert!(words(&sheet).contains(&concern.found.vulnerability));
            }
        }
    }
}
