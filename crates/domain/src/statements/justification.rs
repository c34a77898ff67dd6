//! Why something is not affected: the closed set of VEX and of CycloneDX, and the nearest word of one for the other.

use serde::{Deserialize, Serialize};

/// Why the product is not affected. The first five are VEX's (CISA, "VEX Status Justifications"), the others CycloneDX's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Justification {
    ComponentNotPresent,
    VulnerableCodeNotPresent,
    VulnerableCodeNotInExecutePath,
    VulnerableCodeCannotBeControlledByAdversary,
    InlineMitigationsAlreadyExist,
    CodeNotPresent,
    CodeNotReachable,
    RequiresConfiguration,
    RequiresDependency,
    RequiresEnvironment,
    ProtectedByCompiler,
    ProtectedAtRuntime,
    ProtectedAtPerimeter,
    ProtectedByMitigatingControl,
}

use Justification as J;

/// Word, and whether it is one of VEX.
const WORDS: [(Justification, &str, bool); 14] = [
    (J::ComponentNotPresent, "component_not_present", true),
    (J::VulnerableCodeNotPresent, "vulnerable_code_not_present", true),
    (J::VulnerableCodeNotInExecutePath, "vulnerable_code_not_in_execute_path", true),
    (
        J::VulnerableCodeCannotBeControlledByAdversary,
        "vulnerable_code_cannot_be_controlled_by_adversary",
        true,
    ),
    (J::InlineMitigationsAlreadyExist, "inline_mitigations_already_exist", true),
    (J::CodeNotPresent, "code_not_present", false),
    (J::CodeNotReachable, "code_not_reachable", false),
    (J::RequiresConfiguration, "requires_configuration", false),
    (J::RequiresDependency, "requires_dependency", false),
    (J::RequiresEnvironment, "requires_environment", false),
    (J::ProtectedByCompiler, "protected_by_compiler", false),
    (J::ProtectedAtRuntime, "protected_at_runtime", false),
    (J::ProtectedAtPerimeter, "protected_at_perimeter", false),
    (J::ProtectedByMitigatingControl, "protected_by_mitigating_control", false),
];

impl Justification {
    /// Every justification.
    pub fn all() -> impl Iterator<Item = Self> {
        WORDS.iter().map(|(justification, ..)| *justification)
    }

    /// The word of its standard.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        WORDS.iter().find(|(each, ..)| *each == self).map_or("", |(_, word, _)| word)
    }

    /// The justification of a word; case, spaces and hyphens do not matter.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        let word = word.trim().to_ascii_lowercase().replace([' ', '-'], "_");
        WORDS.iter().find(|(_, each, _)| *each == word).map(|(each, ..)| *each)
    }

    /// It is one of VEX's five words.
    #[must_use]
    pub fn is_vex(self) -> bool {
        WORDS.iter().any(|(each, _, vex)| *each == self && *vex)
    }

    /// The word of VEX (CSAF flags, OpenVEX) that comes nearest, and whether it says the same.
    #[must_use]
    pub const fn in_vex(self) -> (Self, bool) {
        match self {
            J::CodeNotPresent => (J::VulnerableCodeNotPresent, true),
            J::CodeNotReachable => (J::VulnerableCodeNotInExecutePath, true),
            J::RequiresDependency => (J::VulnerableCodeNotInExecutePath, false),
            J::RequiresConfiguration | J::RequiresEnvironment => {
                (J::VulnerableCodeCannotBeControlledByAdversary, false)
            }
            J::ProtectedByCompiler
            | J::ProtectedAtRuntime
            | J::ProtectedAtPerimeter
            | J::ProtectedByMitigatingControl => (J::InlineMitigationsAlreadyExist, false),
            same => (same, true),
        }
    }

    /// The word of CycloneDX that comes nearest, and whether it says the same.
    #[must_use]
    pub const fn in_cyclonedx(self) -> (Self, bool) {
        match self {
            J::VulnerableCodeNotPresent => (J::CodeNotPresent, true),
            J::VulnerableCodeNotInExecutePath => (J::CodeNotReachable, true),
            J::ComponentNotPresent => (J::CodeNotPresent, false),
            J::VulnerableCodeCannotBeControlledByAdversary => (J::CodeNotReachable, false),
            J::InlineMitigationsAlreadyExist => (J::ProtectedByMitigatingControl, false),
            same => (same, true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_its_own_and_has_a_neighbour_in_both_standards() {
        for justification in Justification::all() {
            assert_eq!(Justification::named(justification.as_str()), Some(justification));
            let json = serde_json::to_value(justification).unwrap();
            assert_eq!(json, justification.as_str());
            let (vex, same) = justification.in_vex();
            assert!(vex.is_vex() && (same || !justification.is_vex()));
            let (cyclonedx, same) = justification.in_cyclonedx();
            assert!(!cyclonedx.is_vex() && (same || justification.is_vex()));
        }
        assert_eq!(Justification::named("Code Not-Reachable"), Some(J::CodeNotReachable));
        assert_eq!(Justification::named("because"), None);
    }
}
