//! A pack's file.

use std::sync::Arc;

use super::item::{problem, stem};
use super::{Problem as Fault, values, yaml};
use crate::model::date;
use crate::model::field::{Field, FieldCause, FieldProblem};
use crate::model::finding::Problem;
use crate::model::item::{Item, Risk, Source};
use crate::model::pack::{
    Behavior, Freshness, KEYS, KillSwitch, Kpi, LaunchState, Narrative, Pack, Rehearsal, Rollback,
    Show, Unsupported,
};
use crate::model::value::Value;

/// Reads a pack. A pack without an id takes the name of its folder, or of its file where that is
/// not `pack.yaml`.
///
/// # Errors
/// When the file holds no mapping.
pub fn read(path: &Arc<str>, bytes: &[u8]) -> Result<Pack, Problem> {
    read_pack(path, bytes).map_err(|fault| problem(path, fault))
}

fn read_pack(path: &Arc<str>, bytes: &[u8]) -> Result<Pack, Fault> {
    let value = values::parse(yaml::decode(bytes)?)?;
    let Some(Value::Map(entries)) = &value else {
        return Err(Fault::unreadable(
            (1, 1),
            "the file holds no pack",
            "write it as key: value, beginning with id:",
        ));
    };
    let root = value.as_ref();
    let mut read = Reader::default();
    let id = read.text(root, "id").unwrap_or_else(|| default_id(path).to_owned());
    let mut pack = Pack::new(id.trim().into(), path.clone());
    pack.title = read.text(root, "title").unwrap_or_default();
    pack.connector = read.text(root, "connector");
    pack.package = read.within(root, "package", |r, package| match package {
        Value::Text(text) => Some(text.clone()),
        _ => {
            let name = r.text(Some(package), "name")?;
            let version = r.text(Some(package), "version");
            Some(version.map_or(name.clone(), |version| format!("{name} {version}")))
        }
    });
    pack.owner = read.text(root, "owner").map(Into::into);
    pack.risk = match get(root, "risk") {
        Some(Value::Text(_)) => read.word(root, "risk", Risk::from_word, Risk::WORDS),
        _ => read.within(root, "risk", |r, risk| {
            r.word(Some(risk), "tier", Risk::from_word, Risk::WORDS)
        }),
    };
    pack.risk_why =
        read.within(root, "risk", |r, risk| Some(r.texts(Some(risk), "why"))).unwrap_or_default();
    pack.launch = read.word(root, "launch", LaunchState::from_word, LaunchState::WORDS);
    pack.freshness = read.within(root, "freshness", |r, f| {
        Some(Freshness {
            loaded_at: r.text(Some(f), "loaded_at"),
            warn_after: r.text(Some(f), "warn_after"),
            error_after: r.text(Some(f), "error_after"),
        })
    });
    pack.kpis = read.entries(root, "kpis", |r, kpi| Kpi {
        id: r.text(Some(kpi), "id").unwrap_or_default(),
        title: r.text(Some(kpi), "title"),
        model: r.text(Some(kpi), "model"),
    });
    pack.narratives = read.entries(root, "narratives", |r, narrative| Narrative {
        id: r.text(Some(narrative), "id").unwrap_or_default(),
        kpis: r.texts(Some(narrative), "kpis"),
        text: r.text(Some(narrative), "text"),
        variants: match narrative.get("variants") {
            Some(Value::Map(variants)) => variants
                .iter()
                .filter(|(_, text)| text.as_text().is_some_and(|text| !text.trim().is_empty()))
                .map(|(name, _)| name.clone())
                .collect(),
            _ => Vec::new(),
        },
    });
    pack.behavior = behavior(&mut read, root);
    pack.unsupported = read.entries(root, "unsupported", |r, case| Unsupported {
        id: r.text(Some(case), "id").unwrap_or_default(),
        case: r.text(Some(case), "case"),
        effect: r.text(Some(case), "effect"),
        workaround: r.text(Some(case), "workaround"),
        item: r.text(Some(case), "item").map(Into::into),
    });
    pack.rollback = read.within(root, "rollback", |r, plan| Some(rollback(r, plan)));
    pack.kill_switch = read.within(root, "kill_switch", |r, switch| {
        Some(KillSwitch {
            mechanism: r.text(Some(switch), "mechanism"),
            name: r.text(Some(switch), "name"),
            owner: r.text(Some(switch), "owner").map(Into::into),
            effect_within: r.text(Some(switch), "effect_within"),
            off_state: r.text(Some(switch), "off_state"),
            tested: rehearsal(r, switch, "tested"),
        })
    });
    // Evidence and waivers look the same in a pack as in an item.
    let mut like_item =
        Item::new("".into(), Source { path: path.clone(), index: None, mapping: 0 });
    like_item.set(Field::Evidence, get(root, "evidence"));
    like_item.set(Field::Waivers, get(root, "waivers"));
    pack.evidence = like_item.evidence;
    pack.waivers = like_item.waivers;
    pack.problems = read.problems;
    pack.problems.extend(like_item.problems);
    pack.extra = entries.iter().filter(|(key, _)| !KEYS.contains(&key.as_str())).cloned().collect();
    Ok(pack)
}

fn default_id(path: &str) -> &str {
    match stem(path) {
        "pack" => path.rsplit('/').nth(1).unwrap_or("pack"),
        stem => stem,
    }
}

fn behavior(read: &mut Reader, root: Option<&Value>) -> Vec<Behavior> {
    let Some(Value::Map(conditions)) = get(root, "behavior") else { return Vec::new() };
    read.path.push("behavior".to_owned());
    let mut list = Vec::new();
    for (condition, value) in conditions {
        read.path.push(condition.clone());
        let (show, message) = match value {
            // `missing_table: hide` says all that needs saying.
            Value::Text(_) => {
                let map = Value::Map(vec![("show".to_owned(), value.clone())]);
                (read.word(Some(&map), "show", Show::from_word, Show::WORDS), None)
            }
            _ => (
                read.word(Some(value), "show", Show::from_word, Show::WORDS),
                read.text(Some(value), "message"),
            ),
        };
        list.push(Behavior { condition: condition.clone(), show, message });
        read.path.pop();
    }
    read.path.pop();
    list
}

fn rollback(r: &mut Reader, plan: &Value) -> Rollback {
    let plan = Some(plan);
    Rollback {
        triggers: match get(plan, "triggers") {
            Some(Value::List(list)) => list.iter().map(ToString::to_string).collect(),
            Some(Value::Text(text)) if !text.trim().is_empty() => vec![text.clone()],
            _ => Vec::new(),
        },
        to: r.text(plan, "to"),
        steps: r.texts(plan, "steps"),
        owner: r.text(plan, "owner").map(Into::into),
        backup: r.text(plan, "backup").map(Into::into),
        within: r.text(plan, "within"),
        verify: r.text(plan, "verify"),
        data: r.text(plan, "data"),
        automation_to_pause: r.texts(plan, "automation_to_pause"),
        rehearsed: plan.and_then(|plan| rehearsal(r, plan, "rehearsed")),
    }
}

fn rehearsal(r: &mut Reader, value: &Value, key: &str) -> Option<Rehearsal> {
    r.within(Some(value), key, |r, done| {
        Some(Rehearsal {
            on: r.date(Some(done), "on"),
            by: r.text(Some(done), "by"),
            evidence: r.text(Some(done), "evidence"),
        })
    })
}

fn get<'a>(value: Option<&'a Value>, key: &str) -> Option<&'a Value> {
    value.and_then(|value| value.get(key))
}

/// Reads leniently, and notes what it could not take and where.
#[derive(Default)]
struct Reader {
    path: Vec<String>,
    problems: Vec<FieldProblem>,
}

impl Reader {
    fn problem(&mut self, key: &str, text: String, cause: FieldCause) {
        let mut path = self.path.clone();
        path.push(key.to_owned());
        self.problems.push(FieldProblem { path, text, cause });
    }

    fn text(&mut self, value: Option<&Value>, key: &str) -> Option<String> {
        match get(value, key)? {
            Value::Text(text) if text.trim().is_empty() => None,
            Value::Text(text) => Some(text.clone()),
            other => {
                self.problem(key, other.to_string(), FieldCause::WrongShape("text"));
                None
            }
        }
    }

    fn texts(&mut self, value: Option<&Value>, key: &str) -> Vec<String> {
        match get(value, key) {
            Some(Value::List(list)) => list
                .iter()
                .map(ToString::to_string)
                .filter(|text| !text.trim().is_empty())
                .collect(),
            Some(Value::Text(text)) if !text.trim().is_empty() => vec![text.clone()],
            Some(other @ Value::Map(_)) => {
                self.problem(key, other.to_string(), FieldCause::WrongShape("a list"));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn word<T>(
        &mut self,
        value: Option<&Value>,
        key: &str,
        from: fn(&str) -> Option<T>,
        words: &'static [&'static str],
    ) -> Option<T> {
        let text = self.text(value, key)?;
        if let Some(found) = from(&text) {
            return Some(found);
        }
        let folded = text.trim().to_lowercase();
        let cause = match words.iter().find(|word| **word == folded) {
            Some(word) => FieldCause::OddSpelling(word),
            None if crate::model::item::is_placeholder(&folded) => FieldCause::Placeholder,
            None => FieldCause::NotOneOf(words),
        };
        let taken = from(&folded);
        self.problem(key, text, cause);
        taken
    }

    fn date(&mut self, value: Option<&Value>, key: &str) -> Option<chrono::NaiveDate> {
        let text = self.text(value, key)?;
        let day = date::from_file(&text);
        if day.is_none() {
            let placeholder = crate::model::item::is_placeholder(text.trim());
            let cause = if placeholder { FieldCause::Placeholder } else { FieldCause::NotADate };
            self.problem(key, text, cause);
        }
        day
    }

    /// Reads what stands under a key that holds something.
    fn within<T>(
        &mut self,
        value: Option<&Value>,
        key: &str,
        read: impl FnOnce(&mut Self, &Value) -> Option<T>,
    ) -> Option<T> {
        let inner = get(value, key)?;
        if inner.as_text().is_some_and(|text| text.trim().is_empty()) {
            return None;
        }
        self.path.push(key.to_owned());
        let result = read(self, inner);
        self.path.pop();
        result
    }

    fn entries<T>(
        &mut self,
        value: Option<&Value>,
        key: &str,
        read: impl Fn(&mut Self, &Value) -> T,
    ) -> Vec<T> {
        match get(value, key) {
            Some(Value::List(list)) => {
                let mut entries = Vec::new();
                self.path.push(key.to_owned());
                for (n, entry) in list.iter().enumerate() {
                    self.path.push(n.to_string());
                    match entry {
                        Value::Map(_) => entries.push(read(self, entry)),
                        other => {
                            let path = self.path.clone();
                            let cause = FieldCause::WrongShape("a mapping");
                            self.problems.push(FieldProblem {
                                path,
                                text: other.to_string(),
                                cause,
                            });
                        }
                    }
                    self.path.pop();
                }
                self.path.pop();
                entries
            }
            Some(Value::Text(text)) if text.trim().is_empty() => Vec::new(),
            Some(other) => {
                self.problem(key, other.to_string(), FieldCause::WrongShape("a list"));
                Vec::new()
            }
            None => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(
            pack.narratives.first().map(|n| n.variants.clone()),
            Some(vec!["no_data".into()])
        );
        let plan = pack.rollback.as_ref().unwrap();
        assert_eq!(plan.triggers, ["metric: tile error rate, over: 2 %"]);
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
