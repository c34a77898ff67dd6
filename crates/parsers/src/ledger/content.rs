//! What the values of a column look like, whatever its heading says.

use super::{addresses, normalise::normalise, words, workbook::Cell};

/// Shares of the non-blank values, 0–1.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    pub filled: usize,
    pub mac: f32,
    pub ip: f32,
    /// Whole numbers that count upwards.
    pub counting: f32,
}

/// Looks at a sample of cells.
pub(super) fn look<'a>(cells: impl Iterator<Item = &'a Cell>) -> Look {
    let (mut filled, mut mac, mut ip, mut counting) = (0usize, 0usize, 0usize, 0usize);
    let mut last: Option<f64> = None;
    for cell in cells.filter(|cell| !cell.is_blank()).take(200) {
        filled += 1;
        let text = normalise(&cell.text);
        if text.len() > 400 || words::says_none(&text) {
            continue;
        }
        mac += usize::from(text.len() >= 11 && !addresses::macs(&text).is_empty());
        let found = addresses::ips(&text, None);
        ip += usize::from(!found.ips.is_empty() || !found.ranges.is_empty() || found.dhcp);
        let number = cell.number.or_else(|| text.parse().ok());
        if let Some(number) = number {
            counting +=
                usize::from(last.is_none_or(|l| number > l && number <= l + 20.0) && number < 20_000.0);
            last = Some(number);
        }
    }
    let share = |count: usize| if filled == 0 { 0.0 } else { count as f32 / filled as f32 };
    Look { filled, mac: share(mac), ip: share(ip), counting: share(counting) }
}
