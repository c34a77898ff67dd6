//! `kikimori serve`: the pages of a hospital node, on loopback.

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use anyhow::Context as _;
use app::{clock::Clock, node::Node};
use domain::ids::OrgId;
use store::organisations::Organisation;

use crate::Outcome;

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
    #[arg(long, value_name = "ADDRESS", requires_all = ["tls_cert", "tls_key"])]
    sensor_listen: Option<SocketAddr>,
    /// Certificate chain of this node (PEM); sensors trust it with --ca
    #[arg(long, value_name = "FILE")]
    tls_cert: Option<PathBuf>,
    /// Its private key (PEM)
    #[arg(long, value_name = "FILE")]
    tls_key: Option<PathBuf>,
}

impl SensorListener {
    /// Runs beside the pages; without an address, waits for ever.
    async fn serve(&self, node: Arc<Node>) -> anyhow::Result<()> {
        let (Some(listen), Some(certificate), Some(key)) = (self.sensor_listen, &self.tls_cert, &self.tls_key) else {
            return std::future::pending().await;
        };
        eprintln!("taking batches of sensors at https://{listen}/");
        let served = web::tls::serve_sensors(node, listen, certificate, key, interrupted()).await;
        served.with_context(|| format!("taking batches of sensors at {listen}"))
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
        let node = Arc::new(Node::open(&database, Clock::System, &organisation).await?);
        let sensors = arguments.sensors.serve(Arc::clone(&node));
        tokio::select! {
            pages = serve(node, arguments.listen) => pages,
            sensors = sensors => sensors,
        }
    })?;
    Ok(Outcome::Nothing)
}

/// URL of the embedded database in a folder, which is made when it is not there.
pub fn embedded(folder: &std::path::Path) -> anyhow::Result<String> {
    std::fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
    Ok(format!("sqlite://{}", folder.join("kikimori.db").display()))
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

async fn interrupted() {
    let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        drop(tokio::signal::ctrl_c().await);
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated.recv() => {}
    }
}
