//! Kikimori's own form: everything that a statement or a declaration holds, nothing is lost.

use domain::statements::{Declaration, Statement, VexFormat};
use serde::Deserialize;
use serde_json::Value;

use super::{Vex, VexError, not_vex};

#[derive(Deserialize)]
struct Whole {
    #[serde(default)]
    statements: Vec<Value>,
    #[serde(default)]
    declarations: Vec<Value>,
}

pub(super) fn read(bytes: &[u8], vex: &mut Vex) -> Result<(), VexError> {
    let whole: Whole = serde_json::from_slice(bytes).map_err(|problem| VexError::Broken {
        format: "JSON",
        line: problem.line(),
        reason: problem.to_string().split(" at line").next().unwrap_or_default().to_owned(),
    })?;
    vex.format = VexFormat::Own;
    vex.statements = each(whole.statements, "statements", &mut vex.warnings);
    let told = vex.statements.len();
    vex.statements.retain(Statement::is_whole);
    if vex.statements.len() < told {
        let left_out = told - vex.statements.len();
        vex.warnings
            .push(format!("/statements: {left_out} left out: no vulnerability, no product or no status"));
    }
    vex.declarations = each::<Declaration>(whole.declarations, "declarations", &mut vex.warnings);
    if vex.statements.is_empty() && vex.declarations.is_empty() && !vex.warnings.is_empty() {
        return Err(not_vex(vex.warnings.first().map_or("", String::as_str)));
    }
    if let Some(first) = vex.statements.first() {
        (vex.author, vex.role) = (first.author.clone(), first.role);
    }
    Ok(())
}

fn each<T: serde::de::DeserializeOwned>(items: Vec<Value>, list: &str, warnings: &mut Vec<String>) -> Vec<T> {
    let mut found = Vec::with_capacity(items.len().min(10_000));
    for (at, item) in items.into_iter().enumerate() {
        match serde_json::from_value(item) {
            Ok(item) => found.push(item),
            Err(problem) => warnings.push(format!("/{list}/{at}: left out: {problem}")),
        }
    }
    found
}
