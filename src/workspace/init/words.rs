//! The words of a first `gonogo.yaml`.
//!
//! Names come from folders, CODEOWNERS and git: each goes through the writer of scalars, so that none
//! can be anything but a value.

use super::survey::{Found, Place};
use crate::document::edit::write::in_flow;
use crate::document::spans::Style;
use crate::model::column::Columns;
use crate::model::launch::Person;
use crate::model::value::Value;
use crate::text;

/// What the file is made of.
pub(super) struct Facts<'a> {
    /// The name of the repository's folder.
    pub(super) name: &'a str,
    /// Where the schema lies, where it does.
    pub(super) schema: Option<&'static str>,
    /// What the repository holds.
    pub(super) found: &'a Found,
    /// Who could own something.
    pub(super) people: &'a [Person],
}

/// The text of the file.
pub(super) fn settings(facts: &Facts<'_>) -> String {
    let mut out = String::new();
    out.push_str(&head(facts.schema));
    out.push_str(&format!(
        "launch:\n  name: {}\n  # date: 2027-01-12      # the day of the launch\n  \
         # freeze: 2027-01-05    # the last day on which anything may change\n\n",
        scalar(facts.name)
    ));
    out.push_str(&columns());
    out.push_str(&people(facts.people));
    out.push_str(
        "# Each pack needs one go from each of these roles.\n\
         signoff_roles: [owner, data, docs, support]\n\n\
         # The required launch behaviours: an item may hold the launch only by naming one of them.\n\
         # criteria:\n\
         #   - {id: C1, text: No number from missing or stale data without saying so}\n\n\
         # Short references become links.\n\
         # trackers:\n\
         #   - {match: 'PACK-(\\d+)', url: 'https://example.com/browse/PACK-$1'}\n\n",
    );
    out.push_str(&places(facts.found));
    out.push_str(
        "\n# How much the findings of a rule weigh: off, info, warn or block. gonogo explain lists \
         the rules.\n\
         # rules: {GNG033: {severity: warn, days: 60}}\n",
    );
    out
}

fn head(schema: Option<&str>) -> String {
    match schema {
        Some(path) => format!("# yaml-language-server: $schema={path}\n# What holds for this launch. Every key may be left out.\n\n"),
        None => "# What holds for this launch. Every key may be left out.\n\
                 # For hints in your editor, run: mkdir -p docs/schema && gonogo schema config > docs/schema/config.json\n\
                 # and let the first line be: # yaml-language-server: $schema=docs/schema/config.json\n\n"
            .to_owned(),
    }
}

fn columns() -> String {
    let mut out = String::from(
        "# Key 0 on the board is the inbox; keys 1 to 9 are the other columns, in this order.\n\
         # The rules look at the role, so ids and titles may be changed freely.\n\
         columns:\n",
    );
    for column in Columns::default().iter() {
        let entry = [
            ("id", column.id.as_str()),
            ("title", column.title.as_str()),
            ("role", column.role.word()),
        ];
        out.push_str(&format!("  - {}\n", flow(&entry)));
    }
    out.push('\n');
    out
}

fn people(people: &[Person]) -> String {
    let mut out = String::from("# Who can own an item or pack, and sign a pack off. ");
    if people.is_empty() {
        out.push_str(
            "Roles outlive holidays.\n# people:\n\
             #   - {id: data-lead, name: Data lead, email: data@example.com, roles: [owner, data]}\n",
        );
    } else {
        out.push_str(
            "CODEOWNERS and git name these; they can be\n# chosen as they are. Take the # away to \
             say more of them, or to give them roles.\n# people:\n",
        );
    }
    for person in people {
        let mut entry = vec![("id", person.id.as_str()), ("name", person.name.as_str())];
        if !person.email.is_empty() {
            entry.push(("email", person.email.as_str()));
        }
        out.push_str(&format!("#   - {}\n", flow(&entry)));
    }
    out.push('\n');
    out
}

fn places(found: &Found) -> String {
    let mut out = String::from("# Where items lie; several places may stand here.\n");
    if found.backlog.is_empty() {
        out.push_str("backlog:\n  - path: backlog\n");
    } else {
        out.push_str("backlog:\n");
    }
    for place in &found.backlog {
        out.push_str(&lines(place, "  "));
    }
    if !found.more.is_empty() {
        out.push_str("  # These look like items too:\n");
    }
    for place in &found.more {
        out.push_str(&lines(place, "  # "));
    }
    out.push_str("\n# Where packs lie.\npacks:\n");
    if found.packs.is_empty() {
        out.push_str("  - path: packs\n");
    }
    for (path, _) in &found.packs {
        out.push_str(&format!("  - path: {}\n", exactly(path)));
    }
    out
}

fn lines(place: &Place, indent: &str) -> String {
    let mut out = format!("{indent}- path: {}\n", exactly(&place.path));
    if let Some(files) = &place.files {
        out.push_str(&format!("{indent}  files: {}\n", exactly(files)));
    }
    if !place.fields.is_empty() {
        let fields: Vec<(&str, &str)> =
            place.fields.iter().map(|(field, key)| (field.key(), key.as_str())).collect();
        out.push_str(&format!("{indent}  # gonogo's fields, and the keys that hold them there.\n"));
        out.push_str(&format!("{indent}  fields: {}\n", flow(&fields)));
    }
    if !place.status.is_empty() {
        out.push_str(&format!(
            "{indent}  # What its words seem to mean; please check. The first for a meaning is the one \
             that is written.\n{indent}  values:\n{indent}    status:\n"
        ));
        for (theirs, ours) in &place.status {
            out.push_str(&format!("{indent}      {}: {ours}\n", exactly(theirs)));
        }
    }
    out
}

/// What must be read back as it is: a path, or a word of a file.
fn exactly(text: &str) -> String {
    in_flow(&Value::from(text), Style::Plain, false)
}

/// A name as a value.
fn scalar(name: &str) -> String {
    exactly(&text::record(name))
}

fn flow(entries: &[(&str, &str)]) -> String {
    let entry = |(key, value): &(&str, &str)| {
        ((*key).to_owned(), Value::from(text::record(value).as_ref()))
    };
    in_flow(&Value::Map(entries.iter().map(entry).collect()), Style::Plain, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::field::Field;
    use crate::model::item::Status;
    use crate::model::launch::PersonOrigin;
    use crate::workspace::settings::Settings;

    /// A line of the file as it is when its `#` is taken away, where that is meant to be done.
    fn uncommented(line: &str) -> String {
        let meant = ["people:", "criteria:", "trackers:", "rules:", "  - {"];
        let live = line.strip_prefix("# ").filter(|rest| meant.iter().any(|m| rest.starts_with(m)));
        format!("{}\n", live.unwrap_or(line))
    }

    #[test]
    fn whatever_things_are_called_the_file_can_be_read() {
        let nasty = [
            "plain",
            "a: b",
            "- x",
            "{",
            "#",
            "'",
            "\"",
            "on",
            "1",
            "2027-01-12",
            "",
            " ",
            "\u{85}x: y",
            "a\nb: c",
            "x\u{2028}launch: {}",
            "\u{202e}evil",
            "\u{1b}[31m",
            "%TAG",
            "@acme/x",
            "null",
            "é",
        ];
        for name in nasty {
            let person = Person {
                id: name.into(),
                name: name.into(),
                email: name.into(),
                roles: Vec::new(),
                origin: PersonOrigin::Git,
            };
            let place = || Place {
                path: "keps".into(),
                files: Some("**/kep.yaml".into()),
                fields: vec![(Field::Owner, "authors".into())],
                status: vec![(name.into(), Status::Closed), ("other".into(), Status::Open)],
                items: 1,
            };
            let found = Found { backlog: vec![place()], more: vec![place()], packs: Vec::new() };
            for schema in [None, Some("docs/schema/config.json")] {
                let facts =
                    Facts { name, schema, found: &found, people: std::slice::from_ref(&person) };
                let text = settings(&facts);
                let read =
                    Settings::parse(&text).unwrap_or_else(|e| panic!("{name:?}: {e}\n{text}"));
                assert_eq!(read.launch.name, text::record(name), "{text}");
                assert!(read.people.is_empty(), "{text}");
                let live = settings(&facts).lines().map(uncommented).collect::<String>();
                let read =
                    Settings::parse(&live).unwrap_or_else(|e| panic!("{name:?}: {e}\n{live}"));
                assert_eq!(read.people.len(), 1, "{live}");
                assert_eq!((read.criteria.len(), read.trackers.len()), (1, 1), "{live}");
            }
        }
    }
}
