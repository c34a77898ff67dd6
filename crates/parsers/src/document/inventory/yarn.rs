//! `yarn.lock`, classic and Berry: blocks whose heading names a package, with a line for its version.

use super::{Inventory, Outcome, component, npm};

pub(super) fn read(text: &str) -> Outcome {
    let mut found = Inventory::new("yarn.lock");
    let mut name: Option<String> = None;
    for line in text.lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if !line.starts_with(' ') {
            // `"@s/a@^1.0", "@s/a@npm:^1.2":`
            let first = line.split(',').next().unwrap_or_default().trim().trim_matches(['"', ':']);
            let at = first.char_indices().skip(1).find(|(_, c)| *c == '@').map(|(at, _)| at);
            name = at.and_then(|at| first.get(..at)).map(str::to_owned);
            continue;
        }
        let trimmed = line.trim();
        let value = |key: &str| {
            let rest = trimmed.strip_prefix(key)?;
            let rest = rest.strip_prefix([':', ' ']).unwrap_or_default();
            Some(rest.trim().trim_matches('"').to_owned())
        };
        if let Some(version) = value("version")
            && let Some(name) = name.take()
            && !version.starts_with("0.0.0-use.local")
        {
            let (group, short) = npm::split(&name);
            found.components.push(component("npm", group, short, &version));
        } else if let Some(hash) = value("integrity").as_deref().and_then(npm::integrity)
            && let Some(last) = found.components.last_mut()
        {
            last.hashes.push(hash);
        }
    }
    Ok(found.tidy())
}
