//! Every store story on SQLite, and on PostgreSQL when `KIKIMORI_TEST_POSTGRES` names an empty server.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use domain::{ids::OrgId, time::Timestamp};
use store::{Store, batches::Batch, files::File, organisations::Organisation, records::Noun};

/// Stores to run a story on; PostgreSQL gets a database of its own per story.
async fn stores(story: &str) -> Vec<(&'static str, Store)> {
    let mut stores = vec![("sqlite", Store::open("sqlite::memory:").await.unwrap())];
    match std::env::var("KIKIMORI_TEST_POSTGRES") {
        Ok(server) => {
            sqlx::any::install_default_drivers();
            let name = format!("story_{story}_{}", std::process::id());
            let admin = sqlx::AnyPool::connect(&format!("{server}/postgres")).await.unwrap();
            let create = format!("CREATE DATABASE {name} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
            sqlx::query(sqlx::AssertSqlSafe(create)).execute(&admin).await.unwrap();
            stores.push(("postgres", Store::open(&format!("{server}/{name}")).await.unwrap()));
        }
        Err(_) => eprintln!("skipped on PostgreSQL: KIKIMORI_TEST_POSTGRES is not set"),
    }
    stores
}

fn org(tail: &str) -> OrgId {
    OrgId::from_tail(tail)
}

fn batch(id: &str, at: i64) -> Batch {
    Batch { id: id.into(), origin: "sensor".into(), received: Timestamp(at), body: vec![0, 1, 255] }
}

#[tokio::test]
async fn a_batch_counts_once_even_after_compaction() {
    for (engine, store) in stores("batches").await {
        let (a, b) = (org("a"), org("b"));
        assert!(store.add_batch(&a, &batch("x", 1)).await.unwrap(), "{engine}");
        assert!(!store.add_batch(&a, &batch("x", 2)).await.unwrap(), "{engine}: same content");
        assert!(store.add_batch(&b, &batch("x", 1)).await.unwrap(), "{engine}: another organisation");
        assert!(store.add_batch(&a, &batch("y", 3)).await.unwrap(), "{engine}");
        store.compact_batches(&a, &["x".into(), "y".into()], &batch("xy", 3)).await.unwrap();
        assert!(!store.add_batch(&a, &batch("x", 9)).await.unwrap(), "{engine}: known after compaction");
        assert_eq!(store.batches(&a).await.unwrap(), vec![batch("xy", 3)], "{engine}");
        assert_eq!(store.batches(&b).await.unwrap(), vec![batch("x", 1)], "{engine}");
    }
}

#[tokio::test]
async fn records_of_every_noun_are_kept_replaced_and_removed() {
    for (engine, store) in stores("records").await {
        let org = org("a");
        for noun in Noun::ALL {
            store.put(&org, *noun, "1", Timestamp(5), &"値 'quoted'").await.unwrap();
            store.put(&org, *noun, "2", Timestamp(4), &"two").await.unwrap();
            store.put(&org, *noun, "1", Timestamp(6), &"new").await.unwrap();
            let all = store.all::<String>(&org, *noun).await.unwrap();
            let ids: Vec<&str> = all.iter().map(|r| r.id.as_str()).collect();
            assert_eq!(ids, ["2", "1"], "{engine} {noun:?}");
            assert_eq!(store.get::<String>(&org, *noun, "1").await.unwrap().as_deref(), Some("new"));
            assert!(store.remove(&org, *noun, "1").await.unwrap());
            assert!(!store.remove(&org, *noun, "1").await.unwrap());
            assert_eq!(store.get::<String>(&org, *noun, "1").await.unwrap(), None);
        }
    }
}

#[tokio::test]
async fn an_unreadable_value_is_told_with_table_and_id() {
    for (engine, store) in stores("unreadable").await {
        store.put(&org("a"), Noun::Alerts, "7", Timestamp(1), &"text").await.unwrap();
        let error = store.get::<u32>(&org("a"), Noun::Alerts, "7").await.unwrap_err().to_string();
        assert!(error.contains("alerts 7"), "{engine}: {error}");
    }
}

#[tokio::test]
async fn organisations_and_files() {
    for (engine, store) in stores("files").await {
        let organisation = Organisation { id: org("a"), name: "架空病院".into(), fictional: true };
        store.put_organisation(&organisation).await.unwrap();
        assert_eq!(store.organisations().await.unwrap(), vec![organisation], "{engine}");
        let file = File {
            sha256: "00".into(),
            name: "台帳.xlsx".into(),
            received: Timestamp(1),
            body: vec![80, 75, 0],
        };
        store.put_file(&org("a"), &file).await.unwrap();
        store.put_file(&org("a"), &file).await.unwrap();
        assert_eq!(store.file(&org("a"), "00").await.unwrap(), Some(file), "{engine}");
        assert_eq!(store.file(&org("b"), "00").await.unwrap(), None, "{engine}: another organisation's file");
    }
}

#[tokio::test]
async fn the_mark_changes_with_what_is_said_and_not_with_what_is_concluded() {
    for (engine, store) in stores("marks").await {
        let org = org("a");
        let empty = store.mark(&org).await.unwrap();
        store.put(&org, Noun::Alerts, "1", Timestamp(5), &"concluded").await.unwrap();
        store.put(&org, Noun::Pictures, "1", Timestamp(5), &"concluded").await.unwrap();
        assert_eq!(store.mark(&org).await.unwrap(), empty, "{engine}: conclusions");
        store.add_batch(&org, &batch("x", 3)).await.unwrap();
        let first = store.mark(&org).await.unwrap();
        assert_ne!(first, empty, "{engine}: a batch came");
        store.put(&org, Noun::Corrections, "1", Timestamp(6), &"said").await.unwrap();
        let second = store.mark(&org).await.unwrap();
        assert_ne!(second, first, "{engine}: a correction came");
        store.put(&org, Noun::Corrections, "1", Timestamp(7), &"said otherwise").await.unwrap();
        let third = store.mark(&org).await.unwrap();
        assert_ne!(third, second, "{engine}: it changed");
        store.put(&org, Noun::Products, "1", Timestamp(3), &"of another clock").await.unwrap();
        let fourth = store.mark(&org).await.unwrap();
        store.put(&org, Noun::Products, "1", Timestamp(4), &"that is behind").await.unwrap();
        assert_ne!(store.mark(&org).await.unwrap(), fourth, "{engine}: it changed by a clock that is behind");
        store.put(&org, Noun::Products, "0", Timestamp(9), &"an earlier id").await.unwrap();
        let last: Option<String> = store.last(&org, Noun::Products).await.unwrap();
        assert_eq!(last.as_deref(), Some("that is behind"), "{engine}: the greatest id");
        assert_eq!(store.last::<String>(&org, Noun::Sboms).await.unwrap(), None, "{engine}");
        store.remove(&org, Noun::Corrections, "1").await.unwrap();
        assert_ne!(store.mark(&org).await.unwrap(), third, "{engine}: it went");
        assert_eq!(store.mark(&OrgId::from_tail("b")).await.unwrap(), empty, "{engine}: others hear nothing");
    }
}
