//! The steps that follow from exposures, decisions and products, in the order in which they are to be done.

use domain::counted::counted;
use std::collections::BTreeSet;

use domain::{
    civil::JST,
    date::Date,
    ids::DeviceId,
    picture::Picture,
    products::{DeviceLink, Product, SupportState},
    time::Timestamp,
};
use matching::decision::{Both, Missing, Thing, Unknown};

use super::{Cause, Department, Step, missing};
use crate::{
    exposures::{Exposures, Reason},
    statements::Decision,
};

/// What steps follow from.
pub struct Inputs<'a> {
    pub exposures: &'a Exposures,
    pub decisions: &'a [Decision],
    pub products: &'a [Product],
    pub links: &'a [DeviceLink],
    pub picture: &'a Picture,
    pub now: Timestamp,
}

/// Every step with its key, the first to be done first. What nobody can tell is a step too.
#[must_use]
pub fn causes(inputs: &Inputs<'_>) -> Vec<(String, Step)> {
    let mut all = Vec::new();
    let week = inputs.exposures.week.as_ref();
    all.extend(week.into_iter().flat_map(|week| week.first.iter().map(of_thing)));
    all.extend(feeds(inputs));
    all.extend(decisions(inputs));
    all.extend(week.into_iter().flat_map(|week| week.waiting.iter().map(of_thing)));
    let unknown: Vec<&Unknown> = week.into_iter().flat_map(|week| &week.unknown).collect();
    all.extend(unknown.iter().map(|unknown| of_unknown(unknown)));
    let told: BTreeSet<&DeviceId> = unknown
        .iter()
        .filter(|unknown| unknown.missing == Missing::Version)
        .flat_map(|unknown| &unknown.devices)
        .collect();
    all.extend(missing::steps(inputs, &told));
    all.extend(support(inputs));
    all
}

fn of_thing(thing: &Thing) -> (String, Step) {
    let step = Step {
        cause: Cause::Weakness,
        what: thing.what.clone(),
        because: thing.because.clone(),
        if_not: thing.if_not.clone(),
        meanwhile: thing.meanwhile.clone(),
        department: Department::of(thing.by),
        urgency: Some(thing.outcome.called.clone()),
        within_days: thing.within_days,
        vulnerabilities: thing.vulnerabilities.clone(),
        exploited: thing.exploited,
        products: thing.products.clone(),
        devices: thing.devices.clone(),
        ask: thing.ask.clone(),
        letter: thing.letter.clone(),
    };
    (format!("thing {}", thing.key), step)
}

fn of_unknown(unknown: &Unknown) -> (String, Step) {
    let count = unknown.vulnerabilities;
    let what = unknown.next.clone().and(&Both::new(
        format!("（判定できない弱点{count}件）"),
        format!("({} that nobody can tell about)", counted(count, "vulnerability", "vulnerabilities")),
    ));
    let if_not = Both::new(
        "該当しないとは言えないまま残ります。",
        "Nobody can say that they do not concern anything here.",
    );
    let step = Step {
        products: unknown.products.clone(),
        devices: unknown.devices.clone(),
        ..Step::new(Cause::CannotTell, Department::of(unknown.by), what, unknown.what.clone(), if_not)
    };
    (format!("unknown {:?}", unknown.missing), step)
}

/// Sources that are missing or old: without them nothing is known.
fn feeds(inputs: &Inputs<'_>) -> Option<(String, Step)> {
    let has = |wanted: Reason| inputs.exposures.standings.iter().any(|it| it.reasons.contains(&wanted));
    let if_not = Both::new(
        "新しい弱点に気づけません。「弱点なし」とも言えません。",
        "New vulnerabilities go unnoticed, and nothing can be called free of them.",
    );
    let (what, why) = if has(Reason::NoFeeds) {
        (
            Both::new("脆弱性情報を用意する", "Bring vulnerability feeds"),
            Both::new("脆弱性情報がまだありません。", "There are none yet."),
        )
    } else if has(Reason::FeedsNotSound) {
        (
            Both::new("脆弱性情報を新しくする", "Renew the vulnerability feeds"),
            Both::new("古いか、足りない情報源があります。", "A source is old or missing."),
        )
    } else {
        return None;
    };
    let step = Step::new(Cause::Feeds, Department::Information, what, why, if_not);
    Some(("feeds".to_owned(), Step { within_days: Some(7), ..step }))
}

/// Decisions to look at again are one task.
fn decisions(inputs: &Inputs<'_>) -> Option<(String, Step)> {
    let wanting: Vec<&Decision> = inputs.decisions.iter().filter(|it| it.wants_a_look()).collect();
    let soonest = wanting.iter().map(|decision| decision.days_left.unwrap_or(0).max(0)).min()?;
    let count = wanting.len();
    let mut names: Vec<String> =
        wanting.iter().flat_map(|decision| decision.kept.vulnerabilities()).map(str::to_owned).collect();
    names.sort_unstable();
    names.dedup();
    let step = Step {
        within_days: u32::try_from(soonest).ok(),
        vulnerabilities: names,
        ..Step::new(
            Cause::Decisions,
            Department::ClinicalEngineering,
            Both::new(
                format!("判断の記録{count}件を見直す"),
                format!("Look again at {}", counted(count, "decision", "decisions")),
            ),
            Both::new(
                "期限が来たか近いもの、根拠が成り立たなくなったものがあります。",
                "Their date has come or is near, or their ground no longer holds.",
            ),
            Both::new(
                "期限の過ぎた判断は効かなくなり、「該当」に戻ります。",
                "What has ended counts no more, and the rows are open again.",
            ),
        )
    };
    Some(("decisions".to_owned(), step))
}

/// Products in use whose support has ended are one task for whoever plans purchases.
fn support(inputs: &Inputs<'_>) -> Option<(String, Step)> {
    let today = Date::at(inputs.now, JST);
    let (mut products, mut devices) = (Vec::new(), Vec::new());
    for product in inputs.products.iter().filter(|product| !product.retired) {
        for version in product.current() {
            let state = version.lifecycle.state(today);
            if !matches!(state, SupportState::Ended | SupportState::EndNotTold) {
                continue;
            }
            let is_it = |link: &&DeviceLink| {
                link.standing.counts()
                    && link.product == product.id
                    && link.version.as_ref() == Some(&version.id)
            };
            let own: Vec<DeviceId> =
                inputs.links.iter().filter(is_it).map(|link| link.device.clone()).collect();
            if !own.is_empty() {
                let name = product.name_ja.as_ref().unwrap_or(&product.name);
                products.push(format!("{name} {}", version.version));
                devices.extend(own);
            }
        }
    }
    devices.sort_unstable();
    devices.dedup();
    let (kinds, count) = (products.len(), devices.len());
    let step = Step {
        products,
        devices,
        ..Step::new(
            Cause::Support,
            Department::Office,
            Both::new(
                format!("サポートの終わった製品（{kinds}製品、{count}台）の買替えか延長を決める"),
                format!(
                    "Decide on replacing or extending {} ({}) without support",
                    counted(kinds, "product", "products"),
                    counted(count, "device", "devices")
                ),
            ),
            Both::new(
                "メーカーの支えが終わっているか、いつ終わるか分かりません。",
                "The maker’s support has ended, or nobody told when it ends.",
            ),
            Both::new(
                "弱点が見つかっても、直した版が出ません。",
                "When a vulnerability is found there will be no fix.",
            ),
        )
    };
    (count > 0).then(|| ("support".to_owned(), step))
}
