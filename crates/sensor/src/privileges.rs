//! Giving up every right: user, groups, capabilities, and the way back to them.

use caps::CapSet;
use nix::{
    sys::prctl,
    unistd::{Gid, Uid, User, geteuid, getuid, setgid, setgroups, setresuid},
};

use crate::error::SensorError;

/// User a sensor runs as when it is started by root.
pub const OWN_USER: &str = "kikimori";
/// Used when there is no [`OWN_USER`] on the machine.
const FALLBACK_USER: &str = "nobody";

/// Whom to become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    uid: Uid,
    gid: Gid,
}

impl Identity {
    /// The user to become: the one named, else `kikimori`, else `nobody`. `None` when this process is not root's: it stays who it is.
    ///
    /// # Errors
    /// [`SensorError::Refused`] when the user is not there or is root.
    pub fn choose(named: Option<&str>) -> Result<Option<Self>, SensorError> {
        if !geteuid().is_root() && !getuid().is_root() {
            return Ok(None);
        }
        let candidates = named.map_or_else(|| vec![OWN_USER, FALLBACK_USER], |name| vec![name]);
        let found = candidates.iter().find_map(|name| User::from_name(name).ok().flatten());
        let user = found
            .ok_or_else(|| SensorError::Refused(format!("there is no user {}", candidates.join(" or "))))?;
        if user.uid.is_root() {
            return Err(SensorError::Refused("the sensor does not stay root: name another user".into()));
        }
        Ok(Some(Self { uid: user.uid, gid: user.gid }))
    }

    /// User and group number, for handing over folders.
    #[must_use]
    pub const fn numbers(&self) -> (u32, u32) {
        (self.uid.as_raw(), self.gid.as_raw())
    }
}

/// Becomes `identity` (when there is one) and gives up every capability, for good. No thread may have been started yet.
///
/// # Errors
/// [`SensorError::Privileges`] when any step fails: the caller must not go on.
pub fn give_up(identity: Option<Identity>) -> Result<(), SensorError> {
    if let Some(identity) = identity {
        // While still root: nothing executed later can regain a capability.
        caps::clear(None, CapSet::Bounding).map_err(failed("bounding set"))?;
        setgroups(&[]).map_err(failed("groups"))?;
        setgid(identity.gid).map_err(failed("group"))?;
        setresuid(identity.uid, identity.uid, identity.uid).map_err(failed("user"))?;
    }
    drop(caps::clear(None, CapSet::Ambient));
    for set in [CapSet::Effective, CapSet::Permitted, CapSet::Inheritable] {
        caps::clear(None, set).map_err(failed("capabilities"))?;
    }
    prctl::set_no_new_privs().map_err(failed("no_new_privs"))?;
    prctl::set_dumpable(false).map_err(failed("dumpable"))?;
    if identity.is_some() && setresuid(Uid::from_raw(0), Uid::from_raw(0), Uid::from_raw(0)).is_ok() {
        return Err(SensorError::Privileges("root could be regained".into()));
    }
    Ok(())
}

fn failed<E: std::fmt::Display>(what: &'static str) -> impl FnOnce(E) -> SensorError {
    move |error| SensorError::Privileges(format!("{what}: {error}"))
}

/// How the calling thread stands, from `/proc/thread-self/status`: for the log and for tests.
#[must_use]
pub fn standing() -> String {
    let status = std::fs::read_to_string("/proc/thread-self/status").unwrap_or_default();
    let wanted = ["Uid:", "CapEff:", "CapPrm:", "NoNewPrivs:", "Seccomp:"];
    let lines = status.lines().filter(|line| wanted.iter().any(|key| line.starts_with(key)));
    lines
        .map(|line| line.split_whitespace().take(2).collect::<Vec<_>>().join(" "))
        .collect::<Vec<_>>()
        .join(", ")
}
