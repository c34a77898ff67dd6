//! 問い合わせるパッケージ: the packages inside the products of every organisation here, as the list that OSV may be asked about.

use matching::vulnerability::Questions;

use crate::{
    error::AppError,
    feeds::{Feed, Folder, job::Work, packages::Packages, settings::Settings},
    node::Node,
};

impl Node {
    /// The packages of the bills of materials that are attached to products. A document that cannot be read adds nothing: its parts stand
    /// as unknown anyway.
    ///
    /// # Errors
    /// [`AppError::Store`], and [`AppError::Feeds`] for more packages than can be asked about.
    pub async fn packages_of_products(&self) -> Result<Packages, AppError> {
        let mut questions = Questions::default();
        for org in self.organisations().await? {
            let products = self.products(&org).await?;
            for kept in self.kept_sboms(&org, &products).await? {
                if kept.removed || kept.versions.is_empty() {
                    continue;
                }
                match self.sbom(&org, &kept.id).await {
                    Ok(open) => questions.add(&open.sbom),
                    Err(AppError::Store(error)) => return Err(error.into()),
                    Err(error) => tracing::warn!(id = %kept.id, %error, "its packages are not asked about"),
                }
            }
        }
        Ok(Packages::of(questions, self.now())?)
    }

    /// Makes the list anew where the work is going to ask about packages.
    pub(crate) async fn list_packages_for(&self, folder: &Folder, work: &Work) -> Result<(), AppError> {
        let on = Settings::of(folder)?.wanted(Feed::OsvApi).is_some_and(|wanted| wanted.on);
        let asks = match work {
            Work::Sync(feeds) if !feeds.is_empty() => feeds.contains(&Feed::OsvApi),
            Work::Sync(_) | Work::Scheduled => on,
            Work::Import { .. } | Work::LoadBundle(_) => false,
        };
        if asks {
            self.packages_of_products().await?.keep(folder)?;
        }
        Ok(())
    }
}
