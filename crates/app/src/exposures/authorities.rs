//! What authorities ask a hospital to do about a row: entries that are about the row's product and name the same vulnerability.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use domain::vulnerabilities::{Communication, Source};
use matching::vulnerability::Knowledge;

use super::{Exposures, Inputs, On};

/// Gives every row what is asked of it, in order.
pub(super) fn attach(made: &mut Exposures, inputs: &Inputs<'_>) {
    let Some(known) = inputs.bench.map(|bench| &bench.known).filter(|known| !known.directives.is_empty())
    else {
        return;
    };
    let mut asked: BTreeMap<&On, Vec<(&Communication, BTreeSet<&str>)>> = BTreeMap::new();
    for (on, subject) in &made.wholes {
        let about = known.directives.about(subject);
        let named = |told| (told, names(&known.knowledge, told));
        asked.entry(on).or_default().extend(about.into_iter().map(named));
    }
    for row in &mut made.concerns {
        for (told, names) in asked.get(&row.on).into_iter().flatten() {
            if names.contains(row.found.vulnerability.as_str()) {
                let says = Arc::make_mut(row.remedies.get_or_insert_default());
                let by = format!("{} {}", told.issuer, told.id);
                let date = if told.updated.is_empty() { &told.date } else { &told.updated };
                says.add_list(&told.actions, &by, told.links.first().map(String::as_str), date);
            }
        }
    }
}

/// The vulnerabilities that an entry is about, as rows name them.
fn names<'k>(knowledge: &'k Knowledge, told: &Communication) -> BTreeSet<&'k str> {
    let own = knowledge.records_of(&told.id).into_iter().filter(|record| {
        knowledge.source(*record) == Source::Hand
            && knowledge.database(*record) == told.issuer
            && knowledge.id(*record) == told.id
    });
    own.flat_map(|record| knowledge.vulnerabilities(record)).collect()
}
