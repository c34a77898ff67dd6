//! Writes a capture and its truth: `hospital DIR SEED DEVICES both|oneway|access`.

use std::{fs::File, io::BufWriter, path::Path};

use sim::{
    capture::{Format, Writer},
    hospital::{Hospital, Mirror, Size},
    traffic::{Session, play},
    truth,
};

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let text = |n: usize, default: &str| arguments.get(n).cloned().unwrap_or_else(|| default.to_owned());
    let number =
        |n: usize, default: u64| arguments.get(n).and_then(|text| text.parse().ok()).unwrap_or(default);
    let folder = text(1, ".");
    let hospital = Hospital::new(number(2, 1), Size::devices(number(3, 300) as u32));
    let mirror = match text(4, "both").as_str() {
        "oneway" => Mirror::CoreOneWay,
        "access" => Mirror::Access(3),
        _ => Mirror::CoreBoth,
    };
    let file = BufWriter::new(File::create(Path::new(&folder).join("sim.pcap"))?);
    let mut writer = Writer::new(file, Format::Pcap)?;
    let heard = play(&hospital, &Session::on_day(mirror, 1, 30), &mut writer);
    let (packets, bytes) = writer.written();
    writer.finish()?;
    let json = serde_json::to_string_pretty(&truth::json(&hospital, &heard))?;
    std::fs::write(Path::new(&folder).join("truth.json"), json)?;
    println!("{} devices, {packets} packets, {bytes} bytes", hospital.devices.len());
    Ok(())
}
