//! The leading picture: two bars that overlap where the ledger and the network agree.

use domain::ledger::Totals;
use maud::{Markup, html};

use crate::{locale::Lang, parts::numbers::number, t};

/// The bars. Their proportions come from [`style`].
#[must_use]
pub fn bars(lang: Lang, totals: &Totals) -> Markup {
    let only_ledger = only_ledger(totals);
    let both_rows = totals.in_ledger.saturating_sub(only_ledger);
    html! {
        dl.overlap #overlap {
            dt { b { (number(totals.connected.into())) span.unit { (t!(lang, "unit-devices", n = totals.connected)) } } span { (t!(lang, "overlap-connected")) } }
            dd {
                a data-part="both" href="/devices?ledger=known" title=(t!(lang, "overlap-both")) {
                    b { (number(totals.known.into())) } span { (t!(lang, "overlap-both")) }
                }
                a data-part="net" href="/devices?ledger=missing" title=(t!(lang, "overlap-net")) {
                    b { (number(totals.only_connected.into())) } span { (t!(lang, "overlap-net")) }
                }
            }
            dt { b { (number(totals.in_ledger.into())) span.unit { (t!(lang, "unit-rows", n = totals.in_ledger)) } } span { (t!(lang, "overlap-ledger")) } }
            dd {
                a data-part="ledger" href="/ledger?status=not_seen" title=(t!(lang, "overlap-only-ledger-n", n = only_ledger)) {
                    b { (number(only_ledger.into())) } span { (t!(lang, "overlap-only-ledger")) }
                }
                a data-part="ledger-both" href="/ledger?status=matched" {
                    b { (number(both_rows.into())) }
                    span {
                        (t!(lang, "overlap-seen"))
                        @if totals.conflicting > 0 { span { (t!(lang, "overlap-conflicts", n = totals.conflicting)) } }
                    }
                }
            }
        }
    }
}

/// Rows of which nothing was seen: a key that did not appear, or no key at all.
const fn only_ledger(totals: &Totals) -> u32 {
    totals.only_in_ledger + totals.no_key
}

/// The proportions as custom properties. Numbers only. No part gets thinner than a readable figure.
#[must_use]
pub fn style(totals: &Totals) -> String {
    let sum = f64::from(only_ledger(totals) + totals.known + totals.only_connected).max(1.0);
    let part = |count: u32| if count == 0 { 0.0 } else { (f64::from(count) / sum * 100.0).max(7.0) };
    let (ledger, both, net) = (part(only_ledger(totals)), part(totals.known), part(totals.only_connected));
    format!("#overlap{{--only-ledger:{ledger:.2}fr;--both:{both:.2}fr;--only-net:{net:.2}fr}}")
}
