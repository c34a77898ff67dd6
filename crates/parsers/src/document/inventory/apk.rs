//! `lib/apk/db/installed` of Alpine: blocks of `P:name`, `V:version`, `L:licence`, and the files: `F:folder` before each `R:name` in it.

use domain::sbom::Licence;

use super::{Inventory, MANY, Outcome, Owned, Owner, component, keep};

/// Bytes that the paths of one database may take: a folder of a long name would be written before each of its files.
const MAX_PATHS: usize = 128 << 20;
/// Bytes that a path takes beside its letters.
const PATH: usize = 32;

pub(super) fn read(text: &str) -> Outcome {
    let mut found = Inventory::new("apk installed");
    let mut left = MAX_PATHS;
    for block in text.split("\n\n") {
        let field = |key: &str| {
            block.lines().find_map(|line| line.strip_prefix(key)).filter(|value| !value.is_empty())
        };
        let (Some(name), Some(version)) = (field("P:"), field("V:")) else { continue };
        let mut package = component("apk", None, name, version);
        package.description = field("T:").map(str::to_owned);
        package
            .licences
            .extend(field("L:").map(|text| Licence { text: text.to_owned(), ..Licence::default() }));
        for (key, name) in [("A:", "arch"), ("o:", "source")] {
            keep(&mut package, name, field(key));
        }
        let paths = files(block, &mut left);
        if !paths.is_empty() {
            found.owned.push(Owned { by: Owner::Component(package.id.clone()), paths });
        }
        found.components.push(package);
    }
    if left == 0 {
        found.warnings.push(MANY.to_owned());
    }
    Ok(found.tidy())
}

/// The files of a package; at the end of what may be kept, `left` is nothing.
fn files(block: &str, left: &mut usize) -> Vec<String> {
    let (mut folder, mut paths) = ("", Vec::new());
    for line in block.lines() {
        match line.split_at_checked(2) {
            Some(("F:", path)) => folder = path,
            Some(("R:", name)) => {
                *left = left.saturating_sub(folder.len() + name.len() + PATH);
                if *left == 0 {
                    break;
                }
                paths.push(format!("{folder}/{name}"));
            }
            _ => {}
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "P:musl\nV:1.2.3-r0\nF:lib\nR:ld-musl-x86_64.so.1\na:0:0:755\nZ:Q1x=\nR:libc.so\n\nP:baselayout\nV:3-r0\nF:\nR:init\nF:etc\n";

    #[test]
    fn files_stand_in_the_folder_before_them() {
        let found = read(TEXT).unwrap();
        let paths: Vec<&[String]> = found.owned.iter().map(|owned| &*owned.paths).collect();
        assert_eq!(
            paths,
            [&["lib/ld-musl-x86_64.so.1".to_owned(), "lib/libc.so".to_owned()][..], &["/init".to_owned()]]
        );
        assert_eq!(found.owned[0].by, Owner::Component("pkg:apk/musl@1.2.3-r0".to_owned()));
    }

    #[test]
    fn long_folders_have_their_price() {
        let mut left = 100;
        let block = format!("F:{}\n{}", "f".repeat(20), "R:n\n".repeat(5));
        assert_eq!((files(&block, &mut left).len(), left), (1, 0));
    }
}
