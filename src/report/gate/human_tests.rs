use super::*;
use crate::report::gate::testing::{HOSTILE, finding, gate, go, launch, no_go};

#[test]
fn findings_of_one_rule_stand_together() {
    let findings = launch();
    let text = human(&no_go(&findings), false);
    let why = |id| crate::rules::rule(id).unwrap().why;
    let expected = format!(
        "error[GNG020]: hubspot defines no behavior.missing_column
  --> packs/hubspot/pack.yaml:48:3
  why: {}
  fix: add behavior.missing_column
  more: gonogo explain GNG020
error[GNG020]: hubspot defines no behavior.stale
  --> packs/hubspot/pack.yaml:48:3

error[GNG030]: shopify defines no rollback
  --> packs/shopify/pack.yaml:48:3
  why: {}
  fix: add rollback
  more: gonogo explain GNG030

warning[GNG021]: shopify defines no freshness
  --> packs/shopify/pack.yaml:48:3
  why: {}
  fix: add freshness
  more: gonogo explain GNG021
warning[GNG021]: stripe defines no freshness
  --> packs/stripe/pack.yaml:48:3

note[GNG041]: stripe defines no links
  --> packs/stripe/pack.yaml:48:3
  why: {}
  fix: add links
  more: gonogo explain GNG041

waived[GNG033]: jira defines no kill_switch.rehearsed (by launch-owner until 2027-01-12: \
the drill is on Monday; the flag is watched)
  --> packs/jira/pack.yaml:48:3

NO-GO: 3 blocking, 2 warnings, 1 note, 1 waived (at 0123456789ab)
",
        why("GNG020"),
        why("GNG030"),
        why("GNG021"),
        why("GNG041"),
    );
    assert_eq!(text, expected);
}

#[test]
fn nothing_found_is_one_line() {
    assert_eq!(human(&go(), false), "GO: 0 blocking, 0 warnings\n");
    let one = [finding("GNG021", crate::model::finding::Severity::Warn, "jira", "freshness")];
    assert!(
        human(&no_go(&one), false).ends_with("\n\nGO: 0 blocking, 1 warning (at 0123456789ab)\n")
    );
}

#[test]
fn colour_adds_nothing_but_colour() {
    let findings = launch();
    let plain = human(&no_go(&findings), false);
    let coloured = human(&no_go(&findings), true);
    assert!(coloured.contains("\x1b[33;1merror[GNG020]\x1b[0m: hubspot"), "{coloured}");
    assert!(coloured.contains("\x1b[33;1mNO-GO\x1b[0m: 3 blocking"), "{coloured}");
    assert!(human(&go(), true).starts_with("\x1b[34;1mGO\x1b[0m: "));
    let mut stripped = coloured;
    for code in ["33;1", "34;1", "1", "2", "0"] {
        stripped = stripped.replace(&format!("\x1b[{code}m"), "");
    }
    assert_eq!(stripped, plain);
}

#[test]
fn content_stays_in_its_line_and_gives_no_orders() {
    let lines = human(&no_go(&gate("x")), false).lines().count();
    for text in HOSTILE {
        let findings = gate(text);
        let out = human(&no_go(&findings), false);
        assert_eq!(out.lines().count(), lines, "{out}");
        assert!(!out.chars().any(|c| c.is_control() && c != '\n'), "{out:?}");
        assert!(!out.contains("##[") && !out.contains("##vso["), "{out}");
        assert!(!out.contains(['\u{202e}', '\u{2066}', '\u{200b}']), "{out:?}");
        assert!(out.lines().all(|line| !line.trim_start().starts_with("::")), "{out}");
    }
}
