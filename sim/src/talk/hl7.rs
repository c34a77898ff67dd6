//! HL7 v2 over MLLP: results and admissions with invented patients, Japanese text in ISO 2022 or UTF-8.

/// 架空患者 in ISO-2022-JP, as HL7 v2 with `ISO IR87` carries it.
const KANJI: &[u8] = b"\x1b$B2M6u4\x35<T\x1b(B";

/// One message in its frame (MLLP: 0x0b … 0x1c 0x0d).
fn framed(segments: &[Vec<u8>]) -> Vec<u8> {
    let mut out = vec![0x0b];
    for segment in segments {
        out.extend_from_slice(segment);
        out.push(b'\r');
    }
    out.extend([0x1c, b'\r']);
    out
}

fn header(application: &str, facility: &str, kind: &str, id: u32) -> Vec<u8> {
    format!("MSH|^~\\&|{application}|{facility}|HIS-GW|AOBANE|20300105091500||{kind}|{id:08}|P|2.5|||||JPN|ISO IR6~ISO IR87|JPN")
        .into_bytes()
}

fn patient(number: u32) -> Vec<u8> {
    let mut out = format!("PID|1||ZZPID{number:06}^^^AOBANE^PI||ZZKANJA^TARO{number}^^^^^L^A~").into_bytes();
    out.extend_from_slice(KANJI);
    out.extend_from_slice(b"^^^^^^L^I||19500101|M");
    out
}

/// A device named in a result: who made the measurement (OBX-18, equipment instance).
#[derive(Clone, Debug)]
pub struct Source {
    pub model: String,
    pub serial: String,
    pub maker: String,
}

/// ORU^R01 with vital signs; `source` says which device measured.
#[must_use]
pub fn vitals(application: &str, ward: &str, number: u32, source: Option<&Source>) -> Vec<u8> {
    let equipment = source.map_or(String::new(), |s| format!("{}^{}^{}", s.model, s.serial, s.maker));
    let observation = |n: u32, code: &str, value: u32, unit: &str| {
        format!("OBX|{n}|NM|{code}^MDC||{value}|{unit}|||||R|||20300105091500||||{equipment}").into_bytes()
    };
    framed(&[
        header(application, ward, "ORU^R01^ORU_R01", number),
        patient(number),
        format!("PV1|1|I|{ward}^^01").into_bytes(),
        b"OBR|1|||VITAL^Vital signs|||20300105091500".to_vec(),
        observation(1, "147842^MDC_ECG_HEART_RATE", 72, "bpm"),
        observation(2, "150456^MDC_PULS_OXIM_SAT_O2", 97, "%"),
    ])
}

/// ORU^R01 of an analyser or cardiograph about itself.
#[must_use]
pub fn result(application: &str, facility: &str, number: u32, source: &Source) -> Vec<u8> {
    let equipment = format!("{}^{}^{}", source.model, source.serial, source.maker);
    framed(&[
        header(application, facility, "ORU^R01", number),
        patient(number),
        b"OBR|1|||RESULT|||20300105091500".to_vec(),
        format!("OBX|1|NM|2160-0^CREATININE^LN||0.8|mg/dL|||||F|||20300105091500||||{equipment}")
            .into_bytes(),
    ])
}

/// ADT^A01 of the record system.
#[must_use]
pub fn admission(application: &str, number: u32) -> Vec<u8> {
    framed(&[
        header(application, "AOBANE", "ADT^A01^ADT_A01", number),
        b"EVN|A01|20300105091500".to_vec(),
        patient(number),
        b"PV1|1|I|3E^301^1".to_vec(),
    ])
}

/// ACK.
#[must_use]
pub fn acknowledge(application: &str, number: u32) -> Vec<u8> {
    framed(&[
        format!("MSH|^~\\&|{application}|AOBANE|||20300105091501||ACK|A{number:07}|P|2.5").into_bytes(),
        format!("MSA|AA|{number:08}").into_bytes(),
    ])
}
