//! What is known of vulnerabilities, on disk: fetched, put there by hand, or brought by a bundle. `DATA/feeds/` has one folder a feed.
//!
//! Three ways lead in ([`sync`], [`import`], [`bundle`]), and all of them leave what is there whole until what is new is whole. Nothing is
//! fetched unless somebody asks for it.

pub mod bundle;
pub mod communications;
mod contents;
mod disk;
mod feed;
mod fetch;
mod folder;
pub mod import;
pub mod job;
mod moment;
mod openpgp;
pub mod packages;
mod proof;
pub mod schedule;
mod session;
pub mod settings;
mod sources;
mod state;
pub mod status;
pub mod sync;
mod trouble;

pub use contents::Contents;
pub use feed::Feed;
pub use folder::Folder;
pub(crate) use folder::safe_name as place_of_provider;
pub use parsers::document::vulnerability::hand::FORM;
pub use proof::Proof;
pub use session::Step;
pub use state::{Disproved, Failure, KeptFile, KeptOut, KnownProvider, State, Told};
pub use trouble::Trouble;
