//! Words that stand in ledger cells instead of a value.

use std::{collections::HashSet, sync::LazyLock};

use super::normalise::key;

/// 〃, 同上 and the like: the same as above.
pub(super) fn is_ditto(text: &str) -> bool {
    matches!(
        super::normalise::normalise(text).as_str(),
        "〃" | "″"
            | "々"
            | "同上"
            | "同"
            | "同じ"
            | "仝"
            | "ゝ"
            | "\""
            | "''"
            | "\u{2032}\u{2032}"
            | ",,"
            | "↑"
            | "//"
            | "上に同じ"
            | "上記同"
            | "上記に同じ"
            | "〃 〃"
    )
}

/// Words of [`says_none`].
const NONE: &str = "\
    なし 無し 無 未接続 非接続 接続なし 接続無し ネットワーク接続なし ネットワークなし lanなし lan無し \
    lan未接続 nw接続なし nwなし 未設定 未割当 割当なし スタンドアロン スタンドアロ スタンドアロン機 単体 \
    単独 オフライン usbのみ na none no null 空欄 不明 未確認 確認中 未定 該当なし";

/// The cell says that there is none.
pub(super) fn says_none(text: &str) -> bool {
    let plain = text.trim();
    if plain
        .chars()
        .all(|c| matches!(c, '-' | 'ー' | '―' | '—' | '×' | '/' | '*' | '?' | '・' | '.' | 'x' | 'X' | '_'))
    {
        return true;
    }
    if plain.len() > 60 {
        return false;
    }
    let key = key(plain);
    static KEYS: LazyLock<HashSet<String>> =
        LazyLock::new(|| NONE.split_whitespace().map(super::normalise::key).collect());
    KEYS.contains(&key) || (key.starts_with("スタンドアロン") && key.len() < 40)
}

/// The address is given out by a server.
pub(super) fn says_dhcp(text: &str) -> bool {
    let key = key(text);
    key.contains("dhcp")
        || key.contains("自動取得")
        || key.contains("自動割")
        || key.contains("動的")
        || key == "自動"
        || key == "auto"
}

/// No longer in use, and not merely planned so.
pub(super) fn says_retired(text: &str) -> bool {
    // As `key` makes them: without long-vowel marks.
    const WORDS: [&str; 14] = [
        "廃棄",
        "除却",
        "撤去",
        "返却",
        "廃止",
        "処分",
        "退役",
        "使用終了",
        "売却",
        "下取",
        "滅却",
        "リス満了",
        "disposed",
        "retired",
    ];
    const NOT_YET: [&str; 14] = [
        "予定",
        "検討",
        "見込",
        "候補",
        "依頼中",
        "申請中",
        "待ち",
        "前",
        "未",
        "しない",
        "不可",
        "業者",
        "方法",
        "物",
    ];
    if text.is_ascii() && !text.to_ascii_lowercase().contains("ed") {
        return false;
    }
    let key = key(text);
    WORDS.iter().any(|word| {
        key.find(word).is_some_and(|at| {
            let after: String = key.get(at + word.len()..).unwrap_or("").chars().take(6).collect();
            let before: String = key.get(..at).unwrap_or("").chars().rev().take(1).collect();
            !NOT_YET.iter().any(|soon| after.contains(soon)) && before != "未" && before != "要"
        })
    })
}

/// Mentions work from afar: a remote line may be declared here.
pub(super) fn mentions_remote(text: &str) -> bool {
    let key = key(text);
    ["リモト", "遠隔", "remote", "vpn", "オンライン保守", "teamviewer", "anydesk", "リモト保守"]
        .iter()
        .any(|word| key.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retired_and_only_planned() {
        for text in ["廃棄済", "R5.3 除却", "撤去（2024年）", "返却", "廃棄"] {
            assert!(says_retired(text), "{text}");
        }
        for text in [
            "廃棄予定",
            "R8年度廃棄予定",
            "除却検討中",
            "未廃棄",
            "使用中",
            "産業廃棄業者",
            "廃棄物保管庫",
            "",
        ] {
            assert!(!says_retired(text), "{text}");
        }
    }

    #[test]
    fn dittos_and_nothing() {
        for text in ["〃", "同上", " 〃 "] {
            assert!(is_ditto(text), "{text}");
        }
        for text in ["-", "ー", "なし", "ＬＡＮ未接続", "スタンドアロン（USBのみ）"] {
            assert!(says_none(text), "{text}");
        }
        assert!(!says_none("10.0.0.1") && !says_none("CT01"));
    }

    #[test]
    fn remote_words() {
        assert!(
            mentions_remote("有（ﾘﾓｰﾄ保守あり）")
                && mentions_remote("VPN接続")
                && !mentions_remote("年1回訪問")
        );
    }
}
