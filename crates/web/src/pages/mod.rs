//! Pages: one file each.

pub mod device;
pub mod devices;
pub mod home;
