//! OSV's bucket: an archive for each ecosystem and, once it is here, only the records that were modified since.

use domain::civil::Civil;

use super::super::{
    fetch, folder,
    session::{Parts, Session, Take},
    trouble::Trouble,
};

const MOST_MEGABYTES: u64 = 2_048;
/// More records than this are cheaper as the whole archive.
const FEW: usize = 300;

/// Every ecosystem on its own.
pub(super) fn sync(session: &mut Session<'_>) -> Result<(), Trouble> {
    let base = session.wanted.base(session.feed)?.to_owned();
    let mut parts = Parts::default();
    for ecosystem in session.wanted.ecosystems.clone() {
        let outcome = one(session, &base, ecosystem.trim());
        parts.count(outcome)?;
    }
    parts.end()
}

fn one(session: &mut Session<'_>, base: &str, ecosystem: &str) -> Result<(), Trouble> {
    let base = format!("{base}/{}", fetch::escaped(ecosystem));
    let folder = folder::safe_name(ecosystem);
    let archive = format!("{folder}/all.zip");
    let listed = listed(session, &base)?;
    let newest = listed.first().map(|(date, _)| date.clone());
    let known = session.here(&archive).and_then(|file| file.edition.clone());
    let since = known.as_deref().and_then(Civil::read);
    let modified: Vec<&(String, String)> = match since {
        // What has the very date of the newest record was in the archive already.
        Some(since) => listed
            .iter()
            .filter(|(date, _)| Some(date) != known.as_ref() && Civil::read(date) >= Some(since))
            .collect(),
        None => Vec::new(),
    };
    if since.is_some() && !listed.is_empty() && modified.len() <= FEW {
        let each = modified.iter().try_for_each(|(date, id)| record(session, &base, &folder, date, id));
        match each {
            // A record that is listed and not there: the archive will tell.
            Err(Trouble::Status { .. }) => {}
            Err(trouble) => return Err(trouble),
            Ok(()) => {
                if let Some(file) = session.state.files.get_mut(&archive) {
                    file.edition = newest.or(known);
                }
                return session.remember(None);
            }
        }
    }
    let url = format!("{base}/all.zip");
    let most = session.wanted.most(MOST_MEGABYTES);
    session.pause(0)?;
    if session.take(&Take { name: &archive, url: &url, most, edition: newest, ..Take::default() })? {
        // Records that came one by one are in the archive now.
        let inside = format!("{folder}/");
        let names: Vec<String> = session
            .state
            .files
            .keys()
            .filter(|name| name.starts_with(&inside) && **name != archive)
            .cloned()
            .collect();
        session.forget(&names)?;
    }
    Ok(())
}

/// One record that was modified, unless it is here.
fn record(session: &mut Session<'_>, base: &str, folder: &str, date: &str, id: &str) -> Result<(), Trouble> {
    // Ids of some databases have signs that are none of a file's name: RHSA-2024:4546.
    let name = format!("{folder}/{}.json", folder::safe_name(id));
    if session.here(&name).is_some_and(|file| file.edition.as_deref() == Some(date)) {
        return Ok(());
    }
    session.pause(0)?;
    let url = format!("{base}/{}.json", fetch::escaped(id));
    let take =
        Take { name: &name, url: &url, most: 64 << 20, edition: Some(date.to_owned()), ..Take::default() };
    session.take(&take).map(drop)
}

/// `modified_id.csv`: date and id, the newest first. Mirrors may not have it.
fn listed(session: &mut Session<'_>, base: &str) -> Result<Vec<(String, String)>, Trouble> {
    session.pause(0)?;
    let text = match session.small(&format!("{base}/modified_id.csv"), 256 << 20) {
        Ok(text) => text,
        Err(Trouble::Status { status: 403 | 404, .. }) => return Ok(Vec::new()),
        Err(trouble) => return Err(trouble),
    };
    let text = String::from_utf8_lossy(&text);
    let row = |line: &str| {
        let (date, id) = line.trim().split_once(',')?;
        Civil::read(date)?;
        Some((date.to_owned(), id.trim().to_owned()))
    };
    let mut rows: Vec<(String, String)> = text.lines().filter_map(row).collect();
    rows.sort_by_key(|(date, _)| std::cmp::Reverse(Civil::read(date)));
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use std::{
        io::Write as _,
        sync::{Arc, Mutex},
    };

    use super::super::testing::Bench;
    use crate::feeds::{
        Feed,
        fetch::server::{Reply, Server},
    };

    fn record(id: &str, date: &str) -> String {
        format!("{{\"schema_version\":\"1.6.0\",\"id\":\"{id}\",\"modified\":\"{date}\",\"affected\":[]}}")
    }

    fn archive(ids: &[&str]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for id in ids {
            zip.start_file(format!("{id}.json"), zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(record(id, "2026-11-01T00:00:00Z").as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn the_archive_once_and_then_what_was_modified() {
        let csv = Arc::new(Mutex::new("2026-11-01T00:00:00Z,PYSEC-1\n".to_owned()));
        let shown = Arc::clone(&csv);
        let server = Server::new(move |request, _| match request.path.as_str() {
            "/Red%20Hat/modified_id.csv" => Reply::ok(shown.lock().unwrap().clone()),
            "/Red%20Hat/all.zip" => Reply::ok(archive(&["PYSEC-1"])),
            "/Red%20Hat/RHSA-2026%3A2.json" => Reply::ok(record("RHSA-2026:2", "2026-11-02T00:00:00Z")),
            _ => Reply::status(404),
        });
        let bench = Bench::new(&format!("[osv]\nurl='{}'\necosystems=['Red Hat']", server.url));
        assert_eq!(bench.sync(Feed::Osv).failure, None);
        assert_eq!(bench.names(Feed::Osv), ["Red_Hat/all.zip"]);
        *csv.lock().unwrap() = "2026-11-02T00:00:00Z,RHSA-2026:2\n2026-11-01T00:00:00Z,PYSEC-1\n".to_owned();
        let second = bench.sync(Feed::Osv);
        assert_eq!((second.taken, second.failure), (1, None));
        assert_eq!(bench.names(Feed::Osv), ["Red_Hat/RHSA-2026_2.json", "Red_Hat/all.zip"]);
        assert_eq!(bench.sync(Feed::Osv).taken, 0);
        // Listed and not there: the whole archive is fetched, and records that came one by one go.
        *csv.lock().unwrap() = "2026-11-03T00:00:00Z,PYSEC-3\n".to_owned();
        assert_eq!(bench.sync(Feed::Osv).failure, None);
        assert_eq!(bench.names(Feed::Osv), ["Red_Hat/all.zip"]);
    }

    #[test]
    fn a_mirror_without_a_list_gives_archives_and_one_that_lacks_is_told() {
        let server = Server::new(|request, _| match request.path.as_str() {
            "/Go/all.zip" if request.header("if-none-match").is_empty() => {
                Reply::ok(archive(&["GO-1"])).with("ETag", "\"1\"")
            }
            "/Go/all.zip" => Reply::status(304),
            _ => Reply::status(404),
        });
        let bench = Bench::new(&format!("[osv]\nmirror='{}'\necosystems=['npm','Go']", server.url));
        let failure = bench.sync(Feed::Osv).failure.unwrap().sentence_en;
        assert!(failure.contains("1 parts were taken, 1 were not"), "{failure}");
        assert_eq!(bench.names(Feed::Osv), ["Go/all.zip"]);
        assert_eq!(bench.sync(Feed::Osv).taken, 0);
    }
}
