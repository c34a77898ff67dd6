//! Numbers of makers with wildcards: `*` stands for any signs or none, `?` for one (CSAF 2.0 section 3.1.3.3.5 and 3.1.3.3.6).

/// Without recursion: remembers the last star.
pub(crate) fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t, mut star) = (0, 0, None);
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == b'?' || Some(c) == text.get(t) => (p, t) = (p + 1, t + 1),
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    (p, t) = (at + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(p).all(|c| *c == b'*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_and_question_marks() {
        for (pattern, text, meant) in [
            ("m100", "m100", true),
            ("m100", "m1000", false),
            ("m1?0", "m150", true),
            ("m1?0", "m10", false),
            ("m*", "m", true),
            ("m*0*", "m1001", true),
            ("*", "", true),
            ("?", "", false),
        ] {
            assert_eq!(matches(pattern.as_bytes(), text.as_bytes()), meant, "{pattern} {text}");
        }
    }
}
