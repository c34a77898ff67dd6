//! A compensating control of one device: its conversations as far as they were seen, to be allowed while the rest is denied.

use domain::{ids::DeviceId, picture::Picture};
use matching::decision::Surroundings;
pub use matching::decision::{Control, Permit, Side};

/// The draft for a device; `None` when it is not there, has no address, or was seen to speak with nobody.
#[must_use]
pub fn limit(picture: &Picture, device: &DeviceId) -> Option<Control> {
    let around = Surroundings::of(picture);
    matching::decision::control(around.device(device)?, &around)
}
