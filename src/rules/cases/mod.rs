//! For each rule what fails and what passes: the unspoilt scene with one thing changed.

mod deferral;
mod figures;
mod files;
mod packs;
mod reconcile;
mod signoff;
mod triage;

use std::collections::BTreeSet;

use crate::model::column::{Column, Columns, Role};
use crate::model::field::Field;
use crate::model::finding::{Finding, Severity, Subject};
use crate::model::item::{Item, Source, Status};

use super::scene::{Scene, day};
use super::{CATALOGUE, rule};

/// The rule, what is changed, and each message of the rule afterwards; none where it passes.
type Case = (&'static str, fn(&mut Scene), &'static [&'static str]);

/// An item of some file; closed, so that only its id and its place matter.
fn in_file(id: &str, path: &str, index: Option<usize>) -> Item {
    let mut closed = Item::new(id.into(), Source { path: path.into(), index, mapping: 0 });
    closed.status = Status::Closed;
    closed
}

fn cases() -> impl Iterator<Item = &'static Case> {
    let families = [
        files::CASES,
        triage::CASES,
        packs::CASES,
        figures::CASES,
        deferral::CASES,
        reconcile::CASES,
        signoff::CASES,
    ];
    families.into_iter().flatten()
}

fn findings(change: fn(&mut Scene)) -> Vec<Finding> {
    let mut scene = Scene::new();
    change(&mut scene);
    scene.findings()
}

#[test]
fn each_case_finds_what_it_says_and_no_more() {
    for (n, (id, change, expected)) in cases().enumerate() {
        let found = findings(*change);
        let messages: Vec<_> =
            found.iter().filter(|f| f.rule == *id).map(|f| f.message.as_str()).collect();
        assert_eq!(messages, *expected, "case {n}, {id}");
    }
}

#[test]
fn every_rule_has_a_case_that_fails_and_one_that_passes() {
    let of = |fails: bool| -> BTreeSet<&str> {
        cases().filter(|case| case.2.is_empty() != fails).map(|case| case.0).collect()
    };
    let all: BTreeSet<&str> = CATALOGUE.iter().map(|rule| rule.id).collect();
    assert_eq!(of(true), all, "fails");
    assert_eq!(of(false), all, "passes");
}

#[test]
fn every_finding_says_where_it_is_and_how_to_mend_it() {
    for finding in cases().flat_map(|case| findings(case.1)) {
        assert!(!finding.fix.trim().is_empty(), "{finding:?}");
        assert!(!finding.message.contains('\n'), "{finding:?}");
        let is_file = matches!(finding.subject, Subject::File(_));
        assert_eq!(finding.path.is_empty(), is_file, "{finding:?}");
        assert!(finding.severity <= rule(finding.rule).unwrap().severity, "{finding:?}");
    }
}

#[test]
fn what_is_only_worth_a_hint_or_a_warning_does_not_hold_the_launch() {
    let severity = |change, id| {
        findings(change).into_iter().filter(|f| f.rule == id).map(|f| f.severity).max()
    };
    let odd: fn(&mut Scene) = |s| s.required.set(Field::Kind, Some(&"BUG".into()));
    assert_eq!(severity(odd, "GNG005"), Some(Severity::Info));
    let slip: fn(&mut Scene) = |s| s.required.source.path = "backlog/SHOP-041.yaml".into();
    assert_eq!(severity(slip, "GNG004"), Some(Severity::Warn));
    let late: fn(&mut Scene) =
        |s| s.deferred.deferral.as_mut().unwrap().revisit = day("2026-01-01");
    assert_eq!(severity(late, "GNG040"), Some(Severity::Warn));
}

#[test]
fn rules_go_by_the_role_of_a_column_whatever_its_name() {
    let found = findings(|s| {
        let column = |id: &str, role| Column { id: id.into(), title: id.to_uppercase(), role };
        let columns = vec![
            column("new", Role::Inbox),
            column("must", Role::Required),
            column("later", Role::Deferred),
        ];
        s.board.columns = Columns::new(columns).unwrap();
        (s.required.scope, s.required.owner) = (Some("must".into()), None);
        (s.deferred.scope, s.deferred.deferral) = (Some("later".into()), None);
    });
    let rules: Vec<_> = found.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["GNG011", "GNG040"]);
}
