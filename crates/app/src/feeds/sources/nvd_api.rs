//! NVD's API 2.0: first everything, then what was modified since, in windows of at most 120 days; page by page, going on where it was cut.

use domain::{civil::Civil, time::Timestamp};
use serde::{Deserialize, Serialize};

use super::super::{fetch, session::Session, trouble::Trouble};

/// The longest window that the API answers (NVD, "Vulnerabilities" page, `lastModStartDate`).
const WINDOW: i64 = 119 * 86_400;
/// The most that one page holds.
const PAGE: u64 = 2_000;
/// Windows overlap by an hour: records are published a little after their date.
const OVERLAP: i64 = 3_600;
const MOST_MEGABYTES: u64 = 256;
/// Nobody has more pages than this.
const MOST_PAGES: u64 = 10_000;

/// Where the next request goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Cursor {
    /// Seconds since 1970: everything modified before is here; nothing is here without it.
    since: Option<i64>,
    /// The window that is being read ends here.
    until: Option<i64>,
    /// First record of the next page.
    next: u64,
}

/// What a page says about itself.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    results_per_page: u64,
    start_index: u64,
    total_results: u64,
}

/// Reads page after page until now.
pub(super) fn sync(session: &mut Session<'_>) -> Result<(), Trouble> {
    let base = session.wanted.base(session.feed)?.to_owned();
    let secret = key(session)?;
    let pause = if secret.is_some() { 1 } else { 6 };
    let mut cursor: Cursor =
        session.state.cursor.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let now = session.now.seconds();
    for _ in 0..MOST_PAGES {
        let until = cursor.until.unwrap_or_else(|| match cursor.since {
            Some(since) => now.min(since + WINDOW),
            None => now,
        });
        if cursor.until.is_none() && cursor.since.is_some_and(|since| since >= now) {
            return Ok(());
        }
        cursor.until = Some(until);
        session.pause(pause)?;
        let page = page(session, &base, &cursor, secret.clone())?;
        cursor.next += page.results_per_page;
        if cursor.next >= page.total_results {
            cursor = Cursor { since: Some(until), until: None, next: 0 };
        }
        session.remember(serde_json::to_string(&cursor).ok())?;
    }
    Err(Trouble::Odd { url: base, what: "there is no end of pages".to_owned() })
}

/// Fetches and keeps one page.
fn page(
    session: &mut Session<'_>,
    base: &str,
    cursor: &Cursor,
    secret: Option<(&'static str, String)>,
) -> Result<Page, Trouble> {
    let (query, name) = question(cursor);
    let url = format!("{base}?{query}");
    let odd = |what: &str| Trouble::Odd { url: base.to_owned(), what: what.to_owned() };
    let most = session.wanted.most(MOST_MEGABYTES);
    let bytes = session.secret(&url, most, secret)?;
    let page: Page = serde_json::from_slice(&bytes).map_err(|_| odd("a page without numbers"))?;
    if page.start_index != cursor.next {
        return Err(odd("another page than was asked for"));
    }
    if page.results_per_page == 0 && cursor.next < page.total_results {
        return Err(odd("a page without records before the end"));
    }
    if page.results_per_page > 0 {
        session.keep(&name, &url, &bytes)?;
    }
    Ok(page)
}

/// What is asked, and the name that the answer gets.
fn question(cursor: &Cursor) -> (String, String) {
    let until = cursor.until.unwrap_or_default();
    let place = format!("resultsPerPage={PAGE}&startIndex={}", cursor.next);
    let Some(since) = cursor.since else {
        return (place, format!("all-{:07}.json", cursor.next));
    };
    let moment = |seconds: i64| {
        let iso = Civil::utc(Timestamp::from_parts(seconds, 0)).iso();
        fetch::escaped(&iso.replace('Z', ".000Z"))
    };
    let query =
        format!("{place}&lastModStartDate={}&lastModEndDate={}", moment(since - OVERLAP), moment(until));
    let day = |seconds: i64| Civil::utc(Timestamp::from_parts(seconds, 0)).iso().replace([':', '-'], "");
    (query, format!("modified-{}-{}-{:07}.json", day(since), day(until), cursor.next))
}

/// The key of the environment or of a file; fewer pauses with one.
fn key(session: &Session<'_>) -> Result<Option<(&'static str, String)>, Trouble> {
    let text = match &session.wanted.key_file {
        Some(path) => Some(std::fs::read_to_string(path).map_err(Trouble::disk(path))?),
        None => std::env::var("NVD_API_KEY").ok(),
    };
    Ok(text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).map(|text| ("apiKey", text)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, NOW};
    use super::*;
    use crate::feeds::{
        Feed,
        fetch::server::{Reply, Request, Server},
    };

    /// Three records, two a page.
    fn answer(request: &Request) -> Reply {
        let asked = |name: &str| {
            request.path.split(['?', '&']).find_map(|pair| pair.strip_prefix(name)).map(str::to_owned)
        };
        let start: usize = asked("startIndex=").unwrap().parse().unwrap();
        let total = 3;
        let count = (total - start).min(2);
        let records: Vec<String> = (start..start + count)
            .map(|number| {
                format!("{{\"cve\":{{\"id\":\"CVE-2026-{number:04}\",\"vulnStatus\":\"Analyzed\",\"descriptions\":[]}}}}")
            })
            .collect();
        Reply::ok(format!(
            "{{\"resultsPerPage\":{count},\"startIndex\":{start},\"totalResults\":{total},\"timestamp\":\"2026-11-21T00:00:00.000\",\"vulnerabilities\":[{}]}}",
            records.join(",")
        ))
    }

    #[test]
    fn everything_first_then_windows() {
        let server = Server::new(|request, _| answer(request));
        let bench = Bench::new(&format!("[nvd-api]\nurl='{}'", server.url));
        assert_eq!(bench.sync(Feed::NvdApi).failure, None);
        assert_eq!(bench.names(Feed::NvdApi), ["all-0000000.json", "all-0000002.json"]);
        assert_eq!(bench.state(Feed::NvdApi).records(), 3);
        assert_eq!(bench.sync(Feed::NvdApi).taken, 0, "nothing is asked twice at one moment");
        // 300 days later: three windows.
        let later = Timestamp(NOW.0 + 300 * 86_400_000_000);
        assert_eq!(bench.sync_at(&[Feed::NvdApi], later).unwrap()[0].failure, None);
        let windows: Vec<String> =
            server.paths().into_iter().filter(|path| path.contains("startIndex=0&lastMod")).collect();
        assert_eq!(windows.len(), 3);
        assert!(
            windows[0].contains("lastModStartDate=2026-11-21T23%3A00%3A00.000Z&lastModEndDate=2027-03-21")
        );
    }

    #[test]
    fn what_was_cut_goes_on_at_its_page() {
        let server =
            Server::new(|request, number| if number == 1 { Reply::status(404) } else { answer(request) });
        let bench = Bench::new(&format!("[nvd-api]\nurl='{}'", server.url));
        assert!(bench.sync(Feed::NvdApi).failure.is_some());
        assert_eq!(bench.sync(Feed::NvdApi).failure, None);
        let starts: Vec<bool> = server.paths().iter().map(|path| path.contains("startIndex=2")).collect();
        assert_eq!(starts, [false, true, true]);
    }

    #[test]
    fn another_page_than_asked_for_is_refused() {
        let server = Server::new(|_, _| {
            Reply::ok("{\"resultsPerPage\":2,\"startIndex\":40,\"totalResults\":3,\"vulnerabilities\":[]}")
        });
        let bench = Bench::new(&format!("[nvd-api]\nurl='{}'", server.url));
        assert!(bench.sync(Feed::NvdApi).failure.unwrap().sentence_en.contains("another page"));
        assert!(bench.names(Feed::NvdApi).is_empty());
    }
}
