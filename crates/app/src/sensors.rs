//! Sensors: who may send, and how they are doing. Only a hash of the token is kept.

use domain::{
    ids::{OrgId, SensorId},
    observations::Observations,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use store::records::{Noun, Record};

use crate::{
    digest,
    error::{AppError, Refusal},
    node::Node,
    snapshot::Sensor,
};

/// A sensor as kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StoredSensor {
    id: SensorId,
    name: String,
    place: String,
    token_sha256: String,
    last_contact: Option<Timestamp>,
    last_packet: Option<Timestamp>,
    packets: u64,
    dropped: u64,
}

impl StoredSensor {
    pub(crate) fn view(self) -> Sensor {
        Sensor {
            id: self.id,
            name: self.name,
            place: self.place,
            last_contact: self.last_contact,
            last_packet: self.last_packet,
            packets: self.packets,
            dropped: self.dropped,
        }
    }
}

impl Node {
    /// Sensors as kept, by name.
    ///
    /// # Errors
    /// [`AppError::Store`] when the database cannot be read.
    pub async fn sensors(&self, org: &OrgId) -> Result<Vec<Sensor>, AppError> {
        let kept: Vec<Record<StoredSensor>> = self.store.all(org, Noun::Sensors).await?;
        let mut sensors: Vec<Sensor> = kept.into_iter().map(|record| record.value.view()).collect();
        sensors.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        Ok(sensors)
    }

    /// Registers a sensor with a token that the caller made; the token itself is not kept.
    ///
    /// # Errors
    /// [`AppError::Refused`] for a token shorter than 32 characters.
    pub async fn add_sensor(
        &self,
        org: &OrgId,
        name: &str,
        place: &str,
        token: &str,
    ) -> Result<SensorId, AppError> {
        if token.len() < 32 {
            return Err(Refusal::ShortToken.into());
        }
        let id = SensorId::from_tail(&digest::short(token.as_bytes()));
        let sensor = StoredSensor {
            id: id.clone(),
            name: name.trim().to_owned(),
            place: place.trim().to_owned(),
            token_sha256: hash(token),
            last_contact: None,
            last_packet: None,
            packets: 0,
            dropped: 0,
        };
        self.store.put(org, Noun::Sensors, id.as_str(), self.now(), &sensor).await?;
        Ok(id)
    }

    /// Removes a sensor: its token is worth nothing any more. `false` when it was not there.
    ///
    /// # Errors
    /// [`AppError::Store`] when it cannot be removed.
    pub async fn remove_sensor(&self, org: &OrgId, id: &SensorId) -> Result<bool, AppError> {
        Ok(self.store.remove(org, Noun::Sensors, id.as_str()).await?)
    }

    /// The organisation and sensor that a token belongs to.
    ///
    /// # Errors
    /// [`AppError::Store`] when the database cannot be read.
    pub async fn sensor_by_token(&self, token: &str) -> Result<Option<(OrgId, SensorId)>, AppError> {
        let wanted = hash(token);
        for organisation in self.store.organisations().await? {
            let sensors: Vec<Record<StoredSensor>> = self.store.all(&organisation.id, Noun::Sensors).await?;
            // How long comparing hashes takes says nothing that leads to the token.
            if let Some(found) = sensors.into_iter().find(|record| record.value.token_sha256 == wanted) {
                return Ok(Some((organisation.id, found.value.id)));
            }
        }
        Ok(None)
    }

    /// Takes in what a sensor sent; [`Node::keep_up`] shows it. The same batch twice counts once, so a sensor may send again until it
    /// is told "kept".
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a sensor that was removed.
    pub async fn take_in_from_sensor(
        &self,
        org: &OrgId,
        id: &SensorId,
        observations: &Observations,
    ) -> Result<bool, AppError> {
        let stored: Option<StoredSensor> = self.store.get(org, Noun::Sensors, id.as_str()).await?;
        let mut sensor = stored.ok_or_else(|| AppError::NotFound { what: "sensor", id: id.to_string() })?;
        let new = self.keep_observations(org, id.as_str(), observations).await?;
        sensor.last_contact = Some(self.now());
        if new {
            for summary in &observations.summaries {
                sensor.packets += summary.packets;
                sensor.dropped += summary.dropped;
                sensor.last_packet = sensor.last_packet.max(summary.seen.map(|seen| seen.last));
            }
        }
        self.store.put(org, Noun::Sensors, id.as_str(), self.now(), &sensor).await?;
        Ok(new)
    }
}

fn hash(token: &str) -> String {
    digest::sha256(token.as_bytes())
}
