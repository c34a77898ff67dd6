//! The nodes of a cluster on Apache DataFusion Ballista, all of them this program: scheduler, executors and client know our functions.
//!
//! Ballista sends functions by name only, and cannot be believed when it loses an executor. What is set here differs from its
//! defaults for these two reasons; docs/decisions/0015-national-job.md says why each.

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use anyhow::{Context as _, Result, ensure};
use ballista::prelude::{SessionConfigExt as _, SessionContextExt as _};
use ballista_core::{
    config::TaskSchedulingPolicy, registry::BallistaFunctionRegistry, utils::default_session_builder,
};
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::{
    cluster::BallistaCluster, config::SchedulerConfig, scheduler_process::start_server,
};
use datafusion::{
    execution::{FunctionRegistry as _, SessionState, SessionStateBuilder},
    prelude::{SessionConfig, SessionContext},
};

use tokio::net::TcpStream;

use crate::{functions, plan};

/// Executors ask for tasks. Where the scheduler counts their free places instead (`PushStaged`), Ballista 55 forgets the places of tasks that it
/// cancelled because an executor was lost, and the job waits for ever.
const POLICY: TaskSchedulingPolicy = TaskSchedulingPolicy::PullStaged;
/// Seconds between signs of life of an executor.
const HEARTBEAT: u64 = 1;
/// Seconds without a sign of life after which its work is given to others. A busy executor gives one every five.
const LOST: u64 = 15;
/// Seconds between looks for lost executors.
const LOOK: u64 = 1;
/// How often a result is asked for again, and milliseconds between. Together longer than it takes to notice a lost executor: a task that gives up
/// earlier makes Ballista 55 run a stage again whose results are then read twice.
const RETRIES: u16 = 30;
const RETRY_AFTER: u64 = 1000;
/// Bytes of one message: a plan carries the names of all files.
const MESSAGE: u32 = 64 << 20;

/// Runs a scheduler until the process ends.
///
/// # Errors
/// When the port is taken.
pub async fn scheduler(port: u16) -> Result<()> {
    let session = |config: SessionConfig| -> datafusion::error::Result<SessionState> {
        let mut state = default_session_builder(config)?;
        for function in functions::all() {
            state.register_udf(function)?;
        }
        Ok(state)
    };
    let config = SchedulerConfig {
        bind_port: port,
        scheduling_policy: POLICY,
        external_host: "127.0.0.1".to_owned(),
        executor_timeout_seconds: LOST,
        expire_dead_executor_interval_seconds: LOOK,
        no_executors_grace_period_seconds: 3 * LOST,
        grpc_server_max_decoding_message_size: MESSAGE,
        grpc_server_max_encoding_message_size: MESSAGE,
        grpc_client_max_message_size: MESSAGE,
        override_session_builder: Some(Arc::new(session)),
        override_config_producer: Some(Arc::new(|| config(0))),
        ..SchedulerConfig::default()
    };
    let cluster = BallistaCluster::new_from_config(&config).await?;
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    start_server(cluster, address, Arc::new(config)).await.context("the scheduler ended")
}

/// Where an executor listens and works.
#[derive(Clone, Debug)]
pub struct Executor<'p> {
    pub scheduler: u16,
    /// Its own port, for data; orders come to the next one.
    pub port: u16,
    pub folder: &'p Path,
    /// Tasks at a time.
    pub tasks: usize,
}

/// Runs an executor until the process ends.
///
/// # Errors
/// When a port is taken or no scheduler answers.
pub async fn executor(place: &Executor<'_>) -> Result<()> {
    let mut registry = BallistaFunctionRegistry::default();
    for function in functions::all() {
        registry.scalar_functions.insert(function.name().to_owned(), function);
    }
    let config = ExecutorProcessConfig {
        external_host: Some("127.0.0.1".to_owned()),
        port: place.port,
        grpc_port: place.port.saturating_add(1),
        scheduler_host: "127.0.0.1".to_owned(),
        scheduler_port: place.scheduler,
        scheduler_connect_timeout_seconds: 20,
        vcores: place.tasks,
        task_scheduling_policy: POLICY,
        work_dir: place.folder.to_str().map(str::to_owned),
        executor_heartbeat_interval_seconds: HEARTBEAT,
        grpc_max_decoding_message_size: MESSAGE,
        grpc_max_encoding_message_size: MESSAGE,
        override_function_registry: Some(Arc::new(registry)),
        override_config_producer: Some(Arc::new(|| config(0))),
        ..ExecutorProcessConfig::default()
    };
    start_executor_process(Arc::new(config)).await.context("the executor ended")
}

/// A context that runs plans on a cluster.
///
/// # Errors
/// When the address is none.
pub async fn client(scheduler: u16, partitions: usize) -> Result<SessionContext> {
    let state = SessionStateBuilder::new().with_default_features().with_config(config(partitions)).build();
    let address = format!("df://127.0.0.1:{scheduler}");
    Ok(SessionContext::remote_with_state(&address, state).await?)
}

/// Runs a job until it ends without a lost executor. When one is lost meanwhile, whatever the job says is not believed: Ballista 55 may read the
/// results of a stage twice that it ran again. The job runs once more, from its start, on the executors that are left.
///
/// # Errors
/// Those of the job; and when no executor is there.
pub async fn believed<T>(executors: &[u16], job: impl AsyncFn() -> Result<T>) -> Result<T> {
    let mut here = there(executors).await;
    loop {
        ensure!(!here.is_empty(), "no executor answers");
        let outcome = tokio::select! {
            outcome = job() => Some(outcome),
            () = one_is_lost(&here) => None,
        };
        let left = there(&here).await;
        if let (Some(outcome), true) = (outcome, left == here) {
            return outcome;
        }
        log::warn!("of the executors {here:?} only {left:?} are left: the job runs again");
        here = left;
        // The scheduler must know it first, or it gives work to the lost one.
        tokio::time::sleep(Duration::from_secs(LOST + 2 * LOOK)).await;
    }
}

async fn one_is_lost(executors: &[u16]) {
    while there(executors).await == executors {
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Those that accept connections.
async fn there(executors: &[u16]) -> Vec<u16> {
    let mut found = Vec::new();
    for port in executors {
        let connecting = TcpStream::connect(("127.0.0.1", *port));
        if let Ok(Ok(_)) = tokio::time::timeout(Duration::from_secs(2), connecting).await {
            found.push(*port);
        }
    }
    found
}

/// What all nodes agree on; 0 leaves the number of partitions to the engine.
fn config(partitions: usize) -> SessionConfig {
    let config = SessionConfig::new_with_ballista()
        .with_ballista_grpc_client_max_message_size(MESSAGE as usize)
        // Ballista 55's adaptive planner makes the last stages of this plan again and again, without end.
        .with_ballista_adaptive_query_planner(false)
        .set_usize("ballista.client.io_retries_times", usize::from(RETRIES))
        .set_u64("ballista.client.io_retry_wait_time_ms", RETRY_AFTER)
        .set_usize("ballista.scheduler.max_partitions_per_task", 1);
    let partitions = if partitions == 0 { config.target_partitions() } else { partitions };
    plan::settings(config, partitions)
}
