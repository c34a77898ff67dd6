//! NVD's files: one a year and one of what was modified, each with a `.meta` file that tells its checksum. Versions 2.0 and 1.1 alike.

use domain::civil::Civil;

use super::super::{
    fetch,
    session::{Parts, Session, Sum, Take},
    trouble::Trouble,
};

const PAUSE: u64 = 2;
const MOST_MEGABYTES: u64 = 512;

/// Fetches every file whose checksum changed.
pub(super) fn sync(session: &mut Session<'_>) -> Result<(), Trouble> {
    let base = session.wanted.base(session.feed)?.to_owned();
    let version = if fetch::name_of(&base) == "1.1" { "1.1" } else { "2.0" };
    let first = session.wanted.since_year.unwrap_or(2002).max(2002);
    let mut editions: Vec<String> =
        (first..=Civil::utc(session.now).year).map(|year| year.to_string()).collect();
    // What was modified comes last: it is the newest, and it may mend a year that was not to be had.
    editions.push("modified".to_owned());
    let mut parts = Parts::default();
    for edition in editions {
        let stem = format!("nvdcve-{version}-{edition}");
        let outcome = one(session, &base, &stem);
        parts.count(outcome)?;
    }
    parts.end()
}

fn one(session: &mut Session<'_>, base: &str, stem: &str) -> Result<(), Trouble> {
    let mut last = Ok(());
    // A file may change between its two halves: then both are asked for once more.
    for _ in 0..2 {
        let sum = meta(session, &format!("{base}/{stem}.meta"))?;
        let name = format!("{stem}.json.gz");
        if session.here(&name).is_some_and(|file| file.edition.as_deref() == Some(&sum)) {
            return Ok(());
        }
        session.pause(PAUSE)?;
        let url = format!("{base}/{name}");
        let take = Take {
            name: &name,
            url: &url,
            most: session.wanted.most(MOST_MEGABYTES),
            sum: Sum::OfContent(&sum),
            edition: Some(sum.clone()),
            // What was modified lately may be little after it was much.
            grows: stem.ends_with("modified"),
            ..Take::default()
        };
        last = session.take(&take).map(drop);
        if !matches!(last, Err(Trouble::WrongHash { .. })) {
            break;
        }
    }
    last
}

/// The checksum in a `.meta` file: lines of `name:value`.
fn meta(session: &mut Session<'_>, url: &str) -> Result<String, Trouble> {
    session.pause(PAUSE)?;
    let text = session.small(url, 64 << 10)?;
    let text = String::from_utf8_lossy(&text);
    let sum = text.lines().find_map(|line| line.trim().strip_prefix("sha256:"));
    let is_sum = |sum: &&str| sum.len() == 64 && sum.bytes().all(|byte| byte.is_ascii_hexdigit());
    sum.map(str::trim)
        .filter(is_sum)
        .map(str::to_ascii_lowercase)
        .ok_or_else(|| Trouble::NoHash { name: fetch::name_of(url).to_owned() })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::super::testing::Bench;
    use crate::feeds::{
        Feed,
        fetch::server::{Reply, Server},
    };

    fn feed(id: &str) -> (Vec<u8>, String) {
        let json = format!(
            "{{\"format\":\"NVD_CVE\",\"timestamp\":\"2026-11-20T00:00:00.000\",\"vulnerabilities\":[{{\"cve\":{{\"id\":\"{id}\",\"vulnStatus\":\"Analyzed\",\"descriptions\":[]}}}}]}}"
        );
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(json.as_bytes()).unwrap();
        let meta = format!(
            "lastModifiedDate:2026-11-20T00:00:00-05:00\r\nsha256:{}\r\n",
            crate::digest::sha256(json.as_bytes()).to_uppercase()
        );
        (packed.finish().unwrap(), meta)
    }

    fn serve(path: &str) -> Reply {
        let (packed, meta) = feed(if path.contains("modified") { "CVE-2026-0002" } else { "CVE-2026-0001" });
        match path {
            path if !path.contains("/2.0/nvdcve-2.0-") => Reply::status(404),
            path if path.ends_with(".meta") => Reply::ok(meta),
            _ => Reply::ok(packed),
        }
    }

    #[test]
    fn years_and_what_was_modified_by_their_checksums() {
        let server = Server::new(|request, _| serve(&request.path));
        let bench = Bench::new(&format!("[nvd]\nurl='{}/2.0'\nsince-year=2025", server.url));
        let done = bench.sync(Feed::Nvd);
        assert_eq!((done.taken, &done.failure), (3, &None));
        let expected = ["nvdcve-2.0-2025.json.gz", "nvdcve-2.0-2026.json.gz", "nvdcve-2.0-modified.json.gz"];
        assert_eq!(bench.names(Feed::Nvd), expected);
        assert_eq!(bench.sync(Feed::Nvd).taken, 0);
        let again = server.paths().split_off(6);
        assert!(again.len() == 3 && again.iter().all(|path| path.ends_with(".meta")), "{again:?}");
    }

    #[test]
    fn a_wrong_checksum_keeps_the_file_out_and_the_others_go_on() {
        let server = Server::new(|request, _| match request.path.as_str() {
            "/2.0/nvdcve-2.0-2025.json.gz" => Reply::ok(feed("CVE-2025-9999").0),
            "/2.0/nvdcve-2.0-2026.meta" => Reply::status(404),
            path => serve(path),
        });
        let bench = Bench::new(&format!("[nvd]\nurl='{}/2.0'\nsince-year=2025", server.url));
        let failure = bench.sync(Feed::Nvd).failure.unwrap().sentence_en;
        assert!(
            failure.contains("1 parts were taken, 2 were not") && failure.contains("checksum"),
            "{failure}"
        );
        assert_eq!(bench.names(Feed::Nvd), ["nvdcve-2.0-modified.json.gz"]);
        assert!(bench.state(Feed::Nvd).last_success.is_none());
    }
}
