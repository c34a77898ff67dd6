//! The CVE programme's releases (cvelistV5): one archive of everything, then what changed each day, then what changed today.
//!
//! An address that ends in `.zip` is a mirror's archive of everything and is fetched as one file.

use domain::{civil::Civil, time::Timestamp};

use super::super::{
    fetch,
    session::{Session, Take},
    trouble::Trouble,
};

const MOST_MEGABYTES: u64 = 4_096;
const PAUSE: u64 = 1;
/// So many days of changes are cheaper than everything.
const MOST_DAYS: i64 = 20;
const DAY: i64 = 86_400;
const ALL: &str = "all.zip";

/// Brings the list up to the newest release.
pub(super) fn sync(session: &mut Session<'_>) -> Result<(), Trouble> {
    let base = session.wanted.base(session.feed)?.to_owned();
    if base.ends_with(".zip") {
        return take(session, ALL, &base, None, true).map(drop);
    }
    session.pause(PAUSE)?;
    let latest = session.client.leads_to(&format!("{base}/latest"))?;
    let tag = fetch::name_of(&latest).to_owned();
    let day =
        tag.strip_prefix("cve_").and_then(|rest| rest.get(..10)).and_then(|day| Some((day, days(day)?)));
    let Some((date, today)) = day else {
        let what = format!("`{tag}` is no name of a release");
        return Err(Trouble::Odd { url: base, what });
    };
    let known = session.state.cursor.as_deref().and_then(days).filter(|_| session.here(ALL).is_some());
    let complete = match known {
        Some(known) if today - known <= MOST_DAYS => changes(session, &base, known, today)?,
        _ => false,
    };
    if !complete {
        everything(session, &base, &tag, date)?;
    }
    // What changed today, since midnight.
    if let Some(hour) = tag.get(15..).filter(|_| tag.ends_with('Z')) {
        let url = format!("{base}/download/{tag}/{date}_delta_CVEs_at_{hour}.zip");
        take(session, &format!("changed-{date}.zip"), &url, Some(tag.clone()), false)?;
    }
    Ok(())
}

/// Days since 1970 of `2026-11-22`.
fn days(date: &str) -> Option<i64> {
    Civil::read(date.trim()).map(|time| time.seconds().div_euclid(DAY))
}

fn date_of(days: i64) -> String {
    Civil::utc(Timestamp::from_parts(days * DAY, 0)).date()
}

/// The archive of everything up to a midnight.
fn everything(session: &mut Session<'_>, base: &str, tag: &str, date: &str) -> Result<(), Trouble> {
    let url = format!("{base}/download/{tag}/{date}_all_CVEs_at_midnight.zip.zip");
    take(session, ALL, &url, Some(date.to_owned()), true)?;
    let older: Vec<String> = session.state.files.keys().filter(|name| *name != ALL).cloned().collect();
    session.forget(&older)?;
    session.remember(Some(date.to_owned()))
}

/// What changed on each whole day since; `false` when a day cannot be had and everything is needed.
fn changes(session: &mut Session<'_>, base: &str, known: i64, today: i64) -> Result<bool, Trouble> {
    for day in known..today {
        let date = date_of(day);
        let url = format!("{base}/download/cve_{date}_at_end_of_day/{date}_delta_CVEs_at_end_of_day.zip");
        match take(session, &format!("changed-{date}.zip"), &url, Some("end of day".to_owned()), false) {
            Ok(_) => session.remember(Some(date_of(day + 1)))?,
            Err(Trouble::Status { .. } | Trouble::NotAFeed { .. }) => return Ok(false),
            Err(trouble) => return Err(trouble),
        }
    }
    Ok(true)
}

fn take(
    session: &mut Session<'_>,
    name: &str,
    url: &str,
    edition: Option<String>,
    whole: bool,
) -> Result<bool, Trouble> {
    if edition.is_some() && session.here(name).is_some_and(|file| file.edition == edition && file.url == url)
    {
        return Ok(false);
    }
    session.pause(PAUSE)?;
    let most = session.wanted.most(MOST_MEGABYTES);
    session.take(&Take { name, url, most, edition, grows: !whole, ..Take::default() })
}

#[cfg(test)]
mod tests {
    use std::{
        io::Write as _,
        sync::{Arc, Mutex},
    };

    use super::super::testing::Bench;
    use super::*;
    use crate::feeds::{
        Feed,
        fetch::server::{Reply, Server},
    };

    fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
        zip.finish().unwrap().into_inner()
    }

    fn record(number: usize) -> Vec<u8> {
        let json = format!(
            "{{\"dataType\":\"CVE_RECORD\",\"dataVersion\":\"5.1\",\"cveMetadata\":{{\"cveId\":\"CVE-2026-{number:04}\",\"state\":\"PUBLISHED\",\"dateUpdated\":\"2026-11-20T00:00:00Z\"}},\"containers\":{{\"cna\":{{\"affected\":[]}}}}}}"
        );
        zip("cves/2026/x.json", json.as_bytes())
    }

    fn is_delta(path: &str) -> bool {
        let Some((tag, name)) =
            path.strip_prefix("/releases/download/cve_").and_then(|path| path.split_once('/'))
        else {
            return false;
        };
        let (date, at) = tag.split_once('_').unwrap();
        let at = at.trim_start_matches("at_");
        name == format!("{date}_delta_CVEs_at_{at}.zip")
    }

    #[test]
    fn everything_then_days_then_today() {
        let tag = Arc::new(Mutex::new("cve_2026-11-20_0800Z".to_owned()));
        let shown = Arc::clone(&tag);
        let server = Server::new(move |request, _| match request.path.as_str() {
            "/releases/latest" => {
                Reply::status(302).with("Location", &format!("/releases/tag/{}", shown.lock().unwrap()))
            }
            path if path.contains("/tag/") => Reply::ok("page"),
            path if path.ends_with("_all_CVEs_at_midnight.zip.zip") => Reply::ok(zip("cves.zip", &record(1))),
            "/releases/download/cve_2026-12-30_at_end_of_day/2026-12-30_delta_CVEs_at_end_of_day.zip" => {
                Reply::status(404)
            }
            // As published: `cve_2024-10-17_2300Z/2024-10-17_delta_CVEs_at_2300Z.zip`.
            path if is_delta(path) => Reply::ok(record(2)),
            _ => Reply::status(404),
        });
        let bench = Bench::new(&format!("[cve]\nurl='{}/releases'", server.url));
        assert_eq!(bench.sync(Feed::Cve).failure, None);
        assert_eq!(bench.names(Feed::Cve), [ALL, "changed-2026-11-20.zip"]);
        assert_eq!(bench.state(Feed::Cve).files[ALL].records, 1, "the archive in the archive is read");
        *tag.lock().unwrap() = "cve_2026-11-22_0100Z".to_owned();
        assert_eq!(bench.sync(Feed::Cve).taken, 3);
        let expected = [ALL, "changed-2026-11-20.zip", "changed-2026-11-21.zip", "changed-2026-11-22.zip"];
        assert_eq!(bench.names(Feed::Cve), expected);
        assert_eq!(bench.sync(Feed::Cve).taken, 0);
        // Too long ago: everything anew, and what changed before goes.
        *tag.lock().unwrap() = "cve_2026-12-31_0100Z".to_owned();
        assert_eq!(bench.sync(Feed::Cve).failure, None);
        assert_eq!(bench.names(Feed::Cve), [ALL, "changed-2026-12-31.zip"]);
    }

    #[test]
    fn a_mirror_of_one_archive() {
        let server = Server::new(|_, _| Reply::ok(record(1)).with("ETag", "\"1\""));
        let bench = Bench::new(&format!("[cve]\nmirror='{}/cves.zip'", server.url));
        assert_eq!((bench.sync(Feed::Cve).failure, bench.names(Feed::Cve)), (None, vec![ALL.to_owned()]));
    }
}
