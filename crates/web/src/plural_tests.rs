//! Every English page that the fictional hospital leads to says of one thing that it is one.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::Arc,
};

use domain::ids::OrgId;

use crate::{
    backend::{Config, Site},
    fixture, routes,
    testing::{Browser, plural_of_one},
};

/// Pages that are looked at.
const MOST: usize = 160;
/// What a person reads: no tags, scripts and drawings.
fn read(page: &str) -> String {
    let mut out = String::new();
    let mut rest = page;
    while let Some((text, tail)) = rest.split_once('<') {
        out.push_str(text);
        let tag = tail.split(['>', ' ']).next().unwrap_or_default();
        let (inside, after) = match tag {
            "script" => tail.split_once("</script>"),
            "style" => tail.split_once("</style>"),
            _ => tail.split_once('>'),
        }
        .unwrap_or((tail, ""));
        // Parts of one line stand together; everything else is a sentence of its own.
        let joins = ["span", "/span", "b", "/b", "a", "/a", "small", "/small"].contains(&tag);
        out.push_str(if joins { " " } else { " | " });
        let _ = inside;
        rest = after;
    }
    out.push_str(rest);
    out
}

fn links(page: &str) -> impl Iterator<Item = &str> {
    let quoted = page.split("href=\"/").skip(1).filter_map(|rest| rest.split('"').next());
    quoted.filter(|path| !path.contains(['.', '#']) && !path.contains("lang=") && !path.starts_with("assets"))
}

#[tokio::test]
async fn one_is_one_on_every_english_page() {
    for devices in [1, 60] {
        let config = Config { hosts: Vec::new(), secret: [7; 32], org: OrgId::from_tail("test") };
        let site = Site::fixed(config, Arc::new(fixture::hospital(devices)));
        let browser = Browser::at(routes::site(site));
        let (mut seen, mut wrong) = (BTreeSet::new(), Vec::new());
        let mut next: VecDeque<String> = VecDeque::from([String::new()]);
        while let Some(path) = next.pop_front().filter(|_| seen.len() < MOST) {
            if !seen.insert(path.clone()) {
                continue;
            }
            let join = if path.contains('?') { '&' } else { '?' };
            let page = browser.get(&format!("/{path}{join}lang=en")).await.text;
            wrong.extend(plural_of_one(&read(&page)).map(|words| format!("/{path}: {words}")));
            next.extend(links(&page).map(|link| link.replace("&amp;", "&")));
        }
        assert!(seen.len() > 20, "{seen:?}");
        assert_eq!(wrong, Vec::<String>::new());
    }
}
