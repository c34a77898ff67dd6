//! A scheduler and two executors on loopback find what `matching` alone finds, and so does what is left when one executor is killed.

use std::{
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use national::{alone, cluster, generated, plan, tables};

/// A process that does not outlive the test.
struct Node(Child);

impl Drop for Node {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn start(arguments: &[&str]) -> Node {
    let mut command = Command::new(env!("CARGO_BIN_EXE_national"));
    Node(command.args(arguments).stderr(Stdio::null()).spawn().unwrap())
}

/// The first of three free ports in a row.
fn port() -> u16 {
    let free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
    let from = 20_000 + u16::try_from(std::process::id() % 20_000).unwrap();
    (from..).step_by(5).find(|port| (0..5).all(|next| free(port + next))).unwrap()
}

async fn listening(port: u16) {
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(60), "nothing listens on port {port}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn executor(scheduler: u16, port: u16, folder: &Path) -> Node {
    let [port, scheduler] = [port, scheduler].map(|port| port.to_string());
    std::fs::create_dir_all(folder).unwrap();
    start(&["executor", &port, "--scheduler", &scheduler, "--folder", folder.to_str().unwrap()])
}

#[tokio::test(flavor = "multi_thread")]
async fn two_executors_and_then_one() {
    let folder = tempfile::tempdir().unwrap();
    let case = generated::case(generated::Size { components: 200_000, ..generated::Size::SMALL });
    tables::write(&case, folder.path()).unwrap();
    let expected = alone::summary(&case);

    let port = port();
    let _scheduler = start(&["scheduler", &port.to_string()]);
    let _first = executor(port, port + 1, &folder.path().join("first"));
    let second = executor(port, port + 3, &folder.path().join("second"));
    let context = cluster::client(port, 8).await.unwrap();
    plan::open(&context, folder.path()).await.unwrap();
    for port in [port, port + 1, port + 3] {
        listening(port).await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;

    let begun = Instant::now();
    assert_eq!(plan::summary(&context).await.unwrap(), expected);
    let undisturbed = begun.elapsed();

    let kill = async {
        tokio::time::sleep(undisturbed / 2).await;
        drop(second);
    };
    let executors = [port + 1, port + 3];
    let job = cluster::believed(&executors, async || plan::summary(&context).await);
    let (summary, ()) = tokio::join!(job, kill);
    assert_eq!(summary.unwrap(), expected);
}
