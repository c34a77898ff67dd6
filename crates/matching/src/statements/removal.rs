//! The reason that would remove a finding: which statement, declaration or fact it takes.

use domain::advisories::Verdict;
use serde::Serialize;

use crate::vulnerability::Ground;

/// What would end a finding that is affected or cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Removal {
    /// A version that has the fix.
    FixedVersion,
    /// The maker states that the product is not affected, or that the fix is inside.
    MakersStatement,
    /// The distribution's own feed or statement says how its package stands.
    DistributorsStatement,
    /// The fix was ported back without a new version: declared with where one sees it.
    BackportDeclared,
    /// The component is on the list but not in what is shipped: declared.
    NotShippedDeclared,
    /// It cannot do harm as it is set up: decided, with a date to look again.
    ConfigurationDecided,
    /// The component's version is told, in a form that can be compared.
    VersionTold,
    /// Package URL or CPE name, or whose product it is.
    IdentifierTold,
    /// The release of the distribution is told.
    ReleaseTold,
    /// Edition or update is told.
    EditionTold,
    /// Whether what the claim needs beside it is there.
    ConditionTold,
}

impl Removal {
    /// In Japanese and in English.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::FixedVersion => ("修正された版に上げる", "the version with the fix is installed"),
            Self::MakersStatement => (
                "製造元が「該当しない」または「修正済み」と表明する（VEX）",
                "the maker states that it is not affected or fixed (VEX)",
            ),
            Self::DistributorsStatement => (
                "配布元（ディストリビューション）の情報か VEX を取り込む",
                "the distribution's own feed or VEX is taken in",
            ),
            Self::BackportDeclared => (
                "版を上げずに修正を取り込んだことを、確かめた資料とともに申告する",
                "it is declared, with where one sees it, that the fix was ported back",
            ),
            Self::NotShippedDeclared => (
                "部品が実際には出荷物に入っていないことを申告する",
                "it is declared that the component is not shipped",
            ),
            Self::ConfigurationDecided => (
                "設定により影響しないことを、見直す期日とともに判断として記録する",
                "it is decided, with a date to look again, that the configuration keeps it harmless",
            ),
            Self::VersionTold => (
                "部品の版を、比べられる形で記入する",
                "the component's version is told so that it can be compared",
            ),
            Self::IdentifierTold => (
                "部品の purl か CPE、または製造元を記入する",
                "a package URL, a CPE name or the maker of the component is told",
            ),
            Self::ReleaseTold => {
                ("どのリリース向けの部品かを記入する", "the release of the distribution is told")
            }
            Self::EditionTold => ("版種（エディション）を記入する", "edition or update is told"),
            Self::ConditionTold => (
                "前提となる製品が一緒に使われているかどうかを部品表に記入する",
                "the list tells whether what the claim needs beside it is there",
            ),
        }
    }
}

/// What would remove a finding, the best first. Nothing, where there is no finding.
#[must_use]
pub fn what_would_remove(counts: Verdict, ground: Option<Ground>, has_fix: bool) -> Vec<Removal> {
    use Removal as R;
    if matches!(counts, Verdict::Fixed | Verdict::NotAffected) {
        return Vec::new();
    }
    let mut found: Vec<Removal> = match ground {
        Some(Ground::Upstream | Ground::Carried) => vec![R::DistributorsStatement, R::BackportDeclared],
        Some(Ground::NoVersion | Ground::Incomparable) => vec![R::VersionTold],
        Some(Ground::Release) => vec![R::ReleaseTold],
        Some(Ground::NameOnly) => vec![R::IdentifierTold],
        Some(Ground::Edition) => vec![R::EditionTold],
        Some(Ground::Condition) => vec![R::ConditionTold],
        Some(Ground::InRange | Ground::OutsideRanges | Ground::Mended) if has_fix => {
            vec![R::FixedVersion, R::BackportDeclared]
        }
        Some(Ground::InRange | Ground::OutsideRanges | Ground::Mended) => vec![R::BackportDeclared],
        Some(Ground::NoVersionInClaim | Ground::NotTold | Ground::Wording) | None => Vec::new(),
    };
    found.extend([R::MakersStatement, R::NotShippedDeclared, R::ConfigurationDecided]);
    found
}
