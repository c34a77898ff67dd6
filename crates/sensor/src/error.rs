//! What can go wrong at a sensor, and what was being done.

use std::io;

/// A sensor that cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum SensorError {
    #[error("{doing}: {source}")]
    Io { doing: String, source: io::Error },
    #[error("giving up rights: {0}")]
    Privileges(String),
    #[error("installing the system call filter: {0}")]
    Filter(String),
    #[error("{0}")]
    Refused(String),
}

impl SensorError {
    /// Wraps an I/O error with what was being done.
    pub fn io(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Io { doing, source }
    }

    /// As [`SensorError::io`] for errors of `nix`.
    pub fn os(doing: impl Into<String>) -> impl FnOnce(nix::Error) -> Self {
        let doing = doing.into();
        move |error| Self::Io { doing, source: error.into() }
    }

    /// Whether the operating system said that the right is missing.
    #[must_use]
    pub fn is_missing_right(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::PermissionDenied)
    }
}
