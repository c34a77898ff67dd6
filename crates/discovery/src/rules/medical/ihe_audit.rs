//! IHE audit and IEEE 11073-20601: who records, and which personal health device associates.

use domain::{certainty::Certainty::Certain, facts::Attribute as A};
use parsers::packet::medical::{ieee11073::Agent, ihe_audit::AuditSource};

use crate::rules::Facts;

/// Facts of one audit message.
pub fn apply(source: &AuditSource, facts: &mut Facts<'_>) {
    facts.sender(A::MedicalProtocol, "ihe_audit client", Certain, "ihe_audit", "audit message");
    let site = source.site_id.as_deref().unwrap_or_default();
    if let Some(id) = &source.source_id {
        facts.sender(A::IheAuditSource, id, Certain, "ihe_audit", &format!("AuditSourceID {id} {site}"));
    }
}

/// Facts of one association request.
pub fn agent(agent: &Agent, facts: &mut Facts<'_>) {
    facts.sender(A::MedicalProtocol, "ieee11073 client", Certain, "ieee11073", "association request");
    facts.sender(A::Ieee11073System, &agent.system_id, Certain, "ieee11073", "system identifier");
    facts.sender(A::IsMedical, "true", Certain, "ieee11073", "personal health device");
}
