//! One request and its answer: proxies, authorities, time limits, redirects, and waiting when a server asks for it.

use std::{
    fs,
    io::Read,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use domain::{civil::Civil, time::Timestamp};
use ureq::{
    Agent, Proxy,
    http::{HeaderMap, StatusCode, Uri, header},
    tls::{PemItem, RootCerts, TlsConfig, parse_pem},
};

use super::super::{settings::Network, trouble::Trouble};
use super::address;
use crate::clock::Clock;

/// Redirects that are followed.
const MOST_REDIRECTS: usize = 5;

/// How somebody waits: a pause may be long, and a person may stop it.
#[derive(Clone)]
pub(in crate::feeds) struct Waiting {
    pub stop: Arc<AtomicBool>,
    pub sleep: fn(Duration),
}

impl Waiting {
    /// Sleeps in small steps; an error when somebody stopped it.
    pub(in crate::feeds) fn wait(&self, time: Duration) -> Result<(), Trouble> {
        const STEP: Duration = Duration::from_millis(200);
        let mut left = time;
        while !left.is_zero() {
            self.go_on()?;
            let step = left.min(STEP);
            (self.sleep)(step);
            left = left.saturating_sub(step);
        }
        self.go_on()
    }

    /// An error when somebody stopped it.
    pub(in crate::feeds) fn go_on(&self) -> Result<(), Trouble> {
        if self.stop.load(Ordering::Relaxed) { Err(Trouble::Stopped) } else { Ok(()) }
    }
}

/// Asks servers.
pub(in crate::feeds) struct Client {
    /// For other machines: by the proxy, where there is one.
    far: Agent,
    /// For this machine.
    own: Agent,
    pub network: Network,
    pub waiting: Waiting,
    clock: Clock,
}

/// What a server answered.
pub(super) struct Answer {
    pub url: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Box<dyn Read>,
}

/// What a request holds beside the address. What is secret goes to the named server alone.
#[derive(Clone, Debug, Default)]
pub(super) struct Head {
    pub plain: Vec<(header::HeaderName, String)>,
    pub secret: Option<(&'static str, String)>,
    /// A question in JSON, which goes to the named server alone.
    pub post: Option<Vec<u8>>,
}

impl Client {
    /// By the settings.
    ///
    /// # Errors
    /// [`Trouble::Settings`] for an unusable proxy or file of authorities.
    pub(in crate::feeds) fn new(network: &Network, clock: Clock, waiting: Waiting) -> Result<Self, Trouble> {
        let named = network.proxy.as_deref().map(str::trim).filter(|proxy| !proxy.is_empty());
        let proxy = match named {
            Some("none") => None,
            Some(proxy) => Some(Proxy::new(proxy).map_err(|_| setting("[network] proxy is no address"))?),
            None => Proxy::try_from_env(),
        };
        // Who names a proxy means it, for this machine too; the environment speaks of other machines.
        let own_proxy = proxy.clone().filter(|_| named.is_some());
        let roots = network.authorities.as_deref().map(authorities).transpose()?;
        let far = agent(network, proxy, roots.clone());
        let own = agent(network, own_proxy, roots);
        Ok(Self { far, own, network: network.clone(), waiting, clock })
    }

    /// Asks once and follows redirects.
    ///
    /// # Errors
    /// [`Trouble::Unreachable`], [`Trouble::NotAllowed`], [`Trouble::Odd`].
    pub(super) fn ask(&self, url: &str, head: &Head) -> Result<Answer, Trouble> {
        let mut url = url.to_owned();
        let first = address::allowed(&url)?.authority().cloned();
        for _ in 0..=MOST_REDIRECTS {
            self.waiting.go_on()?;
            let uri = address::allowed(&url)?;
            let is_first = uri.authority() == first.as_ref();
            let answer = self.once(&uri, head, is_first)?;
            if !answer.status.is_redirection() || answer.status == StatusCode::NOT_MODIFIED {
                return Ok(answer);
            }
            if head.post.is_some() {
                return Err(odd(&url, "a redirect, and the question is for nobody else"));
            }
            let location = text(&answer.headers, &header::LOCATION);
            let location = location.ok_or_else(|| odd(&url, "a redirect to nowhere"))?;
            url = address::follow(&uri, &location)?;
        }
        Err(odd(&url, "too many redirects"))
    }

    fn once(&self, uri: &Uri, head: &Head, with_secret: bool) -> Result<Answer, Trouble> {
        let url = uri.to_string();
        let agent = if uri.host().is_some_and(address::is_own) { &self.own } else { &self.far };
        let plain = head.plain.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let secret = head.secret.as_ref().filter(|_| with_secret);
        let headers = plain.chain(secret.map(|(name, value)| (*name, value.as_str())));
        let answer = match &head.post {
            None => {
                headers.fold(agent.get(&url), |request, (name, value)| request.header(name, value)).call()
            }
            Some(body) => headers
                .fold(agent.post(&url), |request, (name, value)| request.header(name, value))
                .content_type("application/json")
                .send(body.as_slice()),
        };
        let answer = answer.map_err(|error| unreachable(&url, &error.to_string()))?;
        let (parts, body) = answer.into_parts();
        let body = Box::new(body.into_with_config().limit(u64::MAX).reader());
        Ok(Answer { url, status: parts.status, headers: parts.headers, body })
    }

    /// How long a server asks to wait: seconds or a date (RFC 9110 section 10.2.3).
    pub(super) fn asked_to_wait(&self, headers: &HeaderMap) -> Option<u64> {
        let text = text(headers, &header::RETRY_AFTER)?;
        text.trim().parse().ok().or_else(|| {
            let until = http_date(&text)?;
            u64::try_from(until.since(self.clock.now()) / 1_000_000 + 1).ok()
        })
    }
}

fn agent(network: &Network, proxy: Option<Proxy>, roots: Option<RootCerts>) -> Agent {
    let silence = Some(Duration::from_secs(network.timeout_seconds.max(1)));
    let tls = TlsConfig::builder().root_certs(roots.unwrap_or(RootCerts::WebPki)).build();
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(proxy)
        .tls_config(tls)
        .timeout_connect(silence)
        .timeout_per_read(silence)
        .timeout_per_write(silence)
        .max_idle_connections_per_host(1)
        .user_agent("kikimori-feeds")
        .build()
        .new_agent()
}

fn authorities(path: &std::path::Path) -> Result<RootCerts, Trouble> {
    let pem = fs::read(path).map_err(Trouble::disk(path))?;
    let found: Vec<_> = parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if found.is_empty() {
        return Err(setting("[network] authorities names a file without a certificate"));
    }
    Ok(RootCerts::Specific(Arc::new(found)))
}

fn setting(what: &str) -> Trouble {
    Trouble::Settings { what: what.to_owned() }
}

pub(super) fn odd(url: &str, what: &str) -> Trouble {
    Trouble::Odd { url: address::shown(url), what: what.to_owned() }
}

pub(super) fn unreachable(url: &str, what: &str) -> Trouble {
    Trouble::Unreachable { url: address::shown(url), what: what.to_owned() }
}

/// A header as text.
pub(super) fn text(headers: &HeaderMap, name: &header::HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
fn http_date(text: &str) -> Option<Timestamp> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let mut parts = text.split_ascii_whitespace().skip(1);
    let (day, month, year, time) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.find(month).filter(|at| month.len() == 3 && at.is_multiple_of(3))? / 3 + 1;
    Civil::read(&format!("{year:0>4}-{month:02}-{day:0>2}T{time}Z"))
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn dates_of_servers() {
        let date = http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        assert_eq!(Civil::utc(date).iso(), "1994-11-06T08:49:37Z");
        for odd in ["", "soon", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 anF 1994 08:49:37 GMT"] {
            assert_eq!(http_date(odd), None, "{odd}");
        }
    }
}
