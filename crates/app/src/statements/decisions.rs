//! A person decides how a vulnerability stands to a product: who, when, on what ground, until when.

use domain::{
    advisories::Verdict,
    facts::clean_value,
    ids::{OrgId, StatementId},
    statements::{Declaration, Ground, Justification, Response, Role, Statement, Subject, Treatment},
    time::Timestamp,
};
use store::records::Noun;

use super::Kept;
use crate::{
    digest,
    error::{AppError, Refusal},
    node::Node,
};

/// Why a decision cannot be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecisionProblem {
    #[error("a decision must say which product it is about")]
    NoProduct,
    #[error("a decision must say which vulnerability it is about")]
    NoVulnerability,
    #[error("a decision must say whose it is")]
    NoAuthor,
    #[error("who cannot tell decides nothing: choose affected, not_affected, fixed or under_investigation")]
    NoStatus,
    #[error("not affected needs a justification, an impact text or a ground")]
    NoReason,
    #[error("mitigated and risk accepted belong to affected only")]
    TreatedButNotAffected,
    #[error("the date until which it counts is in the past")]
    EndedAlready,
    #[error("taking a decision back needs a reason")]
    WithdrawnWhy,
    #[error("only what was taken back can be recorded once more")]
    NotWithdrawn,
}

impl DecisionProblem {
    /// The key of the sentence in `locales/`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoProduct => "refusal-decision-product",
            Self::NoVulnerability => "refusal-decision-vulnerability",
            Self::NoAuthor => "refusal-decision-author",
            Self::NoStatus => "refusal-decision-status",
            Self::NoReason => "refusal-decision-reason",
            Self::TreatedButNotAffected => "refusal-decision-treatment",
            Self::EndedAlready => "refusal-decision-ended",
            Self::WithdrawnWhy => "refusal-decision-withdrawal",
            Self::NotWithdrawn => "refusal-decision-not-withdrawn",
        }
    }
}

/// What a person decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Deciding {
    pub vulnerability: String,
    pub subject: Subject,
    pub status: Verdict,
    pub justification: Option<Justification>,
    pub impact: Option<String>,
    pub action: Option<String>,
    pub responses: Vec<Response>,
    pub treatment: Option<Treatment>,
    pub grounds: Vec<Ground>,
    pub valid_until: Option<Timestamp>,
    /// Office or department.
    pub by: String,
    pub role: Role,
}

/// A decision that was recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    pub id: StatementId,
    /// Statements of makers that say it is affected: they go on counting, and the page says so.
    pub against: Vec<Statement>,
}

impl Deciding {
    /// As a statement. The same decision at the same time has the same id.
    ///
    /// # Errors
    /// [`DecisionProblem`] for what makes no sense.
    pub fn statement(&self, now: Timestamp) -> Result<Statement, DecisionProblem> {
        self.check()?;
        if self.valid_until.is_some_and(|until| until <= now) {
            return Err(DecisionProblem::EndedAlready);
        }
        let made = Statement { said_at: Some(now), ..self.said() };
        let key = serde_json::to_string(&made).unwrap_or_default();
        Ok(Statement { id: StatementId::from_tail(&digest::short(key.as_bytes())), ..made })
    }

    /// Whether it can be said at all, whenever that is.
    ///
    /// # Errors
    /// [`DecisionProblem`] for what makes no sense.
    pub fn check(&self) -> Result<(), DecisionProblem> {
        let said = self.said();
        Err(match () {
            () if said.vulnerability.is_empty() => DecisionProblem::NoVulnerability,
            () if self.subject.product.is_nameless() => DecisionProblem::NoProduct,
            () if said.author.is_empty() => DecisionProblem::NoAuthor,
            () if self.status == Verdict::Unknown => DecisionProblem::NoStatus,
            () if self.status == Verdict::NotAffected && !said.has_reason() => DecisionProblem::NoReason,
            () if self.treatment.is_some() && self.status != Verdict::Affected => {
                DecisionProblem::TreatedButNotAffected
            }
            () => return Ok(()),
        })
    }

    /// Without the day on which it is said.
    fn said(&self) -> Statement {
        let clean = |text: &Option<String>| text.as_deref().map(clean_value).filter(|text| !text.is_empty());
        let vulnerability = clean_value(&self.vulnerability);
        let author = clean_value(&self.by);
        Statement {
            subjects: vec![self.subject.clone()],
            justification: self.justification.filter(|_| self.status == Verdict::NotAffected),
            impact: clean(&self.impact),
            action: clean(&self.action),
            responses: self.responses.clone(),
            treatment: self.treatment,
            author,
            role: self.role,
            valid_until: self.valid_until,
            grounds: self.grounds.clone(),
            ..Statement::new(StatementId::from_tail("0"), &vulnerability, self.status)
        }
    }
}

impl Node {
    /// Records a decision. Against a maker's word it is recorded too, and the answer says so: the maker's goes on counting.
    ///
    /// # Errors
    /// [`AppError::Refused`] for what makes no sense; [`AppError::Store`] when it cannot be kept.
    pub async fn decide(&self, org: &OrgId, deciding: &Deciding) -> Result<Decided, AppError> {
        let statement = deciding.statement(self.now()).map_err(Refusal::from)?;
        let stated = self.stated(org).await?;
        let better = matches!(statement.status, Verdict::NotAffected | Verdict::Fixed);
        let against = if better { stated.statements.against(&statement, self.now()) } else { Vec::new() };
        let decided = Decided { id: statement.id.clone(), against: against.into_iter().cloned().collect() };
        let kept = Kept::Statement(Box::new(statement));
        self.store.put(org, Noun::Statements, decided.id.as_str(), self.now(), &kept).await?;
        self.refresh(org).await?;
        Ok(decided)
    }

    /// Keeps a declaration about an embedded or patched component.
    ///
    /// # Errors
    /// [`AppError::Refused`] without component, author or reason; [`AppError::Store`] when it cannot be kept.
    pub async fn declare(&self, org: &OrgId, declaration: Declaration) -> Result<StatementId, AppError> {
        let problem = match () {
            () if declaration.component.is_nameless() => Some(DecisionProblem::NoProduct),
            () if declaration.author.trim().is_empty() => Some(DecisionProblem::NoAuthor),
            () if declaration.reason.trim().is_empty() => Some(DecisionProblem::NoReason),
            () => None,
        };
        if let Some(problem) = problem {
            return Err(Refusal::from(problem).into());
        }
        let key =
            serde_json::to_string(&(&declaration.component, &declaration.inside, &declaration.declared));
        let key = key.unwrap_or_default();
        let same = StatementId::from_tail(&digest::short(key.as_bytes()));
        // What was taken back stays on record beside what is declared anew.
        let withdrawn = self.statement(org, &same).await.is_ok_and(|kept| kept.withdrawal().is_some());
        let again = || StatementId::from_tail(&digest::short(format!("{key} {}", self.now().0).as_bytes()));
        let id = if withdrawn { again() } else { same };
        let kept = Kept::Declaration(Box::new(Declaration {
            id: id.clone(),
            said_at: declaration.said_at.or(Some(self.now())),
            ..declaration
        }));
        self.store.put(org, Noun::Statements, id.as_str(), self.now(), &kept).await?;
        self.refresh(org).await?;
        Ok(id)
    }
}
