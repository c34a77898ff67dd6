//! Rows without a key: which devices that nobody claims look like them. Suggestions only; a person decides.
//!
//! Maker, kind, model, place and numbers in free text are weighed; what contradicts is left out. Devices are found through their
//! maker, kind and model, so that a row is not compared with every device.

use domain::{
    certainty::Certainty,
    devices::Device,
    ids::{DeviceId, ZoneId},
    ledger::{Candidate, Clue, ClueResult, Column, LedgerRow, RowDecision, RowResult, RowStatus},
    picture::Picture,
};
use hashbrown::{HashMap, HashSet};

use super::{
    compare::RowView,
    index::{Index, View},
    kinds,
    names::Names,
    similar::{self, Likeness},
};

/// Candidates shown for one row.
const MAX_SHOWN: usize = 5;
/// Devices weighed for one row.
const MAX_WEIGHED: usize = 1_000;
/// Less than this is no suggestion: the kind and the place, or the maker and the kind, are just enough.
const ENOUGH: u32 = 35;

/// Adds candidates to every row that has no key and about which nobody decided, and to rows linked by hand that miss pieces.
pub fn add(
    rows: &[LedgerRow],
    results: &mut [RowResult],
    free: &[DeviceId],
    picture: &Picture,
    index: &Index<'_>,
    names: &dyn Names,
) {
    let wants = |row: &LedgerRow, result: &RowResult| {
        let open = result.status == RowStatus::NoKey && result.decided.is_none() && !row.retired;
        let linked = matches!(result.decided, Some(RowDecision::Linked { .. }));
        open || (linked && result.quantity.is_some_and(|pieces| pieces > result.pieces_seen()))
    };
    if !rows.iter().zip(results.iter()).any(|(row, result)| wants(row, result)) {
        return;
    }
    let mut pool = Pool::of(free, picture, index);
    let mut known: HashMap<_, Vec<Candidate>> = HashMap::new();
    for (row, result) in rows.iter().zip(results).filter(|(row, result)| wants(row, result)) {
        let found =
            known.entry(told(row)).or_insert_with(|| pool.candidates(&RowView::of(row, names), names));
        result.candidates.clone_from(found);
    }
}

/// Everything of a row that suggestions go by: a ledger lists many pieces of one kind in the same words.
const fn told(row: &LedgerRow) -> [&Option<String>; 8] {
    [
        &row.name,
        &row.kind,
        &row.maker,
        &row.model,
        &row.location,
        &row.department,
        &row.remarks,
        &row.maintenance,
    ]
}

/// Devices that no row claims, found by what they are.
struct Pool<'a> {
    index: &'a Index<'a>,
    free: HashSet<usize>,
    by_maker: HashMap<&'a str, Vec<usize>>,
    by_kind: HashMap<&'a str, Vec<usize>>,
    by_model: HashMap<String, Vec<usize>>,
    /// By position in the index: comparable form of the model, and of department and zone with their words.
    model_keys: HashMap<usize, String>,
    places: HashMap<usize, Vec<(String, &'a str)>>,
    /// Model of a row, model of a device: comparing them is the costly part, and rows repeat them.
    models: HashMap<String, HashMap<&'a str, Likeness>>,
}

/// A row as it is compared with every device, worked out once.
struct Wanted<'r> {
    row: &'r RowView<'r>,
    numbers: Vec<String>,
    name: String,
    places: Vec<(Column, &'r str, String)>,
}

impl<'r> Wanted<'r> {
    fn of(row: &'r RowView<'r>) -> Self {
        let said = [(Column::Location, &row.row.location), (Column::Department, &row.row.department)];
        let places = said.into_iter().filter_map(|(column, text)| {
            let text = text.as_deref()?;
            Some((column, text, place_key(text)?))
        });
        Self {
            row,
            numbers: numbers(row.row),
            name: row.row.name.as_deref().map(similar::key).unwrap_or_default(),
            places: places.collect(),
        }
    }
}

impl<'a> Pool<'a> {
    fn of(free: &[DeviceId], picture: &'a Picture, index: &'a Index<'a>) -> Self {
        let free: HashSet<&DeviceId> = free.iter().collect();
        let zones = picture.zones.iter().filter_map(|zone| Some((&zone.id, zone.name.as_deref()?)));
        let zones: HashMap<&ZoneId, &str> = zones.collect();
        let mut pool = Self {
            index,
            free: HashSet::new(),
            by_maker: HashMap::new(),
            by_kind: HashMap::new(),
            by_model: HashMap::new(),
            model_keys: HashMap::new(),
            places: HashMap::new(),
            models: HashMap::new(),
        };
        for (at, view) in index.views.iter().enumerate().filter(|(_, view)| free.contains(&view.device.id)) {
            pool.free.insert(at);
            if let Some(maker) = &view.vendor {
                pool.by_maker.entry(maker).or_default().push(at);
            }
            if let Some(kind) = &view.device.kind {
                pool.by_kind.entry(&kind.value).or_default().push(at);
            }
            if let Some(model) = &view.device.model {
                let key = similar::key(&model.value);
                pool.by_model.entry(key.clone()).or_default().push(at);
                pool.model_keys.insert(at, key);
            }
            let department = view.device.department.as_ref().map(|stated| stated.value.as_str());
            let zone = view.device.zone.as_ref().and_then(|id| zones.get(id).copied());
            let places = [department, zone].into_iter().flatten();
            pool.places.insert(at, places.filter_map(|text| Some((place_key(text)?, text))).collect());
        }
        pool
    }

    fn candidates(&mut self, row: &RowView<'_>, names: &dyn Names) -> Vec<Candidate> {
        let wanted = Wanted::of(row);
        let mut weighed: Vec<(u32, &'a Device, Vec<Clue>)> = Vec::new();
        for at in self.alike(&wanted, names) {
            let Some(view) = self.index.views.get(at) else { continue };
            let Some((weight, clues)) = self.weigh(&wanted, at, view, names) else { continue };
            if weight >= ENOUGH {
                weighed.push((weight, view.device, clues));
            }
        }
        weighed.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
        let weights: Vec<u32> = weighed.iter().map(|(weight, ..)| *weight).collect();
        let rank = |weight: u32| 1 + weights.iter().filter(|other| **other > weight).count() as u32;
        weighed
            .into_iter()
            .take(MAX_SHOWN)
            .map(|(weight, device, clues)| Candidate { device: device.id.clone(), rank: rank(weight), clues })
            .collect()
    }

    /// Devices worth weighing, in the order of the index.
    fn alike(&self, wanted: &Wanted<'_>, names: &dyn Names) -> Vec<usize> {
        let row = wanted.row;
        let mut found: Vec<usize> = Vec::new();
        for number in &wanted.numbers {
            found.extend(self.index.by_serial(number));
            found.extend(self.index.by_host(number));
        }
        if let Some(model) = &row.row.model {
            found.extend(self.by_model.get(&similar::key(model)).into_iter().flatten());
        }
        if let Some(maker) = &row.maker {
            let same =
                self.by_maker.iter().filter(|(known, _)| *known == maker || names.related(known, maker));
            found.extend(same.flat_map(|(_, devices)| devices));
        }
        if let Some(kind) = &row.kind {
            let same = self.by_kind.iter().filter(|(known, _)| kinds::compatible(known, kind));
            found.extend(same.flat_map(|(_, devices)| devices));
        }
        found.retain(|at| self.free.contains(at));
        found.sort_unstable();
        found.dedup();
        found.truncate(MAX_WEIGHED);
        found
    }

    /// How much the device looks like the row, and why; `None` when something contradicts.
    fn weigh(
        &mut self,
        wanted: &Wanted<'_>,
        at: usize,
        view: &'a View<'a>,
        names: &dyn Names,
    ) -> Option<(u32, Vec<Clue>)> {
        let found = [
            maker(wanted.row, view, names)?,
            kind(wanted.row, view)?,
            self.model(wanted, at, view)?,
            self.place(wanted, at),
            number(view, &wanted.numbers),
        ];
        let found: Vec<(u32, Clue)> = found.into_iter().flatten().collect();
        Some((
            found.iter().map(|(weight, _)| weight).sum(),
            found.into_iter().map(|(_, clue)| clue).collect(),
        ))
    }

    /// The model, in its own column or in the name of the device.
    fn model(&mut self, wanted: &Wanted<'_>, at: usize, view: &'a View<'a>) -> Option<Option<(u32, Clue)>> {
        let Some(stated) = &view.device.model else { return Some(None) };
        if let Some(said) = &wanted.row.row.model {
            match self.likeness(said, &stated.value) {
                Likeness::Same => {
                    return Some(Some((50, clue(Column::Model, said, &stated.value, ClueResult::Same))));
                }
                Likeness::Similar => {
                    return Some(Some((35, clue(Column::Model, said, &stated.value, ClueResult::Similar))));
                }
                Likeness::Different => return None,
                Likeness::Unclear => {}
            }
        }
        let model = self.model_keys.get(&at).map_or("", String::as_str);
        let named = similar::identifies(model) && wanted.name.contains(model);
        let name = wanted.row.row.name.as_deref().unwrap_or_default();
        Some(named.then(|| (35, clue(Column::Name, name, &stated.value, ClueResult::Similar))))
    }

    fn likeness(&mut self, said: &str, seen: &'a str) -> Likeness {
        if !self.models.contains_key(said) {
            self.models.insert(said.to_owned(), HashMap::new());
        }
        let Some(known) = self.models.get_mut(said) else { return Likeness::Unclear };
        *known.entry(seen).or_insert_with(|| similar::models(said, seen))
    }

    /// The place in the ledger against the department or the zone of the device.
    fn place(&self, wanted: &Wanted<'_>, at: usize) -> Option<(u32, Clue)> {
        let seen = self.places.get(&at)?;
        wanted.places.iter().find_map(|(column, text, said)| {
            let (_, place) =
                seen.iter().find(|(key, _)| said.contains(key.as_str()) || key.contains(said.as_str()))?;
            Some((15, clue(*column, text, place, ClueResult::Similar)))
        })
    }
}

fn maker(row: &RowView<'_>, view: &View<'_>, names: &dyn Names) -> Option<Option<(u32, Clue)>> {
    let (Some(said), Some(stated)) = (&row.row.maker, &view.device.vendor) else { return Some(None) };
    let (Some(a), Some(b)) = (&row.maker, &view.vendor) else { return Some(None) };
    let agrees = match (a == b, names.related(a, b)) {
        (true, _) => (20, ClueResult::Same),
        (false, true) => (15, ClueResult::Similar),
        (false, false) => return None,
    };
    Some(Some((agrees.0, clue(Column::Maker, said, &stated.value.name, agrees.1))))
}

fn kind(row: &RowView<'_>, view: &View<'_>) -> Option<Option<(u32, Clue)>> {
    let (Some(kind), Some(stated)) = (&row.kind, &view.device.kind) else { return Some(None) };
    let said = row.row.kind.as_ref().or(row.row.name.as_ref()).map_or("", String::as_str);
    if *kind == stated.value {
        return Some(Some((20, clue(Column::Kind, said, &stated.value, ClueResult::Same))));
    }
    if !kinds::compatible(kind, &stated.value) {
        return (stated.certainty < Certainty::Likely).then_some(None);
    }
    let telling = !kinds::is_generic(&stated.value);
    Some(telling.then(|| (10, clue(Column::Kind, said, &stated.value, ClueResult::Similar))))
}

/// A number in the remarks that the device itself shows.
fn number(view: &View<'_>, numbers: &[String]) -> Option<(u32, Clue)> {
    let shown = |list: &[(String, String)]| {
        list.iter().find(|(key, _)| numbers.contains(key)).map(|(_, text)| text.clone())
    };
    let serial = shown(&view.serials).map(|text| (Column::Serial, text));
    let (column, text) = serial.or_else(|| shown(&view.hosts).map(|text| (Column::Hostname, text)))?;
    Some((60, clue(column, &text, &text, ClueResult::Same)))
}

/// Words of the row's free text that could be a serial number or a host name.
fn numbers(row: &LedgerRow) -> Vec<String> {
    let texts = [&row.remarks, &row.name, &row.maintenance];
    let words = texts.into_iter().flatten().flat_map(|text| {
        text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).map(similar::key)
    });
    words.filter(|word| word.len() >= 5 && similar::identifies(word)).take(16).collect()
}

/// A place in comparable form; a single letter is none.
fn place_key(text: &str) -> Option<String> {
    Some(similar::key(text)).filter(|key| key.chars().count() >= 2)
}

fn clue(column: Column, ledger: &str, network: &str, agrees: ClueResult) -> Clue {
    Clue { column, ledger: ledger.to_owned(), network: Some(network.to_owned()), agrees }
}

#[cfg(test)]
mod tests {
    use domain::{
        devices::Maker,
        zones::{Visibility, Zone},
    };
    use knowledge::Knowledge;

    use super::*;
    use crate::ledger::{
        Decision, Decisions,
        harness::{device, stated},
        reconcile, row_key,
    };

    fn pump(at: usize, zone: &str) -> Device {
        let mut pump = device(
            &format!("p{at}"),
            Some(&format!("00:1f:76:00:00:{at:02x}")),
            Some(&format!("10.5.0.{at}")),
        );
        let maker =
            Maker { id: Some("terumo".into()), name: "Terumo".into(), name_ja: Some("テルモ".into()) };
        pump.vendor = stated(maker);
        pump.model = stated("TE-LM830".into());
        pump.kind = stated("infusion_pump".into());
        pump.zone = Some(ZoneId::from_tail(zone));
        pump
    }

    fn zone(id: &str, name: &str) -> Zone {
        Zone {
            id: ZoneId::from_tail(id),
            vlan: None,
            subnets: Vec::new(),
            name: Some(name.into()),
            gateways: Vec::new(),
            devices: Vec::new(),
            visibility: Visibility::Full,
        }
    }

    fn hospital() -> Picture {
        let mut ct = device("ct", Some("00:00:39:00:00:01"), Some("10.1.0.1"));
        ct.vendor =
            stated(Maker { id: Some("canon_medical".into()), name: "Canon Medical".into(), name_ja: None });
        ct.kind = stated("ct".into());
        ct.serial = stated("CTA1234567".into());
        Picture {
            devices: vec![pump(1, "w3"), pump(2, "w3"), pump(3, "icu"), ct],
            zones: vec![zone("w3", "3階病棟"), zone("icu", "ICU")],
            ..Picture::default()
        }
    }

    fn row(name: &str, maker: &str, model: &str, place: &str) -> LedgerRow {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        LedgerRow {
            sheet: "台帳".into(),
            row: 4,
            asset_no: Some("ME-7".into()),
            name: some(name),
            maker: some(maker),
            model: some(model),
            location: some(place),
            ..LedgerRow::default()
        }
    }

    fn run(row: &LedgerRow, decisions: &[Decision]) -> RowResult {
        let decisions = Decisions { list: decisions, today: "2026-01-01" };
        reconcile(std::slice::from_ref(row), &hospital(), Knowledge::built_in(), &decisions).rows.remove(0)
    }

    fn found(row: &LedgerRow) -> Vec<(String, u32)> {
        run(row, &[]).candidates.iter().map(|c| (c.device.to_string(), c.rank)).collect()
    }

    #[test]
    fn what_looks_like_the_row_is_suggested_and_never_taken() {
        let row = row("輸液ポンプ", "テルモ", "TE-LM830", "ICU");
        let result = run(&row, &[]);
        assert_eq!(result.status, RowStatus::NoKey);
        assert!(result.devices.is_empty());
        let best = &result.candidates[0];
        assert_eq!(best.device, DeviceId::from_tail("p3"), "the one in the ICU leads");
        let columns: Vec<Column> = best.clues.iter().map(|clue| clue.column).collect();
        assert_eq!(columns, [Column::Maker, Column::Kind, Column::Model, Column::Location]);
        let ranks: Vec<u32> = result.candidates.iter().map(|c| c.rank).collect();
        assert_eq!(ranks, [1, 2, 2], "equally good ones share a rank");
    }

    #[test]
    fn what_contradicts_or_says_too_little_is_no_suggestion() {
        assert_eq!(found(&row("輸液ポンプ", "テルモ", "TE-331", "")), [], "another model");
        assert_eq!(found(&row("輸液ポンプ", "日本光電", "", "3階病棟")), [], "another maker");
        assert_eq!(found(&row("輸液ポンプ", "", "", "")), [], "the kind alone");
        assert_eq!(found(&row("パルスオキシメータ", "", "", "ICU")), [], "the place alone");
    }

    #[test]
    fn kind_and_place_or_a_number_in_the_remarks_are_enough() {
        assert_eq!(found(&row("輸液ポンプ", "", "", "ICU")), [("dev_p3".to_owned(), 1)]);
        assert_eq!(
            found(&row("テルモ TE-LM830", "テルモ", "", "ICU")).first().map(|c| c.0.clone()),
            Some("dev_p3".into())
        );
        let noted = LedgerRow {
            remarks: Some("本体 CTA1234567 保守中".into()),
            ..row("撮影装置", "", "", "")
        };
        assert_eq!(found(&noted), [("dev_ct".to_owned(), 1)]);
    }

    #[test]
    fn one_click_links_and_a_row_of_several_pieces_may_have_several() {
        let mut row = row("輸液ポンプ", "テルモ", "TE-LM830", "3階病棟");
        row.quantity = Some(3);
        let linked = |address: &str| Decision {
            row_key: row_key(&row),
            decision: RowDecision::Linked { address: address.into() },
        };
        let result = run(&row, &[linked("00:1f:76:00:00:01")]);
        assert_eq!((result.status, result.devices.len(), result.pieces_seen()), (RowStatus::Matched, 1, 1));
        let result = run(&row, &[linked("00:1f:76:00:00:01, 10.5.0.2")]);
        assert_eq!((result.devices.len(), result.pieces_seen()), (2, 2));
        assert!(result.why.contains("2 of 3 pieces are seen"), "{}", result.why);
        let remaining: Vec<_> = result.candidates.iter().map(|c| c.device.to_string()).collect();
        assert_eq!(remaining, ["dev_p3"], "pieces are missing, so the rest is still suggested");
    }

    #[test]
    fn a_range_of_addresses_gives_at_most_the_stated_pieces_and_the_totals_tell() {
        let mut row = row("輸液ポンプ", "テルモ", "", "");
        row.ip_ranges = vec![("10.5.0.1".parse().unwrap(), "10.5.0.9".parse().unwrap())];
        row.quantity = Some(5);
        let all =
            reconcile(std::slice::from_ref(&row), &hospital(), Knowledge::built_in(), &Decisions::default());
        assert_eq!(all.rows[0].pieces_seen(), 3);
        assert_eq!((all.totals.pieces, all.totals.pieces_seen), (5, 3));
        row.quantity = Some(2);
        let all =
            reconcile(std::slice::from_ref(&row), &hospital(), Knowledge::built_in(), &Decisions::default());
        assert_eq!((all.rows[0].pieces_seen(), all.totals.only_connected), (2, 2));
    }
}
