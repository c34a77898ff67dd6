//! Serves the pages over a fictional hospital: `cargo run -p web --features fixture --example pages -- 400 8800`.

use std::{env, error::Error, net::Ipv4Addr, sync::Arc};

use domain::ids::OrgId;
use web::{
    backend::{Config, Site},
    fixture, routes,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let count: usize = arguments.next().map_or(Ok(400), |count| count.parse())?;
    let port: u16 = arguments.next().map_or(Ok(8800), |port| port.parse())?;
    let snapshot = if count == 0 { fixture::nothing() } else { fixture::hospital(count) };
    let config = Config { hosts: Vec::new(), secret: [1; 32], org: OrgId::from_tail("aobadai") };
    let site = Site::fixed(config, Arc::new(snapshot));
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    axum::serve(listener, routes::site(site)).await?;
    Ok(())
}
