//! Documents that their provider lists no more, or that are gone from their place: they stay, marked with the day. Only a whole listing says so.

use std::collections::BTreeMap;

use super::{
    super::super::{session::Session, state::KeptFile, trouble::Trouble},
    Listed,
};

/// So many documents and more do not go by more than half at once.
const MANY: usize = 20;

/// Marks what was fetched of a provider and is not `listed` any more.
///
/// # Errors
/// [`Trouble::Shrunk`] when the list is empty or lost more than half: rather the list is at fault, and nothing is marked.
pub(super) fn mark(
    session: &mut Session<'_>,
    beginning: &str,
    listed: &BTreeMap<String, Listed>,
    url: &str,
) -> Result<(), Trouble> {
    let now = session.now;
    let fetched = session.state.files.iter_mut().filter(|(name, file)| is_of(beginning, name, file));
    let (here, gone): (Vec<_>, Vec<_>) = fetched
        .filter(|(_, file)| file.unlisted.is_none())
        .partition(|(name, _)| listed.contains_key(name.as_str()));
    let (had, has) = (here.len() + gone.len(), here.len());
    if has == 0 && had > 0 && listed.is_empty() || had >= MANY && has.saturating_mul(2) < had {
        return Err(Trouble::Shrunk { name: url.to_owned(), had, has });
    }
    gone.into_iter().for_each(|(_, file)| file.unlisted = Some(now));
    Ok(())
}

/// It was fetched of this provider; nobody put it there by hand.
fn is_of(beginning: &str, name: &str, file: &KeptFile) -> bool {
    name.starts_with(beginning) && !file.url.is_empty()
}

/// It is listed as it is here.
pub(super) fn is_back(session: &mut Session<'_>, name: &str) {
    if let Some(file) = session.state.files.get_mut(name) {
        file.unlisted = None;
    }
}

/// It is listed, and its place says that it is there no more.
pub(super) fn is_gone(session: &mut Session<'_>, name: &str, trouble: &Trouble) {
    let (now, gone) = (session.now, matches!(trouble, Trouble::Status { status: 404 | 410, .. }));
    if let Some(file) = session.state.files.get_mut(name).filter(|file| gone && !file.url.is_empty()) {
        file.unlisted.get_or_insert(now);
    }
}

#[cfg(test)]
mod tests {
    use std::{
        path::PathBuf,
        sync::{Arc, Mutex},
    };

    use super::super::super::testing::{Bench, NOW};
    use crate::{
        digest,
        feeds::{
            Feed, State,
            fetch::server::{Reply, Server},
        },
    };

    /// A provider of documents 0, 1, 2 …
    #[derive(Clone, Debug, Default)]
    struct Shop {
        base: String,
        listed: Vec<usize>,
        /// Version of all of them.
        version: usize,
        /// Answers to whoever asks for the document or the list, instead of it.
        odd: Option<(&'static str, Odd)>,
        by_folder: bool,
        /// What is remembered of the feed, and which documents were kept out when somebody asked for one.
        watched: PathBuf,
        seen: Vec<Vec<String>>,
    }

    #[derive(Clone, Copy, Debug)]
    enum Odd {
        Status(u16),
        Text(&'static str),
        WrongHash,
    }

    impl Shop {
        fn answer(&mut self, path: &str) -> Reply {
            if let (true, Ok(bytes)) = (path.ends_with(".json.sha256"), std::fs::read(&self.watched)) {
                let state: State = serde_json::from_slice(&bytes).unwrap();
                self.seen.push(state.kept_out.into_iter().map(|one| one.name).collect());
            }
            let name = path.rsplit('/').next().unwrap_or_default();
            let stem = name.trim_end_matches(".sha256");
            match self.odd.filter(|(of, _)| name.starts_with(of)) {
                Some((_, Odd::Status(status))) => return Reply::status(status),
                Some((_, Odd::Text(text))) => return Reply::ok(text),
                Some((_, Odd::WrongHash)) if stem != name => return Reply::ok("00".repeat(32)),
                _ => {}
            }
            match name {
                "provider-metadata.json" => Reply::ok(self.metadata()),
                "feed.json" => Reply::ok(self.feed()),
                "changes.csv" => Reply::ok(self.changes()),
                _ if name.ends_with(".json.sha256") => {
                    Reply::ok(digest::sha256(self.document(stem).as_bytes()))
                }
                _ if name.ends_with(".json") => Reply::ok(self.document(name)),
                _ => Reply::status(404),
            }
        }

        fn metadata(&self) -> String {
            let base = &self.base;
            let place = match self.by_folder {
                true => format!(r#"{{"directory_url":"{base}/all/"}}"#),
                false => format!(r#"{{"rolie":{{"feeds":[{{"url":"{base}/feed.json"}}]}}}}"#),
            };
            let publisher = format!(r#"{{"name":"Shop","namespace":"{base}/"}}"#);
            format!(r#"{{"publisher":{publisher},"distributions":[{place}]}}"#)
        }

        fn feed(&self) -> String {
            let (base, version) = (&self.base, self.version);
            let entry = |at: &usize| {
                format!(
                    r#"{{"updated":"{version}","link":[{{"rel":"self","href":"{base}/all/d-{at}.json"}}]}}"#
                )
            };
            let entries: Vec<String> = self.listed.iter().map(entry).collect();
            format!(r#"{{"feed":{{"entry":[{}]}}}}"#, entries.join(","))
        }

        fn changes(&self) -> String {
            self.listed.iter().map(|at| format!("\"d-{at}.json\",\"{}\"\n", self.version)).collect()
        }

        fn document(&self, name: &str) -> String {
            let (base, version) = (&self.base, self.version);
            let tracking = format!(r#"{{"id":"{name}","version":"{version}"}}"#);
            let publisher = format!(r#"{{"category":"vendor","name":"Shop","namespace":"{base}"}}"#);
            format!(
                r#"{{"document":{{"csaf_version":"2.0","publisher":{publisher},"tracking":{tracking}}}}}"#
            )
        }
    }

    struct Street {
        shop: Arc<Mutex<Shop>>,
        bench: Bench,
        _server: Server,
    }

    impl Street {
        fn new(listed: usize, by_folder: bool) -> Self {
            let shop = Arc::new(Mutex::new(Shop::default()));
            let asked = Arc::clone(&shop);
            let server = Server::new(move |request, _| asked.lock().unwrap().answer(&request.path));
            let base = server.url.clone();
            *shop.lock().unwrap() =
                Shop { base, listed: (0..listed).collect(), version: 1, by_folder, ..Shop::default() };
            let settings = format!(
                "[[csaf.provider]]\nname='shop'\nmetadata='{}/provider-metadata.json'\nsignature='if-there'",
                server.url
            );
            let street = Self { shop, bench: Bench::new(&settings), _server: server };
            assert_eq!(street.sync(1).1, None);
            street
        }

        fn change(&self, change: impl FnOnce(&mut Shop)) {
            change(&mut self.shop.lock().unwrap());
        }

        /// What is unlisted after a sync on a day, since which day each; and why the sync failed.
        fn sync(&self, day: i64) -> (Vec<(String, i64)>, Option<String>) {
            let now = domain::time::Timestamp(NOW.0 + day * 86_400_000_000);
            let done = self.bench.sync_at(&[Feed::Csaf], now).unwrap().remove(0);
            let unlisted = self.state().files.into_iter().filter_map(|(name, file)| {
                let since = file.unlisted?;
                Some((name, (since.0 - NOW.0) / 86_400_000_000))
            });
            (unlisted.collect(), done.failure.map(|failure| failure.sentence_en))
        }

        fn state(&self) -> State {
            self.bench.state(Feed::Csaf)
        }
    }

    fn one(day: i64) -> Vec<(String, i64)> {
        vec![("shop/d-1.json".to_owned(), day)]
    }

    #[test]
    fn what_is_listed_no_more_is_marked_with_the_day_until_it_is_back() {
        for by_folder in [false, true] {
            let street = Street::new(3, by_folder);
            assert_eq!(street.sync(2), (vec![], None));
            street.change(|shop| shop.listed = vec![0, 2]);
            assert_eq!(street.sync(3), (one(3), None), "{by_folder}");
            assert_eq!(street.sync(4), (one(3), None), "since then");
            assert_eq!(street.bench.names(Feed::Csaf).len(), 3, "it stays");
            street.change(|shop| shop.listed = vec![0, 1, 2]);
            assert_eq!(street.sync(5), (vec![], None));
            street.change(|shop| shop.listed = vec![0, 2]);
            street.sync(6);
            street.change(|shop| (shop.listed, shop.version) = (vec![0, 1, 2], 2));
            assert_eq!(street.sync(7), (vec![], None), "another edition");
        }
    }

    #[test]
    fn a_listing_that_failed_says_nothing() {
        for (name, odd) in [
            ("feed.json", Odd::Status(503)),
            ("feed.json", Odd::Status(404)),
            ("feed.json", Odd::Text("<html>")),
            ("feed.json", Odd::Text("{\"feed\":{\"entry\":[{\"link\":[{\"rel\":\"self\"")),
            ("feed.json", Odd::Text("{\"feed\":{\"entry\":[]}}")),
            ("provider-metadata.json", Odd::Status(410)),
        ] {
            let street = Street::new(3, false);
            street.change(|shop| shop.odd = Some((name, odd)));
            let (unlisted, failure) = street.sync(2);
            assert!(unlisted.is_empty() && failure.is_some(), "{odd:?}: {unlisted:?} {failure:?}");
        }
        // What is no list, or lists something that nobody understands, says nothing of the others.
        for text in ["{\"feed\":{}}", "{\"feed\":{\"entry\":[{}]}}", "{}"] {
            let street = Street::new(3, false);
            street.change(|shop| shop.odd = Some(("feed.json", Odd::Text(text))));
            assert!(street.sync(2).0.is_empty(), "{text}");
        }
        let street = Street::new(3, true);
        street.change(|shop| shop.odd = Some(("changes.csv", Odd::Text("<html>"))));
        let (unlisted, failure) = street.sync(2);
        assert!(unlisted.is_empty() && failure.is_some());
    }

    #[test]
    fn a_list_that_lost_more_than_half_is_at_fault() {
        let street = Street::new(30, false);
        street.change(|shop| shop.listed = (0..10).collect());
        let (unlisted, failure) = street.sync(2);
        assert!(unlisted.is_empty() && failure.is_some_and(|why| why.contains("less than half")));
        street.change(|shop| shop.listed = (0..20).collect());
        assert_eq!(street.sync(3).0.len(), 10);
    }

    #[test]
    fn what_is_gone_from_its_place_is_marked_and_told() {
        for (status, gone) in [(404, true), (410, true), (403, false), (503, false)] {
            let street = Street::new(3, false);
            street.change(|shop| (shop.version, shop.odd) = (2, Some(("d-1.json", Odd::Status(status)))));
            let (unlisted, failure) = street.sync(2);
            assert_eq!((unlisted, failure.is_some()), (if gone { one(2) } else { vec![] }, true), "{status}");
            street.change(|shop| shop.odd = None);
            assert_eq!(street.sync(3), (vec![], None));
        }
    }

    #[test]
    fn what_was_kept_out_is_so_while_others_are_fetched() {
        let street = Street::new(3, false);
        street.change(|shop| (shop.version, shop.odd) = (2, Some(("d-1.json", Odd::WrongHash))));
        street.sync(2);
        let watched = street.bench.folder.feed(Feed::Csaf).join("state.json");
        street.change(|shop| (shop.version, shop.watched) = (3, watched));
        street.sync(3);
        let seen = street.shop.lock().unwrap().seen.clone();
        assert_eq!(
            seen,
            vec![vec!["shop/d-1.json".to_owned()]; 3],
            "an older edition is believed at no time"
        );
    }

    #[test]
    fn what_was_kept_out_tells_which_document_it_is_until_something_better_comes() {
        let street = Street::new(2, false);
        street.change(|shop| (shop.version, shop.odd) = (2, Some(("d-1.json", Odd::WrongHash))));
        street.sync(2);
        let kept_out = || street.state().kept_out;
        let told = kept_out().remove(0).told.unwrap();
        let base = street.shop.lock().unwrap().base.clone();
        assert_eq!((told.id.as_str(), told.version.as_str(), &told.namespace), ("d-1.json", "2", &base));
        assert_eq!(told.sha256.len(), 64);
        let known = &street.state().providers["shop"];
        assert_eq!((known.name.as_str(), &known.namespace), ("Shop", &format!("{base}/")));
        // Nobody can look at it this time.
        street.change(|shop| shop.odd = Some(("d-1.json", Odd::Status(503))));
        street.sync(3);
        assert_eq!(kept_out().len(), 1);
        street.change(|shop| shop.odd = None);
        street.sync(4);
        assert!(kept_out().is_empty());
    }
}
