//! A pack's file.

use std::sync::Arc;

use super::item::problem;
use super::{Problem as Fault, Style, values, yaml};
use crate::model::finding::Problem;
use crate::model::pack::Pack;
use crate::model::written::Written;

/// Reads a pack. A pack without an id takes the name of its folder, or of its file where that is
/// not `pack.yaml`.
///
/// # Errors
/// When the file holds no mapping.
pub fn read(path: &Arc<str>, bytes: &[u8]) -> Result<Pack, Problem> {
    let text = yaml::decode(bytes).map_err(|fault| problem(path, fault))?;
    read_text(path, text).map(|(pack, _)| pack)
}

/// The same from the text of the file, with how it is written.
///
/// # Errors
/// As [`read`].
pub fn read_text(path: &Arc<str>, text: &str) -> Result<(Pack, Style), Problem> {
    read_pack(path, text).map_err(|fault| problem(path, fault))
}

fn read_pack(path: &Arc<str>, text: &str) -> Result<(Pack, Style), Fault> {
    values::with(text, |written| match written {
        Some(Written::Map(entries)) => Ok(Pack::take(path, entries)),
        _ => Err(Fault::unreadable(
            (1, 1),
            "the file holds no pack",
            "write it as key: value, beginning with id:",
        )),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::item::Risk;
    use crate::model::pack::{LaunchState, Show};

    const SHOPIFY: &str = r#"
id: shopify
title: Shopify revenue
package: {name: dbt_shopify, version: ">=1.8.0 <2.0.0"}
owner: commerce-lead
risk: {tier: high, why: [money on every tile]}
launch: supported
freshness: {loaded_at: _fivetran_synced, warn_after: 24h, error_after: 48h}
kpis: [{id: net_revenue, model: shopify__daily_shop}]
narratives:
  - {id: trend, kpis: [net_revenue], text: "x", variants: {no_data: "…", stale: ""}}
behavior:
  missing_table: {show: placeholder, message: No refunds yet}
  missing_column: hide
  stale_warn: {show: sideways}
unsupported: [{id: multi-currency, case: several currencies, item: SHOP-031}]
rollback:
  triggers: [{metric: tile error rate, over: "2 %"}]
  owner: platform-lead
  rehearsed: {on: 2026-11-18}
kill_switch: {mechanism: flag, tested: {on: soon}}
ownr: x
"#;

    #[test]
    fn a_pack_says_what_it_promises() {
        let pack = read(&"packs/shopify/pack.yaml".into(), SHOPIFY.as_bytes()).unwrap();
        assert_eq!(pack.package.as_deref(), Some("dbt_shopify >=1.8.0 <2.0.0"));
        assert_eq!((pack.risk, pack.launch), (Some(Risk::High), Some(LaunchState::Supported)));
        assert_eq!(pack.behavior("missing_column").and_then(|b| b.show), Some(Show::Hide));
        let narrative = pack.narratives.first().unwrap();
        assert!(narrative.variant("no_data").is_some() && narrative.variant("stale").is_none());
        let plan = pack.rollback.as_ref().unwrap();
        assert_eq!(plan.triggers, ["tile error rate over 2 %"]);
        assert!(plan.rehearsed.as_ref().unwrap().on.is_some());
        assert_eq!(pack.extra, [("ownr".to_owned(), "x".into())]);
        let problems: Vec<_> = pack.problems.iter().map(|p| p.path.join(".")).collect();
        assert_eq!(problems, ["behavior.stale_warn.show", "kill_switch.tested.on"]);
    }

    #[test]
    fn a_pack_takes_the_name_of_its_folder() {
        let id = |path: &str| read(&path.into(), b"title: T\n").unwrap().id.to_string();
        assert_eq!(id("packs/stripe/pack.yaml"), "stripe");
        assert_eq!(id("packs/zendesk.yml"), "zendesk");
        assert_eq!(read(&"packs/x.yaml".into(), b"- a\n").unwrap_err().line, 1);
    }
}
