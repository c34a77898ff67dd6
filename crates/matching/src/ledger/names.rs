//! What the ledger's words for makers and kinds mean. Handed in, so that judging can be tested without the data files.

use knowledge::{Knowledge, makers::Relation};

/// Looks up words of ledgers.
pub trait Names {
    /// `maker_id` of the maker known under this name: Japanese, English, short or former.
    fn maker(&self, text: &str) -> Option<String>;
    /// Whether two makers are one group or succeeded each other: devices carry either name.
    fn related(&self, a: &str, b: &str) -> bool;
    /// Whether this maker makes medical devices; `None` when it is not known.
    fn is_medical(&self, maker: &str) -> Option<bool>;
    /// `kind_id` for a name of a kind of device.
    fn kind(&self, text: &str) -> Option<String>;
}

impl Names for Knowledge {
    fn maker(&self, text: &str) -> Option<String> {
        self.makers.find(text).or_else(|| self.makers.find_leading(text)).map(|maker| maker.id.clone())
    }

    fn related(&self, a: &str, b: &str) -> bool {
        self.makers.relation(a, b) != Relation::Different
    }

    fn is_medical(&self, maker: &str) -> Option<bool> {
        self.makers.get(maker).map(knowledge::makers::MakerEntry::is_medical)
    }

    fn kind(&self, text: &str) -> Option<String> {
        self.kinds.find(text).map(|kind| kind.id.clone())
    }
}

/// Knows nothing: words are then compared as they are.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoNames;

impl Names for NoNames {
    fn maker(&self, _: &str) -> Option<String> {
        None
    }

    fn related(&self, a: &str, b: &str) -> bool {
        a == b
    }

    fn is_medical(&self, _: &str) -> Option<bool> {
        None
    }

    fn kind(&self, _: &str) -> Option<String> {
        None
    }
}
