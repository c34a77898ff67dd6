//! The scores of CVSS v4.0's 270 macro vectors (specification §8, "MacroVector lookup"), in tenths.

/// The six equivalence classes EQ1 to EQ6 of a vector.
pub(super) type MacroVector = [u8; 6];

/// The score of a macro vector; `None` when there is no such one.
pub(super) fn tenths([eq1, eq2, eq3, eq4, eq5, eq6]: MacroVector) -> Option<u8> {
    let exists = eq1 < 3 && eq2 < 2 && eq3 < 3 && eq4 < 3 && eq5 < 3 && eq6 < 2;
    let row = (usize::from(eq1) * 2 + usize::from(eq2)) * 3 + usize::from(eq3);
    let column = (usize::from(eq4) * 3 + usize::from(eq5)) * 2 + usize::from(eq6);
    TENTHS.get(row * 18 + column).copied().filter(|tenths| exists && *tenths > 0)
}

/// One line for each EQ4, in it EQ5 and EQ6. Nought: EQ3 2 goes with EQ6 1 only.
#[rustfmt::skip]
const TENTHS: [u8; 324] = [
    // EQ1 0, EQ2 0, EQ3 0
    100, 99, 98, 95, 95, 92,
    100, 96, 93, 87, 91, 81,
    93, 90, 89, 80, 81, 68,
    // EQ1 0, EQ2 0, EQ3 1
    98, 95, 95, 92, 90, 84,
    93, 92, 89, 81, 81, 65,
    88, 80, 78, 70, 69, 48,
    // EQ1 0, EQ2 0, EQ3 2
    0, 92, 0, 82, 0, 72,
    0, 79, 0, 69, 0, 50,
    0, 69, 0, 55, 0, 27,
    // EQ1 0, EQ2 1, EQ3 0
    99, 97, 95, 92, 92, 85,
    95, 91, 90, 83, 84, 71,
    92, 81, 82, 71, 72, 53,
    // EQ1 0, EQ2 1, EQ3 1
    95, 93, 92, 85, 85, 73,
    92, 82, 80, 72, 70, 59,
    84, 70, 71, 52, 50, 30,
    // EQ1 0, EQ2 1, EQ3 2
    0, 86, 0, 75, 0, 52,
    0, 71, 0, 52, 0, 29,
    0, 63, 0, 29, 0, 17,
    // EQ1 1, EQ2 0, EQ3 0
    98, 95, 94, 87, 91, 81,
    94, 89, 86, 74, 77, 64,
    87, 75, 74, 63, 63, 49,
    // EQ1 1, EQ2 0, EQ3 1
    94, 89, 88, 77, 76, 67,
    86, 76, 74, 58, 59, 50,
    72, 57, 57, 52, 52, 25,
    // EQ1 1, EQ2 0, EQ3 2
    0, 83, 0, 70, 0, 54,
    0, 65, 0, 58, 0, 26,
    0, 53, 0, 21, 0, 13,
    // EQ1 1, EQ2 1, EQ3 0
    95, 90, 88, 76, 76, 70,
    90, 77, 75, 62, 61, 53,
    77, 66, 68, 59, 52, 30,
    // EQ1 1, EQ2 1, EQ3 1
    89, 78, 76, 67, 62, 58,
    74, 59, 57, 57, 47, 23,
    61, 52, 57, 29, 24, 16,
    // EQ1 1, EQ2 1, EQ3 2
    0, 71, 0, 59, 0, 30,
    0, 58, 0, 26, 0, 15,
    0, 23, 0, 13, 0, 6,
    // EQ1 2, EQ2 0, EQ3 0
    93, 87, 86, 72, 75, 58,
    86, 74, 74, 61, 56, 34,
    70, 54, 52, 40, 40, 22,
    // EQ1 2, EQ2 0, EQ3 1
    85, 75, 74, 55, 62, 51,
    72, 57, 55, 41, 46, 19,
    53, 36, 34, 19, 19, 8,
    // EQ1 2, EQ2 0, EQ3 2
    0, 64, 0, 51, 0, 20,
    0, 47, 0, 21, 0, 11,
    0, 24, 0, 9, 0, 4,
    // EQ1 2, EQ2 1, EQ3 0
    88, 75, 73, 53, 60, 50,
    73, 55, 59, 40, 41, 20,
    54, 43, 45, 22, 20, 11,
    // EQ1 2, EQ2 1, EQ3 1
    75, 55, 58, 45, 40, 21,
    61, 51, 48, 18, 20, 9,
    46, 18, 17, 7, 8, 2,
    // EQ1 2, EQ2 1, EQ3 2
    0, 53, 0, 24, 0, 14,
    0, 24, 0, 12, 0, 5,
    0, 10, 0, 3, 0, 1,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lookups() {
        assert_eq!(TENTHS.iter().filter(|tenths| **tenths > 0).count(), 270);
        assert_eq!(tenths([0, 0, 0, 0, 0, 0]), Some(100));
        assert_eq!(tenths([2, 1, 2, 2, 2, 1]), Some(1));
        assert_eq!(tenths([0, 0, 2, 0, 0, 0]), None);
        assert_eq!(tenths([3, 0, 0, 0, 0, 0]), None);
    }
}
