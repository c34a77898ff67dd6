//! What is really inside a product where its list says otherwise: embedded components, and fixes that were ported back.

use serde::{Deserialize, Serialize};

use super::{Justification, Product, Role, Statement, Subject, Withdrawal};
use crate::{advisories::Verdict, ids::StatementId, time::Timestamp};

/// What is declared of a component.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "that")]
pub enum Declared {
    /// It carries the fixes of these vulnerabilities, whatever its version says.
    Patched { vulnerabilities: Vec<String> },
    /// It is this product: judged by its name and version. With the fixes that were ported back into it; they count where the declaration says
    /// what the component is inside of.
    Is {
        really: Box<Product>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        patched: Vec<String>,
    },
    /// It is listed, but not shipped.
    NotShipped,
}

/// A declaration about a component of a product.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Declaration {
    pub id: StatementId,
    pub component: Product,
    /// `None`: wherever the component is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inside: Option<Product>,
    #[serde(flatten)]
    pub declared: Declared,
    /// How one knows: source package, build log, letter of the maker.
    pub reason: String,
    pub author: String,
    #[serde(default)]
    pub role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::civil::written::option")]
    pub said_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::civil::written::option")]
    pub valid_until: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

impl Declaration {
    /// It counts now.
    #[must_use]
    pub fn counts_at(&self, now: Timestamp) -> bool {
        self.withdrawn.is_none() && self.valid_until.is_none_or(|until| now <= until)
    }

    /// Vulnerabilities whose fixes it says are inside.
    #[must_use]
    pub fn patched(&self) -> &[String] {
        match &self.declared {
            Declared::Patched { vulnerabilities } => vulnerabilities,
            Declared::Is { patched, .. } => patched,
            Declared::NotShipped => &[],
        }
    }

    /// What it states about a vulnerability, when it says anything about it.
    #[must_use]
    pub fn about(&self, vulnerability: &str) -> Option<Statement> {
        let (status, justification) = match &self.declared {
            Declared::NotShipped => (Verdict::NotAffected, Some(Justification::ComponentNotPresent)),
            _ if self.patched().iter().any(|patched| patched == vulnerability) => (Verdict::Fixed, None),
            _ => return None,
        };
        // What was renamed is judged by its true name; outside of a product that name may be anybody's.
        let component = match (&self.declared, &self.inside) {
            (Declared::Is { .. }, None) => return None,
            (Declared::Is { really, .. }, Some(_)) => (**really).clone(),
            _ => self.component.clone(),
        };
        let subject = match &self.inside {
            Some(product) => Subject::inside(product.clone(), component),
            None => Subject::whole(component),
        };
        Some(Statement {
            subjects: vec![subject],
            justification,
            note: Some(self.reason.clone()),
            author: self.author.clone(),
            role: self.role,
            said_at: self.said_at,
            valid_until: self.valid_until,
            withdrawn: self.withdrawn.clone(),
            ..Statement::new(self.id.clone(), vulnerability, status)
        })
    }
}
