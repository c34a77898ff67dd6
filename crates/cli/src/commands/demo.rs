//! `kikimori demo`: a fictional hospital to look at.

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use anyhow::Context as _;
use app::{
    captures::ReadProgress,
    clock::Clock,
    feeds::{Folder, import::import},
    node::Node,
    products::{ProductDraft, VersionDraft},
    sbom_library::{Choice, Filing},
};
use domain::{ids::OrgId, time::Timestamp};
use store::organisations::Organisation;

use super::serve;
use crate::Outcome;

/// Arguments of `demo`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Where to write captures, ledger, advisories and the database
    #[arg(default_value = "kikimori-demo", value_name = "FOLDER")]
    folder: PathBuf,
    /// The same seed makes the same hospital
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many devices it has, about
    #[arg(long, default_value_t = 320)]
    devices: u32,
    /// Take everything in and show the pages
    #[arg(long)]
    serve: bool,
    #[arg(long, default_value = "127.0.0.1:8600", value_name = "ADDRESS", env = "KIKIMORI_LISTEN")]
    listen: SocketAddr,
}

/// Writes the hospital; with `--serve` also takes it in, once, and serves it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let database = arguments.folder.join("kikimori.db");
    let fresh = !database.exists();
    let files = arguments.folder.join("files");
    let size = sim::Size { days: 7, ..sim::Size::devices(arguments.devices) };
    let demo = sim::write_demo(&files, arguments.seed, size)
        .with_context(|| format!("writing the fictional hospital to {}", files.display()))?;
    eprintln!("fictional hospital in {}", files.display());
    if !arguments.serve {
        for path in demo.captures.iter().chain([
            &demo.ledger,
            &demo.advisories,
            &demo.sboms,
            &demo.feeds,
            &demo.truth,
        ]) {
            println!("{}", path.display());
        }
        return Ok(Outcome::Nothing);
    }
    let runtime = tokio::runtime::Runtime::new().context("starting")?;
    runtime.block_on(async {
        let name = sim::HOSPITAL_NAME.to_owned();
        let organisation = Organisation { id: OrgId::from_tail("demo"), name, fictional: true };
        let database = serve::embedded(&arguments.folder)?;
        if fresh {
            live_through(&database, &organisation, &demo).await?;
            let now = evening(demo.captures.len());
            let feeds = Folder::of(&arguments.folder);
            import(&feeds, std::slice::from_ref(&demo.feeds), now, &mut |_| {})?;
        }
        // The last evening of the week is now.
        let shift = evening(demo.captures.len()).0 - Clock::System.now().0;
        let node = Node::open(&database, Clock::Shifted(shift), &organisation).await?;
        let node = Arc::new(node.with_feeds(&arguments.folder));
        node.catch_up_feeds().await?;
        serve::serve(node, arguments.listen).await
    })?;
    Ok(Outcome::Nothing)
}

/// Five in the afternoon of a day of the fictional week, from 1.
fn evening(day: usize) -> Timestamp {
    let days = i64::try_from(day).unwrap_or(1) - 1;
    Timestamp(sim::FIRST_DAY + days * 86_400_000_000 + 8 * 3_600_000_000)
}

/// The week as the hospital lived it: the first day is the baseline, then the ledger and the advisories came, then every evening
/// the day's recording, so that changes are found when they happened.
async fn live_through(database: &str, organisation: &Organisation, demo: &sim::Demo) -> anyhow::Result<()> {
    for (at, capture) in demo.captures.iter().enumerate() {
        let node = Node::open(database, Clock::Fixed(evening(at + 1)), organisation).await?;
        take_in(&node, &organisation.id, capture).await?;
        if at == 0 {
            bring_documents(&node, &organisation.id, demo).await?;
        }
    }
    Ok(())
}

async fn bring_documents(node: &Node, org: &OrgId, demo: &sim::Demo) -> anyhow::Result<()> {
    let bytes = std::fs::read(&demo.ledger).context("reading the ledger")?;
    let name = demo.ledger.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let preview = node.preview_ledger(org, &name, bytes).await?;
    node.confirm_ledger(org, &preview.id, "demo").await?;
    let mut advisories = Vec::new();
    for entry in std::fs::read_dir(&demo.advisories).context("reading the advisories")? {
        let path = entry.context("reading the advisories")?.path();
        advisories
            .push((path.display().to_string(), std::fs::read(&path).context("reading the advisories")?));
    }
    node.take_in_advisories(org, &advisories).await?;
    let makers = app::signatures::read_shared("makers.csv", sim::MAKERS, "demo", node.now())?;
    node.teach_all(org, &makers).await?;
    bring_products(node, org, demo).await
}

/// Products with their versions and bills of materials, as a person would register them.
async fn bring_products(node: &Node, org: &OrgId, demo: &sim::Demo) -> anyhow::Result<()> {
    for product in sim::products::all() {
        let draft = ProductDraft {
            maker: product.maker.to_owned(),
            name: product.name.to_owned(),
            models: product.models.iter().map(|model| (*model).to_owned()).collect(),
            kind: product.kind.to_owned(),
            note: sim::products::NOTE.to_owned(),
            ..ProductDraft::default()
        };
        let id = node.add_product(org, &draft, "demo").await?;
        for version in product.versions {
            let draft = VersionDraft {
                version: version.version.to_owned(),
                end_of_life: version.end_of_life.to_owned(),
                end_of_support: version.end_of_support.to_owned(),
                ..VersionDraft::default()
            };
            let version_id = node.add_version(org, &id, &draft, "demo").await?;
            let Some((file, _)) = version.sbom else { continue };
            let bytes = std::fs::read(demo.sboms.join(file)).context("reading a bill of materials")?;
            let taken = node.take_in_sbom(org, file, bytes, "demo").await?;
            let filing = Filing { product: Choice::Known(id.clone()), version: Choice::Known(version_id) };
            node.file_sbom(org, &taken.id, &filing, "demo").await?;
        }
    }
    Ok(())
}

async fn take_in(node: &Node, org: &OrgId, capture: &std::path::Path) -> anyhow::Result<()> {
    eprintln!("reading {}", capture.display());
    let files = vec![capture.to_owned()];
    let knowledge = node.knowledge();
    let reading = tokio::task::spawn_blocking(move || {
        app::captures::read_files(&files, &knowledge, &ReadProgress::default())
    });
    let observations = reading.await.context("reading the capture")??;
    node.take_in_observations(org, "demo", &observations).await?;
    Ok(())
}
