//! `kikimori product sbom`: a file with one or several bills of materials, of which one is a product's, or all of them together.

use std::path::PathBuf;

use anyhow::Context as _;
use app::{
    node::Node,
    sbom_files::TakenFile,
    sbom_library::{Choice, Filing, KeptSbom, propose},
    sbom_making::Product,
};
use domain::ids::{OrgId, SbomId};

use super::{BY, find};
use crate::output;

/// Arguments of `product sbom`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    file: PathBuf,
    #[arg(long)]
    product: Option<String>,
    #[arg(long, requires = "product")]
    version: Option<String>,
    /// Of a file with several: the number of the one that is meant
    #[arg(long, value_name = "NUMBER", conflicts_with = "merge")]
    document: Option<usize>,
    /// Of a file with several: put all of them together
    #[arg(long, requires = "version")]
    merge: bool,
}

/// Takes the file in and attaches what is meant.
pub async fn take_in(node: &Node, org: &OrgId, asked: &Arguments) -> anyhow::Result<()> {
    let file = &asked.file;
    let bytes = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let taken = node.take_in_sbom_file(org, &name, bytes, BY).await?;
    for refusal in &taken.left_out {
        eprintln!("{refusal}");
    }
    let id = meant(node, org, &taken, asked).await?;
    let products = node.products(org).await?;
    let proposal = propose(&node.kept_sbom(org, &id).await?.describes, &products);
    let known = match &asked.product {
        Some(product) => Some(find(&products, product)?),
        None => products.iter().find(|known| Some(&known.id) == proposal.product.as_ref()).cloned(),
    };
    let mut draft = proposal.version_draft;
    if let Some(version) = &asked.version {
        draft.version.clone_from(version);
    }
    let same = known.as_ref().and_then(|known| known.current().find(|own| own.version == draft.version));
    let filing = Filing {
        version: same.map_or(Choice::New(draft), |version| Choice::Known(version.id.clone())),
        product: known.map_or(Choice::New(proposal.draft), |product| Choice::Known(product.id)),
    };
    let (product, version) = node.file_sbom(org, &id, &filing, BY).await.with_context(|| {
        format!(
            "{name} is kept as {id}, but belongs to no product yet; name one with --product and --version"
        )
    })?;
    output::text(&format!("{id} {product} {version}\n"))
}

/// The list that is to be attached.
async fn meant(node: &Node, org: &OrgId, taken: &TakenFile, asked: &Arguments) -> anyhow::Result<SbomId> {
    let mut kept = Vec::new();
    for document in &taken.documents {
        kept.push(node.kept_sbom(org, &document.id).await?);
    }
    let Some(file) = &taken.file else {
        let one = kept.into_iter().next().filter(|_| asked.document.is_none_or(|number| number == 1));
        return Ok(one.context("the file holds one bill of materials")?.id);
    };
    if asked.merge {
        let missing = taken.left_out.len();
        anyhow::ensure!(
            missing == 0,
            "{missing} of the lists cannot be read: what is left is not the whole product"
        );
        let ids: Vec<SbomId> = kept.into_iter().map(|kept| kept.id).collect();
        return merge(node, org, &ids, asked).await;
    }
    let numbers = |kept: &KeptSbom| -> Vec<usize> {
        kept.in_files.iter().filter(|place| place.file == *file).map(|place| place.number).collect()
    };
    let chosen = asked.document.and_then(|number| kept.iter().find(|kept| numbers(kept).contains(&number)));
    if let Some(chosen) = chosen {
        return Ok(chosen.id.clone());
    }
    let line = |kept: &KeptSbom| {
        let said = [&kept.describes.name, &kept.describes.version].into_iter().flatten();
        let words: Vec<&str> = said.map(String::as_str).collect();
        let number = numbers(kept).first().copied().unwrap_or_default();
        format!("\n  {number}  {}, {} packages", words.join(" "), kept.packages)
    };
    let lines: String = kept.iter().map(line).collect();
    anyhow::bail!(
        "the file holds several bills of materials, which are kept:{lines}\nchoose one with --document NUMBER, or put all \
         together with --merge --product PRODUCT --version VERSION"
    )
}

async fn merge(node: &Node, org: &OrgId, ids: &[SbomId], asked: &Arguments) -> anyhow::Result<SbomId> {
    let named = asked.product.as_deref().context("name the product with --product")?;
    let known = find(&node.products(org).await?, named)?;
    let product = Product::named(&known.maker, &known.name, asked.version.as_deref().unwrap_or_default())?;
    let merged = node.merge_sboms(org, ids, product, BY).await?;
    for lost in &merged.lost {
        eprintln!("left out: {lost}");
    }
    Ok(merged.taken.id)
}
