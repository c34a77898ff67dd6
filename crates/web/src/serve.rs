//! Serving a node until told to stop.

use std::{fs::File, io, io::Read as _, sync::Arc};

use app::node::Node;
use tokio::net::TcpListener;

use crate::{
    backend::{Config, Site},
    locale::Lang,
    routes,
};

/// Serves the pages of a node on `listener` until `until` ends, and keeps them up with what sensors say. Requests that run are
/// finished.
///
/// # Errors
/// When there is no organisation on the node, no randomness, or the listener fails.
pub async fn serve(
    listener: TcpListener,
    node: Arc<Node>,
    until: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let orgs = node.organisations().await.map_err(io::Error::other)?;
    let org = orgs.into_iter().next();
    let org = org.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "the node has no organisation"))?;
    let config = Config { hosts: Vec::new(), secret: random()?, org };
    let keeping_up = tokio::spawn(Arc::clone(&node).keep_up());
    let fetching = tokio::spawn(Arc::clone(&node).keep_fetching(Lang::Ja.t("nav-feeds").into_owned()));
    let site = routes::site(Site::of_node(config, Arc::clone(&node)));
    let served = axum::serve(listener, site).with_graceful_shutdown(until).await;
    keeping_up.abort();
    fetching.abort();
    // What is being fetched ends after the next bytes; what is whole stays.
    node.jobs().cancel_all();
    served
}

/// Thirty-two random octets from the system.
pub(crate) fn random() -> io::Result<[u8; 32]> {
    let mut octets = [0; 32];
    File::open("/dev/urandom")?.read_exact(&mut octets)?;
    Ok(octets)
}
