//! わかっていること: each attribute with certainty and evidence. What is not known is said, not left out.

use domain::{
    certainty::Certainty,
    devices::{Device, Maker, Stated},
    facts::Evidence,
};
use maud::{Markup, html};

use crate::{
    kinds::KindName,
    locale::Lang,
    parts::{badge, evidence},
    t, value_words,
    visit::Visit,
};

/// A line of the table, already in words.
struct Line<'d> {
    key: &'static str,
    value: Option<String>,
    code: bool,
    certainty: Certainty,
    evidence: &'d [Evidence],
    others: Vec<(String, Certainty, &'d Evidence)>,
}

/// The card.
#[must_use]
pub fn card(visit: &Visit, device: &Device) -> Markup {
    let lang = visit.lang;
    let lines = lines(visit, device);
    let known = lines.iter().filter(|line| line.value.is_some()).count();
    html! {
        section.card {
            header {
                h2 { (t!(lang, "device-facts")) }
                span.quiet { (t!(lang, "device-facts-count", total = lines.len(), known = known)) }
            }
            table.facts {
                thead.sr { tr {
                    th { (t!(lang, "fact-attribute")) } th { (t!(lang, "fact-value")) }
                    th { (t!(lang, "fact-certainty")) } th { (t!(lang, "fact-evidence")) }
                } }
                tbody { @for line in &lines { (row(lang, line)) } }
            }
        }
    }
}

fn row(lang: Lang, line: &Line<'_>) -> Markup {
    let others: Vec<_> = line
        .others
        .iter()
        .map(|(value, certainty, evidence)| (value.as_str(), *certainty, *evidence))
        .collect();
    html! {
        tr {
            th scope="row" { (lang.t(&format!("attribute-{}", line.key))) }
            td {
                @match &line.value {
                    Some(value) if line.code => code { (value) },
                    Some(value) => (value),
                    None => span.missing { (t!(lang, "fact-unknown")) },
                }
            }
            td { (badge::certainty(lang, line.certainty)) }
            td { (evidence::details_of(lang, line.evidence, &others)) }
        }
    }
}

fn lines<'d>(visit: &Visit, device: &'d Device) -> Vec<Line<'d>> {
    let lang = visit.lang;
    let kinds = &visit.view.snapshot.kinds;
    let maker = |maker: &Maker| value_words::maker(lang, maker).into_owned();
    let yes_no = |medical: &bool| lang.t(if *medical { "medical-yes" } else { "medical-no" }).into_owned();
    let mut lines = vec![
        line("kind", device.kind.as_ref(), false, |id: &String| KindName::of(kinds, id).say(lang).to_owned()),
        line("vendor", device.vendor.as_ref(), false, maker),
        line_owned("model", &device.model, false),
        line("is_medical", device.is_medical.as_ref(), false, yes_no),
        line("os", device.os.as_ref(), false, |os: &String| value_words::os(lang, os)),
        line_owned("software", &device.software, false),
        line_owned("serial", &device.serial, true),
        line_owned("hostname", &device.hostname, true),
        line_owned("department", &device.department, false),
    ];
    if device.udi_di.is_some() {
        lines.push(line_owned("udi_di", &device.udi_di, true));
    }
    for title in &device.ae_titles {
        lines.push(line("ae_title", Some(title), true, Clone::clone));
    }
    for application in &device.hl7_applications {
        lines.push(line("hl7_application", Some(application), true, Clone::clone));
    }
    lines.push(addresses("ip", device.ips.iter().map(ToString::to_string).collect()));
    lines.push(addresses("mac", device.macs.iter().map(ToString::to_string).collect()));
    if device.card_maker.is_some() {
        lines.push(line("card_maker", device.card_maker.as_ref(), false, maker));
    }
    if device.switch_port.is_some() {
        lines.push(line_owned("switch_port", &device.switch_port, false));
    }
    lines
}

fn line<'d, T>(
    key: &'static str,
    stated: Option<&'d Stated<T>>,
    code: bool,
    words: impl Fn(&T) -> String,
) -> Line<'d> {
    Line {
        key,
        value: stated.map(|stated| words(&stated.value)),
        code,
        certainty: stated.map_or(Certainty::Unknown, |stated| stated.certainty),
        evidence: stated.map_or(&[], |stated| stated.evidence.as_slice()),
        others: stated.map_or_else(Vec::new, |stated| {
            stated
                .others
                .iter()
                .map(|other| (words(&other.value), other.certainty, &other.evidence))
                .collect()
        }),
    }
}

fn line_owned<'d>(key: &'static str, stated: &'d Option<Stated<String>>, code: bool) -> Line<'d> {
    line(key, stated.as_ref(), code, Clone::clone)
}

/// Addresses are what frames carried: certain, and the history says when.
fn addresses(key: &'static str, values: Vec<String>) -> Line<'static> {
    let certainty = if values.is_empty() { Certainty::Unknown } else { Certainty::Certain };
    let value = (!values.is_empty()).then(|| values.join(", "));
    Line { key, value, code: true, certainty, evidence: &[], others: Vec::new() }
}
