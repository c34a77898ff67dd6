//! What can go wrong in a page, and which HTTP status it is. The only place that knows both. The sentence is told in the language of
//! whoever asked, by [`tell`], which stands around every handler.

use std::sync::Arc;

use app::{advisories::CsafError, error::AppError, refusal::Refusal};
use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use maud::{DOCTYPE, Markup, html};
use serde_json::json;

use crate::{
    forms,
    locale::{FluentValue, Lang},
    query::Query,
    t, visit,
};

/// A request that could not be answered.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    #[error("there is no {0} here")]
    NotFound(&'static str),
    #[error("the request names a host that is not ours: {0}")]
    ForeignHost(String),
    #[error("the form was sent from another site, or it is too old")]
    ForeignForm,
    #[error("cannot be done: {}", .0.say(Lang::En))]
    Refused(Told),
    #[error("could not be done: {0}")]
    Failed(String),
}

/// A sentence of `locales/` with what it is filled with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    key: &'static str,
    values: Vec<(&'static str, String)>,
}

impl Told {
    /// The sentence in a language. Attributes are named as the pages name them.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let values: Vec<(&str, FluentValue<'_>)> = self
            .values
            .iter()
            .map(|(name, value)| match *name {
                "attribute" => (*name, lang.t(&format!("attribute-{value}")).into()),
                "field" => (*name, lang.t(&format!("communication-field-{value}")).into()),
                // Which one it is about, where it is one of several.
                "place" if value.is_empty() => (*name, "".into()),
                "place" => (*name, t!(lang, "communication-place", name = value.as_str()).into()),
                _ => (*name, value.as_str().into()),
            })
            .collect();
        lang.f(self.key, &values)
    }
}

impl From<&Refusal> for Told {
    fn from(refusal: &Refusal) -> Self {
        Self { key: refusal.code(), values: refusal.values() }
    }
}

impl From<&CsafError> for Told {
    fn from(error: &CsafError) -> Self {
        Self { key: error.code(), values: error.values() }
    }
}

impl WebError {
    /// A refusal that needs no values.
    #[must_use]
    pub const fn refused(key: &'static str) -> Self {
        Self::Refused(Told { key, values: Vec::new() })
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::ForeignHost(_) => StatusCode::MISDIRECTED_REQUEST,
            Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    const fn key(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "error-not-found",
            Self::ForeignHost(_) => "error-host",
            Self::ForeignForm => "error-form",
            Self::Refused(_) => "error-refused",
            Self::Failed(_) => "error-failed",
        }
    }

    /// Stable word for programs: the key of the sentence that is told.
    const fn code(&self) -> &'static str {
        match self {
            Self::Refused(told) => told.key,
            _ => self.key(),
        }
    }

    fn page(&self, asked: &Asked) -> Markup {
        let lang = asked.lang;
        html! {
            (DOCTYPE)
            html lang=(lang.code()) data-theme=[asked.theme] {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (lang.t(self.key())) "｜" (t!(lang, "product")) }
                    link rel="stylesheet" href="/assets/tokens.css";
                    link rel="stylesheet" href="/assets/base.css";
                    link rel="stylesheet" href="/assets/pages.css";
                }
                body { main.error {
                    h1 { (lang.t(self.key())) }
                    @if let Self::Refused(told) = self { p { (told.say(lang)) } }
                    p.actions {
                        @if let Some(back) = &asked.back { a.button data-kind="primary" href=(back) { (t!(lang, "error-back")) } }
                        a.button data-kind=[asked.back.is_none().then_some("primary")] href="/" { (t!(lang, "error-home")) }
                    }
                } }
            }
        }
    }
}

impl From<Refusal> for WebError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused((&refusal).into())
    }
}

impl From<AppError> for WebError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::NotFound { what, .. } => Self::NotFound(what),
            AppError::Refused(refusal) => refusal.into(),
            AppError::Ledger(error) => Self::Refused(Told { key: error.code(), values: error.values() }),
            AppError::File { .. }
            | AppError::Unreadable { .. }
            | AppError::Store(_)
            | AppError::Feeds(_)
            | AppError::Interrupted { .. } => Self::Failed(error.to_string()),
        }
    }
}

impl IntoResponse for WebError {
    /// The status alone; [`tell`] adds the words.
    fn into_response(self) -> Response {
        if matches!(self, Self::Failed(_)) {
            tracing::error!(error = %self, "page failed");
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// What of a request matters for telling that it failed.
struct Asked {
    lang: Lang,
    theme: Option<&'static str>,
    /// The page of ours with the form that was sent.
    back: Option<String>,
    api: bool,
}

impl Asked {
    fn new(method: &Method, uri: &Uri, headers: &HeaderMap) -> Self {
        let query = Query::parse(uri.query().unwrap_or_default());
        Self {
            lang: visit::language(&query, headers),
            theme: visit::theme(headers),
            back: came_from(method, uri, headers),
            api: uri.path().starts_with("/api/"),
        }
    }
}

/// The page the person came from; never the one that just failed to show.
fn came_from(method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let from: Uri = headers.get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let to = from.path_and_query()?.as_str();
    (from.authority()?.as_str() == host
        && (*method != Method::GET || from.path() != uri.path())
        && forms::is_ours(to))
    .then(|| to.to_owned())
}

/// Tells what failed: a page in the language of whoever asked, JSON for programs.
pub async fn tell(request: Request, next: Next) -> Response {
    let asked = Asked::new(request.method(), request.uri(), request.headers());
    let mut response = next.run(request).await;
    let Some(error) = response.extensions_mut().remove::<Arc<WebError>>() else { return response };
    let (kind, text) = if asked.api {
        let text = json!({ "error": error.code(), "message": error.to_string() }).to_string();
        ("application/json", text)
    } else {
        ("text/html; charset=utf-8", error.page(&asked).into_string())
    };
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().remove(header::CONTENT_LENGTH);
    *response.body_mut() = Body::from(text);
    response
}

#[cfg(test)]
mod tests {
    use app::{feeds::Disproved, sboms::NoDocument, statements::DecisionProblem, tasks::TaskProblem};
    use domain::vulnerabilities::communication::Fault;
    use parsers::document::{
        csaf::OtherJson, sbom::SbomError, vex::VexError, vulnerability::hand::TableFault,
    };
    use parsers::ledger::{LedgerError, Lookalike};

    use super::*;

    /// Those of products and parts lists.
    fn of_products() -> Vec<Refusal> {
        let file = || "台帳.xlsx".to_owned();
        let no_sbom = |why: SbomError| Refusal::NotASbom { file: file(), why: why.into() };
        let no_document = |why| Refusal::NotASbom { file: file(), why };
        vec![
            Refusal::ProductNeedsName,
            Refusal::ProductTwice { name: "X".into() },
            Refusal::OddUdi { udi: "1".into() },
            Refusal::VersionNeedsText,
            Refusal::VersionTwice { version: "1".into() },
            Refusal::NoDate { text: "1".into() },
            Refusal::SupportEndsWithLife,
            Refusal::SupportEndsBeforeLife,
            Refusal::LimitedSupportOutside,
            no_sbom(SbomError::Empty),
            no_sbom(SbomError::TooLarge { limit: 1 }),
            no_sbom(SbomError::Compression { format: "gzip" }),
            no_sbom(SbomError::Broken { format: "JSON", line: 3, reason: "expected value".into() }),
            no_sbom(SbomError::NotASbom { what: "English detail".into() }),
            no_document(NoDocument::Link),
            no_document(NoDocument::BrokenArchive { format: "zip" }),
            no_document(NoDocument::Nested),
            Refusal::NoSbomInside { file: file(), inside: vec![no_document(NoDocument::Link)] },
            Refusal::SbomTooLarge { file: file(), limit: 128 },
            Refusal::SbomNotWhole { file: file() },
            Refusal::SbomsTooMany { file: file(), limit: 500 },
            Refusal::NothingToMake { file: file(), reason: "English detail".into() },
        ]
    }

    fn of_communications() -> Vec<Refusal> {
        let text = || "x".to_owned();
        let faults = [
            Fault::Empty("title"),
            Fault::TooLong { field: "title", length: 501, most: 500 },
            Fault::TooMany { field: "actions", count: 21, most: 20 },
            Fault::NoDate { field: "date", text: text() },
            Fault::NoCharacters { field: "model", text: text() },
            Fault::UpdatedBefore,
            Fault::ToCome("date"),
            Fault::Twice,
            Fault::NoLink(text()),
            Fault::TwoEnds { product: text() },
            Fault::NoUdi(text()),
        ];
        let tables = [
            TableFault::NoColumn("date"),
            TableFault::UnknownColumn(text()),
            TableFault::TwoColumns("versions"),
            TableFault::NoHead { row: 2, text: text() },
            TableFault::NoCharacters { row: 2 },
            TableFault::NoCsv { row: 2 },
            TableFault::TwoWords { row: 2, column: "date" },
            TableFault::YesOrNo { row: 2, column: "japanese", text: text() },
            TableFault::TooManyRows { most: 9 },
        ];
        let faults = faults.map(|fault| Refusal::Communication { place: "FDA 1".into(), fault, more: 0 });
        let own = [
            Refusal::CommunicationNeedsReason,
            Refusal::CommunicationTwice { issuer: "FDA".into(), id: text() },
            Refusal::CommunicationChanged,
            Refusal::CommunicationForm { file: "fda.toml".into(), why: "`id` is empty".into() },
        ];
        faults.into_iter().chain(tables.map(Refusal::CommunicationTable)).chain(own).collect()
    }

    /// Those of documents and their providers.
    fn of_documents() -> Vec<Refusal> {
        let file = || "台帳.xlsx".to_owned();
        let disproved = |signature| {
            let why = Disproved { place: "aoba/1.json".into(), day: "2026-11-22".into(), signature };
            Refusal::Disproved { file: file(), why }
        };
        vec![
            disproved(true),
            disproved(false),
            Refusal::ProviderNeedsReason,
            Refusal::ProviderChanged,
            Refusal::ProviderNotConfirmed,
            Refusal::NotAdvisory { file: file(), why: CsafError::NotCsaf { other: OtherJson::Spdx } },
            Refusal::NotVex { file: file(), why: VexError::Empty },
            Refusal::NotVex { file: file(), why: VexError::NotVex { what: "x".into() } },
        ]
    }

    fn every_refusal() -> Vec<Told> {
        let file = || "台帳.xlsx".to_owned();
        let row =
            |table: &str| Refusal::RowUnusable { file: table.into(), cells: "zz".into(), needs: "x".into() };
        let refusals = [
            Refusal::NoCaptures { folder: file() },
            Refusal::AlertNeedsReason,
            Refusal::ShortToken,
            Refusal::NotCorrectable { attribute: "serial" },
            Refusal::UnknownKind { kind: "CTT".into() },
            Refusal::MedicalYesOrNo,
            Refusal::NoSuchTable { file: file(), known: "makers.csv".into() },
            Refusal::NoSuchColumn { file: file(), column: "色".into(), columns: "maker_id" },
            row("makers.csv"),
            row("kinds.csv"),
            row("oui_medical.csv"),
            row("remote_services.csv"),
            row("ports.csv"),
            Refusal::RowsOfNoTable { file: file() },
            Refusal::NotCsv { file: file(), table: "makers.csv".into(), line: 3 },
            Refusal::Task(TaskProblem::NoName),
            Refusal::Task(TaskProblem::NoReason),
            Refusal::Task(TaskProblem::NoDay),
            Refusal::Decision(DecisionProblem::NoProduct),
            Refusal::Decision(DecisionProblem::NoVulnerability),
            Refusal::Decision(DecisionProblem::NoAuthor),
            Refusal::Decision(DecisionProblem::NoStatus),
            Refusal::Decision(DecisionProblem::NoReason),
            Refusal::Decision(DecisionProblem::TreatedButNotAffected),
            Refusal::Decision(DecisionProblem::EndedAlready),
            Refusal::Decision(DecisionProblem::WithdrawnWhy),
            Refusal::Decision(DecisionProblem::NotWithdrawn),
        ];
        let looks = [
            Lookalike::Pdf,
            Lookalike::Picture,
            Lookalike::Compressed,
            Lookalike::Archive,
            Lookalike::Markup,
            Lookalike::Binary,
        ];
        let mut ledgers = vec![
            LedgerError::Empty { file: file() },
            LedgerError::TooLarge { file: file(), size: 99 << 20, limit: 64 << 20 },
            LedgerError::Bomb { file: file(), limit: 256 << 20 },
            LedgerError::Encrypted { file: file() },
            LedgerError::Damaged { file: file(), format: "xlsx", detail: "English detail".into() },
        ];
        ledgers.extend(looks.map(|what| LedgerError::NotASpreadsheet { file: file(), what }));
        let others = [
            OtherJson::CycloneDx,
            OtherJson::Spdx,
            OtherJson::LinkedData,
            OtherJson::Feed,
            OtherJson::NoDocument,
            OtherJson::NoObject,
        ];
        let mut advisories = vec![
            CsafError::TooLarge { bytes: 99 << 20, limit: 64 << 20 },
            CsafError::NotJson { line: 3, column: 7, reason: "expected value".into() },
        ];
        advisories.extend(others.map(|other| CsafError::NotCsaf { other }));
        let keys = [
            "import-no-file",
            "decide-needs-address",
            "decide-needs-reason",
            "decide-unknown",
            "upload-broken",
            "upload-too-large",
            "picture-fixed",
        ];
        let own = keys.map(|key| Told { key, values: Vec::new() });
        let (products, told, documents) = (of_products(), of_communications(), of_documents());
        let refusals = refusals.iter().chain(&products).chain(&told).chain(&documents).map(Told::from);
        let ledgers = ledgers.iter().map(|error| Told { key: error.code(), values: error.values() });
        let advisories = advisories.iter().map(Told::from);
        refusals.chain(ledgers).chain(advisories).chain(own).collect()
    }

    #[test]
    fn every_refusal_is_a_sentence_of_its_own_in_both_languages() {
        for told in every_refusal() {
            let (ja, en) = (told.say(Lang::Ja), told.say(Lang::En));
            assert!(ja != told.key && en != told.key, "{} has no words", told.key);
            assert!(!ja.contains(['{', '}']) && !en.contains(['{', '}']), "{ja} {en}: a value is missing");
            assert!(ja.chars().filter(|c| !c.is_ascii()).count() > 8, "{ja}");
            let en_own: String = en.replace("台帳.xlsx", "").replace('色', "");
            assert!(en_own.chars().all(|c| c.is_ascii() || "“”’–".contains(c)), "{en}");
            assert!(!ja.contains("English") && !ja.contains("expected"), "{ja}");
        }
    }
}
