//! `kikimori serve`: the pages of a hospital node, on loopback.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use app::{clock::Clock, node::Node};
use domain::ids::OrgId;
use store::organisations::Organisation;

use crate::{Outcome, certificate};

/// Arguments of `serve`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Where to listen. Without accounts (they come later) only loopback addresses are accepted
    #[arg(long, default_value = "127.0.0.1:8600", value_name = "ADDRESS", env = "KIKIMORI_LISTEN")]
    listen: SocketAddr,
    /// Folder of the embedded database
    #[arg(long, default_value = "kikimori-data", value_name = "FOLDER", env = "KIKIMORI_DATA")]
    data: PathBuf,
    /// A PostgreSQL database instead of the embedded one (postgres://user@host/db)
    #[arg(long, value_name = "URL", env = "KIKIMORI_DATABASE")]
    database: Option<String>,
    /// Name of the hospital, for a new database
    #[arg(long, default_value = "病院", value_name = "NAME")]
    name: String,
    #[command(flatten)]
    sensors: SensorListener,
}

/// The one listener that other machines may reach: sensor batches over TLS, nothing else.
#[derive(Debug, clap::Args)]
struct SensorListener {
    /// Take batches of sensors on other machines here, for example 0.0.0.0:8643
    #[arg(long, value_name = "ADDRESS")]
    sensor_listen: Option<SocketAddr>,
    /// Name or address by which sensors reach this node, for the certificate it makes itself; may be given several times
    #[arg(long, value_name = "NAME", requires = "sensor_listen", conflicts_with = "tls_cert")]
    node_name: Vec<String>,
    /// Certificate chain of this node (PEM) instead of one of its own making; sensors trust it with --ca
    #[arg(long, value_name = "FILE", requires_all = ["sensor_listen", "tls_key"])]
    tls_cert: Option<PathBuf>,
    /// Its private key (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

impl SensorListener {
    /// Runs beside the pages; without an address, waits for ever.
    async fn serve(&self, node: Arc<Node>, data: &Path) -> anyhow::Result<()> {
        let Some(listen) = self.sensor_listen else { return std::future::pending().await };
        let (certificate, key) = match (&self.tls_cert, &self.tls_key) {
            (Some(certificate), Some(key)) => (certificate.clone(), key.clone()),
            _ => certificate::own(data, listen.ip(), &self.node_name)?,
        };
        let doing = || format!("taking batches of sensors at {listen}");
        let listener = tokio::net::TcpListener::bind(listen).await.with_context(doing)?;
        let address = listener.local_addr().with_context(doing)?;
        eprintln!("taking batches of sensors at https://{address}/ (they trust {})", certificate.display());
        web::tls::serve_sensors(node, listener, &certificate, &key, interrupted()).await.with_context(doing)
    }
}

/// Runs until interrupted.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let runtime = tokio::runtime::Runtime::new().context("starting")?;
    let organisation =
        Organisation { id: OrgId::from_tail("local"), name: arguments.name.clone(), fictional: false };
    runtime.block_on(async {
        let database = match &arguments.database {
            Some(url) => url.clone(),
            None => embedded(&arguments.data)?,
        };
        let node = Node::open(&database, Clock::System, &organisation).await?;
        let node = Arc::new(node.with_feeds(&arguments.data));
        let sensors = arguments.sensors.serve(Arc::clone(&node), &arguments.data);
        tokio::select! {
            pages = serve(node, arguments.listen) => pages,
            sensors = sensors => sensors,
        }
    })?;
    Ok(Outcome::Nothing)
}

/// URL of the embedded database in a folder, which is made when it is not there.
pub fn embedded(folder: &Path) -> anyhow::Result<String> {
    std::fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
    Ok(format!("sqlite://{}", database(folder).display()))
}

/// The embedded database of a folder.
pub fn database(folder: &Path) -> PathBuf {
    folder.join("kikimori.db")
}

/// Serves a node until Ctrl-C or SIGTERM.
pub async fn serve(node: Arc<Node>, listen: SocketAddr) -> anyhow::Result<()> {
    anyhow::ensure!(
        listen.ip().is_loopback(),
        "{listen} is not a loopback address; there are no accounts yet, so the pages are served on this machine only"
    );
    let listener =
        tokio::net::TcpListener::bind(listen).await.with_context(|| format!("listening on {listen}"))?;
    let address = listener.local_addr().context("listening")?;
    println!("http://{address}/");
    eprintln!("serving on this machine only, without accounts; Ctrl-C stops");
    web::serve(listener, node, interrupted()).await.context("serving")
}

/// Ctrl-C or SIGTERM.
pub(super) async fn interrupted() {
    let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        drop(tokio::signal::ctrl_c().await);
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated.recv() => {}
    }
}
