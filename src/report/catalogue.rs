//! The rule catalogue as a document for people: `docs/rules.md`.

use crate::model::finding::Severity;
use crate::rules::{CATALOGUE, Rule, can_be_waived};

/// What the second digit of an id says, in the order of the catalogue.
const FAMILIES: &[(&str, &str)] = &[
    ("GNG00", "Files and values"),
    ("GNG01", "Triage"),
    ("GNG02", "Behaviour and figures"),
    ("GNG03", "Rollback and kill switch"),
    ("GNG04", "Deferrals and waivers"),
    ("GNG05", "What is said and what is there"),
    ("GNG06", "Sign-off"),
];

/// The whole catalogue as Markdown.
pub fn markdown() -> String {
    let mut text = String::from(
        "# The rules\n\nMade from the catalogue (`src/rules/`); `gonogo explain RULE` says the same. \
         What blocks\nholds the launch, a warning must be looked at. Severity (`off`, `info`, \
         `warn`, `block`) and\nparameters are set under `rules:` in `gonogo.yaml`. Rules know the \
         roles of columns, not their names.\n\n| rule | weighs | asks for |\n| --- | --- | --- |\n",
    );
    for rule in CATALOGUE {
        let id = rule.id;
        let link = format!("[{id}](#{}-{})", id.to_lowercase(), rule.name);
        text.push_str(&format!("| {link} | {} | {} |\n", rule.severity.word(), rule.summary));
    }
    for (prefix, title) in FAMILIES {
        text.push_str(&format!("\n## {title}\n"));
        for rule in CATALOGUE.iter().filter(|rule| rule.id.starts_with(prefix)) {
            text.push_str(&section(rule));
        }
    }
    text
}

fn section(rule: &Rule) -> String {
    let mut text = format!("\n### {} {}\n\n{}", rule.id, rule.name, rule.summary);
    text.push_str(match rule.severity {
        Severity::Block => " Holds the launch.",
        Severity::Warn => " A warning.",
        Severity::Info | Severity::Off => " A hint.",
    });
    if !can_be_waived(rule.id) {
        text.push_str(" Cannot be waived.");
    }
    text.push_str(&format!("\n\n- Why: {}\n- How to mend it: {}\n", rule.why, rule.fix));
    for parameter in rule.parameters {
        text.push_str(&format!(
            "- Parameter `{}`, {} unless set: {}\n",
            parameter.name, parameter.default, parameter.summary
        ));
    }
    for (word, example) in [("Fails", rule.fails), ("Passes", rule.passes)] {
        text.push_str(&format!("\n{word}:\n\n```yaml\n{}\n```\n", example.trim_end()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_its_section() {
        let text = markdown();
        for rule in CATALOGUE {
            assert_eq!(text.matches(&format!("\n### {} ", rule.id)).count(), 1, "{}", rule.id);
        }
        assert_eq!(text.matches("\n### GNG").count(), CATALOGUE.len());
    }
}
