//! 安全性情報 of a running node: read from and written into its feeds, off the threads that answer pages. What is judged follows by itself
//! ([`Node::keep_up`]).

use domain::vulnerabilities::Communication;

use crate::{
    error::AppError,
    feeds::{
        Folder,
        communications::{self, Change, Over, Put, Shelf, table},
    },
    node::Node,
};

impl Node {
    /// Everything that is written down; nothing for a node without a data folder.
    ///
    /// # Errors
    /// As [`Shelf::of`].
    pub async fn communications(&self) -> Result<Shelf, AppError> {
        if self.feeds_folder().is_none() {
            return Ok(Shelf::default());
        }
        self.at_feeds("reading communications", |folder| Shelf::of(&folder)).await
    }

    /// Writes entries down, or changes them.
    ///
    /// # Errors
    /// As [`communications::put`]; [`AppError::NotFound`] for a node without a data folder.
    pub async fn put_communications(
        &self,
        list: Vec<Communication>,
        over: Over,
        by: &str,
        why: &str,
    ) -> Result<Vec<Put>, AppError> {
        let (by, why, now) = (by.to_owned(), why.to_owned(), self.now());
        self.at_feeds("writing communications", move |folder| {
            communications::put(&folder, list, over, Change { by: &by, why: &why, now })
        })
        .await
    }

    /// The same of everything in tables and filled forms: name and bytes. All or none.
    ///
    /// # Errors
    /// As [`table::read`] and [`communications::put`]; [`AppError::NotFound`] for a node without a data folder.
    pub async fn bring_communications(
        &self,
        files: Vec<(String, Vec<u8>)>,
        by: &str,
    ) -> Result<Vec<Put>, AppError> {
        let (by, now) = (by.to_owned(), self.now());
        self.at_feeds("writing communications", move |folder| {
            let mut list = Vec::new();
            for (name, bytes) in &files {
                list.extend(table::read(name, bytes)?);
            }
            communications::put(&folder, list, Over::Anything, Change { by: &by, why: "", now })
        })
        .await
    }

    /// Takes an entry back, or lets it stand again.
    ///
    /// # Errors
    /// As [`communications::withdraw`]; [`AppError::NotFound`] for a node without a data folder.
    pub async fn withdraw_communication(
        &self,
        key: &str,
        withdrawn: bool,
        by: &str,
        why: &str,
    ) -> Result<Put, AppError> {
        let (key, by, why, now) = (key.to_owned(), by.to_owned(), why.to_owned(), self.now());
        self.at_feeds("writing communications", move |folder| {
            communications::withdraw(&folder, &key, withdrawn, Change { by: &by, why: &why, now })
        })
        .await
    }

    async fn at_feeds<T: Send + 'static>(
        &self,
        doing: &'static str,
        work: impl FnOnce(Folder) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let missing = || AppError::NotFound { what: "folder of feeds", id: String::new() };
        let folder = self.feeds_folder().cloned().ok_or_else(missing)?;
        let working = tokio::task::spawn_blocking(move || work(folder));
        working.await.map_err(|_| AppError::Interrupted { doing })?
    }
}
