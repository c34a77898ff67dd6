//! The rows as Excel: the same filters, one row each, with the sentence that says why.

use app::workbook::Cell;
use axum::response::Response;

use super::{select::Selection, words};
use crate::{
    error::WebError, locale::Lang, pages::devices::excel::send, parts::names, t, view::View, visit::Visit,
};

const HEADS: [&str; 16] = [
    "vulnerability-number",
    "vulnerability-title",
    "vulnerability-thing",
    "product-maker-name",
    "vulnerability-part",
    "vulnerability-verdict",
    "fact-certainty",
    "severity-head",
    "vulnerability-score",
    "vulnerability-exploited",
    "vulnerability-likelihood",
    "vulnerability-fixed-in",
    "vulnerability-devices",
    "vulnerability-why",
    "vulnerability-next",
    "vulnerability-disputed",
];

/// `GET /vulnerabilities.xlsx`
///
/// # Errors
/// When there are more rows than Excel allows.
pub async fn download(visit: Visit) -> Result<Response, WebError> {
    let lang = visit.lang;
    let (heads, rows) = rows(lang, &visit.view, &Selection::from_query(&visit.query));
    send(&t!(lang, "nav-vulnerabilities"), "kikimori-vulnerabilities.xlsx", &heads, &rows)
}

/// Headings and rows of a selection.
#[must_use]
pub fn rows(lang: Lang, view: &View, selection: &Selection) -> (Vec<String>, Vec<Vec<Cell>>) {
    let heads = HEADS.iter().map(|key| lang.t(key).into_owned()).collect();
    let rows = selection
        .rows(view)
        .map(|(at, concern)| {
            let found = &concern.found;
            let thing = view.exposed.thing(at);
            let title = match (&found.title_ja, lang) {
                (Some(ja), Lang::Ja) => ja.clone(),
                _ => found.title.clone(),
            };
            let devices: Vec<String> =
                concern.devices.iter().map(|id| names::plain(lang, view, id)).collect();
            let sentence = if lang == Lang::Ja { &found.sentence_ja } else { &found.sentence_en };
            vec![
                Cell::from(found.vulnerability.clone()),
                Cell::from(title),
                Cell::from(thing.map(|thing| thing.name(lang).to_owned()).unwrap_or_default()),
                Cell::from(thing.map(|thing| thing.maker.clone()).unwrap_or_default()),
                Cell::from(words::part(concern).unwrap_or_default()),
                Cell::from(words::verdict_word(lang, found.verdict)),
                Cell::from(lang.t(&format!("certainty-{}", found.certainty.as_str())).into_owned()),
                Cell::from(words::severity(lang, concern)),
                found.severity.as_ref().map_or(Cell::Empty, |score| Cell::Number(score.score)),
                Cell::from(found.exploited.as_ref().map(|row| row.added.clone()).unwrap_or_default()),
                found.likelihood.map_or(Cell::Empty, |it| Cell::Number(it.probability.into())),
                Cell::from(found.fixed_in.join(", ")),
                Cell::from(devices.join("\n")),
                Cell::from(sentence.clone()),
                Cell::from(words::next_of(lang, view, concern)),
                Cell::from(if found.disputed { t!(lang, "yes").into_owned() } else { String::new() }),
            ]
        })
        .collect();
    (heads, rows)
}
