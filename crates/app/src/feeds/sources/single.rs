//! Sources of one file that holds everything: CISA KEV, EPSS, GitHub's advisories as an archive.

use super::super::{
    session::{Session, Take},
    trouble::Trouble,
};

/// Fetches the file when it is another one than the one here.
pub(super) fn sync(session: &mut Session<'_>, name: &str, megabytes: u64) -> Result<(), Trouble> {
    let url = session.wanted.base(session.feed)?.to_owned();
    let most = session.wanted.most(megabytes);
    session.take(&Take { name, url: &url, most, ..Take::default() }).map(drop)
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use crate::feeds::{
        Feed, Trouble,
        fetch::server::{Reply, Server},
    };

    fn kev(rows: usize, date: &str) -> String {
        let rows: Vec<String> = (0..rows)
            .map(|row| format!("{{\"cveID\":\"CVE-2024-{row:04}\",\"dateAdded\":\"2024-01-01\"}}"))
            .collect();
        format!("{{\"dateReleased\":\"{date}\",\"vulnerabilities\":[{}]}}", rows.join(","))
    }

    #[test]
    fn fetched_once_and_again_only_when_it_changed() {
        let server = Server::new(|request, _| match request.header("if-none-match") {
            "\"one\"" => Reply::status(304),
            _ => Reply::ok(kev(30, "2026-11-20")).with("ETag", "\"one\""),
        });
        let bench = Bench::new(&format!("[kev]\nurl = '{}/kev.json'", server.url));
        assert_eq!((bench.sync(Feed::Kev).taken, bench.state(Feed::Kev).records()), (1, 30));
        let again = bench.sync(Feed::Kev);
        assert_eq!((again.taken, again.failure), (0, None));
        // Somebody removed the file: it is fetched again, whatever its tag is.
        std::fs::remove_file(&bench.folder.files(Feed::Kev).unwrap()[0].1).unwrap();
        assert_eq!(bench.sync(Feed::Kev).taken, 1);
    }

    #[test]
    fn what_is_odd_leaves_what_is_here() {
        for (odd, expected) in [
            (Reply::ok("<html>please log in</html>"), "not-a-feed"),
            (Reply::ok(kev(3, "2026-11-21")), "shrunk"),
            (Reply::ok(kev(30, "2026-11-21").split_at(900).0), "not-a-feed"),
            (Reply::status(403), "status"),
            (Reply::ok("CVE-2024-0001,0.5,0.9"), "not-a-feed"),
        ] {
            let reply = odd.clone();
            let server = Server::new(move |_, number| match number {
                0 => Reply::ok(kev(30, "2026-11-20")),
                _ => reply.clone(),
            });
            let bench = Bench::new(&format!("[kev]\nurl = '{}/kev.json'", server.url));
            bench.sync(Feed::Kev);
            let failed = bench.sync(Feed::Kev);
            assert!(failed.failure.is_some(), "{odd:?}");
            let state = bench.state(Feed::Kev);
            assert_eq!(state.records(), 30);
            let why = serde_json::to_value(state.last_failure.unwrap().why).unwrap();
            assert_eq!(why["why"], expected, "{odd:?}");
            assert!(bench.folder.files(Feed::Kev).unwrap()[0].1.metadata().unwrap().len() > 900);
        }
    }

    #[test]
    fn one_feed_that_fails_does_not_keep_others_back() {
        let server = Server::new(|request, _| match request.path.as_str() {
            "/epss" => Reply::status(404),
            _ => Reply::ok(kev(1, "2026-11-20")),
        });
        let url = &server.url;
        let bench = Bench::new(&format!("[kev]\nurl='{url}/kev'\n[epss]\nurl='{url}/epss'"));
        let done = bench.sync_all(&[Feed::Epss, Feed::Kev]).unwrap();
        assert!(done[0].failure.is_some() && done[1].failure.is_none(), "{done:?}");
        assert!(matches!(bench.sync_all(&[Feed::Hand]), Err(Trouble::Settings { .. })));
    }
}
