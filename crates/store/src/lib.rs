//! Keep and find. The only SQL; decides nothing.
