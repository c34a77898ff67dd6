//! Why a bundle was not made or not loaded, in both languages. What was there stands.

use super::super::trouble::Trouble;

/// Why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleTrouble {
    #[error("this is no bundle of feeds")]
    NotABundle,
    #[error("the bundle is cut off or was changed: {what}")]
    Broken { what: String },
    #[error(
        "the bundle is not signed by the key that it names: it was changed, or it is not from who it says"
    )]
    WrongSignature,
    #[error(
        "the bundle is signed by {fingerprint}, which nobody here trusts; compare it with its maker by telephone, then write it into feeds.toml, [bundle] trust"
    )]
    NotTrusted { fingerprint: String },
    #[error(
        "no key is trusted: write the fingerprint of the maker's key into feeds.toml, [bundle] trust, or name it with --trust"
    )]
    NobodyTrusted,
    #[error("the bundle was made {offered}; the one of {here} that is loaded is newer")]
    Older { here: String, offered: String },
    #[error("the bundle expired {when}; get a new one (or set this machine's clock)")]
    Expired { when: String },
    #[error(
        "the bundle was made {when}, which is still to come: this machine's clock or the maker's is wrong"
    )]
    Future { when: String },
    #[error(
        "the bundle only carries what is new since the one made {created} (id {id}), and {missing} files of that are not here, {first} first: load that one before, or get a whole one"
    )]
    NeedsBase { id: String, created: String, missing: usize, first: String },
    #[error("{file} is no key file")]
    Key { file: String },
    #[error("there is nothing to put into a bundle: no feed was fetched or imported")]
    Empty,
    #[error("{file} was changed since it was taken; fetch or import it again before making a bundle")]
    Changed { file: String },
    #[error(transparent)]
    Feeds(#[from] Trouble),
}

impl BundleTrouble {
    /// The sentence in Japanese.
    #[must_use]
    pub fn sentence_ja(&self) -> String {
        match self {
            Self::NotABundle => "持ち込みファイルではありません".into(),
            Self::Broken { what } => {
                format!("持ち込みファイルが途中で切れているか、書き換えられています（{what}）")
            }
            Self::WrongSignature => {
                "持ち込みファイルの署名が合いません。書き換えられたか、名乗っている作成者のものではありません"
                    .into()
            }
            Self::NotTrusted { fingerprint } => format!(
                "署名者 {fingerprint} は登録されていません。作成者に電話などで指紋を確かめ、feeds.toml の [bundle] trust に書いてください"
            ),
            Self::NobodyTrusted => {
                "署名者が登録されていません。作成者の鍵の指紋を feeds.toml の [bundle] trust に書いてください"
                    .into()
            }
            Self::Older { here, offered } => {
                format!(
                    "この持ち込みファイルは {offered} に作られたもので、取り込み済みの {here} のものより古いため、使いません"
                )
            }
            Self::Expired { when } => format!(
                "この持ち込みファイルの期限は {when} でした。新しいものを受け取るか、この機械の時計を確かめてください"
            ),
            Self::Future { when } => format!(
                "この持ち込みファイルの作成日時 {when} がまだ来ていません。この機械か作成者の時計が狂っています"
            ),
            Self::NeedsBase { created, missing, first, .. } => format!(
                "この持ち込みファイルには {created} のもの以降の新しい分だけが入っており、それより前の {missing} 個（{first} など）が手元にありません。先にそちらを取り込むか、全部入りのものを受け取ってください"
            ),
            Self::Key { file } => format!("{file} は鍵のファイルではありません"),
            Self::Empty => "入れるものがありません。先に取得か取り込みをしてください".into(),
            Self::Changed { file } => {
                format!("{file} が取得後に書き換わっています。取得し直してから作ってください")
            }
            Self::Feeds(trouble) => trouble.sentence_ja(),
        }
    }
}
