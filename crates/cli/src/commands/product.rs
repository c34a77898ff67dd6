//! `kikimori product`: products and versions of a hospital, their bills of materials and their devices, without a browser.

mod sbom;

use anyhow::Context as _;
use app::{
    node::Node,
    product_links::{Linked, Linking},
    products::{ProductDraft, VersionDraft},
};
use domain::{
    ids::{OrgId, ProductId, VersionId},
    products::Product,
};
use web::api::products::{ProductView, products_view};

use super::installation::Installation;
use crate::{
    Outcome,
    output::{self, Format},
    table::Table,
};

/// Arguments of `product`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    here: Installation,
    #[arg(long, value_enum, default_value_t, global = true)]
    format: Format,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Products with versions, dates, devices and bills of materials
    List,
    /// Register a product, with a version when one is named
    Add {
        maker: String,
        name: String,
        /// Model number; may be given several times
        #[arg(long)]
        model: Vec<String>,
        /// UDI-DI; may be given several times
        #[arg(long)]
        udi: Vec<String>,
        #[command(flatten)]
        version: VersionArguments,
    },
    /// Register a version of a product
    Version {
        /// As `product list` shows it
        product: String,
        #[command(flatten)]
        version: VersionArguments,
    },
    /// Take in a bill of materials; without --product it goes to the product and version that it states
    Sbom(sbom::Arguments),
    /// Say that a device is a product (or, with --not, that it is not)
    Link {
        product: String,
        /// Id, IP or MAC address of the device
        device: String,
        /// Version as registered; otherwise what the device states counts
        #[arg(long)]
        version: Option<String>,
        #[arg(long, conflicts_with = "version")]
        not: bool,
    },
    /// Take a product off the list; `--back` brings it back
    Retire {
        product: String,
        #[arg(long)]
        back: bool,
    },
}

#[derive(Debug, Default, clap::Args)]
struct VersionArguments {
    /// The version as the maker writes it
    #[arg(long = "version", value_name = "VERSION")]
    text: Option<String>,
    /// End of life, year-month-day
    #[arg(long, value_name = "DATE", requires = "text", default_value = "", hide_default_value = true)]
    eol: String,
    /// End of support, later than end of life
    #[arg(long, value_name = "DATE", requires = "text", default_value = "", hide_default_value = true)]
    eos: String,
}

impl VersionArguments {
    fn draft(&self) -> Option<VersionDraft> {
        Some(VersionDraft {
            version: self.text.clone()?,
            end_of_life: self.eol.clone(),
            end_of_support: self.eos.clone(),
            ..VersionDraft::default()
        })
    }
}

const BY: &str = "command line";

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    arguments.here.kept(async |node, org| act(node, org, arguments).await)
}

async fn act(node: &Node, org: &OrgId, arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.action {
        Action::List => list(&node.linked(org).await?, arguments.format)?,
        Action::Add { maker, name, model, udi, version } => {
            let draft = ProductDraft {
                maker: maker.clone(),
                name: name.clone(),
                models: model.clone(),
                udi_dis: udi.clone(),
                ..ProductDraft::default()
            };
            let dates = version.draft();
            dates.as_ref().map(VersionDraft::lifecycle).transpose()?;
            let id = node.add_product(org, &draft, BY).await?;
            if let Some(version) = dates {
                node.add_version(org, &id, &version, BY).await?;
            }
            output::text(&format!("{id}\n"))?;
        }
        Action::Version { product, version } => {
            let id = find(&node.products(org).await?, product)?.id;
            let draft = version.draft().context("name the version with --version")?;
            output::text(&format!("{}\n", node.add_version(org, &id, &draft, BY).await?))?;
        }
        Action::Sbom(asked) => sbom::take_in(node, org, asked).await?,
        Action::Link { product, device, version, not } => {
            let found = node.linked(org).await?;
            let product = find(&found.products, product)?;
            let version = version.as_deref().map(|text| version_of(&product, text)).transpose()?;
            let device = super::one_device(&found.picture, device)?.id.clone();
            let reason = String::new();
            let linking = Linking { device, product: product.id, accepted: !not, version, reason };
            node.link_found(org, &found, &[linking], BY).await?;
        }
        Action::Retire { product, back } => {
            let id = find(&node.products(org).await?, product)?.id;
            node.retire_product(org, &id, !back, BY).await?;
        }
    }
    Ok(Outcome::Nothing)
}

fn list(linked: &Linked, format: Format) -> anyhow::Result<()> {
    let products = products_view(&linked.products, &linked.links, linked.taken);
    if format == Format::Json {
        return output::json(&products);
    }
    let heads = ["id", "maker", "product", "version", "support", "EOL", "EOS", "devices", "sboms"];
    let mut table = Table::new(&heads);
    for product in products.products.iter().filter(|product| !product.retired) {
        rows(product, &mut table);
    }
    output::text(&if format == Format::Csv { table.as_csv() } else { table.as_text() })
}

fn rows(product: &ProductView, table: &mut Table) {
    let first = [product.id.clone(), product.maker.clone(), product.name.clone()];
    let devices = |version: Option<&str>| {
        let of =
            product.devices.iter().filter(|device| device.counts && device.version.as_deref() == version);
        of.count().to_string()
    };
    for version in &product.versions {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let mut row = first.to_vec();
        row.extend([
            version.version.clone(),
            version.support.to_owned(),
            text(&version.end_of_life),
            text(&version.end_of_support),
            devices(Some(&version.id)),
            version.sboms.len().to_string(),
        ]);
        table.row(row);
    }
    if product.versions.is_empty() || devices(None) != "0" {
        let mut row = first.to_vec();
        row.extend(["", "unknown", "", ""].map(str::to_owned));
        row.extend([devices(None), "0".to_owned()]);
        table.row(row);
    }
}

/// By id, or by its name when no other has it.
fn find(products: &[Product], named: &str) -> anyhow::Result<Product> {
    let id = ProductId::parse(named);
    let is_meant = |product: &&Product| {
        Some(&product.id) == id.as_ref() || product.names().any(|name| name.eq_ignore_ascii_case(named))
    };
    let found: Vec<&Product> = products.iter().filter(is_meant).collect();
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] => anyhow::bail!("there is no product {named}"),
        _ => anyhow::bail!("several products are called {named}; use an id of `product list`"),
    }
}

fn version_of(product: &Product, text: &str) -> anyhow::Result<VersionId> {
    let found = product.current().find(|version| version.version == text || version.id.as_str() == text);
    Ok(found.with_context(|| format!("{} has no version {text}", product.name))?.id.clone())
}
