//! Small tools that answer each line of input with one line of JSON. Nothing is kept: a million lines need no more memory than one.

use std::io::{self, BufRead, Write};

use anyhow::Context as _;
use serde::Serialize;

use crate::Outcome;

/// Longer lines are refused; no identifier is as long.
const MAX_LINE: u64 = 1 << 20;

/// A line of output: what was asked, then the fields of the answer, or why there are none.
#[derive(Serialize)]
struct Line<'a, T> {
    input: &'a str,
    #[serde(flatten)]
    answer: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// Answers the inputs, or every line of standard input when there are none. Findings are lines that could not be answered.
pub fn answer<T: Serialize>(
    inputs: &[String],
    of: impl Fn(&str) -> Result<T, String>,
) -> anyhow::Result<Outcome> {
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut failed = false;
    for input in inputs {
        failed |= write(&mut out, input, of(input))?;
    }
    if inputs.is_empty() {
        let mut lines = io::BufReader::with_capacity(1 << 16, io::stdin().lock());
        let mut bytes = Vec::new();
        while next(&mut lines, &mut bytes)? {
            let line = String::from_utf8_lossy(&bytes);
            let line = line.trim_end_matches(['\r', '\n']);
            let too_long = bytes.len() as u64 > MAX_LINE;
            failed |= write(
                &mut out,
                line,
                if too_long { Err("the line is too long".to_owned()) } else { of(line) },
            )?;
        }
    }
    out.flush().context("writing to standard output")?;
    Ok(Outcome::of(failed))
}

/// Reads one line; what is beyond the longest line is read past.
fn next(lines: &mut impl BufRead, bytes: &mut Vec<u8>) -> anyhow::Result<bool> {
    bytes.clear();
    let read = io::Read::take(&mut *lines, MAX_LINE + 1)
        .read_until(b'\n', bytes)
        .context("reading standard input")?;
    if read as u64 > MAX_LINE && bytes.last() != Some(&b'\n') {
        lines.skip_until(b'\n').context("reading standard input")?;
    }
    Ok(read > 0)
}

/// Writes a line; true when it is an error.
fn write<T: Serialize>(out: &mut impl Write, input: &str, answer: Result<T, String>) -> anyhow::Result<bool> {
    let (answer, error) = match answer {
        Ok(answer) => (Some(answer), None),
        Err(reason) => (None, Some(reason)),
    };
    let failed = error.is_some();
    let line = Line { input, answer, error };
    serde_json::to_writer(&mut *out, &line).map_err(io::Error::from).context("writing to standard output")?;
    out.write_all(b"\n").context("writing to standard output")?;
    Ok(failed)
}

/// Two texts with a tabulator between.
pub fn pair(line: &str) -> Result<(&str, &str), String> {
    line.split_once('\t').ok_or_else(|| "two texts with a tabulator between are needed".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_read_past() {
        let mut text = vec![b'x'; 3 << 20];
        text.extend_from_slice(b"\nnext\n");
        let mut input = io::BufReader::new(text.as_slice());
        let mut bytes = Vec::new();
        assert!(next(&mut input, &mut bytes).unwrap() && bytes.len() as u64 == MAX_LINE + 1);
        assert!(next(&mut input, &mut bytes).unwrap() && bytes == b"next\n");
        assert!(!next(&mut input, &mut bytes).unwrap());
    }

    #[test]
    fn fields_follow_the_input() {
        #[derive(Serialize)]
        struct Order {
            order: &'static str,
        }
        let mut out = Vec::new();
        assert!(!write(&mut out, "a\tb", Ok(Order { order: "less" })).unwrap());
        assert!(write::<Order>(&mut out, "\"", Err("no".to_owned())).unwrap());
        assert_eq!(out, b"{\"input\":\"a\\tb\",\"order\":\"less\"}\n{\"input\":\"\\\"\",\"error\":\"no\"}\n");
    }
}
