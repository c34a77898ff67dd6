//! Named components of the design language, one file each.

pub mod badge;
pub mod charts;
pub mod evidence;
pub mod file_field;
pub mod names;
pub mod numbers;
pub mod overlap;
pub mod pager;
pub mod quotation;
pub mod tables;

use maud::{Markup, html};

/// A drawing of the sprite, beside words.
#[must_use]
pub fn icon(name: &str) -> Markup {
    html! { svg.icon aria-hidden="true" { use href={ "/assets/icons.svg#i-" (name) } {} } }
}

/// An empty place that says why and what to do next.
#[must_use]
pub fn empty(drawing: &str, title: &str, text: &str, next: Option<(&str, &str)>) -> Markup {
    html! {
        div.empty {
            (icon(drawing))
            h3 { (title) }
            p { (text) }
            @if let Some((href, label)) = next { p { a.button data-kind="primary" href=(href) { (label) } } }
        }
    }
}

/// The head of a page: crumbs, title, lead, actions.
#[must_use]
pub fn head(crumbs: Option<Markup>, title: Markup, lead: Option<Markup>, actions: Option<Markup>) -> Markup {
    html! {
        div.page-head {
            div {
                @if let Some(crumbs) = crumbs { p.crumbs { (crumbs) } }
                h1 { (title) }
                @if let Some(lead) = lead { p.lead { (lead) } }
            }
            @if let Some(actions) = actions { div.actions { (actions) } }
        }
    }
}
