//! A range in its canonical form: in order, without `=`, with only those characters encoded that would be taken for others.

use std::fmt;

use super::{Comparator, Vers};

impl fmt::Display for Vers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "vers:{}/", self.scheme)?;
        for (at, each) in self.constraints.iter().enumerate() {
            if at > 0 {
                f.write_str("|")?;
            }
            if each.comparator != Comparator::Equal {
                f.write_str(each.comparator.sign())?;
            }
            for c in each.version.chars() {
                if "%<>=!*|/".contains(c) || c.is_whitespace() || c.is_control() {
                    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                        write!(f, "%{byte:02X}")?;
                    }
                } else {
                    fmt::Write::write_char(f, c)?;
                }
            }
        }
        Ok(())
    }
}
