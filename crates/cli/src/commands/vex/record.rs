//! `kikimori vex record`: a decision is added to a file; the file is made when it is not there.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use app::statements::{self, Deciding};
use domain::{
    advisories::Verdict,
    civil::Civil,
    statements::{
        Declaration, Ground, Justification, Product, Response, Role, Statement, Subject, Treatment,
        VexFormat, status_named,
    },
    time::Timestamp,
};
use parsers::document::vex::write::{Heading, Target};

use super::convert::put;
use crate::{Outcome, commands};

/// Arguments of `vex record`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The file to extend: Kikimori's own form, or OpenVEX when it is one already
    file: PathBuf,
    /// CVE-2021-44228
    #[arg(long)]
    vulnerability: String,
    /// Product: package URL, CPE name, or name@version
    #[arg(long)]
    product: String,
    /// Component inside the product, in the same forms
    #[arg(long)]
    component: Option<String>,
    /// Maker of the product, where it has only a name
    #[arg(long)]
    maker: Option<String>,
    #[arg(long, value_parser = status)]
    status: Verdict,
    /// A word of VEX or CycloneDX: component_not_present, code_not_reachable …
    #[arg(long, value_parser = justification)]
    justification: Option<Justification>,
    /// Why it does no harm, in words
    #[arg(long)]
    impact: Option<String>,
    /// What to do, in words
    #[arg(long)]
    action: Option<String>,
    /// can_not_fix, will_not_fix, update, rollback, workaround_available
    #[arg(long, value_parser = response)]
    response: Vec<Response>,
    /// What the hospital does while it is affected
    #[arg(long, value_parser = treatment)]
    treatment: Option<Treatment>,
    /// Organisation or office that decides
    #[arg(long)]
    author: String,
    #[arg(long, value_parser = role, default_value = "hospital")]
    role: Role,
    /// What it rests on; it carries over to other versions while all of it holds: component_unchanged=NAME@VERSION,
    /// file_unchanged=SHA-256:…, component_absent=NAME, code_not_reachable, configuration=WORDS, record_unchanged=DIGEST (of `vuln scan`)
    #[arg(long, value_parser = ground)]
    ground: Vec<Ground>,
    /// Counts until the end of this day (2027-03-31)
    #[arg(long, value_parser = end_of_day)]
    until: Option<Timestamp>,
}

fn status(word: &str) -> Result<Verdict, String> {
    status_named(word).ok_or_else(|| "affected, not_affected, fixed or under_investigation".to_owned())
}

fn justification(word: &str) -> Result<Justification, String> {
    let all = || Justification::all().map(Justification::as_str).collect::<Vec<_>>().join(", ");
    Justification::named(word).ok_or_else(all)
}

fn response(word: &str) -> Result<Response, String> {
    Response::named(word).ok_or_else(|| Response::ALL.map(Response::as_str).join(", "))
}

fn treatment(word: &str) -> Result<Treatment, String> {
    let all = [Treatment::Mitigated, Treatment::RiskAccepted];
    all.into_iter()
        .find(|treatment| treatment.as_str() == word)
        .ok_or_else(|| "mitigated or risk_accepted".to_owned())
}

/// A role by its word.
pub fn role(word: &str) -> Result<Role, String> {
    Role::named(word).ok_or_else(|| Role::ALL.map(Role::as_str).join(", "))
}

/// A day counts to its end.
pub fn end_of_day(text: &str) -> Result<Timestamp, String> {
    let time = Civil::read(text).ok_or_else(|| "a date like 2027-03-31".to_owned())?;
    let day = if text.trim().len() == 10 { 86_399 } else { 0 };
    Ok(Timestamp::from_parts(time.seconds() + day, 0))
}

fn ground(text: &str) -> Result<Ground, String> {
    let (word, value) = text.split_once('=').unwrap_or((text, ""));
    let two = |mark: char| value.rsplit_once(mark).map(|(x, y)| (x.to_owned(), y.to_owned()));
    let found = match word {
        "component_unchanged" => two('@').map(|(name, version)| Ground::ComponentUnchanged { name, version }),
        "file_unchanged" => two(':').map(|(algorithm, value)| Ground::FileUnchanged { algorithm, value }),
        "component_absent" if !value.is_empty() => Some(Ground::ComponentAbsent { name: value.to_owned() }),
        "record_unchanged" if !value.is_empty() => {
            Some(Ground::RecordUnchanged { digest: Some(value.to_owned()), dated: None })
        }
        "code_not_reachable" => Some(Ground::CodeNotReachable),
        "configuration" if !value.is_empty() => Some(Ground::Configuration { setting: value.to_owned() }),
        _ => None,
    };
    found.ok_or_else(|| {
        "component_unchanged=NAME@VERSION, file_unchanged=SHA-256:…, component_absent=NAME, code_not_reachable, configuration=WORDS or record_unchanged=DIGEST"
            .to_owned()
    })
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let product = Product { vendor: arguments.maker.clone(), ..Product::of_text(&arguments.product) };
    let component = arguments.component.as_deref().map(Product::of_text);
    let deciding = Deciding {
        vulnerability: arguments.vulnerability.clone(),
        subject: Subject { product, component },
        status: arguments.status,
        justification: arguments.justification,
        impact: arguments.impact.clone(),
        action: arguments.action.clone(),
        responses: arguments.response.clone(),
        treatment: arguments.treatment,
        grounds: arguments.ground.clone(),
        valid_until: arguments.until,
        by: arguments.author.clone(),
        role: arguments.role,
    };
    let statement = deciding.statement(commands::now())?;
    let shown = statement.subjects.iter().map(Subject::shown).collect::<Vec<_>>().join(", ");
    eprintln!("{}: {} {shown}", statement.id, statement.status.as_str());
    extend(&arguments.file, vec![statement], Vec::new())?;
    Ok(Outcome::Nothing)
}

/// Adds to a file, which is made when it is not there. Documents of others are not rewritten.
pub fn extend(file: &Path, statements: Vec<Statement>, declarations: Vec<Declaration>) -> anyhow::Result<()> {
    let mut heading = Heading { now: commands::now(), ..Heading::default() };
    let (mut all, mut declared, mut target) = (Vec::new(), Vec::new(), Target::Own);
    if file.try_exists().with_context(|| format!("reading {}", file.display()))? {
        let vex = statements::read_one(file)?;
        if let Some(warning) = vex.warnings.first() {
            bail!(
                "{}: it was not understood in whole, so nothing is written into it: {warning}",
                file.display()
            );
        }
        target = match vex.format {
            VexFormat::Own => Target::Own,
            VexFormat::OpenVex => Target::OpenVex,
            VexFormat::Csaf | VexFormat::CycloneDx => bail!(
                "{}: only Kikimori's own files and OpenVEX are extended; `vex convert --to kikimori` makes one",
                file.display()
            ),
        };
        (heading.id, heading.author, heading.role) = (vex.id, vex.author, vex.role);
        (all, declared) = (vex.statements, vex.declarations);
    }
    all.extend(statements);
    declared.extend(declarations);
    put(&all, &declared, &heading, target, file)
}
