//! Every pair of text and ground in `tokens.css` keeps its contrast: 4.5:1 for text, 3:1 for edges (WCAG 2.2, 1.4.3 and 1.4.11).

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../assets/tokens.css");

/// The custom properties of one block.
fn block(from: &str) -> BTreeMap<String, [f64; 3]> {
    let after = TOKENS.split_once(from).map_or("", |(_, rest)| rest);
    let body = after.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map_or("", |(body, _)| body);
    body.split(';')
        .filter_map(|part| {
            let part = part.rsplit("*/").next()?.trim();
            let (name, value) = part.strip_prefix("--")?.split_once(':')?;
            Some((name.trim().to_owned(), colour(value.trim())?))
        })
        .collect()
}

fn colour(text: &str) -> Option<[f64; 3]> {
    let hex = text.strip_prefix('#')?;
    let digit = |at: usize| u8::from_str_radix(hex.get(at..=at)?, 16).ok();
    let pair = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    let channel = |value: u8| {
        let share = f64::from(value) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    let octets = match hex.len() {
        3 => [digit(0)? * 17, digit(1)? * 17, digit(2)? * 17],
        6 => [pair(0)?, pair(2)?, pair(4)?],
        _ => return None,
    };
    Some(octets.map(channel))
}

fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let light = |[r, g, b]: [f64; 3]| 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    let (a, b) = (light(a), light(b));
    if a > b { a / b } else { b / a }
}

#[test]
fn text_and_edges_can_be_seen_in_every_theme() {
    let themes = [
        ("light", block(":root ")),
        ("dark by system", block(":root:not([data-theme=\"light\"]) ")),
        ("dark by choice", block(":root[data-theme=\"dark\"] ")),
        ("print", block(":root, :root[data-theme=\"dark\"], :root:not([data-theme=\"light\"]) ")),
    ];
    let mut pairs: Vec<(String, &str, f64)> = Vec::new();
    for ground in ["paper", "surface", "sunken"] {
        for text in ["ink", "ink-2", "ink-3"] {
            pairs.push((text.into(), ground, 4.5));
        }
        pairs.push(("line-strong".into(), ground, 3.0));
    }
    pairs.push(("accent".into(), "surface", 4.5));
    pairs.push(("accent".into(), "accent-soft", 4.5));
    pairs.push(("on-accent".into(), "accent", 4.5));
    let grounds = ["danger-soft", "warn-soft", "check-soft", "ok-soft", "unknown-soft"];
    let solids = ["danger-solid", "warn-solid", "check-solid", "ok-solid", "unknown-solid"];
    for (ground, solid) in grounds.into_iter().zip(solids) {
        let text = ground.replace("-soft", "-text");
        pairs.push((text.clone(), ground, 4.5));
        pairs.push((text, "surface", 4.5));
        pairs.push(("on-status".into(), solid, 4.5));
    }
    let mut weak = Vec::new();
    for (theme, tokens) in &themes {
        for (text, ground, least) in &pairs {
            let (Some(a), Some(b)) = (tokens.get(text), tokens.get(*ground)) else {
                weak.push(format!("{theme}: {text} or {ground} is missing"));
                continue;
            };
            let found = contrast(*a, *b);
            if found < *least {
                weak.push(format!("{theme}: {text} on {ground} {found:.2}, wanted {least}"));
            }
        }
    }
    assert!(weak.is_empty(), "{}", weak.join("\n"));
}
