//! Tests of the capture readers on files made by hand.
