//! Answers of the gate for the tests of its formats.

use chrono::NaiveDate;

use super::{Gate, Located};
use crate::model::finding::{Finding, Mend, Severity, Subject, Verdict, Waived};
use crate::model::pack::Show;
use crate::rules::{self, Counts};

/// Texts that one format or another would take for more than text.
pub(super) const HOSTILE: &[&str] = &[
    "a\nb\r\nc\r::error::forged",
    "::set-output name=x::y",
    "##[add-mask]secret ##vso[task.complete]",
    "\x1b[2J\x1b]8;;https://evil.example\x07x\u{9b}2J",
    "a: b, c=d %0A::error::x %25",
    "]]> <!-- --> <b onclick='x'> &amp; \"quoted\"",
    "| a | b |\n| --- | --- |",
    "\\| x \\\\| y",
    "` `` ``` ~~~",
    "[click](https://evil.example) ![x](https://evil.example/x.png) <https://evil.example>",
    "@octocat @acme/team #12 !7 GH-3 closes #4 0123456789abcdef",
    "{0} {12} {{1}} {key: value} ${{ secrets.X }}",
    "\u{1f469}\u{200d}\u{1f4bb} \u{10ffff}\u{fffe}\u{1}\u{7f}",
    "\u{202e}gnp.exe\u{2066}x\u{200b}",
    "  leading and trailing  ",
    "[[ATTACHMENT|/etc/passwd]]",
];

pub(super) fn finding(rule: &'static str, severity: Severity, pack: &str, at: &str) -> Finding {
    Finding {
        rule,
        severity,
        subject: Subject::Pack(pack.into()),
        path: at.split('.').map(str::to_owned).collect(),
        message: format!("{pack} defines no {at}"),
        fix: format!("add {at}"),
        spot: None,
        mend: None,
        waived: None,
    }
}

/// Findings of every kind.
pub(super) fn launch() -> Vec<Finding> {
    let mut found = vec![
        finding("GNG020", Severity::Block, "hubspot", "behavior.missing_column"),
        finding("GNG020", Severity::Block, "hubspot", "behavior.stale"),
        finding("GNG030", Severity::Block, "shopify", "rollback"),
        finding("GNG021", Severity::Warn, "shopify", "freshness"),
        finding("GNG021", Severity::Warn, "stripe", "freshness"),
        finding("GNG041", Severity::Info, "stripe", "links"),
        finding("GNG033", Severity::Block, "jira", "kill_switch.rehearsed"),
    ];
    found[0].mend =
        Some(Mend::Behavior { condition: "missing_column".to_owned(), show: Show::Hide });
    found[1].fix = found[0].fix.clone();
    found[4].fix = found[3].fix.clone();
    found[6].waived = Some(Box::new(waived("the drill is on Monday", "the flag is watched")));
    found
}

fn waived(why: &str, compensation: &str) -> Waived {
    Waived {
        by: "launch-owner".to_owned(),
        until: NaiveDate::from_ymd_opt(2027, 1, 12).unwrap(),
        why: why.to_owned(),
        compensation: compensation.to_owned(),
    }
}

/// A finding of each weight that says nothing but this, wherever content can stand.
pub(super) fn gate(text: &str) -> Vec<Finding> {
    let hostile = |severity, waiver: Option<Waived>| Finding {
        rule: "GNG030",
        severity,
        subject: Subject::File(text.to_owned()),
        path: vec![text.to_owned()],
        message: text.to_owned(),
        fix: text.to_owned(),
        spot: None,
        mend: None,
        waived: waiver.map(Box::new),
    };
    let waiver = Waived { by: text.to_owned(), ..waived(text, text) };
    vec![
        hostile(Severity::Block, None),
        hostile(Severity::Warn, None),
        hostile(Severity::Info, None),
        hostile(Severity::Block, Some(waiver)),
    ]
}

/// The answer that these findings add up to.
pub(super) fn no_go(findings: &[Finding]) -> Gate<'_> {
    let open =
        |severity| findings.iter().filter(|f| f.severity == severity && f.waived.is_none()).count();
    Gate {
        launch: "Atlas",
        revision: Some("0123456789abcdef0123456789abcdef01234567".to_owned()),
        verdict: Verdict::of(findings),
        counts: Counts {
            block: open(Severity::Block),
            warn: open(Severity::Warn),
            info: open(Severity::Info),
            waived: findings.iter().filter(|f| f.waived.is_some()).count(),
        },
        findings: findings
            .iter()
            .map(|finding| Located {
                finding,
                rule: rules::rule(finding.rule).unwrap(),
                file: match &finding.subject {
                    Subject::Item(id) => format!("backlog/{id}.yaml").into(),
                    Subject::Pack(id) => format!("packs/{id}/pack.yaml").into(),
                    Subject::File(path) => path.into(),
                },
                line: 48,
                column: 3,
            })
            .collect(),
    }
}

/// The answer where nothing was found.
pub(super) fn go() -> Gate<'static> {
    Gate {
        launch: "",
        revision: None,
        verdict: Verdict::Go,
        counts: Counts::default(),
        findings: Vec::new(),
    }
}
