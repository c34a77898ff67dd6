//! Kinds of devices in the words of names, English and Japanese, coarse enough to compare the two.

use std::sync::LazyLock;

use hashbrown::HashSet;

/// Kind, English words (upper case, all must be there), Japanese parts (one must be there).
type Line = (&'static str, &'static [&'static str], &'static [&'static str]);

/// More special kinds stand before the general ones that they contain.
const KINDS: &[Line] = &[
    ("syringe pump", &["SYRINGE"], &["シリンジポンプ", "注射筒"]),
    ("infusion pump", &["INFUSION"], &["輸液ポンプ", "輸液装置"]),
    ("insulin pump", &["INSULIN"], &["インスリン"]),
    ("pump", &["PUMP"], &["ポンプ"]),
    ("pump", &["PUMPS"], &["ポンプ"]),
    ("fetal monitor", &["FETAL"], &["分娩監視", "胎児"]),
    ("telemetry", &["TELEMETRY"], &["テレメ", "送信機"]),
    ("central monitor", &["CENTRAL", "STATION"], &["セントラルモニタ", "中央監視", "セントラルステーション"]),
    ("central monitor", &["CENTRAL", "MONITOR"], &["セントラルモニタ", "中央監視"]),
    ("central monitor", &["INFORMATION", "CENTER"], &["セントラルモニタ", "中央監視", "患者情報"]),
    (
        "patient monitor",
        &["PATIENT", "MONITOR"],
        &["患者モニタ", "生体情報モニタ", "生体モニタ", "ベッドサイドモニタ", "ベットサイドモニタ"],
    ),
    (
        "patient monitor",
        &["PATIENT", "MONITORS"],
        &["患者モニタ", "生体情報モニタ", "生体モニタ", "ベッドサイドモニタ"],
    ),
    ("patient monitor", &["VITAL", "SIGNS"], &["バイタル", "生体情報モニタ"]),
    ("monitor", &["MONITOR"], &["モニタ"]),
    ("monitor", &["MONITORS"], &["モニタ"]),
    ("ultrasound", &["ULTRASOUND"], &["超音波", "エコー"]),
    ("pet/ct", &["PET"], &["PET"]),
    ("spect", &["SPECT"], &["SPECT", "ガンマカメラ"]),
    ("ct", &["CT"], &["CT"]),
    ("mri", &["MRI"], &["MR装置", "MRI", "磁気共鳴"]),
    ("ventilator", &["VENTILATOR"], &["人工呼吸", "呼吸器", "ベンチレ"]),
    ("ventilator", &["VENTILATION"], &["人工呼吸", "呼吸器"]),
    ("anaesthesia", &["ANESTHESIA"], &["麻酔"]),
    ("dialysis", &["HEMODIALYSIS"], &["透析"]),
    ("defibrillator", &["DEFIBRILLATOR"], &["除細動"]),
    ("ecg", &["ELECTROCARDIOGRAPH"], &["心電計", "心電図"]),
    ("ecg", &["CARDIOGRAPHS"], &["心電計", "心電図"]),
    ("ecg", &["ECG"], &["心電計", "心電図"]),
    ("holter", &["HOLTER"], &["ホルタ"]),
    ("stress test", &["STRESS"], &["負荷心電図", "運動負荷"]),
    ("cpap", &["CPAP"], &["CPAP", "持続的気道陽圧"]),
    ("bed", &["BED"], &["ベッド"]),
    ("programmer", &["PROGRAMMER"], &["プログラマ"]),
    ("medication cabinet", &["MEDSTATION"], &["薬剤", "薬品"]),
    ("pacs", &["PACS"], &["PACS", "画像管理", "画像サーバ"]),
    ("viewer", &["VIEWER"], &["ビューワ", "ビューア", "ビューアー"]),
    ("ris", &["RIS"], &["RIS", "放射線部門"]),
    ("workstation", &["WORKSTATION"], &["ワークステーション"]),
    ("gateway", &["GATEWAY"], &["ゲートウェイ", "ゲートウエイ"]),
    ("server", &["SERVER"], &["サーバ"]),
    ("pacemaker", &["PACEMAKER"], &["ペースメーカ"]),
    ("icd", &["ICD"], &["ICD", "植込み型除細動"]),
    ("crt-d", &["CRT"], &["CRT-D", "除細動機能付"]),
    ("blood culture", &["BLOOD", "CULTURE"], &["血液培養"]),
    ("sequencer", &["SEQUENCER"], &["シーケンサ", "遺伝子解析"]),
    ("wheelchair", &["WHEELCHAIR"], &["車椅子", "車いす"]),
    ("glucose", &["GLUCOSE"], &["血糖"]),
    ("battery", &["BATTERY"], &["バッテリ", "電池"]),
    ("remote controller", &["REMOTE"], &["リモコン", "リモート"]),
    ("electrosurgery", &["VALLEYLAB"], &["電気メス", "エネルギー"]),
    ("station", &["STATION"], &["ステーション"]),
    ("controller", &["CONTROLLER"], &["コントローラ"]),
    ("reader", &["READER"], &["リーダ"]),
    ("hub", &["HUB"], &["ハブ"]),
    ("machine", &["MACHINE"], &["装置"]),
    ("patient", &["PATIENT"], &["患者"]),
    ("wearable", &["WORN"], &["装着"]),
    ("maternal", &["MATERNAL"], &["母体"]),
    ("router", &["ROUTER"], &["ルータ"]),
    ("transmitter", &["TRANSMITTER"], &["送信機"]),
    ("injector", &["INJECTOR"], &["注入"]),
    ("microbiology", &["MICROBIOLOGY"], &["細菌", "微生物"]),
    ("analyzer", &["ANALYZER"], &["分析"]),
];

/// More words that only tell the kind of device.
const MORE: &str = "\
    LVP CARDIOGRAPH RESTING SLICE TESTING CARDIAC ANALYSIS SIGNS CENTER RECORDER PROCESSING REVIEW SCAN \
    INTERVENTION SYRINGE VOLUME LARGE AUTOMATED DATA MANAGEMENT WALL DELIVERY MEDICATION ICU CCU CULTURE \
    ANESTHESIOLOGY THERAPY MONITORING VITALS WHEELCHAIR ELECTRIC CHAIR POWER PACEMAKERS EMR";

/// The word only tells the kind of device, not which product.
#[must_use]
pub fn is_kind_word(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        let of_kinds = KINDS.iter().flat_map(|(_, english, _)| english.iter().copied());
        MORE.split_whitespace().chain(of_kinds).collect()
    });
    WORDS.contains(word)
}

/// Kinds named by the words of an advisory.
#[must_use]
pub fn of_words(words: &[String]) -> Vec<&'static str> {
    let has = |word: &&str| words.iter().any(|known| known == word);
    let mut kinds: Vec<_> =
        KINDS.iter().filter(|(_, english, _)| english.iter().all(has)).map(|line| line.0).collect();
    kinds.dedup();
    if kinds.iter().any(|kind| matches!(*kind, "pet/ct" | "spect")) {
        kinds.retain(|kind| *kind != "ct");
    }
    kinds
}

/// Kinds named by a folded Japanese or mixed text and its Latin words.
#[must_use]
pub fn of_text(folded: &str, words: &[String]) -> Vec<&'static str> {
    let mut kinds = of_words(words);
    for (kind, _, japanese) in KINDS {
        let named = japanese.iter().any(|part| {
            if part.is_ascii() { words.iter().any(|word| word == part) } else { folded.contains(part) }
        });
        if named && !kinds.contains(kind) {
            kinds.push(kind);
        }
    }
    kinds
}

/// The kind word is said by one of these kinds.
#[must_use]
pub fn said(word: &str, kinds: &[&str]) -> bool {
    KINDS.iter().any(|(kind, english, _)| kinds.contains(kind) && english.contains(&word))
}

/// How the kinds of a product and of a row go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KindFit {
    Agree,
    /// One side says nothing.
    Open,
    Differ,
}

/// Compares two lists of kinds. Broad kinds (`monitor`, `server`) neither prove nor refute much.
#[must_use]
pub fn fit(product: &[&str], row: &[&str]) -> KindFit {
    const BROAD: &[&str] = &[
        "monitor",
        "pump",
        "server",
        "workstation",
        "station",
        "machine",
        "patient",
        "controller",
        "reader",
        "hub",
        "analyzer",
    ];
    if product.iter().any(|kind| row.contains(kind)) {
        return KindFit::Agree;
    }
    let special = |kinds: &[&str]| kinds.iter().any(|kind| !BROAD.contains(kind));
    if special(product) && special(row) { KindFit::Differ } else { KindFit::Open }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::advisory::words::latin_tokens;

    #[test]
    fn english_meets_japanese() {
        let product = of_words(&latin_tokens("PATIENT MONITOR"));
        assert_eq!(fit(&product, &of_text("ベッドサイドモニタ", &[])), KindFit::Agree);
        assert_eq!(fit(&product, &of_text("シリンジポンプ", &[])), KindFit::Differ);
        assert_eq!(fit(&product, &[]), KindFit::Open);
        assert_eq!(fit(&["ct"], &of_text("X線CT装置", &["X".into(), "CT".into()])), KindFit::Agree);
    }
}
