//! Which decisions are shown and in which order, from the address.

use app::statements::{Decision, Kept, Standing};

use super::words;
use crate::{locale::Lang, pages::products::words::asked, query::Query};

/// Orders that are offered; the first is the usual one.
pub const SORTS: [&str; 4] = ["said", "until", "about", "standing"];

/// A product, and a component inside it.
pub type Pair<'d> = (Option<&'d domain::statements::Product>, Option<&'d domain::statements::Product>);

/// Filters and order.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    words: Vec<String>,
    standing: Option<Standing>,
    ending: bool,
    look: bool,
    source: Option<String>,
    status: Option<String>,
    sort: String,
    down: bool,
}

impl Selection {
    /// Reads the address. What is not understood filters nothing.
    #[must_use]
    pub fn from_query(query: &Query) -> Self {
        let own = |key: &str| query.get(key).map(str::to_owned);
        let standing = query.get("standing");
        Self {
            words: asked(query),
            standing: Standing::ALL.into_iter().find(|known| Some(known.as_str()) == standing),
            ending: query.get("ending").is_some(),
            look: query.get("look").is_some(),
            source: own("source"),
            status: own("status"),
            sort: own("sort").unwrap_or_default(),
            down: query.get("dir") == Some("down"),
        }
    }

    /// The decisions that are asked for, in order. They come newest first.
    #[must_use]
    pub fn run<'d>(&self, lang: Lang, all: &'d [Decision]) -> Vec<&'d Decision> {
        let mut found: Vec<&Decision> = all.iter().filter(|decision| self.admits(lang, decision)).collect();
        match self.sort.as_str() {
            "until" => found.sort_by_key(|decision| (decision.days_left.is_none(), decision.days_left)),
            "about" => found.sort_by_cached_key(|decision| {
                (words::numbers(lang, &decision.kept), words::about(lang, &decision.kept))
            }),
            "standing" => found.sort_by_key(|decision| decision.standing),
            _ => {}
        }
        if self.down {
            found.reverse();
        }
        found
    }

    fn admits(&self, lang: Lang, decision: &Decision) -> bool {
        let source = |word: &str| decision.is_ours() == (word == "ours");
        let status = |word: &str| matches!(&decision.kept, Kept::Statement(statement) if statement.status.as_str() == word);
        self.standing.is_none_or(|standing| standing == decision.standing)
            && (!self.ending || decision.is_ending())
            && (!self.look || decision.wants_a_look())
            && self.source.as_deref().is_none_or(source)
            && self.status.as_deref().is_none_or(status)
            && self.is_named(lang, decision)
    }

    fn is_named(&self, lang: Lang, decision: &Decision) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let text = search_text(lang, decision);
        self.words.iter().all(|word| text.contains(word))
    }
}

/// Everything in which a decision is searched, lower case.
#[must_use]
pub fn search_text(lang: Lang, decision: &Decision) -> String {
    let kept = &decision.kept;
    let mut parts: Vec<String> = kept.vulnerabilities().into_iter().map(str::to_owned).collect();
    for product in kept.subjects().into_iter().flat_map(|(product, component)| [product, component]).flatten()
    {
        parts.push(product.shown());
        parts.extend(product.purls.iter().chain(&product.cpes).chain(&product.models).cloned());
    }
    parts.extend([words::author(lang, kept), words::verdict(lang, kept)]);
    parts.extend(words::reason(lang, kept));
    if let Kept::Statement(statement) = kept {
        parts.extend([&statement.impact, &statement.action, &statement.note].into_iter().flatten().cloned());
        parts.extend(statement.document.iter().map(|document| document.id.clone()));
    }
    parts.join("\n").to_lowercase()
}
