//! An installation by its data folder: the node with everything that is kept, and its feeds read.

use std::path::Path;

use anyhow::Context as _;
use app::{
    clock::Clock,
    feeds::{Feed, Folder},
    node::Node,
    providers::{Confirmation, ProviderStanding},
    statements::Confirmed,
};
use domain::ids::OrgId;
use store::organisations::Organisation;

use super::feeds::Data;

/// Where the installation is.
#[derive(Debug, clap::Args)]
pub struct Installation {
    #[command(flatten)]
    data: Data,
    /// A PostgreSQL database instead of the embedded one
    #[arg(long, value_name = "URL", env = "KIKIMORI_DATABASE", global = true)]
    database: Option<String>,
}

impl Installation {
    /// Its feeds.
    pub fn feeds(&self) -> Folder {
        self.data.folder()
    }

    /// Opens it and works with what is kept; its feeds are not read.
    pub fn node<T>(&self, work: impl AsyncFnOnce(Node) -> anyhow::Result<T>) -> anyhow::Result<T> {
        let runtime = tokio::runtime::Runtime::new().context("starting")?;
        runtime.block_on(async {
            let node = open(self.data.path(), self.database.as_deref()).await?;
            work(node.with_feeds(self.data.path())).await
        })
    }

    /// As [`Self::node`], with its first organisation.
    pub fn kept<T>(&self, work: impl AsyncFnOnce(&Node, &OrgId) -> anyhow::Result<T>) -> anyhow::Result<T> {
        self.node(async |node| {
            let organisations = node.organisations().await?;
            let org = organisations.into_iter().next().context("the database has no organisation")?;
            work(&node, &org).await
        })
    }

    /// What its first organisation said of providers; nothing where no installation was ever opened.
    fn said_of_providers(&self) -> anyhow::Result<Vec<Confirmation>> {
        if self.database.is_none() && !super::serve::database(self.data.path()).is_file() {
            return Ok(Vec::new());
        }
        self.kept(async |node, org| Ok(node.said_of_providers(org).await?))
    }

    /// Providers whose own documents may end findings.
    pub fn confirmed(&self) -> anyhow::Result<Confirmed> {
        Ok(app::providers::confirmed(self.said_of_providers()?))
    }

    /// How every provider of documents stands.
    pub fn providers(&self) -> anyhow::Result<Vec<ProviderStanding>> {
        let said = if self.feeds().state(Feed::Csaf).providers.is_empty() {
            Vec::new()
        } else {
            self.said_of_providers()?
        };
        Ok(app::providers::standings(&self.feeds(), &said)?)
    }

    /// Opens it, reads its feeds, and works with its first organisation.
    pub fn with<T>(&self, work: impl AsyncFnOnce(&Node, &OrgId) -> anyhow::Result<T>) -> anyhow::Result<T> {
        self.kept(async |node, org| {
            node.read_feeds().await?;
            node.take_in_fetched_advisories().await?;
            work(node, org).await
        })
    }
}

/// Opens the node's database; a folder that is not there is made.
pub async fn open(data: &Path, database: Option<&str>) -> anyhow::Result<Node> {
    let url = match database {
        Some(url) => url.to_owned(),
        None => super::serve::embedded(data)?,
    };
    let organisation =
        Organisation { id: OrgId::from_tail("local"), name: "病院".into(), fictional: false };
    Ok(Node::open_unread(&url, Clock::System, &organisation).await?)
}
