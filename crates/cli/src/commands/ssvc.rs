//! `kikimori ssvc`: decision trees, and answers walked through them.

use std::{fs, path::Path};

use anyhow::{Context as _, bail};
use knowledge::{Knowledge, decision_tables::DecisionTable};
use matching::decision::{Decided, Given, evaluate};
use serde::Serialize;
use serde_json::Value;

use crate::{
    Outcome, lines,
    output::{self, Format},
    table::Table,
};

/// Arguments of `ssvc`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Answers, a line of JSON each: the outcome, the way to it, and which answer would change it
    Evaluate {
        /// `medical`, `cisa`, `deployer`, or a file in SSVC's JSON form
        #[arg(long, default_value = "medical", value_name = "TREE")]
        tree: String,
        /// Lines of JSON such as {"exploitation":"active","exposure":"open"}; without any, standard input
        #[arg(value_name = "ANSWERS")]
        answers: Vec<String>,
    },
    /// The built-in trees: their questions, answers and outcomes
    Trees {
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// What people answered for devices and kinds of a hospital; it outranks what is supposed
    Answers(super::ssvc_answers::Arguments),
    /// Check files in SSVC's JSON form: every combination once, no worse answer with a milder outcome
    Check {
        #[arg(required = true, value_name = "FILE")]
        files: Vec<String>,
    },
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.action {
        Action::Evaluate { tree, answers } => {
            let own;
            let knowledge = Knowledge::built_in();
            let table = match knowledge.decision_tables.named(tree) {
                Some(table) => table,
                None => {
                    own = read(tree)?;
                    &own
                }
            };
            lines::answer(answers, |line| walk(knowledge, table, line))
        }
        Action::Trees { format } => trees(*format),
        Action::Answers(arguments) => super::ssvc_answers::run(arguments),
        Action::Check { files } => check(files),
    }
}

/// A table of a file. Larger files are no decision tables.
fn read(path: &str) -> anyhow::Result<DecisionTable> {
    const MOST_BYTES: u64 = 64 << 20;
    let size = fs::metadata(Path::new(path))
        .with_context(|| format!("`{path}` is neither medical, cisa, deployer nor a file"))?
        .len();
    if size > MOST_BYTES {
        bail!("{path}: {size} bytes are too many for a decision table");
    }
    let text = fs::read_to_string(path).with_context(|| path.to_owned())?;
    DecisionTable::read(&text).with_context(|| path.to_owned())
}

fn walk(knowledge: &Knowledge, table: &DecisionTable, line: &str) -> Result<Decided, String> {
    let value: Value = serde_json::from_str(line).map_err(|error| format!("no JSON: {error}"))?;
    let mut given = Vec::new();
    collect(&value, &mut given)?;
    let given: Vec<Given<'_>> =
        given.iter().map(|(point, answer)| Given { point, answer: answer.as_deref() }).collect();
    evaluate(table, &knowledge.decision_words, &given).map_err(|error| error.to_string())
}

/// Answers as members of an object, or as SSVC's `options`: a list of objects with one member each.
fn collect(value: &Value, given: &mut Vec<(String, Option<String>)>) -> Result<(), String> {
    let object = value.as_object().ok_or("answers are an object such as {\"exploitation\":\"none\"}")?;
    for (question, answer) in object {
        match (question.as_str(), answer) {
            ("options", Value::Array(options)) => {
                for option in options {
                    option.as_object().ok_or("`options` is a list of objects")?;
                    collect(option, given)?;
                }
            }
            // What stands around the answers in CISA's container.
            ("id" | "role" | "version" | "timestamp", _) => {}
            (_, Value::Null) => given.push((question.clone(), None)),
            (_, Value::String(text)) => given.push((question.clone(), Some(text.clone()))),
            (_, Value::Bool(yes)) => {
                given.push((question.clone(), Some(if *yes { "yes" } else { "no" }.to_owned())));
            }
            _ => return Err(format!("the answer to `{question}` is no text")),
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Tree<'k> {
    tree: &'static str,
    id: &'k str,
    name: &'k str,
    definition: &'k str,
    combinations: usize,
    questions: Vec<Question<'k>>,
    outcomes: Question<'k>,
}

#[derive(Serialize)]
struct Question<'k> {
    key: &'k str,
    name: &'k str,
    name_ja: &'k str,
    /// Keys and names.
    answers: Vec<Answer<'k>>,
}

#[derive(Serialize)]
struct Answer<'k> {
    key: &'k str,
    name: &'k str,
    name_ja: &'k str,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<u32>,
}

fn trees(format: Format) -> anyhow::Result<Outcome> {
    let knowledge = Knowledge::built_in();
    let words = &knowledge.decision_words;
    let question = |point: &'static knowledge::decision_tables::Point| Question {
        key: &point.key,
        name: &point.name,
        name_ja: words.question(point.stem()).map_or("", |words| words.name_ja.as_str()),
        answers: point
            .values
            .iter()
            .map(|value| {
                let words = words.answer(point.stem(), &value.key);
                Answer {
                    key: &value.key,
                    name: &value.name,
                    name_ja: words.map_or("", |words| words.name_ja.as_str()),
                    days: words.and_then(|words| words.days),
                }
            })
            .collect(),
    };
    let trees: Vec<Tree<'_>> = knowledge
        .decision_tables
        .iter()
        .map(|(tree, table)| Tree {
            tree,
            id: &table.id,
            name: &table.name,
            definition: &table.definition,
            combinations: table.size(),
            questions: table.points.iter().map(question).collect(),
            outcomes: question(&table.outcome),
        })
        .collect();
    if format == Format::Json {
        output::json(&trees)?;
        return Ok(Outcome::Nothing);
    }
    let mut table = Table::new(&["tree", "question", "質問", "answers", "days"]);
    for tree in &trees {
        for question in tree.questions.iter().chain([&tree.outcomes]) {
            let names: Vec<&str> = question.answers.iter().map(|answer| answer.name).collect();
            let days: Vec<String> = question
                .answers
                .iter()
                .filter_map(|answer| answer.days)
                .map(|days| days.to_string())
                .collect();
            table.row(vec![
                tree.tree.to_owned(),
                format!("{} {}", question.key, question.name),
                question.name_ja.to_owned(),
                names.join(" < "),
                days.join(" "),
            ]);
        }
    }
    output::text(&if format == Format::Csv { table.as_csv() } else { table.as_text() })?;
    Ok(Outcome::Nothing)
}

fn check(files: &[String]) -> anyhow::Result<Outcome> {
    let mut table = Table::new(&["file", "combinations", "problem"]);
    let mut wrong = false;
    for file in files {
        match read(file) {
            Ok(read) => {
                let unsteady = read.unsteady();
                wrong |= !unsteady.is_empty();
                let first = unsteady.first().map(|first| {
                    format!("a worse answer gives a milder outcome {} times: {first}", unsteady.len())
                });
                table.row(vec![file.clone(), read.size().to_string(), first.unwrap_or_default()]);
            }
            Err(error) => {
                wrong = true;
                let problem = error.chain().last().map(ToString::to_string).unwrap_or_default();
                table.row(vec![file.clone(), String::new(), problem]);
            }
        }
    }
    output::text(&table.as_text())?;
    Ok(Outcome::of(wrong))
}
