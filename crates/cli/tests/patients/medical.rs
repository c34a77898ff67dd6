//! Medical conversations full of the patient: DICOM, HL7, FHIR, DICOMweb, ASTM, POCT1-A, SDC, IHE audit.

use encoding_rs::{ISO_2022_JP, SHIFT_JIS};

use crate::{
    marks::{MARK, NAME},
    wire::Wire,
};

/// Speaks all of it; ports and the protocol that must be recognised there.
pub fn speak(wire: &mut Wire) -> Vec<(u16, &'static str)> {
    dicom(wire);
    hl7(wire);
    web(wire);
    laboratory(wire);
    audit(wire);
    vec![
        (104, "dicom"),
        (2575, "hl7"),
        (2576, "hl7"),
        (8080, "fhir"),
        (8081, "dicomweb"),
        (8082, "sdc"),
        (4000, "astm"),
        (3001, "poct1a"),
        (514, "ihe_audit"),
        (601, "syslog"),
    ]
}

fn item(kind: u8, value: &[u8]) -> Vec<u8> {
    [&[kind, 0], &(value.len() as u16).to_be_bytes()[..], value].concat()
}

fn pdu(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind, 0], &(body.len() as u32).to_be_bytes()[..], body].concat()
}

const CT: &str = "1.2.840.10008.5.1.4.1.1.2";
const WORKLIST: &str = "1.2.840.10008.5.1.4.31";
const STUDY_ROOT: &str = "1.2.840.10008.5.1.4.1.2.2.1";

/// Association with a user identity (PS3.7 D.3.3.7): account and password.
fn associate(kind: u8) -> Vec<u8> {
    let mut body = vec![0, 1, 0, 0];
    body.extend(format!("{:<16}{:<16}", "ARCHIVE", "CT01").bytes());
    body.extend([0; 32]);
    for (id, class) in [(1, CT), (3, WORKLIST), (5, STUDY_ROOT)] {
        let mut context = vec![id, 0, 0, 0];
        if kind == 1 {
            context.extend(item(0x30, class.as_bytes()));
        }
        context.extend(item(0x40, b"1.2.840.10008.1.2.1"));
        body.extend(item(if kind == 1 { 0x20 } else { 0x21 }, &context));
    }
    let mut identity = vec![2, 0];
    for secret in [MARK, MARK] {
        identity.extend((secret.len() as u16).to_be_bytes());
        identity.extend(secret.bytes());
    }
    let user = [item(0x52, b"1.2.3.4"), item(0x55, b"SCANNER_1"), item(0x58, &identity)].concat();
    body.extend(item(0x50, &user));
    pdu(kind, &body)
}

fn data(context: u8, flags: u8, bytes: &[u8]) -> Vec<u8> {
    let value = [&((bytes.len() + 2) as u32).to_be_bytes()[..], &[context, flags], bytes].concat();
    pdu(4, &value)
}

fn element(tag: u32, vr: &[u8; 2], value: &[u8]) -> Vec<u8> {
    let tag = [((tag >> 16) as u16).to_le_bytes(), (tag as u16).to_le_bytes()].concat();
    let length = (value.len() as u16).to_le_bytes();
    let long = if vr == b"SQ" { [&[0, 0], &length[..], &[0, 0]].concat() } else { length.to_vec() };
    [&tag[..], vr, &long, value].concat()
}

fn command(field: u16, class: &str) -> Vec<u8> {
    let part = |number: u16, value: &[u8]| {
        let length = (value.len() as u32).to_le_bytes();
        [&[0, 0][..], &number.to_le_bytes(), &length, value].concat()
    };
    [part(2, class.as_bytes()), part(0x100, &field.to_le_bytes()), part(0x800, &[1, 0])].concat()
}

/// A data set whose patient, referrer, operator and descriptions are marked, in two encodings and in a sequence.
fn set(japanese: &[u8]) -> Vec<u8> {
    let mut patient = element(0x0010_0010, b"PN", &[MARK.as_bytes(), b"^X=", japanese].concat());
    patient.extend(element(0x0010_0020, b"LO", MARK.as_bytes()));
    patient.extend(element(0x0010_1000, b"LO", MARK.as_bytes()));
    patient.extend(element(0x0010_4000, b"LT", japanese));
    let inner = [&[0xfe, 0xff, 0, 0xe0][..], &(patient.len() as u32).to_le_bytes(), &patient].concat();
    [
        element(0x0008_0005, b"CS", b"\\ISO 2022 IR 87 "),
        element(0x0008_0050, b"SH", MARK.as_bytes()),
        element(0x0008_0060, b"CS", b"CT"),
        element(0x0008_0070, b"LO", b"Example Imaging "),
        element(0x0008_0090, b"PN", MARK.as_bytes()),
        element(0x0008_1010, b"SH", b"CTROOM1 "),
        element(0x0008_1030, b"LO", japanese),
        element(0x0008_1070, b"PN", MARK.as_bytes()),
        element(0x0008_1090, b"LO", b"Scan 64 "),
        element(0x0008_1120, b"SQ", &inner),
        patient,
        element(0x0018_1000, b"LO", b"SN0001"),
        element(0x0018_1030, b"LO", MARK.as_bytes()),
        element(0x0032_1032, b"PN", MARK.as_bytes()),
        element(0x0040_0100, b"SQ", &inner),
    ]
    .concat()
}

fn dicom(wire: &mut Wire) {
    for japanese in [ISO_2022_JP.encode(NAME).0, SHIFT_JIS.encode(NAME).0] {
        let mut client = associate(1);
        let mut server = associate(2);
        for (context, field, class) in [(1, 1u16, CT), (3, 0x20, WORKLIST), (5, 0x20, STUDY_ROOT)] {
            client.extend(data(context, 3, &command(field, class)));
            client.extend(data(context, 2, &set(&japanese)));
            server.extend(data(context, 3, &command(field | 0x8000, class)));
            server.extend(data(context, 2, &set(&japanese)));
        }
        let (request, rest) = client.split_at(associate(1).len());
        wire.tcp((1, 2), 104, &[(true, request), (false, &server), (true, rest)]);
    }
}

fn hl7(wire: &mut Wire) {
    let text = format!(
        "MSH|^~\\&|HIS|HOSP|PUMPSRV|ICU|20260101||ORU^R01^ORU_R01|{MARK}|P|2.6|||||||~ISO IR87\r\
         EVN|A01|{MARK}\rPID|1||{MARK}^^^H^PI||{MARK}^{NAME}^^^^^L^I||19700101|M|||{NAME}^^{MARK}||{MARK}\r\
         NK1|1|{MARK}^{NAME}|SPO\rPV1|1|I|ICU^1^2^{MARK}||||{MARK}^{NAME}|||||||||||{MARK}\rORC|RE|{MARK}|||||||||{MARK}^{NAME}\r\
         OBR|1|{MARK}||69985^MDC_DEV_PUMP_INFUS_MDS^MDC|||||||||||{MARK}^{NAME}\r\
         OBX|1|ST|69985^MDC_DEV_PUMP_INFUS_MDS^MDC|1.0.0.0|{MARK} {NAME}||||||R|||||{MARK}^{NAME}||PUMP1^EX^0011223344556677^EUI-64\r\
         PRT|1|AD||EQUIP|{MARK}^{NAME}|||{NAME}||PUMP1^EX||||||(01)04512345678906||||SN9\rNTE|1||{MARK} {NAME}\rZPI|{MARK}|{NAME}\r"
    );
    let jis = ISO_2022_JP.encode(&text).0;
    let sjis = SHIFT_JIS.encode(&text).0;
    let framed = |bytes: &[u8]| [&[0x0b], bytes, &[0x1c, 0x0d]].concat();
    let answer = format!(
        "MSH|^~\\&|PUMPSRV|ICU|HIS|HOSP|20260101||ACK|1|P|2.6\rMSA|AE|{MARK}|{MARK} {NAME}\rERR|||{MARK}|E|||{NAME}\r"
    );
    wire.tcp((3, 4), 2575, &[(true, &framed(&jis)), (false, &framed(answer.as_bytes()))]);
    wire.tcp((3, 4), 2576, &[(true, &framed(&sjis)), (false, &framed(answer.as_bytes()))]);
    wire.tcp((3, 4), 2575, &[(true, &framed(text.as_bytes()))]);
}

fn http(first: &str, fields: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("{first}\r\n{fields}Content-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn web(wire: &mut Wire) {
    let json = format!(
        "{{\"resourceType\":\"Bundle\",\"entry\":[{{\"resource\":{{\"resourceType\":\"Patient\",\"id\":\"{MARK}\",\"name\":[{{\"text\":\"{NAME}\"}}]}}}},\
         {{\"resource\":{{\"resourceType\":\"Device\",\"manufacturer\":\"Example\",\"serialNumber\":\"9\",\"patient\":{{\"display\":\"{NAME}\"}},\
         \"owner\":{{\"display\":\"{MARK}\"}},\"note\":[{{\"text\":\"{MARK}\"}}]}}}}]}}"
    );
    let xml = format!(
        "<Bundle><entry><resource><Observation><subject><display value=\"{NAME}\"/></subject><performer><display value=\"{MARK}\"/>\
         </performer></Observation></resource></entry><entry><resource><Device><manufacturer value=\"Example\"/>\
         <patient><display value=\"{MARK}\"/></patient></Device></resource></entry></Bundle>"
    );
    let fields = format!(
        "Host: fhir.kita\r\nUser-Agent: Viewer/1\r\nCookie: user={MARK}\r\nReferer: http://fhir.kita/{MARK}\r\nAuthorization: Bearer {MARK}\r\n"
    );
    let ask = http(&format!("GET /fhir/Patient/{MARK}?name={MARK} HTTP/1.1"), &fields, b"");
    let answer = http("HTTP/1.1 200 OK", "Content-Type: application/fhir+json\r\n", json.as_bytes());
    let ask_xml = http(&format!("GET /fhir/Observation?patient={MARK} HTTP/1.1"), &fields, b"");
    let answer_xml = http("HTTP/1.1 200 OK", "Content-Type: application/fhir+xml\r\n", xml.as_bytes());
    wire.tcp((5, 6), 8080, &[(true, &ask), (false, &answer), (true, &ask_xml), (false, &answer_xml)]);

    let meta = element(0x0002_0010, b"UI", b"1.2.840.10008.1.2.1\0");
    let length = element(0x0002_0000, b"UL", &(meta.len() as u32).to_le_bytes());
    let file = [&[0; 128][..], b"DICM", &length, &meta, &set(&SHIFT_JIS.encode(NAME).0)].concat();
    let part = [format!("--b\r\nContent-Location: /{MARK}\r\n\r\n").as_bytes(), &file, b"\r\n--b--"].concat();
    let fields = format!(
        "Host: pacs\r\nUser-Agent: Sender/1\r\nContent-Type: multipart/related; type=\"application/dicom\"; boundary=b; {MARK}\r\n"
    );
    let store = http(&format!("POST /dicom-web/studies?PatientName={MARK} HTTP/1.1"), &fields, &part);
    let stored = http(
        "HTTP/1.1 200 OK",
        "Content-Type: application/dicom+json\r\n",
        format!("[{{\"00100010\":\"{NAME}\"}}]").as_bytes(),
    );
    wire.tcp((7, 2), 8081, &[(true, &store), (false, &stored)]);

    let context = format!(
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body><msg:GetMdibResponse xmlns:msg=\"http://standards.ieee.org/downloads/11073/11073-10207-2017/message\">\
         <pm:MetaData><pm:Manufacturer>Example</pm:Manufacturer><pm:SerialNumber>7</pm:SerialNumber></pm:MetaData>\
         <pm:State xsi:type=\"pm:PatientContextState\"><pm:Identification Extension=\"{MARK}\"/><pm:CoreData><pm:Givenname>{NAME}</pm:Givenname>\
         <pm:Familyname>{MARK}</pm:Familyname></pm:CoreData></pm:State></msg:GetMdibResponse></s:Body></s:Envelope>"
    );
    let ask = http("POST /0123/Get HTTP/1.1", "Host: 10.7.0.8\r\nContent-Type: application/soap+xml\r\n", b"<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Header><wsa:Action>http://standards.ieee.org/downloads/11073/11073-20701-2018/GetService/GetMdib</wsa:Action></s:Header><s:Body/></s:Envelope>");
    let answer = http("HTTP/1.1 200 OK", "Content-Type: application/soap+xml\r\n", context.as_bytes());
    wire.tcp((3, 8), 8082, &[(true, &ask), (false, &answer)]);
}

fn laboratory(wire: &mut Wire) {
    let name = SHIFT_JIS.encode(NAME).0;
    let record = |text: &str| [b"\x021", text.as_bytes(), &name, b"\r\x0312\r\n"].concat();
    let session = [
        b"\x05\x021H|\\^&|||AN-100^01-20^^^^^SER9|||||HOST||P|E1394-97|20260101\r\x039E\r\n".to_vec(),
        record(&format!("P|1||{MARK}||{MARK}^")),
        record(&format!("O|1|{MARK}||")),
        record(&format!("R|1|^^^WBC|{MARK}|")),
        record(&format!("C|1|I|{MARK} ")),
        record(&format!("M|1|{MARK}|")),
        b"\x04".to_vec(),
    ]
    .concat();
    wire.tcp((9, 10), 4000, &[(true, &session), (false, b"\x06\x06\x06\x06\x06\x06")]);
    let hello = format!(
        "<?xml version=\"1.0\"?><HEL.R01><HDR><HDR.control_id V=\"1\"/></HDR><DEV><DEV.vendor_id V=\"EX\"/><DEV.model_id V=\"BG-1\"/>\
         <DEV.serial_id V=\"7\"/></DEV></HEL.R01><OPL.R01><OPR><OPR.operator_id V=\"{MARK}\"/><OPR.name V=\"{NAME}\"/></OPR></OPL.R01>\
         <OBS.R01><PT><PT.patient_id V=\"{MARK}\"/><PT.name V=\"{NAME}\"/><OBS><OBS.value V=\"{MARK}\"/></OBS></PT></OBS.R01>"
    );
    wire.tcp((11, 10), 3001, &[(true, hello.as_bytes())]);
}

fn audit(wire: &mut Wire) {
    let audit = format!(
        "<110>1 2026-01-01T00:00:00Z pacs1 app {MARK} IHE+DICOM - <AuditMessage><EventIdentification/><ActiveParticipant UserID=\"{MARK}\" \
         AlternativeUserID=\"{MARK}\" UserName=\"{NAME}\" NetworkAccessPointID=\"{MARK}\"/><AuditSourceIdentification AuditEnterpriseSiteID=\"SITE\" \
         AuditSourceID=\"PACS1\"/><ParticipantObjectIdentification ParticipantObjectID=\"{MARK}\"><ParticipantObjectName>{NAME}</ParticipantObjectName>\
         </ParticipantObjectIdentification></AuditMessage>"
    );
    wire.udp((2, 12), (40_000, 514), audit.as_bytes());
    let counted = format!("{} {audit}", audit.len());
    wire.tcp((2, 12), 601, &[(true, counted.as_bytes())]);
}
