//! Command line of the national job; `national/run` uses it to do everything in a row.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use clap::{Parser, Subcommand};
use national::{
    alone, cluster, generated, log, plan, real,
    summary::Summary,
    tables,
    usage::{Meter, Usage},
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Judges every product version against every claim.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes the tables of a case, and what `matching` alone finds in it.
    Prepare {
        /// Folder of the tables.
        folder: PathBuf,
        /// Files or folders of vulnerability feeds; without any a case is made up.
        #[arg(long, num_args = 1.., requires = "sboms")]
        feeds: Vec<PathBuf>,
        /// Files or folders of bills of materials.
        #[arg(long, num_args = 1.., requires = "feeds")]
        sboms: Vec<PathBuf>,
        /// Documents to read at most.
        #[arg(long, default_value_t = usize::MAX)]
        most: usize,
        /// Components of a made-up case.
        #[arg(long, default_value_t = generated::Size::NATION.components)]
        components: u32,
    },
    /// Runs the plan and compares with what `matching` alone found.
    Judge {
        folder: PathBuf,
        /// Port of a scheduler; without one the plan runs in this process.
        #[arg(long, requires = "executors")]
        scheduler: Option<u16>,
        /// Ports of its executors: when one is lost, the job runs again on the others.
        #[arg(long, num_args = 1.., value_delimiter = ',')]
        executors: Vec<u16>,
        #[arg(long, default_value_t = 8)]
        partitions: usize,
        /// Shows the plan first.
        #[arg(long)]
        explain: bool,
    },
    /// Runs a scheduler on loopback.
    Scheduler { port: u16 },
    /// Runs an executor on loopback, on this port and the next.
    Executor {
        port: u16,
        #[arg(long)]
        scheduler: u16,
        /// Where it keeps what other executors fetch.
        #[arg(long)]
        folder: PathBuf,
        #[arg(long, default_value_t = 1)]
        tasks: usize,
    },
}

/// The plan of the job is deep, and planning recurses.
const STACK: usize = 32 << 20;

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let node = matches!(arguments.command, Command::Scheduler { .. } | Command::Executor { .. });
    log::start(if node { ::log::LevelFilter::Info } else { ::log::LevelFilter::Warn });
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build()?;
    runtime.block_on(run(arguments.command))
}

async fn run(command: Command) -> Result<()> {
    match command {
        Command::Prepare { folder, feeds, sboms, most, components } => {
            prepare(&folder, &feeds, &sboms, most, components)
        }
        Command::Judge { folder, scheduler, executors, partitions, explain } => {
            let context = match scheduler {
                Some(port) => cluster::client(port, partitions).await?,
                None => plan::here(partitions),
            };
            plan::open(&context, &folder).await?;
            if explain {
                println!("{}", plan::explain(&context).await?);
            }
            let meter = Meter::default();
            let summary = match scheduler {
                Some(_) => cluster::believed(&executors, async || plan::summary(&context).await).await?,
                None => plan::summary(&context).await?,
            };
            tell("the plan", meter.read(), &summary);
            let expected = Summary::read(&expected(&folder))?;
            ensure!(summary == expected, "the plan found something else than matching alone:\n{expected}");
            println!("same as matching alone");
            Ok(())
        }
        Command::Scheduler { port } => cluster::scheduler(port).await,
        Command::Executor { port, scheduler, folder, tasks } => {
            cluster::executor(&cluster::Executor { scheduler, port, folder: &folder, tasks }).await
        }
    }
}

fn prepare(folder: &Path, feeds: &[PathBuf], sboms: &[PathBuf], most: usize, components: u32) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    let meter = Meter::default();
    let case = if feeds.is_empty() {
        generated::case(generated::Size { components, ..generated::Size::NATION })
    } else {
        real::case(feeds, sboms, most)?
    };
    println!(
        "case: {} product versions, {} components ({} distinct), {} claims, {} files not read: {}",
        case.around.len(),
        case.parts.len(),
        case.subjects.len(),
        case.knowledge.rows().count(),
        case.unread,
        meter.read()
    );
    let meter = Meter::default();
    let summary = alone::summary(&case);
    tell("matching alone", meter.read(), &summary);
    summary.write(&expected(folder))?;
    let meter = Meter::default();
    tables::write(&case, folder)?;
    println!("tables: {}", meter.read());
    Ok(())
}

fn expected(folder: &Path) -> PathBuf {
    folder.join("expected.tsv")
}

fn tell(who: &str, usage: Usage, summary: &Summary) {
    println!("{who}: {usage}\n{summary}");
}
