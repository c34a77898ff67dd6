//! 値を直す: a person's word, kept as evidence, and taken back when it was wrong.

use domain::{devices::Device, facts::Attribute};
use maud::{Markup, html};

use crate::{locale::Lang, parts::icon, t, visit::Visit};

use super::side::corrections;

/// What a person may correct.
pub const CORRECTABLE: [Attribute; 10] = [
    Attribute::SoftwareVersion,
    Attribute::Vendor,
    Attribute::Model,
    Attribute::Kind,
    Attribute::IsMedical,
    Attribute::Os,
    Attribute::Serial,
    Attribute::Hostname,
    Attribute::Department,
    Attribute::Purpose,
];

/// The form, and what was corrected before.
#[must_use]
pub fn form(visit: &Visit, device: &Device) -> Markup {
    let lang = visit.lang;
    let known: Vec<_> = corrections(visit, device).collect();
    html! {
        section.card #correct {
            header { h2 { (t!(lang, "device-correct")) } }
            form.stack method="post" action={ "/devices/" (device.id) "/correct" } {
                input type="hidden" name="token" value=(visit.token());
                label.field {
                    span { (t!(lang, "correct-which")) }
                    select name="attribute" { @for attribute in CORRECTABLE {
                        option value=(attribute.as_str()) { (lang.t(&format!("attribute-{}", attribute.as_str()))) }
                    } }
                }
                label.field {
                    span { (t!(lang, "correct-value")) }
                    input name="value" maxlength="200" autocomplete="off" list="kinds";
                    small { (t!(lang, "correct-value-hint")) }
                }
                datalist #kinds { @for kind in visit.view.snapshot.kinds.iter() { option value=(if lang == Lang::Ja { &kind.name_ja } else { &kind.name_en }) {} } }
                label.field {
                    span { (t!(lang, "correct-how")) }
                    select name="reason" { @for how in ["report", "screen", "maker", "place"] {
                        option value=(how) { (lang.t(&format!("correct-how-{how}"))) }
                    } }
                    small { (t!(lang, "correct-how-hint")) }
                }
                p.actions { button data-kind="primary" type="submit" { (t!(lang, "save")) } }
            }
            @if !known.is_empty() {
                footer { ul.rows { @for correction in known {
                    li {
                        (icon("person"))
                        div {
                            (lang.t(&format!("attribute-{}", correction.attribute.as_str()))) "：" (correction.value.as_deref().unwrap_or("—"))
                            small { (correction.reason) }
                        }
                        form method="post" action={ "/devices/" (device.id) "/undo" } {
                            input type="hidden" name="token" value=(visit.token());
                            input type="hidden" name="correction" value=(correction.id);
                            button data-kind="quiet" type="submit" { (t!(lang, "undo")) }
                        }
                    }
                } } }
            }
        }
    }
}
