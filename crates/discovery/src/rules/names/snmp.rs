//! SNMP: an agent describes itself; a factory community is a weakness of the agent that accepts it.

use domain::{
    certainty::Certainty::{Certain, Likely},
    facts::Attribute,
};
use parsers::packet::names::{
    snmp::{SnmpMessage, SnmpSpeaker},
    snmp_varbind::SnmpObject,
};

use super::super::Facts;

const SOURCE: &str = "snmp";

/// Facts of one message.
pub fn apply(message: &SnmpMessage, facts: &mut Facts<'_>) {
    engine(message, facts);
    if !matches!(message.speaker, SnmpSpeaker::Agent | SnmpSpeaker::Notifier) {
        return;
    }
    let version = message.version.as_str();
    facts.sender(
        Attribute::SnmpVersion,
        version,
        Certain,
        SOURCE,
        &format!("{:?} speaks {version}", message.speaker),
    );
    if message.factory_community == Some(true) {
        let said = format!("{version} {:?} with a factory community", message.speaker);
        facts.sender(Attribute::SnmpDefaultCommunity, "default", Certain, SOURCE, &said);
    }
    if let Some(enterprise) = &message.trap_enterprise {
        let said = format!("trap enterprise {enterprise}");
        facts.sender(Attribute::SnmpSysObjectId, enterprise, Likely, SOURCE, &said);
    }
    for (object, value) in &message.objects {
        let (attribute, word) = meaning(*object);
        facts.sender(attribute, value, Certain, SOURCE, &format!("{word} {value}"));
    }
}

fn meaning(object: SnmpObject) -> (Attribute, &'static str) {
    match object {
        SnmpObject::SysDescr => (Attribute::SnmpSysDescr, "sysDescr"),
        SnmpObject::SysObjectId => (Attribute::SnmpSysObjectId, "sysObjectID"),
        SnmpObject::SysName => (Attribute::SnmpSysName, "sysName"),
        SnmpObject::SysLocation => (Attribute::SnmpSysLocation, "sysLocation"),
        SnmpObject::DeviceDescr => (Attribute::Model, "hrDeviceDescr"),
        SnmpObject::PrinterName => (Attribute::PrinterModel, "prtGeneralPrinterName"),
        SnmpObject::PrinterSerial => (Attribute::Serial, "prtGeneralSerialNumber"),
        SnmpObject::PhysicalDescr => (Attribute::SnmpSysDescr, "entPhysicalDescr"),
        SnmpObject::PhysicalFirmware => (Attribute::SoftwareVersion, "entPhysicalFirmwareRev"),
        SnmpObject::PhysicalSoftware => (Attribute::SoftwareVersion, "entPhysicalSoftwareRev"),
        SnmpObject::PhysicalSerial => (Attribute::Serial, "entPhysicalSerialNum"),
        SnmpObject::PhysicalMaker => (Attribute::Vendor, "entPhysicalMfgName"),
        SnmpObject::PhysicalModel => (Attribute::Model, "entPhysicalModelName"),
    }
}

/// The engine in a message is the agent's: the receiver's when a manager asks (RFC 3414 §3.1).
fn engine(message: &SnmpMessage, facts: &mut Facts<'_>) {
    let Some(engine) = &message.engine else { return };
    let mut say = |attribute, value: &str, said: &str| match message.speaker {
        SnmpSpeaker::Manager => facts.receiver(attribute, value, Likely, SOURCE, said),
        SnmpSpeaker::Agent | SnmpSpeaker::Notifier => facts.sender(attribute, value, Certain, SOURCE, said),
        SnmpSpeaker::Unknown => {}
    };
    let enterprise = engine.enterprise.to_string();
    say(Attribute::SnmpEngine, &enterprise, &format!("engine of enterprise {enterprise}"));
    if let Some(mac) = engine.mac {
        say(Attribute::OwnMac, &mac.to_string(), &format!("engine {mac}"));
    }
}

#[cfg(test)]
mod tests {
    use parsers::packet::names::{NamesMessage, snmp::SnmpVersion};

    use super::{super::testing as t, *};

    fn message(speaker: SnmpSpeaker) -> NamesMessage {
        NamesMessage::Snmp(Box::new(SnmpMessage {
            version: SnmpVersion::V2c,
            speaker,
            factory_community: Some(true),
            objects: vec![(SnmpObject::SysDescr, "Example L3 Switch".into())],
            trap_enterprise: None,
            engine: None,
        }))
    }

    #[test]
    fn the_agent_and_not_the_manager() {
        let expected = [
            (Attribute::SnmpVersion, "v2c"),
            (Attribute::SnmpDefaultCommunity, "default"),
            (Attribute::SnmpSysDescr, "Example L3 Switch"),
        ];
        t::says(&message(SnmpSpeaker::Agent), &expected);
        t::says(&message(SnmpSpeaker::Manager), &[]);
    }
}
