//! The schema of `gonogo.yaml`. It is gonogo's own file: an unknown key is an error here as it is
//! for the reader.

use serde_json::{Map, Value as Json, json};

use super::{File, Keys, object};
use crate::model::column::Role;
use crate::model::field::Field;
use crate::model::finding::Severity;
use crate::model::item::{Kind, Risk, Status};
use crate::rules::{self, Rule};

/// `gonogo.yaml`.
pub(super) fn file() -> File {
    let keys = object([
        ("launch", launch()),
        ("columns", columns()),
        ("people", people()),
        (
            "signoff_roles",
            list(
                "The roles of which each pack needs a go. Left out: owner, data, docs, support.",
                text("A role."),
            ),
        ),
        (
            "criteria",
            list(
                "The required launch behaviours. A decision cites the one that it serves.",
                strict(
                    "",
                    &["id", "text"],
                    [
                        ("id", text("What a decision cites, for instance C1.")),
                        ("text", text("What must be true.")),
                    ],
                ),
            ),
        ),
        ("trackers", trackers()),
        ("backlog", backlog()),
        ("packs", packs()),
        ("rules", rules()),
        (
            "docs",
            strict(
                "The generated documents (gonogo docs).",
                &[],
                [(
                    "commit",
                    json!({
                        "description": "Whether a commit of decisions takes the documents along. \
                                        Left out: false.",
                        "type": "boolean"
                    }),
                )],
            ),
        ),
    ]);
    let body = object([
        ("type", json!(["object", "null"])),
        ("properties", keys.into()),
        ("additionalProperties", json!(false)),
    ]);
    let description = "The settings of a launch, at the root of the repository. Every key is \
                       optional; one that gonogo does not know is an error.";
    ("gonogo.yaml", description, body)
}

fn text(description: &str) -> Json {
    json!({"description": description, "type": ["string", "number"]})
}

fn list(description: &str, entry: Json) -> Json {
    json!({"description": description, "type": "array", "items": entry})
}

/// A mapping in which no other key may stand.
fn strict<const N: usize>(description: &str, required: &[&str], keys: Keys<N>) -> Json {
    let mut schema = Map::new();
    if !description.is_empty() {
        schema.insert("description".to_owned(), json!(description));
    }
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), object(keys).into());
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    schema.insert("additionalProperties".to_owned(), json!(false));
    schema.into()
}

fn launch() -> Json {
    // Not as in items: a time of day is refused here.
    let day = |description: &str| {
        json!({
            "description": description,
            "type": ["string", "null"],
            "pattern": r"^[0-9]{4}-(0?[1-9]|1[0-2])-(0?[1-9]|[12][0-9]|3[01])$",
            "patternErrorMessage": "Not a date such as 2027-01-12",
        })
    };
    strict(
        "The launch.",
        &[],
        [
            ("name", text("What it is called.")),
            ("date", day("The day of the launch.")),
            ("freeze", day("The last day on which anything may change.")),
        ],
    )
}

fn columns() -> Json {
    let roles = Role::ALL.map(Role::word);
    let entry = strict(
        "",
        &["id", "title", "role"],
        [
            ("id", text("What scope says in an item.")),
            ("title", text("What the screen says.")),
            (
                "role",
                json!({
                    "description": "What the rules know of it: inbox (not decided yet), required (the \
                                    launch cannot go without it), optional (near the launch; it may \
                                    slip) or deferred (after the launch, with a tracked follow-up).",
                    "enum": roles,
                }),
            ),
        ],
    );
    let mut schema = list(
        "The scope columns. Exactly one is the inbox (key 0), at least one is required and one \
         deferred; the others have the keys 1 to 9 in this order. Left out: undecided, \
         launch-critical, launch-adjacent and post-launch.",
        entry,
    );
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("minItems".to_owned(), json!(3));
        schema.insert("maxItems".to_owned(), json!(10));
    }
    schema
}

fn people() -> Json {
    let entry = strict(
        "",
        &["id"],
        [
            ("id", text("What owner says in a file.")),
            ("name", text("What the person is called. Left out: the id.")),
            ("email", text("Where the person is reached.")),
            (
                "roles",
                list("owner, data, docs, support …: what the person may sign off.", text("")),
            ),
        ],
    );
    list("Who can own an item or pack. Beside them stand CODEOWNERS and git's authors.", entry)
}

fn trackers() -> Json {
    let entry = strict(
        "",
        &["match", "url"],
        [
            ("match", text("A regular expression that a whole reference matches: PACK-(\\d+).")),
            ("url", text("Where it leads, with $1 for what the first parentheses caught.")),
        ],
    );
    list("What makes links of short references such as PACK-412.", entry)
}

fn place(what: &str) -> [(&'static str, Json); 2] {
    [
        ("path", text("A folder, from the root of the repository; . is the root itself.")),
        (
            "files",
            text(&format!(
                "Which files below it hold {what}, as a glob: '**/kep.yaml'. Left out: \
                           all that can be read."
            )),
        ),
    ]
}

fn packs() -> Json {
    let entry = strict("", &["path"], place("packs"));
    list("Where packs lie. Left out: packs/.", entry)
}

fn backlog() -> Json {
    let fields: Map<String, Json> = Field::KEYS
        .iter()
        .map(|key| ((*key).to_owned(), text(&format!("The key that holds {key} there."))))
        .collect();
    let values: Map<String, Json> =
        Field::ALL.iter().map(|field| (field.key().to_owned(), words_of(*field))).collect();
    let [path, files] = place("items");
    let entry = strict(
        "",
        &["path"],
        [
            path,
            files,
            (
                "fields",
                json!({
                    "description": "How a backlog that was there before names gonogo's fields: {id: \
                                    kep-number, owner: authors}. They are read and written back so.",
                    "type": "object",
                    "properties": fields,
                    "additionalProperties": false,
                }),
            ),
            (
                "values",
                json!({
                    "description": "What its words mean to gonogo: {status: {implemented: closed}}. \
                                    Where several mean the same, the first is written back.",
                    "type": "object",
                    "properties": values,
                    "additionalProperties": false,
                }),
            ),
        ],
    );
    list("Where items lie; several places may stand here. Left out: backlog/.", entry)
}

/// The words of a field there, each with gonogo's own.
fn words_of(field: Field) -> Json {
    let ours = match field {
        Field::Kind => json!({"enum": Kind::WORDS}),
        Field::Status => json!({"enum": Status::WORDS}),
        Field::Risk => json!({"enum": Risk::WORDS}),
        _ => json!({"type": ["string", "number", "boolean"]}),
    };
    json!({
        "description": format!("A word for {} there, and gonogo's word for it.", field.key()),
        "type": "object",
        "additionalProperties": ours,
    })
}

fn rules() -> Json {
    let rules: Map<String, Json> =
        rules::CATALOGUE.iter().map(|rule| (rule.id.to_owned(), settings(rule))).collect();
    json!({
        "description": "How much the findings of single rules weigh, and the numbers that they go \
                        by: {GNG033: {severity: warn, days: 60}}. gonogo explain lists the rules.",
        "type": "object",
        "properties": rules,
        "additionalProperties": false,
    })
}

/// What can be set of a rule.
fn settings(rule: &Rule) -> Json {
    let mut keys = object([(
        "severity",
        json!({
            "description": "How much its findings weigh: off (the rule is not asked), info, warn \
                            or block (it holds the launch).",
            "enum": Severity::ALL.map(Severity::word),
            "default": rule.severity.word(),
        }),
    )]);
    for parameter in rule.parameters {
        let schema = json!({
            "description": parameter.summary,
            "type": "integer",
            "default": parameter.default,
        });
        keys.insert(parameter.name.to_owned(), schema);
    }
    json!({
        "description": format!("{}: {} {}", rule.name, rule.summary, rule.why),
        "type": "object",
        "properties": keys,
        "additionalProperties": false,
    })
}
