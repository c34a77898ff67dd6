//! Brand names in katakana: アラリス is Alaris. Both are reduced to their consonants as Japanese hears them.

/// Consonants of a Latin word as katakana keeps them: L is R, V is B, C is K or S, X is KS.
#[must_use]
pub fn latin_sounds(word: &str) -> String {
    let letters: Vec<char> = word.to_ascii_uppercase().chars().filter(char::is_ascii_alphabetic).collect();
    let mut sounds = String::new();
    for (index, &c) in letters.iter().enumerate() {
        let next = letters.get(index + 1).copied().unwrap_or(' ');
        let last = index.checked_sub(1).and_then(|i| letters.get(i)).copied().unwrap_or(' ');
        if c == last {
            continue;
        }
        match c {
            'A' | 'E' | 'I' | 'O' | 'U' | 'W' | 'Y' => {}
            'H' if matches!(last, 'C' | 'S' | 'T' | 'P' | 'G') => {}
            'R' if last != ' ' && !is_vowel(next) => {}
            'L' | 'R' => sounds.push('R'),
            'V' | 'B' => sounds.push('B'),
            'C' if matches!(next, 'E' | 'I' | 'Y' | 'H') => sounds.push('S'),
            'C' | 'Q' => sounds.push('K'),
            'X' => sounds.push_str("KS"),
            'P' if next == 'H' => sounds.push('H'),
            'F' => sounds.push('H'),
            'J' | 'Z' | 'S' => sounds.push('S'),
            'M' | 'N' => sounds.push('N'),
            other => sounds.push(other),
        }
    }
    sounds.replace('G', "K")
}

const fn is_vowel(c: char) -> bool {
    matches!(c, 'A' | 'E' | 'I' | 'O' | 'U' | 'Y')
}

/// Consonants of a katakana word.
#[must_use]
pub fn kana_sounds(word: &str) -> String {
    word.chars().filter_map(consonant).collect()
}

fn consonant(c: char) -> Option<char> {
    Some(match c {
        'カ'..='ゴ' => 'K',
        'サ'..='ゾ' => 'S',
        'チ' | 'ヂ' => 'S',
        'タ' | 'ダ' | 'ツ' | 'ヅ' | 'テ' | 'デ' | 'ト' | 'ド' => {
            if matches!(c, 'ダ' | 'デ' | 'ド') { 'D' } else { 'T' }
        }
        'ナ'..='ノ' | 'ン' => 'N',
        'マ'..='モ' => 'N',
        'ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ' => 'H',
        'バ' | 'ビ' | 'ブ' | 'ベ' | 'ボ' | 'ヴ' => 'B',
        'パ' | 'ピ' | 'プ' | 'ペ' | 'ポ' => 'P',
        'ラ'..='ロ' => 'R',
        _ => return None,
    })
}

/// The katakana words of a text, with at least three characters.
pub fn kana_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !('ァ'..='ヺ').contains(&c) && c != 'ー').filter(|word| word.chars().count() >= 3)
}

/// Whether a katakana word may be this Latin word. At least three consonants must agree.
#[must_use]
pub fn may_be(kana: &str, latin: &str) -> bool {
    let (heard, spoken) = (kana_sounds(kana), latin_sounds(latin));
    let silent_r = |sounds: &str| sounds.replace('R', "");
    let quiet = silent_r(&heard);
    let same = heard == spoken || (heard.len() >= 4 && quiet.len() >= 3 && quiet == silent_r(&spoken));
    heard.len() >= 3 && latin.len() >= 5 && same
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (kana, latin) in [
            ("アラリス", "ALARIS"),
            ("インテリビュー", "INTELLIVUE"),
            ("メドフュージョン", "MEDFUSION"),
            ("コンテック", "CONTEC"),
            ("ピクシス", "PYXIS"),
            ("デルタ", "DELTA"),
            ("コバス", "COBAS"),
        ] {
            assert!(may_be(kana, latin), "{kana} {} {latin} {}", kana_sounds(kana), latin_sounds(latin));
        }
        assert!(!may_be("アラリス", "AFFINITI"));
        assert!(!may_be("ポンプ", "PHOENIX"));
        assert!(!may_be("ライブラリ", "IVIEW"));
    }
}
