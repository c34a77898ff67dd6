//! What stands beside the versions in a slot: brackets, models, operating systems, options, dates of making or shipping.

use super::{Constraint, Slot};
use crate::{advisory::claims::names::os_name, schemes::Day};

/// `L81 and earlier that have been installed in …`: what follows says where, not which.
pub(super) fn cut_clause(text: &str) -> &str {
    const STARTS: [&str; 8] = [
        " that have been ",
        " which have been ",
        " included in ",
        " which are not ",
        ", which ",
        " not distributed ",
        " not sold ",
        " sold only ",
    ];
    let lower = text.to_ascii_lowercase();
    let at = STARTS.iter().filter_map(|start| lower.find(start)).filter(|at| *at > 0).min();
    at.and_then(|at| text.get(..at)).unwrap_or(text).trim_end_matches([' ', '(', ','])
}

/// Speaks of when devices were made or shipped.
pub(super) fn is_made(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["shipped", "manufactured", "distributed", "produced", "製造", "出荷"]
        .iter()
        .any(|word| lower.contains(word))
}

/// Takes brackets, `model …`, `on Windows …` and `with …` out; returns what is left.
pub(super) fn cut_conditions(text: &str, slot: &mut Slot) -> String {
    let mut body = unwrap_brackets(text);
    for announced in ["with software ", "with firmware ", "using software ", "running software ", "running "]
    {
        if body.to_lowercase().starts_with(announced) && !body.to_lowercase().contains("windows") {
            body = body.get(announced.len()..).unwrap_or_default().to_owned();
        }
    }
    if let Some(at) = body.to_lowercase().find("windows ") {
        slot.os = os_name(body.get(at..).unwrap_or_default());
        slot.condition.get_or_insert_with(|| body.get(at..).unwrap_or_default().to_owned());
        body = body
            .get(..at)
            .unwrap_or_default()
            .trim_end_matches(['(', ' '])
            .trim_end_matches(" on")
            .trim_end_matches("running")
            .to_owned();
        if body.to_lowercase().contains("running on") || body.trim() == "*" {
            body = "*".to_owned();
        }
        if body.trim().is_empty() {
            body = "*".to_owned();
        }
    }
    while let (Some(open), true) = (body.find('('), body.contains(" (") || body.starts_with('(')) {
        let close = matching_bracket(&body, open);
        let inner = body.get(open + 1..close).unwrap_or_default().trim().to_owned();
        let mut chars = inner.chars();
        let words_in = chars.next().is_some_and(char::is_alphabetic) && inner.contains(' ');
        let harmless = ["end-of-life", "end of life", "integrated", "global", "aka", "released"]
            .iter()
            .any(|w| inner.to_lowercase().starts_with(w));
        let own_piece = body.get(..open).is_some_and(|before| before.trim_end().ends_with('|'));
        if words_in && !harmless && !own_piece {
            slot.condition = Some(inner);
        }
        body =
            format!("{} {}", body.get(..open).unwrap_or_default(), body.get(close + 1..).unwrap_or_default());
    }
    if let Some((before, model)) =
        body.to_lowercase().find("model ").and_then(|at| Some((body.get(..at)?, body.get(at + 6..)?)))
    {
        slot.models.extend(
            model
                .split([',', '|'])
                .map(|m| m.trim().to_owned())
                .filter(|m| m.contains(|c: char| c.is_ascii_digit())),
        );
        body = before.to_owned();
    }
    if body.trim().to_lowercase().starts_with("with ") {
        slot.condition = Some(body.clone());
        return "*".to_owned();
    }
    body
}

/// `(R4.10)` and `<=(R4.10)` lose brackets that hold the whole version.
fn unwrap_brackets(text: &str) -> String {
    let body = text.trim();
    let start = body.find(|c: char| !"<>= ".contains(c)).unwrap_or(0);
    let (operator, rest) = body.split_at(start);
    if rest.starts_with('(') && matching_bracket(rest, 0) == rest.len() - 1 {
        return format!("{operator}{}", rest.trim_start_matches('(').trim_end_matches(')'));
    }
    body.to_owned()
}

fn matching_bracket(text: &str, open: usize) -> usize {
    let mut depth = 0_i32;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < open) {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth == 0 && c == ')' {
            return at;
        }
    }
    text.len().saturating_sub(1).max(open)
}

pub(super) fn dated(lower: &str, year: Option<u16>) -> Option<Constraint> {
    let day = Day::find(lower, year)?;
    if lower.contains("_build_") || lower.contains("build ") {
        return None;
    }
    let lower = lower.split_once("between ").map_or(lower, |(_, rest)| rest);
    for word in ["through", " to ", " and ", "から", "～", "-"] {
        if let Some((start, end)) = lower.split_once(word)
            && let (Some(start), Some(end)) =
                (Day::find(start, year).or_else(|| year_alone(start)), Day::find(end, year))
            && start <= end
        {
            return Some(Constraint::Between(start, end));
        }
    }
    Some(Constraint::Before(day))
}

/// `2016` and nothing else.
fn year_alone(text: &str) -> Option<Day> {
    let year = text.trim().parse().ok().filter(|year| (1990..2100).contains(year))?;
    Some(Day { year, month: 1, day: 0 })
}
