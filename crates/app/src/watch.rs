//! Live watching as the node sees it: packed batches of sensors come in, each counts once.

use std::io::Read;

use domain::{
    ids::{OrgId, SensorId},
    observations::Observations,
};

use crate::{error::AppError, node::Node};

/// What became of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Kept; `new` is false when it had come before.
    Kept { new: bool },
    /// The token belongs to no sensor.
    UnknownToken,
    /// These bytes are no batch; sending them again is of no use.
    Unreadable(String),
}

/// A batch that unpacks to more is refused.
const LARGEST_UNPACKED: u64 = 512 << 20;

impl Node {
    /// Takes in what came over the network: the token says who sent it, the bytes are hostile.
    ///
    /// # Errors
    /// [`AppError::Store`] when it cannot be kept: the sensor sends again.
    pub async fn take_in_packed(&self, token: &str, packed: Vec<u8>) -> Result<Taken, AppError> {
        let Some((org, sensor)) = self.sensor_by_token(token).await? else { return Ok(Taken::UnknownToken) };
        let unpacking = tokio::task::spawn_blocking(move || unpack(&packed));
        let unpacked = unpacking.await.map_err(|_| AppError::Interrupted { doing: "unpacking a batch" })?;
        match unpacked {
            Err(why) => Ok(Taken::Unreadable(why)),
            Ok(observations) => {
                self.take_in_from_sensor(&org, &sensor, &observations).await.map(|new| Taken::Kept { new })
            }
        }
    }

    /// The sensor of this machine, registered under its name when it is not there yet. `token` is made by the caller and is
    /// not needed again: batches of this machine do not travel.
    ///
    /// # Errors
    /// [`AppError::Store`] when it cannot be registered.
    pub async fn own_sensor(&self, org: &OrgId, name: &str, token: &str) -> Result<SensorId, AppError> {
        let known =
            self.snapshot(org)?.sensors.iter().find(|sensor| sensor.name == name).map(|s| s.id.clone());
        match known {
            Some(id) => Ok(id),
            None => self.add_sensor(org, name, "", token).await,
        }
    }
}

/// Unpacks a batch of at most [`LARGEST_UNPACKED`] bytes.
///
/// # Errors
/// Why it is none.
pub fn unpack(packed: &[u8]) -> Result<Observations, String> {
    let mut decoder = zstd::Decoder::new(packed).map_err(|error| error.to_string())?;
    // Our own level needs 8 MiB of window at most; a hostile frame may ask for 2 GiB.
    decoder.window_log_max(23).map_err(|error| error.to_string())?;
    let mut json = Vec::new();
    decoder.take(LARGEST_UNPACKED + 1).read_to_end(&mut json).map_err(|error| error.to_string())?;
    if json.len() as u64 > LARGEST_UNPACKED {
        return Err("it unpacks to too much".into());
    }
    serde_json::from_slice(&json).map_err(|error| error.to_string())
}
