//! `kikimori sensor`: which sensors may send to this node.

use anyhow::Context as _;
use app::node::Node;
use domain::ids::{OrgId, SensorId};

use super::installation::Installation;
use crate::{Outcome, output, table::Table};

/// Arguments of `sensor`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    here: Installation,
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
    arguments.here.kept(async |node, org| act(node, org, &arguments.action).await)
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

/// 256 random bits from the system, as hexadecimal text.
pub(super) fn new_token() -> anyhow::Result<String> {
    use std::io::Read as _;
    let mut random = [0u8; 32];
    std::fs::File::open("/dev/urandom")
        .and_then(|mut file| file.read_exact(&mut random))
        .context("getting randomness")?;
    Ok(domain::hex::lower(&random))
}
