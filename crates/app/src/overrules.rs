//! A person answers a question of the decision table for a device or a kind (P4): it outranks what is supposed, until it is taken back.

use domain::{
    devices::Device,
    facts::clean_value,
    ids::{DeviceId, OrgId, OverruleId},
    overrules::{Overrule, OverruleSubject, Question},
};
use matching::decision::is_answer;
use store::records::Noun;

use crate::{
    corrections::is_of,
    digest,
    error::{AppError, Refusal},
    kept::values,
    node::Node,
};

/// What is answered about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    Device(DeviceId),
    /// `kind_id`.
    Kind(String),
}

/// What a person says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overruling {
    pub about: About,
    pub question: Question,
    pub answer: String,
    pub reason: String,
    pub by: String,
}

impl Node {
    /// Keeps an answer and decides anew. An earlier answer about the same is replaced.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a device that is not there; [`AppError::Refused`] for an answer that the table does not have, an unknown
    /// kind, or without a reason.
    pub async fn overrule(&self, org: &OrgId, said: &Overruling) -> Result<OverruleId, AppError> {
        let (answer, reason) = (said.answer.trim(), clean_value(&said.reason));
        if !is_answer(said.question, answer) {
            return Err(Refusal::NoSuchAnswer { answer: answer.to_owned() }.into());
        }
        if reason.is_empty() {
            return Err(Refusal::OverruleNeedsReason.into());
        }
        let subject = match &said.about {
            About::Device(device) => OverruleSubject::Device(self.subject_of(org, device)?),
            About::Kind(kind) if self.knowledge().kinds.get(kind).is_none() => {
                return Err(Refusal::UnknownKind { kind: kind.clone() }.into());
            }
            About::Kind(kind) => OverruleSubject::Kind(kind.clone()),
        };
        let key = format!("{subject:?}|{}", said.question.as_str());
        let id = OverruleId::from_tail(&digest::short(key.as_bytes()));
        let overrule = Overrule {
            id: id.clone(),
            subject,
            question: said.question,
            answer: answer.to_owned(),
            by: clean_value(&said.by),
            at: self.now(),
            reason,
        };
        self.store.put(org, Noun::Overrules, id.as_str(), self.now(), &overrule).await?;
        self.refresh(org).await?;
        Ok(id)
    }

    /// Takes an answer back; what is supposed counts again. `false` when there was none.
    ///
    /// # Errors
    /// [`AppError::Store`] when it cannot be removed.
    pub async fn undo_overrule(&self, org: &OrgId, id: &OverruleId) -> Result<bool, AppError> {
        let removed = self.store.remove(org, Noun::Overrules, id.as_str()).await?;
        self.refresh(org).await?;
        Ok(removed)
    }

    /// Every answer, oldest first.
    ///
    /// # Errors
    /// [`AppError::Store`] when they cannot be read.
    pub async fn overrules(&self, org: &OrgId) -> Result<Vec<Overrule>, AppError> {
        Ok(values(self.store.all(org, Noun::Overrules).await?))
    }
}

/// The answers about a device: those about its kind first, its own behind them.
pub(crate) fn of_device<'o>(all: &'o [Overrule], device: &Device, kind: Option<&str>) -> Vec<&'o Overrule> {
    let mut found = of_kind(all, kind);
    found.extend(all.iter().filter(|overrule| match &overrule.subject {
        OverruleSubject::Device(subject) => is_of(subject, device),
        OverruleSubject::Kind(_) => false,
    }));
    found
}

/// The answers about a kind.
pub(crate) fn of_kind<'o>(all: &'o [Overrule], kind: Option<&str>) -> Vec<&'o Overrule> {
    let is = |overrule: &&Overrule| match &overrule.subject {
        OverruleSubject::Kind(of) => kind == Some(of),
        OverruleSubject::Device(_) => false,
    };
    all.iter().filter(is).collect()
}
