//! Any lines as versions of every scheme, ranges, package URLs, CPE names and CVSS vectors.
#![no_main]

use domain::{cpe::Cpe, purl::Purl};
use libfuzzer_sys::fuzz_target;
use matching::{cvss::Scores, schemes::Scheme, vers};

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (left, right) = text.split_once('\n').unwrap_or((&text, ""));
    for (scheme, name, _) in Scheme::all() {
        assert_eq!(scheme.compare(left, right), scheme.compare(right, left).reversed());
        let _ = vers::from_native(name, left).map(|range| range.contains(right));
    }
    let _ = vers::Vers::read(left).map(|range| range.contains(right));
    if let Ok(purl) = Purl::parse(left) {
        assert_eq!(Purl::parse(&purl.to_string()), Ok(purl));
    }
    if let Ok(cpe) = Cpe::parse(left) {
        assert_eq!(Cpe::parse(&cpe.to_string()), Ok(cpe));
    }
    let _ = Scores::of(left);
});
