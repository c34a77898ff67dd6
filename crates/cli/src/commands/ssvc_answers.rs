//! `kikimori ssvc answers`: what people answered to questions of the decision table, for devices and kinds of a hospital.

use anyhow::{Context as _, bail};
use app::{
    node::Node,
    overrules::{About, Overruling},
};
use domain::{
    corrections::CorrectionSubject,
    ids::{OrgId, OverruleId},
    overrules::{Overrule, OverruleSubject, Question},
};

use super::installation::Installation;
use crate::{
    Outcome,
    output::{self, Format},
    table::Table,
};

/// Arguments of `ssvc answers`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    here: Installation,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Every answer with who, when and why
    List {
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Answer a question for a device or every device of a kind
    Set {
        /// Address or id of the device
        #[arg(long, value_name = "DEVICE", conflicts_with = "kind", required_unless_present = "kind")]
        device: Option<String>,
        /// Id of the kind, such as infusion_pump
        #[arg(long, value_name = "KIND")]
        kind: Option<String>,
        #[arg(long, value_parser = ["effect", "care", "exposure", "interim"])]
        question: String,
        /// As `ssvc trees` names it: critical, degraded, open, yes …
        #[arg(long)]
        answer: String,
        #[arg(long)]
        reason: String,
        /// Department or role
        #[arg(long)]
        by: String,
    },
    /// Take an answer back
    Undo {
        #[arg(value_name = "ID")]
        id: String,
    },
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    arguments.here.kept(async |node, org| act(node, org, &arguments.action).await)
}

async fn act(node: &Node, org: &OrgId, action: &Action) -> anyhow::Result<Outcome> {
    match action {
        Action::List { format } => list(&node.overrules(org).await?, *format)?,
        Action::Set { device, kind, question, answer, reason, by } => {
            node.refresh(org).await?;
            let about = match (device, kind) {
                (Some(device), _) => {
                    let snapshot = node.snapshot(org)?;
                    About::Device(super::one_device(&snapshot.picture, device)?.id.clone())
                }
                (None, Some(kind)) => About::Kind(kind.clone()),
                (None, None) => bail!("name a device or a kind"),
            };
            let question = Question::named(question).context("no such question")?;
            let said = Overruling {
                about,
                question,
                answer: answer.clone(),
                reason: reason.clone(),
                by: by.clone(),
            };
            output::text(&format!("{}\n", node.overrule(org, &said).await?))?;
        }
        Action::Undo { id } => {
            let known = OverruleId::parse(id).with_context(|| format!("`{id}` is no id of an answer"))?;
            if !node.undo_overrule(org, &known).await? {
                bail!("there is no answer `{id}`");
            }
        }
    }
    Ok(Outcome::Nothing)
}

fn list(all: &[Overrule], format: Format) -> anyhow::Result<()> {
    if format == Format::Json {
        return output::json(&all);
    }
    let mut table = Table::new(&["id", "about", "question", "answer", "by", "on", "reason"]);
    for each in all {
        let about = match &each.subject {
            OverruleSubject::Kind(kind) => kind.clone(),
            OverruleSubject::Device(CorrectionSubject::Mac(mac)) => mac.to_string(),
            OverruleSubject::Device(CorrectionSubject::Ip(ip)) => ip.to_string(),
        };
        table.row(vec![
            each.id.to_string(),
            about,
            each.question.as_str().to_owned(),
            each.answer.clone(),
            each.by.clone(),
            domain::civil::Civil::at(each.at, domain::civil::JST).date(),
            each.reason.clone(),
        ]);
    }
    output::text(&if format == Format::Csv { table.as_csv() } else { table.as_text() })
}
