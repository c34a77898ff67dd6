//! What it is, in the words of JVN: with the record's number, and every CVE that the record deals with.

use app::summaries::Summary;
use maud::{Markup, html};

use crate::{locale::Lang, query::encode, t};

/// The cards, one for each record; on an English page they stay Japanese and say so.
#[must_use]
pub fn cards(lang: Lang, summaries: &[Summary]) -> Markup {
    html! {
        @for summary in summaries {
            section.card {
                header { h2 { (t!(lang, "summary-title")) } span.quiet { (t!(lang, "summary-from", record = summary.record.as_str())) } }
                @match &summary.text {
                    Some(text) => div.prose lang="ja" { p { (text) } },
                    None => p.quiet { (t!(lang, "summary-none")) },
                }
                @if summary.covers.len() > 1 {
                    p.quiet { (t!(lang, "summary-covers"))
                        @for (at, cve) in summary.covers.iter().enumerate() {
                            @if at > 0 { (t!(lang, "list-comma")) }
                            a href={ "/vulnerabilities?by=cve&cve=" (encode(cve)) "&open=" (encode(cve)) } { (cve) }
                        }
                    }
                }
            }
        }
    }
}
