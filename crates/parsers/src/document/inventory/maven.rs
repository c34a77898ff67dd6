//! `pom.xml` of Maven: it is no lock file, so only direct dependencies with a written version are certain.

use std::collections::BTreeMap;

use domain::certainty::Certainty;

use super::{Inventory, Outcome, component, error};
use crate::document::tree::{Element, xml};

pub(super) fn read(text: &str) -> Outcome {
    let xml::Document { root, entities, .. } =
        xml::read(text).map_err(|problem| error("pom.xml", &problem.reason))?;
    let mut found = Inventory::new("pom.xml");
    found.warnings.extend(entities.told(0).map(|(place, what)| format!("{place}: {what}")));
    if root.name != "project" {
        return Err(error("pom.xml", "the root element is not project"));
    }
    let properties: BTreeMap<&str, &str> = root
        .child("properties")
        .into_iter()
        .flat_map(|properties| &properties.children)
        .map(|property| (property.name.as_str(), property.text.as_str()))
        .collect();
    let managed = |group: &str, name: &str| {
        let list = root.child("dependencyManagement").and_then(|managed| managed.child("dependencies"));
        let same = |d: &&Element| text_of(d, "groupId") == group && text_of(d, "artifactId") == name;
        list.and_then(|list| list.children.iter().find(same)).map(|d| text_of(d, "version").to_owned())
    };
    for dependency in root.child("dependencies").into_iter().flat_map(|list| &list.children) {
        let (group, name) = (text_of(dependency, "groupId"), text_of(dependency, "artifactId"));
        let mut version = text_of(dependency, "version").to_owned();
        if version.is_empty() {
            version = managed(group, name).unwrap_or_default();
        }
        if let Some(key) = version.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) {
            version = properties.get(key).map(|value| (*value).to_owned()).unwrap_or_default();
        }
        let mut package = component("maven", Some(group), name, &version);
        if version.is_empty() {
            package.certainty = Some(Certainty::Likely);
            found
                .warnings
                .push(format!("line {}: the version of {group}:{name} is not written here", dependency.line));
        }
        let scope = text_of(dependency, "scope");
        package.scope =
            Some(if matches!(scope, "test" | "provided") { "optional" } else { "required" }.to_owned());
        found.components.push(package);
    }
    found
        .warnings
        .push("a pom.xml names direct dependencies only; what they need in turn is not known".to_owned());
    Ok(found.tidy())
}

fn text_of<'e>(element: &'e Element, child: &str) -> &'e str {
    element.child(child).map_or("", |child| child.text.as_str())
}
