//! `kikimori sensor`: which sensors may send to this node.

use std::path::PathBuf;

use anyhow::Context as _;
use app::{clock::Clock, node::Node};
use domain::ids::{OrgId, SensorId};
use store::organisations::Organisation;

use crate::{Outcome, output, table::Table};

/// Arguments of `sensor`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folder of the embedded database
    #[arg(
        long,
        default_value = "kikimori-data",
        value_name = "FOLDER",
        env = "KIKIMORI_DATA",
        global = true
    )]
    data: PathBuf,
    /// A PostgreSQL database instead of the embedded one
    #[arg(long, value_name = "URL", env = "KIKIMORI_DATABASE", global = true)]
    database: Option<String>,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Register a sensor and print its token, once
    Add {
        name: String,
        /// Where it stands, for people: "3F server room"
        #[arg(long, default_value = "")]
        place: String,
    },
    /// Sensors and how they are doing
    List,
    /// Remove a sensor: its token is worth nothing any more
    Remove {
        /// As `sensor list` shows it
        id: String,
    },
}

/// Runs `sensor`.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let runtime = tokio::runtime::Runtime::new().context("starting")?;
    runtime.block_on(async {
        let node = open(&arguments.data, arguments.database.as_deref()).await?;
        let org =
            node.organisations().await?.into_iter().next().context("the database has no organisation")?;
        act(&node, &org, &arguments.action).await
    })
}

async fn act(node: &Node, org: &OrgId, action: &Action) -> anyhow::Result<Outcome> {
    match action {
        Action::Add { name, place } => {
            let token = new_token()?;
            let id = node.add_sensor(org, name, place, &token).await?;
            eprintln!(
                "sensor {id} registered. This token is shown once; keep it in a file only the sensor can read:"
            );
            output::text(&format!("{token}\n"))?;
        }
        Action::List => {
            let mut table = Table::new(&["id", "name", "place", "packets", "dropped"]);
            for sensor in node.sensors(org).await? {
                let counts = [sensor.packets.to_string(), sensor.dropped.to_string()];
                let [packets, dropped] = counts;
                table.row(vec![
                    sensor.id.to_string(),
                    sensor.name.clone(),
                    sensor.place.clone(),
                    packets,
                    dropped,
                ]);
            }
            output::text(&table.as_text())?;
        }
        Action::Remove { id } => {
            let id = SensorId::parse(id).with_context(|| format!("{id} is no id of a sensor"))?;
            anyhow::ensure!(node.remove_sensor(org, &id).await?, "there is no sensor {id}");
        }
    }
    Ok(Outcome::Nothing)
}

/// Opens the node's database; a folder that is not there is made.
pub(super) async fn open(data: &std::path::Path, database: Option<&str>) -> anyhow::Result<Node> {
    let url = match database {
        Some(url) => url.to_owned(),
        None => super::serve::embedded(data)?,
    };
    let organisation =
        Organisation { id: OrgId::from_tail("local"), name: "病院".into(), fictional: false };
    Ok(Node::open_unread(&url, Clock::System, &organisation).await?)
}

/// 256 random bits from the system, as hexadecimal text.
pub(super) fn new_token() -> anyhow::Result<String> {
    use std::io::Read as _;
    let mut random = [0u8; 32];
    std::fs::File::open("/dev/urandom")
        .and_then(|mut file| file.read_exact(&mut random))
        .context("getting randomness")?;
    Ok(domain::hex::lower(&random))
}
