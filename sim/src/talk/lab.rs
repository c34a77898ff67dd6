//! Laboratory: ASTM E1381 frames with E1394 records, and POCT1-A (CLSI POCT01) messages.

/// ASTM ENQ, ACK, EOT.
pub const ENQ: [u8; 1] = [5];
pub const ACK: [u8; 1] = [6];
pub const EOT: [u8; 1] = [4];

/// One E1381 frame: STX, number, text, CR, ETX, checksum, CR LF.
#[must_use]
pub fn frame(number: u8, text: &str) -> Vec<u8> {
    let mut body = vec![b'0' + number % 8];
    body.extend_from_slice(text.as_bytes());
    body.extend([b'\r', 3]);
    let sum = body.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte));
    let mut out = vec![2];
    out.append(&mut body);
    out.extend_from_slice(format!("{sum:02X}\r\n").as_bytes());
    out
}

/// The records of one result: header names the analyser, its software and its serial number.
#[must_use]
pub fn records(name: &str, software: &str, serial: &str, patient: u32) -> [String; 5] {
    [
        format!("H|\\^&|||{name}^{software}^{serial}^^^^|||||||P|E1394-97|20300105091500"),
        format!("P|1||ZZPID{patient:06}||ZZKANJA^TARO{patient}||19500101|M"),
        format!("O|1|S{patient:06}||^^^WBC|R"),
        "R|1|^^^WBC|6.2|10*3/uL||N||F||||20300105091500".to_owned(),
        "L|1|N".to_owned(),
    ]
}

/// POCT1-A hello (HEL.R01): the device introduces itself.
#[must_use]
pub fn hello(model: &str, maker: &str, serial: &str, software: &str) -> Vec<u8> {
    format!(
        "<HEL.R01><HDR><HDR.message_type V=\"HEL.R01\"/><HDR.control_id V=\"1\"/><HDR.version_id V=\"POCT1\"/>\
         <HDR.creation_dttm V=\"2030-01-05T09:15:00+09:00\"/></HDR><DEV><DEV.device_id V=\"{serial}\"/>\
         <DEV.vendor_id V=\"{maker}\"/><DEV.model_id V=\"{model}\"/><DEV.serial_id V=\"{serial}\"/>\
         <DEV.manufacturer_name V=\"{maker}\"/><DEV.sw_version V=\"{software}\"/>\
         <DCP><DCP.application_timeout V=\"60\"/></DCP></DEV></HEL.R01>"
    )
    .into_bytes()
}

/// POCT1-A acknowledgement (ACK.R01).
#[must_use]
pub fn acknowledge() -> Vec<u8> {
    b"<ACK.R01><HDR><HDR.message_type V=\"ACK.R01\"/><HDR.control_id V=\"1\"/><HDR.version_id V=\"POCT1\"/>\
      <HDR.creation_dttm V=\"2030-01-05T09:15:01+09:00\"/></HDR><ACK><ACK.type_cd V=\"AA\"/>\
      <ACK.ack_control_id V=\"1\"/></ACK></ACK.R01>"
        .to_vec()
}

/// POCT1-A observation of an invented patient (OBS.R01).
#[must_use]
pub fn observation(patient: u32) -> Vec<u8> {
    format!(
        "<OBS.R01><HDR><HDR.message_type V=\"OBS.R01\"/><HDR.control_id V=\"3\"/><HDR.version_id V=\"POCT1\"/>\
         <HDR.creation_dttm V=\"2030-01-05T09:15:02+09:00\"/></HDR><SVC><SVC.role_cd V=\"OBS\"/>\
         <SVC.observation_dttm V=\"2030-01-05T09:14:00+09:00\"/><PT><PT.patient_id V=\"ZZPID{patient:06}\"/>\
         <PT.name V=\"ZZKANJA\"><GIV V=\"TARO{patient}\"/></PT.name><OBS><OBS.observation_id V=\"2703-7\" SN=\"LN\"/>\
         <OBS.value V=\"98\" U=\"mmHg\"/><OBS.method_cd V=\"M\"/></OBS></PT></SVC></OBS.R01>"
    )
    .into_bytes()
}
