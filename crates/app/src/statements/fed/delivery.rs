//! Who delivered each document of a feeds folder, for whom it may speak, and what was kept out that may be newer.
//!
//! A publisher writes its own name and namespace into a document. They are believed where a person said so: of documents that people bring by
//! hand, of a provider with the same namespace that a person here confirmed to be who it says it is, and where the settings say so
//! (`speaks-for`).

use std::collections::{BTreeMap, BTreeSet};

use domain::civil::Civil;
use hashbrown::HashMap;
use matching::statements::{DocumentName, Doubt, Edition, Origin, namespace};

use super::document::{Document, Packed};
use crate::{
    digest,
    feeds::{Feed, Folder, KeptOut, KnownProvider, Proof, State, Trouble, settings::Settings},
};

/// Providers that a person confirmed, by the name of their folder, as they say who they are: one that says something else is another one.
pub type Confirmed = BTreeSet<(String, KnownProvider)>;

/// How a document came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Delivery {
    /// Name of the file below the folder of the feed; empty for files that were named one by one.
    pub(crate) file: String,
    pub(crate) origin: Origin,
    /// `None`: it was brought by hand.
    sender: Option<Sender>,
}

/// A provider and whom it may speak for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Sender {
    /// The folder of its documents, and who it says it is.
    known: (String, KnownProvider),
    speaks_for: BTreeSet<String>,
    /// A person brought the document; the provider signed it.
    by_hand: bool,
}

impl Delivery {
    /// The publisher's name as it is believed, or why it is not.
    pub(crate) fn speaker(&self, packed: &Packed, confirmed: &Confirmed) -> Result<String, Doubt> {
        let told = namespace(&packed.namespace);
        let publisher = || Ok(packed.publisher.clone());
        let Some(sender) = &self.sender else { return publisher() };
        let own = !told.is_empty() && namespace(&sender.known.1.namespace) == told;
        match () {
            () if own && confirmed.contains(&sender.known) => Ok(sender.known.1.name.clone()),
            () if own && sender.by_hand || sender.speaks_for.contains(&told) => publisher(),
            () if own => Err(Doubt::Unconfirmed),
            () => Err(Doubt::HandedOn),
        }
    }
}

/// What is remembered of the documents of a feeds folder.
#[derive(Debug)]
pub(crate) struct Deliveries {
    state: State,
    /// What was remembered cannot be read: of no document it is known who delivered it.
    lost: bool,
    /// Namespaces by the folder of a provider; every provider of the settings has its place here.
    speaks_for: BTreeMap<String, BTreeSet<String>>,
}

impl Deliveries {
    /// Of a folder. Settings that cannot be read allow nobody to speak for others.
    pub(crate) fn of(folder: &Folder) -> Self {
        let speaks_for = Settings::of(folder).map(|settings| settings.speaks_for()).unwrap_or_default();
        let named = |names: Vec<String>| names.iter().map(|name| namespace(name)).collect();
        let speaks_for = speaks_for.into_iter().map(|(folder, names)| (folder, named(names))).collect();
        let state = folder.known_state(Feed::Csaf);
        Self { lost: state.is_none(), state: state.unwrap_or_default(), speaks_for }
    }

    /// Of a file by its name below the folder.
    pub(crate) fn one(&self, name: &str) -> Delivery {
        let file = self.state.files.get(name);
        let fetched = file.filter(|file| !file.url.is_empty());
        let signer = file.and_then(|file| match &file.proof {
            Some(Proof::Good { provider }) => Some(provider.clone()),
            _ => None,
        });
        let folder = match fetched {
            Some(_) => name.split_once('/').map(|(folder, _)| folder.to_owned()),
            // Whoever signed what was brought by hand, where it is known who that is.
            None => signer.as_deref().map(crate::feeds::place_of_provider),
        };
        let known = folder.as_ref().and_then(|folder| self.state.providers.get_key_value(folder));
        let known = known.map(|(folder, says)| (folder.clone(), says.clone()));
        // What lies where a provider's documents are kept, and of which nothing is remembered, nobody brought by hand.
        let forgotten = || {
            file.is_none()
                && name.split_once('/').is_some_and(|(folder, _)| self.speaks_for.contains_key(folder))
        };
        let delivered = self.lost || fetched.is_some() || known.is_some() || forgotten();
        let sender = delivered.then(|| Sender {
            known: known.unwrap_or_default(),
            by_hand: fetched.is_none(),
            speaks_for: folder
                .as_ref()
                .and_then(|folder| self.speaks_for.get(folder))
                .cloned()
                .unwrap_or_default(),
        });
        let by_hand = file.filter(|_| fetched.is_none());
        let origin = Origin {
            provider: signer.or_else(|| folder.filter(|_| sender.is_some())),
            brought_by: by_hand.and_then(|file| file.by.clone()),
            taken: by_hand.and_then(|file| file.taken),
            doubt: file.and_then(|file| file.unlisted).map(|since| Doubt::Unlisted { since }),
        };
        Delivery { file: name.to_owned(), origin, sender }
    }

    /// Changes whenever a document of the same bytes counts otherwise.
    pub(crate) fn digest(&self) -> String {
        let files = self.state.files.iter();
        let files: Vec<_> =
            files.map(|(name, file)| (name, &file.url, &file.unlisted, &file.by, &file.proof)).collect();
        let all = (self.lost, &self.state.providers, &self.speaks_for, files, &self.state.kept_out);
        digest::short(&serde_json::to_vec(&all).unwrap_or_default())
    }

    /// All of it.
    pub(crate) fn into_state(self) -> State {
        self.state
    }
}

/// Documents that were kept out, found by what they are and by their file.
#[derive(Debug, Default)]
pub(crate) struct KeptOuts<'k> {
    by_name: HashMap<DocumentName, Vec<&'k KeptOut>>,
    by_file: HashMap<&'k str, Vec<&'k KeptOut>>,
}

impl<'k> KeptOuts<'k> {
    pub(crate) fn of(all: &'k [KeptOut]) -> Self {
        let mut made = Self::default();
        for one in all {
            if let Some(name) = name_of(one) {
                made.by_name.entry(name).or_default().push(one);
            }
            made.by_file.entry(one.name.as_str()).or_default().push(one);
        }
        made
    }

    /// A newer edition of a document is known to exist, and cannot be used. A kept-out file that cannot be read is known by its name only.
    pub(crate) fn shake(&self, document: &Document) -> bool {
        let (name, file) = (document.told_name(), document.delivery.file.as_str());
        let by_name = name.as_ref().and_then(|name| self.by_name.get(name)).into_iter().flatten();
        let by_file = self.by_file.get(file).filter(|_| !file.is_empty()).into_iter().flatten();
        by_name.clone().any(|one| is_newer(one, document))
            || by_file.filter(|one| name.is_none() || name_of(one) != name).count() > 0
    }
}

fn name_of(one: &KeptOut) -> Option<DocumentName> {
    let told = one.told.as_ref()?;
    DocumentName::of(&told.namespace, &told.publisher, &told.id)
}

/// What was changed on its way may say what it likes of its date; of the others the very file that is here is none newer.
fn is_newer(one: &KeptOut, document: &Document) -> bool {
    let Some(told) = &one.told else { return true };
    if matches!(one.why, Trouble::WrongHash { .. } | Trouble::WrongSignature { .. }) {
        return true;
    }
    let edition = Edition::told(Civil::read(&told.released), &told.version);
    edition > document.edition || edition == document.edition && told.sha256 != document.packed.sha256
}
