//! Pages that sources mark as telling how to mend a vulnerability. Where a link leads is seen before it is opened.

use domain::{link, vulnerabilities::Advice};
use maud::{Markup, html};

use crate::{locale::Lang, parts::icon, t};

/// The list; nothing without pages.
#[must_use]
pub fn list(lang: Lang, fixes: &[Advice]) -> Markup {
    html! {
        @if !fixes.is_empty() {
            h4 { (t!(lang, "fixes-title")) }
            ul.rows { @for fix in fixes { @if let Some(host) = link::host(&fix.url) { li {
                (icon("arrow"))
                div {
                    a href=(fix.url) rel="noreferrer noopener nofollow" { (host) }
                    small { (lang.t(&format!("fixes-{}", fix.kind.as_str()))) }
                    small.long { (fix.url) }
                }
            } } } }
            p.quiet { (t!(lang, "fixes-text")) }
        }
    }
}

/// The same as a card of its own, where there are no steps.
#[must_use]
pub fn card(lang: Lang, fixes: &[Advice]) -> Markup {
    html! { @if !fixes.is_empty() { section.card #fixes { (list(lang, fixes)) } } }
}

#[cfg(test)]
mod tests {
    use domain::vulnerabilities::AdviceKind;

    use super::*;

    #[test]
    fn the_host_is_seen_and_nothing_gets_out_of_the_link() {
        let of = |url: &str| Advice { kind: AdviceKind::Patch, url: url.to_owned() };
        let page = list(Lang::Ja, &[of("https://maker.example/\"><script>"), of("javascript:alert(1)")])
            .into_string();
        assert!(page.contains(">maker.example</a>") && page.contains("noopener"), "{page}");
        assert!(!page.contains("<script>") && !page.contains("javascript"), "{page}");
        assert!(list(Lang::En, &[]).into_string().is_empty());
    }
}
