//! Archives of real bills of materials, when they are at hand: all read, every package counted.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use app::sboms;

fn data(file: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/vuln").join(file);
    if !path.exists() {
        eprintln!("skipped: {file} is not there");
    }
    path.exists().then_some(path)
}

/// Documents, packages, and files that were not read.
fn count(path: PathBuf) -> (usize, usize, Vec<String>) {
    let (mut documents, mut packages, mut refused) = (0, 0, Vec::new());
    sboms::each(&[path], false, &mut |looked| match looked.outcome {
        Ok((sbom, _)) => {
            documents += 1;
            packages += sbom.packages();
        }
        Err(problem) => refused.push(format!("{}: {problem}", looked.file)),
    })
    .unwrap();
    (documents, packages, refused)
}

/// The number is that of the data's own manifest. Some twenty seconds in a build for development.
#[test]
fn a_thousand_containers() {
    let Some(path) = data("sboms/bom-shelter-in-the-lab-1050.tar.zst") else { return };
    assert_eq!(count(path), (1_050, 201_199, Vec::new()));
}

#[test]
fn the_examples_of_cyclonedx() {
    let Some(path) = data("cyclonedx-bom-examples.tar.zst") else { return };
    let mut twins: BTreeMap<String, Vec<(String, Vec<String>)>> = BTreeMap::new();
    let (mut documents, mut packages) = (0, 0);
    sboms::each(&[path], true, &mut |looked| {
        let (sbom, _) = looked.outcome.unwrap();
        documents += 1;
        packages += sbom.packages();
        let mut names: Vec<String> = sbom
            .components
            .iter()
            .map(|c| format!("{} {:?} {:?}", c.full_name(), c.version, c.purl()))
            .collect();
        names.sort();
        let (stem, form) = looked.file.rsplit_once('.').unwrap();
        twins.entry(stem.to_owned()).or_default().push((form.to_owned(), names));
    })
    .unwrap();
    assert_eq!((documents, packages), (82, 22_127));
    for (stem, forms) in twins.into_iter().filter(|(_, forms)| forms.len() == 2) {
        assert_eq!(forms[0].1, forms[1].1, "{stem}: JSON and XML name other components");
    }
}

#[test]
fn nested_and_hostile_archives_end() {
    let folder = tempfile::tempdir().unwrap();
    let tar = |entries: &[(&str, &[u8])]| {
        let mut tar = tar::Builder::new(Vec::new());
        for (name, bytes) in entries {
            let mut header = tar::Header::new_gnu();
            header.set_size(u64::try_from(bytes.len()).unwrap());
            header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            tar.append(&header, *bytes).unwrap();
        }
        tar.into_inner().unwrap()
    };
    let bom =
        br#"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"library","name":"a"}]}"#;
    let path = folder.path().join("x.tar.zst");
    let bytes = tar(&[("../../evil.json", bom), ("/abs.json", bom), ("note.txt", b"hello")]);
    std::fs::write(&path, zstd::encode_all(&bytes[..], 1).unwrap()).unwrap();
    let (documents, packages, refused) = count(path);
    assert_eq!((documents, packages, refused.len()), (2, 2, 1));
    let path = folder.path().join("empty.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    zip.add_directory("lists/", zip::write::SimpleFileOptions::default()).unwrap();
    zip.finish().unwrap();
    let (documents, _, refused) = count(path);
    assert_eq!((documents, refused.len()), (0, 1), "{refused:?}");
}

#[test]
fn a_list_that_was_cut_is_not_put_together_with_others() {
    use app::sbom_making::{Product, merge_files};
    let folder = tempfile::tempdir().unwrap();
    let bom = r#"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"library","name":"a"}]}"#;
    let path = folder.path().join("cut.json");
    let product = Product::named("Acme", "Pump", "1").unwrap();
    std::fs::write(&path, bom).unwrap();
    assert!(merge_files(std::slice::from_ref(&path), &product, &[]).is_ok());
    std::fs::write(&path, format!("{bom} {bom}")).unwrap();
    let refused = merge_files(&[path], &product, &[]).err().unwrap();
    assert!(refused.to_string().contains("not be the whole product"), "{refused}");
}
