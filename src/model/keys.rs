//! The keys that stand below another key of an item or a pack, so that a slip of the pen is seen
//! there too.

use super::field::{FieldCause, FieldProblem};
use super::trail::Trail;
use super::written::Written;

/// The keys of a mapping, and what stands below some of them.
#[derive(Debug)]
pub struct Keys {
    /// The keys that gonogo knows.
    pub known: &'static [&'static str],
    below: &'static [(&'static str, Below)],
}

/// What stands below a key.
#[derive(Clone, Copy, Debug)]
enum Below {
    /// A mapping.
    Map(&'static Keys),
    /// A list of mappings.
    List(&'static Keys),
    /// A mapping whose own keys are names: each leads to a mapping.
    Each(&'static Keys),
}

use Below::{Each, List, Map};

const fn leaf(known: &'static [&'static str]) -> Keys {
    Keys { known, below: &[] }
}

static DEFERRAL: Keys = leaf(&["link", "risk", "revisit"]);
static EVIDENCE: Keys = leaf(&["kind", "ref", "covers", "by", "on"]);
static NOTE: Keys = leaf(&["on", "by", "text"]);
static WAIVER: Keys = leaf(&["rule", "why", "compensation", "by", "until"]);

/// What stands below the keys of an item.
static ITEM: Keys = Keys {
    known: &[],
    below: &[
        ("deferral", Map(&DEFERRAL)),
        ("evidence", List(&EVIDENCE)),
        ("notes", List(&NOTE)),
        ("waivers", List(&WAIVER)),
    ],
};

static REHEARSAL: Keys = leaf(&["on", "by", "evidence"]);
static THRESHOLDS: Keys = leaf(&["warn_after", "error_after"]);
static SHOWN: Keys = leaf(&["show", "message"]);

/// What stands below the keys of a pack.
static PACK: Keys = Keys {
    known: &[],
    below: &[
        ("package", Map(&leaf(&["name", "version", "path"]))),
        ("risk", Map(&leaf(&["tier", "why"]))),
        ("models", List(&leaf(&["name", "columns"]))),
        ("sources", List(&leaf(&["table", "required", "switch", "if_missing"]))),
        ("freshness", Map(&FRESHNESS)),
        ("kpis", List(&KPI)),
        ("narratives", List(&NARRATIVE)),
        ("behavior", Each(&SHOWN)),
        ("unsupported", List(&leaf(&["id", "case", "effect", "workaround", "item"]))),
        ("rollback", Map(&ROLLBACK)),
        ("kill_switch", Map(&KILL_SWITCH)),
        ("assets", Map(&ASSETS)),
        ("evidence", List(&EVIDENCE)),
        ("signoffs", List(&leaf(&["role", "by", "verdict", "note", "on", "content"]))),
        ("waivers", List(&WAIVER)),
    ],
};

static FRESHNESS: Keys = Keys {
    known: &["loaded_at", "warn_after", "error_after", "sync_every", "package", "exempt"],
    below: &[("package", Map(&THRESHOLDS))],
};

static KPI: Keys = Keys {
    known: &["id", "title", "model", "measure", "time", "unit", "zero_denominator", "good"],
    below: &[
        ("measure", Map(&leaf(MEASURE))),
        ("time", Map(&leaf(&["column", "zone", "grain", "compare"]))),
        ("unit", Map(&leaf(&["kind", "column", "rule"]))),
    ],
};

const MEASURE: &[&str] =
    &["type", "column", "numerator", "denominator", "from", "expression", "where"];

static NARRATIVE: Keys = Keys {
    known: &["id", "kpis", "text", "variants", "min_rows"],
    below: &[("variants", Map(&leaf(&["no_data", "stale", "partial"])))],
};

static ROLLBACK: Keys = Keys {
    known: &[
        "triggers",
        "to",
        "steps",
        "owner",
        "backup",
        "within",
        "verify",
        "data",
        "automation_to_pause",
        "rehearsed",
    ],
    below: &[("triggers", List(&leaf(&["metric", "over", "for"]))), ("rehearsed", Map(&REHEARSAL))],
};

static KILL_SWITCH: Keys = Keys {
    known: &["mechanism", "name", "owner", "effect_within", "off_state", "tested"],
    below: &[("tested", Map(&REHEARSAL))],
};

static ASSETS: Keys = Keys {
    known: &["dbt", "fixtures", "docs"],
    below: &[("fixtures", List(&leaf(&["path", "model", "case"])))],
};

/// Notes the keys of a pack that gonogo does not know, below those of the file itself.
pub(super) fn unknown_in_pack(root: &Written<'_>, into: &mut Vec<FieldProblem>) {
    walk(root, &PACK, None, into);
}

/// The same for what stands under one key of an item.
pub(super) fn unknown_in_item(key: &str, value: &Written<'_>, into: &mut Vec<FieldProblem>) {
    if let Some(below) = ITEM.below(key) {
        step(value, below, &Trail::at(key), into);
    }
}

/// The keys that gonogo knows below these: of an item or of a pack, `0` for the entry of a list, any
/// word for a name. `None` where everything may stand there.
pub fn known_below(is_pack: bool, path: &[&str]) -> Option<&'static [&'static str]> {
    let mut keys: &Keys = if is_pack { &PACK } else { &ITEM };
    let mut rest = path.iter();
    while let Some(key) = rest.next() {
        match keys.below(key)? {
            Map(below) => keys = below,
            List(below) | Each(below) => {
                rest.next()?;
                keys = below;
            }
        }
    }
    Some(keys.known)
}

impl Keys {
    fn below(&self, key: &str) -> Option<Below> {
        self.below.iter().find(|(known, _)| *known == key).map(|(_, below)| *below)
    }
}

fn step(value: &Written<'_>, below: Below, trail: &Trail<'_>, into: &mut Vec<FieldProblem>) {
    match (below, value) {
        (Map(keys), map @ Written::Map(_)) => walk(map, keys, Some(trail), into),
        (List(keys), Written::List(list)) => {
            for (n, entry) in list.iter().enumerate() {
                walk(entry, keys, Some(&trail.entry(n)), into);
            }
        }
        (Each(keys), Written::Map(entries)) => {
            for (name, value) in entries {
                walk(value, keys, Some(&trail.key(name)), into);
            }
        }
        _ => {}
    }
}

fn walk(map: &Written<'_>, keys: &Keys, above: Option<&Trail<'_>>, into: &mut Vec<FieldProblem>) {
    let Written::Map(entries) = map else { return };
    for (key, value) in entries {
        // The keys of the file itself are looked at elsewhere, and what has a space is no key that
        // was misspelt but a sentence that was cut short.
        let is_unknown = !keys.known.is_empty() && !keys.known.contains(key) && !key.contains(' ');
        let below = keys.below(key);
        if !is_unknown && below.is_none() {
            continue;
        }
        let trail = above.map_or_else(|| Trail::at(key), |above| above.key(key));
        if is_unknown {
            let cause = FieldCause::UnknownKey(keys.known);
            into.push(FieldProblem { path: trail.path(), text: (*key).to_owned(), cause });
        }
        if let Some(below) = below {
            step(value, below, &trail, into);
        }
    }
}
