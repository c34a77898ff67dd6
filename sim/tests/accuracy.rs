//! Measures discovery against the truth of simulated hospitals: devices, maker, model, kind, medical or not, remote
//! lines, patient data. Prints a table and the worst groups of errors. `SIM_DEVICES=4000` adds the large
//! hospital, `SIM_GOALS=1` makes every goal an assertion (devices and patient data always are).

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use discovery::{collector::Collector, resolve::resolve};
use domain::{devices::Device as Found, picture::Picture};
use knowledge::Knowledge;
use parsers::packet::engine::{Config, read_capture};
use sim::{
    capture::{Format, Writer},
    hospital::{Device, Hospital, Mirror, Size},
    stage::{Heard, reveals},
    talk::PATIENT_MARKS,
    traffic::{Session, play},
};

/// Right answers and all answers, with errors grouped by what was wrong.
#[derive(Default)]
struct Score {
    right: usize,
    of: usize,
    errors: BTreeMap<String, usize>,
}

impl Score {
    fn add(&mut self, right: bool, error: impl FnOnce() -> String) {
        self.of += 1;
        if right {
            self.right += 1;
        } else {
            *self.errors.entry(error()).or_default() += 1;
        }
    }

    fn percent(&self) -> f64 {
        if self.of == 0 { 100.0 } else { 100.0 * self.right as f64 / self.of as f64 }
    }

    fn print(&self, name: &str) {
        println!("{name:<22} {:>7.2} %  {:>5} of {:>5}", self.percent(), self.right, self.of);
        let mut errors: Vec<_> = self.errors.iter().collect();
        errors.sort_by_key(|(text, count)| (std::cmp::Reverse(**count), (*text).clone()));
        for (text, count) in errors.iter().take(14) {
            println!("      {count:>4} × {text}");
        }
    }
}

struct Scores {
    table: Vec<(&'static str, Score, f64)>,
    leaks: Vec<&'static str>,
}

impl Scores {
    fn print(&self, title: &str) {
        println!("\n== {title}");
        for (name, score, _) in &self.table {
            score.print(name);
        }
        println!("leaked patient marks: {:?}", self.leaks);
    }

    fn misses(&self) -> Vec<String> {
        self.table
            .iter()
            .filter(|(_, score, least)| score.percent() < *least)
            .map(|(name, score, least)| format!("{name} {:.2} < {least}", score.percent()))
            .collect()
    }
}

fn measure(seed: u64, devices: u32, mirror: Mirror, title: &str) -> Scores {
    let hospital = Hospital::new(seed, Size::devices(devices));
    let mut writer = Writer::new(Vec::new(), Format::Pcap).unwrap();
    let heard = play(&hospital, &Session::on_day(mirror, 1, 30), &mut writer);
    let bytes = writer.finish().unwrap();
    let mut collector = Collector::new("sim.pcap");
    let summary = read_capture(bytes.as_slice(), "sim.pcap", Config::default(), &mut collector, |_| true);
    assert_eq!(summary.malformed, 0, "{title}: own frames must be readable: {:?}", summary.warnings);
    let observations = collector.finish(summary);
    let picture = resolve(&observations, Knowledge::built_in(), &[], None);
    let mut scores = score(&hospital, &heard, mirror, &picture);
    let told = format!(
        "{}{}",
        serde_json::to_string(&picture).unwrap(),
        serde_json::to_string(&observations).unwrap()
    );
    scores.leaks = PATIENT_MARKS.iter().copied().filter(|mark| told.contains(mark)).collect();
    scores.print(title);
    scores
}

/// Which device of the picture stands for which of the hospital.
struct Pairs<'a> {
    of_truth: BTreeMap<usize, &'a Found>,
    /// Devices of the picture that stand for nothing, or for something twice.
    wrong: Vec<(&'a Found, &'static str)>,
}

fn pair<'a>(hospital: &Hospital, picture: &'a Picture) -> Pairs<'a> {
    let mut by_mac = BTreeMap::new();
    let mut by_ip: BTreeMap<IpAddr, usize> = BTreeMap::new();
    for device in &hospital.devices {
        if device.behind.is_none() {
            by_mac.insert(device.own_mac, device.index);
        }
        by_ip.insert(device.place.ip.into(), device.index);
    }
    for zone in &hospital.zones {
        let [a, b, c] = zone.net;
        for last in [1, 2] {
            by_ip.insert([a, b, c, last].into(), hospital.core);
        }
        by_mac.insert(sim::stage::Stage::gateway(zone.vlan), hospital.core);
    }
    let mut of_truth: BTreeMap<usize, &Found> = BTreeMap::new();
    let mut wrong = Vec::new();
    for found in &picture.devices {
        let truth = found
            .macs
            .iter()
            .find_map(|mac| by_mac.get(mac))
            .or_else(|| found.ips.iter().find_map(|ip| by_ip.get(ip)))
            .or_else(|| found.history.iter().find_map(|period| period.ip.and_then(|ip| by_ip.get(&ip))));
        match truth {
            None => wrong.push((found, "invented")),
            Some(index) => {
                if of_truth.insert(*index, found).is_some() {
                    wrong.push((found, "split in two"));
                }
            }
        }
    }
    Pairs { of_truth, wrong }
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_lowercase()
}

fn score(hospital: &Hospital, heard: &[Heard], mirror: Mirror, picture: &Picture) -> Scores {
    let pairs = pair(hospital, picture);
    let [mut recall, mut precision, mut maker, mut model, mut kind, mut medical, mut serial] =
        std::array::from_fn(|_| Score::default());
    for device in &hospital.devices {
        let heard = heard[device.index];
        if heard.sent == 0 {
            continue;
        }
        let found = pairs.of_truth.get(&device.index).copied();
        recall.add(found.is_some(), || format!("{} {} ({} frames)", device.kind, device.model, heard.sent));
        let Some(found) = found else { continue };
        attributes(device, heard, found, [&mut maker, &mut model, &mut kind, &mut medical, &mut serial]);
    }
    for found in &picture.devices {
        let bad = pairs.wrong.iter().find(|(wrong, _)| wrong.id == found.id);
        precision.add(bad.is_none(), || {
            let why = bad.map_or("", |(_, why)| why);
            format!(
                "{why}: macs {:?} ips {:?} vlans {:?}",
                found.macs,
                found.ips.iter().take(3).collect::<Vec<_>>(),
                found.vlans
            )
        });
    }
    let (lines_found, lines_right) = lines(hospital, heard, mirror, picture, &pairs);
    Scores {
        table: vec![
            ("devices recall", recall, 99.5),
            ("devices precision", precision, 99.0),
            ("maker (revealed)", maker, 97.0),
            ("model (revealed)", model, 97.0),
            ("kind (revealed)", kind, 95.0),
            ("medical or not", medical, 98.0),
            ("serial (revealed)", serial, 90.0),
            ("remote lines found", lines_found, 98.0),
            ("remote lines right", lines_right, 95.0),
        ],
        leaks: Vec::new(),
    }
}

fn attributes(device: &Device, heard: Heard, found: &Found, scores: [&mut Score; 5]) {
    let [maker, model, kind, medical, serial] = scores;
    let name = format!("{} {} {}", device.kind, device.maker, device.model);
    let reveals = |bit: u8| heard.revealed & bit != 0;
    if reveals(reveals::MAKER) && !device.maker.is_empty() {
        let got = found
            .vendor
            .as_ref()
            .map(|stated| stated.value.id.clone().unwrap_or_else(|| stated.value.name.clone()));
        let group = device.maker == "nec_platforms" && got.as_deref() == Some("nec");
        maker.add(group || got.as_deref() == Some(&device.maker), || format!("{name}: {got:?}"));
    }
    if reveals(reveals::MODEL) && !device.model.is_empty() {
        let got = found.model.as_ref().map(|stated| stated.value.clone());
        let same = got.as_deref().is_some_and(|got| {
            let (got, want) = (plain(got), plain(device.model.trim_start_matches("CP-")));
            !got.is_empty() && (got.contains(&want) || want.contains(&got))
        });
        model.add(same, || format!("{name}: {got:?}"));
    }
    if reveals(reveals::SERIAL) && !device.serial.is_empty() {
        let got = found.serial.as_ref().map(|stated| stated.value.clone());
        serial.add(got.as_deref() == Some(&device.serial), || {
            format!("{name}: {}", if got.is_some() { "other" } else { "none" })
        });
    }
    if reveals(reveals::KIND) && !device.kind.is_empty() {
        let got = found.kind.as_ref().map(|stated| stated.value.clone());
        kind.add(got.as_deref() == Some(&device.kind), || format!("{name}: {got:?}"));
        let got = found.is_medical.as_ref().map(|stated| stated.value);
        medical.add(got == Some(device.medical), || format!("{name}: {got:?}"));
    }
}

/// A maker's service by TLS may be called by its name or by its way.
fn same_method(got: &str, want: &str) -> bool {
    got == want || want == "outbound_tls" && matches!(got, "maker_gateway" | "cloud_telemetry")
}

fn lines(
    hospital: &Hospital,
    heard: &[Heard],
    mirror: Mirror,
    picture: &Picture,
    pairs: &Pairs<'_>,
) -> (Score, Score) {
    let index_of: BTreeMap<_, usize> =
        pairs.of_truth.iter().map(|(index, found)| (&found.id, *index)).collect();
    let mut expected = BTreeSet::new();
    let (mut all, mut right) = (Score::default(), Score::default());
    for line in &hospital.lines {
        let known =
            hospital.devices.iter().find(|device| device.place.ip == line.peer).map(|device| device.index);
        expected.insert((line.device, line.method, IpAddr::from(line.peer)));
        let end = hospital.devices[line.device].place;
        let peer = known.map(|index| hospital.devices[index].place);
        let passes = match mirror {
            Mirror::Access(switch) => end.switch == switch || peer.is_some_and(|peer| peer.switch == switch),
            _ => peer.is_none_or(|peer| (peer.vlan, peer.switch) != (end.vlan, end.switch)),
        };
        if !passes || heard[line.device].sent == 0 || known.is_some_and(|peer| heard[peer].sent == 0) {
            continue;
        }
        let found = picture.remote_lines.iter().any(|got| {
            let ends = [Some(&got.device), got.peer.device.as_ref()];
            same_method(&got.method, line.method)
                && ends.into_iter().flatten().any(|id| index_of.get(id) == Some(&line.device))
        });
        let name = &hospital.devices[line.device];
        all.add(found, || format!("{} of {} {}", line.method, name.kind, name.model));
    }
    for got in &picture.remote_lines {
        let device = index_of.get(&got.device).copied();
        let peer = got.peer.device.as_ref().and_then(|id| index_of.get(id)).copied();
        let ok = hospital.lines.iter().any(|line| {
            same_method(&got.method, line.method)
                && (Some(line.device) == device || Some(line.device) == peer)
        }) || got.method == "lte_router"
            || peer == Some(hospital.laptop);
        right.add(ok, || {
            let what = device.map_or("?".to_owned(), |index| {
                let device = &hospital.devices[index];
                format!("{} {}", device.kind, device.model)
            });
            format!("{} of {what} to {}", got.method, got.peer.label())
        });
    }
    (all, right)
}

fn check(all: &[(&str, Scores)]) {
    let mut misses = Vec::new();
    for (title, scores) in all {
        for (name, score, _) in scores.table.iter().filter(|(name, ..)| *name == "devices recall") {
            assert!(score.percent() >= 99.5, "{title}: {name} {}", score.percent());
        }
        assert!(scores.leaks.is_empty(), "{title}: patient data came out: {:?}", scores.leaks);
        misses.extend(scores.misses().into_iter().map(|miss| format!("{title}: {miss}")));
    }
    println!("below the goals:\n{}", misses.join("\n"));
    assert!(misses.is_empty() || std::env::var_os("SIM_GOALS").is_none(), "below the goals: {misses:?}");
}

#[test]
fn a_hospital_of_800_devices_is_seen_as_it_is() {
    check(&[
        ("800 both", measure(11, 800, Mirror::CoreBoth, "800 devices, core, both directions")),
        ("800 one way", measure(12, 800, Mirror::CoreOneWay, "800 devices, core, one way")),
        ("300 access", measure(13, 300, Mirror::Access(3), "300 devices, one access switch")),
    ]);
}

#[test]
fn a_hospital_of_4000_devices_is_seen_as_it_is() {
    if std::env::var_os("SIM_DEVICES").is_none() {
        println!("skipped: set SIM_DEVICES=4000 to measure the large hospital");
        return;
    }
    check(&[
        ("4000 both", measure(21, 4000, Mirror::CoreBoth, "4,000 devices, core, both directions")),
        ("4000 one way", measure(22, 4000, Mirror::CoreOneWay, "4,000 devices, core, one way")),
    ]);
}
