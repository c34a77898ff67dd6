//! A control as text for a switch or firewall, to copy and to check: access lists as Cisco IOS writes them, and nftables. Drafts only; names
//! of devices are left out, so that nothing from the network can get into a command.

use std::{fmt::Write as _, net::IpAddr};

use domain::flows::Transport;

use super::control::{Control, Permit};

/// Addresses of the device that are written.
const MOST_ADDRESSES: usize = 4;

const WARNING: &str = "DRAFT from observed traffic. Check every line with the maker and the ward before use.";

impl Control {
    /// Extended access lists in the manner of Cisco IOS: one for what goes to the device, one for what comes from it.
    #[must_use]
    pub fn as_access_list(&self) -> String {
        let mut text = format!("! {WARNING}\n! 下書きです。使う前にメーカーと使用部署に確かめてください。\n");
        for v6 in [false, true] {
            let own = self.own(v6);
            if own.is_empty() {
                continue;
            }
            let (list, all) =
                if v6 { ("ipv6 access-list", "ipv6") } else { ("ip access-list extended", "ip") };
            for (name, to_device) in [("KIKIMORI-TO-DEVICE", true), ("KIKIMORI-FROM-DEVICE", false)] {
                let _ = writeln!(text, "{list} {name}{}", if v6 { "-V6" } else { "" });
                for (permit, peer, own) in self.lines(v6, &own) {
                    let _ =
                        writeln!(text, "{}", access_line(permit, peer, own, self.opens(permit), to_device));
                }
                for own in &own {
                    let (from, to) = if to_device {
                        ("any".to_owned(), format!("host {own}"))
                    } else {
                        (format!("host {own}"), "any".to_owned())
                    };
                    let _ = writeln!(text, " deny {all} {from} {to} log");
                }
                let _ = writeln!(text, " permit {all} any any");
            }
        }
        text
    }

    /// A table for nftables on a firewall between the device and its peers.
    #[must_use]
    pub fn as_nftables(&self) -> String {
        let mut text = format!(
            "# {WARNING}\n# 下書きです。使う前にメーカーと使用部署に確かめてください。\ntable inet kikimori_draft {{\n  chain forward {{\n    type filter hook forward priority 0; policy accept;\n    ct state established,related accept\n"
        );
        for v6 in [false, true] {
            let family = if v6 { "ip6" } else { "ip" };
            let own = self.own(v6);
            for (permit, peer, own) in self.lines(v6, &own) {
                let (from, to) = if self.opens(permit) { (own, peer) } else { (peer, own) };
                let what = match permit.transport {
                    Transport::Tcp => format!("tcp dport {}", permit.port),
                    Transport::Udp => format!("udp dport {}", permit.port),
                    Transport::Sctp => format!("sctp dport {}", permit.port),
                    Transport::Ip(number) => format!("meta l4proto {number}"),
                };
                let _ = writeln!(
                    text,
                    "    {family} saddr {from} {family} daddr {to} {what} accept{}",
                    mark(permit, "#")
                );
            }
            for own in &own {
                let _ = writeln!(text, "    {family} saddr {own} drop");
                let _ = writeln!(text, "    {family} daddr {own} drop");
            }
        }
        text.push_str("  }\n}\n");
        text
    }

    /// The device's own addresses of one family.
    fn own(&self, v6: bool) -> Vec<IpAddr> {
        let routed = self.addresses.iter().copied().filter(|ip| ip.is_ipv6() == v6 && !is_link_local(*ip));
        routed.take(MOST_ADDRESSES).collect()
    }

    /// Each permit of one family with the peer's and each of the device's addresses.
    fn lines<'c>(
        &'c self,
        v6: bool,
        own: &'c [IpAddr],
    ) -> impl Iterator<Item = (&'c Permit, IpAddr, IpAddr)> + 'c {
        let rows = self
            .permits
            .iter()
            .filter_map(move |permit| Some((permit, self.peer(permit).ip.filter(|ip| ip.is_ipv6() == v6)?)));
        rows.flat_map(move |(permit, peer)| own.iter().map(move |own| (permit, peer, *own)))
    }
}

/// Such an address never crosses a router, where an access list stands.
const fn is_link_local(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    }
}

fn mark(permit: &Permit, sign: &str) -> String {
    if permit.stranger { format!(" {sign} peer not identified") } else { String::new() }
}

/// One line of an access list. The port stands beside the side that serves; what comes from there over TCP is an answer.
fn access_line(permit: &Permit, peer: IpAddr, own: IpAddr, outgoing: bool, to_device: bool) -> String {
    let (from, to) = if to_device { (peer, own) } else { (own, peer) };
    let from_server = outgoing == to_device;
    let (transport, port) = match permit.transport {
        Transport::Tcp => ("tcp".to_owned(), format!(" eq {}", permit.port)),
        Transport::Udp => ("udp".to_owned(), format!(" eq {}", permit.port)),
        Transport::Sctp => ("sctp".to_owned(), format!(" eq {}", permit.port)),
        Transport::Ip(number) => (number.to_string(), String::new()),
    };
    let (at_from, at_to) = if from_server { (port.as_str(), "") } else { ("", port.as_str()) };
    let answers = from_server && permit.transport == Transport::Tcp;
    let established = if answers { " established" } else { "" };
    let remark =
        if permit.stranger { format!(" remark peer not identified: {peer}\n") } else { String::new() };
    format!("{remark} permit {transport} host {from}{at_from} host {to}{at_to}{established}")
}

#[cfg(test)]
mod tests {
    use domain::picture::Picture;

    use crate::decision::{
        actions::control::control,
        situation::Surroundings,
        testing::{device, peer},
    };

    #[test]
    fn both_drafts_allow_the_same_and_deny_the_rest() {
        let mut pump = device("pump\nreload", "10.0.1.5");
        pump.ips.push("fe80::5".parse().unwrap());
        pump.peers = vec![peer(Some("server"), "10.0.2.9", 443, true), peer(None, "10.0.7.7", 22, false)];
        let picture = Picture { devices: vec![pump, device("server", "10.0.2.9")], ..Picture::default() };
        let control = control(picture.devices.first().unwrap(), &Surroundings::of(&picture)).unwrap();
        let list = control.as_access_list();
        let lines: Vec<&str> = list.lines().filter(|line| !line.starts_with('!')).collect();
        assert_eq!(
            lines,
            [
                "ip access-list extended KIKIMORI-TO-DEVICE",
                " remark peer not identified: 10.0.7.7",
                " permit tcp host 10.0.7.7 host 10.0.1.5 eq 22",
                " permit tcp host 10.0.2.9 eq 443 host 10.0.1.5 established",
                " deny ip any host 10.0.1.5 log",
                " permit ip any any",
                "ip access-list extended KIKIMORI-FROM-DEVICE",
                " remark peer not identified: 10.0.7.7",
                " permit tcp host 10.0.1.5 eq 22 host 10.0.7.7 established",
                " permit tcp host 10.0.1.5 host 10.0.2.9 eq 443",
                " deny ip host 10.0.1.5 any log",
                " permit ip any any",
            ]
        );
        let table = control.as_nftables();
        for line in [
            "    ip saddr 10.0.7.7 ip daddr 10.0.1.5 tcp dport 22 accept # peer not identified",
            "    ip saddr 10.0.1.5 ip daddr 10.0.2.9 tcp dport 443 accept",
            "    ip daddr 10.0.1.5 drop",
        ] {
            assert!(table.lines().any(|each| each == line), "{line}\n{table}");
        }
        // A host name is a stranger's text: it never reaches a draft.
        assert!(!list.contains("reload") && !table.contains("reload"));
        assert!(list.contains("DRAFT") && table.contains("下書き"));
    }
}
