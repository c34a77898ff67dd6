//! Live watching as the node sees it: packed batches of sensors come in, each counts once.

use discovery::packing::unpack;
use domain::ids::{OrgId, SensorId};

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
            Err(why) => Ok(Taken::Unreadable(why.to_string())),
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
        let known = self.sensors(org).await?.into_iter().find(|sensor| sensor.name == name);
        match known {
            Some(sensor) => Ok(sensor.id),
            None => self.add_sensor(org, name, "", token).await,
        }
    }
}
