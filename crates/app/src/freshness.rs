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
    use crate::{
        clock::Clock,
        product_links::Linking,
        products::{ProductDraft, VersionDraft},
        sbom_library::{Choice, Filing},
    };

    fn minute(number: i64) -> Observations {
        let seen = Span::at(Timestamp(number * 60_000_000));
        let endpoint = Endpoint {
            mac: Some("00:1b:54:00:00:07".parse().unwrap()),
            ip: Some("10.9.8.7".parse().unwrap()),
            vlan: 0,
        };
        let (times, ttl) = (Vec::new(), (64, 64));
        let binding = Binding { endpoint, packets: 4, bytes: 400, seen, times, ttl, frame: 1 };
        let summary = CaptureSummary {
            name: "3F:eth1".into(),
            live: true,
            packets: 4,
            seen: Some(seen),
            ..CaptureSummary::default()
        };
        Observations { bindings: vec![binding], summaries: vec![summary], ..Observations::default() }
    }

    const PARTS: &[u8] = br#"{"bomFormat":"CycloneDX","specVersion":"1.5","metadata":{"component":{"type":"device","name":"Infuse","version":"2.1"}},
        "components":[{"type":"library","name":"a","purl":"pkg:npm/a@1"}]}"#;

    /// A product with a version and its parts, and the only device there is.
    async fn keep_product(node: &Node, org: &OrgId) {
        let sensor = node.own_sensor(org, "3F", &"x".repeat(32)).await.unwrap();
        assert!(node.take_in_from_sensor(org, &sensor, &minute(1)).await.unwrap());
        let draft = ProductDraft { maker: "Aoba".into(), name: "Infuse".into(), ..ProductDraft::default() };
        let product = node.add_product(org, &draft, "t").await.unwrap();
        let version = VersionDraft { version: "2.1".into(), ..VersionDraft::default() };
        let version = node.add_version(org, &product, &version, "t").await.unwrap();
        let taken = node.take_in_sbom(org, "a.json", PARTS.to_vec(), "t").await.unwrap();
        let filing =
            Filing { product: Choice::Known(product.clone()), version: Choice::Known(version.clone()) };
        node.file_sbom(org, &taken.id, &filing, "t").await.unwrap();
        let found = node.linked(org).await.unwrap();
        let device = found.picture.devices[0].id.clone();
        let linking =
            Linking { device, product, accepted: true, version: Some(version), reason: String::new() };
        node.link_found(org, &found, &[linking], "t").await.unwrap();
    }

    /// A command draws no picture; what shows it later says the same as a page that did it all.
    #[tokio::test]
    async fn products_kept_by_a_command_are_shown_as_those_kept_by_a_page() {
        let organisation = Organisation { id: OrgId::from_tail("t"), name: "t".into(), fictional: true };
        let (org, clock) = (&organisation.id, Clock::Fixed(Timestamp(1_795_305_600_000_000)));
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| format!("sqlite://{}", folder.path().join(name).display());
        let page = Node::open(&place("page.db"), clock, &organisation).await.unwrap();
        keep_product(&page, org).await;
        let shows = Node::open(&place("command.db"), clock, &organisation).await.unwrap();
        let command = Node::open_unread(&place("command.db"), clock, &organisation).await.unwrap();
        keep_product(&command, org).await;
        assert!(command.snapshot(org).is_err(), "nothing was drawn");
        assert!(shows.catch_up(org).await.unwrap());
        page.catch_up(org).await.unwrap();
        let (here, there) = (page.snapshot(org).unwrap(), shows.snapshot(org).unwrap());
        assert_eq!((here.links.len(), here.sboms.len(), here.products[0].versions[0].sboms.len()), (1, 1, 1));
        assert_eq!((&here.products, &here.links, &here.sboms), (&there.products, &there.links, &there.sboms));
        assert_eq!((&here.exposures, &here.tasks), (&there.exposures, &there.tasks));
        let found = command.linked(org).await.unwrap();
        assert_eq!((&found.products, &found.links), (&*here.products, &*here.links));
        assert_eq!(found.picture.devices.len(), here.picture.devices.len());
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
