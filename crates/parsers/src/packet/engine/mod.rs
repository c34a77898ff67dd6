//! Follows flows in bounded memory and finds the protocol of each.
