//! Any text as a filter, asked of a small board.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use gonogo::model::board::Board;
use gonogo::model::filter::{Facts, Filter, FuzzyMatcher};
use gonogo::workspace::memory;

/// Reads the filter and asks it; saying it twice asks the same.
pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let launch = chrono::NaiveDate::from_ymd_opt(2027, 1, 12);
    let filter = match Filter::parse(text, super::today(), launch) {
        Ok(filter) => filter,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let twice = Filter::parse(&format!("{text} {text}"), super::today(), launch)
        .expect("what is understood once is understood twice");
    let board = board();
    let facts = Facts {
        board,
        today: super::today(),
        has_finding: &|id| id.as_str().len() % 2 == 0,
        is_changed: &|id| id.as_str() == "A-1",
    };
    let mut matcher = FuzzyMatcher::default();
    for item in board.items() {
        let passes = filter.matches(item, &facts, &mut matcher);
        assert_eq!(passes, twice.matches(item, &facts, &mut matcher), "{text:?} on {}", item.id);
        assert!(passes || !filter.is_empty());
    }
    matcher.score(text, "Refund-rate tile divides by zero");
}

fn board() -> &'static Board {
    static BOARD: OnceLock<Board> = OnceLock::new();
    BOARD.get_or_init(|| {
        let items = [
            ("A-1", "title: Refund-rate tile divides by zero\nrisk: high\nowner: ads-lead\ndue: 2026-12-18\n"),
            ("A-22", "title: Größe, 漢字 e\u{301}\nscope: launch-critical\npacks: [shopify, ads]\nkind: gap\n"),
            ("B-3", "scope: post-launch\ndeferral: {link: PACK-1, risk: x, revisit: 2027-02-01}\nlabels: [a b]\n"),
            ("B-4", "status: withdrawn\nblocked_by: [A-1]\ncreated: 2026-01-01\ncriterion: C1\n"),
        ];
        let files: BTreeMap<String, Vec<u8>> = items
            .iter()
            .map(|(id, rest)| (format!("backlog/{id}.yaml"), format!("id: {id}\n{rest}").into_bytes()))
            .collect();
        memory::check(&files, super::today()).expect("a small board").board().clone()
    })
}
