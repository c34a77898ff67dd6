//! One product of the tree, read: names, models, versions and what the full name says beyond them.

use std::{cell::RefCell, collections::BTreeSet};

use domain::advisories::{Advisory, AdvisoryProduct};
use knowledge::Knowledge;

use super::{
    ProductClaim, Status, branch,
    codes::{self, Code},
    digits,
    makers::{House, strip_brand_maker},
    names::{self, NamePattern},
    product_name,
    versions::{self, Constraint, Slot},
};
use crate::{
    advisory::{kindwords, words},
    schemes::Version,
};

/// Reads the products of one advisory.
pub(super) struct Reader<'a> {
    knowledge: &'a Knowledge,
    year: Option<u16>,
    /// How many different products the advisory names.
    names: usize,
    title: String,
    title_words: BTreeSet<String>,
    /// The family of the last vendor: nearly always the only one.
    family: RefCell<Option<(Vec<String>, Option<NamePattern>)>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(advisory: &Advisory, knowledge: &'a Knowledge, names: usize) -> Self {
        let year = advisory.initial_release.get(..4).and_then(|year| year.parse().ok());
        let title = plain_title(&advisory.title);
        let title_words = context_words(&title).collect();
        Self { knowledge, year, names, title, title_words, family: RefCell::default() }
    }

    fn family(&self, maker_words: &[String]) -> Option<NamePattern> {
        let mut known = self.family.borrow_mut();
        match known.as_ref().filter(|(words, _)| words == maker_words) {
            Some((_, family)) => family.clone(),
            None => {
                let found = family(&self.title, maker_words);
                *known = Some((maker_words.to_vec(), found.clone()));
                found
            }
        }
    }

    /// The claim about one product, with everything but status and cures.
    pub(super) fn claim(&self, product: &AdvisoryProduct, mut house: House) -> ProductClaim {
        let vendor = branch(product, &["vendor"]).unwrap_or_default().to_owned();
        let (written, slot_text) = name_and_slot(product);
        let name = strip_brand_maker(&written, self.knowledge, &mut house);
        let mut slot = versions::read(&slot_text, self.year);
        add_prose(product, &written, &mut slot, self.year);
        let mut patterns = with_models(read_names(&name, &house.own_words), &slot.models, &house.own_words);
        for pattern in &mut patterns {
            let numbers = product.model_numbers.iter().map(|number| words::fold(number));
            pattern.codes.extend(numbers.flat_map(|number| codes::parse(&number)));
        }
        if patterns.iter().all(is_weak) && self.names <= 3 {
            patterns.extend(title_patterns(&self.title, &house.own_words));
        }
        for pattern in patterns.iter_mut().filter(|pattern| pattern.codes.is_empty()) {
            pattern.short_forms.extend(initials(&vendor, &name));
        }
        let component = included_in(&product.name).inspect(|host| {
            patterns = names::read(host, &[]);
            let all = words::fold(&product.name).contains("ALL VERSIONS");
            slot.versions = vec![if all { Constraint::All } else { Constraint::Unread(slot_text.clone()) }];
        });
        let named: Vec<Version> = patterns.iter().flat_map(|pattern| pattern.versions.clone()).collect();
        if slot.versions.is_empty() || slot.versions == [Constraint::All] {
            slot.versions = if named.is_empty() {
                vec![Constraint::All]
            } else {
                named.into_iter().map(Constraint::Exact).collect()
            };
        }
        slot.serials.extend(product.serial_numbers.iter().filter_map(|number| versions::serial(number)));
        let os = slot.os.or_else(|| patterns.iter().find_map(|pattern| pattern.os.clone()));
        let folded = words::fold(&written);
        ProductClaim {
            product_id: product.id.clone(),
            written: format!("{vendor} {}", product.name).trim().chars().take(160).collect(),
            family: self.family(&house.own_words),
            context: self.context(product),
            maker_ids: house.ids,
            maker_words: house.words,
            maker_names: house.names,
            patterns,
            versions: slot.versions,
            serials: slot.serials,
            os,
            condition: slot.condition,
            status: Status::Affected,
            fixes: Vec::new(),
            component: component.is_some() || folded.ends_with(" WLAN") || folded.contains("MODULE OF"),
            identifiers: identifiers(product),
        }
    }

    /// Words of title, family and brackets.
    fn context(&self, product: &AdvisoryProduct) -> BTreeSet<String> {
        let families = product.path.iter().filter(|(category, _)| category == "product_family");
        let texts = families.map(|(_, name)| name.as_str()).chain([product.name.as_str()]);
        self.title_words.iter().cloned().chain(texts.flat_map(context_words)).collect()
    }
}

/// Words of letters that may stand beside a name.
fn context_words(text: &str) -> impl Iterator<Item = String> {
    words::latin_tokens(text)
        .into_iter()
        .filter(|word| word.len() >= 2 && word.chars().all(|c| c.is_ascii_alphabetic()))
        .filter(|word| !words::says_nothing(word))
}

/// `PIICiX` for the `IntelliVue Information Center iX` of Philips: long enough to be nobody else's.
fn initials(vendor: &str, name: &str) -> Vec<String> {
    let tokens: Vec<String> =
        name.split('(').next().unwrap_or_default().split_whitespace().map(words::fold).collect();
    if tokens.len() < 4 || tokens.iter().any(|token| !token.chars().all(|c| c.is_ascii_alphabetic())) {
        return Vec::new();
    }
    let short: String = tokens
        .iter()
        .map(|token| if token.len() <= 2 { token.as_str() } else { token.get(..1).unwrap_or_default() })
        .collect();
    let with_maker = format!("{}{short}", words::fold(vendor).get(..1).unwrap_or_default());
    [short, with_maker].into_iter().filter(|form| form.len() >= 5).collect()
}

/// `… web server: versions 4.01 through 4.34 included in Capsule DTS all versions affected`: a ledger lists the host.
fn included_in(name: &str) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    let at = lower.find(" included in ")? + " included in ".len();
    let host = name.get(at..)?.split([':', ',', '(']).next()?;
    let end = host.to_ascii_lowercase().find(" all ").or_else(|| host.to_ascii_lowercase().find(" version"));
    let host = host.get(..end.unwrap_or(host.len()))?.trim();
    host.chars().next().is_some_and(char::is_uppercase).then(|| host.to_owned())
}

/// GTIN and the like, from any field that may hold them.
fn identifiers(product: &AdvisoryProduct) -> Vec<String> {
    let fields = product.uris.iter().chain(&product.skus).chain(&product.model_numbers);
    fields.map(|text| digits(text)).filter(|digits| digits.len() >= 12).collect()
}

/// Name of the product and what stands in its version slot. A product without branches has both in its full name.
fn name_and_slot(product: &AdvisoryProduct) -> (String, String) {
    let version = branch(product, &["product_version_range", "product_version"]).unwrap_or_default();
    let pack = branch(product, &["patch_level", "service_pack"]).unwrap_or_default();
    let slot = format!("{version} {pack}").trim().to_owned();
    match product_name(product) {
        Some(name) => (name.to_owned(), slot),
        None if slot.is_empty() => part_full_name(&product.name),
        None => (product.name.clone(), slot),
    }
}

/// `Example Pump 2.0 and prior`, `Example Pump: all versions`, `Example Pump < 3`.
fn part_full_name(name: &str) -> (String, String) {
    if let Some((left, right)) = name.split_once(':') {
        return (left.trim().to_owned(), right.trim().to_owned());
    }
    const SIGNS: [&str; 8] =
        ["version", "versions", "release", "revision", "firmware", "all", "prior", "before"];
    let tokens: Vec<&str> = name.split_whitespace().collect();
    let starts = |token: &&str| {
        let lower = token.to_lowercase();
        let version = |text: &str| {
            text.starts_with(|c: char| c.is_ascii_digit()) && text.contains('.') && !text.ends_with('t')
        };
        SIGNS.contains(&lower.as_str())
            || lower.starts_with(['<', '>', '=', '≤', '≥'])
            || version(lower.trim_start_matches('v'))
    };
    match tokens.iter().position(starts).filter(|at| *at > 0) {
        Some(at) => {
            let join = |tokens: Option<&[&str]>| tokens.unwrap_or_default().join(" ");
            (join(tokens.get(..at)), join(tokens.get(at..)))
        }
        None => (name.to_owned(), String::new()),
    }
}

/// The name's patterns. A maker's word that is all there is of the name (`INFINITT PACS`) is part of it.
fn read_names(name: &str, maker_words: &[String]) -> Vec<NamePattern> {
    let patterns = names::read(name, maker_words);
    let unknown = |pattern: &NamePattern| {
        let common = pattern.brand.iter().all(|word| words::is_common(word) || word.len() < 3);
        let coded = pattern.codes.iter().chain(&pattern.aliases).any(|code| code.weight() >= 1.0);
        common
            && !coded
            && pattern.short_forms.is_empty()
            && (pattern.kinds.is_empty() || !pattern.brand.is_empty())
    };
    if patterns.iter().all(unknown) { names::read(name, &[]) } else { patterns }
}

/// The prose of the full product name may give a wider range than the slot: both are taken, a missed device is the worst.
fn add_prose(product: &AdvisoryProduct, written: &str, slot: &mut Slot, year: Option<u16>) {
    let rest = match product.name.rfind(written) {
        Some(at) if !written.is_empty() => product.name.get(at + written.len()..).unwrap_or_default(),
        _ => product.name.split_once(':').map_or("", |(_, rest)| rest),
    };
    let rest = rest.trim_start_matches([':', '-', ' ']);
    if !rest.contains(|c: char| c.is_ascii_digit()) && !rest.contains("prior") {
        return;
    }
    let prose = versions::read(rest, year);
    if slot.versions.is_empty() && slot.models.is_empty() {
        slot.versions = prose.versions;
        slot.models = prose.models;
        slot.condition = slot.condition.take().or(prose.condition);
        return;
    }
    slot.serials.extend(prose.serials);
    if slot.versions.contains(&Constraint::All) || !prose.models.is_empty() {
        return;
    }
    let exact = |constraint: &Constraint| matches!(constraint, Constraint::Exact(_));
    let list = prose.versions.iter().all(exact)
        && slot.versions.iter().all(exact)
        && (prose.versions.len() > slot.versions.len() || prose.versions.len() == 1);
    let said_inclusive = ["prior", "earlier", "through", "includ", "lower", "below", "older", "以前", "以下"]
        .iter()
        .any(|word| rest.contains(word));
    for constraint in prose.versions {
        let Constraint::Range { upper: Some((end, inclusive)), .. } = &constraint else {
            if list && !slot.versions.contains(&constraint) {
                slot.versions.push(constraint);
            }
            continue;
        };
        let ends_there = |own: &Constraint| matches!(own, Constraint::Range { upper: Some((version, _)), .. } if version.parts == end.parts);
        let only_vaguer = *inclusive && !said_inclusive && slot.versions.iter().any(ends_there);
        if !only_vaguer && !slot.versions.contains(&constraint) {
            slot.versions.push(constraint);
        }
    }
}

/// Models written in the version slot become codes of the product, or products of their own when they have names.
fn with_models(base: Vec<NamePattern>, models: &[String], maker_words: &[String]) -> Vec<NamePattern> {
    if models.is_empty() {
        return base;
    }
    let mut codes: Vec<Code> = Vec::new();
    let mut named = Vec::new();
    for model in models {
        let mut found = names::read(model, maker_words);
        found.retain(|pattern| {
            pattern.brand.iter().any(|word| {
                word.len() > 3 && !matches!(word.as_str(), "EDITION" | "PACK" | "CANADA" | "REORDER")
            })
        });
        if found.is_empty() {
            let joined: String = words::latin_tokens(model).concat();
            codes.push(Code::Exact(joined));
            codes.extend(
                words::latin_tokens(model).into_iter().filter(|t| digits(t).len() >= 4).map(Code::Exact),
            );
            codes.extend(
                model
                    .split(['/', ' '])
                    .filter(|part| digits(part).len() >= 3)
                    .flat_map(|part| codes::parse(&words::fold(part))),
            );
        } else {
            named.extend(found);
        }
    }
    let mut patterns = named;
    if !codes.is_empty() {
        patterns.extend(base.into_iter().map(|mut pattern| {
            pattern.codes.extend(codes.clone());
            pattern
        }));
    } else if patterns.is_empty() {
        patterns = base;
    } else {
        let models: Vec<Code> = patterns.iter().flat_map(|pattern| pattern.codes.clone()).collect();
        patterns.extend(base.into_iter().filter_map(|pattern| with_codes_of_models(pattern, &models)));
    }
    patterns
}

/// `Aisys` with the model `CS2 Avance` is also an `Aisys CS2`; a brand without any code would be its whole family.
fn with_codes_of_models(mut pattern: NamePattern, models: &[Code]) -> Option<NamePattern> {
    let coded: Vec<Code> = models.iter().filter(|code| code.weight() >= 1.0).cloned().collect();
    if pattern.codes.is_empty() && !is_weak(&pattern) && pattern.brand.len() == 1 {
        pattern.codes = coded;
    }
    (!pattern.codes.is_empty()).then_some(pattern)
}

/// Too little to know the product by.
fn is_weak(pattern: &NamePattern) -> bool {
    let strong_word = pattern.brand.iter().any(|word| word.len() >= 5 && !words::is_common(word));
    let strong_code = pattern.codes.iter().any(|code| code.weight() >= 2.5);
    !strong_word && !strong_code
}

/// The title without its number, its "Update A" and what it says about vulnerabilities.
fn plain_title(title: &str) -> String {
    let title = title.rsplit('_').next().unwrap_or(title);
    title.split(['(', ',']).next().unwrap_or(title).to_owned()
}

fn title_patterns(title: &str, maker_words: &[String]) -> Vec<NamePattern> {
    let known = |pattern: &NamePattern| {
        pattern.brand.iter().any(|word| word.len() >= 3 && !words::is_common(word))
            || pattern.codes.iter().any(|c| c.weight() >= 1.0)
    };
    let mut found: Vec<NamePattern> = names::read(title, maker_words).into_iter().filter(known).collect();
    if found.is_empty() {
        found = names::read(title, &[]).into_iter().filter(known).collect();
    }
    for pattern in &mut found {
        pattern.versions.clear();
    }
    found
}

/// What the title calls all products together: one brand without codes.
fn family(title: &str, maker_words: &[String]) -> Option<NamePattern> {
    let mut found = names::read(title, maker_words);
    found.retain(|pattern| pattern.codes.is_empty() && pattern.aliases.is_empty());
    let mut pattern = found.into_iter().next()?;
    pattern.versions.clear();
    pattern.brand.retain(|word| !kindwords::is_kind_word(word));
    let telling = |word: &String| word.len() >= 5 && !words::is_common(word);
    (pattern.brand.len() <= 2 && pattern.brand.iter().any(telling)).then_some(pattern)
}
