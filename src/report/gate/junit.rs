//! The gate as a test report, for servers that show those: GitLab, Jenkins and most others.
//!
//! One suite a rule, one test a finding. What blocks has failed. What does not is skipped: both
//! servers show the words of a skipped test, and show nothing of one that passed, so a warning in a
//! passing test would be one that nobody sees. A rule that found nothing is a test that passed.
//!
//! Only what the schema of Jenkins' xUnit plugin (junit-10.xsd) knows is written; it refuses
//! `file` and `line` on a test. The place stands in the text instead.

use std::collections::HashSet;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::words::{Standing, waiver};
use super::{Gate, Located};
use crate::rules::{CATALOGUE, Rule};
use crate::text::{record, without_orders};

/// A report in the format of JUnit.
pub fn junit(gate: &Gate<'_>) -> String {
    let mut out = Report(Writer::new_with_indent(Vec::new(), b' ', 2));
    out.put(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    let suites: Vec<Suite<'_>> = CATALOGUE.iter().map(|rule| Suite::of(rule, gate)).collect();
    let sum = |count: fn(&Suite<'_>) -> usize| suites.iter().map(count).sum::<usize>();
    let name = match record(gate.launch).as_ref() {
        "" => "gonogo check".to_owned(),
        launch => format!("gonogo check: {launch}"),
    };
    let attributes = [
        ("name", name),
        ("tests", sum(|suite| suite.tests()).to_string()),
        ("failures", sum(|suite| suite.count(true)).to_string()),
        ("errors", "0".to_owned()),
    ];
    out.start("testsuites", &attributes);
    for suite in &suites {
        out.suite(suite);
    }
    out.end("testsuites");
    let mut text = String::from_utf8_lossy(&out.0.into_inner()).into_owned();
    text.push('\n');
    without_orders(&text, "&#35;").into_owned()
}

struct Suite<'a> {
    rule: &'static Rule,
    found: Vec<&'a Located<'a>>,
}

impl<'a> Suite<'a> {
    fn of(rule: &'static Rule, gate: &'a Gate<'a>) -> Self {
        Self { rule, found: gate.findings.iter().filter(|f| f.rule.id == rule.id).collect() }
    }

    fn tests(&self) -> usize {
        self.found.len().max(1)
    }

    /// How many tests failed, or else were skipped.
    fn count(&self, failed: bool) -> usize {
        self.found.iter().filter(|f| (f.standing() == Standing::Error) == failed).count()
    }
}

struct Report(Writer<Vec<u8>>);

impl Report {
    fn put(&mut self, event: Event<'_>) {
        // Writing to memory cannot fail.
        let _ = self.0.write_event(event);
    }

    fn start(&mut self, name: &str, attributes: &[(&str, String)]) {
        self.put(Event::Start(element(name, attributes)));
    }

    fn end(&mut self, name: &str) {
        self.put(Event::End(BytesEnd::new(name)));
    }

    fn suite(&mut self, suite: &Suite<'_>) {
        let rule = suite.rule;
        let attributes = [
            ("name", format!("{} {}", rule.id, rule.name)),
            ("tests", suite.tests().to_string()),
            ("failures", suite.count(true).to_string()),
            ("errors", "0".to_owned()),
            ("skipped", suite.count(false).to_string()),
        ];
        self.start("testsuite", &attributes);
        if suite.found.is_empty() {
            let test = element("testcase", &test_names(rule, "no findings".to_owned()));
            self.put(Event::Empty(test));
        }
        let mut seen = HashSet::new();
        for found in &suite.found {
            self.start("testcase", &test_names(rule, name(found, &mut seen)));
            self.outcome(found);
            self.end("testcase");
        }
        self.end("testsuite");
    }

    fn outcome(&mut self, found: &Located<'_>) {
        let finding = found.finding;
        let (kind, message) = match found.standing() {
            Standing::Error => ("failure", record(&finding.message).into_owned()),
            other => ("skipped", format!("{}: {}", other.word(), record(&finding.message))),
        };
        // GitLab shows the text where there is one, Jenkins the message first: both say it.
        let mut text = format!("{message}\nat: {}\n", record(&found.place()));
        match &finding.waived {
            Some(waived) => text.push_str(&format!("waived {}\n", record(&waiver(waived)))),
            None => text.push_str(&format!(
                "why: {}\nfix: {}\nmore: gonogo explain {}\n",
                found.rule.why,
                record(&finding.fix),
                found.rule.id
            )),
        }
        self.start(kind, &[("message", message), ("type", found.rule.id.to_owned())]);
        self.put(Event::Text(BytesText::new(&text)));
        self.end(kind);
    }
}

fn element(name: &str, attributes: &[(&str, String)]) -> BytesStart<'static> {
    let mut element = BytesStart::new(name.to_owned());
    for (key, value) in attributes {
        element.push_attribute((*key, value.as_str()));
    }
    element
}

/// Jenkins takes what is before the last dot for the package.
fn test_names(rule: &Rule, name: String) -> [(&'static str, String); 2] {
    [("classname", format!("gonogo.{}", rule.id)), ("name", name)]
}

/// A name that stays the same from run to run and is unique in its suite: GitLab compares by it and
/// drops what has the same one.
fn name(found: &Located<'_>, seen: &mut HashSet<String>) -> String {
    let mut base = record(found.subject()).into_owned();
    if !found.finding.path.is_empty() {
        base.push_str(&format!(": {}", record(&found.finding.path.join("."))));
    }
    let mut name = base.clone();
    let mut count = 1;
    while !seen.insert(name.clone()) {
        count += 1;
        name = format!("{base} ({count})");
    }
    name
}

#[cfg(test)]
#[path = "junit_tests.rs"]
mod tests;
