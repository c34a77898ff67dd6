//! Whose words count: a person confirms that a provider of documents is who it says it is, and may take that back. Each is kept with who and when.

use domain::{facts::clean_value, ids::OrgId, statements::Withdrawal, time::Timestamp};
use matching::statements::is_hosted_by;
use serde::{Deserialize, Serialize};
use store::records::{Noun, Record};

use crate::{
    digest,
    error::{AppError, Refusal},
    feeds::{Feed, Folder, KnownProvider, settings::Settings},
    kept::values,
    node::Node,
    statements::Confirmed,
};

/// That a provider's words count as those of the publisher that it says it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// Its name in the settings; nothing is known of one without.
    #[serde(default)]
    pub of: String,
    /// As it said who it is. When it says something else, this no longer holds.
    pub provider: KnownProvider,
    /// Office or account.
    pub by: String,
    #[serde(with = "domain::civil::written")]
    pub at: Timestamp,
    /// How that was found out.
    pub reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

/// A provider of the settings, and whether its words count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProviderStanding {
    /// Its name in the settings.
    pub name: String,
    /// Who it says it is; `None` until it was asked.
    pub says: Option<KnownProvider>,
    /// Its address lies outside of the site of whoever it says it is.
    pub elsewhere: bool,
    /// Publishers whose documents it hands on and is believed about, by the settings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub speaks_for: Vec<String>,
    /// *Not affected* and *fixed* of its own documents count.
    pub confirmed: bool,
    /// What people said of it, newest first: also what was taken back, and what it no longer says.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Confirmation>,
}

impl ProviderStanding {
    /// The last word that stands and counts no more: it was of another address, name or namespace.
    #[must_use]
    pub fn outlived(&self) -> Option<&Confirmation> {
        self.history.iter().find(|one| one.withdrawn.is_none()).filter(|_| !self.confirmed)
    }

    /// Somebody's word can be taken back.
    #[must_use]
    pub fn can_be_doubted(&self) -> bool {
        self.history.iter().any(|one| one.withdrawn.is_none())
    }
}

/// Providers whose own documents may end findings.
#[must_use]
pub fn confirmed(said: Vec<Confirmation>) -> Confirmed {
    said.into_iter().filter(|one| one.withdrawn.is_none()).map(|one| (one.of, one.provider)).collect()
}

/// Every provider of the settings and every one whose documents are still here, by name, and what was said of each (oldest first).
///
/// # Errors
/// [`AppError::Feeds`] when the settings cannot be read.
pub fn standings(folder: &Folder, said: &[Confirmation]) -> Result<Vec<ProviderStanding>, AppError> {
    let mut speaks_for = Settings::of(folder)?.speaks_for();
    let mut known = folder.state(Feed::Csaf).providers;
    for name in known.keys() {
        speaks_for.entry(name.clone()).or_default();
    }
    let standing = |(name, speaks_for)| {
        let says = known.remove(&name);
        let history: Vec<Confirmation> = said.iter().rev().filter(|one| one.of == name).cloned().collect();
        let holds = |one: &Confirmation| one.withdrawn.is_none() && says.as_ref() == Some(&one.provider);
        let confirmed = history.iter().any(holds);
        let at_home = says.as_ref().is_none_or(|says| is_hosted_by(&says.url, &says.namespace));
        ProviderStanding { name, says, elsewhere: !at_home, speaks_for, confirmed, history }
    };
    Ok(speaks_for.into_iter().map(standing).collect())
}

impl Node {
    /// What an organisation said of providers, oldest first.
    ///
    /// # Errors
    /// [`AppError::Store`] when it cannot be read.
    pub async fn said_of_providers(&self, org: &OrgId) -> Result<Vec<Confirmation>, AppError> {
        Ok(values(self.store.all(org, Noun::Providers).await?))
    }

    /// How every provider stands to an organisation.
    ///
    /// # Errors
    /// As [`standings`], and [`AppError::Store`].
    pub async fn providers(&self, org: &OrgId) -> Result<Vec<ProviderStanding>, AppError> {
        let Some(folder) = self.feeds_folder().cloned() else { return Ok(Vec::new()) };
        let said = self.said_of_providers(org).await?;
        let looking = tokio::task::spawn_blocking(move || standings(&folder, &said));
        looking.await.map_err(|_| AppError::Interrupted { doing: "looking at the feeds" })?
    }

    /// A person confirms that a provider is who it says it is: `says`, as that person saw it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for an unknown provider, [`AppError::Refused`] without a name and a reason, or when it says something else now.
    pub async fn confirm_provider(
        &self,
        org: &OrgId,
        name: &str,
        says: &KnownProvider,
        (by, reason): (&str, &str),
    ) -> Result<(), AppError> {
        let (by, reason) = (clean_value(by), clean_value(reason));
        let standing = self.provider(org, name).await?;
        match () {
            () if standing.says.as_ref() != Some(says) => return Err(Refusal::ProviderChanged.into()),
            () if by.is_empty() || reason.is_empty() => return Err(Refusal::ProviderNeedsReason.into()),
            () if standing.confirmed => return Ok(()),
            () => {}
        }
        let at = self.now();
        let made =
            Confirmation { of: standing.name, provider: says.clone(), by, at, reason, withdrawn: None };
        let id = digest::short(format!("{made:?} {}", standing.history.len()).as_bytes());
        self.store.put(org, Noun::Providers, &id, at, &made).await?;
        self.refresh(org).await.map(drop)
    }

    /// A person takes that back: what was confirmed of this provider, also at other addresses, stays on record and counts no more.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for an unknown provider, [`AppError::Refused`] without a name and a reason, or when there is nothing to take back.
    pub async fn doubt_provider(
        &self,
        org: &OrgId,
        name: &str,
        (by, reason): (&str, &str),
    ) -> Result<(), AppError> {
        let withdrawn = Withdrawal { by: clean_value(by), at: self.now(), reason: clean_value(reason) };
        let standing = self.provider(org, name).await?;
        match () {
            () if withdrawn.by.is_empty() || withdrawn.reason.is_empty() => {
                return Err(Refusal::ProviderNeedsReason.into());
            }
            () if !standing.can_be_doubted() => return Err(Refusal::ProviderNotConfirmed.into()),
            () => {}
        }
        let mut records: Vec<Record<Confirmation>> = self.store.all(org, Noun::Providers).await?;
        records.retain(|one| one.value.of == name && one.value.withdrawn.is_none());
        let taken_back =
            |Record { id, value, .. }| (id, Confirmation { withdrawn: Some(withdrawn.clone()), ..value });
        let records: Vec<(String, Confirmation)> = records.into_iter().map(taken_back).collect();
        self.store.put_all(org, Noun::Providers, self.now(), &records).await?;
        self.refresh(org).await.map(drop)
    }

    async fn provider(&self, org: &OrgId, name: &str) -> Result<ProviderStanding, AppError> {
        let found = self.providers(org).await?.into_iter().find(|one| one.name == name && one.says.is_some());
        found.ok_or_else(|| AppError::NotFound { what: "provider", id: name.to_owned() })
    }
}
