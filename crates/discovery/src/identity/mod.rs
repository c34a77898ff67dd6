//! Identity through time: addresses to hosts. Neither MAC nor IP alone is identity.
//!
//! 1. [`claims`]: who was seen with which address, and how well that is vouched for,
//! 2. [`ownership`]: which of them are its own, and which a router merely carried,
//! 3. [`hosts`]: one host per set of own addresses; hosts behind a router have no MAC,
//! 4. [`joins`]: several cards of one device become one host,
//! 5. [`locate`]: which host an endpoint meant at a time,
//! 6. [`conflicts`]: one address, two devices, at the same time.

pub mod claims;
pub mod conflicts;
pub mod hosts;
pub mod ids;
pub mod joins;
pub mod locate;
pub mod ownership;

use domain::observations::Observations;

pub use self::{conflicts::AddressConflict, hosts::Host, locate::Locator};

/// All hosts, and how to find them.
#[derive(Debug)]
pub struct Identities {
    pub hosts: Vec<Host>,
    pub locator: Locator,
    pub conflicts: Vec<AddressConflict>,
}

/// Resolves the addresses of a whole set of observations.
#[must_use]
pub fn identify(observations: &Observations) -> Identities {
    let claims = claims::collect(observations);
    let owned = ownership::decide(&claims);
    let mut hosts = hosts::build(&claims, &owned);
    joins::join(&mut hosts, observations);
    let locator = Locator::new(&hosts);
    let conflicts = conflicts::find(&hosts, &claims);
    Identities { hosts, locator, conflicts }
}
