//! One feed being fetched: what every source does alike. A file is fetched aside, looked at, and only then takes its place.

use std::{fs, io::Read as _, path::Path, time::Duration};

use domain::{hex, time::Timestamp};
use serde::Serialize;
use sha2::Digest as _;

use super::{
    contents::Contents,
    feed::Feed,
    fetch::{Client, Fetched, Wish},
    folder::Folder,
    import,
    settings::Wanted,
    state::{KeptFile, State},
    trouble::Trouble,
};
use crate::{digest, vulnerability_feeds::bounds::most_unpacked};

/// How far something is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    pub feed: Option<Feed>,
    /// The file.
    pub what: String,
    /// Bytes.
    pub done: u64,
    pub total: Option<u64>,
}

/// One feed being fetched.
pub(super) struct Session<'s> {
    pub folder: &'s Folder,
    pub feed: Feed,
    pub wanted: &'s Wanted,
    pub client: &'s Client,
    pub now: Timestamp,
    pub state: State,
    pub told: &'s mut dyn FnMut(&Step),
    /// Files that were taken.
    pub taken: usize,
    pub asked: bool,
}

/// What the source says about a file, to be compared with what came.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Sum<'t> {
    #[default]
    Unknown,
    /// SHA-256 of the file.
    OfFile(&'t str),
    /// SHA-256 of what is in the gzip file.
    OfContent(&'t str),
}

/// A file to take.
#[derive(Clone, Debug, Default)]
pub(super) struct Take<'t> {
    pub name: &'t str,
    pub url: &'t str,
    /// In bytes.
    pub most: u64,
    pub sum: Sum<'t>,
    /// What the source calls this edition.
    pub edition: Option<String>,
    pub secret: Option<(&'static str, String)>,
    /// It is read only to know that it is of this source, not compared with the file before.
    pub grows: bool,
}

/// A file of fewer records may shrink.
const SMALL: usize = 20;

impl Session<'_> {
    /// Waits as long as the source wants between two requests.
    pub fn pause(&mut self, default_seconds: u64) -> Result<(), Trouble> {
        if std::mem::replace(&mut self.asked, true) {
            self.client.waiting.wait(self.wanted.pause(default_seconds))?;
        }
        self.client.waiting.go_on()
    }

    /// The same for many small requests: a tenth of a second where the settings say nothing.
    pub fn breathe(&mut self) -> Result<(), Trouble> {
        if std::mem::replace(&mut self.asked, true) {
            let short = Duration::from_millis(100);
            self.client.waiting.wait(self.wanted.pause_seconds.map_or(short, Duration::from_secs))?;
        }
        self.client.waiting.go_on()
    }

    /// The answer to a question in JSON.
    pub fn ask(&mut self, url: &str, question: &[u8], most: u64) -> Result<Vec<u8>, Trouble> {
        let part = self.part(url)?;
        self.tell(url, 0, None);
        self.client.small(&Wish { url, most, post: Some(question), ..Wish::default() }, &part)
    }

    /// A small file in memory.
    pub fn small(&mut self, url: &str, most: u64) -> Result<Vec<u8>, Trouble> {
        let part = self.part(url)?;
        self.tell(url, 0, None);
        self.client.small(&Wish { url, most, ..Wish::default() }, &part)
    }

    /// The same, with a header that only the named server may see.
    pub fn secret(
        &mut self,
        url: &str,
        most: u64,
        secret: Option<(&'static str, String)>,
    ) -> Result<Vec<u8>, Trouble> {
        let part = self.part(url)?;
        self.tell(url.split('?').next().unwrap_or_default(), 0, None);
        self.client.small(&Wish { url, most, secret, ..Wish::default() }, &part)
    }

    /// Puts an answer of an API in its place as a file.
    pub fn keep(&mut self, name: &str, url: &str, bytes: &[u8]) -> Result<(), Trouble> {
        self.keep_as(name, bytes, KeptFile { url: url.to_owned(), ..KeptFile::default() })
    }

    /// The same, with address, edition and proof of `about`.
    pub fn keep_as(&mut self, name: &str, bytes: &[u8], about: KeptFile) -> Result<(), Trouble> {
        let part = self.part(name)?;
        fs::write(&part, bytes).map_err(Trouble::disk(&part))?;
        self.keep_made(name, &part, about)
    }

    /// The same with a file that was made aside.
    pub fn keep_made(&mut self, name: &str, part: &Path, about: KeptFile) -> Result<(), Trouble> {
        let KeptFile { url, edition, proof, .. } = about;
        let take = Take { name, grows: true, ..Take::default() };
        let file = KeptFile { url, edition, proof, ..self.look(&take, part)? };
        import::install(self.folder, self.feed, &mut self.state, name, part, file)?;
        self.taken += 1;
        Ok(())
    }

    /// A place for something unfinished of this feed.
    pub fn part(&self, name: &str) -> Result<std::path::PathBuf, Trouble> {
        self.folder.part(&format!("{} {name}", self.feed.as_str()))
    }

    /// Tells how far it is.
    pub fn tell(&mut self, what: &str, done: u64, total: Option<u64>) {
        (self.told)(&Step { feed: Some(self.feed), what: what.to_owned(), done, total });
    }

    /// The file of the state that is still there.
    pub fn here(&self, name: &str) -> Option<&KeptFile> {
        let file = self.state.files.get(name)?;
        let length = fs::metadata(self.folder.feed(self.feed).join(name)).ok()?.len();
        (length == file.bytes).then_some(file)
    }

    /// Fetches a file and puts it in its place. `false` when the one here is the one there.
    pub fn take(&mut self, take: &Take<'_>) -> Result<bool, Trouble> {
        let part = self.part(take.name)?;
        let before = self.here(take.name).cloned();
        let wish = Wish {
            url: take.url,
            before: before.as_ref(),
            most: take.most,
            secret: take.secret.clone(),
            post: None,
        };
        let (feed, told) = (self.feed, &mut self.told);
        let fetched = self.client.fetch(&wish, &part, &mut |done, total| {
            told(&Step { feed: Some(feed), what: take.name.to_owned(), done, total });
        })?;
        let Fetched::New { etag, last_modified } = fetched else { return Ok(false) };
        let looked = self.look(take, &part);
        let mut file = match looked {
            Ok(file) => file,
            Err(trouble) => {
                drop(fs::remove_file(&part));
                return Err(trouble);
            }
        };
        file.url = take.url.to_owned();
        file.edition = take.edition.clone();
        (file.etag, file.last_modified) = (etag, last_modified);
        import::install(self.folder, self.feed, &mut self.state, take.name, &part, file)?;
        self.taken += 1;
        Ok(true)
    }

    /// Looks at what came before it takes the place of anything.
    fn look(&self, take: &Take<'_>, part: &Path) -> Result<KeptFile, Trouble> {
        let wrong = || Trouble::WrongHash { name: take.name.to_owned() };
        let (sha256, bytes) = digest::of_file(part).map_err(Trouble::disk(part))?;
        match take.sum {
            Sum::OfFile(sum) if !sum.eq_ignore_ascii_case(&sha256) => return Err(wrong()),
            Sum::OfContent(sum) if !sum.eq_ignore_ascii_case(&self.content_sum(part)?) => return Err(wrong()),
            _ => {}
        }
        let contents = Contents::of(part, Some(self.feed))
            .map_err(|error| Trouble::Disk { path: take.name.to_owned(), what: error.to_string() })?;
        contents.expect(self.feed, take.name)?;
        let had = self.before(take.name);
        if !take.grows && had >= SMALL && contents.records.saturating_mul(2) < had {
            return Err(Trouble::Shrunk { name: take.name.to_owned(), had, has: contents.records });
        }
        Ok(KeptFile {
            sha256,
            bytes,
            records: contents.records,
            unread: contents.unread,
            newest: contents.newest,
            taken: Some(self.now),
            ..KeptFile::default()
        })
    }

    /// SHA-256 of what is in a gzip file, of no more than it may unpack to.
    fn content_sum(&self, path: &Path) -> Result<String, Trouble> {
        let file = fs::File::open(path).map_err(Trouble::disk(path))?;
        let content = flate2::bufread::MultiGzDecoder::new(std::io::BufReader::new(file));
        let mut hasher = sha2::Sha256::new();
        let mut content = content.take(most_unpacked(Some(self.feed)));
        std::io::copy(&mut content, &mut hasher).map_err(Trouble::disk(path))?;
        Ok(hex::lower(&hasher.finalize()))
    }

    /// Records of what the file will replace.
    fn before(&self, name: &str) -> usize {
        if self.feed.is_one_file() {
            return self.state.records();
        }
        self.state.files.get(name).map_or(0, |file| file.records)
    }

    /// Forgets files that something newer has made superfluous.
    pub fn forget(&mut self, names: &[String]) -> Result<(), Trouble> {
        import::forget(self.folder, self.feed, &mut self.state, names)
    }

    /// Remembers where to go on.
    pub fn remember(&mut self, cursor: Option<String>) -> Result<(), Trouble> {
        self.state.cursor = cursor;
        self.folder.keep_state(self.feed, &self.state)
    }
}

/// Several parts of a source, each on its own: what fails does not keep the others back, and is told.
#[derive(Default)]
pub(super) struct Parts {
    done: usize,
    failed: usize,
    first: Option<Trouble>,
}

impl Parts {
    /// Counts how a part ended. What concerns everything ends everything.
    pub fn count<T>(&mut self, outcome: Result<T, Trouble>) -> Result<Option<T>, Trouble> {
        match outcome {
            Ok(value) => {
                self.done += 1;
                Ok(Some(value))
            }
            Err(trouble @ (Trouble::Stopped | Trouble::Disk { .. } | Trouble::Later { .. })) => Err(trouble),
            Err(trouble) => {
                self.fail(trouble);
                Ok(None)
            }
        }
    }

    /// Counts a part that failed, and everything goes on.
    pub fn fail(&mut self, why: Trouble) {
        self.failed += 1;
        self.first.get_or_insert(why);
    }

    /// An error when a part failed.
    pub fn end(self) -> Result<(), Trouble> {
        match self.first {
            None => Ok(()),
            Some(only) if self.done == 0 && self.failed == 1 => Err(only),
            Some(first) => {
                Err(Trouble::Partly { done: self.done, failed: self.failed, first: first.to_string() })
            }
        }
    }
}
