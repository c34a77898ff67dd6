//! Controllers that name themselves: Modbus, EtherNet/IP, S7, PROFINET, OPC UA, Fox, KNX, FINS, SLMP, ADS.

use domain::{
    certainty::Certainty::{self, Certain, Likely},
    facts::Attribute as A,
};
use parsers::packet::plant::{
    PlantMessage, fox::FoxHello, opcua::OpcUaMessage, profinet::ProfinetStation, s7::S7Module,
};

use crate::rules::Facts;

/// Facts of one message.
pub fn apply(message: &PlantMessage, facts: &mut Facts<'_>) {
    match message {
        PlantMessage::Modbus(device) => {
            // Other unit numbers may be serial devices behind the server.
            let certainty = if matches!(device.unit, 0 | 1 | 255) { Certain } else { Likely };
            let model =
                device.model_name.as_ref().or(device.product_name.as_ref()).or(device.product_code.as_ref());
            let rows = [
                (A::Vendor, device.vendor.as_ref()),
                (A::Model, model),
                (A::SoftwareVersion, device.revision.as_ref()),
            ];
            say(facts, "modbus", certainty, &rows);
            let together = joined(&[device.vendor.as_ref(), model, device.revision.as_ref()]);
            facts.sender(
                A::ModbusDevice,
                &together,
                certainty,
                "modbus",
                &format!("unit {}: {together}", device.unit),
            );
        }
        PlantMessage::Enip(identity) => {
            let rows = [
                (A::Model, identity.product_name.as_ref()),
                (A::Serial, Some(&identity.serial)),
                (A::SoftwareVersion, Some(&identity.revision)),
            ];
            say(facts, "enip", Certain, &rows);
            let numbers = format!(
                "vendor {} type {} product {}",
                identity.vendor_id, identity.device_type, identity.product_code
            );
            let name = identity.product_name.as_deref().unwrap_or_default();
            facts.sender(A::EnipIdentity, &format!("{numbers}|{name}"), Certain, "enip", "ListIdentity");
        }
        PlantMessage::S7(module) => s7(module, facts),
        PlantMessage::Profinet(station) => profinet(station, facts),
        PlantMessage::OpcUa(message) => opcua(message, facts),
        PlantMessage::Fox(hello) => fox(hello, facts),
        PlantMessage::Knx(device) => {
            say(
                facts,
                "knxnet",
                Certain,
                &[(A::Model, device.name.as_ref()), (A::Serial, Some(&device.serial))],
            );
        }
        PlantMessage::Fins(controller) => {
            let rows =
                [(A::Model, controller.model.as_ref()), (A::SoftwareVersion, controller.version.as_ref())];
            say(facts, "fins", Certain, &rows);
            facts.sender(A::Vendor, "Omron", Likely, "fins", "answers as FINS controller");
        }
        PlantMessage::Melsec { model } => {
            say(facts, "melsec", Certain, &[(A::Model, Some(model))]);
            facts.sender(A::Vendor, "Mitsubishi Electric", Likely, "melsec", "answers as SLMP controller");
        }
        PlantMessage::Ads(device) => {
            say(facts, "ads", Certain, &[(A::SoftwareVersion, Some(&device.version))]);
            facts.sender(A::Vendor, "Beckhoff", Likely, "ads", "answers ADS device info");
        }
        PlantMessage::Bacnet(_) | PlantMessage::Spoken(_) => {}
    }
}

fn say(facts: &mut Facts<'_>, source: &str, certainty: Certainty, rows: &[(A, Option<&String>)]) {
    for (attribute, value) in rows {
        if let Some(value) = value {
            facts.sender(*attribute, value, certainty, source, &format!("{}: {value}", attribute.as_str()));
        }
    }
}

fn joined(parts: &[Option<&String>]) -> String {
    parts.iter().map(|part| part.map_or("", String::as_str).replace('|', "/")).collect::<Vec<_>>().join("|")
}

fn s7(module: &S7Module, facts: &mut Facts<'_>) {
    let model = module.order_number.as_ref().or(module.module_type.as_ref());
    let rows = [
        (A::Model, model),
        (A::SoftwareVersion, module.firmware.as_ref()),
        (A::Serial, module.serial.as_ref()),
        (A::Hostname, module.system_name.as_ref()),
    ];
    say(facts, "s7comm", Certain, &rows);
    let together =
        joined(&[module.order_number.as_ref(), module.module_type.as_ref(), module.module_name.as_ref()]);
    facts.sender(A::S7Module, &together, Certain, "s7comm", &format!("status list {together}"));
    facts.sender(A::Vendor, "Siemens", Likely, "s7comm", "answers as S7 module");
}

fn profinet(station: &ProfinetStation, facts: &mut Facts<'_>) {
    say(
        facts,
        "profinet",
        Certain,
        &[(A::Hostname, station.name.as_ref()), (A::Model, station.station_type.as_ref())],
    );
    let numbers = station.vendor_and_device.map(|(vendor, device)| format!("{vendor:04x}:{device:04x}"));
    let together = joined(&[station.name.as_ref(), station.station_type.as_ref(), numbers.as_ref()]);
    facts.sender(A::ProfinetStation, &together, Certain, "profinet", &format!("DCP {together}"));
    facts.sender(A::PlantProtocol, "profinet server", Certain, "profinet", "DCP answer");
}

fn opcua(message: &OpcUaMessage, facts: &mut Facts<'_>) {
    match message {
        OpcUaMessage::Hello { endpoint } => {
            if let Some(endpoint) = endpoint {
                facts.receiver(A::OpcUaServer, endpoint, Likely, "opcua", &format!("hello to {endpoint}"));
            }
        }
        OpcUaMessage::Application { name, application_uri, product_uri } => {
            let together = joined(&[name.as_ref(), application_uri.as_ref(), product_uri.as_ref()]);
            facts.sender(A::OpcUaServer, &together, Certain, "opcua", &format!("application {together}"));
        }
    }
}

fn fox(hello: &FoxHello, facts: &mut Facts<'_>) {
    let os = [hello.os.as_deref(), hello.os_version.as_deref()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    facts.sender(A::Os, &os, Certain, "fox", &format!("os.name, os.version {os}"));
    let application = [hello.application.as_deref(), hello.application_version.as_deref()];
    let application = application.into_iter().flatten().collect::<Vec<_>>().join(" ");
    facts.sender(
        A::SoftwareVersion,
        &application,
        Certain,
        "fox",
        &format!("app.name, app.version {application}"),
    );
    let name = hello.station.as_ref().or(hello.host_name.as_ref());
    say(facts, "fox", Certain, &[(A::Hostname, name)]);
}

#[cfg(test)]
mod tests {
    use parsers::packet::plant::{modbus::ModbusDevice, opcua::OpcUaMessage};

    use super::*;
    use crate::rules::medical::testing::{plant_facts, says};

    #[test]
    fn names_become_facts() {
        let device = ModbusDevice {
            unit: 1,
            vendor: Some("Exa".into()),
            product_code: Some("M".into()),
            ..ModbusDevice::default()
        };
        let facts = plant_facts(PlantMessage::Modbus(Box::new(device)));
        assert!(says(&facts, true, A::Vendor, "Exa", Certain));
        assert!(says(&facts, true, A::ModbusDevice, "Exa|M|", Certain));
        let hello = FoxHello { os: Some("QNX".into()), station: Some("West".into()), ..FoxHello::default() };
        let facts = plant_facts(PlantMessage::Fox(Box::new(hello)));
        assert!(says(&facts, true, A::Hostname, "West", Certain));
        let hello = OpcUaMessage::Hello { endpoint: Some("opc.tcp://a".into()) };
        assert!(says(&plant_facts(PlantMessage::OpcUa(hello)), false, A::OpcUaServer, "opc.tcp://a", Likely));
    }
}
