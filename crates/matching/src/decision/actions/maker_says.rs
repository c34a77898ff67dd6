//! What the maker says to do, sorted: fix, measure until then, or that there is none. The words are read, not only their label: "end of life,
//! no update" is filed as a fix now and then.

use domain::{
    advisories::AdvisoryRemediation,
    link,
    statements::{Response, Statement},
    vulnerabilities::communication::MOST_ACTIONS,
};
use serde::Serialize;

/// Longest quotation, in characters.
const LONGEST: usize = 600;
/// Quotations of one kind that are kept.
const MOST: usize = 6;
/// The same of lists whose lines are in order.
const MOST_LINES: usize = 2 * MOST_ACTIONS;

/// Words of an advisory or statement, as they stand there.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Said {
    /// In one line, shortened; empty when only an address was given.
    pub text: String,
    /// Advisory id or author of the statement.
    pub by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// From when it is to be had, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// What has to be started anew: `system`, `machine` … (CSAF 2.0 section 3.2.3.12.6).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restart: Option<String>,
    /// Its place, from 1, where whoever speaks gives several steps in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u8>,
}

impl Said {
    /// Whether `next` is a further step of the list that this one is of.
    #[must_use]
    pub fn goes_on(&self, next: &Self) -> bool {
        self.line.is_some() && next.line.is_some() && self.by == next.by
    }

    /// Steps of one list follow each other, before or after other words.
    fn place(&self) -> impl Ord + '_ {
        let list = self.line.map(|line| (self.by.as_str(), line));
        (list, &self.text, &self.by, &self.url, &self.date, &self.restart)
    }
}

/// A part that its own developer has mended. The product's maker has to bring it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PartFix {
    /// Name and version of the part in the product.
    pub part: String,
    /// Versions of the part that mend it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixed_in: Vec<String>,
}

/// Remediations sorted by what they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MakerSays {
    /// Product versions that mend it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixed_in: Vec<String>,
    /// Texts that describe the fix.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixes: Vec<Said>,
    /// Measures until then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<Said>,
    /// Words that say that there will be none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<Said>,
    /// The maker will not mend it, or says that there is nothing to do.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub none: bool,
    /// The part of the product that has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<PartFix>,
}

/// Words that say that no fix will come, whatever the text is filed as.
const NEVER: &[&str] = &[
    "end of life",
    "end-of-life",
    "end of support",
    "no longer supported",
    "no update",
    "will not be",
    "no fix",
    "サポート終了",
    "提供されません",
    "提供の予定はありません",
    "修正の予定はありません",
];

impl MakerSays {
    /// Adds remediations of an advisory.
    pub fn add<'r>(&mut self, remediations: impl IntoIterator<Item = &'r AdvisoryRemediation>, by: &str) {
        for remediation in remediations {
            let said = Said {
                text: quoted(&remediation.details),
                by: by.to_owned(),
                url: remediation.url.clone().filter(|url| link::is_page(url)),
                date: remediation.date.clone(),
                restart: remediation.restart.clone().filter(|what| what != "none"),
                line: None,
            };
            let lower = said.text.to_lowercase();
            let never = NEVER.iter().any(|words| lower.contains(words));
            let told = !said.text.is_empty() || said.url.is_some();
            match remediation.category.as_str() {
                "vendor_fix" | "fix" | "optional_patch" if !never => self.fixes.push(said),
                "mitigation" | "workaround" if told => self.measures.push(said),
                "vendor_fix" | "fix" | "optional_patch" | "none_available" | "no_fix_planned" => {
                    self.none = true;
                    self.refusals.extend(Some(said).filter(|_| told));
                }
                _ => {}
            }
        }
        self.tidy();
    }

    /// Adds what an authority asks a hospital to do, in its order. `url` is the page that says so.
    pub fn add_list(&mut self, steps: &[String], by: &str, url: Option<&str>, date: &str) {
        for (line, step) in (1..).zip(steps.iter().take(MOST_ACTIONS)) {
            self.measures.push(Said {
                text: quoted(step),
                by: by.to_owned(),
                url: url.filter(|url| link::is_page(url)).map(str::to_owned),
                date: Some(date.to_owned()),
                restart: None,
                line: Some(line),
            });
        }
        self.tidy();
    }

    /// Adds what a statement (VEX) of the maker advises.
    pub fn add_statement(&mut self, statement: &Statement) {
        let responses = &statement.responses;
        let has = |response: Response| responses.contains(&response);
        let never = has(Response::CanNotFix) || has(Response::WillNotFix);
        self.none |= never;
        if let Some(action) = &statement.action {
            let said = Said { text: quoted(action), by: statement.author.clone(), ..Said::default() };
            match () {
                () if has(Response::Update) && !has(Response::WorkaroundAvailable) => self.fixes.push(said),
                () if never && !has(Response::WorkaroundAvailable) => self.refusals.push(said),
                () => self.measures.push(said),
            }
        }
        self.tidy();
    }

    /// Puts what another source tells beside it.
    pub fn join(&mut self, other: &Self) {
        self.fixed_in.extend_from_slice(&other.fixed_in);
        self.fixes.extend_from_slice(&other.fixes);
        self.measures.extend_from_slice(&other.measures);
        self.refusals.extend_from_slice(&other.refusals);
        self.none |= other.none;
        self.part = self.part.take().or_else(|| other.part.clone());
        self.tidy();
    }

    fn tidy(&mut self) {
        self.fixed_in.sort();
        self.fixed_in.dedup();
        for list in [&mut self.fixes, &mut self.measures, &mut self.refusals] {
            list.sort_by(|x, y| x.place().cmp(&y.place()));
            list.dedup();
            let (mut words, mut lines) = (0, 0);
            list.retain(|said| {
                let (count, most) =
                    if said.line.is_some() { (&mut lines, MOST_LINES) } else { (&mut words, MOST) };
                *count += 1;
                *count <= most
            });
        }
    }

    /// The maker has a fix.
    #[must_use]
    pub fn has_fix(&self) -> bool {
        !self.fixed_in.is_empty() || !self.fixes.is_empty()
    }

    /// Nothing was said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A stranger's words, in one line and not longer than a paragraph.
fn quoted(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use domain::{advisories::Verdict, ids::StatementId};

    use super::*;

    fn remediation(category: &str, details: &str) -> AdvisoryRemediation {
        AdvisoryRemediation {
            category: category.to_owned(),
            details: details.to_owned(),
            ..AdvisoryRemediation::default()
        }
    }

    fn told(remediations: &[AdvisoryRemediation]) -> MakerSays {
        let mut says = MakerSays::default();
        says.add(remediations, "");
        says
    }

    #[test]
    fn words_outrank_their_label() {
        let says = told(&[
            remediation("vendor_fix", "Update to 2.1\nor later."),
            remediation("vendor_fix", "The product is END OF LIFE; no update."),
            remediation("workaround", "Close port 21."),
            remediation("mitigation", ""),
            remediation("none_available", ""),
        ]);
        assert_eq!(
            says.fixes.iter().map(|said| said.text.as_str()).collect::<Vec<_>>(),
            ["Update to 2.1 or later."]
        );
        assert_eq!((says.measures.len(), says.none, says.has_fix()), (1, true, true));
        assert_eq!(says.refusals.len(), 1);
        let long = told(&[remediation("mitigation", &"あ".repeat(2_000))]);
        assert_eq!(long.measures.first().unwrap().text.chars().count(), LONGEST + 1);
        let many: Vec<AdvisoryRemediation> =
            (0..50).map(|at| remediation("mitigation", &format!("Step {at}."))).collect();
        assert_eq!(told(&many).measures.len(), MOST);
    }

    #[test]
    fn steps_of_an_authority_stay_in_their_order() {
        let steps: Vec<String> = (0..12).map(|at| format!("{} step", char::from(b'z' - at))).collect();
        let mut says = told(&[remediation("workaround", "Close port 21.")]);
        for _ in 0..2 {
            says.add_list(&steps, "FDA F-1", Some("https://www.fda.gov/"), "2026-01-30");
        }
        let texts: Vec<&str> = says.measures.iter().map(|said| said.text.as_str()).collect();
        assert_eq!(texts[0], "Close port 21.");
        assert_eq!(texts[1..], steps.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn an_address_that_is_no_page_is_no_link() {
        for (url, kept) in [("https://maker.example/fix", true), ("javascript:alert(1)", false)] {
            let fix = AdvisoryRemediation {
                url: Some(url.to_owned()),
                restart: Some("none".to_owned()),
                ..remediation("vendor_fix", "Update.")
            };
            let says = told(&[fix]);
            let first = says.fixes.first().unwrap();
            assert_eq!((first.url.is_some(), first.restart.is_some()), (kept, false));
        }
    }

    #[test]
    fn statements_advise_too() {
        let stated = |responses: &[Response]| {
            let id = StatementId::from_tail("1");
            let mut statement = Statement::new(id, "CVE-2099-0001", Verdict::Affected);
            statement.action = Some("Do it.".to_owned());
            statement.responses = responses.to_vec();
            let mut says = MakerSays::default();
            says.add_statement(&statement);
            (says.fixes.len(), says.measures.len(), says.refusals.len(), says.none)
        };
        assert_eq!(stated(&[Response::Update]), (1, 0, 0, false));
        assert_eq!(stated(&[Response::WorkaroundAvailable, Response::Update]), (0, 1, 0, false));
        assert_eq!(stated(&[Response::WillNotFix]), (0, 0, 1, true));
        for order in [[0, 1], [1, 0]] {
            let mut says = MakerSays::default();
            for at in order {
                let id = StatementId::from_tail("1");
                let mut statement = Statement::new(id, "CVE-2099-0001", Verdict::Affected);
                let (action, responses) =
                    [("Block port 21.", None), ("End.", Some(Response::WillNotFix))][at];
                statement.action = Some(action.to_owned());
                statement.responses.extend(responses);
                says.add_statement(&statement);
            }
            let lengths = (says.measures.len(), says.refusals.len(), says.none);
            assert_eq!(lengths, (1, 1, true), "whoever speaks first");
        }
        assert_eq!(stated(&[]), (0, 1, 0, false));
    }
}
