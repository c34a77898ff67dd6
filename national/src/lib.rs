//! The national job.
