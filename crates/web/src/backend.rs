//! What the pages stand on: the node (or a fixed picture), the hosts we answer to, and the view made once per picture.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use app::{node::Node, snapshot::Snapshot};
use domain::{hex, ids::OrgId};
use sha2::{Digest, Sha256};

use crate::{error::WebError, view::View};

/// How the site is set up.
#[derive(Clone, Debug)]
pub struct Config {
    /// Host names besides loopback that requests may name, without port.
    pub hosts: Vec<String>,
    /// Made at random when the server starts; form tokens are derived from it.
    pub secret: [u8; 32],
    /// The organisation served. Accounts come later; until then there is one.
    pub org: OrgId,
}

/// Shared state of every handler. Cheap to clone.
#[derive(Clone)]
pub struct Site(Arc<Inner>);

struct Inner {
    config: Config,
    source: Source,
    view: Mutex<Option<Arc<View>>>,
    inboxes: AtomicU64,
}

/// Where pictures come from.
enum Source {
    Node(Arc<Node>),
    /// One picture that never changes, for tests and examples.
    Fixed(Arc<Snapshot>),
}

impl Site {
    /// The site of a node.
    #[must_use]
    pub fn of_node(config: Config, node: Arc<Node>) -> Self {
        Self::new(config, Source::Node(node))
    }

    /// A site over one picture that never changes; what would change it is refused.
    #[must_use]
    pub fn fixed(config: Config, picture: Arc<Snapshot>) -> Self {
        Self::new(config, Source::Fixed(picture))
    }

    fn new(config: Config, source: Source) -> Self {
        Self(Arc::new(Inner { config, source, view: Mutex::new(None), inboxes: AtomicU64::new(0) }))
    }

    /// The organisation served.
    #[must_use]
    pub fn org(&self) -> &OrgId {
        &self.0.config.org
    }

    /// The node behind the pages.
    ///
    /// # Errors
    /// When the site shows one fixed picture.
    pub fn node(&self) -> Result<Arc<Node>, WebError> {
        match &self.0.source {
            Source::Node(node) => Ok(Arc::clone(node)),
            Source::Fixed(_) => Err(WebError::refused("picture-fixed")),
        }
    }

    /// The newest picture, prepared for pages. Made again only when the picture was replaced.
    ///
    /// # Errors
    /// When the node cannot say.
    pub async fn view(&self, org: &OrgId) -> Result<Arc<View>, WebError> {
        let snapshot = match &self.0.source {
            Source::Node(node) => node.snapshot(org)?,
            Source::Fixed(snapshot) => Arc::clone(snapshot),
        };
        {
            let kept = self.0.view.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(view) = kept.as_ref().filter(|view| Arc::ptr_eq(&view.snapshot, &snapshot)) {
                return Ok(Arc::clone(view));
            }
        }
        let view = tokio::task::spawn_blocking(move || Arc::new(View::new(snapshot)))
            .await
            .map_err(|error| WebError::Failed(error.to_string()))?;
        *self.0.view.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&view));
        Ok(view)
    }

    /// Whether a `Host` header means this server: loopback, or a configured name.
    #[must_use]
    pub fn answers_to(&self, host: &str) -> bool {
        let name = match host.strip_prefix('[') {
            Some(v6) => v6.split(']').next().unwrap_or_default(),
            None => host.split(':').next().unwrap_or_default(),
        };
        matches!(name, "127.0.0.1" | "localhost" | "::1")
            || self.0.config.hosts.iter().any(|known| known == name)
    }

    /// The token every form carries.
    #[must_use]
    pub fn form_token(&self, org: &OrgId) -> String {
        let mut hash = Sha256::new();
        hash.update(self.0.config.secret);
        hash.update(b"form");
        hash.update(org.as_str().as_bytes());
        hex::lower(&hash.finalize()).chars().take(32).collect()
    }

    /// A token for a sensor: 64 random hexadecimal digits.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn fresh_token(&self) -> Result<String, WebError> {
        let octets = crate::serve::random().map_err(|error| WebError::Failed(error.to_string()))?;
        Ok(hex::lower(&octets))
    }

    /// A folder of its own for a file that arrives.
    #[must_use]
    pub fn inbox(&self) -> PathBuf {
        let number = self.0.inboxes.fetch_add(1, Ordering::Relaxed);
        std::env::temp_dir().join(format!("kikimori-inbox-{}-{number}", std::process::id()))
    }

    /// A site for tests.
    #[cfg(test)]
    #[must_use]
    pub fn for_tests() -> Self {
        let org = OrgId::from_tail("test");
        let config = Config { hosts: Vec::new(), secret: [7; 32], org };
        Self::fixed(config, Arc::new(crate::fixture::hospital(60)))
    }
}
