//! Synthetic ledgers with known truth.
