//! The one listener that other machines reach: sensor batches over TLS, nothing else.

use std::{io, net::SocketAddr, path::Path, sync::Arc, time::Duration};

use app::node::Node;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, mpsc},
    time::timeout,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
        version,
    },
    server::TlsStream,
};

use crate::api::sensors;

/// Handshakes under way at the same time, and how long one may take.
const HANDSHAKES: usize = 64;
const PATIENCE: Duration = Duration::from_secs(10);

/// Serves sensor batches on `listener` until `until`. `certificate` and `key` are PEM files.
///
/// # Errors
/// Unreadable certificate or key, or a listener that fails.
pub async fn serve_sensors(
    node: Arc<Node>,
    listener: TcpListener,
    certificate: &Path,
    key: &Path,
    until: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let acceptor = acceptor(certificate, key)?;
    let address = listener.local_addr()?;
    let (shaken, arriving) = mpsc::channel(HANDSHAKES);
    let accepting = tokio::spawn(accept(listener, acceptor, shaken));
    let served = axum::serve(Shaken { arriving, address }, sensors::only_batches(node))
        .with_graceful_shutdown(until)
        .await;
    accepting.abort();
    served
}

fn acceptor(certificate: &Path, key: &Path) -> io::Result<TlsAcceptor> {
    let unusable = |path: &Path, error: &dyn std::fmt::Display| {
        io::Error::new(io::ErrorKind::InvalidData, format!("{}: {error}", path.display()))
    };
    let chain: Result<Vec<_>, _> =
        CertificateDer::pem_file_iter(certificate).map_err(|e| unusable(certificate, &e))?.collect();
    let chain = chain.map_err(|e| unusable(certificate, &e))?;
    let private = PrivateKeyDer::from_pem_file(key).map_err(|e| unusable(key, &e))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&version::TLS13, &version::TLS12])
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, private))
        .map_err(|e| unusable(certificate, &e))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Handshakes happen beside each other, so that a slow stranger keeps nobody waiting.
async fn accept(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    shaken: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    let turns = Arc::new(Semaphore::new(HANDSHAKES));
    loop {
        let Ok(turn) = Arc::clone(&turns).acquire_owned().await else { return };
        let Ok((stream, from)) = listener.accept().await else {
            // Out of descriptors, for example: it passes.
            tokio::time::sleep(Duration::from_millis(200)).await;
            continue;
        };
        let (acceptor, shaken) = (acceptor.clone(), shaken.clone());
        tokio::spawn(async move {
            if let Ok(Ok(stream)) = timeout(PATIENCE, acceptor.accept(stream)).await {
                drop(shaken.send((stream, from)).await);
            }
            drop(turn);
        });
    }
}

/// Connections whose handshake is done.
struct Shaken {
    arriving: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: SocketAddr,
}

impl axum::serve::Listener for Shaken {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.arriving.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(self.address)
    }
}
