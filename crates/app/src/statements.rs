//! What people state about vulnerabilities: VEX files, decisions with their ground, declarations; kept, listed, taken back.

mod decisions;
mod export;
pub mod fed;
mod files;
mod listed;

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    facts::clean_value,
    ids::{OrgId, StatementId},
    statements::{Declaration, Document, Statement, VexFormat, Withdrawal},
    time::Timestamp,
};
use matching::{
    statements::{Asked, Concluded, Statements},
    vulnerability::{Judged, Knowledge},
};
use parsers::document::vex;
use serde::{Deserialize, Serialize};
use store::{
    files::File,
    records::{Noun, Record},
};

pub use decisions::{Decided, Deciding, DecisionProblem};
pub use export::{VexExport, Written, export};
pub use fed::{Confirmed, FedDocuments, FedStatements};
pub use files::{Read, read_one, read_paths};
pub use listed::{About, Decision, SOON, Standing, listed};
pub use matching::statements::{Doubt, Origin, Weight, justification_words};

use crate::{
    digest,
    error::{AppError, Refusal},
    node::Node,
};

/// Everything that is stated, ready to be asked, and when it is asked.
#[derive(Clone, Debug, Default)]
pub struct Stated {
    pub statements: Statements,
    pub declarations: Vec<Declaration>,
    /// What documents of feeds state; they are asked together.
    pub fed: Option<Arc<FedStatements>>,
    pub now: Timestamp,
}

impl Stated {
    /// Puts statements and declarations together.
    #[must_use]
    pub fn new(statements: Vec<Statement>, declarations: Vec<Declaration>, now: Timestamp) -> Self {
        Self { statements: Statements::new(statements, &declarations), declarations, fed: None, now }
    }

    /// The same of what is kept.
    pub(crate) fn of(kept: impl IntoIterator<Item = Kept>, now: Timestamp) -> Self {
        let (mut statements, mut declarations) = (Vec::new(), Vec::new());
        for value in kept {
            match value {
                Kept::Statement(statement) => statements.push(*statement),
                Kept::Declaration(declaration) => declarations.push(*declaration),
            }
        }
        Self::new(statements, declarations, now)
    }

    /// The same beside what documents of feeds state.
    #[must_use]
    pub fn beside(mut self, fed: Arc<FedStatements>) -> Self {
        self.statements = self.statements.beside(Arc::<FedStatements>::clone(&fed));
        self.fed = Some(fed);
        self
    }

    /// The same with every document of feeds closed.
    #[must_use]
    pub(crate) fn closed(&self) -> Self {
        let fed = self.fed.as_ref().map(|fed| Arc::new(fed.closed()));
        fed.map_or_else(|| self.clone(), |fed| self.clone().beside(fed))
    }

    /// What counts of a judgement, and what only statements know of.
    #[must_use]
    pub fn conclude<'s>(
        &'s self,
        knowledge: &Knowledge,
        asked: &Asked<'_>,
        judged: &[Judged<'_>],
    ) -> Vec<Concluded<'s>> {
        self.statements.conclude(knowledge, asked, judged, self.now)
    }
}

/// A kept statement or declaration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    Statement(Box<Statement>),
    Declaration(Box<Declaration>),
}

impl Kept {
    fn withdrawn(&mut self) -> &mut Option<Withdrawal> {
        match self {
            Self::Statement(statement) => &mut statement.withdrawn,
            Self::Declaration(declaration) => &mut declaration.withdrawn,
        }
    }

    /// Apart from where it was read.
    fn says_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Statement(one), Self::Statement(other)) => {
                let unplaced = |statement: &Statement| Statement { document: None, ..statement.clone() };
                unplaced(one) == unplaced(other)
            }
            _ => self == other,
        }
    }
}

/// A file that was taken in, or why it was not.
#[derive(Clone, Debug, PartialEq)]
pub struct TakenIn {
    pub file: String,
    /// How many statements and declarations.
    pub outcome: Result<usize, Refusal>,
    pub format: VexFormat,
    /// Whose document it is, as it says.
    pub author: String,
    /// What was in it.
    pub ids: Vec<StatementId>,
    pub warnings: Vec<String>,
}

impl TakenIn {
    fn of(file: &str, vex: &vex::Vex) -> Self {
        let statements = vex.statements.iter().map(|statement| statement.id.clone());
        let ids: Vec<StatementId> =
            statements.chain(vex.declarations.iter().map(|declaration| declaration.id.clone())).collect();
        Self {
            file: file.to_owned(),
            outcome: Ok(ids.len()),
            format: vex.format,
            author: vex.author.clone(),
            ids,
            warnings: vex.warnings.clone(),
        }
    }

    fn refused(why: Refusal) -> Self {
        let file = why.file().unwrap_or_default().to_owned();
        let (format, author) = (VexFormat::default(), String::new());
        Self { file, outcome: Err(why), format, author, ids: Vec::new(), warnings: Vec::new() }
    }
}

impl Node {
    /// Takes in VEX files: name and bytes. The same file twice is one file. What is none is told.
    ///
    /// # Errors
    /// [`AppError::Store`] when they cannot be kept.
    pub async fn take_in_vex(
        &self,
        org: &OrgId,
        files: &[(String, Vec<u8>)],
    ) -> Result<Vec<TakenIn>, AppError> {
        let mut taken = Vec::with_capacity(files.len());
        for (name, bytes) in files {
            let body = bytes.clone();
            let reading = tokio::task::spawn_blocking(move || (vex::read(&body), body));
            let (read, body) =
                reading.await.map_err(|_| AppError::Interrupted { doing: "reading statements" })?;
            let disproved = match &read {
                Ok(vex) => self.disproved(&vex.sha256).await?,
                Err(_) => None,
            };
            match read {
                Ok(_) if let Some(why) = disproved => {
                    taken.push(TakenIn::refused(Refusal::Disproved { file: name.clone(), why }));
                }
                Ok(vex) => {
                    let file =
                        File { sha256: vex.sha256.clone(), name: name.clone(), received: self.now(), body };
                    self.store.put_file(org, &file).await?;
                    let mut told = TakenIn::of(name, &vex);
                    told.warnings.extend(self.keep_vex(org, vex).await?);
                    taken.push(told);
                }
                Err(why) => taken.push(TakenIn::refused(Refusal::NotVex { file: name.clone(), why })),
            }
        }
        self.refresh(org).await?;
        Ok(taken)
    }

    /// What was withdrawn here stays withdrawn when its file comes again, and a file of our own form, which brings its ids along, changes
    /// nothing that is on record here. What of it was left out.
    async fn keep_vex(&self, org: &OrgId, vex: vex::Vex) -> Result<Vec<String>, AppError> {
        let known = self.statements(org).await?.into_iter().map(|record| (record.id, record.value));
        let mut known: BTreeMap<String, Kept> = known.collect();
        let (is_own, sha256, mut left_out) = (vex.format == VexFormat::Own, vex.sha256, Vec::new());
        let statements = vex.statements.into_iter().map(|mut statement| {
            let document = Document { sha256: sha256.clone(), ..Document::default() };
            statement.document.get_or_insert(document);
            (statement.id.to_string(), Kept::Statement(Box::new(statement)))
        });
        let declarations = vex
            .declarations
            .into_iter()
            .map(|declaration| (declaration.id.to_string(), Kept::Declaration(Box::new(declaration))));
        let mut records: Vec<(String, Kept)> = statements.chain(declarations).collect();
        records.retain(|(id, told)| match known.get_mut(id) {
            Some(here) if is_own => {
                if !here.says_the_same(told) {
                    left_out
                        .push(format!("{id}: is on record here with other words, which stay as they are"));
                }
                false
            }
            Some(here) => here.withdrawn().is_none(),
            None => true,
        });
        self.store.put_all(org, Noun::Statements, self.now(), &records).await?;
        Ok(left_out)
    }

    /// Everything that is kept, withdrawn ones too, oldest first.
    ///
    /// # Errors
    /// [`AppError::Store`] when it cannot be read.
    pub async fn statements(&self, org: &OrgId) -> Result<Vec<Record<Kept>>, AppError> {
        Ok(self.store.all(org, Noun::Statements).await?)
    }

    /// Everything that is kept, ready to be asked, beside what documents of feeds state.
    ///
    /// # Errors
    /// [`AppError::Store`] when it cannot be read.
    pub async fn stated(&self, org: &OrgId) -> Result<Stated, AppError> {
        let kept = self.statements(org).await?.into_iter().map(|record| record.value);
        Ok(Stated::of(kept, self.now()).beside(self.fed_statements(org).await?))
    }

    /// Takes a statement or declaration back: it is kept and shown, and counts no more. What is withdrawn already stays as it is.
    ///
    /// # Errors
    /// [`AppError::Refused`] without a name and a reason; [`AppError::NotFound`] when it is not there; [`AppError::Store`] when it cannot be
    /// kept.
    pub async fn withdraw_statement(
        &self,
        org: &OrgId,
        id: &StatementId,
        by: &str,
        reason: &str,
    ) -> Result<(), AppError> {
        let (by, reason) = (clean_value(by), clean_value(reason));
        if self.statement(org, id).await?.withdrawal().is_some() {
            return Ok(());
        }
        match () {
            () if by.is_empty() => return Err(Refusal::from(DecisionProblem::NoAuthor).into()),
            () if reason.is_empty() => return Err(Refusal::from(DecisionProblem::WithdrawnWhy).into()),
            () => {}
        }
        self.set_withdrawal(org, id, Some(Withdrawal { by, at: self.now(), reason })).await
    }

    /// Records what was withdrawn once more, word for word; the withdrawn one stays on record. What is ours is said now, what came in a file
    /// when the file says. The id of the new one.
    ///
    /// # Errors
    /// [`AppError::Refused`] when it was not withdrawn; [`AppError::NotFound`] when it is not there.
    pub async fn record_again(&self, org: &OrgId, id: &StatementId) -> Result<StatementId, AppError> {
        let mut kept = self.statement(org, id).await?;
        if kept.withdrawal().is_none() {
            return Err(Refusal::from(DecisionProblem::NotWithdrawn).into());
        }
        let now = self.now();
        let new = StatementId::from_tail(&digest::short(format!("{id} {}", now.0).as_bytes()));
        *kept.withdrawn() = None;
        match &mut kept {
            Kept::Statement(statement) => {
                statement.id = new.clone();
                if statement.document.is_none() {
                    statement.said_at = Some(now);
                }
            }
            Kept::Declaration(declaration) => {
                declaration.id = new.clone();
                declaration.said_at = Some(now);
            }
        }
        self.store.put(org, Noun::Statements, new.as_str(), now, &kept).await?;
        self.refresh(org).await?;
        Ok(new)
    }

    async fn statement(&self, org: &OrgId, id: &StatementId) -> Result<Kept, AppError> {
        let kept = self.store.get::<Kept>(org, Noun::Statements, id.as_str()).await?;
        kept.ok_or_else(|| AppError::NotFound { what: "statement", id: id.to_string() })
    }

    /// Undoes a withdrawal.
    ///
    /// # Errors
    /// As [`Self::withdraw_statement`].
    pub async fn reinstate_statement(&self, org: &OrgId, id: &StatementId) -> Result<(), AppError> {
        self.set_withdrawal(org, id, None).await
    }

    async fn set_withdrawal(
        &self,
        org: &OrgId,
        id: &StatementId,
        withdrawal: Option<Withdrawal>,
    ) -> Result<(), AppError> {
        let mut kept = self.statement(org, id).await?;
        *kept.withdrawn() = withdrawal;
        self.store.put(org, Noun::Statements, id.as_str(), self.now(), &kept).await?;
        self.refresh(org).await?;
        Ok(())
    }
}
