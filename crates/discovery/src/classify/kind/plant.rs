//! Building and plant equipment by its protocols.

use domain::{
    certainty::Certainty::{Guess, Likely},
    facts::Attribute as A,
};

use super::super::{View, proposals::Proposals, text::has_any};

/// Proposes kinds.
pub fn propose(view: &View<'_>, out: &mut Proposals) {
    for attribute in
        [A::BacnetDevice, A::ModbusDevice, A::EnipIdentity, A::S7Module, A::ProfinetStation, A::OpcUaServer]
    {
        for fact in view.of(attribute) {
            out.because(fact, "building_mgmt", Likely, 66);
            if has_any(&fact.value, &["gas", "ガス"]) {
                out.because(fact, "medical_gas", Likely, 70);
            }
        }
    }
    for fact in view.of(A::PlantProtocol) {
        let server = fact.value.ends_with("server") || fact.value.ends_with("device");
        out.because(fact, "building_mgmt", if server { Likely } else { Guess }, if server { 55 } else { 45 });
    }
    for protocol in ["bacnet", "modbus", "s7", "enip", "opcua", "knxip", "knx"] {
        if let Some(service) = view.serves(protocol) {
            out.add("building_mgmt", Likely, 55, service.evidence.clone());
        }
        if let Some(talk) = view.calls().find(|talk| talk.protocol() == protocol) {
            out.add("building_mgmt", Guess, 45, crate::traffic::evidence(talk.flow));
        }
    }
}
