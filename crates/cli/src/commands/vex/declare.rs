//! `kikimori vex declare`: what is really inside a product where its list says otherwise.

use std::path::PathBuf;

use anyhow::bail;
use domain::{
    ids::StatementId,
    statements::{Declaration, Declared, Product, Role},
    time::Timestamp,
};

use super::record::{end_of_day, extend, role};
use crate::{Outcome, commands};

/// Arguments of `vex declare`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The file to extend (Kikimori's own form)
    file: PathBuf,
    /// The component: package URL, CPE name, or name@version
    #[arg(long)]
    component: String,
    /// The product that it is inside of, in the same forms; wherever it is when missing
    #[arg(long)]
    inside: Option<String>,
    /// Vulnerabilities whose fixes it carries
    #[arg(long, num_args = 1.., value_name = "CVE")]
    patched: Vec<String>,
    /// What it really is: name@version or a package URL
    #[arg(long, value_name = "PRODUCT")]
    really: Option<String>,
    /// It is listed, but not shipped
    #[arg(long, conflicts_with_all = ["patched", "really"])]
    not_shipped: bool,
    /// How one knows: source package, build log, letter of the maker
    #[arg(long)]
    reason: String,
    /// Organisation or office that declares it
    #[arg(long)]
    author: String,
    #[arg(long, value_parser = role, default_value = "hospital")]
    role: Role,
    /// Counts until the end of this day
    #[arg(long, value_parser = end_of_day)]
    until: Option<Timestamp>,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    if arguments.really.is_some() && arguments.inside.is_none() && !arguments.patched.is_empty() {
        bail!("--patched beside --really needs --inside: elsewhere the same name may be without the fixes");
    }
    let declared = match (&arguments.really, arguments.not_shipped) {
        (_, true) => Declared::NotShipped,
        (Some(really), _) => {
            Declared::Is { really: Box::new(Product::of_text(really)), patched: arguments.patched.clone() }
        }
        (None, false) if arguments.patched.is_empty() => {
            bail!("say what is declared: --patched CVE…, --really NAME@VERSION or --not-shipped")
        }
        (None, false) => Declared::Patched { vulnerabilities: arguments.patched.clone() },
    };
    let declaration = Declaration {
        id: StatementId::from_tail(&format!("{}", commands::now().0)),
        component: Product::of_text(&arguments.component),
        inside: arguments.inside.as_deref().map(Product::of_text),
        declared,
        reason: arguments.reason.clone(),
        author: arguments.author.clone(),
        role: arguments.role,
        said_at: Some(commands::now()),
        valid_until: arguments.until,
        withdrawn: None,
    };
    extend(&arguments.file, Vec::new(), vec![declaration])?;
    Ok(Outcome::Nothing)
}
