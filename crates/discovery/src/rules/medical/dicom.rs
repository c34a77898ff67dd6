//! DICOM: titles, software and roles of both sides; equipment of what is sent.

use domain::{
    certainty::Certainty::{Certain, Guess, Likely},
    facts::Attribute as A,
};
use parsers::packet::medical::dicom::{
    Association, DicomMessage, Equipment, Origin, Refusal, Service, sop::Purpose,
};

use crate::rules::Facts;

const SOURCE: &str = "dicom";

/// Facts of one DICOM message.
pub fn apply(message: &DicomMessage, facts: &mut Facts<'_>) {
    match message {
        DicomMessage::Request(association) => request(association, facts),
        DicomMessage::Accept(association) => accept(association, facts),
        DicomMessage::Refuse { called_ae, why, .. } => {
            facts.sender(A::MedicalProtocol, "dicom server", Certain, SOURCE, "A-ASSOCIATE-RJ");
            if let (Some(title), Refusal::CalledAeNotKnown) = (called_ae, why) {
                let said = format!("A-ASSOCIATE-RJ: called AE title {title} not recognised");
                facts.sender(A::AeTitleCalledWrong, title, Certain, SOURCE, &said);
            }
        }
        DicomMessage::Equipment(equipment) => sent(equipment, facts),
    }
}

fn request(association: &Association, facts: &mut Facts<'_>) {
    facts.sender(A::MedicalProtocol, "dicom client", Certain, SOURCE, "A-ASSOCIATE-RQ");
    if let Some(title) = &association.calling_ae {
        facts.sender(A::AeTitle, title, Certain, SOURCE, &format!("A-ASSOCIATE-RQ calling AE {title}"));
    }
    if let Some(title) = &association.called_ae {
        // Until it answers, this is only what the caller believes.
        facts.receiver(A::AeTitle, title, Guess, SOURCE, &format!("A-ASSOCIATE-RQ called AE {title}"));
    }
    software(association, "A-ASSOCIATE-RQ", facts);
    for role in roles(&association.services, true) {
        facts.sender(A::DicomRole, &role, Likely, SOURCE, &format!("A-ASSOCIATE-RQ proposes {role}"));
    }
    if let Some(modality) = only_modality(&association.services) {
        let said = format!("A-ASSOCIATE-RQ: storage classes of {modality} only");
        facts.sender(A::DicomModality, modality, Likely, SOURCE, &said);
    }
}

fn accept(association: &Association, facts: &mut Facts<'_>) {
    facts.sender(A::MedicalProtocol, "dicom server", Certain, SOURCE, "A-ASSOCIATE-AC");
    facts.receiver(A::MedicalProtocol, "dicom client", Certain, SOURCE, "A-ASSOCIATE-AC");
    if let Some(title) = &association.called_ae {
        // Likely, not certain: many servers accept any title.
        facts.sender(A::AeTitle, title, Likely, SOURCE, &format!("A-ASSOCIATE-AC accepts called AE {title}"));
    }
    if let Some(title) = &association.calling_ae {
        facts.receiver(
            A::AeTitle,
            title,
            Likely,
            SOURCE,
            &format!("A-ASSOCIATE-AC answers calling AE {title}"),
        );
    }
    software(association, "A-ASSOCIATE-AC", facts);
    let accepted: Vec<Service> =
        association.services.iter().copied().filter(|s| s.accepted == Some(true)).collect();
    for role in roles(&accepted, false) {
        facts.sender(A::DicomRole, &role, Certain, SOURCE, &format!("A-ASSOCIATE-AC accepts as {role}"));
    }
    for role in roles(&accepted, true) {
        facts.receiver(
            A::DicomRole,
            &role,
            Certain,
            SOURCE,
            &format!("A-ASSOCIATE-AC accepts peer as {role}"),
        );
    }
}

fn software(association: &Association, said: &str, facts: &mut Facts<'_>) {
    if let Some(uid) = &association.implementation_uid {
        let said = format!("{said} implementation class UID {uid}");
        facts.sender(A::DicomImplementationUid, uid, Certain, SOURCE, &said);
    }
    if let Some(version) = &association.implementation_version {
        let said = format!("{said} implementation version {version}");
        facts.sender(A::DicomImplementationVersion, version, Certain, SOURCE, &said);
    }
}

/// Distinct modalities of storage services that the requestor would send.
fn modalities(services: &[Service]) -> Vec<&'static str> {
    let mut out: Vec<_> = services
        .iter()
        .filter(|service| service.requestor_scu)
        .filter_map(|service| if let Purpose::Storage(modality) = service.purpose { modality } else { None })
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

fn only_modality(services: &[Service]) -> Option<&'static str> {
    match modalities(services).as_slice() {
        [only] => Some(only),
        _ => None,
    }
}

/// Role words of one side. Sorted, each once.
fn roles(services: &[Service], of_requestor: bool) -> Vec<String> {
    let breadth = modalities(services).len();
    let mut out: Vec<String> = Vec::new();
    for service in services {
        let Some(word) = service.purpose.word() else { continue };
        let (uses, offers) = if of_requestor {
            (service.requestor_scu, service.requestor_scp)
        } else {
            (service.requestor_scp, service.requestor_scu)
        };
        let storage = matches!(service.purpose, Purpose::Storage(_));
        if uses {
            let modality = storage && of_requestor && (1..=2).contains(&breadth);
            out.push(format!("{}{word}_scu", if modality { "modality_" } else { "" }));
        }
        if offers {
            let archive = storage && !of_requestor && breadth >= 4;
            out.push(format!("{}{word}_scp", if archive { "archive_" } else { "" }));
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

fn sent(equipment: &Equipment, facts: &mut Facts<'_>) {
    let (what, certainty) = match equipment.origin {
        Origin::Stored => ("C-STORE", Likely),
        Origin::Retrieved => ("C-STORE on retrieval", Guess),
        Origin::WorklistQuery => ("C-FIND worklist", Likely),
        Origin::PerformedStep => ("N-CREATE performed step", Likely),
        Origin::Printer => ("N-GET printer", Certain),
    };
    let mut say = |attribute, value: &Option<String>, name: &str| {
        if let Some(value) = value {
            facts.sender(attribute, value, certainty, SOURCE, &format!("{what}: {name} {value}"));
        }
    };
    say(A::DicomInstitution, &equipment.institution, "InstitutionName");
    if equipment.origin == Origin::Retrieved {
        // An archive hands out what others made: nothing of it describes the sender.
        facts.sender(A::DicomRole, "retrieve_scp", Certain, SOURCE, "C-STORE ordered by C-MOVE or C-GET");
        return;
    }
    say(A::Vendor, &equipment.manufacturer, "Manufacturer");
    say(A::Model, &equipment.model, "ManufacturerModelName");
    say(A::Serial, &equipment.serial, "DeviceSerialNumber");
    say(A::SoftwareVersion, &equipment.software, "SoftwareVersions");
    say(A::DicomStation, &equipment.station, "StationName");
    say(A::Department, &equipment.department, "InstitutionalDepartmentName");
    say(A::Location, &equipment.location, "location of the procedure step");
    say(A::DicomModality, &equipment.modality, "Modality");
    say(A::AeTitle, &equipment.station_ae, "station AE title");
    say(A::UdiDi, &equipment.udi, "UDI");
    if equipment.origin == Origin::Printer {
        facts.sender(A::Kind, "image_printer", Certain, SOURCE, "N-GET answered as printer");
    }
    if matches!(equipment.origin, Origin::Stored) {
        let together = together(equipment);
        facts.sender(A::DicomEquipment, &together, certainty, SOURCE, &format!("{what}: {together}"));
    }
}

/// `modality|manufacturer|model|station|serial|software`
fn together(equipment: &Equipment) -> String {
    let Equipment { modality, manufacturer, model, station, serial, software, .. } = equipment;
    [modality, manufacturer, model, station, serial, software]
        .map(|value| value.as_deref().unwrap_or_default().replace('|', "/"))
        .join("|")
}

#[cfg(test)]
mod tests {
    use domain::certainty::Certainty;

    use super::*;
    use crate::rules::medical::testing::{facts_of, says};

    fn service(purpose: Purpose, accepted: Option<bool>) -> Service {
        Service { purpose, accepted, requestor_scu: true, requestor_scp: false }
    }

    fn association(services: Vec<Service>) -> Association {
        Association {
            called_ae: Some("ARCHIVE".into()),
            calling_ae: Some("CT01".into()),
            implementation_uid: Some("1.2.3".into()),
            implementation_version: Some("V1".into()),
            services,
        }
    }

    #[test]
    fn a_scanner_calls() {
        let services = vec![
            service(Purpose::Storage(Some("CT")), None),
            service(Purpose::Storage(None), None),
            service(Purpose::Worklist, None),
        ];
        let facts = facts_of(&DicomMessage::Request(Box::new(association(services))));
        for (to_sender, attribute, value, certainty) in [
            (true, A::AeTitle, "CT01", Certain),
            (false, A::AeTitle, "ARCHIVE", Guess),
            (true, A::DicomImplementationVersion, "V1", Certain),
            (true, A::DicomRole, "modality_store_scu", Likely),
            (true, A::DicomRole, "worklist_scu", Likely),
            (true, A::DicomModality, "CT", Likely),
            (true, A::MedicalProtocol, "dicom client", Certain),
        ] {
            assert!(says(&facts, to_sender, attribute, value, certainty), "{attribute:?} {value}: {facts:?}");
        }
    }

    #[test]
    fn an_archive_accepts() {
        let storage = |m| service(Purpose::Storage(Some(m)), Some(true));
        let mut services = vec![storage("CT"), storage("MR"), storage("US"), storage("CR")];
        services.push(service(Purpose::Print, Some(false)));
        let facts = facts_of(&DicomMessage::Accept(Box::new(association(services))));
        assert!(says(&facts, true, A::DicomRole, "archive_store_scp", Certain));
        assert!(
            says(&facts, false, A::DicomRole, "store_scu", Certain),
            "four modalities: no single scanner"
        );
        assert!(says(&facts, true, A::AeTitle, "ARCHIVE", Likely));
        assert!(!facts.iter().any(|f| f.value.starts_with("print")), "refused services are no roles");
    }

    #[test]
    fn a_retriever_offers_storage() {
        let role = Service {
            purpose: Purpose::Storage(Some("CT")),
            accepted: Some(true),
            requestor_scu: false,
            requestor_scp: true,
        };
        let facts = facts_of(&DicomMessage::Accept(Box::new(association(vec![role]))));
        assert!(says(&facts, true, A::DicomRole, "store_scu", Certain));
        assert!(says(&facts, false, A::DicomRole, "store_scp", Certain));
    }

    fn equipment(origin: Origin) -> Equipment {
        Equipment {
            origin,
            calling_ae: None,
            modality: Some("CT".into()),
            manufacturer: Some("Example|Imaging".into()),
            model: Some("Scan 64".into()),
            station: None,
            serial: Some("SN1".into()),
            software: None,
            institution: Some("病院".into()),
            department: None,
            location: None,
            station_ae: None,
            udi: None,
        }
    }

    #[test]
    fn stored_equipment_belongs_together() {
        let facts = facts_of(&DicomMessage::Equipment(Box::new(equipment(Origin::Stored))));
        assert!(says(&facts, true, A::Model, "Scan 64", Likely));
        assert!(says(&facts, true, A::DicomEquipment, "CT|Example/Imaging|Scan 64||SN1|", Likely));
    }

    #[test]
    fn an_archives_goods_are_not_its_own() {
        let facts = facts_of(&DicomMessage::Equipment(Box::new(equipment(Origin::Retrieved))));
        assert!(
            !facts.iter().any(|f| matches!(f.attribute, A::Model | A::Vendor | A::Serial | A::DicomModality))
        );
        assert!(says(&facts, true, A::DicomRole, "retrieve_scp", Certain));
    }

    #[test]
    fn a_printer_tells_itself() {
        let facts = facts_of(&DicomMessage::Equipment(Box::new(equipment(Origin::Printer))));
        assert!(says(&facts, true, A::Kind, "image_printer", Certainty::Certain));
        assert!(says(&facts, true, A::Model, "Scan 64", Certainty::Certain));
    }

    #[test]
    fn a_wrong_title_is_no_title() {
        let message = DicomMessage::Refuse {
            called_ae: Some("WRONG".into()),
            calling_ae: None,
            why: Refusal::CalledAeNotKnown,
        };
        let facts = facts_of(&message);
        assert!(says(&facts, true, A::AeTitleCalledWrong, "WRONG", Certain));
        assert!(!facts.iter().any(|f| f.attribute == A::AeTitle));
    }
}
