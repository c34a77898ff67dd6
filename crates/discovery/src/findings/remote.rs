//! Remote lines that nobody declared, once a ledger or register has been compared.

use domain::{
    alerts::{Finding, Status},
    remote_lines::{LineDirection, RemoteLine},
};

use super::{Cause, Findings};

/// Findings for the lines that are known to be undeclared. Unknown (`None`) is no accusation.
#[must_use]
pub fn undeclared(lines: &[RemoteLine]) -> Vec<Finding> {
    let mut found = Findings::default();
    for line in lines.iter().filter(|line| line.declared == Some(false)) {
        let status = match line.direction {
            LineDirection::Inbound => Status::Danger,
            LineDirection::Outbound | LineDirection::Inside => Status::Warn,
        };
        let label = line.peer.label();
        for evidence in line.evidence.iter().take(2) {
            let cause = Cause {
                code: "undeclared-remote-line",
                key: format!("{}|{label}", line.method),
                status,
                certainty: line.certainty,
                arguments: vec![("method", line.method.clone()), ("peer", label.clone())],
            };
            found.add(cause, &line.device, evidence.clone(), line.seen);
        }
    }
    found.into_vec()
}
