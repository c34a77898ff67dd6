//! DICOM upper layer and messages (PS3.8 §9.3, PS3.7 §9): associations, stores, worklist queries, with invented patients.

use crate::{hospital::Device, wire::write::Bytes};

pub const VERIFICATION: &str = "1.2.840.10008.1.1";
pub const WORKLIST: &str = "1.2.840.10008.5.1.4.31";
const IMPLICIT: &str = "1.2.840.10008.1.2";
const EXPLICIT: &str = "1.2.840.10008.1.2.1";

/// Storage SOP class of a modality (PS3.4 §B.5).
#[must_use]
pub fn storage(modality: &str) -> &'static str {
    match modality {
        "CT" => "1.2.840.10008.5.1.4.1.1.2",
        "MR" => "1.2.840.10008.5.1.4.1.1.4",
        "US" => "1.2.840.10008.5.1.4.1.1.6.1",
        "CR" => "1.2.840.10008.5.1.4.1.1.1",
        "DX" => "1.2.840.10008.5.1.4.1.1.1.1",
        "MG" => "1.2.840.10008.5.1.4.1.1.1.2",
        "XA" => "1.2.840.10008.5.1.4.1.1.12.1",
        "RF" => "1.2.840.10008.5.1.4.1.1.12.2",
        "NM" => "1.2.840.10008.5.1.4.1.1.20",
        "PT" => "1.2.840.10008.5.1.4.1.1.128",
        "OP" => "1.2.840.10008.5.1.4.1.1.77.1.5.1",
        "OPT" => "1.2.840.10008.5.1.4.1.1.77.1.5.4",
        "ES" => "1.2.840.10008.5.1.4.1.1.77.1.1",
        "ECG" => "1.2.840.10008.5.1.4.1.1.9.1.1",
        "RTIMAGE" => "1.2.840.10008.5.1.4.1.1.481.1",
        "RTPLAN" => "1.2.840.10008.5.1.4.1.1.481.5",
        _ => "1.2.840.10008.5.1.4.1.1.7",
    }
}

/// Implementation class UID and version name: makers' own, or the toolkit they built on.
#[must_use]
pub fn implementation(device: &Device) -> (String, String) {
    let text = |uid: &str, name: &str| (uid.to_owned(), name.to_owned());
    match device.maker.as_str() {
        "ge_healthcare" => text("1.2.840.113619.6.95", "GE_IMPL_4_1"),
        "siemens_healthineers" => text("1.3.12.2.1107.5.9.20", "SIEMENS_S7VA10A"),
        "philips" => text("1.3.46.670589.11.0.0.51.4.56.1", "MR DICOM 4.1"),
        "canon_medical" => text("1.2.392.200036.9116.6.17", "TM_DICOM_V3.0"),
        "fujifilm" => text("1.2.392.200036.9125.1.1.5", "FUJIDICOM"),
        "fujifilm_healthcare" => text("1.2.392.200036.9123.100.11", ""),
        "konica_minolta" => text("1.2.392.200036.9107.500.1", "KM_DCM_1"),
        "canon" => text("1.2.392.200046.100.2.1", ""),
        "hologic" => text("1.2.840.113681.1", "HOLOGIC"),
        "nihon_kohden" | "olympus" | "ziosoft" => text("1.2.276.0.7230010.3.0.3.6.2", "OFFIS_DCMTK_362"),
        "terarecon" => text("2.16.840.1.113669.2.1.1", "MergeCOM3_390"),
        "psp" => text("1.2.40.0.13.1.3", "dcm4che-3.3.8"),
        _ => text("2.16.840.1.113669.2.1.1", "MergeCOM3_360"),
    }
}

fn item(kind: u8, contents: impl AsRef<[u8]>) -> Vec<u8> {
    Bytes::new().raw([kind, 0]).long(contents).done()
}

fn user_information(who: &(String, String)) -> Vec<u8> {
    let mut parts = vec![item(0x51, [0, 0, 0x40, 0]), item(0x52, &who.0)];
    if !who.1.is_empty() {
        parts.push(item(0x55, &who.1));
    }
    item(0x50, parts.concat())
}

fn pdu(kind: u8, contents: Vec<u8>) -> Vec<u8> {
    Bytes::new().raw([kind, 0]).u32(contents.len() as u32).raw(contents).done()
}

fn association(kind: u8, called: &str, calling: &str, items: Vec<u8>) -> Vec<u8> {
    let body = Bytes::new()
        .u16(1)
        .u16(0)
        .padded(called, 16, b' ')
        .padded(calling, 16, b' ')
        .zeros(32)
        .raw(item(0x10, "1.2.840.10008.3.1.1.1"))
        .raw(items);
    pdu(kind, body.done())
}

/// A-ASSOCIATE-RQ for some abstract syntaxes.
#[must_use]
pub fn request(called: &str, calling: &str, classes: &[&str], who: &(String, String)) -> Vec<u8> {
    let mut items = Vec::new();
    for (n, class) in classes.iter().enumerate() {
        let syntaxes = [item(0x30, class), item(0x40, EXPLICIT), item(0x40, IMPLICIT)].concat();
        items.extend(item(0x20, [vec![n as u8 * 2 + 1, 0, 0, 0], syntaxes].concat()));
    }
    items.extend(user_information(who));
    association(1, called, calling, items)
}

/// A-ASSOCIATE-AC: every context with implicit VR.
#[must_use]
pub fn accept(called: &str, calling: &str, contexts: usize, who: &(String, String)) -> Vec<u8> {
    let mut items = Vec::new();
    for n in 0..contexts {
        items.extend(item(0x21, [vec![n as u8 * 2 + 1, 0, 0, 0], item(0x40, IMPLICIT)].concat()));
    }
    items.extend(user_information(who));
    association(2, called, calling, items)
}

/// A-ASSOCIATE-RJ: called AE title not recognised.
#[must_use]
pub fn reject() -> Vec<u8> {
    pdu(3, vec![0, 1, 1, 7])
}

/// A-RELEASE-RQ and A-RELEASE-RP.
#[must_use]
pub fn release(reply: bool) -> Vec<u8> {
    pdu(if reply { 6 } else { 5 }, vec![0; 4])
}

/// P-DATA-TF with one fragment: command or data, always the last.
fn data(context: u8, command: bool, contents: &[u8]) -> Vec<u8> {
    let control = if command { 3 } else { 2 };
    let value = Bytes::new().u32(contents.len() as u32 + 2).u8(context).u8(control).raw(contents);
    pdu(4, value.done())
}

/// One element, implicit VR little-endian (PS3.5 §7.1.3), filled to even length.
fn element(group: u16, number: u16, value: impl AsRef<[u8]>, fill: u8) -> Vec<u8> {
    let value = value.as_ref();
    let odd = value.len() % 2;
    let out = Bytes::new().le16(group).le16(number).le32((value.len() + odd) as u32).raw(value);
    if odd == 1 { out.u8(fill).done() } else { out.done() }
}

fn text(group: u16, number: u16, value: &str) -> Vec<u8> {
    element(group, number, value, b' ')
}

fn uid(group: u16, number: u16, value: &str) -> Vec<u8> {
    element(group, number, value, 0)
}

fn command(context: u8, field: u16, class: &str, more: &[Vec<u8>], with_data: bool) -> Vec<u8> {
    let word = |number: u16, value: u16| element(0, number, value.to_le_bytes(), 0);
    let mut parts = vec![uid(0, 2, class), word(0x100, field)];
    parts.push(if field >= 0x8000 { word(0x120, 1) } else { word(0x110, 1) });
    if field < 0x8000 && field != 0x30 {
        parts.push(word(0x700, 0));
    }
    parts.push(word(0x800, if with_data { 0 } else { 0x0101 }));
    parts.extend_from_slice(more);
    let body = parts.concat();
    let group = element(0, 0, (body.len() as u32).to_le_bytes(), 0);
    data(context, true, &[group, body].concat())
}

/// C-ECHO request or response.
#[must_use]
pub fn echo(reply: bool) -> Vec<u8> {
    if reply {
        return command(1, 0x8030, VERIFICATION, &[element(0, 0x900, [0, 0], 0)], false);
    }
    command(1, 0x0030, VERIFICATION, &[], false)
}

/// C-STORE request with a data set, and `pixels` bytes of image.
#[must_use]
pub fn store(class: &str, instance: &str, device: &Device, patient: u32, pixels: usize) -> Vec<u8> {
    let mut out = command(1, 1, class, &[uid(0, 0x1000, instance)], true);
    let set = data_set(class, instance, device, patient, pixels);
    let mut chunks = set.chunks(16_000).peekable();
    while let Some(chunk) = chunks.next() {
        let control = if chunks.peek().is_none() { 2 } else { 0 };
        let value = Bytes::new().u32(chunk.len() as u32 + 2).u8(1).u8(control).raw(chunk);
        out.extend(pdu(4, value.done()));
    }
    out
}

/// C-STORE response: success.
#[must_use]
pub fn stored(class: &str, instance: &str) -> Vec<u8> {
    command(1, 0x8001, class, &[element(0, 0x900, [0, 0], 0), uid(0, 0x1000, instance)], false)
}

fn data_set(class: &str, instance: &str, device: &Device, patient: u32, pixels: usize) -> Vec<u8> {
    let series = instance.rsplit_once('.').map_or(instance, |(series, _)| series);
    let name = format!("ZZKANJA^TARO{patient}=\u{1b}$B2M6u4\u{1b}(B^\u{1b}$BB@\u{1b}(B");
    let station = if device.hostname.is_empty() { &device.ae_title } else { &device.hostname };
    let modality = device.extra.as_str();
    [
        text(8, 5, "\\ISO 2022 IR 87"),
        text(8, 8, "ORIGINAL\\PRIMARY"),
        uid(8, 0x16, class),
        uid(8, 0x18, instance),
        text(8, 0x20, "20300105"),
        text(8, 0x30, "091500"),
        text(8, 0x50, &format!("ACC{patient:07}")),
        text(8, 0x60, modality),
        text(8, 0x70, &device.says),
        text(8, 0x80, "Aobane General Hospital (fictional)"),
        text(8, 0x1010, station),
        text(8, 0x1090, &device.model),
        text(0x10, 0x10, &name),
        text(0x10, 0x20, &format!("ZZPID{patient:06}")),
        text(0x10, 0x30, "19500101"),
        text(0x10, 0x40, "O"),
        text(0x18, 0x1000, &device.serial),
        text(0x18, 0x1020, &device.software),
        uid(0x20, 0x0d, series),
        uid(0x20, 0x0e, series),
        element(0x28, 0x10, 512_u16.to_le_bytes(), 0),
        element(0x28, 0x11, ((pixels / 1024) as u16).to_le_bytes(), 0),
        element(0x7fe0, 0x10, vec![0x41; pixels], 0),
    ]
    .concat()
}

/// Modality worklist C-FIND request.
#[must_use]
pub fn find(device: &Device) -> Vec<u8> {
    let step =
        [text(8, 0x60, &device.extra), text(0x40, 1, &device.ae_title), text(0x40, 2, "20300105")].concat();
    let item = Bytes::new().le16(0xfffe).le16(0xe000).le32(step.len() as u32).raw(step).done();
    let keys = [
        text(8, 5, "\\ISO 2022 IR 87"),
        text(8, 0x50, ""),
        text(0x10, 0x10, ""),
        text(0x10, 0x20, ""),
        element(0x40, 0x100, item, 0),
    ]
    .concat();
    [command(1, 0x20, WORKLIST, &[], true), data(1, false, &keys)].concat()
}

/// C-FIND responses: some patients, then the end.
#[must_use]
pub fn found(patients: std::ops::Range<u32>) -> Vec<u8> {
    let mut out = Vec::new();
    for patient in patients {
        let status = element(0, 0x900, [0, 0xff], 0);
        out.extend(command(1, 0x8020, WORKLIST, &[status], true));
        let set = [
            text(8, 0x50, &format!("ACC{patient:07}")),
            text(0x10, 0x10, &format!("ZZKANJA^HANAKO{patient}")),
            text(0x10, 0x20, &format!("ZZPID{patient:06}")),
        ];
        out.extend(data(1, false, &set.concat()));
    }
    out.extend(command(1, 0x8020, WORKLIST, &[element(0, 0x900, [0, 0], 0)], false));
    out
}
