//! `kikimori watch`: one watcher process per interface, and the courier that keeps and delivers what they say.

use domain::counted::counted;
use std::{
    io::BufReader,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use sensor::{
    buffer::{Buffer, Limits, folder::Disk},
    client::Client,
    courier::{Delivery, Destination, News, Shared},
    filter, interface,
    message::Message,
    privileges::{self, Identity},
};

use crate::Outcome;

/// Arguments of `watch`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Interface on the mirror port; may be given several times
    #[arg(long, required = true, value_name = "NAME")]
    interface: Vec<String>,
    /// Name of this sensor
    #[arg(long, default_value = "sensor", value_name = "NAME")]
    name: String,
    /// Keep what is seen in the database in this folder, on this machine
    #[arg(long, value_name = "FOLDER", conflicts_with = "send", required_unless_present = "send")]
    data: Option<PathBuf>,
    /// Send what is seen to a node (https://node:8643; http:// only on this machine)
    #[arg(long, value_name = "URL", requires = "token_file")]
    send: Option<String>,
    /// File with the token that `kikimori sensor add` printed
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Certificate of the node, or of its authority (PEM)
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Folder for what the node does not have yet
    #[arg(long, default_value = "/var/lib/kikimori-sensor", value_name = "FOLDER")]
    buffer: PathBuf,
    /// Most that is kept there, in MiB
    #[arg(long, default_value_t = 2048, value_name = "MIB")]
    buffer_mib: u64,
    /// User to become; kikimori, else nobody
    #[arg(long, value_name = "USER")]
    user: Option<String>,
    /// Stay root (not advised: for machines without other users)
    #[arg(long)]
    stay_root: bool,
    /// A batch is cut so often
    #[arg(long, default_value_t = 60, value_name = "SECONDS")]
    batch_seconds: u64,
    /// Stop after so long
    #[arg(long, value_name = "SECONDS")]
    max_seconds: Option<u64>,
    /// Receive buffer per interface
    #[arg(long, default_value_t = 32, value_name = "MIB")]
    ring_mib: usize,
}

type Store = Arc<Shared<Disk>>;

/// How long the courier tries to deliver the rest when it ends.
const LAST_TRY: Duration = Duration::from_secs(10);

/// Watches until stopped.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let remote = remote(arguments)?;
    let watchers = arguments
        .interface
        .iter()
        .map(|name| Watching::start(name, arguments))
        .collect::<Result<Vec<_>, _>>()?;
    let identity = if arguments.stay_root { None } else { Identity::choose(arguments.user.as_deref())? };
    hand_over(arguments, identity)?;
    privileges::give_up(identity)?;
    filter::no_packets()?;
    eprintln!("courier: {}", privileges::standing());
    let disk =
        Disk::open(&arguments.buffer).with_context(|| format!("opening {}", arguments.buffer.display()))?;
    let limits = Limits { disk: arguments.buffer_mib << 20, ..Limits::default() };
    let store: Store = Arc::new(Shared::new(Buffer::open(disk, limits)?));
    let runtime = tokio::runtime::Runtime::new().context("starting")?;
    let mut destination = match (remote, &arguments.data) {
        (Some(client), _) => To::Node(Box::new(client)),
        (None, Some(data)) => To::Database(
            Box::new(runtime.block_on(Local::open(data, &arguments.name))?),
            runtime.handle().clone(),
        ),
        (None, None) => anyhow::bail!("name a node (--send) or a folder (--data)"),
    };
    let courier = {
        let store = Arc::clone(&store);
        thread::spawn(move || store.deliver_all(&mut destination, tell))
    };
    let all_well = watch(watchers, &store, &runtime);
    store.end_by(Instant::now() + LAST_TRY);
    drop(courier.join());
    let left = store.standing();
    if left.batches > 0 {
        eprintln!(
            "{} in {} for the next run",
            counted(left.batches, "batch stays", "batches stay"),
            arguments.buffer.display()
        );
    }
    all_well.map(|()| Outcome::Nothing)
}

fn remote(arguments: &Arguments) -> anyhow::Result<Option<Client>> {
    let Some(node) = &arguments.send else { return Ok(None) };
    let read = |path: &Path| std::fs::read(path).with_context(|| format!("reading {}", path.display()));
    let token = arguments.token_file.as_deref().map(read).transpose()?.unwrap_or_default();
    let token = String::from_utf8(token).context("the token file is no text")?;
    let ca = arguments.ca.as_deref().map(read).transpose()?;
    Ok(Some(Client::new(node, &token, ca.as_deref())?))
}

/// Folders are made while this is still allowed, and belong to whom we become, with the files in them.
fn hand_over(arguments: &Arguments, identity: Option<Identity>) -> anyhow::Result<()> {
    for folder in arguments.data.iter().chain([&arguments.buffer]) {
        std::fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
        let Some((user, group)) = identity.map(|identity| identity.numbers()) else { continue };
        let handing = || format!("handing over {}", folder.display());
        std::os::unix::fs::chown(folder, Some(user), Some(group)).with_context(handing)?;
        for entry in std::fs::read_dir(folder).with_context(handing)? {
            // Links are not followed: they may point anywhere.
            std::os::unix::fs::lchown(entry.with_context(handing)?.path(), Some(user), Some(group))
                .with_context(handing)?;
        }
    }
    Ok(())
}

fn tell(news: News) {
    match news {
        News::Waiting(why) => {
            eprintln!("the node takes nothing now ({why}); keeping everything until it does")
        }
        News::Reached => eprintln!("the node takes batches again"),
        News::SetAside(why) => eprintln!("the node refused a batch ({why}); it is kept as *.refused"),
    }
}

/// A watcher process.
struct Watching {
    interface: String,
    child: Child,
    /// Closing it says "stop".
    stop: Option<ChildStdin>,
    says: Option<ChildStdout>,
}

impl Watching {
    fn start(interface: &str, arguments: &Arguments) -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe().context("finding this program")?);
        command.arg("watch-interface").arg(interface).arg("--sensor").arg(&arguments.name);
        command.arg("--batch-seconds").arg(arguments.batch_seconds.to_string());
        command.arg("--ring-mib").arg(arguments.ring_mib.to_string());
        if let Some(seconds) = arguments.max_seconds {
            command.arg("--max-seconds").arg(seconds.to_string());
        }
        if let Some(user) = &arguments.user {
            command.arg("--user").arg(user);
        }
        if arguments.stay_root {
            command.arg("--stay-root");
        }
        // A group of its own: Ctrl-C reaches the courier, which tells the watcher to finish its batch.
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).env_clear().process_group(0);
        let mut child = command.spawn().context("starting a watcher")?;
        Ok(Self {
            interface: interface.to_owned(),
            stop: child.stdin.take(),
            says: child.stdout.take(),
            child,
        })
    }

    /// Takes in what the watcher says until it ends.
    fn listen(says: ChildStdout, interface: &str, store: &Store) {
        let mut says = BufReader::new(says);
        loop {
            match Message::read(&mut says) {
                Ok(Some(Message::Batch(packed))) => store.add(packed),
                Ok(Some(Message::Ready(text) | Message::Failed(text))) => eprintln!("{text}"),
                Ok(None) => return,
                Err(error) => return eprintln!("{interface}: the watcher said something odd: {error}"),
            }
        }
    }
}

/// Runs until every watcher has ended, or a signal ends them. A removed interface that comes back ends the rest in good
/// order, so that the service manager starts everything anew with the rights that opening needs.
fn watch(
    mut watchers: Vec<Watching>,
    store: &Store,
    runtime: &tokio::runtime::Runtime,
) -> anyhow::Result<()> {
    let signal = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&signal);
    runtime.spawn(async move {
        super::serve::interrupted().await;
        told.store(true, Ordering::Relaxed);
    });
    let mut listening = Vec::new();
    for watcher in &mut watchers {
        let Some(says) = watcher.says.take() else { continue };
        let (interface, store) = (watcher.interface.clone(), Arc::clone(store));
        listening.push(thread::spawn(move || Watching::listen(says, &interface, &store)));
    }
    let mut failed: Vec<String> = Vec::new();
    let mut back = false;
    while !watchers.is_empty() {
        thread::sleep(Duration::from_millis(200));
        watchers.retain_mut(|watcher| match watcher.child.try_wait() {
            Ok(None) => true,
            Ok(Some(status)) => {
                if !status.success() {
                    failed.push(watcher.interface.clone());
                }
                false
            }
            Err(_) => false,
        });
        back |= failed.iter().any(|name| interface::exists(name)) && !watchers.is_empty();
        if back || signal.load(Ordering::Relaxed) {
            watchers.iter_mut().for_each(|watcher| drop(watcher.stop.take()));
        }
    }
    listening.into_iter().for_each(|thread| drop(thread.join()));
    anyhow::ensure!(failed.is_empty(), "not watched to the end: {}", failed.join(", "));
    Ok(())
}

/// Where batches go.
enum To {
    Node(Box<Client>),
    Database(Box<Local>, tokio::runtime::Handle),
}

impl Destination for To {
    fn deliver(&mut self, packed: &[u8]) -> Delivery {
        match self {
            Self::Node(client) => client.deliver(packed),
            Self::Database(local, handle) => handle.block_on(local.take(packed)),
        }
    }
}

/// The database of this machine.
struct Local {
    node: app::node::Node,
    org: domain::ids::OrgId,
    sensor: domain::ids::SensorId,
}

impl Local {
    async fn open(data: &Path, name: &str) -> anyhow::Result<Self> {
        let node = super::installation::open(data, None).await?;
        let org =
            node.organisations().await?.into_iter().next().context("the database has no organisation")?;
        let sensor = node.own_sensor(&org, name, &super::sensor::new_token()?).await?;
        Ok(Self { node, org, sensor })
    }

    async fn take(&self, packed: &[u8]) -> Delivery {
        let observations = match discovery::packing::unpack(packed) {
            Ok(observations) => observations,
            Err(why) => return Delivery::Refused(why.to_string()),
        };
        match self.node.take_in_from_sensor(&self.org, &self.sensor, &observations).await {
            Ok(_) => Delivery::Kept,
            Err(error) => Delivery::Later(error.to_string()),
        }
    }
}
