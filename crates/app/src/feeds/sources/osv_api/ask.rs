//! `POST /v1/querybatch`: which records concern which package. Answers are bounded, and one odd package does not spoil the others.

use std::collections::BTreeMap;

use matching::vulnerability::Question;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::super::{
    session::{Parts, Session},
    trouble::Trouble,
};

/// Questions of one request (OSV, "POST /v1/querybatch").
const BATCH: usize = 1_000;
/// Pages of one question. The largest package of all has about twenty.
const MOST_PAGES: u32 = 200;
/// Records of one package.
const MOST_RECORDS: usize = 100_000;
const MOST_TOKEN: usize = 4_096;
/// Bytes of one answer.
const MOST_BYTES: u64 = 64 << 20;

/// Ids of the records of a package, and when each was modified.
pub(super) type Answer = BTreeMap<String, String>;

/// What was answered whole, and how many packages were not.
#[derive(Default)]
pub(super) struct Asking {
    pub answers: BTreeMap<String, Answer>,
    pub parts: Parts,
}

#[derive(Deserialize)]
struct Results {
    results: Vec<Option<Page>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Page {
    vulns: Option<Vec<Listed>>,
    next_page_token: Option<String>,
}

#[derive(Deserialize)]
struct Listed {
    id: String,
    #[serde(default)]
    modified: String,
}

/// One spelling of a package that is to be asked about, or the next page of it.
#[derive(Clone)]
struct Open<'l> {
    key: &'l str,
    name: &'l str,
    ecosystem: &'l str,
    token: Option<String>,
    pages: u32,
}

/// Asks about every spelling of every package. What ends everything ends the asking; what was answered whole until then is in the answer.
pub(super) fn ask(
    session: &mut Session<'_>,
    base: &str,
    list: &BTreeMap<String, Question>,
) -> Result<Asking, Trouble> {
    let mut asking = Asking::default();
    let mut open: Vec<Open<'_>> = Vec::new();
    // Of what nobody can be asked about there is no answer, and no empty one either.
    for (key, question) in list.iter().filter(|(_, question)| !question.names.is_empty()) {
        asking.answers.insert(key.clone(), Answer::new());
        open.extend(question.names.iter().map(|name| Open {
            key,
            name,
            ecosystem: &question.ecosystem,
            token: None,
            pages: 0,
        }));
    }
    let url = format!("{base}/v1/querybatch");
    let mut groups: Vec<Vec<Open<'_>>> = open.chunks(BATCH).rev().map(<[Open<'_>]>::to_vec).collect();
    let mut next: Vec<Open<'_>> = Vec::new();
    while let Some(group) = groups.pop() {
        session.tell(&url, 0, None);
        match batch(session, &url, &group) {
            Ok(pages) => {
                for (open, page) in group.iter().zip(pages) {
                    next.extend(asking.take(&url, open, page));
                }
            }
            // One of them is not to its liking: which one?
            Err(Trouble::Status { status: 400 | 413 | 422, .. }) if group.len() > 1 => {
                let (front, back) = group.split_at(group.len() / 2);
                groups.extend([back.to_vec(), front.to_vec()]);
            }
            Err(why @ (Trouble::Stopped | Trouble::Disk { .. } | Trouble::NotAllowed { .. })) => {
                return Err(why);
            }
            Err(why) => {
                // Nobody is there, or not for us: the rest would not fare better.
                let alone = matches!(
                    why,
                    Trouble::Odd { .. }
                        | Trouble::TooBig { .. }
                        | Trouble::Status { status: 400 | 413 | 422, .. }
                );
                let rest = if alone {
                    Vec::new()
                } else {
                    groups.drain(..).flatten().chain(next.drain(..)).collect()
                };
                for open in group.iter().chain(&rest) {
                    asking.fail(open.key, why.clone());
                }
            }
        }
        if groups.is_empty() {
            groups.extend(next.chunks(BATCH).map(<[Open<'_>]>::to_vec));
            next.clear();
        }
    }
    Ok(asking)
}

fn batch(session: &mut Session<'_>, url: &str, group: &[Open<'_>]) -> Result<Vec<Page>, Trouble> {
    // Without a version: which versions are concerned is decided here.
    let query = |open: &Open<'_>| {
        let mut query = json!({ "package": { "name": open.name, "ecosystem": open.ecosystem } });
        if let (Some(token), Some(query)) = (&open.token, query.as_object_mut()) {
            query.insert("page_token".to_owned(), token.as_str().into());
        }
        query
    };
    let queries: Vec<Value> = group.iter().map(query).collect();
    let body = json!({ "queries": queries }).to_string();
    session.breathe()?;
    let bytes = session.ask(url, body.as_bytes(), MOST_BYTES)?;
    let odd = |what: &str| Trouble::Odd { url: url.to_owned(), what: what.to_owned() };
    let answer: Results = serde_json::from_slice(&bytes).map_err(|_| odd("no list of results"))?;
    if answer.results.len() != group.len() {
        return Err(odd("another number of results than of questions"));
    }
    Ok(answer.results.into_iter().map(Option::unwrap_or_default).collect())
}

impl Asking {
    /// Takes a page; what is left to ask where it was not the last one.
    fn take<'l>(&mut self, url: &str, open: &Open<'l>, page: Page) -> Option<Open<'l>> {
        let answer = self.answers.get_mut(open.key)?;
        let mut odd = None;
        for listed in page.vulns.unwrap_or_default() {
            if !is_id(&listed.id) {
                odd = Some("an id that no record can have");
            }
            let known = answer.entry(listed.id).or_default();
            *known = std::mem::take(known).max(listed.modified);
        }
        let token = page.next_page_token.filter(|token| !token.is_empty());
        if answer.len() > MOST_RECORDS {
            odd = Some("more records than any package has");
        }
        if token.is_some() && (token == open.token || open.pages >= MOST_PAGES) {
            odd = Some("there is no end of pages");
        }
        if token.as_ref().is_some_and(|token| token.len() > MOST_TOKEN) {
            odd = Some("the mark of the next page is too long");
        }
        if let Some(what) = odd {
            self.fail(open.key, Trouble::Odd { url: url.to_owned(), what: what.to_owned() });
            return None;
        }
        token.map(|token| Open { token: Some(token), pages: open.pages + 1, ..open.clone() })
    }

    /// Nothing of the package is believed; a package that failed before is not counted again.
    fn fail(&mut self, key: &str, why: Trouble) {
        if self.answers.remove(key).is_some() {
            self.parts.fail(why);
        }
    }
}

/// Ids of OSV's databases: letters, digits and a few signs. They become part of an address.
pub(super) fn is_id(id: &str) -> bool {
    let sign = |c: char| c.is_ascii_alphanumeric() || "-._:+".contains(c);
    id.len() <= 128 && id.starts_with(|c: char| c.is_ascii_alphanumeric()) && id.chars().all(sign)
}
