//! The fictional demo hospital: traffic, ledger, advisories, events. Everything in it is invented.
