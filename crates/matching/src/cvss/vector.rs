//! A vector string, read strictly: known metrics, each once, allowed values, all base metrics there.

use std::fmt;

use super::{
    Version,
    metrics::{self, Group},
};

/// No version has more metrics.
const MAX_METRICS: usize = 32;

/// A vector that was read. Metrics that are not there are "not defined".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vector {
    version: Version,
    /// By the metric's place in the version's list.
    values: [Option<&'static str>; MAX_METRICS],
}

/// Why a text is no vector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CvssError {
    /// It begins with another `CVSS:` than ours.
    Version(String),
    /// No `metric:value`.
    Malformed(String),
    /// The version has no such metric.
    Unknown {
        metric: String,
        version: Version,
    },
    /// Metric, value, allowed values.
    Value {
        metric: String,
        value: String,
        allowed: &'static str,
    },
    Twice(String),
    Missing(&'static str),
}

impl fmt::Display for CvssError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(text) => write!(
                f,
                "`{text}` is no known version; CVSS:3.0, CVSS:3.1, CVSS:4.0 and v2 without prefix are"
            ),
            Self::Malformed(text) => write!(f, "`{text}` is not `metric:value`"),
            Self::Unknown { metric, version } => {
                write!(f, "CVSS {} has no metric `{metric}`", version.number())
            }
            Self::Value { metric, value, allowed } => {
                write!(f, "`{metric}` cannot be `{value}`; allowed are {allowed}")
            }
            Self::Twice(metric) => write!(f, "`{metric}` is there twice"),
            Self::Missing(metric) => write!(f, "the base metric `{metric}` is missing"),
        }
    }
}

impl std::error::Error for CvssError {}

impl Vector {
    /// Reads a vector. The order of metrics is free; v2 may stand in brackets.
    ///
    /// # Errors
    /// Which metric is wrong, and what it may be.
    pub fn parse(text: &str) -> Result<Self, CvssError> {
        let text = text.trim();
        let (version, body) = prefix(text)?;
        let known = metrics::of(version);
        let mut values = [None; MAX_METRICS];
        for field in body.split('/') {
            let (metric, value) =
                field.split_once(':').ok_or_else(|| CvssError::Malformed(field.to_owned()))?;
            let found = known.iter().zip(&mut values).find(|((name, ..), _)| *name == metric);
            let ((_, allowed, _), slot) =
                found.ok_or_else(|| CvssError::Unknown { metric: metric.to_owned(), version })?;
            let value = allowed_value(metric, value, allowed)?;
            if slot.replace(value).is_some() {
                return Err(CvssError::Twice(metric.to_owned()));
            }
        }
        let missing =
            known.iter().zip(&values).find(|((.., group), value)| *group == Group::Base && value.is_none());
        match missing {
            Some(((metric, ..), _)) => Err(CvssError::Missing(metric)),
            None => Ok(Self { version, values }),
        }
    }

    /// The same vector with another value of one metric.
    ///
    /// # Errors
    /// The version has no such metric or value.
    pub fn with(mut self, metric: &str, value: &str) -> Result<Self, CvssError> {
        let version = self.version;
        let mut slots = metrics::of(version).iter().zip(&mut self.values);
        let found = slots.find(|((name, ..), _)| *name == metric);
        let ((_, allowed, _), slot) =
            found.ok_or_else(|| CvssError::Unknown { metric: metric.to_owned(), version })?;
        *slot = Some(allowed_value(metric, value, allowed)?);
        Ok(self)
    }

    /// Which specification it follows.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// The value of a metric, `X` (`ND` in v2) when it is not defined.
    #[must_use]
    pub fn value(&self, metric: &str) -> &'static str {
        let found =
            metrics::of(self.version).iter().zip(&self.values).find(|((name, ..), _)| *name == metric);
        found.and_then(|(_, value)| *value).unwrap_or_else(|| metrics::not_defined(self.version))
    }

    /// Any metric of the group is defined.
    pub(super) fn has(&self, group: Group) -> bool {
        let nothing = metrics::not_defined(self.version);
        let said = |value: &Option<&'static str>| value.is_some_and(|value| value != nothing);
        metrics::of(self.version)
            .iter()
            .zip(&self.values)
            .any(|((.., own), value)| *own == group && said(value))
    }
}

fn allowed_value(metric: &str, value: &str, allowed: &'static str) -> Result<&'static str, CvssError> {
    allowed.split(' ').find(|allowed| *allowed == value).ok_or_else(|| CvssError::Value {
        metric: metric.to_owned(),
        value: value.to_owned(),
        allowed,
    })
}

fn prefix(text: &str) -> Result<(Version, &str), CvssError> {
    for (prefix, version) in [
        ("CVSS:3.1/", Version::V31),
        ("CVSS:3.0/", Version::V30),
        ("CVSS:4.0/", Version::V40),
        ("CVSS:2.0/", Version::V2),
    ] {
        if let Some(body) = text.strip_prefix(prefix) {
            return Ok((version, body));
        }
    }
    if text.starts_with("CVSS:") {
        return Err(CvssError::Version(text.split('/').next().unwrap_or(text).to_owned()));
    }
    let body = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text);
    Ok((Version::V2, body))
}

impl fmt::Display for Vector {
    /// In the specification's order, without what is not defined.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if self.version != Version::V2 {
            write!(f, "CVSS:{}", self.version.number())?;
            separator = "/";
        }
        let nothing = metrics::not_defined(self.version);
        for ((name, ..), value) in metrics::of(self.version).iter().zip(&self.values) {
            if let Some(value) = value.filter(|value| *value != nothing) {
                write!(f, "{separator}{name}:{value}")?;
                separator = "/";
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_with_the_reason() {
        let v3 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
        for (text, reason) in [
            ("", "`` is not `metric:value`"),
            (
                "CVSS:5.0/AV:N",
                "`CVSS:5.0` is no known version; CVSS:3.0, CVSS:3.1, CVSS:4.0 and v2 without prefix are",
            ),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H", "the base metric `A` is missing"),
            (&format!("{v3}/AV:L"), "`AV` is there twice"),
            (&format!("{v3}/"), "`` is not `metric:value`"),
            (&format!("{v3}/E:POC"), "`E` cannot be `POC`; allowed are X U P F H"),
            (&format!("{v3}/AT:N"), "CVSS 3.1 has no metric `AT`"),
            ("AV:N/AC:L/Au:N/C:C/I:C/A:X", "`A` cannot be `X`; allowed are N P C"),
            ("CVSS:3.1/av:N", "CVSS 3.1 has no metric `av`"),
        ] {
            assert_eq!(Vector::parse(text).unwrap_err().to_string(), reason, "{text}");
        }
    }

    #[test]
    fn one_metric_is_changed() {
        let vector = Vector::parse("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P").unwrap();
        let changed = vector.clone().with("MAV", "A").and_then(|vector| vector.with("E", "H")).unwrap();
        assert_eq!(changed.to_string(), "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:H/MAV:A");
        assert!(vector.clone().with("CDP", "H").is_err() && vector.with("MAV", "Q").is_err());
    }

    #[test]
    fn written_in_order() {
        let vector = Vector::parse("CVSS:3.1/C:H/E:X/AV:N/AC:L/PR:N/UI:N/S:U/A:H/I:H/RC:C").unwrap();
        assert_eq!(vector.to_string(), "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/RC:C");
    }
}
