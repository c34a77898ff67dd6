//! DICOMweb and WADO-URI (DICOM PS3.18): recognised by media type and path. The programs of both sides, and the equipment of the
//! first object of a body are kept.

use super::http::{self, HttpFlow, Part};
use crate::packet::{
    medical::{
        MedicalMessage,
        dicom::{DicomMessage, Origin, file},
        text,
    },
    message::Message,
    protocol::{Heads, Probe, StreamProtocol},
};

/// Somebody speaks DICOMweb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DicomWeb {
    pub user_agent: Option<String>,
    pub server: Option<String>,
}

/// The protocol for the engine.
pub const PROTOCOL: StreamProtocol =
    StreamProtocol { name: "dicomweb", probe, parser: |_| Box::new(HttpFlow::new(read)) };

fn probe(heads: &Heads<'_>) -> Probe {
    let Some((client, server)) = http::heads(heads) else {
        return Probe::No;
    };
    let media = |head: &str| head.contains("application/dicom");
    let path = http::path(&client);
    let by_path = ["dicom-web", "dicomweb", "wado", "wado-rs", "qido-rs", "stow-rs"]
        .iter()
        .any(|word| path.split('/').any(|part| part == *word));
    if by_path || media(&client) || media(&server) { Probe::Yes } else { Probe::No }
}

fn read(part: &Part, tell: &mut dyn FnMut(Message)) {
    let keep = |value: &Option<String>| value.as_deref().and_then(text::field);
    tell(
        MedicalMessage::DicomWeb(DicomWeb { user_agent: keep(&part.user_agent), server: keep(&part.server) })
            .into(),
    );
    if !part.content_type.contains("dicom") {
        return;
    }
    // What an archive hands out is not its own work.
    let origin = if part.is_response { Origin::Retrieved } else { Origin::Stored };
    if let Some(equipment) = file::equipment_in(&part.plain(), origin) {
        tell(MedicalMessage::Dicom(DicomMessage::Equipment(Box::new(equipment))).into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equipment_of_a_stored_object() {
        use file::testing::element;
        let set = [element(0x0008_1090, b"LO", b"Scan 64 "), element(0x0010_0010, b"PN", b"MARKED")].concat();
        let part = Part {
            content_type: "multipart/related; type=\"application/dicom\"; boundary=b".into(),
            body: file::testing::file(&set),
            ..Part::default()
        };
        let mut said = String::new();
        read(&part, &mut |message| said.push_str(&format!("{message:?}")));
        assert!(said.contains("Scan 64") && said.contains("Stored") && !said.contains("MARKED"), "{said}");
    }

    #[test]
    fn probes() {
        let cases = [
            ("GET /dicom-web/studies?PatientName=MARKED HTTP/1.1\r\n", Probe::Yes),
            ("GET /wado?requestType=WADO HTTP/1.1\r\n", Probe::Yes),
            (
                "POST /studies HTTP/1.1\r\nContent-Type: multipart/related; type=\"application/dicom\"\r\n",
                Probe::Yes,
            ),
            ("GET /studies/list.html HTTP/1.1\r\n\r\n", Probe::No),
        ];
        for (client, expected) in cases {
            let heads = Heads {
                client: client.as_bytes(),
                server: b"",
                client_port: 1,
                server_port: 80,
                mid_stream: false,
            };
            assert_eq!(probe(&heads), expected, "{client}");
        }
    }
}
