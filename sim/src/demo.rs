//! Writes the whole demo hospital into a folder: a week of captures, the ledger, advisories, the truth.

use std::{
    fs::{self, File},
    io::{self, BufWriter},
    path::{Path, PathBuf},
};

use serde_json::json;

use crate::{
    advisories,
    capture::{Format, Writer},
    hospital::{Hospital, Mirror, Size},
    ledger, products,
    stage::Heard,
    traffic::{Session, play},
    truth,
};

/// What was written where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demo {
    /// One capture a day, in the order of days.
    pub captures: Vec<PathBuf>,
    pub ledger: PathBuf,
    /// Folder of CSAF files.
    pub advisories: PathBuf,
    /// Folder of bills of materials, named as [`products::all`] names them.
    pub sboms: PathBuf,
    /// Folder of vulnerability feeds: numbers of the year 2099, each marked as fictional.
    pub feeds: PathBuf,
    pub truth: PathBuf,
}

const FEEDS: [(&str, &str); 4] = [
    ("fictional-jvn.rdf", include_str!("../data/feeds/fictional-jvn.rdf")),
    ("fictional-nvd.json", include_str!("../data/feeds/fictional-nvd.json")),
    ("fictional-kev.json", include_str!("../data/feeds/fictional-kev.json")),
    ("fictional-epss.csv", include_str!("../data/feeds/fictional-epss.csv")),
];

/// Writes the demo hospital of a seed.
///
/// # Errors
/// When a file cannot be written.
pub fn write_demo(dir: &Path, seed: u64, size: Size) -> io::Result<Demo> {
    let mut hospital = Hospital::with_fiction(seed, size);
    let events = crate::week::happen(&mut hospital);
    let captures_dir = dir.join("captures");
    let advisories_dir = dir.join("advisories");
    fs::create_dir_all(&captures_dir)?;
    fs::create_dir_all(&advisories_dir)?;
    let mut captures = Vec::new();
    let mut heard = vec![Heard::default(); hospital.devices.len()];
    for day in 1..=size.days.max(1) {
        crate::week::dawn(&mut hospital, &events, day);
        let path = captures_dir.join(format!("day{day}.pcapng"));
        let file = BufWriter::new(File::create(&path)?);
        let mut writer = Writer::new(file, Format::Pcapng)?;
        let minutes = if day == 1 { 30 } else { 10 };
        let seen = play(&hospital, &Session::on_day(Mirror::CoreBoth, day, minutes).all_day(), &mut writer);
        writer.finish()?;
        for (all, today) in heard.iter_mut().zip(seen) {
            all.sent += today.sent;
            all.addressed += today.addressed;
            all.revealed |= today.revealed;
        }
        captures.push(path);
    }
    let ledger_path = dir.join("ledger.xlsx");
    let ledger = ledger::write(&hospital).map_err(io::Error::other)?;
    fs::write(&ledger_path, &ledger.workbook)?;
    let mut judged = Vec::new();
    for advisory in advisories::all() {
        fs::write(advisories_dir.join(advisory.file), serde_json::to_string_pretty(&advisory.document)?)?;
        judged.extend(advisories::truth(&advisory, &hospital));
    }
    let mut whole = truth::json(&hospital, &heard);
    if let Some(map) = whole.as_object_mut() {
        map.insert("ledger".to_owned(), ledger.truth.into());
        map.insert("advisories".to_owned(), judged.into());
        map.insert(
            "events".to_owned(),
            events
                .iter()
                .map(|event| {
                    json!({
                        "day": event.day, "device": truth::id(event.device), "what": event.what.as_str(),
                    })
                })
                .collect(),
        );
    }
    let sboms = dir.join("sboms");
    fs::create_dir_all(&sboms)?;
    for (file, document) in products::all().into_iter().flat_map(|p| p.versions).filter_map(|v| v.sbom) {
        fs::write(sboms.join(file), serde_json::to_string_pretty(&document)?)?;
    }
    let truth_path = dir.join("truth.json");
    fs::write(&truth_path, serde_json::to_string_pretty(&whole)?)?;
    let feeds = dir.join("feeds");
    fs::create_dir_all(&feeds)?;
    for (name, text) in FEEDS {
        fs::write(feeds.join(name), text)?;
    }
    Ok(Demo { captures, ledger: ledger_path, advisories: advisories_dir, sboms, feeds, truth: truth_path })
}
