//! A whole file: tried again with patience, gone on with where it was cut, never longer than allowed.

use std::{
    fs::{self, File, OpenOptions},
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use ureq::http::{HeaderMap, StatusCode, header};

use super::super::{state::KeptFile, trouble::Trouble};
use super::{
    address,
    client::{Answer, Client, Head, odd, text, unreachable},
};

/// What is wanted.
#[derive(Clone, Debug, Default)]
pub(in crate::feeds) struct Wish<'w> {
    pub url: &'w str,
    /// What is here; the server says whether it has something else.
    pub before: Option<&'w KeptFile>,
    /// Longer answers are refused, in bytes.
    pub most: u64,
    /// Name and value of a header that nobody else may see.
    pub secret: Option<(&'static str, String)>,
    /// A question in JSON, posted; its answer is never gone on with.
    pub post: Option<&'w [u8]>,
}

/// What came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::feeds) enum Fetched {
    /// The server has nothing else than what is here.
    Same,
    New {
        etag: Option<String>,
        last_modified: Option<String>,
    },
}

/// What is remembered of an unfinished file: only the same file is gone on with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Unfinished {
    url: String,
    etag: Option<String>,
    last_modified: Option<String>,
    total: Option<u64>,
}

/// How one try ended.
enum Try {
    Done(Fetched),
    /// Worth another try; the server may have said after how many seconds.
    Again {
        why: Trouble,
        after: Option<u64>,
    },
    Failed(Trouble),
}

/// Statuses that pass: too early, too often, busy, away.
const PASSING: [u16; 7] = [408, 425, 429, 500, 502, 503, 504];

impl Client {
    /// Fetches a file to `part`. What is there already of the same file is gone on with.
    ///
    /// # Errors
    /// [`Trouble`]; what was fetched so far stays in `part` for the next time.
    pub(in crate::feeds) fn fetch(
        &self,
        wish: &Wish<'_>,
        part: &Path,
        told: &mut dyn FnMut(u64, Option<u64>),
    ) -> Result<Fetched, Trouble> {
        let mut fruitless = 0;
        loop {
            let before = length(part);
            let (why, after) = match self.attempt(wish, part, told) {
                Try::Done(fetched) => return Ok(fetched),
                Try::Failed(trouble) => return Err(trouble),
                Try::Again { why, after } => (why, after),
            };
            fruitless = if length(part) > before { 0 } else { fruitless + 1 };
            if fruitless >= self.network.attempts.max(1) {
                return Err(why);
            }
            if let Some(seconds) = after.filter(|seconds| *seconds > self.network.patience_seconds) {
                return Err(Trouble::Later { url: address::shown(wish.url), seconds });
            }
            let pause = after.unwrap_or(1 << fruitless.min(6));
            self.waiting.wait(Duration::from_secs(pause))?;
        }
    }

    /// A small file in memory.
    ///
    /// # Errors
    /// [`Trouble`].
    pub(in crate::feeds) fn small(&self, wish: &Wish<'_>, part: &Path) -> Result<Vec<u8>, Trouble> {
        let none = Wish { before: None, ..wish.clone() };
        self.fetch(&none, part, &mut |_, _| {})?;
        let bytes = fs::read(part).map_err(Trouble::disk(part))?;
        drop(fs::remove_file(part));
        Ok(bytes)
    }

    /// Where an address leads in the end, without its content.
    ///
    /// # Errors
    /// [`Trouble`].
    pub(in crate::feeds) fn leads_to(&self, url: &str) -> Result<String, Trouble> {
        let answer = self.ask(url, &Head::default())?;
        match answer.status {
            status if status.is_success() => Ok(answer.url),
            status => Err(Trouble::Status { url: address::shown(url), status: status.as_u16() }),
        }
    }

    fn attempt(&self, wish: &Wish<'_>, part: &Path, told: &mut dyn FnMut(u64, Option<u64>)) -> Try {
        let unfinished = unfinished(part).filter(|known| known.url == wish.url && wish.post.is_none());
        let from = unfinished.as_ref().map_or(0, |_| length(part));
        let head = Head {
            plain: conditions(wish, unfinished.as_ref(), from),
            secret: wish.secret.clone(),
            post: wish.post.map(<[u8]>::to_vec),
        };
        let answer = match self.ask(wish.url, &head) {
            Ok(answer) => answer,
            Err(why @ Trouble::Unreachable { .. }) => return Try::Again { why, after: None },
            Err(trouble) => return Try::Failed(trouble),
        };
        match answer.status {
            StatusCode::NOT_MODIFIED if wish.before.is_some() => Try::Done(Fetched::Same),
            StatusCode::OK => self.body(wish, answer, part, 0, told),
            StatusCode::PARTIAL_CONTENT if goes_on(&answer.headers, unfinished.as_ref(), from) => {
                self.body(wish, answer, part, from, told)
            }
            // What we have does not fit what the server has now: from the beginning.
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => {
                forget(part);
                Try::Again { why: odd(wish.url, "the rest of another file"), after: Some(0) }
            }
            status if PASSING.contains(&status.as_u16()) => {
                let why = Trouble::Status { url: address::shown(wish.url), status: status.as_u16() };
                Try::Again { why, after: self.asked_to_wait(&answer.headers) }
            }
            status => Try::Failed(Trouble::Status { url: address::shown(wish.url), status: status.as_u16() }),
        }
    }

    fn body(
        &self,
        wish: &Wish<'_>,
        answer: Answer,
        part: &Path,
        from: u64,
        told: &mut dyn FnMut(u64, Option<u64>),
    ) -> Try {
        let known = Unfinished {
            url: wish.url.to_owned(),
            etag: text(&answer.headers, &header::ETAG),
            last_modified: text(&answer.headers, &header::LAST_MODIFIED),
            total: number(&answer.headers).map(|rest| rest + from),
        };
        if known.total.is_some_and(|total| total > wish.most) {
            forget(part);
            return Try::Failed(too_big(wish));
        }
        let mut file = match begin(part, &known, from) {
            Ok(file) => file,
            Err(trouble) => return Try::Failed(trouble),
        };
        let copied = self.copy(wish, answer, &mut file, from, known.total, told);
        match file.sync_all().map_err(Trouble::disk(part)).and(copied) {
            Ok(()) => {
                drop(fs::remove_file(beside(part)));
                Try::Done(Fetched::New { etag: known.etag, last_modified: known.last_modified })
            }
            Err(why @ (Trouble::Unreachable { .. } | Trouble::Cut { .. })) => Try::Again { why, after: None },
            Err(trouble) => {
                if matches!(trouble, Trouble::TooBig { .. }) {
                    forget(part);
                }
                Try::Failed(trouble)
            }
        }
    }

    fn copy(
        &self,
        wish: &Wish<'_>,
        mut answer: Answer,
        file: &mut File,
        from: u64,
        total: Option<u64>,
        told: &mut dyn FnMut(u64, Option<u64>),
    ) -> Result<(), Trouble> {
        let mut got = from;
        let mut buffer = vec![0; 1 << 16];
        loop {
            self.waiting.go_on()?;
            let count =
                answer.body.read(&mut buffer).map_err(|error| unreachable(wish.url, &error.to_string()))?;
            if count == 0 {
                break;
            }
            got += count as u64;
            if got > wish.most {
                return Err(too_big(wish));
            }
            let chunk = buffer.get(..count).unwrap_or_default();
            file.write_all(chunk).map_err(Trouble::disk(Path::new("feeds-work")))?;
            told(got, total);
        }
        match total {
            Some(total) if got != total => Err(Trouble::Cut { url: address::shown(wish.url), got }),
            _ => Ok(()),
        }
    }
}

fn too_big(wish: &Wish<'_>) -> Trouble {
    Trouble::TooBig { url: address::shown(wish.url), megabytes: wish.most >> 20 }
}

/// Either the rest of an unfinished file, or the file if it is another than the one here.
fn conditions(
    wish: &Wish<'_>,
    unfinished: Option<&Unfinished>,
    from: u64,
) -> Vec<(header::HeaderName, String)> {
    let mut plain = Vec::new();
    if let Some(known) = unfinished.filter(|_| from > 0) {
        if let Some(validator) = validator(known) {
            plain.push((header::RANGE, format!("bytes={from}-")));
            plain.push((header::IF_RANGE, validator));
        }
        return plain;
    }
    if let Some(before) = wish.before.filter(|before| before.url == wish.url) {
        plain.extend(before.etag.clone().map(|etag| (header::IF_NONE_MATCH, etag)));
        plain.extend(before.last_modified.clone().map(|date| (header::IF_MODIFIED_SINCE, date)));
    }
    plain
}

/// What proves that the rest is of the same file: a strong tag, or the date (RFC 9110 section 13.1.5).
fn validator(known: &Unfinished) -> Option<String> {
    let strong = known.etag.clone().filter(|etag| !etag.starts_with("W/"));
    strong.or_else(|| known.last_modified.clone())
}

/// The rest begins where we are and is of the same file.
fn goes_on(headers: &HeaderMap, unfinished: Option<&Unfinished>, from: u64) -> bool {
    let Some(known) = unfinished.filter(|_| from > 0) else { return false };
    let range = text(headers, &header::CONTENT_RANGE).unwrap_or_default();
    let Some((start, rest)) = range.strip_prefix("bytes ").and_then(|range| range.split_once('-')) else {
        return false;
    };
    let total = rest.split_once('/').and_then(|(_, total)| total.parse::<u64>().ok());
    let etag = text(headers, &header::ETAG);
    start.parse() == Ok(from)
        && (total.is_none() || known.total.is_none() || total == known.total)
        && (etag.is_none() || etag == known.etag)
}

fn number(headers: &HeaderMap) -> Option<u64> {
    text(headers, &header::CONTENT_LENGTH)?.trim().parse().ok()
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |about| about.len())
}

fn beside(part: &Path) -> PathBuf {
    part.with_extension("json")
}

fn unfinished(part: &Path) -> Option<Unfinished> {
    serde_json::from_slice(&fs::read(beside(part)).ok()?).ok()
}

fn forget(part: &Path) {
    drop(fs::remove_file(beside(part)));
    drop(fs::remove_file(part));
}

/// Opens the file for what comes: at its end, or empty.
fn begin(part: &Path, known: &Unfinished, from: u64) -> Result<File, Trouble> {
    if from > 0 {
        return OpenOptions::new().append(true).open(part).map_err(Trouble::disk(part));
    }
    // Without the note beside it what is in `part` is of no file: a cut between the two loses nothing.
    drop(fs::remove_file(beside(part)));
    let file = File::create(part).map_err(Trouble::disk(part))?;
    let note = serde_json::to_vec(known).unwrap_or_default();
    fs::write(beside(part), note).map_err(Trouble::disk(part))?;
    Ok(file)
}
