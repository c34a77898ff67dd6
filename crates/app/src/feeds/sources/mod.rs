//! How each source publishes: one file a source. Every address comes from the settings.

mod csaf;
mod cve;
mod jvn;
mod nvd;
mod nvd_api;
mod osv;
mod osv_api;
mod single;
#[cfg(test)]
mod testing;

use super::{feed::Feed, session::Session, trouble::Trouble};

/// Fetches everything that is new.
pub(super) fn run(session: &mut Session<'_>) -> Result<(), Trouble> {
    match session.feed {
        Feed::Kev => single::sync(session, "known_exploited_vulnerabilities.json", 64),
        Feed::Epss => single::sync(session, "epss_scores-current.csv.gz", 256),
        Feed::Github => single::sync(session, "advisory-database.zip", 4_096),
        Feed::Osv => osv::sync(session),
        Feed::Nvd => nvd::sync(session),
        Feed::NvdApi => nvd_api::sync(session),
        Feed::Cve => cve::sync(session),
        Feed::Jvn => jvn::sync(session),
        Feed::Csaf => csaf::sync(session),
        Feed::OsvApi => osv_api::sync(session),
        Feed::Hand => {
            let what = format!("{} is not fetched", session.feed.as_str());
            Err(Trouble::Settings { what })
        }
    }
}
