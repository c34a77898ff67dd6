//! One row against one device, attribute by attribute.

use domain::{
    addresses::MacAddr,
    certainty::Certainty,
    ledger::{Clue, ClueResult, Column, LedgerRow},
};

use super::{
    index::{Index, View},
    kinds,
    names::Names,
    similar::{self, Likeness},
};

/// What a row says, worked out once.
pub struct RowView<'a> {
    pub row: &'a LedgerRow,
    pub maker: Option<String>,
    pub kind: Option<String>,
    pub host: Option<String>,
    pub serial: Option<String>,
    pub asset: Option<String>,
    pub udi: Option<String>,
    pub ae_titles: Vec<String>,
    /// 旧, 倉庫, 予備: the row itself hints that it is out of use.
    pub stale: bool,
}

impl<'a> RowView<'a> {
    /// Prepares a row.
    pub fn of(row: &'a LedgerRow, names: &dyn Names) -> Self {
        let kind = [row.kind.as_deref(), row.name.as_deref()]
            .into_iter()
            .flatten()
            .find_map(|text| names.kind(text));
        let keyed = |text: &Option<String>, key: fn(&str) -> String| {
            text.as_deref().map(key).filter(|k| k.chars().count() >= 3)
        };
        Self {
            row,
            maker: row.maker.as_deref().and_then(|text| names.maker(text)),
            kind,
            host: row.hostname.as_deref().map(similar::host_key).filter(|k| !k.is_empty()),
            serial: keyed(&row.serial, similar::key),
            asset: keyed(&row.asset_no, similar::key).filter(|k| similar::is_asset(k)),
            udi: keyed(&row.udi_di, similar::key),
            ae_titles: row.ae_titles.iter().map(|t| t.trim().to_uppercase()).collect(),
            stale: is_stale(row),
        }
    }

    /// Whether anything in the row can be looked up in a network.
    pub fn has_key(&self) -> bool {
        let row = self.row;
        !(row.macs.is_empty() && row.ips.is_empty() && row.ip_ranges.is_empty() && self.ae_titles.is_empty())
            || self.host.is_some()
            || self.serial.is_some()
    }
}

fn is_stale(row: &LedgerRow) -> bool {
    const WORDS: [&str; 9] = ["倉庫", "(旧", "旧機", "旧)", "予備", "休止", "未使用", "保管中", "代替前"];
    let texts = [row.name.as_deref(), row.state.as_deref(), row.location.as_deref(), row.remarks.as_deref()];
    row.retired
        || texts.into_iter().flatten().any(|t| WORDS.iter().any(|w| t.contains(w)))
        || row.name.as_deref().is_some_and(|n| n.starts_with('旧') || n.ends_with('旧'))
}

/// By what a row knows a device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    pub mac: bool,
    pub serial: bool,
    pub hostname: bool,
    pub ae_title: bool,
    pub ip: bool,
    pub earlier_ip: bool,
    pub range: bool,
    pub asset_in_name: bool,
    pub udi: bool,
}

impl Keys {
    /// How many independent keys agree, the MAC address apart.
    pub fn without_mac(self) -> usize {
        let ip = self.ip || self.earlier_ip || self.range;
        [self.serial, self.hostname, self.ae_title, ip, self.asset_in_name].iter().filter(|k| **k).count()
    }
}

/// The outcome of comparing a row with a device.
#[derive(Clone, Debug)]
pub struct Comparison {
    pub device: usize,
    pub keys: Keys,
    pub clues: Vec<Clue>,
    /// Maker, kind, model, card: how many agree and how many speak against it.
    pub support: u32,
    pub against: u32,
    /// The row names MAC addresses, the device has its own, and none is equal.
    pub other_mac: bool,
    /// … but one differs by a typing slip only.
    pub mac_slip: bool,
    /// Attributes that disagree.
    pub differing: Vec<Column>,
}

impl Comparison {
    fn clue(&mut self, column: Column, ledger: String, network: Option<String>, agrees: ClueResult) {
        if agrees == ClueResult::Different {
            self.differing.push(column);
        }
        self.clues.push(Clue { column, ledger, network, agrees });
    }
}

/// Compares everything that both sides say.
pub fn compare(row: &RowView<'_>, at: usize, index: &Index<'_>, words: &dyn Names) -> Option<Comparison> {
    let view = index.views.get(at)?;
    let mut out = Comparison {
        device: at,
        keys: Keys::default(),
        clues: Vec::new(),
        support: 0,
        against: 0,
        other_mac: false,
        mac_slip: false,
        differing: Vec::new(),
    };
    macs(row, view, &mut out);
    ips(row, view, &mut out);
    names(row, view, index, &mut out);
    serials(row, view, &mut out);
    ae_titles(row, view, index, &mut out);
    what_it_is(row, view, words, &mut out);
    versions(row, view, &mut out);
    Some(out)
}

fn list<T: ToString>(values: &[T]) -> String {
    values.iter().take(8).map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn macs(row: &RowView<'_>, view: &View<'_>, out: &mut Comparison) {
    let said = &row.row.macs;
    if said.is_empty() {
        return;
    }
    let own: Vec<MacAddr> = view.device.macs.iter().copied().filter(|m| !m.is_virtual_router()).collect();
    let network = (!own.is_empty()).then(|| list(&own));
    let agrees = if own.is_empty() {
        ClueResult::NotSeen
    } else if said.iter().any(|m| view.device.macs.contains(m)) {
        out.keys.mac = true;
        ClueResult::Same
    } else {
        out.other_mac = true;
        out.mac_slip = said.iter().any(|a| own.iter().any(|b| similar::mac_slip(*a, *b)));
        // Cards of one maker in one box: a replaced card keeps the block.
        out.support += u32::from(said.iter().any(|a| own.iter().any(|b| a.0.get(..3) == b.0.get(..3))));
        ClueResult::Different
    };
    out.clue(Column::Mac, list(said), network, agrees);
}

fn ips(row: &RowView<'_>, view: &View<'_>, out: &mut Comparison) {
    let device = view.device;
    let said = &row.row.ips;
    let network = (!device.ips.is_empty()).then(|| list(&device.ips));
    let in_range =
        row.row.ip_ranges.iter().any(|(first, last)| device.ips.iter().any(|ip| first <= ip && ip <= last));
    if said.iter().any(|ip| device.ips.contains(ip)) {
        out.keys.ip = true;
        out.clue(Column::Ip, list(said), network, ClueResult::Same);
    } else if in_range {
        out.keys.range = true;
        let ranges = row.row.ip_ranges.iter().map(|(a, b)| format!("{a}-{b}")).collect::<Vec<_>>();
        out.clue(Column::Ip, list(&ranges), network, ClueResult::Same);
    } else if said.iter().any(|ip| view.earlier_ips.contains(ip)) {
        out.keys.earlier_ip = true;
        out.clue(Column::Ip, list(said), network, ClueResult::Similar);
    } else if !said.is_empty() || !row.row.ip_ranges.is_empty() {
        let comparable = device.ips.iter().any(|ip| {
            !is_link_local(*ip) && said.iter().any(|s| s.is_ipv4() == ip.is_ipv4())
                || (said.is_empty() && ip.is_ipv4())
        });
        let agrees = if !comparable {
            ClueResult::NotSeen
        } else if row.row.dhcp {
            ClueResult::Similar
        } else {
            ClueResult::Different
        };
        let ranges = row.row.ip_ranges.iter().map(|(a, b)| format!("{a}-{b}")).collect::<Vec<_>>();
        let text = if said.is_empty() { list(&ranges) } else { list(said) };
        out.clue(Column::Ip, text, network, agrees);
    }
    if let Some(vlan) = row.row.vlan {
        let seen: Vec<u16> = device.vlans.iter().copied().filter(|v| *v != 0).collect();
        let agrees = match seen.as_slice() {
            [] => ClueResult::NotSeen,
            seen if seen.contains(&vlan) => ClueResult::Same,
            _ => ClueResult::Different,
        };
        out.clue(Column::Vlan, vlan.to_string(), (!seen.is_empty()).then(|| list(&seen)), agrees);
    }
}

fn is_link_local(ip: std::net::IpAddr) -> bool {
    match ip {
        std::net::IpAddr::V4(v4) => v4.is_link_local(),
        std::net::IpAddr::V6(v6) => v6.is_unicast_link_local(),
    }
}

fn names(row: &RowView<'_>, view: &View<'_>, index: &Index<'_>, out: &mut Comparison) {
    if let (Some(host), Some(said)) = (&row.host, &row.row.hostname) {
        // NetBIOS keeps 15 characters.
        let same = view.hosts.iter().any(|(key, _)| {
            key == host
                || (key.len() >= 12 && host.starts_with(key.as_str()))
                || (host.len() >= 12 && key.starts_with(host.as_str()))
        });
        let sure = view.device.hostname.as_ref().is_some_and(|h| h.certainty >= Certainty::Likely);
        let network = view.hosts.first().map(|(_, text)| text.clone());
        let agrees = match (same, network.is_some() && sure) {
            (true, _) => ClueResult::Same,
            (false, true) => ClueResult::Different,
            (false, false) => ClueResult::NotSeen,
        };
        out.keys.hostname = same && index.by_host(host).len() <= 1;
        out.clue(Column::Hostname, said.clone(), network, agrees);
    }
    if let Some(asset) = &row.asset
        && index.by_host_piece(asset).contains(&out.device)
        && index.by_host_piece(asset).len() == 1
    {
        out.keys.asset_in_name = true;
        let network = view.hosts.first().map(|(_, text)| text.clone());
        out.clue(Column::AssetNo, row.row.asset_no.clone().unwrap_or_default(), network, ClueResult::Same);
    }
}

fn serials(row: &RowView<'_>, view: &View<'_>, out: &mut Comparison) {
    let (Some(serial), Some(said)) = (&row.serial, &row.row.serial) else { return };
    let equal = view.serials.iter().find(|(key, _)| key == serial);
    let contained = |a: &str, b: &str| b.chars().count() >= 5 && similar::identifies(b) && a.contains(b);
    let like = view.serials.iter().find(|(key, _)| contained(key, serial) || contained(serial, key));
    let hidden = similar::identifies(serial)
        && view.hosts.iter().find(|(_, host)| similar::pieces(host).contains(serial)).is_some();
    let network = equal.or(like).or(view.serials.first()).map(|(_, text)| text.clone());
    let sure = view.device.serial.as_ref().is_some_and(|s| s.certainty >= Certainty::Likely);
    let agrees = if equal.is_some() || hidden {
        out.keys.serial = similar::identifies(serial);
        ClueResult::Same
    } else if like.is_some() {
        out.keys.serial = true;
        ClueResult::Similar
    } else if sure {
        out.against += 1;
        ClueResult::Different
    } else {
        ClueResult::NotSeen
    };
    let network = network.or_else(|| view.hosts.first().filter(|_| hidden).map(|(_, text)| text.clone()));
    out.clue(Column::Serial, said.clone(), network, agrees);
}

fn ae_titles(row: &RowView<'_>, view: &View<'_>, index: &Index<'_>, out: &mut Comparison) {
    if !row.ae_titles.is_empty() {
        let same: Vec<&String> = row.ae_titles.iter().filter(|t| view.ae_titles.contains(*t)).collect();
        out.keys.ae_title = same.iter().any(|title| index.by_ae(title).len() == 1);
        let network = (!view.ae_titles.is_empty()).then(|| list(&view.ae_titles));
        let agrees = match (same.is_empty(), network.is_some()) {
            (false, _) => ClueResult::Same,
            (true, true) => ClueResult::Different,
            (true, false) => ClueResult::NotSeen,
        };
        out.clue(Column::AeTitle, list(&row.row.ae_titles), network, agrees);
    }
    if let (Some(udi), Some(said)) = (&row.udi, &row.row.udi_di) {
        let network = view.device.udi_di.as_ref();
        // A GTIN of 13 digits is the one of 14 without its leading zero (GS1 General Specifications §3.3).
        let same = network
            .is_some_and(|n| similar::key(&n.value).trim_start_matches('0') == udi.trim_start_matches('0'));
        out.keys.udi = same;
        let agrees = match (same, network) {
            (true, _) => ClueResult::Same,
            (false, Some(_)) => ClueResult::Different,
            (false, None) => ClueResult::NotSeen,
        };
        out.support += u32::from(same);
        out.against += u32::from(agrees == ClueResult::Different);
        out.clue(Column::UdiDi, said.clone(), network.map(|n| n.value.clone()), agrees);
    }
}

/// Maker, kind and model support or contradict; they identify nothing.
fn what_it_is(row: &RowView<'_>, view: &View<'_>, words: &dyn Names, out: &mut Comparison) {
    let device = view.device;
    if let Some(said) = &row.row.maker {
        let vendor = device.vendor.as_ref();
        let agrees = maker_agrees(row, view, words);
        let card = row.maker.as_ref().zip(view.card.as_ref()).is_some_and(|(a, b)| words.related(a, b));
        out.support += u32::from(matches!(agrees, ClueResult::Same | ClueResult::Similar) || card);
        out.against += u32::from(agrees == ClueResult::Different);
        out.clue(Column::Maker, said.clone(), vendor.map(|v| v.value.name.clone()), agrees);
    }
    if let (Some(kind), Some(stated)) = (&row.kind, &device.kind) {
        // A kind that was only inferred may speak against a doubtful match, but makes no conflict by itself.
        let differs = *kind != stated.value && !kinds::compatible(kind, &stated.value);
        let agrees = if *kind == stated.value {
            ClueResult::Same
        } else if !differs {
            ClueResult::Similar
        } else if stated.certainty >= Certainty::Certain {
            ClueResult::Different
        } else {
            ClueResult::NotSeen
        };
        let telling = !kinds::is_generic(&stated.value) || agrees == ClueResult::Same;
        out.support += u32::from(matches!(agrees, ClueResult::Same | ClueResult::Similar) && telling);
        out.against += u32::from(differs && stated.certainty >= Certainty::Likely);
        let said = row.row.kind.clone().or_else(|| row.row.name.clone()).unwrap_or_default();
        out.clue(Column::Kind, said, Some(stated.value.clone()), agrees);
    }
    if let (Some(said), Some(stated)) = (&row.row.model, &device.model) {
        let agrees = match similar::models(said, &stated.value) {
            Likeness::Same => ClueResult::Same,
            Likeness::Similar => ClueResult::Similar,
            Likeness::Different if stated.certainty >= Certainty::Certain => ClueResult::Different,
            Likeness::Different | Likeness::Unclear => ClueResult::NotSeen,
        };
        out.support += u32::from(matches!(agrees, ClueResult::Same | ClueResult::Similar));
        out.against += u32::from(agrees == ClueResult::Different);
        out.clue(Column::Model, said.clone(), Some(stated.value.clone()), agrees);
    }
}

fn maker_agrees(row: &RowView<'_>, view: &View<'_>, words: &dyn Names) -> ClueResult {
    let (Some(said), Some(stated)) = (&row.row.maker, &view.device.vendor) else {
        return ClueResult::NotSeen;
    };
    if let (Some(a), Some(b)) = (&row.maker, &view.vendor) {
        return match (a == b, words.related(a, b)) {
            (true, _) => ClueResult::Same,
            (false, true) => ClueResult::Similar,
            // A short name may be that of several makers: `CONTEC` is also how Contec Medical Systems is called.
            (false, false) if leads(said, &stated.value.name) => ClueResult::Similar,
            // The computer in a medical device carries its own maker's name.
            (false, false)
                if words.is_medical(a) == Some(true)
                    && words.is_medical(b) == Some(false)
                    && view.device.kind.as_ref().is_none_or(|kind| kinds::may_be_computer(&kind.value)) =>
            {
                ClueResult::NotSeen
            }
            (false, false) if stated.certainty >= Certainty::Likely => ClueResult::Different,
            (false, false) => ClueResult::NotSeen,
        };
    }
    let (a, b) = (similar::key(said), similar::key(&stated.value.name));
    let ja = stated.value.name_ja.as_deref().map(similar::key).unwrap_or_default();
    let alike = |x: &str, y: &str| {
        x.chars().count() >= 2 && y.chars().count() >= 2 && (x.contains(y) || y.contains(x))
    };
    if alike(&a, &b) || alike(&a, &ja) { ClueResult::Same } else { ClueResult::NotSeen }
}

/// The first word or words of a company's name.
fn leads(short: &str, name: &str) -> bool {
    let (short, name) = (knowledge::names::words(short), knowledge::names::words(name));
    !short.is_empty()
        && name.strip_prefix(&short).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

fn versions(row: &RowView<'_>, view: &View<'_>, out: &mut Comparison) {
    let device = view.device;
    if let (Some(said), Some(stated)) = (&row.row.os, &device.os) {
        let agrees = match similar::same_os(said, &stated.value) {
            Some(true) => ClueResult::Same,
            Some(false) if stated.certainty >= Certainty::Certain => ClueResult::Different,
            Some(false) | None => ClueResult::NotSeen,
        };
        out.clue(Column::Os, said.clone(), Some(stated.value.clone()), agrees);
    }
    if let (Some(said), Some(stated)) = (&row.row.software_version, &device.software) {
        let (a, b) = (similar::key(said), similar::key(&stated.value));
        let agrees = if a.contains(&b) || b.contains(&a) {
            ClueResult::Same
        } else if stated.certainty >= Certainty::Certain {
            ClueResult::Different
        } else {
            ClueResult::NotSeen
        };
        out.clue(Column::SoftwareVersion, said.clone(), Some(stated.value.clone()), agrees);
    }
}

#[cfg(test)]
mod tests {
    use super::leads;

    #[test]
    fn a_short_name_leads_a_long_one_by_whole_words() {
        assert!(leads("CONTEC", "Contec Medical Systems Co., Ltd. (Qinhuangdao)"));
        assert!(!leads("GE", "Getinge AB"));
        assert!(!leads("", "Getinge AB"));
    }
}
