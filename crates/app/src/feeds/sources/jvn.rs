//! JVN iPedia: yearly files with a list of checksums, names of makers and products, and by the MyJVN API what was changed since.
//!
//! Bytes are kept as they come; `parsers::document::vulnerability` reads them.

use domain::{
    civil::{Civil, JST},
    time::Timestamp,
};
use serde::Deserialize;

use super::super::{
    fetch,
    session::{Parts, Session, Sum, Take},
    trouble::Trouble,
};

const PAUSE: u64 = 2;
const MOST_MEGABYTES: u64 = 1_024;
/// One page of a list holds 50 records, one of details 10 (MyJVN API, getVulnOverviewList and getVulnDetailInfo).
const LIST: usize = 50;
const DETAILS: usize = 10;
/// Nobody changes more than 100 000 records in so few days.
const MOST_PAGES: usize = 2_000;
/// Changes of more days than this are in the yearly files.
const MOST_DAYS: i64 = 45;
/// Answers of the API that are older than this are in the yearly files.
const KEPT_DAYS: i64 = 90;

/// One line of the list of checksums.
#[derive(Deserialize)]
struct Listed {
    url: String,
    sha256: String,
}

/// Yearly files first, then what was changed lately.
pub(super) fn sync(session: &mut Session<'_>) -> Result<(), Trouble> {
    let base = session.wanted.base(session.feed)?.to_owned();
    session.pause(PAUSE)?;
    let list = session.small(&format!("{base}/ja/feed/checksum.txt"), 16 << 20)?;
    let list: Vec<Listed> = serde_json::from_slice(&list).map_err(|error| Trouble::Odd {
        url: format!("{base}/ja/feed/checksum.txt"),
        what: error.to_string(),
    })?;
    let mut parts = Parts::default();
    for listed in wanted(&list, session.wanted.since_year.unwrap_or(1998)) {
        let outcome = file(session, &base, listed);
        parts.count(outcome)?;
    }
    let outcome = changed(session, &base);
    parts.count(outcome)?;
    parts.end()
}

/// Details of every wanted year, and the newest names of makers and products.
fn wanted(list: &[Listed], since_year: i64) -> Vec<&Listed> {
    let mut wanted: Vec<&Listed> = list
        .iter()
        .filter(|listed| {
            let year =
                name(listed).strip_prefix("jvndb_detail_").and_then(|rest| rest.get(..4)?.parse().ok());
            year.is_some_and(|year: i64| year >= since_year)
        })
        .collect();
    for kind in ["myjvn_vendor_", "myjvn_product_"] {
        wanted
            .extend(list.iter().filter(|listed| name(listed).starts_with(kind)).max_by_key(|one| name(one)));
    }
    wanted
}

fn name(listed: &Listed) -> &str {
    fetch::name_of(&listed.url)
}

/// One file of the list, from the publisher or the mirror.
fn file(session: &mut Session<'_>, base: &str, listed: &Listed) -> Result<(), Trouble> {
    let name = super::super::folder::safe_name(name(listed));
    if session.here(&name).is_some_and(|file| file.sha256.eq_ignore_ascii_case(&listed.sha256)) {
        return Ok(());
    }
    session.pause(PAUSE)?;
    let path = listed.url.find("/ja/").and_then(|at| listed.url.get(at..)).unwrap_or_default();
    let url = format!("{base}{path}");
    let most = session.wanted.most(MOST_MEGABYTES);
    let sum = Sum::OfFile(&listed.sha256);
    session.take(&Take { name: &name, url: &url, most, sum, ..Take::default() })?;
    // Names of the month before stand in the newer file.
    if let Some(kind) = ["myjvn_vendor_", "myjvn_product_"].into_iter().find(|kind| name.starts_with(kind)) {
        let older: Vec<String> = session
            .state
            .files
            .keys()
            .filter(|other| other.starts_with(kind) && **other != name)
            .cloned()
            .collect();
        session.forget(&older)?;
    }
    Ok(())
}

/// What was changed since it was asked last, by the API.
fn changed(session: &mut Session<'_>, base: &str) -> Result<(), Trouble> {
    let month = Timestamp(session.now.0 - MOST_DAYS * 86_400_000_000);
    let asked = session.state.cursor.as_deref().and_then(Civil::read);
    let ids = ids(session, base, asked.map_or(month, |asked| asked.clamp(month, session.now)))?;
    for ids in ids.chunks(DETAILS) {
        session.pause(PAUSE)?;
        let url = format!("{base}/myjvn?method=getVulnDetailInfo&feed=hnd&lang=ja&vulnId={}", ids.join("+"));
        let bytes = session.small(&url, 64 << 20)?;
        is_answer(&bytes, &url)?;
        let first = ids.first().map(String::as_str).unwrap_or_default();
        let day = Civil::at(session.now, JST).date();
        session.keep(&format!("myjvn/{day}-{first}.xml"), &url, &bytes)?;
    }
    session.remember(Some(Civil::utc(session.now).iso()))?;
    let old = session.now.0 - KEPT_DAYS * 86_400_000_000;
    let is_old = |taken: Option<Timestamp>| taken.is_none_or(|taken| taken.0 < old);
    let names: Vec<String> = session
        .state
        .files
        .iter()
        .filter(|(name, file)| name.starts_with("myjvn/") && is_old(file.taken))
        .map(|(name, _)| name.clone())
        .collect();
    session.forget(&names)
}

/// Ids of everything that was changed since a day.
fn ids(session: &mut Session<'_>, base: &str, since: Timestamp) -> Result<Vec<String>, Trouble> {
    let Civil { year, month, day, .. } = Civil::at(since, JST);
    let ranges = "rangeDatePublic=n&rangeDatePublished=n&rangeDateFirstPublished=n";
    let mut found: Vec<String> = Vec::new();
    let mut start = 1;
    for _ in 0..MOST_PAGES {
        session.pause(PAUSE)?;
        let url = format!(
            "{base}/myjvn?method=getVulnOverviewList&feed=hnd&lang=ja&startItem={start}&maxCountItem={LIST}&{ranges}&datePublishedStartY={year}&datePublishedStartM={month}&datePublishedStartD={day}"
        );
        let bytes = session.small(&url, 64 << 20)?;
        let all = is_answer(&bytes, &url)?.ok_or_else(|| odd(&url, "it does not say how many there are"))?;
        let page = identifiers(&String::from_utf8_lossy(&bytes));
        start += page.len();
        let is_empty = page.is_empty();
        found.extend(page);
        if start > all {
            found.sort();
            found.dedup();
            return Ok(found);
        }
        if is_empty {
            return Err(odd(&url, "a page without records before the end"));
        }
    }
    Err(odd(base, "there is no end of pages"))
}

fn odd(url: &str, what: &str) -> Trouble {
    Trouble::Odd { url: url.split('?').next().unwrap_or_default().to_owned(), what: what.to_owned() }
}

/// The answer says that it is one, and, when it is a list, how many records there are in all.
fn is_answer(bytes: &[u8], url: &str) -> Result<Option<usize>, Trouble> {
    let text = String::from_utf8_lossy(bytes);
    match attribute(&text, "retCd") {
        Some("0") => Ok(attribute(&text, "totalRes").and_then(|number| number.parse().ok())),
        Some(code) => {
            Err(odd(url, &format!("code {code}: {}", attribute(&text, "errMsg").unwrap_or_default())))
        }
        None => Err(odd(url, "no answer of MyJVN")),
    }
}

/// An attribute of the last element, which says how the question went.
fn attribute<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let status = text.get(text.rfind("Status")?..)?;
    let from = status.find(&format!("{name}=\""))? + name.len() + 2;
    status.get(from..)?.split('"').next()
}

/// `<sec:identifier>JVNDB-2026-000001</sec:identifier>`.
fn identifiers(text: &str) -> Vec<String> {
    text.split("<sec:identifier>")
        .skip(1)
        .filter_map(|rest| rest.split('<').next())
        .map(str::trim)
        .filter(|id| {
            id.starts_with("JVNDB-")
                && id.len() < 30
                && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;
    use crate::feeds::{
        Feed,
        fetch::server::{Reply, Server},
    };

    fn fixture(name: &str) -> Vec<u8> {
        std::fs::read(format!("{}/../../fixtures/vuln/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    fn list() -> String {
        let line = |path: &str, name: &str| {
            let sum = crate::digest::sha256(&fixture(name)).to_uppercase();
            format!("{{\"url\":\"https://jvndb.jvn.jp/ja/feed/{path}\",\"sha256\":\"{sum}\",\"size\":1}}")
        };
        let years = line("detail/jvndb_detail_2026.rdf", "jvn-detail.rdf");
        format!("[{years},{}]", line("product/myjvn_product_202611.rdf", "jvn-products.rdf"))
    }

    /// 51 ids on two pages; details ten at a time.
    fn answer(path: &str) -> Reply {
        let status = "<status:Status retCd=\"0\" totalRes=\"51\"/>";
        let id = |number: usize| format!("<sec:identifier>JVNDB-2026-{number:06}</sec:identifier>");
        match path {
            "/ja/feed/checksum.txt" => Reply::ok(list()),
            "/ja/feed/detail/jvndb_detail_2026.rdf" => Reply::ok(fixture("jvn-detail.rdf")),
            "/ja/feed/product/myjvn_product_202611.rdf" => Reply::ok(fixture("jvn-products.rdf")),
            path if path.contains("getVulnDetailInfo") => {
                let detail = String::from_utf8(fixture("jvn-detail.rdf")).unwrap();
                let end = detail.rfind("</").unwrap();
                let (start, end) = detail.split_at(end);
                let status = "<status:Status xmlns:status=\"http://jvndb.jvn.jp/myjvn/Status\" retCd=\"0\"/>";
                Reply::ok(format!("{start}{status}{end}"))
            }
            path if path.contains("startItem=51&") => Reply::ok(format!("{}{status}", id(51))),
            path if path.contains("getVulnOverviewList") => {
                let ids: String = (1..=50).map(id).collect();
                Reply::ok(format!("{ids}{status}"))
            }
            _ => Reply::status(404),
        }
    }

    #[test]
    fn yearly_files_from_a_mirror_and_changes_by_the_interface() {
        let server = Server::new(|request, _| answer(&request.path));
        let bench = Bench::new(&format!("[jvn]\nmirror='{}'", server.url));
        let done = bench.sync(Feed::Jvn);
        assert_eq!((done.failure, done.taken), (None, 2 + 6));
        let names = bench.names(Feed::Jvn);
        assert!(names.contains(&"jvndb_detail_2026.rdf".to_owned()), "{names:?}");
        assert!(names.contains(&"myjvn/2026-11-22-JVNDB-2026-000051.xml".to_owned()), "{names:?}");
        let before = server.asked().len();
        bench.sync(Feed::Jvn);
        let again = server.paths().split_off(before);
        assert!(again.iter().all(|path| path.contains("myjvn") || path.contains("checksum")), "{again:?}");
        assert!(again.iter().any(|path| path.contains("datePublishedStartD=22")), "since the last success");
        // That somebody put a newer file there says nothing about what was asked.
        let mut state = bench.state(Feed::Jvn);
        state.last_success = Some(Timestamp(session_now().0 + 86_400_000_000));
        bench.folder.keep_state(Feed::Jvn, &state).unwrap();
        bench.sync(Feed::Jvn);
        assert!(server.paths().iter().rev().any(|path| path.contains("datePublishedStartD=22")));
    }

    fn session_now() -> Timestamp {
        super::super::testing::NOW
    }

    #[test]
    fn lists_without_a_number_or_an_end_are_no_success() {
        for status in ["<Status retCd=\"0\"/>", "<Status retCd=\"0\" totalRes=\"200000\"/>"] {
            let server = Server::new(move |request, _| match request.path.as_str() {
                path if path.contains("getVulnOverviewList") && path.contains("startItem=1&") => {
                    Reply::ok(format!("<sec:identifier>JVNDB-2026-000001</sec:identifier>{status}"))
                }
                path if path.contains("getVulnOverviewList") => Reply::ok(status),
                path => answer(path),
            });
            let bench = Bench::new(&format!("[jvn]\nmirror='{}'", server.url));
            let failure = bench.sync(Feed::Jvn).failure.unwrap().sentence_en;
            assert!(failure.contains("how many") || failure.contains("before the end"), "{failure}");
            assert_eq!(bench.state(Feed::Jvn).cursor, None);
        }
    }

    fn listed(url: &str) -> Listed {
        Listed { url: url.to_owned(), sha256: String::new() }
    }

    #[test]
    fn years_and_the_newest_names() {
        let list = [
            listed("https://j.example/ja/rss/years/jvndb_2023.rdf"),
            listed("https://j.example/ja/feed/detail/jvndb_detail_2023.rdf"),
            listed("https://j.example/ja/feed/detail/jvndb_detail_1998.rdf"),
            listed("https://j.example/ja/feed/vendor/myjvn_vendor_202311.rdf"),
            listed("https://j.example/ja/feed/vendor/myjvn_vendor_202310.rdf"),
        ];
        let names: Vec<&str> = wanted(&list, 2002).into_iter().map(name).collect();
        assert_eq!(names, ["jvndb_detail_2023.rdf", "myjvn_vendor_202311.rdf"]);
    }

    #[test]
    fn answers_tell_whether_they_are_one() {
        let good = "<item><sec:identifier> JVNDB-2026-000001 </sec:identifier><sec:identifier>x\"</sec:identifier></item><status:Status retCd=\"0\" totalRes=\"6\"/>";
        assert_eq!(is_answer(good.as_bytes(), "u").unwrap(), Some(6));
        assert_eq!(identifiers(good), ["JVNDB-2026-000001"]);
        let bad = "<status:Status retCd=\"1\" errMsg=\"no such method\"/>";
        assert!(is_answer(bad.as_bytes(), "u").unwrap_err().to_string().contains("no such method"));
        assert!(is_answer(b"<html>", "u").is_err());
    }
}
