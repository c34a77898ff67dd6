//! Pages and API. No rules, no SQL.

pub mod actions;
pub mod api;
#[cfg(test)]
mod asking_tests;
pub mod assets;
pub mod backend;
pub mod badge_words;
#[cfg(test)]
mod communication_tests;
#[cfg(test)]
mod decision_tests;
pub mod diagram;
pub mod error;
pub mod exposed;
#[cfg(test)]
mod feed_tests;
pub mod findings;
#[cfg(any(test, feature = "fixture"))]
pub mod fixture;
pub mod forms;
pub mod guard;
pub mod kinds;
pub mod layout;
pub mod limit;
pub mod locale;
pub mod page;
pub mod pages;
pub mod parts;
pub mod pdf;
#[cfg(test)]
mod plural_tests;
#[cfg(test)]
mod product_tests;
pub mod query;
pub mod routes;
pub mod serve;
#[cfg(test)]
mod site_tests;
#[cfg(test)]
mod stranger_tests;
#[cfg(test)]
mod task_tests;
#[cfg(test)]
mod testing;
pub mod tls;
pub mod upload;
pub mod value_words;
pub mod view;
pub mod visit;

pub use serve::serve;
