//! Bringing batches to a node over HTTPS. Plain HTTP is for this machine only.

use std::{sync::Arc, time::Duration};

use ureq::{
    Agent,
    http::StatusCode,
    tls::{PemItem, RootCerts, TlsConfig, parse_pem},
};

use crate::{
    courier::{Delivery, Destination},
    error::SensorError,
};

/// Where a node takes batches.
pub const PATH: &str = "/api/v1/sensor/batches";

/// A connection to a node.
#[derive(Debug)]
pub struct Client {
    agent: Agent,
    address: String,
    authorization: String,
}

impl Client {
    /// `node` is like `https://node:8643`; `token` is what `kikimori sensor add` printed; `authorities` is the PEM text of
    /// the certificates to trust.
    ///
    /// # Errors
    /// [`SensorError::Refused`] for an address that is neither HTTPS nor this machine, and for unusable certificates.
    pub fn new(node: &str, token: &str, authorities: Option<&[u8]>) -> Result<Self, SensorError> {
        let secure = is_allowed(node)?;
        let mut config = Agent::config_builder()
            .https_only(secure)
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_global(Some(Duration::from_secs(120)))
            .user_agent("kikimori-sensor");
        if secure {
            config = config.tls_config(TlsConfig::builder().root_certs(roots(authorities)?).build());
        }
        Ok(Self {
            agent: config.build().new_agent(),
            address: format!("{}{PATH}", node.trim_end_matches('/')),
            authorization: format!("Bearer {}", token.trim()),
        })
    }
}

impl Destination for Client {
    fn deliver(&mut self, packed: &[u8]) -> Delivery {
        let request = self
            .agent
            .post(&self.address)
            .header("authorization", &self.authorization)
            .header("content-type", "application/vnd.kikimori.batch+zstd");
        match request.send(packed) {
            Ok(answer) => meaning(answer.status()),
            Err(error) => Delivery::Later(error.to_string()),
        }
    }
}

/// What an answer means for the batch. Only "kept" lets it go; only "this can never be read" sets it aside.
fn meaning(status: StatusCode) -> Delivery {
    match status {
        StatusCode::OK => Delivery::Kept,
        StatusCode::PAYLOAD_TOO_LARGE | StatusCode::UNPROCESSABLE_ENTITY => {
            Delivery::Refused(status.to_string())
        }
        StatusCode::UNAUTHORIZED => Delivery::Later("the node does not know this token".into()),
        _ => Delivery::Later(format!("the node answered {status}")),
    }
}

/// Whether the address is HTTPS; plain HTTP is allowed to this machine.
fn is_allowed(node: &str) -> Result<bool, SensorError> {
    if node.starts_with("https://") {
        return Ok(true);
    }
    let refuse = || {
        SensorError::Refused(format!("{node}: batches travel over https:// (http:// only on this machine)"))
    };
    let authority = node.strip_prefix("http://").ok_or_else(refuse)?.trim_end_matches('/');
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let own = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if own { Ok(false) } else { Err(refuse()) }
}

fn roots(authorities: Option<&[u8]>) -> Result<RootCerts, SensorError> {
    let Some(pem) = authorities else {
        return Err(SensorError::Refused(
            "name the node's certificate (or its authority's) with --ca".into(),
        ));
    };
    let certificates: Vec<_> = parse_pem(pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if certificates.is_empty() {
        return Err(SensorError::Refused("the --ca file holds no certificate".into()));
    }
    Ok(RootCerts::Specific(Arc::new(certificates)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_on_this_machine() {
        for own in ["http://127.0.0.1:8600", "http://localhost:8600/", "http://[::1]:8600"] {
            assert!(!is_allowed(own).unwrap(), "{own}");
        }
        for far in [
            "http://node:8600",
            "http://10.0.0.1",
            "http://127.0.0.1.example:80",
            "ftp://localhost",
            "node:8600",
        ] {
            assert!(is_allowed(far).is_err(), "{far}");
        }
        assert!(is_allowed("https://node:8643").unwrap());
    }

    #[test]
    fn only_kept_lets_a_batch_go() {
        assert_eq!(meaning(StatusCode::OK), Delivery::Kept);
        for code in [413, 422] {
            assert!(matches!(meaning(StatusCode::from_u16(code).unwrap()), Delivery::Refused(_)), "{code}");
        }
        for code in [201, 204, 301, 401, 403, 404, 429, 500, 503] {
            assert!(matches!(meaning(StatusCode::from_u16(code).unwrap()), Delivery::Later(_)), "{code}");
        }
    }

    #[test]
    fn https_needs_somebody_to_trust() {
        assert!(Client::new("https://node:8643", "t", None).is_err());
        assert!(Client::new("https://node:8643", "t", Some(b"no pem")).is_err());
    }
}
