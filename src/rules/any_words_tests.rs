//! Whatever files say, the rules answer: reader and rules together, on launches of any words.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{CATALOGUE, Findings};
use crate::document::{asset, item, pack};
use crate::model::asset::Content;
use crate::model::board::Board;
use crate::model::decision::{Act, decide_on};
use crate::model::field::Field;
use crate::model::mapping::Mapping;
use crate::model::pack::KEYS;
use crate::model::record::Stood;
use crate::model::target::Target;
use crate::model::testing::{now, today};

/// Keys that stand below those of the root.
const INNER: &[&str] = &[
    "id",
    "name",
    "columns",
    "table",
    "required",
    "switch",
    "if_missing",
    "warn_after",
    "error_after",
    "sync_every",
    "package",
    "model",
    "measure",
    "type",
    "column",
    "numerator",
    "denominator",
    "from",
    "time",
    "zone",
    "grain",
    "compare",
    "unit",
    "kind",
    "rule",
    "kpis",
    "text",
    "variants",
    "no_data",
    "stale",
    "partial",
    "min_rows",
    "missing_table",
    "show",
    "message",
    "case",
    "item",
    "to",
    "steps",
    "owner",
    "backup",
    "within",
    "verify",
    "triggers",
    "automation_to_pause",
    "rehearsed",
    "tested",
    "on",
    "by",
    "evidence",
    "ref",
    "covers",
    "docs",
    "fixtures",
    "dbt",
    "path",
    "role",
    "verdict",
    "content",
    "note",
    "until",
    "why",
    "compensation",
    "link",
    "risk",
    "revisit",
    "tier",
];

/// What may stand anywhere, sense or not.
const WORDS: &[&str] = &[
    "",
    "~",
    "[]",
    "{}",
    "x",
    "TBD",
    "a|b",
    "<who>",
    "yes",
    "no",
    "go",
    "no-go",
    "high",
    "HIGH",
    "held",
    "0",
    "-1",
    "1e999",
    "24h",
    "0h",
    "99999999999999999999w",
    "é",
    "2é",
    "2026-11-23",
    "2026-02-30",
    "9999-12-31",
    "yyyy-mm-dd",
    "shopify",
    "A-1",
    "PACK-1",
    "GNG001",
    "GNG011",
    "GNG033",
    "owner",
    "currency",
    "ratio",
    "derived",
    "day",
    "missing_table",
    "../../etc/passwd",
    "fixtures/a.csv",
    "packs/p/page.md",
    "'{{ a.value }}'",
    "'{{ a.direction }} {{'",
    "'}} {{.}}'",
    "\"\\u202e\\0\"",
    "|\n      many\n      lines",
    "[a, [b, {c: d}]]",
    "{a: {b: [c]}}",
    "&x y",
    "launch-critical",
    "post-launch",
    "commerce-lead",
    "https://example.com/x",
    "A-1@backlog/a.yaml",
];

/// A mapping of known and unknown keys, two levels deep, in YAML.
fn mapping(keys: &'static [&'static str]) -> impl Strategy<Value = String> {
    let word = || prop::sample::select(WORDS);
    let entry =
        (prop::sample::select(INNER), word()).prop_map(|(key, word)| format!("{key}: {word}"));
    let value = prop_oneof![
        2 => word().prop_map(|word| format!(" {word}\n")),
        2 => vec((prop::sample::select(INNER), word()), 0..5).prop_map(|entries| {
            let lines = entries.iter().map(|(key, word)| format!("    {key}: {word}\n"));
            format!("\n{}", lines.collect::<String>())
        }),
        2 => vec(entry, 0..4).prop_map(|entries| {
            let lines = entries.iter().map(|entry| format!("    - {entry}\n"));
            format!("\n{}", lines.collect::<String>())
        }),
    ];
    let key = prop_oneof![
        8 => prop::sample::select(keys).prop_map(str::to_owned),
        1 => Just("ownr".to_owned()),
        1 => "[a-z_]{1,8}",
    ];
    vec((key, value), 0..12).prop_map(|entries| {
        let mut text = String::new();
        for (n, (key, value)) in entries.iter().enumerate() {
            // Most often each key stands once; a file with the same key twice is refused as a whole.
            if !entries.iter().take(n).any(|(other, _)| other == key) || n % 7 == 6 {
                text.push_str(&format!("{key}:{value}"));
            }
        }
        text
    })
}

fn launch(items: &[Vec<u8>], packs: &[Vec<u8>], page: &[u8]) -> Board {
    let mut board = Board::default();
    board.signoff_roles = vec!["owner".into(), "data".into()];
    for (n, bytes) in items.iter().enumerate() {
        let ending = ["yaml", "md"].get(n % 2).copied().unwrap_or("yaml");
        let path = format!("backlog/A-{n}.{ending}");
        let found = item::read(&path.as_str().into(), bytes, &Mapping::default(), 0);
        for item in found.items {
            let id = board.add(item);
            let stood = Stood { column: "launch-critical".into(), rationale: None };
            board.record.stood.insert(id, stood);
        }
        board.problems.extend(found.problems);
    }
    for (n, bytes) in packs.iter().enumerate() {
        match pack::read(&format!("packs/p{n}/pack.yaml").into(), bytes) {
            Ok(pack) if board.pack(&pack.id).is_none() => {
                for path in &pack.asset_paths() {
                    let purpose = match path.len() % 3 {
                        0 => asset::Purpose::Page,
                        1 => asset::Purpose::Table,
                        _ => asset::Purpose::Quickstart,
                    };
                    board.assets.put(path.clone(), Some(asset::read(purpose, page, true)));
                }
                for path in pack.quickstart_path().iter() {
                    let found = asset::read(asset::Purpose::Quickstart, page, false);
                    board.assets.put(path.clone(), Some(found));
                }
                board.record.changed.insert(pack.id.clone(), today());
                board.packs.push(pack);
            }
            Ok(_) => {}
            Err(problem) => board.problems.push(problem),
        }
    }
    board
}

/// Asks everything, then makes every change that is offered, and asks again.
fn ask(board: &mut Board) {
    let mut findings = Findings::of(board, today());
    let offered: Vec<_> =
        findings.all().filter_map(|f| Some((Target::of(&f.subject)?, f.mend.clone()?))).collect();
    for finding in findings.all() {
        assert!(!finding.message.is_empty() && !finding.fix.is_empty(), "{finding:?}");
        assert!(CATALOGUE.iter().any(|rule| rule.id == finding.rule));
    }
    for (target, mend) in offered {
        if let Ok(decision) = decide_on(board, &target, &Act::Mend(mend), now()) {
            board.apply(&decision);
            findings.update(board, today(), &[target]);
        }
    }
    let fresh = Findings::of(board, today());
    assert_eq!(findings.counts(), fresh.counts());
}

#[expect(clippy::disallowed_methods, reason = "how often a test tries is no input of the rules")]
fn cases() -> ProptestConfig {
    let cases = std::env::var("GONOGO_CASES").ok().and_then(|text| text.parse().ok());
    ProptestConfig {
        cases: cases.unwrap_or(1_000),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_launch_of_any_words_is_judged(
        items in vec(mapping(Field::KEYS), 0..5),
        packs in vec(mapping(KEYS), 0..3),
        page in "[a-zA-Z0-9`#:\\-\n ,|{}]{0,200}",
    ) {
        let bytes = |texts: &[String]| texts.iter().map(|t| t.clone().into_bytes()).collect::<Vec<_>>();
        ask(&mut launch(&bytes(&items), &bytes(&packs), page.as_bytes()));
    }

    #[test]
    fn a_launch_of_any_bytes_is_judged(
        files in vec(vec(any::<u8>(), 0..120), 0..4),
        page in vec(any::<u8>(), 0..120),
    ) {
        let mut board = launch(&files, &files, &page);
        let content = asset::read(asset::Purpose::Page, &page, false).content;
        assert!(matches!(content, Content::Page(_)));
        ask(&mut board);
    }
}
