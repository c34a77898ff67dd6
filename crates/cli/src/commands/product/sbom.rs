//! `kikimori product sbom`: a file with one or several bills of materials, of which one is a product's, or all of them together.

use std::path::PathBuf;

use anyhow::Context as _;
use app::{
    node::Node,
    sbom_library::{Choice, Filing, KeptSbom, TakenIn, propose},
    sbom_making::Product,
    sboms::Numbered,
};
use domain::ids::{OrgId, SbomId};

use super::{BY, find};
use crate::{commands::lists, output};

/// Arguments of `product sbom`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A bill of materials, or a file or archive with several
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
    let inside = node.take_in_sbom_file(org, &name, bytes, BY).await?.inside;
    inside.left_out.iter().for_each(|why| eprintln!("{why}"));
    let id = meant(node, org, inside, asked, &name).await?;
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
async fn meant(
    node: &Node,
    org: &OrgId,
    inside: Numbered<TakenIn>,
    asked: &Arguments,
    name: &str,
) -> anyhow::Result<SbomId> {
    if asked.merge && inside.of > 1 {
        let ids: Vec<SbomId> = inside.all(name)?.into_iter().map(|taken| taken.id).collect();
        return merge(node, org, &ids, asked).await;
    }
    let mut kept = Vec::new();
    for (number, taken) in inside.lists {
        kept.push((number, node.kept_sbom(org, &taken.id).await?));
    }
    let kept = Numbered { lists: kept, left_out: inside.left_out, of: inside.of };
    let line = |kept: &KeptSbom| (kept.describes.clone(), kept.packages);
    let all = "--merge --product PRODUCT --version VERSION";
    Ok(lists::meant(kept, asked.document, line, all)?.id)
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
