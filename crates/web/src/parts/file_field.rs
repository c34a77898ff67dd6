//! Choosing files, in the words of the page. The browser's own control lies over it, unseen: keyboard, drop and reading aloud stay its own.

use maud::{Markup, html};

use super::icon;
use crate::{locale::Lang, t};

/// A field for files.
#[derive(Clone, Copy)]
pub struct FileField<'t> {
    pub label: &'t str,
    pub hint: &'t str,
    /// Endings with commas between, as in `accept`.
    pub accept: &'t str,
    pub several: bool,
}

impl FileField<'_> {
    /// The field, named `file`.
    #[must_use]
    pub fn draw(&self, lang: Lang) -> Markup {
        html! {
            label.field.file {
                span { (self.label) }
                span.file-face {
                    input type="file" name="file" required accept=(self.accept) multiple[self.several];
                    span.button aria-hidden="true" { (icon("upload")) (t!(lang, "file-choose")) }
                    span.file-name aria-hidden="true" data-none=(t!(lang, "file-none")) data-several=(t!(lang, "file-several", n = "#")) { (t!(lang, "file-none")) }
                }
                small { (self.hint) }
            }
        }
    }
}
