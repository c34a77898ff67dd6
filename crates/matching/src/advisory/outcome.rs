//! What a decision means: remediations that apply, whether to unplug, and the sentence that says why.

use domain::advisories::{Advisory, AdvisoryRemediation, Ground, Judgement, Verdict};

use super::{catalogue::Judged, judge::Decision};

/// The judgement as it is kept and shown.
#[must_use]
pub fn judgement(judged: Judged<'_>) -> Judgement {
    let Judged { advisory, decision: Decision { verdict, grounds, claim }, do_not_connect } = judged;
    let concerned: Vec<_> = advisory
        .vulnerabilities
        .iter()
        .filter(|v| v.statuses.is_empty() || v.statuses.iter().any(|(_, id)| *id == claim.product_id))
        .collect();
    let mut remediations: Vec<AdvisoryRemediation> = Vec::new();
    for remediation in concerned.iter().flat_map(|v| &v.remediations) {
        let applies = remediation.products.is_empty() || remediation.products.contains(&claim.product_id);
        if applies && !remediations.contains(remediation) {
            remediations.push(remediation.clone());
        }
    }
    Judgement {
        advisory: advisory.id.clone(),
        document: advisory.sha256.clone(),
        verdict,
        why: why(verdict, &grounds),
        grounds,
        remediations,
        cves: concerned.iter().filter_map(|v| v.cve.clone()).collect(),
        score: concerned
            .iter()
            .filter_map(|v| v.score.as_ref().map(|(score, _)| *score))
            .fold(None, |top, score| Some(top.map_or(score, |top: f32| top.max(score)))),
        do_not_connect,
    }
}

/// A remediation of the advisory asks to take devices off the network.
#[must_use]
pub fn unplugs(advisory: &Advisory) -> bool {
    let mut all = advisory.vulnerabilities.iter().flat_map(|v| &v.remediations);
    all.any(|remediation| asks_to_unplug(&remediation.details))
}

/// The advice is to take the device off the network, without an "if" or an "or".
#[must_use]
pub fn asks_to_unplug(text: &str) -> bool {
    text.to_lowercase().split(". ").any(|sentence| {
        let asks = (sentence.contains("remove") && sentence.contains("from") && sentence.contains("network"))
            || ((sentence.contains("disconnect") || sentence.contains("unplug"))
                && (sentence.contains("network") || sentence.contains("ethernet")))
            || sentence.contains("ネットワークから切り離")
            || sentence.contains("接続しないで");
        let weak = ["if ", "either", "cannot", "unless", "when not", "public"]
            .iter()
            .any(|word| sentence.contains(word));
        asks && !weak
    })
}

/// One English sentence: verdict, product, and what decided.
#[must_use]
pub fn why(verdict: Verdict, grounds: &[Ground]) -> String {
    let said = grounds.first().map(|ground| ground.advisory_says.as_str()).unwrap_or_default();
    let decided = grounds.get(1);
    let version = decided
        .map(|ground| ground.subject_says.as_str())
        .filter(|text| !text.is_empty())
        .unwrap_or("not stated");
    let code = decided.map(|ground| ground.code.as_str()).unwrap_or_default();
    let head = match verdict {
        Verdict::Affected => "Affected",
        Verdict::Fixed => "Fixed",
        Verdict::NotAffected => "Not affected",
        Verdict::UnderInvestigation => "Under investigation",
        Verdict::Unknown => "Cannot tell",
    };
    let through = grounds.first().map(|ground| ground.code.as_str()).unwrap_or_default();
    format!(
        "{head}: the advisory names \"{said}\" (matched by {through}); version here: {version}; decided by {code}."
    )
}

#[cfg(test)]
mod tests {
    use super::asks_to_unplug;

    #[test]
    fn unplugging() {
        assert!(asks_to_unplug(
            "Per FDA recommendation, users remove any Contec CMS8000 devices from their networks."
        ));
        assert!(!asks_to_unplug("Disconnect devices from the network if connectivity is not necessary"));
        assert!(!asks_to_unplug("either disconnect affected products from IP networks or segregate them"));
    }
}
