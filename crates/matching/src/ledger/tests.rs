//! Cases of reconciliation.
