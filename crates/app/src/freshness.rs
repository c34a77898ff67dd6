//! Keeping what is shown up to date with what sensors and other programs write into the database.

use std::{sync::Arc, time::Duration};

use domain::ids::OrgId;

use crate::{error::AppError, node::Node};

/// Time between two looks at the database.
const EVERY: Duration = Duration::from_secs(3);
/// Drawing anew takes at most one part in so many of the time, so that many sensors do not keep a small machine busy.
const SHARE: u32 = 5;

impl Node {
    /// Draws the picture anew when something was written that it does not show; `false` when all is shown.
    ///
    /// # Errors
    /// [`AppError::Store`] when the database cannot be read or written.
    pub async fn catch_up(&self, org: &OrgId) -> Result<bool, AppError> {
        let behind = self.is_behind(org).await?;
        if behind {
            self.refresh(org).await?;
        }
        Ok(behind)
    }

    /// Catches up again and again, for as long as it is polled. What fails is logged and tried again.
    pub async fn keep_up(self: Arc<Self>) {
        let mut pause = EVERY;
        loop {
            tokio::time::sleep(pause).await;
            let start = tokio::time::Instant::now();
            // Pages are there at once; what is known of vulnerabilities follows when it is read.
            if let Err(error) = self.catch_up_fetched().await {
                tracing::warn!(%error, "what is new of vulnerabilities is not known yet");
            }
            if let Err(error) = self.catch_up_all().await {
                tracing::warn!(%error, "what is new in the database is not shown yet");
            }
            pause = EVERY.max(start.elapsed() * SHARE);
        }
    }

    async fn catch_up_all(&self) -> Result<(), AppError> {
        for org in self.organisations().await? {
            self.catch_up(&org).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        addresses::Endpoint,
        observations::{Binding, CaptureSummary, Observations},
        time::{Span, Timestamp},
    };
    use store::organisations::Organisation;

    use super::*;
    use crate::clock::Clock;

    fn minute(number: i64) -> Observations {
        let seen = Span::at(Timestamp(number * 60_000_000));
        let endpoint = Endpoint {
            mac: Some("00:1b:54:00:00:07".parse().unwrap()),
            ip: Some("10.9.8.7".parse().unwrap()),
            vlan: 0,
        };
        let binding = Binding { endpoint, packets: 4, bytes: 400, seen, ttl: (64, 64), frame: 1 };
        let summary = CaptureSummary {
            name: "3F:eth1".into(),
            live: true,
            packets: 4,
            seen: Some(seen),
            ..CaptureSummary::default()
        };
        Observations { bindings: vec![binding], summaries: vec![summary], ..Observations::default() }
    }

    #[tokio::test]
    async fn what_another_program_writes_is_shown_once() {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite://{}", folder.path().join("k.db").display());
        let organisation = Organisation { id: OrgId::from_tail("t"), name: "t".into(), fictional: true };
        let org = &organisation.id;
        let shows = Node::open(&database, Clock::System, &organisation).await.unwrap();
        let writes = Node::open_unread(&database, Clock::System, &organisation).await.unwrap();
        assert!(!shows.catch_up(org).await.unwrap(), "nothing was written");
        let sensor = writes.own_sensor(org, "3F", &"x".repeat(32)).await.unwrap();
        for number in 1..=30 {
            assert!(writes.take_in_from_sensor(org, &sensor, &minute(number)).await.unwrap());
        }
        assert!(shows.catch_up(org).await.unwrap());
        let snapshot = shows.snapshot(org).unwrap();
        assert_eq!((snapshot.picture.devices.len(), snapshot.sensors.len()), (1, 1));
        let captures: Vec<_> = snapshot.captures.iter().map(|c| (c.name.as_str(), c.packets)).collect();
        assert_eq!(captures, [("3F:eth1", 120)], "a day of watching is one capture");
        assert_eq!(snapshot.picture.summaries.len(), 1);
        // Merging the many batches into one is a change of the database, and no news.
        shows.catch_up(org).await.unwrap();
        assert!(!shows.catch_up(org).await.unwrap());
    }
}
