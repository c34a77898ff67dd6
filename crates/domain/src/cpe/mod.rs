//! CPE 2.3 names: formatted string, URI and well-formed name, read and written (NISTIR 7695). Matching is in `matching::cpe`.

mod formatted;
mod uri;
mod value;
mod wfn;

use std::{fmt, str::FromStr};

pub use value::Value;

/// The attributes in the order of the formatted string.
pub const ATTRIBUTES: [&str; 11] = [
    "part",
    "vendor",
    "product",
    "version",
    "update",
    "edition",
    "language",
    "sw_edition",
    "target_sw",
    "target_hw",
    "other",
];

/// A well-formed name: eleven attributes (NISTIR 7695 §5).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cpe {
    values: [Value; 11],
}

/// Why a text is no CPE name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CpeError {
    /// It begins neither with `cpe:2.3:` nor with `cpe:/`.
    Prefix,
    /// How many parts it has.
    Parts(usize),
    /// `a`, `o`, `h`.
    Part(String),
    /// Attribute, what is written, what is wrong.
    Value { attribute: &'static str, text: String, reason: &'static str },
    /// An attribute that there is not, or not in this form.
    Attribute(String),
}

impl fmt::Display for CpeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prefix => f.write_str("does not begin with `cpe:2.3:` or `cpe:/`"),
            Self::Parts(count) => {
                write!(f, "{count} parts behind the prefix; a formatted string has 11, a URI at most 7")
            }
            Self::Part(part) => write!(f, "`{part}` is no part; a, o and h are"),
            Self::Value { attribute, text, reason } => write!(f, "{attribute} `{text}`: {reason}"),
            Self::Attribute(text) => write!(f, "`{text}` is no attribute of a well-formed name"),
        }
    }
}

impl std::error::Error for CpeError {}

impl Cpe {
    /// Reads a formatted string (`cpe:2.3:…`), a URI (`cpe:/…`) or a well-formed name (`wfn:[…]`).
    ///
    /// # Errors
    /// It is none of them; which part is wrong.
    pub fn parse(text: &str) -> Result<Self, CpeError> {
        let text = text.trim();
        let head = |length: usize| text.get(..length).map(str::to_ascii_lowercase).unwrap_or_default();
        if head(8) == "cpe:2.3:" {
            formatted::unbind(text.get(8..).unwrap_or_default())
        } else if head(5) == "cpe:/" {
            uri::unbind(text.get(5..).unwrap_or_default())
        } else if head(4) == "wfn:" {
            wfn::parse(text)
        } else {
            Err(CpeError::Prefix)
        }
    }

    /// Takes the values in the order of [`ATTRIBUTES`].
    fn of(values: [Value; 11]) -> Result<Self, CpeError> {
        match values.first() {
            Some(Value::Text(part)) if !matches!(part.to_ascii_lowercase().as_str(), "a" | "o" | "h") => {
                Err(CpeError::Part(part.clone()))
            }
            _ => Ok(Self { values }),
        }
    }

    /// The values in the order of [`ATTRIBUTES`].
    #[must_use]
    pub const fn values(&self) -> &[Value; 11] {
        &self.values
    }

    /// One value by the name of its attribute.
    #[must_use]
    pub fn value(&self, attribute: &str) -> Option<&Value> {
        ATTRIBUTES.iter().zip(&self.values).find(|(name, _)| **name == attribute).map(|(_, value)| value)
    }

    /// As `cpe:/…`. Attributes that a URI of CPE 2.2 has no place for are packed into the edition.
    #[must_use]
    pub fn to_uri(&self) -> String {
        uri::bind(self)
    }

    /// As `wfn:[part="a",…]`, without what is ANY.
    #[must_use]
    pub fn to_wfn(&self) -> String {
        wfn::write(self)
    }
}

/// The formatted string.
impl fmt::Display for Cpe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatted::bind(self, f)
    }
}

impl FromStr for Cpe {
    type Err = CpeError;

    fn from_str(text: &str) -> Result<Self, CpeError> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// NISTIR 7695 §6.1.2.4, §6.2.2.4: URI, formatted string, well-formed name.
    const SAME: &[(&str, &str, &str)] = &[
        (
            "cpe:/a:microsoft:internet_explorer:8.0.6001:beta",
            "cpe:2.3:a:microsoft:internet_explorer:8.0.6001:beta:*:*:*:*:*:*",
            r#"wfn:[part="a",vendor="microsoft",product="internet_explorer",version="8\.0\.6001",update="beta"]"#,
        ),
        (
            "cpe:/a:microsoft:internet_explorer:8.%02:sp%01",
            "cpe:2.3:a:microsoft:internet_explorer:8.*:sp?:*:*:*:*:*:*",
            r#"wfn:[part="a",vendor="microsoft",product="internet_explorer",version="8\.*",update="sp?"]"#,
        ),
        (
            "cpe:/a:hp:insight_diagnostics:7.4.0.1570::~~online~win2003~x64~",
            "cpe:2.3:a:hp:insight_diagnostics:7.4.0.1570:*:*:*:online:win2003:x64:*",
            r#"wfn:[part="a",vendor="hp",product="insight_diagnostics",version="7\.4\.0\.1570",sw_edition="online",target_sw="win2003",target_hw="x64"]"#,
        ),
        (
            "cpe:/a:foo%5cbar:big%24money_manager_2010:::~~special~ipod_touch~80gb~",
            r"cpe:2.3:a:foo\\bar:big\$money_manager_2010:*:*:*:*:special:ipod_touch:80gb:*",
            r#"wfn:[part="a",vendor="foo\\bar",product="big\$money_manager_2010",sw_edition="special",target_sw="ipod_touch",target_hw="80gb"]"#,
        ),
        (
            "cpe:/a:hp:openview_network_manager:7.51::~-~~linux~~",
            "cpe:2.3:a:hp:openview_network_manager:7.51:*:-:*:*:linux:*:*",
            r#"wfn:[part="a",vendor="hp",product="openview_network_manager",version="7\.51",edition=NA,target_sw="linux"]"#,
        ),
    ];

    #[test]
    fn bindings() {
        for (uri, formatted, wfn) in SAME {
            for text in [uri, formatted, wfn] {
                let cpe = Cpe::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
                assert_eq!(cpe.to_string(), *formatted);
                assert_eq!(cpe.to_wfn(), *wfn);
                assert_eq!(cpe.to_uri(), *uri);
            }
        }
        assert_eq!(Cpe::parse("cpe:/o:microsoft:windows").unwrap().value("version"), Some(&Value::Any));
    }

    #[test]
    fn refused_with_the_reason() {
        for (text, reason) in [
            ("openssl", "does not begin with `cpe:2.3:` or `cpe:/`"),
            ("cpe:2.3:a:x:y", "3 parts behind the prefix; a formatted string has 11, a URI at most 7"),
            ("cpe:2.3:q:x:y:1:*:*:*:*:*:*:*", "`q` is no part; a, o and h are"),
            ("cpe:2.3:a:x:y:1*2:*:*:*:*:*:*:*", "version `1*2`: `*` and `?` may stand at the ends only"),
            ("cpe:2.3:a:x::1:*:*:*:*:*:*:*", "product ``: nothing is written; `*` is any"),
            ("cpe:/a:x%zz", "vendor `x%zz`: no such percent-encoding"),
            ("wfn:[colour=\"red\"]", "`colour=\"red\"` is no attribute of a well-formed name"),
        ] {
            assert_eq!(Cpe::parse(text).unwrap_err().to_string(), reason, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "(cpe:2\\.3:|cpe:/|wfn:)?\\PC{0,60}") {
            let _ = Cpe::parse(&text);
        }

        #[test]
        fn what_is_read_is_written_and_read_again(values in proptest::collection::vec("[a-z0-9._!$\\\\*?~+ -]{1,5}", 10)) {
            if let Ok(cpe) = Cpe::parse(&format!("cpe:2.3:a:{}", values.join(":"))) {
                proptest::prop_assert_eq!(&Cpe::parse(&cpe.to_string()), &Ok(cpe.clone()));
                proptest::prop_assert_eq!(&Cpe::parse(&cpe.to_wfn()), &Ok(cpe.clone()));
                proptest::prop_assert_eq!(&Cpe::parse(&cpe.to_uri()), &Ok(cpe.clone()), "{}", cpe.to_uri());
            }
        }
    }
}
