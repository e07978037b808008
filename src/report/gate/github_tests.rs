use super::*;
use crate::model::finding::{Finding, Severity};
use crate::report::gate::testing::{HOSTILE, finding, gate, go, launch, no_go};

/// Its name, its properties and its message.
type Command = (String, Vec<(String, String)>, String);

/// A command as the runner reads it (`ActionCommand.TryParseV2`).
fn parse(line: &str) -> Command {
    let line = line.trim_start().strip_prefix("::").expect("a command");
    let (info, data) = line.split_once("::").expect("an end");
    let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
    let unescape = |text: &str| {
        text.replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%3A", ":")
            .replace("%2C", ",")
            .replace("%25", "%")
    };
    let properties = properties
        .split(',')
        .filter_map(|pair| pair.split_once('='))
        .map(|(key, value)| (key.to_owned(), unescape(value)))
        .collect();
    let data = data.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    (name.to_owned(), properties, data)
}

fn commands(out: &str) -> Vec<Command> {
    out.lines().filter(|line| line.trim_start().starts_with("::")).map(parse).collect()
}

#[test]
fn each_finding_is_beside_its_line() {
    let findings = launch();
    let out = github(&no_go(&findings));
    let told = commands(&out);
    assert_eq!(told.len(), findings.len());
    let kinds: Vec<&str> = told.iter().map(|(kind, ..)| kind.as_str()).collect();
    assert_eq!(kinds, ["error", "error", "error", "warning", "warning", "notice", "notice"]);
    let (_, properties, data) = &told[0];
    let name = crate::rules::rule("GNG020").unwrap().name;
    let expected = [
        ("file", "packs/hubspot/pack.yaml".to_owned()),
        ("line", "48".to_owned()),
        ("col", "3".to_owned()),
        ("title", format!("GNG020 {name}")),
    ]
    .map(|(key, value)| (key.to_owned(), value));
    assert_eq!(properties, &expected);
    assert!(data.starts_with("hubspot defines no behavior.missing_column\nwhy: "), "{data}");
    assert!(data.ends_with("\nfix: add behavior.missing_column\nmore: gonogo explain GNG020"));
    assert!(told[6].2.contains("\nwaived by launch-owner until 2027-01-12: "), "{out}");
    assert!(out.ends_with("\nNO-GO: 3 blocking, 2 warnings, 1 note, 1 waived (at 0123456789ab)\n"));
    assert_eq!(github(&go()), "GO: 0 blocking, 0 warnings\n");
}

#[test]
fn content_is_read_back_as_one_command() {
    for text in HOSTILE {
        let findings = gate(text);
        let out = github(&no_go(&findings));
        assert_eq!(out.lines().count(), findings.len() + 1, "{out}");
        assert!(!out.chars().any(|c| c.is_control() && c != '\n'), "{out:?}");
        for (kind, properties, data) in commands(&out) {
            assert!(["error", "warning", "notice"].contains(&kind.as_str()));
            let keys: Vec<&str> = properties.iter().map(|(key, _)| key.as_str()).collect();
            assert_eq!(keys, ["file", "line", "col", "title"]);
            let told = record(text);
            let told = without_orders(&told, "<23>");
            assert_eq!(properties[0].1, told);
            assert_eq!(data.lines().next(), Some(&*told));
        }
    }
}

fn many(errors: usize, warnings: usize, notes: usize) -> Vec<Finding> {
    [(errors, Severity::Block), (warnings, Severity::Warn), (notes, Severity::Info)]
        .into_iter()
        .flat_map(|(count, severity)| (0..count).map(move |n| (n, severity)))
        .map(|(n, severity)| finding("GNG020", severity, &format!("pack-{n}"), "behavior.stale"))
        .collect()
}

#[test]
fn what_github_does_not_show_is_said() {
    for (counts, words) in [
        ((12, 11, 0), "Not shown: 2 errors, 1 warning."),
        ((0, 0, 11), "Not shown: 2 notices."),
        ((11, 0, 10), "Not shown: 1 error, 1 notice."),
    ] {
        let findings = many(counts.0, counts.1, counts.2);
        let out = github(&no_go(&findings));
        let notice = commands(&out).into_iter().find(|(kind, ..)| kind == "notice").unwrap();
        assert!(notice.2.contains(words), "{}", notice.2);
        assert_eq!(commands(&out).len(), findings.len() + 1, "all are in the log");
    }
    let findings = many(10, 10, 10);
    assert_eq!(commands(&github(&no_go(&findings))).len(), findings.len());
}
