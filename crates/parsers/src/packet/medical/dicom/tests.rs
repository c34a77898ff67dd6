//! Whole conversations, made byte by byte: roles, equipment, retrieval, joined flows, and no patient anywhere.

use proptest::prelude::*;

use super::*;
use crate::packet::{
    medical::MedicalMessage,
    message::Message,
    protocol::{Emit, Side, StreamParser},
};

#[derive(Default)]
struct Said(Vec<(Side, DicomMessage)>);

impl Emit for Said {
    fn emit(&mut self, from: Side, message: Message) {
        if let Message::Medical(MedicalMessage::Dicom(message)) = message {
            self.0.push((from, message));
        }
    }
}

const CT_STORAGE: &str = "1.2.840.10008.5.1.4.1.1.2";
const EXPLICIT: &str = "1.2.840.10008.1.2.1";

fn item(kind: u8, value: &[u8]) -> Vec<u8> {
    let mut out = vec![kind, 0];
    out.extend((value.len() as u16).to_be_bytes());
    out.extend(value);
    out
}

/// PS3.8 tables 9-11 and 9-17.
fn associate(kind: u8, called: &str, calling: &str, contexts: &[(u8, &str, u8)]) -> Vec<u8> {
    let mut body = vec![0, 1, 0, 0];
    body.extend(format!("{called:<16}{calling:<16}").bytes());
    body.extend([0; 32]);
    body.extend(item(0x10, b"1.2.840.10008.3.1.1.1"));
    for (id, class, result) in contexts {
        let mut value = vec![*id, 0, *result, 0];
        if kind == 1 {
            value.extend(item(0x30, class.as_bytes()));
        }
        value.extend(item(0x40, EXPLICIT.as_bytes()));
        body.extend(item(if kind == 1 { 0x20 } else { 0x21 }, &value));
    }
    let mut user = item(0x51, &16384u32.to_be_bytes());
    user.extend(item(0x52, b"1.2.3.4"));
    user.extend(item(0x55, if kind == 1 { b"SCANNER_1" } else { b"ARCHIVE_2" }));
    body.extend(item(0x50, &user));
    pdu(kind, &body)
}

fn pdu(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![kind, 0];
    out.extend((body.len() as u32).to_be_bytes());
    out.extend(body);
    out
}

fn data(flags: u8, bytes: &[u8]) -> Vec<u8> {
    let mut body = ((bytes.len() + 2) as u32).to_be_bytes().to_vec();
    body.extend([1, flags]);
    body.extend(bytes);
    pdu(4, &body)
}

fn element(tag: u32, vr: &[u8; 2], value: &[u8]) -> Vec<u8> {
    let mut out = ((tag >> 16) as u16).to_le_bytes().to_vec();
    out.extend((tag as u16).to_le_bytes());
    out.extend(vr);
    if matches!(vr, b"OW" | b"SQ") {
        out.extend([0, 0]);
        out.extend((value.len() as u32).to_le_bytes());
    } else {
        out.extend((value.len() as u16).to_le_bytes());
    }
    out.extend(value);
    out
}

fn command(field: u16, class: &str, move_originator: Option<&str>) -> Vec<u8> {
    let mut fields =
        vec![(2u16, class.as_bytes().to_vec()), (0x100, field.to_le_bytes().to_vec()), (0x800, vec![1, 0])];
    fields.extend(move_originator.map(|title| (0x1030, title.as_bytes().to_vec())));
    let mut out = Vec::new();
    for (number, value) in fields {
        out.extend([0, 0]);
        out.extend(number.to_le_bytes());
        out.extend((value.len() as u32).to_le_bytes());
        out.extend(value);
    }
    out
}

/// An image header with patient attributes in both scripts, and pixels.
fn image(model: &str) -> Vec<u8> {
    let mut set = element(0x0008_0005, b"CS", b"\\ISO 2022 IR 87 ");
    set.extend(element(0x0008_0060, b"CS", b"CT"));
    set.extend(element(0x0008_0070, b"LO", b"Example Imaging "));
    set.extend(element(0x0008_0080, b"LO", b"\x1b$BEl5~\x1b(B"));
    set.extend(element(0x0008_0090, b"PN", b"MARKED^REFERRER "));
    set.extend(element(0x0008_1010, b"SH", b"CTROOM1 "));
    set.extend(element(0x0008_1090, b"LO", model.as_bytes()));
    set.extend(element(0x0010_0010, b"PN", b"MARKED^PATIENT=\x1b$B8!::\x1b(B"));
    set.extend(element(0x0010_0020, b"LO", b"MARKED-ID-4711"));
    set.extend(element(0x0018_1000, b"LO", b"SN0001"));
    set.extend(element(0x0018_1020, b"LO", b"V1.2\\P3 "));
    set.extend(element(0x7fe0_0010, b"OW", &[9; 5000]));
    set
}

fn conversation() -> (Vec<u8>, Vec<u8>) {
    let classes = [(1, CT_STORAGE, 0), (3, "1.2.840.10008.1.1", 0), (5, "1.2.840.10008.5.1.4.31", 0)];
    let mut client = associate(1, "ARCHIVE", "CT01", &classes);
    client.extend(data(3, &command(1, CT_STORAGE, None)));
    let set = image("Scan 64 ");
    client.extend(data(0, &set[..40]));
    client.extend(data(0, &set[40..300]));
    client.extend(data(2, &set[300..]));
    client.extend(pdu(5, &[0; 4]));
    let server = associate(2, "ARCHIVE", "CT01", &[(1, "", 0), (3, "", 0), (5, "", 3)]);
    (client, server)
}

fn run(client: &[u8], server: &[u8], chunk: usize, mid_stream: bool) -> Vec<(Side, DicomMessage)> {
    let mut said = Said::default();
    let mut flow = flow::DicomFlow::new(mid_stream);
    let request = client.len().min(associate_length(client));
    for piece in client[..request].chunks(chunk) {
        flow.bytes(Side::Client, piece, &mut said);
    }
    for piece in server.chunks(chunk) {
        flow.bytes(Side::Server, piece, &mut said);
    }
    for piece in client[request..].chunks(chunk) {
        flow.bytes(Side::Client, piece, &mut said);
    }
    said.0
}

fn associate_length(bytes: &[u8]) -> usize {
    match bytes {
        [1, 0, a, b, c, d, ..] => 6 + u32::from_be_bytes([*a, *b, *c, *d]) as usize,
        _ => 0,
    }
}

#[test]
fn an_image_tells_the_scanner_and_not_the_patient() {
    let (client, server) = conversation();
    let said = run(&client, &server, 1 << 20, false);
    let [
        (Side::Client, DicomMessage::Request(request)),
        (Side::Server, DicomMessage::Accept(accept)),
        (_, DicomMessage::Equipment(seen)),
    ] = said.as_slice()
    else {
        panic!("{said:?}");
    };
    assert_eq!(request.calling_ae.as_deref(), Some("CT01"));
    assert_eq!(request.called_ae.as_deref(), Some("ARCHIVE"));
    assert_eq!(request.implementation_version.as_deref(), Some("SCANNER_1"));
    assert_eq!(accept.implementation_version.as_deref(), Some("ARCHIVE_2"));
    let accepted = |purpose| accept.services.iter().find(|s| s.purpose == purpose).and_then(|s| s.accepted);
    assert_eq!(accepted(sop::Purpose::Storage(Some("CT"))), Some(true));
    assert_eq!(accepted(sop::Purpose::Worklist), Some(false));
    let expected = Equipment {
        origin: Origin::Stored,
        calling_ae: Some("CT01".into()),
        modality: Some("CT".into()),
        manufacturer: Some("Example Imaging".into()),
        model: Some("Scan 64".into()),
        station: Some("CTROOM1".into()),
        serial: Some("SN0001".into()),
        software: Some("V1.2, P3".into()),
        institution: Some("東京".into()),
        department: None,
        location: None,
        station_ae: None,
        udi: None,
    };
    assert_eq!(**seen, expected);
    let debug = format!("{said:?}");
    assert!(!debug.contains("MARKED") && !debug.contains("検査") && !debug.contains("4711"), "{debug}");
}

#[test]
fn every_cut_of_the_stream_says_the_same() {
    let (client, server) = conversation();
    let whole = run(&client, &server, 1 << 20, false);
    for chunk in (1..200).chain([512, 1460]) {
        assert_eq!(run(&client, &server, chunk, false), whole, "chunk {chunk}");
    }
}

#[test]
fn a_joined_flow_is_entered_at_the_next_data_pdu() {
    let (client, _) = conversation();
    let start = associate_length(&client);
    // The flow begins somewhere inside the first image's pixels; a second image follows.
    let mut bytes = vec![9u8; 700];
    bytes.extend(&client[start..]);
    for chunk in [1, 7, 100, 4096] {
        let said = run(&bytes, &[], chunk, true);
        let [(Side::Client, DicomMessage::Equipment(seen))] = said.as_slice() else { panic!("{said:?}") };
        assert_eq!(seen.model.as_deref(), Some("Scan 64"));
    }
    let heads =
        Heads { client: &bytes[..1200], server: &[], client_port: 1, server_port: 2, mid_stream: true };
    assert_eq!((PROTOCOL.probe)(&heads), Probe::Yes);
}

#[test]
fn a_gap_inside_pixels_costs_nothing_more() {
    let (client, server) = conversation();
    let mut said = Said::default();
    let mut flow = flow::DicomFlow::new(false);
    flow.bytes(Side::Client, &client[..associate_length(&client) + 30], &mut said);
    flow.bytes(Side::Server, &server, &mut said);
    flow.gap(Side::Client, &mut said);
    let mut second = data(3, &command(1, CT_STORAGE, None));
    second.extend(data(2, &image("Other 16")));
    flow.bytes(Side::Client, &second, &mut said);
    assert!(
        matches!(said.0.last(), Some((_, DicomMessage::Equipment(e))) if e.model.as_deref() == Some("Other 16"))
    );
}

#[test]
fn an_archive_that_sends_on_is_told_from_the_scanner() {
    let mut client = associate(1, "VIEWER", "ARCHIVE", &[(1, CT_STORAGE, 0)]);
    for model in ["Scan 64 ", "Scan 64 ", "Scan 16 "] {
        client.extend(data(3, &command(1, CT_STORAGE, Some("VIEWER"))));
        client.extend(data(2, &image(model)));
    }
    let said = run(&client, &[], 4096, false);
    let origins: Vec<Origin> = said
        .iter()
        .filter_map(|(_, m)| if let DicomMessage::Equipment(e) = m { Some(e.origin) } else { None })
        .collect();
    assert_eq!(origins, [Origin::Retrieved, Origin::Retrieved], "two different scanners, each told once");
}

#[test]
fn a_worklist_query_names_the_asking_station() {
    let mut step = element(0x0008_0060, b"CS", b"US");
    step.extend(element(0x0040_0001, b"AE", b"US01"));
    let mut first = vec![0xfe, 0xff, 0, 0xe0];
    first.extend((step.len() as u32).to_le_bytes());
    first.extend(step);
    let mut query = element(0x0010_0010, b"PN", b"MARKED^PATIENT");
    query.extend(element(0x0040_0100, b"SQ", &first));
    let worklist = "1.2.840.10008.5.1.4.31";
    let mut client = associate(1, "RIS", "US01", &[(1, worklist, 0)]);
    client.extend(data(3, &command(0x20, worklist, None)));
    client.extend(data(2, &query));
    let said = run(&client, &[], 50, false);
    let Some((Side::Client, DicomMessage::Equipment(seen))) = said.last() else { panic!("{said:?}") };
    assert_eq!(
        (seen.origin, seen.station_ae.as_deref(), seen.modality.as_deref()),
        (Origin::WorklistQuery, Some("US01"), Some("US"))
    );
    assert!(!format!("{said:?}").contains("MARKED"));
}

#[test]
fn a_refusal_says_which_title_is_wrong() {
    let client = associate(1, "WRONG_AE", "US01", &[(1, CT_STORAGE, 0)]);
    let said = run(&client, &pdu(3, &[0, 1, 1, 7]), 5, false);
    let expected = DicomMessage::Refuse {
        called_ae: Some("WRONG_AE".into()),
        calling_ae: Some("US01".into()),
        why: Refusal::CalledAeNotKnown,
    };
    assert_eq!(said.last(), Some(&(Side::Server, expected)));
}

#[test]
fn probes() {
    let (client, server) = conversation();
    let cases: [(&[u8], &[u8], Probe); 7] = [
        (&client, b"", Probe::Yes),
        (b"", &server, Probe::Yes),
        (&server, &client, Probe::YesReversed),
        (&client[..20], b"", Probe::Maybe),
        (b"", b"", Probe::Maybe),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"", Probe::No),
        (
            &[
                1, 0, 0, 0, 0, 80, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            ],
            b"",
            Probe::No,
        ),
    ];
    for (client, server, expected) in cases {
        let heads = Heads { client, server, client_port: 40000, server_port: 104, mid_stream: false };
        assert_eq!((PROTOCOL.probe)(&heads), expected, "{client:?}");
    }
}

proptest! {
    #[test]
    fn any_bytes(client: Vec<u8>, server: Vec<u8>, mid_stream: bool) {
        let _ = (PROTOCOL.probe)(&Heads { client: &client, server: &server, client_port: 1, server_port: 104, mid_stream });
        let _ = run(&client, &server, 16, mid_stream);
    }

    #[test]
    fn damage_and_chunks(place in 0usize..6000, byte: u8, cut in 0usize..6000, chunk in 1usize..1500) {
        let (mut client, server) = conversation();
        let request = associate_length(&client);
        if let Some(b) = client.get_mut(place) { *b = byte; }
        client.truncate(cut.max(request));
        let both = [1usize << 20, chunk].map(|size| {
            let mut said = Said::default();
            let mut flow = flow::DicomFlow::new(false);
            client[..request].chunks(size).for_each(|p| { flow.bytes(Side::Client, p, &mut said); });
            server.chunks(size).for_each(|p| { flow.bytes(Side::Server, p, &mut said); });
            client[request..].chunks(size).for_each(|p| { flow.bytes(Side::Client, p, &mut said); });
            said.0
        });
        prop_assert_eq!(&both[0], &both[1]);
    }
}
