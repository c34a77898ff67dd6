//! One device to one row: the best pairs first; ties and leftovers are told, never forced.

use domain::ledger::{LedgerRow, RowStatus};
use hashbrown::{HashMap, HashSet};

use super::{
    compare::{self, RowView},
    decisions::Decisions,
    index::Index,
    judge::{self, Answer, Judged},
    names::Names,
};

/// Candidates compared for one row.
const MAX_CANDIDATES: usize = 300;
/// Candidates shown for one row.
const MAX_SHOWN: usize = 8;
/// Two devices are equally good for a row when their scores differ less than this.
const CLOSE: i64 = 60;

/// What became of one row.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub status: Option<RowStatus>,
    /// Best first; their comparison tells the clues.
    pub pairs: Vec<Judged>,
    /// Reason codes that the comparison itself does not tell.
    pub reasons: Vec<&'static str>,
    /// A row that has the device instead.
    pub winner: Option<usize>,
    /// A device that has the row's address now, when the row is not seen.
    pub instead: Option<usize>,
}

/// Decides every row.
pub fn assign(
    rows: &[LedgerRow],
    index: &Index<'_>,
    names: &dyn Names,
    decisions: &Decisions<'_>,
) -> Vec<Outcome> {
    let views: Vec<RowView<'_>> = rows.iter().map(|row| RowView::of(row, names)).collect();
    let judged: Vec<Vec<Judged>> = views.iter().map(|view| candidates(view, index, names)).collect();
    let mut state =
        State { rows: &views, outcomes: vec![Outcome::default(); rows.len()], holder: HashMap::new() };
    state.link_by_hand(rows, index, decisions, names);
    let mut pairs: Vec<(usize, &Judged)> = judged
        .iter()
        .enumerate()
        .flat_map(|(row, list)| list.iter().filter(|j| j.answer == Answer::Found).map(move |j| (row, j)))
        .collect();
    pairs.sort_by(|(ra, a), (rb, b)| {
        b.score.cmp(&a.score).then(ra.cmp(rb)).then(a.comparison.device.cmp(&b.comparison.device))
    });
    let tied = ties(&pairs);
    for (row, pair) in &pairs {
        state.offer(*row, pair, &judged, &tied);
    }
    for (row, list) in judged.iter().enumerate() {
        state.leave(row, list);
    }
    state.outcomes
}

struct State<'a> {
    rows: &'a [RowView<'a>],
    outcomes: Vec<Outcome>,
    /// Device → row that has it.
    holder: HashMap<usize, usize>,
}

/// Rows that are exactly as good for one device as another row: device → rows.
fn ties(pairs: &[(usize, &Judged)]) -> HashMap<usize, Vec<usize>> {
    let mut best: HashMap<usize, (i64, Vec<usize>)> = HashMap::new();
    for (row, pair) in pairs {
        let entry = best.entry(pair.comparison.device).or_insert_with(|| (pair.score, Vec::new()));
        if entry.0 == pair.score {
            entry.1.push(*row);
        }
    }
    best.into_iter()
        .filter(|(_, (_, rows))| rows.len() > 1)
        .map(|(device, (_, rows))| (device, rows))
        .collect()
}

impl State<'_> {
    fn link_by_hand(
        &mut self,
        rows: &[LedgerRow],
        index: &Index<'_>,
        decisions: &Decisions<'_>,
        names: &dyn Names,
    ) {
        for (at, row) in rows.iter().enumerate() {
            let Some(outcome) = self.outcomes.get_mut(at) else { continue };
            for device in decisions.linked(row, index) {
                let view = RowView::of(row, names);
                let Some(comparison) = compare::compare(&view, device, index, names) else { continue };
                if outcome.pairs.is_empty() {
                    outcome.reasons.push("linked_by_hand");
                }
                outcome.pairs.push(Judged { comparison, answer: Answer::Found, score: i64::MAX });
                outcome.status = Some(RowStatus::Matched);
                self.holder.insert(device, at);
            }
        }
    }

    fn offer(
        &mut self,
        row: usize,
        pair: &Judged,
        judged: &[Vec<Judged>],
        tied: &HashMap<usize, Vec<usize>>,
    ) {
        let device = pair.comparison.device;
        let Some(outcome) = self.outcomes.get(row) else { return };
        if outcome.reasons.contains(&"linked_by_hand") || outcome.status == Some(RowStatus::Ambiguous) {
            return;
        }
        if let Some(&holder) = self.holder.get(&device) {
            self.taken(row, pair, holder, judged);
            return;
        }
        if !outcome.pairs.is_empty() {
            if self.may_have_several(row, pair) {
                self.give(row, pair);
            } else if let Some(outcome) = self.outcomes.get_mut(row)
                && pair.comparison.keys.ip
            {
                outcome.reasons.push("ip_used_by_other");
            }
            return;
        }
        if let Some(rivals) = tied.get(&device).filter(|rivals| rivals.contains(&row))
            && !self.one_asset(rivals, judged, device)
        {
            self.tie(rivals, judged, device);
            return;
        }
        let close = self.equally_good(row, pair, judged);
        if close.len() > 1 {
            if let Some(outcome) = self.outcomes.get_mut(row) {
                outcome.status = Some(RowStatus::Ambiguous);
                outcome.reasons.push("several_devices");
                outcome.pairs = close;
            }
            return;
        }
        self.give(row, pair);
    }

    fn give(&mut self, row: usize, pair: &Judged) {
        self.holder.insert(pair.comparison.device, row);
        if let Some(outcome) = self.outcomes.get_mut(row) {
            outcome.status = Some(RowStatus::Matched);
            outcome.pairs.push(pair.clone());
            outcome.winner = None;
        }
    }

    /// Another row has the device. Rows that are one asset share it.
    fn taken(&mut self, row: usize, pair: &Judged, holder: usize, judged: &[Vec<Judged>]) {
        let shared = self.one_asset(&[row, holder], judged, pair.comparison.device);
        let Some(outcome) = self.outcomes.get_mut(row) else { return };
        if !outcome.pairs.is_empty() {
            return;
        }
        if shared {
            outcome.pairs.push(pair.clone());
            outcome.status = Some(RowStatus::Matched);
            outcome.reasons.push("listed_twice");
        } else if outcome.winner.is_none() {
            outcome.winner = Some(holder);
            outcome.instead = Some(pair.comparison.device);
        }
    }

    /// The rows are one asset written twice: the same asset number, a copied line, or lines on different sheets (an asset list and an
    /// address plan) that do not contradict each other.
    fn one_asset(&self, rows: &[usize], judged: &[Vec<Judged>], device: usize) -> bool {
        let views: Vec<&RowView<'_>> = rows.iter().filter_map(|row| self.rows.get(*row)).collect();
        let assets: HashSet<&str> = views.iter().filter_map(|v| v.asset.as_deref()).collect();
        let numbered = views.iter().filter(|v| v.asset.is_some()).count();
        if (assets.len() == 1 && numbered == views.len()) || copies(&views) {
            return true;
        }
        let sheets: HashSet<&str> = views.iter().map(|v| v.row.sheet.as_str()).collect();
        let agree = rows.iter().all(|row| {
            let pair = judged.get(*row).and_then(|list| list.iter().find(|j| j.comparison.device == device));
            pair.is_some_and(|j| {
                let sure = j.comparison.keys.mac || j.comparison.keys.serial || assets.len() <= 1;
                sure && !j.comparison.other_mac && j.comparison.differing.is_empty()
            })
        });
        sheets.len() == views.len() && agree && views.iter().all(|v| !v.stale)
    }

    /// Several MAC addresses, addresses, a range or a quantity in one row: several devices are meant, up to the quantity.
    fn may_have_several(&self, row: usize, pair: &Judged) -> bool {
        let Some(view) = self.rows.get(row) else { return false };
        let Some(outcome) = self.outcomes.get(row) else { return false };
        let (macs, addresses) = (view.row.macs.len(), view.row.ips.len());
        let held = outcome.pairs.len();
        let pieces = pieces(view);
        if pieces > 1 && held >= pieces {
            return false;
        }
        if pair.comparison.keys.mac {
            return macs > held
                && outcome.pairs.iter().all(|p| p.comparison.keys.mac || p.comparison.keys.range);
        }
        if pair.comparison.keys.range {
            return true;
        }
        if pieces > 1 && !pair.comparison.other_mac && !pair.comparison.keys.earlier_ip {
            return true;
        }
        pair.comparison.keys.ip && macs <= 1 && addresses > held && !pair.comparison.other_mac
    }

    /// Two rows know the device equally well: both are shown to a person.
    fn tie(&mut self, rivals: &[usize], judged: &[Vec<Judged>], device: usize) {
        for rival in rivals {
            let pair =
                judged.get(*rival).and_then(|list| list.iter().find(|j| j.comparison.device == device));
            if let (Some(outcome), Some(pair)) = (self.outcomes.get_mut(*rival), pair)
                && outcome.status.is_none()
            {
                outcome.status = Some(RowStatus::Ambiguous);
                outcome.reasons.push("duplicate_row");
                outcome.winner = rivals.iter().copied().find(|other| other != rival);
                outcome.pairs = vec![pair.clone()];
            }
        }
    }

    /// The pair and free ones nearly as good, unless its key is beyond doubt or the row names several devices.
    fn equally_good(&self, row: usize, pair: &Judged, judged: &[Vec<Judged>]) -> Vec<Judged> {
        let strong = |j: &Judged| j.comparison.keys.mac || j.comparison.keys.serial;
        let Some(list) = judged.get(row) else { return Vec::new() };
        let view = self.rows.get(row);
        let found = list.iter().filter(|j| j.answer == Answer::Found).count();
        let several = view.is_some_and(|v| {
            let named = v.row.macs.len() > 1 || v.row.ips.len() > 1 || !v.row.ip_ranges.is_empty();
            named || (pieces(v) > 1 && found <= pieces(v))
        });
        list.iter()
            .filter(|j| j.answer == Answer::Found && !self.holder.contains_key(&j.comparison.device))
            .filter(|j| {
                let same = j.comparison.device == pair.comparison.device;
                let close = (pair.score - j.score).abs() < CLOSE && !strong(pair) && !several;
                let both_sure = strong(pair)
                    && strong(j)
                    && !several
                    && pair.comparison.keys.mac != j.comparison.keys.mac
                    || (pair.comparison.keys.mac
                        && j.comparison.keys.mac
                        && view.is_some_and(|v| v.row.macs.len() == 1));
                same || close || both_sure
            })
            .take(MAX_SHOWN)
            .cloned()
            .collect()
    }

    /// Rows that got nothing: doubtful candidates, lost ones, rejected ones, or no key at all.
    fn leave(&mut self, row: usize, list: &[Judged]) {
        let Some(view) = self.rows.get(row) else { return };
        let free = |j: &&Judged| !self.holder.contains_key(&j.comparison.device);
        let doubts: Vec<Judged> =
            list.iter().filter(|j| j.answer == Answer::Doubt).filter(free).take(MAX_SHOWN).cloned().collect();
        let lost =
            list.iter().find(|j| j.answer == Answer::Found && self.holder.contains_key(&j.comparison.device));
        let taken = list.iter().find(|j| j.answer != Answer::Found);
        let (lost, taken) = (lost.cloned(), taken.map(|j| j.comparison.device));
        let holder = taken.and_then(|device| self.holder.get(&device).copied());
        let Some(outcome) = self.outcomes.get_mut(row) else { return };
        if outcome.status.is_some() {
            return;
        }
        if let Some(pair) = lost {
            let c = &pair.comparison;
            let stale = view.stale || (c.other_mac && !c.mac_slip) || c.against > c.support;
            outcome.reasons.push("duplicate_row");
            if stale {
                outcome.status = Some(RowStatus::NotSeen);
            } else {
                outcome.status = Some(RowStatus::Ambiguous);
                outcome.pairs = vec![pair];
            }
        } else if !doubts.is_empty() {
            outcome.status = Some(RowStatus::Ambiguous);
            outcome.reasons.push("doubtful");
            outcome.pairs = doubts;
        } else if view.has_key() {
            outcome.status = Some(RowStatus::NotSeen);
            outcome.instead = taken;
            outcome.winner = holder;
            if taken.is_some() {
                outcome.reasons.push("ip_used_by_other");
            }
        } else {
            outcome.status = Some(RowStatus::NoKey);
        }
    }
}

/// How many devices the row may stand for; 1 when it says nothing.
fn pieces(row: &RowView<'_>) -> usize {
    row.row.quantity.map_or(1, |pieces| pieces.try_into().unwrap_or(usize::MAX))
}

/// Lines that say the same of the device, whatever their running number: one was copied.
fn copies(views: &[&RowView<'_>]) -> bool {
    fn said<'a>(view: &RowView<'a>) -> impl PartialEq + use<'a> {
        let row = view.row;
        let asset = row.asset_no.as_deref().filter(|text| !text.chars().all(char::is_numeric));
        (asset, &row.macs, &row.ips, &row.serial, &row.hostname, &row.name, &row.maker, &row.model)
    }
    views.windows(2).all(|pair| matches!(pair, [a, b] if said(a) == said(b)))
}

/// Every device that shares a key with the row, judged, best first.
fn candidates(view: &RowView<'_>, index: &Index<'_>, names: &dyn Names) -> Vec<Judged> {
    let mut found: Vec<usize> = Vec::new();
    let row = view.row;
    for mac in &row.macs {
        found.extend(index.by_mac(*mac));
        if index.by_mac(*mac).is_empty() {
            found.extend(index.near_mac(*mac));
        }
    }
    for ip in &row.ips {
        found.extend(index.by_ip(*ip));
        found.extend(index.by_earlier_ip(*ip));
    }
    for (first, last) in &row.ip_ranges {
        found.extend(index.by_range(*first, *last));
    }
    if let Some(host) = &view.host {
        found.extend(index.by_host(host));
    }
    if let Some(serial) = &view.serial {
        found.extend(index.by_serial(serial));
        found.extend(index.by_host_piece(serial));
    }
    if let Some(asset) = &view.asset {
        found.extend(index.by_host_piece(asset));
    }
    if let Some(udi) = &view.udi {
        found.extend(index.by_udi(udi));
    }
    for title in &view.ae_titles {
        found.extend(index.by_ae(title));
    }
    let mut seen = HashSet::new();
    let mut judged: Vec<Judged> = found
        .into_iter()
        .filter(|at| seen.insert(*at))
        .take(MAX_CANDIDATES)
        .filter_map(|at| {
            let leased = index.views.get(at).is_some_and(|v| v.leased);
            judge::judge(view, compare::compare(view, at, index, names)?, leased)
        })
        .collect();
    judged.sort_by(|a, b| b.score.cmp(&a.score).then(a.comparison.device.cmp(&b.comparison.device)));
    judged
}
