//! Why something was not fetched, not taken or not loaded: values that are kept, with a sentence in both languages.

use serde::{Deserialize, Serialize};

use super::state::Disproved;
use crate::vulnerability_feeds::bounds::Excess;

/// What went wrong. What was there before stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "why")]
pub enum Trouble {
    #[error("{url} cannot be reached: {what}")]
    Unreachable { url: String, what: String },
    #[error("{url} answered {status}")]
    Status { url: String, status: u16 },
    #[error("{url} asks to come back in {seconds} seconds")]
    Later { url: String, seconds: u64 },
    #[error("{url} is longer than {megabytes} MB, which is the limit")]
    TooBig { url: String, megabytes: u64 },
    #[error("{url} broke off after {got} bytes; the next run goes on there")]
    Cut { url: String, got: u64 },
    #[error("{url} answered something else than expected: {what}")]
    Odd { url: String, what: String },
    #[error("{url} is not allowed: only https:// (http:// on this machine), and no way from https to http")]
    NotAllowed { url: String },
    #[error("{name}: the checksum is not what the source says")]
    WrongHash { name: String },
    #[error("{name}: the source gives no checksum")]
    NoHash { name: String },
    #[error("{name} is no feed of this source: {what}")]
    NotAFeed { name: String, what: String },
    #[error(
        "{name}: {excess}; it is not used, and what was here before stays. Fetch it from its publisher again"
    )]
    Unpacks { name: String, excess: Excess },
    #[error("{name}: {unread} records could not be read, so that the file before stays")]
    Unread { name: String, unread: usize },
    #[error("{name} holds {has} records where {had} were: less than half, so that the file before stays")]
    Shrunk { name: String, had: usize, has: usize },
    #[error("{name} is of {offered}; what is here is of {here}")]
    Older { name: String, here: String, offered: String },
    #[error("the document has no signature")]
    NoSignature,
    #[error("the signature cannot be checked: no key of the provider is here")]
    NoKey,
    #[error("the signature is wrong: {what}")]
    WrongSignature { what: String },
    #[error(transparent)]
    Disproved(Disproved),
    #[error("the document is not for everybody (TLP {label})")]
    NotPublic { label: String },
    #[error("{done} parts were taken, {failed} were not; the first: {first}")]
    Partly { done: usize, failed: usize, first: String },
    #[error("{path}: {what}")]
    Disk { path: String, what: String },
    #[error("feeds.toml: {what}")]
    Settings { what: String },
    #[error("no list of packages was made yet: `kikimori feeds packages` makes one")]
    NoPackages,
    #[error("more than {most} packages are not asked about one by one; fetch the whole databases instead")]
    TooMany { most: usize },
    #[error("another run is at work on this folder")]
    Busy,
    #[error("stopped by a person")]
    Stopped,
}

impl Trouble {
    /// For a function that reads or writes `path`.
    pub(super) fn disk(path: &std::path::Path) -> impl Fn(std::io::Error) -> Self + '_ {
        |error| Self::Disk { path: path.display().to_string(), what: error.to_string() }
    }

    /// The sentence in Japanese. What other programs and servers said stays in their words.
    #[must_use]
    pub fn sentence_ja(&self) -> String {
        match self {
            Self::Unreachable { url, what } => format!("{url} に接続できません（{what}）"),
            Self::Status { url, status } => format!("{url} が {status} を返しました"),
            Self::Later { url, seconds } => {
                format!("{url} から、{seconds} 秒後にやり直すように求められました")
            }
            Self::TooBig { url, megabytes } => {
                format!("{url} が上限の {megabytes} MB を超えています")
            }
            Self::Cut { url, got } => {
                format!("{url} の受信が {got} バイトで途切れました。次回は続きから受信します")
            }
            Self::Odd { url, what } => format!("{url} から想定外の応答がありました（{what}）"),
            Self::NotAllowed { url } => {
                format!("{url} には接続しません。https:// だけを使います（http:// はこの機械の中だけ）")
            }
            Self::WrongHash { name } => {
                format!("{name} のチェックサムが配布元の値と一致しません")
            }
            Self::NoHash { name } => format!("{name} のチェックサムが配布元にありません"),
            Self::NotAFeed { name, what } => {
                format!("{name} はこの情報源のファイルではありません（{what}）")
            }
            Self::Unpacks { name, excess } => format!(
                "{name} は{}。使わずに、前のファイルを残しました。配布元から取り直してください",
                excess.sentence_ja()
            ),
            Self::Unread { name, unread } => {
                format!("{name} の {unread} 件が読めないため、前のファイルを残しました")
            }
            Self::Shrunk { name, had, has } => {
                format!(
                    "{name} の件数が {had} 件から {has} 件へ半分未満に減ったため、前のファイルを残しました"
                )
            }
            Self::Older { name, here, offered } => {
                format!("{name} は {offered} のもので、手元の {here} のものより古いため、使いません")
            }
            Self::NoSignature => "署名がありません".into(),
            Self::NoKey => "発行元の公開鍵が手元にないため、署名を確かめられません".into(),
            Self::WrongSignature { what } => format!("署名が正しくありません（{what}）"),
            Self::Disproved(disproved) => disproved.sentence_ja(),
            Self::NotPublic { label } => format!("公開用の文書ではありません（TLP {label}）"),
            Self::Partly { done, failed, first } => {
                format!("{done} 件を取得し、{failed} 件は取得できませんでした。最初の理由：{first}")
            }
            Self::Disk { path, what } => format!("{path} を読み書きできません（{what}）"),
            Self::Settings { what } => format!("feeds.toml を読めません（{what}）"),
            Self::NoPackages => {
                "問い合わせるパッケージの一覧がまだありません。製品に部品表を登録してください".into()
            }
            Self::TooMany { most } => {
                format!(
                    "パッケージが {most} 件を超えるため、一つずつは問い合わせません。データベースごとの取得を使ってください"
                )
            }
            Self::Busy => "別の取得・取り込みが動いています".into(),
            Self::Stopped => "人が止めました".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_name_the_same_things() {
        let trouble = Trouble::Shrunk { name: "kev.json".into(), had: 1_500, has: 3 };
        for sentence in [trouble.sentence_ja(), trouble.to_string()] {
            assert!(["kev.json", "1500", "3"].iter().all(|part| sentence.contains(part)), "{sentence}");
        }
        let json = serde_json::to_string(&trouble).unwrap();
        assert_eq!(serde_json::from_str::<Trouble>(&json).unwrap(), trouble);
    }
}
