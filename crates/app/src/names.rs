//! The knowledge as the ledger's dictionary.

use knowledge::Knowledge;
use matching::ledger::{MakerRef, Names};

/// Looks words of ledgers up in the knowledge.
#[derive(Clone, Copy, Debug)]
pub struct Dictionary<'a>(pub &'a Knowledge);

fn maker_ref(maker: &knowledge::makers::MakerEntry) -> MakerRef {
    MakerRef { id: maker.id.clone(), group: maker.group.clone() }
}

impl Names for Dictionary<'_> {
    fn maker(&self, text: &str) -> Option<MakerRef> {
        self.0.makers.find(text).map(maker_ref)
    }

    fn maker_by_id(&self, id: &str) -> Option<MakerRef> {
        self.0.makers.get(id).map(maker_ref)
    }

    fn kind(&self, text: &str) -> Option<String> {
        self.0.kinds.find(text).map(|kind| kind.id.clone())
    }
}
