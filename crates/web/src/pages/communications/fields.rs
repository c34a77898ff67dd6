//! The fields of the form of a communication, with what was filled in and what is wrong.

use domain::vulnerabilities::{
    Communication,
    communication::{Affected, Fault, LONGEST_NAME, LONGEST_TITLE, written},
};
use maud::{Markup, html};

use crate::{locale::Lang, t};

/// A form being drawn.
pub struct Draw<'d> {
    pub lang: Lang,
    pub told: &'d Communication,
    pub faults: &'d [Fault],
    /// Issuer and number name the entry: they do not change any more.
    pub fixed: bool,
}

impl Draw<'_> {
    fn wrong(&self, name: &str) -> Option<&'static str> {
        self.faults.iter().any(|fault| fault.field() == name).then_some("true")
    }

    fn hint(&self, name: &str) -> Markup {
        html! { @if let Some(hint) = self.lang.find(&format!("communication-hint-{name}")) { small { (hint) } } }
    }

    /// One line. `field` is the name under which it is sent, `name` the one that its words have.
    fn line(&self, field: &str, name: &str, kind: &str, value: &str, required: bool) -> Markup {
        let most = if name == "title" { LONGEST_TITLE } else { 2 * LONGEST_NAME };
        let locked = self.fixed && matches!(field, "from" | "id");
        html! {
            label.field {
                span { (self.lang.t(&format!("communication-field-{name}"))) }
                input type=(kind) name=(field) id={ "f-" (field) } value=(value) maxlength=[(kind == "text" && name != "title").then_some(most)] autocomplete="off" required[required] readonly[locked] aria-invalid=[self.wrong(name)] list=[(field == "from" && !locked).then_some("issuers")];
                (self.hint(name))
            }
        }
    }

    fn area(&self, field: &str, name: &str, rows: u8, value: &str) -> Markup {
        html! {
            label.field {
                span { (self.lang.t(&format!("communication-field-{name}"))) }
                textarea name=(field) id={ "f-" (field) } rows=(rows) aria-invalid=[self.wrong(name)] { (value) }
                (self.hint(name))
            }
        }
    }

    /// Everything but the products.
    #[must_use]
    pub fn texts(&self) -> Markup {
        let told = self.told;
        html! {
            div.fields {
                (self.line("from", "from", "text", &told.issuer, true))
                (self.line("id", "id", "text", &told.id, true))
                (self.line("date", "date", "date", &told.date, true))
                (self.line("updated", "updated", "date", &told.updated, false))
            }
            datalist #issuers { @for issuer in ["FDA", "PMDA", "厚生労働省", "IPA"] { option value=(issuer) {} } }
            (self.area("title", "title", 2, &told.title))
            (self.area("risk", "risk", 3, &told.risk))
            (self.area("actions", "actions", 6, &told.actions.join("\n")))
            (self.area("summary", "summary", 4, &told.summary))
            div.fields {
                (self.area("also", "also", 3, &written(&told.also)))
                (self.area("links", "links", 3, &told.links.join("\n")))
            }
            label.choice { input type="checkbox" name="japanese" value="yes" checked[told.japanese]; span { (t!(self.lang, "communication-field-japanese")) } }
        }
    }

    /// The fields of products; at least `blocks` of them.
    #[must_use]
    pub fn products(&self, blocks: usize) -> Markup {
        let nothing = Affected::default();
        let count = blocks.max(self.told.products.len());
        html! {
            input type="hidden" name="products" value=(count);
            @for at in 0..count { (self.product(at, self.told.products.get(at).unwrap_or(&nothing))) }
        }
    }

    fn product(&self, at: usize, told: &Affected) -> Markup {
        let lang = self.lang;
        let name = |field: &str| format!("p{at}-{field}");
        html! {
            fieldset.field {
                legend { (t!(lang, "communication-product-n", n = at + 1)) }
                div.fields {
                    (self.line(&name("maker"), "maker", "text", &told.maker, false))
                    (self.line(&name("model"), "model", "text", &told.model, false))
                }
                label.choice { input type="checkbox" name=(name("every-version")) value="yes" checked[told.every_version]; span { (t!(lang, "communication-every-version")) } }
                div.fields {
                    (self.line(&name("from"), "from-version", "text", &told.from, false))
                    (self.line(&name("up-to"), "up-to", "text", &told.up_to, false))
                    (self.line(&name("before"), "before", "text", &told.before, false))
                }
                div.fields {
                    (self.area(&name("versions"), "versions", 2, &written(&told.versions)))
                    (self.area(&name("udi-di"), "udi-di", 2, &written(&told.udi_dis)))
                }
            }
        }
    }
}
