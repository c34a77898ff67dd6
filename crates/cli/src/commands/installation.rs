//! An installation by its data folder: the node with everything that is kept, and its feeds read.

use std::path::Path;

use anyhow::Context as _;
use app::{feeds::Folder, node::Node};
use domain::ids::OrgId;

use super::{feeds::Data, sensor};

/// Where the installation is.
#[derive(Debug, clap::Args)]
pub struct Installation {
    #[command(flatten)]
    data: Data,
    /// A PostgreSQL database instead of the embedded one
    #[arg(long, value_name = "URL", env = "KIKIMORI_DATABASE")]
    database: Option<String>,
}

impl Installation {
    /// Its feeds.
    pub fn feeds(&self) -> Folder {
        self.data.folder()
    }

    /// Opens it and works with what is kept; its feeds are not read.
    pub fn node<T>(&self, work: impl AsyncFnOnce(&Node) -> anyhow::Result<T>) -> anyhow::Result<T> {
        let runtime = tokio::runtime::Runtime::new().context("starting")?;
        runtime
            .block_on(async { work(&sensor::open(self.data.path(), self.database.as_deref()).await?).await })
    }

    /// Opens it, reads its feeds, and works with its first organisation.
    pub fn with<T>(&self, work: impl AsyncFnOnce(&Node, &OrgId) -> anyhow::Result<T>) -> anyhow::Result<T> {
        let runtime = tokio::runtime::Runtime::new().context("starting")?;
        runtime.block_on(async {
            let (node, org) = open(self.data.path(), self.database.as_deref()).await?;
            work(&node, &org).await
        })
    }
}

async fn open(data: &Path, database: Option<&str>) -> anyhow::Result<(Node, OrgId)> {
    let node = sensor::open(data, database).await?.with_feeds(data);
    let org = node.organisations().await?.into_iter().next().context("the database has no organisation")?;
    node.read_feeds().await?;
    node.take_in_fetched_advisories().await?;
    Ok((node, org))
}
