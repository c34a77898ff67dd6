//! `requirements.txt` of pip: only `name==version` says what is installed; the rest is told.

use domain::certainty::Certainty;

use super::{Inventory, Outcome, component, python_lock::normalised};

pub(super) fn read(text: &str) -> Outcome {
    let mut found = Inventory::new("requirements.txt");
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.split(" #").next().unwrap_or_default().trim().trim_end_matches('\\').trim();
        let line = line.split([';']).next().unwrap_or_default().trim();
        if line.is_empty() || line.starts_with(['#', '-']) {
            continue;
        }
        let end = line.find(['=', '<', '>', '~', '!', '[', ' ', '@']).unwrap_or(line.len());
        let name = line.get(..end).unwrap_or_default().trim();
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        {
            continue;
        }
        let version = line.split_once("==").map(|(_, version)| version.trim_start_matches('=').trim());
        let version = version
            .map(|version| version.split([',', ' ']).next().unwrap_or_default())
            .filter(|v| !v.contains('*'));
        let mut package = component("pypi", None, &normalised(name), version.unwrap_or_default());
        if version.is_none() {
            package.certainty = Some(Certainty::Likely);
            found.warnings.push(format!("line {number}: the version of {name} is not fixed"));
        }
        found.components.push(package);
    }
    Ok(found.tidy())
}
