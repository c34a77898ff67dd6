//! LLDP and CDP: a device says what it is, to the other end of its cable.

use domain::{addresses::Endpoint, certainty::Certainty, facts::Attribute};
use parsers::packet::{link::neighbor::Neighbor, sink::Context};

use super::Facts;

/// Everything is said by the device itself. Its management addresses tie its port's MAC to them.
pub fn told(context: &Context, source: &str, told: &Neighbor, facts: &mut Facts<'_>) {
    let mut subjects = vec![context.sender];
    subjects.extend(told.management.iter().map(|ip| Endpoint { ip: Some(*ip), ..context.sender }));
    let name = told.system_name.as_deref().or(told.chassis.as_deref()).unwrap_or_default();
    let word = source.to_uppercase();
    let value = format!(
        "{}|{}|{}|{}",
        told.system_name.as_deref().unwrap_or_default(),
        told.chassis.as_deref().unwrap_or_default(),
        told.port.as_deref().unwrap_or_default(),
        told.capabilities.join(",")
    );
    let said = format!("{word}: {name}, port {}", told.port.as_deref().unwrap_or("?"));
    for subject in subjects {
        facts.say(subject, Attribute::LinkNeighbour, &value, Certainty::Certain, source, &said);
    }
    let texts = [
        (Attribute::Hostname, &told.system_name, "system name"),
        (Attribute::SnmpSysDescr, &told.system_description, "system description"),
        (Attribute::Vendor, &told.maker, "manufacturer"),
        (Attribute::Model, &told.model, "model"),
        (Attribute::Serial, &told.serial, "serial number"),
        (Attribute::SoftwareVersion, &told.software, "software"),
    ];
    for (attribute, value, what) in texts {
        if let Some(value) = value {
            facts.sender(attribute, value, Certainty::Certain, source, &format!("{word} {what}: {value}"));
        }
    }
    if told.software.is_none()
        && let Some(firmware) = &told.firmware
    {
        let said = format!("{word} firmware: {firmware}");
        facts.sender(Attribute::SoftwareVersion, firmware, Certainty::Likely, source, &said);
    }
    for role in told.capabilities.iter().filter(|role| matches!(**role, "router" | "bridge" | "access_point"))
    {
        let said = format!("{word} capabilities: {}", told.capabilities.join(", "));
        facts.sender(Attribute::NetworkRole, role, Certainty::Certain, source, &said);
    }
}
