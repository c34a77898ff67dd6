//! What the ledger's words for makers and kinds mean. The knowledge is handed in, so that judging stays pure.

/// A maker by any of its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MakerRef {
    /// `maker_id` of the knowledge.
    pub id: String,
    /// Company group; makers of one group do not disagree.
    pub group: Option<String>,
}

/// Looks up words of ledgers.
pub trait Names {
    /// The maker known under this name: Japanese, English, short, former or group name.
    fn maker(&self, text: &str) -> Option<MakerRef>;
    /// The maker with this id, to compare with a device's.
    fn maker_by_id(&self, id: &str) -> Option<MakerRef>;
    /// `kind_id` for a name of a kind of device.
    fn kind(&self, text: &str) -> Option<String>;
}

/// Knows nothing: words are then compared as they are.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoNames;

impl Names for NoNames {
    fn maker(&self, _: &str) -> Option<MakerRef> {
        None
    }

    fn maker_by_id(&self, _: &str) -> Option<MakerRef> {
        None
    }

    fn kind(&self, _: &str) -> Option<String> {
        None
    }
}
